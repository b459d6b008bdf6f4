"""Kept balances are summed again, by kind: at one go, while the job that keeps them waits, and nobody else.

Until it is done they are right, with all kinds in one row.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import patient_connection, refuse_to_go_back

ID = "2026-11-28T14:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "kept balances are summed again"

STATEMENTS = (
    # That of models/reports/balances.py: whoever sums up has it.
    f"SELECT pg_advisory_xact_lock({0x6C6564676572})",
    """
    CREATE TEMPORARY TABLE summed_again ON COMMIT DROP AS
    SELECT entry.account_id, booked.kind, date_trunc('month', booked.effective_on)::date AS month,
        sum(entry.amount) AS amount, sum(CASE WHEN booked.kind IN ('payment.succeeded', 'credit.applied')
                AND isfinite(booked.effective_on) AND isfinite(invoices.issued_on)
            THEN -entry.amount * coalesce(greatest(booked.effective_on - invoices.issued_on, 0), 0) ELSE 0
            END) AS paid_days
    FROM ledger_entries AS entry JOIN ledger_transactions AS booked ON booked.id = entry.transaction_id
    LEFT JOIN invoices ON invoices.id = entry.invoice_id
    WHERE booked.position IS NULL OR booked.position <= (SELECT position FROM ledger_summed)
    GROUP BY 1, 2, 3
    """,
    "DELETE FROM ledger_balances",
    """
    INSERT INTO ledger_balances (id, account_id, kind, month, amount, paid_days)
    SELECT new_id(), account_id, kind, month, amount, paid_days FROM summed_again
    """,
    # Which Piccolo puts there and we never want.
    "ALTER TABLE ledger_balances ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN paid_days DROP DEFAULT",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION, wrap_in_transaction=False
    )

    async def run() -> None:
        async with patient_connection() as connection, connection.transaction():
            for statement in STATEMENTS:
                await connection.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
