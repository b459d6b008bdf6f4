"""What a logo is, and whose, is always given."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T05:13:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whose logos are"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        # What Piccolo has made up while it migrated.
        for column in ("id", "receiver_id", "digest", "content"):
            await database.execute(f"ALTER TABLE logos ALTER COLUMN {column} DROP DEFAULT")

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
