"""Credit finds what it pays: what a payer owes in the order in which it is due, and which payers of a receiver have any.

What is owed was found by receiver and payer already: the index has more columns, and there is no other one to be kept.
Built without a transaction around all of it, while others read and write. After an interruption all of it may be done
again.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import patient_connection, refuse_to_go_back

ID = "2026-11-29T01:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what credit pays first"

STATEMENTS = (
    # What an interrupted run has left is not valid.
    "DROP INDEX CONCURRENTLY IF EXISTS invoices_owed_in_order",
    """
    CREATE INDEX CONCURRENTLY invoices_owed_in_order ON invoices (receiver_id, payer_id, due_on, id)
        WHERE status = 'open' AND settlement IN ('unpaid', 'partially_paid')
    """,
    "DROP INDEX CONCURRENTLY IF EXISTS invoices_owed",
    "DROP INDEX CONCURRENTLY IF EXISTS payments_with_credit_of_receiver",
    """
    CREATE INDEX CONCURRENTLY payments_with_credit_of_receiver ON payments (receiver_id, payer_id)
        WHERE amount_unapplied > 0
    """,
    "ALTER TABLE allocations VALIDATE CONSTRAINT allocations_have_a_known_cause",
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
