"""Discrepancies of refunds and of money that was taken back, beside those of payments."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import UUID, Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T07:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "discrepancies of refunds and reversals"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    manager.add_column(
        table_class_name="Discrepancy",
        tablename="discrepancies",
        column_name="gateway_object_id",
        db_column_name="gateway_object_id",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 255,
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="Discrepancy",
        tablename="discrepancies",
        column_name="refund_id",
        db_column_name="refund_id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="Discrepancy",
        tablename="discrepancies",
        column_name="reversal_id",
        db_column_name="reversal_id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="Discrepancy",
        tablename="discrepancies",
        column_name="subject",
        db_column_name="subject",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 8,
            "default": "payment",
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Discrepancy",
        tablename="discrepancies",
        constraint_name="discrepancies_have_a_known_subject",
        constraint_class=Check,
        params={"condition": "\"subject\" IN ('payment', 'refund', 'reversal')"},
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
