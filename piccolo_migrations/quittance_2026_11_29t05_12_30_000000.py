"""The cookie of a session is its own, and finds it: by an index of the sessions that have one.

Built without a transaction around all of it, while others read and write. After an interruption all of it may be done
again.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models.upkeep.migrations import patient_connection, refuse_to_go_back

ID = "2026-11-29T05:12:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "cookies of sessions are unique"

STATEMENTS = (
    # What an interrupted run has left is not valid.
    "DROP INDEX CONCURRENTLY IF EXISTS sessions_have_a_cookie_of_their_own",
    """
    CREATE UNIQUE INDEX CONCURRENTLY sessions_have_a_cookie_of_their_own ON sessions (cookie_digest)
        WHERE cookie_digest IS NOT NULL
    """,
    # Which databases of development versions have.
    "ALTER TABLE sessions DROP CONSTRAINT IF EXISTS sessions_cookie_digest_key",
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
