"""What is kept of an address that has ended mails needs our key to be found: until now it was a plain hash."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database, secrets
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T05:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keyed codes of addresses that have ended mails"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        # Those that name no key: a second run finds none of them.
        for row in await database.fetch("SELECT id, digest FROM unsubscriptions WHERE key_name = '' FOR UPDATE"):
            key_name, code = secrets.derive("unsubscription", row["digest"])
            await database.execute(
                "UPDATE unsubscriptions SET digest = $2, key_name = $3 WHERE id = $1", row["id"], code, key_name
            )

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
