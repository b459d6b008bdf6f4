"""What changed before is for the nightly check; from now on, books are checked soon after they change."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T15:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "where the checks of changed books begin"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        await database.execute("INSERT INTO books_checked (id, position) SELECT 1, position FROM feed")

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
