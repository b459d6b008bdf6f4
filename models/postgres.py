"""One statement on one connection, and what may become of it: the errors that PostgreSQL and asyncpg answer with.

Raw SQL: whatever it is given.
"""

import contextlib
import time
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

# One of the pool's is a proxy that does what the connection does.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"

# What PostgreSQL asks its client to try again; nothing of the failed transaction remains.
RETRYABLE = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
# What a connection that is lost, or that the server ends, is noticed by.
LOST: tuple[type[Exception], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
    # What asyncpg raises when a connection is lost between two of its steps.
    asyncpg.InternalClientError,
    # CommitLostError too.
    ConnectionError,
    TimeoutError,
)
# What a server says whose disk is full, or failing.
DISK: tuple[type[Exception], ...] = (asyncpg.DiskFullError, asyncpg.PostgresSystemError)
# What a server that is down, restarting, overloaded or out of something answers with; nothing was committed, but for
# CommitLostError.
UNAVAILABLE: tuple[type[Exception], ...] = (
    *LOST,
    *DISK,
    # Memory, connections and whatever else has an end.
    asyncpg.InsufficientResourcesError,
    asyncpg.CannotConnectNowError,
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.UndefinedTableError,
    *RETRYABLE,
)
# PostgreSQL itself ends a statement in time, and says so. Who has not heard of that so many seconds later waits in
# vain: the server is frozen, or something between us drops what is sent.
GRACE_SECONDS = 5.0


class CommitLostError(ConnectionError):
    """COMMIT was sent, and its answer never came: PostgreSQL may have done everything, or nothing."""


async def fetch(
    connection: Connection, statement_seconds: float, statement: str, parameters: Sequence[object]
) -> list[asyncpg.Record]:
    """All rows of a statement. Raises TimeoutError where PostgreSQL is not heard of in time; the connection is thrown
    away then."""
    try:
        return list(await connection.fetch(statement, *parameters, timeout=statement_seconds + GRACE_SECONDS))
    except TimeoutError as error:
        throw_away_if_late(connection, error)
        raise
    except DISK:
        note_disk_error()
        raise


@contextlib.contextmanager
def committing(connection: Connection) -> Iterator[None]:
    """What is done inside commits. Raises CommitLostError where the connection is lost meanwhile."""
    # Where the connection was lost before, there is nothing that it could reach.
    was_open = not connection.is_closed()
    try:
        yield
    except LOST as error:
        throw_away_if_late(connection, error)
        if was_open:
            raise CommitLostError(f"The answer to COMMIT never came: {error!r}") from error
        raise
    except DISK:
        note_disk_error()
        raise


def disk_error_ago() -> float | None:
    """Seconds since PostgreSQL last told this process that its disk is full or failing; None when it has not."""
    return None if _DiskError.at is None else time.monotonic() - _DiskError.at


def note_disk_error() -> None:
    """Remembers that PostgreSQL has just told of its disk."""
    _DiskError.at = time.monotonic()


def forget_disk_error() -> None:
    """There is room again."""
    _DiskError.at = None


def throw_away_if_late(connection: Connection, error: BaseException) -> None:
    """asyncpg would ask the server to cancel the statement and wait for its answer, on a connection that gives none."""
    if isinstance(error, TimeoutError) and not connection.is_closed():
        connection.terminate()


class _DiskError:
    """When this process last heard of one."""

    at: float | None = None
