"""Whose payment methods are is always given, a payer has one default, and an instalment is collected once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T13:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whose payment methods are, and what is collected"

GIVEN = {
    "payment_methods": (
        "id",
        "receiver_id",
        "payer_id",
        "gateway_account_id",
        "method",
        "mandate_accepted_at",
        "mandate_text",
    ),
    "collections": ("id", "receiver_id", "invoice_id", "position", "due_on", "next_attempt_at"),
}
STATEMENTS = (
    # What Piccolo has made up while it migrated.
    *(
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT"
        for table, columns in GIVEN.items()
        for column in columns
    ),
    """
    ALTER TABLE payment_methods ADD CONSTRAINT payment_methods_have_the_payer_of_their_receiver
        FOREIGN KEY (payer_id, receiver_id) REFERENCES payers (id, receiver_id) ON DELETE RESTRICT
    """,
    "CREATE INDEX payment_methods_by_receiver ON payment_methods (receiver_id, id)",
    "CREATE INDEX payment_methods_by_payer ON payment_methods (payer_id, id)",
    "CREATE UNIQUE INDEX payment_methods_have_one_default ON payment_methods (payer_id) WHERE is_default",
    "CREATE TRIGGER touch_row BEFORE UPDATE ON payment_methods FOR EACH ROW EXECUTE FUNCTION touch_row()",
    """
    CREATE TRIGGER payment_methods_are_kept BEFORE DELETE OR TRUNCATE ON payment_methods
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    "CREATE UNIQUE INDEX collections_are_one_for_each_instalment ON collections (invoice_id, position)",
    "CREATE INDEX collections_due ON collections (next_attempt_at, id) WHERE status IN ('pending', 'leased')",
    "CREATE TRIGGER touch_work BEFORE UPDATE ON collections FOR EACH ROW EXECUTE FUNCTION touch_work()",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
