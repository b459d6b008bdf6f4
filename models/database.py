"""PostgreSQL as the operations see it: one engine, `transaction()`, and statements that join it.

Piccolo's own transaction leaks its connection when COMMIT fails and treats a swallowed inner error as success; ours
does neither. Statements of our own go straight to asyncpg (`$1` parameters, prepared once per connection), and what
Piccolo composes takes the same way. docs/decisions/0004 says which is for what.
"""

import asyncio
import contextlib
import random
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Any, Literal, TypeAlias, TypeVar, cast

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from piccolo.columns.combination import And, Or, Where, WhereRaw
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

from config import settings

T = TypeVar("T")
Row = TypeVar("Row")
Value = TypeVar("Value")
# One of the pool's is a proxy that does what the connection does.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
Condition = Where | WhereRaw | And | Or
Isolation = Literal["read_committed", "repeatable_read", "serializable"]

# An exhausted pool answers with an error (503) instead of queueing callers without end.
ACQUIRE_TIMEOUT_SECONDS = 5.0
# What PostgreSQL asks its client to try again; nothing of the failed transaction remains.
RETRYABLE = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
ATTEMPTS_MAX = 5
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
CONNECT_SECONDS = 5.0
RELEASE_SECONDS = 1.0
# Sent as start parameters, so that they cost no round trip. A statement that takes this long holds locks too long.
SESSION = {
    "application_name": "quittance",
    "lock_timeout": "5s",
    "statement_timeout": f"{settings.statement_seconds}s",
    "idle_in_transaction_session_timeout": "30s",
}
# So that a connection which nobody uses is known to be lost before somebody does.
KEEPALIVE = {"SO_KEEPALIVE": 1, "TCP_KEEPIDLE": 15, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}


class CommitLostError(ConnectionError):
    """COMMIT was sent, and its answer never came: PostgreSQL may have done everything, or nothing."""


class Transaction(PostgresTransaction):
    """`async with transaction():` begins, commits or rolls back; inside another one it joins it.

    An error that leaves a joined block dooms the whole transaction, even if the outer code swallows the error: half an
    operation is never committed. Callbacks given to `on_commit` run once, after the outermost commit.
    """

    engine: Any
    connection: Any
    transaction: Any
    _parent: Any

    def __init__(
        self, engine: "Engine", allow_nested: bool = True, isolation: Isolation | None = None, readonly: bool = False
    ) -> None:
        super().__init__(engine, allow_nested=allow_nested)
        self.isolation = isolation
        self.readonly = readonly
        self.statement_seconds: float = engine.statement_seconds
        self.is_doomed = False
        self.on_commit: list[Callable[[], None]] = []

    async def __aenter__(self) -> "Transaction":
        if self._parent is not None:
            parent: Transaction = self._parent
            return parent
        self.connection = await self.engine.acquire()
        try:
            self.transaction = self.connection.transaction(isolation=self.isolation, readonly=self.readonly)
            await self.transaction.start()
        except BaseException as error:
            _throw_away_if_late(self.connection, error)
            await self.engine.release(self.connection)
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> Literal[False]:
        if self._parent is not None:
            if exception is not None:
                self._parent.is_doomed = True
            return False
        try:
            if self._committed or self._rolled_back:
                pass
            elif exception is not None or self.is_doomed:
                await self._roll_back_or_disconnect()
            else:
                await self._commit()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self.engine.release(self.connection)
        if exception is None and self.is_doomed and not self._rolled_back_on_purpose:
            raise RuntimeError("An error inside this transaction was swallowed, so it was rolled back.")
        if self._committed:
            for callback in self.on_commit:
                callback()
        return False

    _rolled_back_on_purpose = False

    async def rollback(self) -> None:
        """Undoes everything; leaving the block afterwards is not an error."""
        self._rolled_back_on_purpose = True
        await self._roll_back_or_disconnect()

    async def _commit(self) -> None:
        # Where the connection was lost before, there is nothing that COMMIT could reach.
        was_open = not self.connection.is_closed()
        try:
            await self.transaction.commit()
        except LOST as error:
            _throw_away_if_late(self.connection, error)
            if was_open:
                raise CommitLostError(f"The answer to COMMIT never came: {error!r}") from error
            raise
        except DISK:
            _note_disk_error()
            raise
        self._committed = True

    async def _roll_back_or_disconnect(self) -> None:
        try:
            await self.transaction.rollback()
        except Exception:
            # The connection is beyond use; PostgreSQL rolls back when it notices, and the pool makes a new one.
            # Where a statement was not answered in time, it has been thrown away before.
            with contextlib.suppress(asyncpg.InterfaceError):
                self.connection.terminate()
        self._rolled_back = True


