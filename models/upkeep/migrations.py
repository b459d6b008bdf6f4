"""Brings a database's schema forward, once, however many processes start together; and refuses to take it back.

What looks at each row of a large table lets others read and write it meanwhile: a rule by CheckLater, which is asked of
the rows that are there once all migrations are applied, and an index, a unique one too, by `CREATE INDEX CONCURRENTLY`
in a migration without a transaction around it. A migration that has to write each row of such a table holds it from its
first statement on; tests/operations/test_patient_migrations.py names those of this release, with their reasons.

Raw SQL: the lock must outlive transactions, on a connection of its own, and tables are found in PostgreSQL's catalogue.
"""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Callable, Iterator

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.constraints import Check

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
# What Piccolo prints of a migration without a transaction around it, as some are on purpose.
WITHOUT_TRANSACTION = "Automatic transaction disabled"

# Rules that the rows of before were not asked for yet.
UNCHECKED = """SELECT conrelid::regclass::text AS table_name, quote_ident(conname) AS rule FROM pg_constraint
    WHERE NOT convalidated AND connamespace = 'public'::regnamespace ORDER BY 1, 2"""


class MigrationFailed(Exception):
    """The schema was not brought to where it should be; the message says why and what to do."""


class CheckLater(Check):
    """What a migration adds in place of a Check to a table that can be large: it holds for what is written from then
    on, and `forwards` asks the rows that are there while others read and write."""

    @property
    def ddl(self) -> str:
        """The rule as PostgreSQL takes it behind ADD CONSTRAINT."""
        return f"{super().ddl} NOT VALID"


class _Said(io.StringIO):
    """What Piccolo prints, passed on line by line as it comes."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell
        self._line = ""

    def write(self, text: str) -> int:
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            if line.endswith(WITHOUT_TRANSACTION):
                # It stands between a migration's name and how it ended, which are one line.
                self._line = line.removesuffix(WITHOUT_TRANSACTION) + self._line
                continue
            # Piccolo says so of all that there are, applied or not.
            if not line.endswith("migrations already complete"):
                self._tell(f"{line}\n")
        return len(text)


async def forwards(database_url: str, *, tell: Callable[[str], None]) -> None:
    """Applies all migrations that the database lacks, and asks all rows what they require. `tell` is told how far it
    is, line by line; of an empty database, where all of them take seconds, how many there were.

    Raises MigrationFailed.
    """
    async with _locked(database_url) as connection, _patience():
        is_first = await connection.fetchval("SELECT to_regclass('public.migration')") is None
        with _printing(tell, is_held=is_first):
            try:
                result = await run_forwards("all")
            except asyncpg.LockNotAvailableError as error:
                raise MigrationFailed(
                    "Somebody uses a table that a migration needs for itself. Nothing of that migration was done. Stop "
                    "the processes of the former release, and run `make migrate` again."
                ) from error
            if not result.success:
                raise MigrationFailed("The migration failed; nothing after it was applied.")
        if is_first:
            applied = await connection.fetchval("SELECT count(*) FROM migration")
            tell(f"The database was empty: {applied} migrations have made its tables.\n")
        await _check_rows(database_url, tell)


@contextlib.asynccontextmanager
async def patient_connection() -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """For a migration without a transaction around it: a connection of its own, for what is done CONCURRENTLY or some
    at a time. It waits for every transaction that is older, without keeping anybody out."""
    connection = await database.DB.get_new_connection()
    try:
        await connection.execute("SET lock_timeout = 0; SET statement_timeout = 0")
        yield connection
    finally:
        await connection.close()


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


@contextlib.contextmanager
def _printing(tell: Callable[[str], None], *, is_held: bool) -> Iterator[None]:
    """Passes on what Piccolo prints; what is held back only once something fails."""
    held: list[str] = []
    with contextlib.redirect_stdout(_Said(held.append if is_held else tell)):
        try:
            yield
        except BaseException:
            for line in held:
                tell(line)
            raise


async def _check_rows(database_url: str, tell: Callable[[str], None]) -> None:
    """Asks the rows of before what CheckLater has added; after an interruption the next run goes on."""
    # One of its own, without the limits of usual statements: it keeps nobody out, so it may take as long as it must.
    connection = await asyncpg.connect(database_url)
    try:
        for row in await connection.fetch(UNCHECKED):
            tell(f"  - all rows of {row['table_name']}: {row['rule']}\n")
            try:
                await connection.execute(f"ALTER TABLE {row['table_name']} VALIDATE CONSTRAINT {row['rule']}")
            except asyncpg.IntegrityConstraintViolationError as error:
                raise MigrationFailed(
                    f"All migrations were applied, but the table {row['table_name']} has rows which break the rule "
                    f"{row['rule']}: {error}. Correct them and run `make migrate` again."
                ) from error
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def _patience() -> AsyncIterator[None]:
    usual, database.DB.statement_seconds = database.DB.statement_seconds, STATEMENT_SECONDS_MAX
    try:
        yield
    finally:
        database.DB.statement_seconds = usual


@contextlib.asynccontextmanager
async def _locked(database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(database_url)
    try:
        # Polled: a blocking waiter holds a snapshot, which CREATE INDEX CONCURRENTLY in the winner would wait for.
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            await asyncio.sleep(POLL_SECONDS)
        yield connection
    finally:
        await connection.close()
