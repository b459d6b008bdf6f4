"""What happens between the beginning and the end of `async with transaction()`.

A transaction costs as few round trips as what is done in it allows. It begins in PostgreSQL with the first statement
that locks or writes: what is only read before sees the same, since each statement of ours sees what is committed when
it begins (READ COMMITTED). Writes whose result nobody waits for go to PostgreSQL together at the end; where nothing
was locked or written before, that one statement is the whole transaction, without BEGIN and COMMIT.

Operations that do not lock would overtake each other where many of them change one row. Within a process they take
turns, which costs no round trip; between processes, and where that is not enough, they lock. Those that write all by
one statement, and at the same time, are sent together (models/groups.py).

Raw SQL: what waits, and the rows that must still be as they were read.
"""

import contextlib
import itertools
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Literal, NamedTuple

import asyncpg
from piccolo.engine.postgres import PostgresTransaction

from models import groups, postgres, writes
from models.places import Places
from models.writes import Write

Isolation = Literal["read_committed", "repeatable_read", "serializable"]

# As long as PostgreSQL waits for a lock (`lock_timeout`).
TURN_SECONDS_MAX = 5.0
# So many rows are remembered; beyond that, those that nobody changes are forgotten.
TURNS_MAX = 10_000
# True while an operation reads without locks, and compares when it writes.
is_optimistic: ContextVar[bool] = ContextVar("is_optimistic", default=False)


