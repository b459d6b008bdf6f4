"""What people of a receiver have mailed within a day is found by an index."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T14:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "invoices mailed by hand"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        await database.execute(
            "CREATE INDEX invoice_mails_by_hand ON invoice_mails (receiver_id, id) WHERE created_by IS NOT NULL"
        )

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
