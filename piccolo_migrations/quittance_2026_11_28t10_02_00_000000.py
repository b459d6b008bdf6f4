"""Places for the ledger's transactions, and the balances of all that was booked before there were any.

Each step is done at once, without a transaction around all of them, so that nobody waits while the ledger is summed.
After an interruption all of it may be done again.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import patient_connection, refuse_to_go_back

ID = "2026-11-28T10:02:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "kept balances of the ledger"

STATEMENTS = (
    # Defaults that Piccolo puts there and that we never want.
    *(
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT"
        for table, column in (
            ("ledger_balances", "id"),
            ("ledger_balances", "month"),
            ("ledger_balances", "amount"),
            ("payer_balances", "id"),
            ("payer_balances", "amount"),
        )
    ),
    "CREATE SEQUENCE IF NOT EXISTS ledger_positions OWNED BY ledger_transactions.position",
    # Waits for whoever is writing to the ledger. What comes later has a place, and what has none is committed.
    "ALTER TABLE ledger_transactions ALTER COLUMN position SET DEFAULT nextval('ledger_positions')",
    "DROP INDEX CONCURRENTLY IF EXISTS ledger_transactions_in_order",
    """
    CREATE INDEX CONCURRENTLY ledger_transactions_in_order ON ledger_transactions (position)
        WHERE position IS NOT NULL
    """,
    """
    WITH summed AS (
        INSERT INTO ledger_summed (id, position) SELECT 1, 0 WHERE NOT EXISTS (SELECT FROM ledger_summed) RETURNING id
    ), entry AS MATERIALIZED (
        SELECT account_id, payer_id, date_trunc('month', effective_on)::date AS month, sum(amount) AS amount
        FROM summed, ledger_entries JOIN ledger_transactions AS booked ON booked.id = ledger_entries.transaction_id
        WHERE booked.position IS NULL GROUP BY 1, 2, 3
    ), of_payers AS (
        INSERT INTO payer_balances (id, payer_id, account_id, amount)
        SELECT new_id(), payer_id, account_id, sum(amount) FROM entry WHERE payer_id IS NOT NULL GROUP BY 2, 3
    )
    INSERT INTO ledger_balances (id, account_id, month, amount)
    SELECT new_id(), account_id, month, sum(amount) FROM entry GROUP BY 2, 3
    """,
    # Lists by account are in the order of transactions now.
    "DROP INDEX CONCURRENTLY IF EXISTS ledger_entries_by_account",
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
