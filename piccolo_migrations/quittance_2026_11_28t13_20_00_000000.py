"""The payments that hold a payer's credit are found without the others."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T13:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "who has credit"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        await database.execute(
            "CREATE INDEX payments_with_credit ON payments (payer_id, id) WHERE amount_unapplied > 0"
        )

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
