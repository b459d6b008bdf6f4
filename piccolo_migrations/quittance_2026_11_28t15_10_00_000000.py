"""Cheques in hand, which are looked for by the day on which they may be taken to the bank."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T15:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "cheques in hand"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        await database.execute(
            "CREATE INDEX payments_in_hand ON payments (receiver_id, id) "
            "WHERE method = 'cheque' AND status = 'pending' AND deposited_on IS NULL"
        )

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
