"""Indexes by which every filter of a list finds its rows, however many the receiver has.

Built while others read and write, one by one and outside of a transaction. One that was interrupted is left behind
invalid, so each is dropped before it is made.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import patient_connection, refuse_to_go_back

ID = "2026-11-28T10:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of filters"

# What a filter compares comes first, then the id, by which a list is in order: the first rows found are the page. Of
# amounts there is no one value, so PostgreSQL sorts the few rows that are found, or walks the newest where it is many.
INDEXES = {
    "invoices_by_status": "invoices (receiver_id, status, id)",
    "invoices_by_settlement": "invoices (receiver_id, settlement, id)",
    "invoices_by_currency": "invoices (receiver_id, currency, id)",
    "invoices_by_total": "invoices (receiver_id, total)",
    "invoices_overdue": "invoices (receiver_id, id) WHERE overdue",
    "payments_by_status": "payments (receiver_id, status, id)",
    "payments_by_method": "payments (receiver_id, method, id)",
    "payments_by_currency": "payments (receiver_id, currency, id)",
    "payments_by_amount": "payments (receiver_id, amount)",
    "refunds_by_status": "refunds (receiver_id, status, id)",
    "reversals_by_status": "reversals (receiver_id, status, id)",
    "reversals_by_kind": "reversals (receiver_id, kind, id)",
    # Their ids do not tell when they were made: models/lists.py says why.
    "reversals_by_time": "reversals (receiver_id, created_at)",
    "payers_by_status": "payers (receiver_id, status, id)",
    "payers_by_email": "payers (receiver_id, lower(email))",
    "discrepancies_by_status": "discrepancies (receiver_id, status, id)",
    "discrepancies_by_kind": "discrepancies (receiver_id, kind, id)",
    "audit_log_by_action": "audit_log (receiver_id, action, id)",
    "audit_log_as_admin": "audit_log (receiver_id, id) WHERE as_admin",
    # Of a payer, and of an account, the transactions; instead of the entries.
    "ledger_entries_of_payer": "ledger_entries (payer_id, transaction_id) WHERE payer_id IS NOT NULL",
    "ledger_entries_of_account": "ledger_entries (account_id, transaction_id)",
}
# Of deliveries that are over, on each of their months. Those that are open are few.
INDEXES_OF_MONTHS = {
    "webhook_deliveries_over_by_event": "(event_id)",
    "webhook_deliveries_over_by_type": "(endpoint_id, event_type, id)",
    "webhook_deliveries_over_given_up": "(endpoint_id, id) WHERE status = 'exhausted'",
}
MONTHS = (
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'webhook_deliveries_over'::regclass"
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION, wrap_in_transaction=False
    )

    async def run() -> None:
        async with patient_connection() as connection:
            for name, on in INDEXES.items():
                await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
                await connection.execute(f"CREATE INDEX CONCURRENTLY {name} ON {on}")
            for name, on in INDEXES_OF_MONTHS.items():
                await connection.execute(f"DROP INDEX IF EXISTS {name}")
                # Made of nothing, and valid once each month has its own. A month that is made meanwhile gets it by itself.
                await connection.execute(f"CREATE INDEX {name} ON ONLY webhook_deliveries_over {on}")
                for month in await connection.fetch(MONTHS):
                    of_month = f"{month['name']}{name.removeprefix('webhook_deliveries_over')}"
                    await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {of_month}")
                    await connection.execute(f"CREATE INDEX CONCURRENTLY {of_month} ON {month['name']} {on}")
                    await connection.execute(f"ALTER INDEX {name} ATTACH PARTITION {of_month}")

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