class Engine(PostgresEngine):
    """Piccolo's engine with our transactions, a pool that does not wait for ever, and no connection at import.

    `statement_seconds` is how long a statement may take; a command that migrates allows itself more.
    """

    def __init__(self, dsn: str) -> None:
        super().__init__(config={"dsn": dsn})
        self.statement_seconds: float = settings.statement_seconds

    async def check_version(self) -> None:
        """Piccolo asks the server's version at import; the readiness probe is the better place."""

    def transaction(
        self, allow_nested: bool = True, isolation: Isolation | None = None, readonly: bool = False
    ) -> Transaction:
        return Transaction(self, allow_nested=allow_nested, isolation=isolation, readonly=readonly)

    async def get_new_connection(self) -> "asyncpg.Connection[asyncpg.Record]":
        """A connection of its own, for who must close it. Raises TimeoutError."""
        return await self._connect(**self.config, **self._limits())

    async def start_connection_pool(self, **kwargs: Any) -> None:  # Any: asyncpg's parameters
        await super().start_connection_pool(connect=self._connect, **self._limits(), **kwargs)

    def _limits(self) -> dict[str, Any]:  # Any: asyncpg's parameters
        return {
            "server_settings": SESSION | {"statement_timeout": _milliseconds(self.statement_seconds)},
            # For BEGIN and COMMIT, too.
            "command_timeout": self.statement_seconds + GRACE_SECONDS,
            "timeout": CONNECT_SECONDS,
        }

    async def _connect(
        self,
        *given: Any,  # Any: asyncpg's parameters
        **named: Any,  # Any: asyncpg's parameters
    ) -> "asyncpg.Connection[asyncpg.Record]":
        connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(*given, **named)
        _notice_loss(connection, seconds=self.statement_seconds + GRACE_SECONDS)
        return connection

    async def acquire(self) -> Connection:
        """A connection of the pool, or a fresh one where no pool runs (commands). Raises TimeoutError."""
        if self.pool is None:
            return await self.get_new_connection()
        return await self.pool.acquire(timeout=ACQUIRE_TIMEOUT_SECONDS)

    async def release(self, connection: Connection) -> None:
        if self.pool is None:
            await connection.close(timeout=ACQUIRE_TIMEOUT_SECONDS)
        else:
            assert isinstance(connection, PoolConnectionProxy), "it was taken from the pool"
            # Where it was cancelled, asyncpg ends the statement first; a connection on which that takes long is lost.
            with contextlib.suppress(TimeoutError):
                await self.pool.release(connection, timeout=RELEASE_SECONDS)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[asyncpg.Record]:
        """What Piccolo composed, sent the way of all statements: in the open transaction, else on the pool."""
        statement, parameters = querystring.compile_string()
        return await fetch(statement, *parameters)

    async def _run_in_new_connection(self, query: str, args: Sequence[object] | None = None) -> list[asyncpg.Record]:
        # Migrations of Piccolo send their DDL by this.
        return await fetch(query, *(args or ()))


DB = Engine(settings.database_url)


async def _leave_session_as_it_is(_: Connection) -> None:
    """asyncpg resets a session at each release, a round trip per request. We never SET, LISTEN or lock per session."""


async def open_pool(*, size_min: int, size_max: int) -> None:
    """Opens this process's pool, in the event loop that will use it."""
    await DB.start_connection_pool(min_size=size_min, max_size=size_max, reset=_leave_session_as_it_is)


async def close_pool() -> None:
    """Waits for running statements, then closes; does nothing when no pool is open."""
    if DB.pool is not None:
        await DB.close_connection_pool()


def transaction(*, isolation: Isolation | None = None, readonly: bool = False) -> Transaction:
    """The transaction that an operation does its work in; joins the one that is open, if any."""
    return DB.transaction(isolation=isolation, readonly=readonly)


def in_transaction() -> bool:
    """True inside `async with transaction()`."""
    return _current() is not None


def on_commit(callback: Callable[[], None]) -> None:
    """Calls back once the open transaction has committed; never when it rolls back. The callback must not block."""
    current = _current()
    assert current is not None, "on_commit belongs inside a transaction"
    current.on_commit.append(callback)


async def retried(operation: Callable[[], Awaitable[T]]) -> T:
    """Runs an operation, again with jitter where PostgreSQL asked for it (deadlock, serialization failure).

    Inside an open transaction it runs once: only whoever began that transaction can begin it again.
    """
    for attempt in range(ATTEMPTS_MAX):
        try:
            return await operation()
        except RETRYABLE:
            if attempt == ATTEMPTS_MAX - 1 or in_transaction():
                raise
            await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - jitter, not a secret
    raise AssertionError("unreachable")


