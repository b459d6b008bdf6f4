"""Whether PostgreSQL has room for the connections of all our processes, as far as this machine's settings tell.

Raw SQL: what PostgreSQL allows is a setting of its own, and no row.
"""

from typing import TypedDict

from config import Settings, settings
from models import database, lists

# Migrations, `make check`, backups, and people.
OTHERS = 5
# That which shows that a worker lives: models/workers.py.
BESIDE_THE_POOL = 1
_ALLOWED = """
SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - coalesce(current_setting('reserved_connections', true), '0')::int AS allowed
"""


class Allowed(TypedDict):
    """What `_ALLOWED` returns: connections for whoever is no superuser."""

    allowed: int


def needed(given: Settings) -> int:
    """How many connections all processes of one installation have when each has as many as it may have."""
    workers = sum(given.worker_processes.values())
    return (
        given.web_processes * (given.database_pool_size + lists.EXPORTS_MAX)
        + workers * (given.worker_pool_size + BESIDE_THE_POOL)
        + OTHERS
    )


async def shortage() -> str | None:
    """One sentence where PostgreSQL allows fewer than are needed; None where it has room."""
    row = await database.fetch_row_as(Allowed, _ALLOWED)
    assert row is not None, "a SELECT without FROM has a row"
    wanted = needed(settings)
    if wanted <= row["allowed"]:
        return None
    return (
        f"All processes together may open {wanted} connections, and PostgreSQL allows {row['allowed']}: raise its "
        "max_connections, or lower WEB_CONCURRENCY, QUITTANCE_DATABASE_POOL_SIZE, QUITTANCE_WORKER_POOL_SIZE or the "
        'numbers of worker processes (docs/scaling.md, "The sum of the pools").'
    )
