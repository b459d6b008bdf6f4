"""Schedules say which period their invoices are for. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod

from models.upkeep.migrations import CheckLater, refuse_to_go_back

ID = "2026-11-30T10:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the period that a schedule bills"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="Schedule",
        tablename="schedules",
        column_name="billing",
        db_column_name="billing",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 10,
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

    manager.add_constraint(
        table_class_name="Schedule",
        tablename="schedules",
        constraint_name="schedules_have_a_known_billing",
        constraint_class=CheckLater,
        params={
            "condition": "\"billing\" IS NULL OR \"billing\" IN ('in_advance', 'in_arrears')"
        },
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
