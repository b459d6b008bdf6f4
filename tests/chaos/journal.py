"""What the parties of a run write down, outside of PostgreSQL: one line for each thing that happened."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """An event that a write must cause. `name` is what its `data.name` must be, where the write has set one.

    `goes_on` says that a gateway moves the object afterwards, so that more events follow, of which nobody knows before.
    """

    object_id: str
    type: str
    name: str | None = None
    goes_on: bool = False


class Intended(msgspec.Struct, frozen=True, kw_only=True, tag="intended"):
    """A write is about to be asked for."""

    write: str
    what: str


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True, tag="acknowledged"):
    """The write was answered with success, after so many tries; the instants are those of the last one."""

    write: str
    tries: int
    began_at: float
    ended_at: float
    announcements: Sequence[Announcement]


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True, tag="withdrawn"):
    """The write is known not to have happened: PostgreSQL died before its commit, or it was refused."""

    write: str


class RolledBack(msgspec.Struct, frozen=True, kw_only=True, tag="rolled_back"):
    """These were written in a transaction that is about to be rolled back on purpose."""

    object_ids: Sequence[str]
    event_ids: Sequence[str]


class Repeated(msgspec.Struct, frozen=True, kw_only=True, tag="repeated"):
    """A write that had been acknowledged was sent again under its key; `is_same` tells whether the answer was."""

    write: str
    is_same: bool


class Surprised(msgspec.Struct, frozen=True, kw_only=True, tag="surprised"):
    """An answer that is neither success nor a wish to be asked again."""

    write: str
    status: int
    text: str


class Received(msgspec.Struct, frozen=True, kw_only=True, tag="received"):
    """A request to the subscriber. `is_genuine` is what the `standardwebhooks` package said when it came."""

    endpoint_id: str
    message_id: str
    timestamp: str
    signature: str
    sha256: str
    body: bytes
    is_genuine: bool
    answer: str


Record = Intended | Acknowledged | Withdrawn | RolledBack | Repeated | Surprised | Received
ACCEPTED = "204"
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Record)


class Journal:
    """Lines that are on the disk before `write` returns. Those that come together share one fsync."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._storing: asyncio.Task[None] | None = None

    async def write(self, record: Record) -> None:
        """Returns when the line is safe."""
        safe = asyncio.get_running_loop().create_future()
        self._waiting.append((_encoder.encode(record) + b"\n", safe))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store_waiting())
        await safe

    async def _store_waiting(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await asyncio.to_thread(self._store, b"".join(line for line, _ in batch))
            for _, safe in batch:
                if not safe.done():
                    safe.set_result(None)

    def _store(self, lines: bytes) -> None:
        os.write(self._descriptor, lines)
        os.fsync(self._descriptor)


def read(path: Path) -> list[Record]:
    """The lines of a journal in their order; none when there is no such file."""
    return [_decoder.decode(line) for line in path.read_bytes().splitlines()] if path.exists() else []
