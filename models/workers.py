"""Which workers live: what a dead one has leased need not wait until its leases end.

Each worker process has a number, with which the tokens of its leases begin, and holds an advisory lock of that number
in a transaction of a connection of its own. However a process ends, the kernel ends its connections, and PostgreSQL
gives the lock back. Whoever then finds the lock free for a while makes all rows due that the dead one has leased. A
process that is frozen keeps its lock, as does one on a machine that went dark: their leases run to their end, and their
tokens keep them from writing after that.

Raw SQL: locks, and all leases of a worker at once.
"""

import asyncio
import contextlib
import datetime
import secrets
import uuid
from collections.abc import AsyncIterator
from typing import NamedTuple, TypedDict

import asyncpg
import structlog

from models import clock, database

logger = structlog.get_logger(__name__)

# The first of the two numbers of each of our locks: no other lock of ours has two.
LOCKS = 20_261
LOOK_SECONDS = 0.5
# A lock is free for a moment, too, while PostgreSQL starts again and all take theirs anew.
MISSING = datetime.timedelta(seconds=1.5)
# The partition of the deliveries that are not over.
OPEN_DELIVERIES = "webhook_deliveries_open"
# All work lists: the tables whose rows are leased.
LEASED_IN = (
    "attempts",
    "callbacks",
    "credentials_checks",
    "collections",
    "credit_runs",
    "dispute_responses",
    "documents",
    "mails",
    "reconciliation_runs",
    "reminder_runs",
    "schedule_runs",
    OPEN_DELIVERIES,
)

# Takes a free lock for as long as the statement lasts.
_MISSING = "SELECT number, missing_since FROM workers WHERE number <> $2 AND pg_try_advisory_xact_lock($1, number)"
_NOTE = "UPDATE workers SET missing_since = $2 WHERE number = ANY ($1) AND missing_since IS NULL"
# While we hold its lock, a worker that was only cut off waits for us, and then begins anew.
_DELETE_DEAD = """
DELETE FROM workers WHERE number = (
    SELECT number FROM workers WHERE number = $2 AND missing_since <= $3 AND pg_try_advisory_xact_lock($1, number)
    FOR UPDATE SKIP LOCKED) RETURNING number
"""
_RELEASE = """
UPDATE {table} SET next_attempt_at = $3
WHERE status = 'leased' AND lease_token BETWEEN $1 AND $2 AND next_attempt_at > $3 RETURNING id
"""
_BEGIN = """
INSERT INTO workers (number) VALUES ($1) ON CONFLICT (number) DO UPDATE SET missing_since = NULL
"""


class Missing(TypedDict):
    """What `_MISSING` returns of each worker whose lock is free."""

    number: int
    missing_since: datetime.datetime | None


class _Held(NamedTuple):
    """This process's number, and the connection whose open transaction holds its lock."""

    number: int
    connection: "asyncpg.Connection[asyncpg.Record]"


_held: _Held | None = None


def token() -> uuid.UUID:
    """A fresh token for leases. One of a process that is no worker (a command, a test) is nobody's."""
    if _held is None:
        return uuid.uuid4()
    return uuid.UUID(bytes=_held.number.to_bytes(4, "big") + secrets.token_bytes(12))


@contextlib.asynccontextmanager
async def alive() -> AsyncIterator[None]:
    """For the length of the block others know that this process lives, and it looks for dead ones.

    Where one is missing, the block begins once that is sure. Raises what says that PostgreSQL is away.
    """
    await _hold()
    if await release_dead():
        await asyncio.sleep(MISSING.total_seconds())
        await release_dead()
    watch = asyncio.create_task(_watch())
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


async def release_dead() -> bool:
    """Makes due what dead workers have leased; True where some are missing and not dead for sure yet."""
    number = 0 if _held is None else _held.number
    missing = await database.fetch_as(Missing, _MISSING, LOCKS, number)
    if not missing:
        return False
    now = clock.now()
    dead = [each["number"] for each in missing if each["missing_since"] and each["missing_since"] <= now - MISSING]
    await database.execute(_NOTE, [each["number"] for each in missing], now)
    for number in dead:
        await _release(number, now)
    return len(dead) < len(missing)


def forget() -> None:
    """After a fork: the number is the parent's, and so is the connection."""
    global _held
    _held = None


async def end() -> None:
    """Gives back the lock, and with it what this process has leased and not finished; nobody has to miss it then."""
    global _held
    held, _held = _held, None
    if held is None:
        return
    try:
        # In the transaction that holds the lock.
        await held.connection.execute("DELETE FROM workers WHERE number = $1", held.number)
        for table in LEASED_IN:
            await held.connection.execute(_RELEASE.format(table=table), *_tokens(held.number), clock.now())
        await held.connection.execute("COMMIT")
    except database.UNAVAILABLE as error:
        # Others find the lock free.
        logger.warning("workers.cannot_end", error=repr(error))
    finally:
        held.connection.terminate()


async def _watch() -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            await _hold()
            await release_dead()
        except database.UNAVAILABLE as error:
            logger.warning("workers.cannot_look", error=repr(error))


async def _hold() -> None:
    """Sees to it that this process holds the lock of its number, also after its connection was lost."""
    global _held
    if _held is not None:
        with contextlib.suppress(*database.UNAVAILABLE):
            await _held.connection.execute("SELECT 1")
            return
        _held.connection.terminate()
    number = 1 + secrets.randbelow(2**31 - 1) if _held is None else _held.number
    connection = await database.DB.get_new_connection()
    try:
        # It keeps nothing that vacuum would clear away: between two statements it sees no snapshot.
        await connection.transaction().start()
        await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", LOCKS, number)
        await database.execute(_BEGIN, number)
    except BaseException:
        connection.terminate()
        raise
    _held = _Held(number, connection)


async def _release(number: int, now: datetime.datetime) -> None:
    first, last = _tokens(number)
    async with database.transaction():
        if not await database.fetch(_DELETE_DEAD, LOCKS, number, now - MISSING):
            return
        released = {
            table: len(await database.fetch(_RELEASE.format(table=table), first, last, now)) for table in LEASED_IN
        }
    logger.warning("worker.dead", number=number, released={table: count for table, count in released.items() if count})


def _tokens(number: int) -> tuple[uuid.UUID, uuid.UUID]:
    """The first and the last token that a worker of that number can have."""
    first, last = (uuid.UUID(bytes=number.to_bytes(4, "big") + filled * 12) for filled in (b"\x00", b"\xff"))
    return first, last
