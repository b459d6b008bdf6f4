"""Indexes without the rows that hold nothing there, and no key that another one implies.

Most allocations have no refund and no reversal, most attempts no refund, entries of the ledger often no invoice, offline
payments no gateway's id, drafts no number and no pay link. Nobody looks for rows by what they do not have, so whoever
writes them need not sort them in.

An invoice and a payment refer to a payer of their receiver, and a payer to its receiver, so the receiver is there.

Built while others read and write. After an interruption all of it may be done again.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import patient_connection, refuse_to_go_back

ID = "2026-11-28T12:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes without what is not there"

# As the tables declare them, but for the condition.
INDEXES = {
    "allocations_refund_id": "INDEX {} ON allocations (refund_id) WHERE refund_id IS NOT NULL",
    "allocations_reversal_id": "INDEX {} ON allocations (reversal_id) WHERE reversal_id IS NOT NULL",
    "attempts_refund_id": "INDEX {} ON attempts (refund_id) WHERE refund_id IS NOT NULL",
    "ledger_entries_invoice_id": "INDEX {} ON ledger_entries (invoice_id) WHERE invoice_id IS NOT NULL",
}
# What was a constraint and has the same name as an index, since a constraint knows no condition.
UNIQUE = {
    "payments_are_one_per_gateway_payment": (
        "payments",
        "(gateway_account_id, gateway_payment_id) WHERE gateway_payment_id IS NOT NULL",
    ),
    "invoices_have_one_number_each": ("invoices", "(receiver_id, number) WHERE number IS NOT NULL"),
    "invoices_pay_token_digest_key": ("invoices", "(pay_token_digest) WHERE pay_token_digest IS NOT NULL"),
}
IMPLIED = {"invoices": "invoices_receiver_id_fkey", "payments": "payments_receiver_id_fkey"}
IS_PARTIAL = "SELECT indpred IS NOT NULL FROM pg_index WHERE indexrelid = to_regclass($1)"


async def forwards() -> MigrationManager:
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION, wrap_in_transaction=False
    )

    async def run() -> None:
        async with patient_connection() as connection:
            for name, index in INDEXES.items():
                if not await connection.fetchval(IS_PARTIAL, name):
                    new = f"{name}_new"
                    await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {new}")
                    await connection.execute(f"CREATE {index.format(new)}".replace("INDEX", "INDEX CONCURRENTLY", 1))
                    await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
                    await connection.execute(f"ALTER INDEX {new} RENAME TO {name}")
            for name, (table, on) in UNIQUE.items():
                if not await connection.fetchval(IS_PARTIAL, name):
                    new = f"{name}_new"
                    await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {new}")
                    await connection.execute(f"CREATE UNIQUE INDEX CONCURRENTLY {new} ON {table} {on}")
                    async with connection.transaction():
                        await connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
                        await connection.execute(f"ALTER INDEX {new} RENAME TO {name}")
            for table, name in IMPLIED.items():
                await connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