async def allow(seconds: float) -> None:
    """Lets each statement of the open transaction take so long, here and in PostgreSQL: for reports and upkeep."""
    current = _current()
    assert current is not None, "a session keeps what it is told, a transaction ends"
    await execute("SELECT set_config('statement_timeout', $1, true)", _milliseconds(seconds))
    current.statement_seconds = seconds


async def fetch(statement: str, *parameters: object) -> list[asyncpg.Record]:
    """All rows of a statement, for the function that sends it. What leaves a function has a type: see `fetch_as`.

    Raises TimeoutError where PostgreSQL is not heard of in time; the connection is thrown away then.
    """
    current = _current()
    if current is not None:
        return await _fetch(current.connection, current.statement_seconds, statement, parameters)
    connection = await DB.acquire()
    try:
        return await _fetch(connection, DB.statement_seconds, statement, parameters)
    finally:
        await DB.release(connection)


async def fetch_row(statement: str, *parameters: object) -> asyncpg.Record | None:
    """The first row of a statement, or None; for the function that sends it."""
    rows = await fetch(statement, *parameters)
    return rows[0] if rows else None


async def fetch_as(row: type[Row], statement: str, *parameters: object) -> list[Row]:
    """All rows of a statement, typed: `row` is the TypedDict beside it, which tests hold against what comes back.

    Costs nothing: a Record is read by the names of its columns, as the TypedDict is.
    """
    return cast("list[Row]", await fetch(statement, *parameters))


async def fetch_row_as(row: type[Row], statement: str, *parameters: object) -> Row | None:
    """The first row of a statement, typed like `fetch_as`, or None."""
    return cast("Row | None", await fetch_row(statement, *parameters))


async def fetch_value(kind: type[Value], statement: str, *parameters: object) -> Value | None:
    """The first column of the first row, which is of that kind, or None."""
    row = await fetch_row(statement, *parameters)
    value = None if row is None else row[0]
    assert value is None or isinstance(value, kind), f"{value!r} is no {kind.__name__}"
    return value


async def execute(statement: str, *parameters: object) -> None:
    """Runs a statement for its effect."""
    await fetch(statement, *parameters)


def compiled(*conditions: Condition) -> tuple[str, list[object]]:
    """Conditions as Piccolo composes them, for a statement of our own: the text of all, and its parameters from $1."""
    querystring = QueryString(" AND ".join("{}" for _ in conditions), *[one.querystring for one in conditions])
    return querystring.compile_string()


async def _fetch(
    connection: Connection, statement_seconds: float, statement: str, parameters: Sequence[object]
) -> list[asyncpg.Record]:
    try:
        return list(await connection.fetch(statement, *parameters, timeout=statement_seconds + GRACE_SECONDS))
    except TimeoutError as error:
        _throw_away_if_late(connection, error)
        raise
    except DISK:
        _note_disk_error()
        raise


def disk_error_ago() -> float | None:
    """Seconds since PostgreSQL last told this process that its disk is full or failing; None when it has not."""
    return None if _DiskError.at is None else time.monotonic() - _DiskError.at


async def try_disk() -> None:
    """Takes a megabyte of the server's disk and gives it back; forgets the last error where that works.

    Raises one of DISK where there is no room. Nothing of ours is written, so it costs no more than it says.
    """
    async with transaction() as trying:
        await execute(
            "CREATE TEMPORARY TABLE room ON COMMIT DROP AS SELECT repeat('.', 1000) FROM generate_series(1, 1000)"
        )
        await trying.rollback()
    _DiskError.at = None


class _DiskError:
    """When this process last heard of one."""

    at: float | None = None


def _note_disk_error() -> None:
    _DiskError.at = time.monotonic()


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f}ms"


def _throw_away_if_late(connection: Connection, error: BaseException) -> None:
    """asyncpg would ask the server to cancel the statement and wait for its answer, on a connection that gives none."""
    if isinstance(error, TimeoutError) and not connection.is_closed():
        connection.terminate()


def _notice_loss(connection: "asyncpg.Connection[asyncpg.Record]", *, seconds: float) -> None:
    """Lets the kernel end a connection whose other side is silently gone; untold, it takes a quarter of an hour."""
    # Any: asyncpg hides the transport, and types nothing of it.
    transport: Any = connection._transport  # type: ignore[attr-defined]
    found = transport.get_extra_info("socket")
    if found is None or found.family not in (socket.AF_INET, socket.AF_INET6):
        return
    wanted = KEEPALIVE | {"TCP_USER_TIMEOUT": int(seconds * 1000)}
    for name, value in wanted.items():
        # Other systems than Linux lack some of them.
        if hasattr(socket, name):
            level = socket.SOL_SOCKET if name.startswith("SO_") else socket.IPPROTO_TCP
            found.setsockopt(level, getattr(socket, name), value)


def _current() -> Transaction | None:
    current: Any = DB.current_transaction.get()
    return current if isinstance(current, Transaction) else None
