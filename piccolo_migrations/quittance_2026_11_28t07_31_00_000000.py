"""An open discrepancy is one of its subject: a refund's is not its payment's."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T07:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "open discrepancies by their subject"

STATEMENTS = (
    "DROP INDEX discrepancies_are_open_once",
    """
    CREATE UNIQUE INDEX discrepancies_are_open_once ON discrepancies
        (gateway_account_id, subject, kind, gateway_payment_id, payment_id, refund_id, gateway_object_id)
        NULLS NOT DISTINCT WHERE status = 'open'
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
