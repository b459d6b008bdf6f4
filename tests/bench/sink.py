"""The other side of the webhooks: a process that takes every message and answers after the time that its path says.

`POST /50/anything` is answered with 204 after 50 ms, `POST /silent/anything` never, and is not counted either. It
listens on PORTS ports, so that endpoints are as many hosts to a client. It speaks only the HTTP that our client sends,
to cost next to nothing beside what is measured.
"""

import asyncio
import contextlib
import http.client
import multiprocessing
import re
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection

import msgspec
import psutil
import uvloop

PORTS = 50
ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
MESSAGE_ID = re.compile(rb"\r\nwebhook-id: *([^\r]+)", re.IGNORECASE)


class Count(msgspec.Struct):
    """What has come in: different messages, messages that had come before, and when the last different one came."""

    unique: int
    again: int
    last_at: float


# Path and webhook-id, and the time of the first arrival by the clock that all processes of the machine share.
Receipts = dict[tuple[str, str], float]


@dataclass(frozen=True)
class Sink:
    """A running receiver."""

    ports: list[int]
    process: psutil.Process

    def url(self, number: int, path: str) -> str:
        """Where endpoint `number` lives."""
        return f"http://127.0.0.1:{self.ports[number % len(self.ports)]}{path}"

    def count(self) -> Count:
        return msgspec.json.decode(self._get("/count"), type=Count)

    def receipts(self) -> Receipts:
        rows = msgspec.json.decode(self._get("/receipts"), type=list[tuple[str, str, float]])
        return {(path, message_id): at for path, message_id, at in rows}

    def forget(self) -> None:
        self._get("/forget")

    def _get(self, path: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[0], timeout=20)
        with contextlib.closing(connection):
            connection.request("GET", path)
            return connection.getresponse().read()


def start() -> Sink:
    """Starts the process, which ends with ours."""
    ours, its = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(its,), daemon=True, name="sink")
    process.start()
    assert process.pid is not None
    assert ours.poll(20), "the receiver does not start"
    return Sink(ports=ours.recv(), process=psutil.Process(process.pid))


class _Book:
    """What all connections of the process write into."""

    def __init__(self) -> None:
        self.receipts: dict[tuple[bytes, bytes], float] = {}
        self.again = 0
        self.last_at = 0.0

    def enter(self, path: bytes, message_id: bytes) -> None:
        key = (path, message_id)
        if key in self.receipts:
            self.again += 1
            return
        self.receipts[key] = self.last_at = time.monotonic()

    def answer(self, path: bytes) -> bytes:
        """To whoever asks for what is in the book."""
        if path == b"/forget":
            self.receipts.clear()
            self.again, self.last_at = 0, 0.0
        if path == b"/receipts":
            return msgspec.json.encode(
                [(path.decode(), message_id.decode(), at) for (path, message_id), at in self.receipts.items()]
            )
        return msgspec.json.encode(Count(unique=len(self.receipts), again=self.again, last_at=self.last_at))


class _Visit(asyncio.Protocol):
    def __init__(self, book: _Book, loop: asyncio.AbstractEventLoop) -> None:
        self._book = book
        self._loop = loop
        self._buffer = b""

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = LENGTH.search(head)
            past = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < past:
                return
            self._buffer = self._buffer[past:]
            self._take(head)

    def _take(self, head: bytes) -> None:
        method, path, _ = head.split(b" ", 2)
        if method == b"GET":
            body = self._book.answer(path)
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
            return
        delay = path.split(b"/", 2)[1]
        if delay == b"silent":
            return
        message_id = MESSAGE_ID.search(head)
        self._book.enter(path, message_id[1] if message_id else b"")
        if delay == b"0":
            self._transport.write(ANSWER)
        else:
            self._loop.call_later(int(delay) / 1000, self._answer_late)

    def _answer_late(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(ANSWER)


def _serve(control: Connection) -> None:
    async def serve() -> None:
        loop, book = asyncio.get_running_loop(), _Book()
        servers = [
            await loop.create_server(lambda: _Visit(book, loop), "127.0.0.1", 0, backlog=512) for _ in range(PORTS)
        ]
        control.send([server.sockets[0].getsockname()[1] for server in servers])
        await loop.create_future()

    uvloop.run(serve())
