"""What several operations write goes to PostgreSQL as one statement where they are ready at the same time.

A statement has costs of its own, whatever it writes: its way there and back, the nodes of its plan, its commit. So
while one of a kind is on its way, the next ones wait, and those that wait are sent together. models/writes.py puts
together what each of them writes, which stays as it was: all of it is committed, or nothing, and nobody is answered
before. Who is alone waits for nobody.

Only operations that write everything by one statement take part (models/transactions.py). No two of them write the
same row unless they name it (`Write.row`), or ask that it be as they have read it: PostgreSQL writes a row once in a
statement. A statement that PostgreSQL refuses does not say whose fault it was: then each operation is sent alone, as if
there were no groups. One that waits for a lock would let all of them wait, so it is given up soon, likewise. Where the
connection is lost or the disk is full nothing is sent again, and each is told.

Operations in a line rely on what those before them are about to commit. They are sent after them, or with them, and
are refused as soon as one before them is. Their order never changes, so a line waits for a lock as long as a statement
may; where it does not come, all that were sent are told.
"""

import asyncio
import contextvars
import itertools
from collections import deque
from collections.abc import Hashable, Sequence
from typing import Protocol

import asyncpg

from models import postgres, writes
from models.writes import Write

# What four cost together is half of what they cost alone; with eight, each costs more again. Each size is a statement
# that PostgreSQL prepares and keeps.
SIZES = (4, 2, 1)
# One that is on its way for longer waits for a disk or a lock, and the next one need not wait for that.
ALONE_SECONDS = 0.005
# So long a group waits for a lock: all of it does.
LOCK_SECONDS = 0.02
# How PostgreSQL ends what waits for too long.
LATE = (asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError)


class Connections(Protocol):
    """Where connections come from: models/engine.py."""

    statement_seconds: float

    async def acquire(self, *, for_groups: bool = False) -> postgres.Connection:
        """Raises TimeoutError."""

    async def release(
        self, connection: postgres.Connection, *, is_at_rest: bool = False, for_groups: bool = False
    ) -> None:
        """Gives it back."""


class PrecededError(asyncpg.SerializationError):
    """Somebody before this operation in its line was refused, or has gone, so it was not sent."""


class Entry:
    """What an operation writes, until PostgreSQL has answered."""

    def __init__(self, operation: Sequence[Write], kind: Hashable, queue: "_Queue") -> None:
        self.operation = operation
        self.kind = kind
        self._queue = queue
        self._trip = queue.begin() if queue.is_free else None
        self._answer: asyncio.Future[Sequence[bool]] = asyncio.get_running_loop().create_future()
        if self._trip is None:
            queue.waiting.append(self)

    async def written(self, *, seconds_max: float) -> Sequence[bool]:
        """Whether there are rows, for each write that has them counted; to be asked once.

        Raises what PostgreSQL says, CommitLostError, PrecededError; TimeoutError where it was not sent in time, and is
        not sent any more.
        """
        if self._trip is not None:
            await self._queue.send([self], self._trip)
            return self._answer.result()
        timer = asyncio.get_running_loop().call_later(seconds_max, self._give_up)
        try:
            return await self._answer
        except asyncio.CancelledError:
            self._queue.forget(self)
            raise
        finally:
            timer.cancel()

    def _give_up(self) -> None:
        if not self._answer.done() and self._queue.forget(self):
            self.refuse(TimeoutError("those before it took too long"))

    @property
    def is_awaited(self) -> bool:
        """False once its operation has gone."""
        return not self._answer.done()

    def answer(self, answer: Sequence[bool]) -> None:
        """Ends the waiting, unless it has ended already."""
        if not self._answer.done():
            self._answer.set_result(answer)

    def refuse(self, error: Exception) -> None:
        """Ends the waiting with an error, unless it has ended already."""
        if not self._answer.done():
            self._answer.set_exception(error)


def enter(connections: Connections, operation: Sequence[Write], *, line: Hashable = None) -> Entry:
    """Has what an operation writes sent, alone or with others of its kind; behind those of its line, if it is in one.

    Its place is taken when this returns. The caller awaits `written`.
    """
    kind = writes.kind(operation)
    # Those of a line keep their order, of whatever kinds they are.
    key = kind if line is None else line
    queue = _queues.get(key)
    if queue is None:
        queue = _queues[key] = _Queue(key, connections, is_line=line is not None)
    return Entry(operation, kind, queue)


