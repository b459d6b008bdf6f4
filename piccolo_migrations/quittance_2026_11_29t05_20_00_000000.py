"""Invoices hold their lines. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSONB
from piccolo.columns.indexes import IndexMethod

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T05:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "invoices hold their lines"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    manager.add_column(
        table_class_name="Invoice",
        tablename="invoices",
        column_name="lines",
        db_column_name="lines",
        column_class_name="JSONB",
        column_class=JSONB,
        params={
            "default": "[]",
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

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
