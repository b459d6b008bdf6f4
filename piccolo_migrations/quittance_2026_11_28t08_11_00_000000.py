"""Carries forward what earlier releases kept: answers to POSTs, for 30 days as they were told."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T08:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "until when what is there is kept"
STATEMENTS = ("UPDATE idempotency_keys SET expires_at = created_at + interval '30 days'",)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)
    return manager
