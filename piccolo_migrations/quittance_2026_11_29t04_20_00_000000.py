"""Receivers have a colour. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T04:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "receivers have a colour"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="Receiver",
        tablename="receivers",
        column_name="colour",
        db_column_name="colour",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 7,
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
