"""Keys that are too old are found by when they end, and no longer by when they were made."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import patient_connection, refuse_to_go_back

ID = "2026-11-30T10:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "an index of when idempotency keys end"

STATEMENTS = (
    # One that was cut off is not valid, and is begun anew.
    "DROP INDEX CONCURRENTLY IF EXISTS idempotency_keys_by_end",
    "CREATE INDEX CONCURRENTLY idempotency_keys_by_end ON idempotency_keys (expires_at)",
    "DROP INDEX CONCURRENTLY IF EXISTS idempotency_keys_by_age",
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
