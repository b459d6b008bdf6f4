"""Payers who are collected from are few, and found by an index."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T13:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "payers who are collected from"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        await database.execute("CREATE INDEX payers_collected_from ON payers (id) WHERE collection = 'automatic'")

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
