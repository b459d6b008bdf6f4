"""PostgreSQL as the operations see it: one engine, `transaction()`, and statements that join it.

Piccolo's own transaction leaks its connection when COMMIT fails and treats a swallowed inner error as success; ours
does neither (models/transactions.py). Statements of our own go straight to asyncpg (`$1` parameters, prepared once per
connection), and what Piccolo composes takes the same way. docs/decisions/0004 says which is for what.
"""

import asyncio
import contextlib
import functools
import itertools
import random
import re
import uuid
from collections.abc import Awaitable, Callable, Hashable, Iterator, Mapping, Sequence
from typing import ParamSpec, TypeVar, cast

import asyncpg
from piccolo.columns.combination import And, Or, Where, WhereRaw
from piccolo.querystring import QueryString

from config import settings
from models import postgres
from models.engine import Engine, milliseconds
from models.groups import PrecededError
from models.transactions import Isolation, Transaction, is_optimistic
from models.writes import Write

T = TypeVar("T")
P = ParamSpec("P")
Row = TypeVar("Row")
Value = TypeVar("Value")


class Raw(WhereRaw):
    """A condition in a text of ours, with `{}` for each of its values.

    Statements of our own take both as they are. What Piccolo makes of them costs a tenth of a small request, so it is
    made only where Piccolo composes the statement.
    """

    __slots__ = ("text", "values")

    def __init__(self, text: str, *values: object) -> None:
        self.text = text
        self.values = values

    @property
    def querystring(self) -> QueryString:  # type: ignore[override] # as it is read, and never set
        return QueryString(self.text, *self.values)


Condition = Where | WhereRaw | And | Or

_PLACE = re.compile(r"\{\}")

CommitLostError = postgres.CommitLostError
UNAVAILABLE = postgres.UNAVAILABLE
RETRYABLE = postgres.RETRYABLE
# What an operation that does not lock is answered with where another one was faster.
OVERTAKEN = (*postgres.RETRYABLE, asyncpg.UniqueViolationError, asyncpg.ForeignKeyViolationError)

ATTEMPTS_MAX = 5
# Whoever was overtaken twice is where many change the same row, and waits for its lock.
ATTEMPTS_WITHOUT_LOCKS = 2
# An operation that was not sent, since one before it in its line was refused, is done again this many times. At most as
# many stand before it as a pool has places.
PRECEDED_MAX = 8


class NeedsLocksError(asyncpg.SerializationError):
    """An operation cannot be done without locks, whatever it reads."""


DB = Engine(settings.database_url)


async def open_pool(*, size_min: int, size_max: int) -> None:
    """Opens this process's pool, in the event loop that will use it."""
    await DB.start_connection_pool(min_size=size_min, max_size=size_max)


async def close_pool() -> None:
    """Waits for running statements, then closes; does nothing when no pool is open."""
    if DB.pool is not None:
        await DB.close_connection_pool()


def transaction(*, isolation: Isolation | None = None, readonly: bool = False) -> Transaction:
    """The transaction that an operation does its work in; joins the one that is open, if any."""
    return DB.transaction(isolation=isolation, readonly=readonly)


def in_transaction() -> bool:
    """True inside `async with transaction()`."""
    return DB.current() is not None


def on_commit(callback: Callable[[], None]) -> None:
    """Calls back once the open transaction has committed; never when it rolls back. The callback must not block."""
    current = DB.current()
    assert current is not None, "on_commit belongs inside a transaction"
    current.on_commit.append(callback)


def on_rollback(callback: Callable[[], None]) -> None:
    """Calls back when the open transaction ends and is not known to have committed. The callback must not block."""
    current = DB.current()
    assert current is not None, "on_rollback belongs inside a transaction"
    current.on_rollback.append(callback)


async def retried(operation: Callable[[], Awaitable[T]]) -> T:
    """Runs an operation, again with jitter where PostgreSQL asked for it (deadlock, serialization failure).

    Inside an open transaction it runs once: only whoever began that transaction can begin it again.
    """
    for attempt in range(ATTEMPTS_MAX):
        try:
            return await operation()
        except postgres.RETRYABLE:
            if attempt == ATTEMPTS_MAX - 1 or in_transaction():
                raise
            await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - jitter, not a secret
    raise AssertionError("unreachable")


