"""An endpoint's oldest deliveries are found in their order, also where many became due in one transaction."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T10:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "due deliveries in their order"

INDEXES = (
    "DROP INDEX webhook_deliveries_due",
    "CREATE INDEX webhook_deliveries_due ON webhook_deliveries_open (endpoint_id, next_attempt_at, id)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in INDEXES:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
