"""Brings a database's schema forward, once, however many processes start together; and refuses to go back over data."""

import asyncio
import contextlib
import io
import os

import asyncpg
from piccolo.apps.migrations.commands.backwards import run_backwards
from piccolo.apps.migrations.commands.forwards import run_forwards

# Any number that nobody else locks in this database.
LOCK = 7_210_451_993
POLL_SECONDS = 0.1
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'"


class MigrationFailed(Exception):
    """The schema was not brought to where it should be; the message says why and what to do."""


async def forwards(database_url: str) -> str:
    """Applies all migrations that the database lacks; returns what Piccolo said. Raises MigrationFailed."""
    async with _locked(database_url):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            result = await run_forwards("all")
        if not result.success:
            raise MigrationFailed(f"The migration failed; nothing after it was applied.\n{said.getvalue()}")
        return said.getvalue()


async def backwards(database_url: str, *, migration_id: str) -> None:
    """Undoes migrations down to and including that one, on an empty schema only. Raises MigrationFailed."""
    async with _locked(database_url) as connection:
        for row in await connection.fetch(TABLES):
            table = row["tablename"]
            if await connection.fetchval(f'SELECT EXISTS (SELECT FROM "{table}")'):
                raise MigrationFailed(
                    f"Going back is refused: the table {table} holds data, which the older schema may have no place "
                    "for. Restore a backup from before the upgrade instead."
                )
        result = await run_backwards("quittance", migration_id=migration_id, auto_agree=True)
        if not result.success:
            raise MigrationFailed("Going back failed; the schema is between two versions. Restore a backup.")


@contextlib.asynccontextmanager
async def _locked(database_url: str):  # type: ignore[no-untyped-def]  # a context manager of asyncpg's untyped Connection
    connection = await asyncpg.connect(database_url)
    try:
        # Polled: a blocking waiter holds a snapshot, which CREATE INDEX CONCURRENTLY in the winner would wait for.
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            await asyncio.sleep(POLL_SECONDS)
        os.environ.setdefault("PICCOLO_CONF", "piccolo_conf")
        yield connection
    finally:
        await connection.close()
