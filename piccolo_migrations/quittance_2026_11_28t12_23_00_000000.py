"""What reminders are about is always given, and what became of them is kept."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T12:23:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whose reminders are, and what waits"

GIVEN = {
    "reminder_policies": ("id", "receiver_id", "stages_since"),
    "reminder_runs": ("id", "policy_id", "next_attempt_at"),
    "reminders": ("id", "receiver_id", "invoice_id", "position", "days", "due_on", "status"),
    "reminder_pauses": ("id", "receiver_id"),
}
STATEMENTS = (
    # What Piccolo has made up while it migrated.
    *(
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT"
        for table, columns in GIVEN.items()
        for column in columns
    ),
    """
    CREATE INDEX reminder_runs_due ON reminder_runs (next_attempt_at, id) WHERE status IN ('pending', 'leased')
    """,
    "CREATE INDEX reminders_by_receiver ON reminders (receiver_id, id)",
    "CREATE TRIGGER touch_row BEFORE UPDATE ON reminder_policies FOR EACH ROW EXECUTE FUNCTION touch_row()",
    "CREATE TRIGGER touch_row BEFORE UPDATE ON reminders FOR EACH ROW EXECUTE FUNCTION touch_row()",
    """
    CREATE TRIGGER reminders_are_kept BEFORE DELETE OR TRUNCATE ON reminders
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
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
