"""Indexes of positions, without the rows that have none yet.

Every event and every entry of the audit log is written without a position, which a job gives it later. Nobody looks for
those by it, so whoever writes them need not sort them in.

Built while others read and write. After an interruption all of it may be done again.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import patient_connection, refuse_to_go_back

ID = "2026-11-28T10:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of positions"

AUDIT_LOG = "audit_log_has_one_entry_at_each_position"
# On each month of events.
INDEXES = {
    "events_in_order": "(position) WHERE position IS NOT NULL",
    "events_by_receiver_in_order": "(receiver_id, position) WHERE position IS NOT NULL",
}
IS_PARTIAL = "SELECT indpred IS NOT NULL FROM pg_index WHERE indexrelid = to_regclass($1)"
MONTHS = "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'events'::regclass"


async def forwards() -> MigrationManager:
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION, wrap_in_transaction=False
    )

    async def run() -> None:
        async with patient_connection() as connection:
            await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {AUDIT_LOG}")
            await connection.execute(
                f"CREATE UNIQUE INDEX CONCURRENTLY {AUDIT_LOG} ON audit_log (position) WHERE position IS NOT NULL"
            )
            for name, on in INDEXES.items():
                if await connection.fetchval(IS_PARTIAL, name):
                    continue
                new = f"{name}_new"
                await connection.execute(f"DROP INDEX IF EXISTS {new}")
                # Made of nothing, and valid once each month has its own. A month that is made meanwhile gets it by itself.
                await connection.execute(f"CREATE INDEX {new} ON ONLY events {on}")
                for month in await connection.fetch(MONTHS):
                    of_month = f"{month['name']}{name.removeprefix('events')}"
                    await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {of_month}")
                    await connection.execute(f"CREATE INDEX CONCURRENTLY {of_month} ON {month['name']} {on}")
                    await connection.execute(f"ALTER INDEX {new} ATTACH PARTITION {of_month}")
                await connection.execute(f"DROP INDEX IF EXISTS {name}")
                await connection.execute(f"ALTER INDEX {new} RENAME TO {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
