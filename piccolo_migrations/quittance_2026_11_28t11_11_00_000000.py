"""Credit notes: of whom and of which invoice they are, how they are found, and that they never change."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T11:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whose credit notes are, and what they move"

REQUIRED = (
    "id",
    "receiver_id",
    "payer_id",
    "invoice_id",
    "number",
    "currency",
    "reason",
    "lines",
    "subtotal",
    "tax_total",
    "total",
    "amount_applied",
    "amount_excess",
    "issued_on",
    "receiver_snapshot",
    "payer_snapshot",
)
STATEMENTS = (
    # Defaults that Piccolo puts there and that we never want: what a note is about is always given.
    *(f"ALTER TABLE credit_notes ALTER COLUMN {column} DROP DEFAULT" for column in REQUIRED),
    """
    ALTER TABLE credit_notes ADD CONSTRAINT credit_notes_have_the_payer_of_their_receiver
        FOREIGN KEY (payer_id, receiver_id) REFERENCES payers (id, receiver_id) ON DELETE RESTRICT
    """,
    """
    ALTER TABLE credit_notes ADD CONSTRAINT credit_notes_match_their_invoice
        FOREIGN KEY (invoice_id, receiver_id, currency)
        REFERENCES invoices (id, receiver_id, currency) ON DELETE RESTRICT
    """,
    "CREATE INDEX credit_notes_by_receiver ON credit_notes (receiver_id, id)",
    "CREATE INDEX credit_notes_by_payer ON credit_notes (payer_id, id)",
    """
    CREATE TRIGGER credit_notes_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_notes
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    # A note's number is taken last, so the note is written after what it moves.
    """
    ALTER TABLE allocations ADD CONSTRAINT allocations_have_their_credit_note
        FOREIGN KEY (credit_note_id) REFERENCES credit_notes (id) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED
    """,
    "ALTER TABLE allocations DROP CONSTRAINT allocations_name_their_cause",
    """
    ALTER TABLE allocations ADD CONSTRAINT allocations_name_their_cause CHECK (
        (cause = 'refund') = (refund_id IS NOT NULL) AND (cause = 'reversal') = (reversal_id IS NOT NULL)
        AND (cause = 'credit_note') = (credit_note_id IS NOT NULL))
    """,
    "DROP TRIGGER allocations_only_settle_or_release ON allocations",
    """
    CREATE TRIGGER allocations_only_settle_or_release BEFORE UPDATE ON allocations FOR EACH ROW
        WHEN (OLD.status <> 'reserved' OR (OLD.id, OLD.receiver_id, OLD.payment_id, OLD.invoice_id, OLD.cause,
            OLD.refund_id, OLD.reversal_id, OLD.credit_note_id, OLD.currency, OLD.amount, OLD.created_at)
            IS DISTINCT FROM (NEW.id, NEW.receiver_id, NEW.payment_id, NEW.invoice_id, NEW.cause,
            NEW.refund_id, NEW.reversal_id, NEW.credit_note_id, NEW.currency, NEW.amount, NEW.created_at))
        EXECUTE FUNCTION refuse_change()
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
