"""Brings a database's schema forward, once, however many processes start together; and refuses to take it back.

Raw SQL: the lock must outlive transactions, on a connection of its own, and tables are found in PostgreSQL's catalogue.
"""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards

from models import database

# Any number that nobody else locks in this database.
LOCK = 7_210_451_993
POLL_SECONDS = 0.1
# An index on a large table takes hours, and somebody looks on.
STATEMENT_SECONDS_MAX = 24 * 3600
# One row each, up to where something was done, belongs to the schema itself.
TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('migration', 'books_checked', "
    "'documents_followed', 'feed', 'ledger_summed', 'receipts_issued') ORDER BY tablename"
)


class MigrationFailed(Exception):
    """The schema was not brought to where it should be; the message says why and what to do."""


async def forwards(database_url: str) -> str:
    """Applies all migrations that the database lacks; returns what Piccolo said. Raises MigrationFailed."""
    async with _locked(database_url), _patience():
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            result = await run_forwards("all")
        if not result.success:
            raise MigrationFailed(f"The migration failed; nothing after it was applied.\n{said.getvalue()}")
        return said.getvalue()


async def refuse_to_go_back() -> None:
    """What every migration does when it is asked to be undone, before anything else. Raises MigrationFailed, always."""
    for row in await database.fetch(TABLES):
        count = await database.fetch_value(int, f'SELECT count(*) FROM "{row["tablename"]}"')
        if count:
            raise MigrationFailed(
                f"Going back is refused: the table {row['tablename']} holds {count} rows, which an older schema may "
                "have no place for. Restore a backup from before the upgrade instead. Nothing was changed."
            )
    raise MigrationFailed(
        "Going back is refused. This database holds no data: drop it, create it again, and run `make migrate` with the "
        "release that you want. Nothing was changed."
    )


@contextlib.asynccontextmanager
async def _patience() -> AsyncIterator[None]:
    usual, database.DB.statement_seconds = database.DB.statement_seconds, STATEMENT_SECONDS_MAX
    try:
        yield
    finally:
        database.DB.statement_seconds = usual


@contextlib.asynccontextmanager
async def _locked(database_url: str) -> AsyncIterator[None]:
    connection = await asyncpg.connect(database_url)
    try:
        # Polled: a blocking waiter holds a snapshot, which CREATE INDEX CONCURRENTLY in the winner would wait for.
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            await asyncio.sleep(POLL_SECONDS)
        yield
    finally:
        await connection.close()
