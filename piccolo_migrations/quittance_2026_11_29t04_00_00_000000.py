"""People and mails have a language. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod

from models.upkeep.migrations import CheckLater, refuse_to_go_back

ID = "2026-11-29T04:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "people and mails have a language"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="Mail",
        tablename="mails",
        column_name="language",
        db_column_name="language",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 2,
            "default": "en",
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

    manager.add_column(
        table_class_name="User",
        tablename="users",
        column_name="language",
        db_column_name="language",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 2,
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
        table_class_name="Mail",
        tablename="mails",
        constraint_name="mails_are_in_a_language_that_we_have",
        constraint_class=CheckLater,
        params={"condition": "\"language\" IN ('en', 'de', 'es', 'hi')"},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="User",
        tablename="users",
        constraint_name="users_read_a_language_that_we_have",
        constraint_class=CheckLater,
        params={"condition": "\"language\" IN ('en', 'de', 'es', 'hi')"},
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
