"""Payments know since when their gateway is asked to cancel them. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.indexes import IndexMethod

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T14:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "wishes to cancel payments"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="Payment",
        tablename="payments",
        column_name="cancel_refused_at",
        db_column_name="cancel_refused_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
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
        table_class_name="Payment",
        tablename="payments",
        column_name="cancel_requested_at",
        db_column_name="cancel_requested_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
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

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
