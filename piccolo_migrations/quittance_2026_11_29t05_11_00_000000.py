"""Unsubscriptions name the key of their code. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T05:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "unsubscriptions name the key of their code"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="Unsubscription",
        tablename="unsubscriptions",
        column_name="key_name",
        db_column_name="key_name",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 255,
            "default": "",
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
