"""A cheque that has bounced is in hand: `deposited_on`, which said when it was last at the bank, says that it is there.

Only databases between two releases have such rows. One that was taken to the bank again since keeps its day.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "cheques that bounced are in hand"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        await database.execute(
            """
            UPDATE payments SET deposited_on = NULL
            WHERE method = 'cheque' AND deposited_on IS NOT NULL
                AND (status = 'failed' AND failure_code = 'bounced' OR EXISTS (
                    SELECT FROM reversals WHERE reversals.payment_id = payments.id
                        AND reversals.kind = 'bounce' AND reversals.status = 'standing'))
                AND (SELECT type FROM events WHERE object_id = payments.id AND type LIKE 'payment.%'
                    ORDER BY sequence DESC LIMIT 1) IS DISTINCT FROM 'payment.deposited'
            """
        )

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
