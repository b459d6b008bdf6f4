"""What receipts are for is always given, each is issued once, and none is ever changed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T13:51:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whose receipts are"

STATEMENTS = (
    # What Piccolo has made up while it migrated.
    *(
        f"ALTER TABLE receipts ALTER COLUMN {column} DROP DEFAULT"
        for column in (
            "id",
            "receiver_id",
            "payer_id",
            "payment_id",
            "number",
            "currency",
            "amount",
            "issued_on",
            "contents",
            "hash",
        )
    ),
    """
    ALTER TABLE receipts ADD CONSTRAINT receipts_are_of_their_payments_receiver
        FOREIGN KEY (payment_id, receiver_id) REFERENCES payments (id, receiver_id)
    """,
    """
    ALTER TABLE receipts ADD CONSTRAINT receipts_are_of_the_receivers_payers
        FOREIGN KEY (payer_id, receiver_id) REFERENCES payers (id, receiver_id)
    """,
    "CREATE UNIQUE INDEX receipts_are_one_for_each_payment ON receipts (payment_id) WHERE refund_id IS NULL",
    "CREATE UNIQUE INDEX receipts_are_one_for_each_refund ON receipts (refund_id) WHERE refund_id IS NOT NULL",
    "CREATE INDEX receipts_by_receiver ON receipts (receiver_id, id)",
    "CREATE INDEX receipts_by_payer ON receipts (payer_id, id)",
    """
    CREATE TRIGGER receipts_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON receipts
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    "INSERT INTO receipts_issued (id, position) VALUES (1, 0)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
