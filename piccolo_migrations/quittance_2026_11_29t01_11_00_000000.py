"""What Piccolo cannot declare of credit that is applied by itself: what is due, and the new cause of an allocation.

Rows that are there have causes of before, so the new rule is not asked of them at once: the next migration does that,
while others read and write.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T01:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "credit that is applied by itself"

STATEMENTS = (
    # Piccolo gives required columns a default: forgetting a value must fail.
    *(
        f"ALTER TABLE credit_runs ALTER COLUMN {column} DROP DEFAULT"
        for column in ("id", "receiver_id", "next_attempt_at")
    ),
    "CREATE INDEX credit_runs_due ON credit_runs (next_attempt_at, id) WHERE status IN ('pending', 'leased')",
    "ALTER TABLE allocations DROP CONSTRAINT allocations_have_a_known_cause",
    """
    ALTER TABLE allocations ADD CONSTRAINT allocations_have_a_known_cause
        CHECK ("cause" = ANY ('{payment,refund,reversal,credit_note,move,policy}')) NOT VALID
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
