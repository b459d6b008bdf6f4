"""What disputes are of is always given, each is kept, and one answer at a time is on its way."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T13:53:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whose disputes are, and what waits"

GIVEN = {
    "disputes": (
        "id",
        "receiver_id",
        "payer_id",
        "payment_id",
        "gateway_account_id",
        "gateway_dispute_id",
        "status",
        "currency",
        "amount",
    ),
    "dispute_responses": ("id", "receiver_id", "gateway_account_id", "dispute_id", "next_attempt_at"),
}
STATEMENTS = (
    # What Piccolo has made up while it migrated.
    *(
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT"
        for table, columns in GIVEN.items()
        for column in columns
    ),
    """
    ALTER TABLE disputes ADD CONSTRAINT disputes_are_of_their_payments_receiver
        FOREIGN KEY (payment_id, receiver_id) REFERENCES payments (id, receiver_id) ON DELETE RESTRICT
    """,
    "CREATE INDEX disputes_by_receiver ON disputes (receiver_id, id)",
    """
    CREATE INDEX disputes_open ON disputes (receiver_id)
        WHERE status IN ('warning', 'needs_response', 'under_review')
    """,
    """
    CREATE INDEX disputes_to_be_answered ON disputes (respond_by)
        WHERE status IN ('warning', 'needs_response') AND response_status NOT IN ('sending', 'sent')
    """,
    "CREATE TRIGGER touch_row BEFORE UPDATE ON disputes FOR EACH ROW EXECUTE FUNCTION touch_row()",
    """
    CREATE TRIGGER disputes_are_kept BEFORE DELETE OR TRUNCATE ON disputes
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE INDEX dispute_responses_due ON dispute_responses (next_attempt_at) WHERE status IN ('pending', 'leased')
    """,
    """
    CREATE INDEX dispute_responses_by_account
        ON dispute_responses (gateway_account_id, (attempts > 0), next_attempt_at, id)
        WHERE status IN ('pending', 'leased')
    """,
    """
    CREATE INDEX dispute_responses_leased ON dispute_responses (gateway_account_id, next_attempt_at)
        WHERE status = 'leased'
    """,
    """
    CREATE UNIQUE INDEX dispute_responses_are_one_at_a_time ON dispute_responses (dispute_id)
        WHERE status IN ('pending', 'leased')
    """,
    "CREATE TRIGGER touch_work BEFORE UPDATE ON dispute_responses FOR EACH ROW EXECUTE FUNCTION touch_work()",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
