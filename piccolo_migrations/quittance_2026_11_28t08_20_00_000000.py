"""A gateway account is compared once at a time: at most one of its runs waits or works."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T08:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one reconciliation run of an account at a time"

STATEMENTS = (
    # Of several that wait, the one that has begun goes on, else the oldest; it sees what the others would have seen.
    """
    UPDATE reconciliation_runs SET status = 'failed', lease_token = NULL,
        error = 'Another comparison of this account was under way.'
    WHERE status IN ('pending', 'leased') AND id NOT IN (
        SELECT DISTINCT ON (gateway_account_id) id FROM reconciliation_runs WHERE status IN ('pending', 'leased')
        ORDER BY gateway_account_id, status, id)
    """,
    """
    CREATE UNIQUE INDEX reconciliation_runs_are_one_at_a_time ON reconciliation_runs (gateway_account_id)
        WHERE status IN ('pending', 'leased')
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await database.execute(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)

    return manager
