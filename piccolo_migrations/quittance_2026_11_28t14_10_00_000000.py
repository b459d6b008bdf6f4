"""Reports find what they ask for by indexes: bookings by the day of their effect, those that take effect after they were
written, invoices that somebody owes, and whose credit is left.

Each is built at once, without a transaction around all of them, so that nobody waits meanwhile. After an interruption
all of it may be done again.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import patient_connection, refuse_to_go_back

ID = "2026-11-28T14:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of reports"

INDEXES = {
    "ledger_transactions_by_day": "ledger_transactions (receiver_id, effective_on, id)",
    "ledger_transactions_ahead": (
        "ledger_transactions (receiver_id, id) WHERE effective_on > (created_at AT TIME ZONE 'UTC')::date + 1"
    ),
    # The words of the reports' own condition, so that PostgreSQL sees that it is the same.
    "invoices_owed": (
        "invoices (receiver_id, payer_id) WHERE status = 'open' AND settlement IN ('unpaid', 'partially_paid')"
    ),
    "payer_balances_of_account": "payer_balances (account_id, payer_id) WHERE amount <> 0",
}


async def forwards() -> MigrationManager:
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION, wrap_in_transaction=False
    )

    async def run() -> None:
        async with patient_connection() as connection:
            for name, columns in INDEXES.items():
                # What an interrupted run has left is not valid.
                await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
                await connection.execute(f"CREATE INDEX CONCURRENTLY {name} ON {columns}")

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
