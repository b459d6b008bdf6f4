"""Credit pays what is due first by the first open instalment, and not by the day of the last one.

The index takes the place of one by `due_on`. Its functions were there before, and depend on their arguments alone. That
of receivers is for the sweep: few have a policy. Built without a transaction around all of it, while others read and
write. After an interruption all of it may be done again.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import patient_connection, refuse_to_go_back

ID = "2026-11-29T03:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "credit pays the first open instalment"

STATEMENTS = (
    # What an interrupted run has left is not valid.
    "DROP INDEX CONCURRENTLY IF EXISTS invoices_owed_first_due",
    """
    CREATE INDEX CONCURRENTLY invoices_owed_first_due ON invoices (
        receiver_id, payer_id,
        (CASE WHEN instalments IS NULL THEN due_on
            ELSE next_overdue_on(instalments, amount_paid + amount_credited + amount_written_off, '{}') END),
        id
    ) WHERE status = 'open' AND settlement IN ('unpaid', 'partially_paid')
    """,
    "DROP INDEX CONCURRENTLY IF EXISTS invoices_owed_in_order",
    "DROP INDEX CONCURRENTLY IF EXISTS receivers_with_a_credit_policy",
    """
    CREATE INDEX CONCURRENTLY receivers_with_a_credit_policy ON receivers (id) WHERE credit_policy <> 'manual'
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