def retrying(operation: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Lets an operation that locks many rows run again where PostgreSQL asked for it: see `retried`."""

    @functools.wraps(operation)
    async def run(*given: P.args, **named: P.kwargs) -> T:
        return await retried(lambda: operation(*given, **named))

    return run


def optimistic(operation: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Lets an operation read without locks, and compares when it writes. Half the round trips where nobody else changes
    the same rows, which is nearly always. Where that was not as it had been read it is read anew, and the next time it
    runs with locks.

    What locks in it by models/access.py is compared by itself, by its version. Within an open transaction it runs as
    whoever began that one wants.
    """

    @functools.wraps(operation)
    async def run(*given: P.args, **named: P.kwargs) -> T:
        if in_transaction():
            return await operation(*given, **named)
        for _ in range(ATTEMPTS_WITHOUT_LOCKS):
            try:
                with without_locks():
                    return await unless_preceded(lambda: operation(*given, **named))
            except NeedsLocksError:
                break
            except OVERTAKEN:
                continue
        return await retried(lambda: operation(*given, **named))

    return run


async def unless_preceded(operation: Callable[[], Awaitable[T]]) -> T:
    """Runs an operation, again where somebody before it in its line was refused: it was not sent, and is not to blame.

    If each of them locked then, whoever comes would be overtaken by them, and would lock too.
    """
    for _ in range(PRECEDED_MAX):
        try:
            return await operation()
        except PrecededError:
            continue
    return await operation()


@contextlib.contextmanager
def without_locks() -> Iterator[None]:
    """Transactions that begin inside read without locks, and compare when they write: see `optimistic`."""
    token = is_optimistic.set(True)
    try:
        yield
    finally:
        is_optimistic.reset(token)


def locks_rows() -> bool:
    """False in a transaction that compares instead: whoever reads a row to change it calls `expect` then."""
    current = DB.current()
    return current is None or not current.is_optimistic


def holds(identifier: uuid.UUID) -> bool:
    """Whether the open transaction has said, by `hold`, that it has the locks of that object."""
    current = DB.current()
    return current is not None and identifier in current.held


def hold(identifier: uuid.UUID) -> None:
    """Remembers, to the end of the open transaction, that it has the locks of that object."""
    current = DB.current()
    assert current is not None, "a row lock lasts as long as the transaction"
    current.held.add(identifier)


async def take_turns(*identifiers: uuid.UUID | None) -> bool:
    """In a transaction that does not lock: waits until no other one of this process changes any of these rows.

    Returns whether it had to wait: what was read before may have changed then. Raises TimeoutError after
    `transactions.TURN_SECONDS_MAX`.
    """
    current = DB.current()
    if current is None or not current.is_optimistic:
        return False
    return await current.take_turns({identifier for identifier in identifiers if identifier is not None})


async def stand_in_line(identifier: uuid.UUID) -> bool:
    """Like `take_turns` for one row, but whoever comes next in this process need not wait for the commit: it relies on
    what this transaction is about to write, is sent behind it or with it, and is refused with it.

    Returns whether anybody is, or was, ahead: what was read before may have changed then, or be about to.
    """
    current = DB.current()
    if current is None or not current.is_optimistic:
        return False
    return await current.stand_in_line(identifier)


def do_again(reason: str) -> Exception:
    """The error by which `retried` is asked to do it all again."""
    return asyncpg.SerializationError(reason)


def must_lock(reason: str) -> Exception:
    """The error by which an operation that reads without locks says that it cannot: it runs again with them."""
    assert not locks_rows(), "it has the locks that it needs"
    return NeedsLocksError(reason)


def expect(table: str, identifier: uuid.UUID, version: int, *, share: bool = False) -> None:
    """In a transaction that does not lock: what is written is refused where that row has another version by then.

    `share` is for a row that several may rely on at once, and that none of them changes.
    """
    current = DB.current()
    assert current is not None, "expectations last as long as the transaction"
    current.expect(table, identifier, version, share=share)


async def allow(seconds: float) -> None:
    """Lets each statement of the open transaction take so long, here and in PostgreSQL: for reports and upkeep."""
    current = DB.current()
    assert current is not None, "a session keeps what it is told, a transaction ends"
    await execute("SELECT set_config('statement_timeout', $1, true)", milliseconds(seconds))
    current.statement_seconds = seconds


async def fetch(statement: str, *parameters: object) -> list[asyncpg.Record]:
    """All rows of a statement, for the function that sends it. What leaves a function has a type: see `fetch_as`.

    Raises TimeoutError where PostgreSQL is not heard of in time; the connection is thrown away then.
    """
    return await DB.send(statement, parameters)


async def read_as(row: type[Row], statement: str, *parameters: object) -> list[Row]:
    """Like `fetch_as`, for a statement that neither locks nor writes: a transaction need not begin for it."""
    return cast("list[Row]", await DB.send(statement, parameters, only_reads=True))


async def write_later(
    text: str,
    *parameters: object,
    counted: str | None = None,
    rows_expected: int | None = None,
    then: Callable[[bool], None] | None = None,
    row: Hashable = None,
    latest: Sequence[int] = (),
    expects: int | None = None,
    leaves: int | None = None,
    versions: Mapping[tuple[str, uuid.UUID], int] = {},
) -> None:
    """Writes within the open transaction, at its end or before the next statement, together with what else waits.

    models/writes.py says what `text` is, and `Write` there what the others are, but for `versions`: those that the text
    compares by itself.
    """
    current = DB.current()
    assert current is not None, "what waits is written by the end of a transaction"
    write = Write(text, parameters, counted, rows_expected, then, row, latest, expects, leaves)
    await current.write_later(write, versions)


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
    return compose("{}", conditions)


def compose(statement: str, *conditions: Sequence[Condition]) -> tuple[str, list[object]]:
    """A statement with the conditions in place of its `{}`: its text, and its parameters from $1."""
    if all(isinstance(one, Raw) for some in conditions for one in some):
        given = cast("Sequence[Sequence[Raw]]", conditions)
        # Their statement is composed once.
        texts = tuple([tuple([one.text for one in some]) for some in given])
        return _composed(statement, texts), [value for some in given for one in some for value in one.values]
    composed = (
        QueryString(" AND ".join("{}" for _ in some), *[one.querystring for one in some]) for some in conditions
    )
    return QueryString(statement, *composed).compile_string()


@functools.lru_cache(maxsize=4096)
def _composed(statement: str, templates: tuple[tuple[str, ...], ...]) -> str:
    numbers = itertools.count(1)
    texts = [
        " AND ".join(_PLACE.sub(lambda _: f"${next(numbers)}", template) for template in some) for some in templates
    ]
    return statement.format(*texts)


async def try_disk() -> None:
    """Takes a megabyte of the server's disk and gives it back; forgets the last error where that works.

    Raises one of DISK where there is no room. Nothing of ours is written, so it costs no more than it says.
    """
    async with transaction() as trying:
        await execute(
            "CREATE TEMPORARY TABLE room ON COMMIT DROP AS SELECT repeat('.', 1000) FROM generate_series(1, 1000)"
        )
        await trying.rollback()
    postgres.forget_disk_error()
