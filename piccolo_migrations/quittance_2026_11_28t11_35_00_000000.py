"""What Piccolo cannot declare of schedules: indexes, triggers, a composite key, and values that have no default."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T11:35:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes, triggers and keys of schedules"

# Piccolo gives required columns a default: forgetting a value must fail.
REQUIRED = {
    "schedules": ("id", "receiver_id", "payer_id", "every_unit", "every_count", "starts_on"),
    "schedule_runs": ("id", "schedule_id", "next_attempt_at"),
}
STATEMENTS = (
    *(
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT"
        for table, columns in REQUIRED.items()
        for column in columns
    ),
    """
    ALTER TABLE schedules ADD CONSTRAINT schedules_bill_a_payer_of_their_receiver
        FOREIGN KEY (payer_id, receiver_id) REFERENCES payers (id, receiver_id) ON DELETE RESTRICT
    """,
    "CREATE TRIGGER touch_row BEFORE UPDATE ON schedules FOR EACH ROW EXECUTE FUNCTION touch_row()",
    "CREATE INDEX schedules_by_receiver ON schedules (receiver_id, id)",
    "CREATE INDEX schedules_by_status ON schedules (receiver_id, status, id)",
    "CREATE INDEX schedules_failing ON schedules (receiver_id, id) WHERE failing_since IS NOT NULL",
    "CREATE INDEX schedule_runs_due ON schedule_runs (next_attempt_at) WHERE status IN ('pending', 'leased')",
    # One invoice for each period, whoever looks at it however often; without an entry for those that do not recur.
    """
    CREATE UNIQUE INDEX invoices_are_one_per_period_of_a_schedule ON invoices (schedule_id, period_start)
        WHERE schedule_id IS NOT NULL
    """,
    "CREATE INDEX invoices_by_schedule ON invoices (schedule_id, id) WHERE schedule_id IS NOT NULL",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
