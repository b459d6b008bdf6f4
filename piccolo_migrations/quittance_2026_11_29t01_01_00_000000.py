"""A debit note has the receiver and the currency of the cheque whose fee it asks for; either is found by the other.

Built without a transaction around all of it, while others read and write. After an interruption all of it may be done
again.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import patient_connection, refuse_to_go_back

ID = "2026-11-29T01:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys and indexes of fees"

STATEMENTS = (
    # What an interrupted run has left is not valid.
    "ALTER TABLE invoices DROP CONSTRAINT IF EXISTS invoices_over_fees_match_their_payment",
    """
    ALTER TABLE invoices ADD CONSTRAINT invoices_over_fees_match_their_payment
        FOREIGN KEY (fee_payment_id, receiver_id, currency)
        REFERENCES payments (id, receiver_id, currency) ON DELETE RESTRICT NOT VALID
    """,
    "ALTER TABLE invoices VALIDATE CONSTRAINT invoices_over_fees_match_their_payment",
    # Without an entry for those that ask for no fee, as nearly all do.
    "DROP INDEX CONCURRENTLY IF EXISTS invoices_by_fee",
    "CREATE INDEX CONCURRENTLY invoices_by_fee ON invoices (fee_payment_id, id) WHERE fee_payment_id IS NOT NULL",
    "DROP INDEX CONCURRENTLY IF EXISTS invoices_over_fees",
    "CREATE INDEX CONCURRENTLY invoices_over_fees ON invoices (receiver_id, id) WHERE fee_payment_id IS NOT NULL",
    "DROP INDEX CONCURRENTLY IF EXISTS reversals_have_fees_of_their_own",
    """
    CREATE UNIQUE INDEX CONCURRENTLY reversals_have_fees_of_their_own ON reversals (fee_invoice_id)
        WHERE fee_invoice_id IS NOT NULL
    """,
    """
    CREATE OR REPLACE TRIGGER invoices_keep_what_they_are_fees_of
        BEFORE UPDATE OF fee_payment_id, fee_reversal_id ON invoices
        FOR EACH ROW WHEN ((OLD.fee_payment_id, OLD.fee_reversal_id)
            IS DISTINCT FROM (NEW.fee_payment_id, NEW.fee_reversal_id)) EXECUTE FUNCTION refuse_change()
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION, wrap_in_transaction=False
    )

    async def run() -> None:
        async with patient_connection() as connection:
            for statement in STATEMENTS:
                await connection.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
