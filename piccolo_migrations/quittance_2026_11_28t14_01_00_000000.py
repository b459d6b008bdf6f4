"""Mails that show an invoice are written when they are handed over: their HTML is never stored. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T14:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "mails are written when they are handed over"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.drop_column(
        table_class_name="Mail",
        tablename="mails",
        column_name="html",
        db_column_name="html",
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