class Transaction(PostgresTransaction):
    """`async with transaction():` commits or rolls back what is done inside; inside another one it joins it.

    An error that leaves a joined block dooms the whole transaction, even if the outer code swallows the error: half an
    operation is never committed. Callbacks given to `on_commit` run once, after the outermost commit.
    """

    # What Piccolo's transaction keeps, of classes that it does not know to be ours.
    engine: Any  # Any: see above
    connection: Any  # Any: see above
    transaction: Any  # Any: see above
    _parent: Any  # Any: see above

    def __init__(
        self,
        engine: Any,  # Any: Piccolo's engine knows its transactions, and ours knows it
        allow_nested: bool = True,
        isolation: Isolation | None = None,
        readonly: bool = False,
    ) -> None:
        super().__init__(engine, allow_nested=allow_nested)
        self.isolation = isolation
        self.readonly = readonly
        self.statement_seconds: float = engine.statement_seconds
        self.is_optimistic = is_optimistic.get()
        self.is_doomed = False
        self._rolled_back_on_purpose = False
        self.on_commit: list[Callable[[], None]] = []
        self.on_rollback: list[Callable[[], None]] = []
        self.connection = self.transaction = None
        # False while PostgreSQL is asked something, and ever after where nobody waited for its answer.
        self._is_answered = True
        self._waiting: list[Write] = []
        # What was read without a lock, by table and id.
        self._read: dict[tuple[str, uuid.UUID], _Read] = {}
        self._turns: list[_Turn] = []
        # The turn of the row in whose line it stands: its only one.
        self._line: _Turn | None = None
        self._was_passed_on = False
        # Whose locks it has taken; it has them until its end.
        self.held: set[uuid.UUID] = set()
        self._began_at = time.monotonic()

    async def __aenter__(self) -> "Transaction":
        if self._parent is not None:
            parent: Transaction = self._parent
            return parent
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
                await self._finish()
        finally:
            self.engine.current_transaction.reset(self.context)
            try:
                # Before any turn ends: who has waited for it finds what is known since.
                for callback in self.on_commit if self._committed else self.on_rollback:
                    callback()
            finally:
                for turn in self._turns:
                    turn.end(was_passed_on=self._was_passed_on)
                await self._release()
        if exception is None and self.is_doomed and not self._rolled_back_on_purpose:
            raise RuntimeError("An error inside this transaction was swallowed, so it was rolled back.")
        return False

    async def rollback(self) -> None:
        """Undoes everything; leaving the block afterwards is not an error."""
        self._rolled_back_on_purpose = True
        await self._roll_back_or_disconnect()

    async def fetch(
        self, statement: str, parameters: Sequence[object], *, only_reads: bool = False
    ) -> list[asyncpg.Record]:
        """All rows of a statement, after all that waits. `only_reads` says that it neither locks nor writes."""
        if self._waiting:
            await self._send_what_waits()
        if not only_reads or self.isolation is not None or self.readonly:
            await self._begin()
        await self._connect()
        return await self._ask(statement, parameters)

    async def write_later(self, write: Write, versions: Mapping[tuple[str, uuid.UUID], int]) -> None:
        """Sends a write at the end, or before the next statement. `versions` are those that the write itself asks for:
        nobody else has to."""
        if writes.touches(write.text, self._waiting):
            await self._send_what_waits()
        self._waiting.append(write)
        for row, version in versions.items():
            if row in self._read and self._read[row].version == version:
                del self._read[row]

    async def take_turns(self, identifiers: Iterable[uuid.UUID]) -> bool:
        """Waits until no other transaction of this process changes any of these rows, and lets the next one wait until
        the end. To be asked once. Returns whether another one has ended since this one began: then what was read before
        may have changed."""
        turns = [_turn(identifier) for identifier in sorted(identifiers)]
        if self.transaction is None and any(turn.place.are_taken for turn in turns):
            await self._release()
        for turn in turns:
            await turn.place.take(seconds_max=TURN_SECONDS_MAX)
            self._turns.append(turn)
        return any(turn.has_changed_since(self._began_at) for turn in turns)

    async def stand_in_line(self, identifier: uuid.UUID) -> bool:
        """Takes the turn of one row, which ends when all that is written waits to be sent: the next one relies on that,
        is sent behind it or with it, and is refused with it. Returns whether anybody is, or was, ahead."""
        assert not self._turns, "it has no other turn"
        is_behind = await self.take_turns([identifier])
        [self._line] = self._turns
        return is_behind

    def expect(self, table: str, identifier: uuid.UUID, version: int, *, share: bool) -> None:
        """What is written is to be refused where that row has another version by then."""
        self._read[table, identifier] = _Read(version, "SHARE" if share else "NO KEY UPDATE")

    async def _connect(self) -> postgres.Connection:
        if self.connection is None:
            self.connection = await self.engine.acquire()
        connection: postgres.Connection = self.connection
        return connection

    async def _release(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            is_over = self.transaction is None or self._committed
            await self.engine.release(connection, is_at_rest=is_over and self._is_answered)

    async def _begin(self) -> None:
        if self.transaction is not None:
            return
        connection = await self._connect()
        transaction = connection.transaction(isolation=self.isolation, readonly=self.readonly)
        self._is_answered = False
        try:
            await transaction.start()
        except BaseException as error:
            postgres.throw_away_if_late(connection, error)
            raise
        self.transaction, self._is_answered = transaction, True

    async def _ask(self, statement: str, parameters: Sequence[object]) -> list[asyncpg.Record]:
        self._is_answered = False
        rows = await postgres.fetch(self.connection, self.statement_seconds, statement, parameters)
        self._is_answered = True
        return rows

    async def _send_what_waits(self) -> None:
        await self._begin()
        await self._send()

    async def _finish(self) -> None:
        """Sends what waits, and commits."""
        if self.transaction is not None and (self._waiting or self._read):
            try:
                await self._send()
            except BaseException:
                await self._roll_back_or_disconnect()
                raise
        if self.transaction is not None:
            with postgres.committing(self.connection):
                await self.transaction.commit()
        elif self._waiting:
            # A statement outside of a transaction is one.
            if self.is_optimistic:
                await self._write_in_a_group()
            else:
                with postgres.committing(await self._connect()):
                    await self._send()
        self._committed = True

    async def _write_in_a_group(self) -> None:
        await self._release()
        waiting = self._taken()
        entry = groups.enter(self.engine, waiting, line=self._line and self._line.identifier)
        if self._line is not None:
            # From here on others may rely on it.
            self._line.pass_on()
            self._was_passed_on = True
        self._tell(waiting, await entry.written(seconds_max=TURN_SECONDS_MAX))

    async def _send(self) -> None:
        waiting = self._taken()
        statement = writes.together([waiting])
        [row] = await self._ask(statement.text, statement.parameters)
        [answer] = statement.answers(tuple(row))
        self._tell(waiting, answer)

    def _taken(self) -> list[Write]:
        waiting = [*map(_unchanged, itertools.count(), self._read.items()), *self._waiting]
        self._waiting, self._read = [], {}
        return waiting

    def _tell(self, waiting: Sequence[Write], answer: Sequence[bool]) -> None:
        counted = [write for write in waiting if write.counted is not None]
        for write, is_any in zip(counted, answer, strict=True):
            if write.then is not None:
                write.then(is_any)

    async def _roll_back_or_disconnect(self) -> None:
        self._waiting, self._read = [], {}
        if self.transaction is not None and not self._rolled_back:
            try:
                await self.transaction.rollback()
            except Exception:
                # The connection is beyond use; PostgreSQL rolls back when it notices, and the pool makes a new one.
                # Where a statement was not answered in time, it has been thrown away before.
                with contextlib.suppress(asyncpg.InterfaceError):
                    self.connection.terminate()
        self._rolled_back = True


class _Turn:
    """Who changes a row in this process, one after the other, and when the last one ended."""

    def __init__(self, identifier: uuid.UUID) -> None:
        self.identifier = identifier
        self.place = Places(1)
        self._ended_at = 0.0
        # Those in line that have let the next one have its turn, and have not ended yet.
        self._ahead = 0

    def has_changed_since(self, instant: float) -> bool:
        """Whether the row may be another one than it was then, or is about to be."""
        return self._ahead > 0 or self._ended_at >= instant

    @property
    def is_over(self) -> bool:
        """Whether nobody has it, or is ahead of who comes next."""
        return not self.place.are_taken and not self._ahead

    def pass_on(self) -> None:
        """Lets the next one have it before the end."""
        self._ahead += 1
        self.place.give_back()

    def end(self, *, was_passed_on: bool) -> None:
        """Lets the next one have it, unless it has it already."""
        self._ended_at = time.monotonic()
        if was_passed_on:
            self._ahead -= 1
        else:
            self.place.give_back()


_turns: dict[uuid.UUID, _Turn] = {}


def _turn(identifier: uuid.UUID) -> _Turn:
    if len(_turns) > TURNS_MAX:
        # One that somebody is about to take may be among them: then two overtake each other, and compare.
        for known in [known for known, turn in _turns.items() if turn.is_over]:
            del _turns[known]
    return _turns.setdefault(identifier, _Turn(identifier))


class _Read(NamedTuple):
    """A row as it was read, and the lock under which it is compared."""

    version: int
    lock: str


def _unchanged(place: int, row: tuple[tuple[str, uuid.UUID], _Read]) -> Write:
    (table, identifier), read = row
    name = f"unchanged_{place}"
    text = f"{name} AS (SELECT FROM {table} WHERE id = $1 AND version = $2 FOR {read.lock})"
    # Operations that are sent together and rely on the same version of a row lock it once.
    return Write(text, [identifier, read.version], counted=name, rows_expected=1, row=(name, *row))
