"""Piccolo's engine as ours: its transactions, its connections, and how statements get to one.

Raw SQL: whatever it is given.
"""

import contextlib
import contextvars
import socket
from collections.abc import Sequence
from typing import Any, cast

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from config import settings
from models import postgres
from models.postgres import GRACE_SECONDS, Connection
from models.transactions import Isolation, Transaction

# An exhausted pool answers with an error (503) instead of queueing callers without end.
ACQUIRE_TIMEOUT_SECONDS = 5.0
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

# Whether nothing goes on at the connection that is given back to the pool.
_is_at_rest: contextvars.ContextVar[bool] = contextvars.ContextVar("is_at_rest", default=False)


class Engine(PostgresEngine):
    """Piccolo's engine with our transactions, a pool that does not wait for ever, and no connection at import.

    `statement_seconds` is how long a statement may take; a command that migrates allows itself more.
    """

    def __init__(self, dsn: str) -> None:
        super().__init__(config={"dsn": dsn})
        self.statement_seconds: float = settings.statement_seconds
        # Taken from the pool that was opened here, and not in use: for whoever comes next, the last one first.
        self._at_hand: list[Connection] = []
        self._opened: object = None
        self._waiting = 0

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
        await super().start_connection_pool(
            connect=self._connect, reset=_end_what_was_begun, **self._limits(), **kwargs
        )
        self._at_hand, self._opened = [], self.pool

    def _limits(self) -> dict[str, Any]:  # Any: asyncpg's parameters
        return {
            # Statements of an operation are long, and prepared once.
            "max_cacheable_statement_size": 0,
            "max_cached_statement_lifetime": 0,
            "server_settings": SESSION | {"statement_timeout": milliseconds(self.statement_seconds)},
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

    async def close_connection_pool(self) -> None:
        # Who closes the pool waits for all connections, too.
        self._waiting += 1
        try:
            while self._at_hand:
                await self.release(self._at_hand.pop())
            await super().close_connection_pool()
        finally:
            self._waiting -= 1

    async def acquire(self, *, for_groups: bool = False) -> Connection:
        """A connection of the pool, or a fresh one where no pool runs (commands). Raises TimeoutError.

        Those for groups are the first ones as far as possible: each keeps the plans of what it was sent, and those of
        groups are large.
        """
        while self._keeps and self._at_hand:
            connection = self._at_hand.pop(0 if for_groups else -1)
            if _is_open(connection):
                return connection
        if self.pool is None:
            return await self.get_new_connection()
        self._waiting += 1
        try:
            return await self.pool.acquire(timeout=ACQUIRE_TIMEOUT_SECONDS)
        finally:
            self._waiting -= 1

    @property
    def is_at_rest(self) -> bool:
        """Whether nobody has a connection of the pool."""
        if self.pool is None:
            return True
        at_hand = len(self._at_hand) if self._keeps else 0
        return self.pool.get_idle_size() + at_hand == self.pool.get_size()

    @property
    def _keeps(self) -> bool:
        """False while another pool stands in for ours, and after a fork until the process has opened its own."""
        return self.pool is not None and self.pool is self._opened

    async def release(self, connection: Connection, *, is_at_rest: bool = False, for_groups: bool = False) -> None:
        """Gives a connection back. `is_at_rest` says that nothing goes on there: no statement, and no transaction.

        Then it stays at hand: asyncpg's pool takes it back by a task and a timer, which cost more than a small
        statement does. Whoever waits for the pool gets it from there.
        """
        if self.pool is None:
            await connection.close(timeout=ACQUIRE_TIMEOUT_SECONDS)
        elif is_at_rest and self._keeps and not self._waiting and _is_open(connection):
            self._at_hand.insert(0 if for_groups else len(self._at_hand), connection)
        else:
            assert isinstance(connection, PoolConnectionProxy), "it was taken from the pool"
            given_back = _is_at_rest.set(is_at_rest)
            # Where it was cancelled, asyncpg ends the statement first; a connection on which that takes long is lost.
            try:
                with contextlib.suppress(TimeoutError):
                    await self.pool.release(connection, timeout=RELEASE_SECONDS)
            finally:
                _is_at_rest.reset(given_back)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[asyncpg.Record]:
        """What Piccolo composed, sent the way of all statements: in the open transaction, else on the pool."""
        statement, parameters = querystring.compile_string()
        # The conditions are the only text of ours in it, and none of them locks or writes.
        only_reads = statement.startswith("SELECT ") and " FOR " not in statement
        return await self.send(statement, parameters, only_reads=only_reads)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list[asyncpg.Record]:
        return await self.send(ddl, ())

    async def _run_in_new_connection(self, query: str, args: Sequence[object] | None = None) -> list[asyncpg.Record]:
        # Migrations of Piccolo send their DDL by this.
        return await self.send(query, args or ())

    def current(self) -> Transaction | None:
        """The open transaction, if any."""
        # Only `transaction` puts anything there.
        return cast("Transaction | None", self.current_transaction.get())

    async def send(
        self, statement: str, parameters: Sequence[object], *, only_reads: bool = False
    ) -> list[asyncpg.Record]:
        """All rows of a statement: in the open transaction, else on a connection for it alone.

        `only_reads` says that it neither locks nor writes. Raises TimeoutError where PostgreSQL is not heard of in
        time; the connection is thrown away then.
        """
        current = self.current()
        if current is not None:
            return await current.fetch(statement, parameters, only_reads=only_reads)
        connection, is_at_rest = await self.acquire(), False
        try:
            rows = await postgres.fetch(connection, self.statement_seconds, statement, parameters)
            is_at_rest = True
        finally:
            await self.release(connection, is_at_rest=is_at_rest)
        return rows


def milliseconds(seconds: float) -> str:
    """As PostgreSQL's settings take it."""
    return f"{seconds * 1000:.0f}ms"


async def _end_what_was_begun(connection: Connection) -> None:
    """asyncpg resets a session at each release, a round trip per request. We never SET, LISTEN or lock per session.

    But whoever was cancelled while asyncpg prepared a statement has left a transaction that PostgreSQL began for it: it
    keeps its locks, and its statement's time runs, until the next statement has ended.
    """
    if not _is_at_rest.get():
        await connection.execute("SELECT")


def _is_open(connection: Connection) -> bool:
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:
        # It was lost, and the pool has taken it back by itself.
        return False


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