class _Queue:
    """Operations of one kind, or of one line. It is there while any of them is waited for, or waits."""

    def __init__(self, key: Hashable, connections: Connections, *, is_line: bool) -> None:
        self.waiting: deque[Entry] = deque()
        self._key = key
        self._connections = connections
        self._is_line = is_line
        self._is_on_its_way = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_free(self) -> bool:
        """Whether who comes now is sent at once."""
        return not self._is_on_its_way and not self.waiting

    def begin(self) -> "_Trip":
        """Has others wait for a statement that is about to be sent."""
        self._is_on_its_way = True
        return _Trip(self, alone_seconds=None if self._is_line else ALONE_SECONDS)

    def end(self) -> None:
        """Nobody waits for that statement any more: sends the next one, if any waits."""
        self._is_on_its_way = False
        if self.waiting:
            size = next(size for size in SIZES if size <= self._ready())
            entries = [self.waiting.popleft() for _ in range(size)]
            # Of nobody's context: neither the transaction nor the log's fields of who has come last.
            task = asyncio.get_running_loop().create_task(
                self.send(entries, self.begin()), context=contextvars.Context()
            )
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif _queues.get(self._key) is self:
            del _queues[self._key]

    def _ready(self) -> int:
        """How many of those that wait can be sent together: of one kind, and each following those before it."""
        alike = itertools.takewhile(lambda entry: entry.kind == self.waiting[0].kind, self.waiting)
        return writes.following(entry.operation for entry in itertools.islice(alike, SIZES[0]))

    def forget(self, entry: Entry) -> bool:
        """Somebody does not wait any more. False where it is on its way already."""
        if entry not in self.waiting:
            return False
        if self._is_line:
            while self.waiting[-1] is not entry:
                self.waiting.pop().refuse(_preceded())
        self.waiting.remove(entry)
        return True

    async def send(self, entries: Sequence[Entry], trip: "_Trip") -> None:
        """Sends what these write, and tells each what has become of it."""
        try:
            if len(entries) == 1:
                await self._try_alone(entries[0])
            elif not await self._try_together(entries):
                await self._send_each(entries)
        except asyncio.CancelledError:
            # Whoever has sent it by themselves does not wait any more, and what has become of it is not known.
            self._refuse_line()
            raise
        finally:
            trip.end()

    async def _try_together(self, entries: Sequence[Entry]) -> bool:
        """Sends all by one statement. False where PostgreSQL has refused it, and nobody was told anything."""
        try:
            answers = await self._answers([entry.operation for entry in entries])
        except Exception as error:
            is_refused = isinstance(error, asyncpg.PostgresError) and not isinstance(
                error, (*postgres.LOST, *postgres.DISK)
            )
            # A line has waited for its lock as long as each of them would.
            if is_refused and not (self._is_line and isinstance(error, LATE)):
                return False
            for entry in entries:
                entry.refuse(error)
            self._refuse_line()
        else:
            for entry, answer in zip(entries, answers, strict=True):
                entry.answer(answer)
        return True

    async def _send_each(self, entries: Sequence[Entry]) -> None:
        if not self._is_line:
            await asyncio.gather(*map(self._try_alone, entries))
            return
        behind = deque(entries)
        while behind:
            if not await self._try_alone(behind.popleft()):
                self._refuse(behind)

    async def _try_alone(self, entry: Entry) -> bool:
        """Sends one, and tells it what has become of that. False where it was refused, or has gone."""
        if not entry.is_awaited:
            self._refuse_line()
            return False
        try:
            [answer] = await self._answers([entry.operation])
        except Exception as error:
            entry.refuse(error)
            self._refuse_line()
            return False
        entry.answer(answer)
        return True

    async def _answers(self, operations: Sequence[Sequence[Write]]) -> list[Sequence[bool]]:
        are_several = len(operations) > 1
        lock_seconds = LOCK_SECONDS if are_several and not self._is_line else None
        written = writes.together(operations, lock_seconds=lock_seconds)
        seconds = self._connections.statement_seconds
        connection, is_at_rest = await self._connections.acquire(for_groups=are_several), False
        try:
            with postgres.committing(connection):
                [row] = await postgres.fetch(connection, seconds, written.text, written.parameters)
            is_at_rest = True
        finally:
            await self._connections.release(connection, is_at_rest=is_at_rest, for_groups=are_several)
        return written.answers(tuple(row))

    def _refuse_line(self) -> None:
        """Nobody behind the one who was refused is sent, for they rely on it."""
        if self._is_line:
            self._refuse(self.waiting)

    def _refuse(self, entries: deque[Entry]) -> None:
        while entries:
            entries.popleft().refuse(_preceded())


def _preceded() -> PrecededError:
    return PrecededError("somebody before it in its line was refused, or has gone")


class _Trip:
    """A statement on its way, which others wait for until it ends, or so many seconds if they are given."""

    def __init__(self, queue: _Queue, *, alone_seconds: float | None) -> None:
        self._queue = queue
        self._is_waited_for = True
        loop = asyncio.get_running_loop()
        self._timer = None if alone_seconds is None else loop.call_later(alone_seconds, self.end)

    def end(self) -> None:
        """Lets the next ones be sent; the second time it does nothing."""
        if self._is_waited_for:
            self._is_waited_for = False
            if self._timer is not None:
                self._timer.cancel()
            self._queue.end()


_queues: dict[Hashable, _Queue] = {}
