"""Write-offs: of whom and of which invoice they are, how they are found, and where they stand in the books."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T11:13:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whose write-offs are, and their account"

STATEMENTS = (
    # Defaults that Piccolo puts there and that we never want: what a write-off is about is always given.
    *(
        f"ALTER TABLE write_offs ALTER COLUMN {column} DROP DEFAULT"
        for column in ("id", "receiver_id", "payer_id", "invoice_id", "currency", "amount", "reason", "effective_on")
    ),
    """
    ALTER TABLE write_offs ADD CONSTRAINT write_offs_have_the_payer_of_their_receiver
        FOREIGN KEY (payer_id, receiver_id) REFERENCES payers (id, receiver_id) ON DELETE RESTRICT
    """,
    """
    ALTER TABLE write_offs ADD CONSTRAINT write_offs_match_their_invoice
        FOREIGN KEY (invoice_id, receiver_id, currency)
        REFERENCES invoices (id, receiver_id, currency) ON DELETE RESTRICT
    """,
    """
    ALTER TABLE write_offs ADD CONSTRAINT write_offs_match_their_payment
        FOREIGN KEY (payment_id, receiver_id, currency)
        REFERENCES payments (id, receiver_id, currency) ON DELETE RESTRICT
    """,
    "CREATE INDEX write_offs_by_receiver ON write_offs (receiver_id, id)",
    "CREATE INDEX write_offs_by_payer ON write_offs (payer_id, id)",
    "CREATE TRIGGER touch_row BEFORE UPDATE ON write_offs FOR EACH ROW EXECUTE FUNCTION touch_row()",
    """
    CREATE TRIGGER write_offs_are_kept BEFORE DELETE OR TRUNCATE ON write_offs
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    "ALTER TABLE ledger_accounts DROP CONSTRAINT ledger_accounts_have_a_known_kind",
    """
    ALTER TABLE ledger_accounts ADD CONSTRAINT ledger_accounts_have_a_known_kind CHECK (kind IN (
        'receivables', 'cash', 'bank', 'gateway_clearing', 'payer_credit', 'revenue', 'tax_payable',
        'bad_debt', 'write_offs', 'suspense'))
    """,
)

# What is written off without any payment settles an invoice as well. A generated column cannot be changed before
# PostgreSQL 17, so it is made anew, which writes all invoices again, once; its indexes go with it.
SETTLEMENT = """
    ALTER TABLE invoices DROP COLUMN settlement,
    ADD COLUMN settlement varchar(14) NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN status IN ('draft', 'void') THEN 'unpaid'
            WHEN amount_paid = 0 AND {asked} > 0 THEN 'unpaid'
            WHEN amount_paid < {asked} THEN 'partially_paid'
            WHEN amount_overpaid > 0 THEN 'overpaid'
            ELSE 'paid'
        END
    ) STORED
"""
ASKED = "total - amount_credited - CASE WHEN status = 'uncollectible' THEN 0 ELSE amount_written_off END"
INDEXES = (
    """
    CREATE INDEX IF NOT EXISTS invoices_to_become_overdue ON invoices (due_on)
        WHERE status = 'open' AND NOT overdue AND settlement IN ('unpaid', 'partially_paid')
    """,
    "CREATE INDEX invoices_by_settlement ON invoices (receiver_id, settlement, id)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        asked = ASKED
        if await database.fetch(
            "SELECT FROM information_schema.columns WHERE table_name = 'invoices' AND column_name = 'amount_withheld'"
        ):
            asked = f"{ASKED} - amount_withheld"
        for statement in (*STATEMENTS, SETTLEMENT.format(asked=f"({asked})"), *INDEXES):
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
