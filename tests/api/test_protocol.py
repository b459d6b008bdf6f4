"""Connections: what is sent to us has bounds of size, number and time, and who keeps within them notices nothing."""

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, cast

import httpx
import msgspec
import psutil
import pytest
import uvicorn

from launch.machine import free_port
from tests.api.processes import PROTOCOL, WebProcess

PROJECT = Path(__file__).parents[2]
GET = b"GET /health/live HTTP/1.1\r\nHost: quittance.test\r\n"
POST = b"POST /v1/auth/logout HTTP/1.1\r\nHost: quittance.test\r\nContent-Type: application/json\r\n"
# What a refused connection may cost for a while, above all buffers of the kernel's size.
MEGABYTES_MAX = 40
LATE = 0.5


class Connection:
    """A plain socket, which sends what no HTTP client would."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *parts: bytes) -> None:
        """Sends it, as far as the other side takes it."""
        with contextlib.suppress(ConnectionError):
            for part in parts:
                self.writer.write(part)
                await self.writer.drain()

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """The next answer: its status, headers and body."""
        async with asyncio.timeout(20):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
            status = int(head.split(" ", 2)[1])
            headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
            return status, headers, await self.reader.readexactly(int(headers.get("content-length", 0)))

    async def end(self) -> bytes:
        """What still comes until the other side closes."""
        async with asyncio.timeout(20):
            return await self.reader.read()


Connect = Callable[[int], Awaitable[Connection]]


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    opened: list[asyncio.StreamWriter] = []

    async def make(port: int) -> Connection:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        opened.append(writer)
        return Connection(reader, writer)

    yield make
    for writer in opened:
        writer.transport.abort()


class Application:
    """Reads the body where it is asked to, and remembers what it saw."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, bytes]] = []
        self.headers: list[list[tuple[bytes, bytes]]] = []
        self.go_on = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.headers.append(scope["headers"])
        if scope["path"] == "/wait":
            await self.go_on.wait()
        body = b""
        while scope["path"] != "/unread":
            message = await receive()
            body += message.get("body", b"")
            if message["type"] == "http.disconnect" or not message["more_body"]:
                self.seen.append((message["type"], body))
                break
        size = 20_000_000 if scope["path"] == "/large" else 2
        headers = [(b"content-length", str(size).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if scope["path"] == "/stream":
            await self.go_on.wait()
        await send({"type": "http.response.body", "body": b"." * size})


@pytest.fixture
async def application() -> Application:
    return Application()


class Written:
    """The transport of a connection, which remembers what was written at once."""

    def __init__(self, transport: asyncio.Transport, written: list[bytes]) -> None:
        self._transport = transport
        self._written = written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        self._written.append(data)
        self._transport.write(data)

    def writelines(self, parts: Sequence[bytes]) -> None:
        self._written.append(b"".join(parts))
        self._transport.writelines(parts)


@pytest.fixture
def written() -> list[bytes]:
    """What the protocol of `port` has written, at once what went together."""
    return []


@pytest.fixture
async def port(pool: None, application: Application, written: list[bytes]) -> AsyncIterator[int]:
    """The application in this process, behind our protocol with deadlines that a test can wait for."""
    from api.protocol import Bounded  # noqa: PLC0415 - reads the configuration, which conftest files come before

    class Hasty(Bounded):
        head_seconds = body_seconds = dropped_seconds = LATE
        answer_seconds: ClassVar[float] = 2 * LATE

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as ours
            super().connection_made(cast(asyncio.Transport, Written(transport, written)))

    number = free_port()
    config = uvicorn.Config(
        application, http=Hasty, port=number, lifespan="off", log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield number
    server.should_exit = True
    await serving


def refusal(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, str]:
    """The status and the code of a problem document."""
    status, headers, body = answer
    assert headers["content-type"] == "application/problem+json"
    assert headers["connection"] == "close"
    problem = msgspec.json.decode(body)
    assert problem["status"] == status
    assert problem["title"] != "The request was refused"
    assert problem["request_id"] == headers["x-request-id"]
    return status, problem["code"]


def counted(text: str) -> dict[str, float]:
    """How many connections were ended for which reason."""
    return {name: float(value) for name, value in re.findall(r'connections_ended_total\{reason="(\w+)"\} (\S+)', text)}


async def ended(web: WebProcess) -> dict[str, float]:
    async with httpx.AsyncClient() as client:
        return counted((await client.get(f"{web.url}/metrics")).text)


@pytest.fixture
def _small(web: WebProcess) -> Iterator[None]:
    """The process does not grow by what it is sent."""
    process = psutil.Process(web.pid)
    before = process.memory_info().rss
    yield
    assert (process.memory_info().rss - before) / 1e6 < MEGABYTES_MAX


# --- size and number, at web as it runs in production


@pytest.mark.parametrize(
    "head",
    [
        GET + b"X-Long: " + b"a" * 64_000,
        GET + b"".join(b"X-%d: %s\r\n" % (place, b"a" * 650) for place in range(95)).rstrip(),
        GET + b"".join(b"X-%d: a\r\n" % place for place in range(99)).rstrip(),
        b"GET /health/live?" + b"a" * 65_000 + b" HTTP/1.1\r\nHost: quittance.test",
    ],
    ids=["one long header", "many headers", "100 headers", "a long address"],
)
async def test_a_head_within_the_bounds_is_read(web: WebProcess, connect: Connect, head: bytes) -> None:
    connection = await connect(web.port)
    await connection.send(head + b"\r\n\r\n")
    status, _, _ = await connection.answer()
    assert status in (200, 422)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (GET + b"X-Long: " + b"a" * 66_000, "head_too_large"),
        (GET + b"X" * 66_000 + b": a", "head_too_large"),
        (GET + b"".join(b"X-%d: %s\r\n" % (place, b"a" * 700) for place in range(95)).rstrip(), "head_too_large"),
        (GET + b"".join(b"X-%d: a\r\n" % place for place in range(100)).rstrip(), "too_many_headers"),
        (b"GET /health/live?" + b"a" * 66_000 + b" HTTP/1.1", "head_too_large"),
    ],
    ids=["a long value", "a long name", "all together", "101 headers", "a long address"],
)
async def test_a_head_beyond_the_bounds_is_refused(web: WebProcess, connect: Connect, head: bytes, reason: str) -> None:
    before = await ended(web)
    connection = await connect(web.port)
    await connection.send(head + b"\r\n\r\n")
    assert refusal(await connection.answer()) == (431, "head_too_large")
    assert await connection.end() == b""
    assert (await ended(web))[reason] == before.get(reason, 0) + 1


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize(
    "unit",
    [b"a", b"X: a\r\n", b"X: " + b"a" * 1000 + b"\r\n", b"\r\n ", b"\t"],
    ids=["one line", "short lines", "longer lines", "folded lines", "tabs"],
)
@pytest.mark.parametrize(
    "beginning",
    [
        GET + b"X: ",
        b"GET /",
        POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ",
        POST + b"Transfer-Encoding: chunked\r\n\r\n1;a=",
    ],
    ids=["a head", "an address", "trailers", "an extension of a chunk"],
)
async def test_60_mb_of_what_is_no_body_are_not_kept(
    web: WebProcess, connect: Connect, beginning: bytes, unit: bytes
) -> None:
    connection = await connect(web.port)
    piece = unit * (1_000_000 // len(unit))
    await connection.send(beginning, *[piece] * 60)
    # Whoever goes on sending for so long is cut off, maybe before the answer could be read.
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        assert (await connection.answer())[0] in (400, 401, 422, 431)
        await connection.end()


@pytest.mark.usefixtures("_small")
async def test_many_unfinished_heads_are_not_kept(web: WebProcess, connect: Connect) -> None:
    before = await ended(web)
    connections = [await connect(web.port) for _ in range(50)]
    for connection in connections:
        await connection.send(GET + b"X: ", *[b"a" * 1_000_000] * 2)
    async with asyncio.timeout(20):
        while (await ended(web)).get("head_too_large", 0) < before.get("head_too_large", 0) + 50:
            await asyncio.sleep(0.05)


async def test_a_body_in_very_many_pieces_is_refused(application: Application, port: int, connect: Connect) -> None:
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    connection = await connect(port)
    await connection.send(head + b"1\r\na\r\n" * 10_000 + b"0\r\n\r\n")
    assert (await connection.answer())[0] == 200
    connection = await connect(port)
    await connection.send(head + b"1\r\na\r\n" * 10_001 + b"0\r\n\r\n")
    assert refusal(await connection.answer()) == (413, "body_too_large")
    assert [kind for kind, _ in application.seen] == ["http.request", "http.disconnect"]


async def test_more_trailers_than_headers_may_be_are_refused(port: int, connect: Connect) -> None:
    for count, status in ((100, 200), (101, 431)):
        connection = await connect(port)
        await connection.send(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")
        await connection.send(b"X: a\r\n" * count + b"\r\n")
        assert (await connection.answer())[0] == status


async def test_what_waits_behind_an_answer_is_bounded(application: Application, port: int, connect: Connect) -> None:
    connection = await connect(port)
    await connection.send(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n" + b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 1000)
    while not application.headers:
        await asyncio.sleep(0.01)
    application.go_on.set()
    assert (await connection.end()).count(b"HTTP/1.1 200") == 17
    assert len(application.headers) == 17


async def test_a_few_requests_may_wait_behind_an_answer(application: Application, port: int, connect: Connect) -> None:
    connection = await connect(port)
    application.go_on.set()
    for _ in range(3):
        await connection.send(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n" * 16)
        for _ in range(16):
            assert (await connection.answer())[0] == 200


async def test_a_trailer_is_no_header(application: Application, port: int, connect: Connect) -> None:
    connection = await connect(port)
    await connection.send(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Late: yes\r\n\r\n")
    assert (await connection.answer())[0] == 200
    await connection.send(b"GET / HTTP/1.1\r\nX-Next: yes\r\n\r\n")
    assert (await connection.answer())[0] == 200
    assert application.seen == [("http.request", b"hi"), ("http.request", b"")]
    assert application.headers == [[(b"transfer-encoding", b"chunked")], [(b"x-next", b"yes")]]


async def test_an_upgrade_is_ignored(application: Application, port: int, connect: Connect) -> None:
    connection = await connect(port)
    for name in (b"websocket", b"h2c"):
        await connection.send(b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: " + name + b"\r\n\r\n")
        assert (await connection.answer())[0] == 200


async def test_what_is_no_http_is_told_so(port: int, connect: Connect) -> None:
    connection = await connect(port)
    await connection.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 is what TLS begins with\r\n\r\n")
    assert refusal(await connection.answer()) == (400, "malformed_request")
    assert await connection.end() == b""


# --- time


async def test_a_silent_connection_ends(port: int, connect: Connect) -> None:
    assert await (await connect(port)).end() == b""


@pytest.mark.parametrize("before", [b"", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"], ids=["first", "a later one"])
async def test_a_head_that_does_not_end_is_refused(port: int, connect: Connect, before: bytes) -> None:
    connection = await connect(port)
    if before:
        await connection.send(before)
        assert (await connection.answer())[0] == 200
    sending = asyncio.create_task(_drip(connection, b"GET / HTTP/1.1\r\nX: " + b"a" * 1000))
    assert refusal(await connection.answer()) == (408, "request_too_slow")
    assert await connection.end() == b""
    sending.cancel()


async def test_empty_lines_keep_no_connection_open(port: int, connect: Connect) -> None:
    connection = await connect(port)
    sending = asyncio.create_task(_drip(connection, b"\r\n" * 500))
    assert refusal(await connection.answer()) == (408, "request_too_slow")
    sending.cancel()


async def test_a_body_that_comes_too_slowly_is_refused(application: Application, port: int, connect: Connect) -> None:
    connection = await connect(port)
    sending = asyncio.create_task(
        _drip(connection, b"POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + b"a" * 900, at_once=44)
    )
    assert refusal(await connection.answer()) == (408, "request_too_slow")
    assert await connection.end() == b""
    assert application.seen[0][0] == "http.disconnect"
    sending.cancel()


@pytest.mark.measured
async def test_a_body_that_comes_slowly_but_steadily_is_read(
    application: Application, port: int, connect: Connect
) -> None:
    connection = await connect(port)
    await connection.send(b"POST / HTTP/1.1\r\nContent-Length: 4000\r\n\r\n")
    for _ in range(20):
        await connection.send(b"a" * 200)
        await asyncio.sleep(3 * LATE / 20)
    assert (await connection.answer())[0] == 200
    assert application.seen == [("http.request", b"a" * 4000)]


@pytest.mark.measured
@pytest.mark.parametrize("wait", [0.9, 1.1, 2.9, 3.1], ids="{} of the deadline".format)
async def test_who_waits_for_us_is_not_too_slow(
    application: Application, port: int, connect: Connect, wait: float
) -> None:
    connection = await connect(port)
    await connection.send(b"POST /wait HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    await asyncio.sleep(wait * LATE)
    application.go_on.set()
    async with asyncio.timeout(30):
        assert await connection.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    # Across the end of the deadline that ran while it waited.
    await asyncio.sleep(0.4 * LATE)
    await connection.send(b"hi")
    assert (await connection.answer())[0] == 200
    assert application.seen == [("http.request", b"hi")]


async def test_a_long_answer_is_not_cut_off_by_what_comes_meanwhile(
    application: Application, port: int, connect: Connect
) -> None:
    connection = await connect(port)
    await connection.send(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\nGET / HTT")
    await asyncio.sleep(3 * LATE)
    application.go_on.set()
    assert (await connection.answer())[0] == 200
    assert await connection.end() == b""


async def test_an_answer_that_nobody_takes_is_given_up(application: Application, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as reader:
        reader.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(reader, b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        from api.protocol import ENDED  # noqa: PLC0415 - see above

        before = ENDED.labels("answer_too_slow")._value.get()
        async with asyncio.timeout(20):
            while ENDED.labels("answer_too_slow")._value.get() == before:
                await asyncio.sleep(0.05)


async def test_an_answer_goes_out_in_one_piece(port: int, connect: Connect, written: list[bytes]) -> None:
    connection = await connect(port)
    await connection.send(b"GET / HTTP/1.1\r\n\r\n")
    _, headers, body = await connection.answer()
    assert body == b".."
    assert [(part[:15], part[-6:]) for part in written] == [(b"HTTP/1.1 200 OK", b"\r\n\r\n..")]
    assert headers["content-length"] == "2"


async def test_the_head_of_a_stream_waits_for_nothing(
    application: Application, port: int, connect: Connect, written: list[bytes]
) -> None:
    connection = await connect(port)
    await connection.send(b"GET /stream HTTP/1.1\r\n\r\n")
    async with asyncio.timeout(20):
        await connection.reader.readuntil(b"\r\n\r\n")
    application.go_on.set()
    async with asyncio.timeout(20):
        assert await connection.reader.readexactly(2) == b".."
    assert [part[-4:] for part in written] == [b"\r\n\r\n", b".."]


async def test_what_has_no_body_is_answered_and_closed_as_asked(
    port: int, connect: Connect, written: list[bytes]
) -> None:
    connection = await connect(port)
    await connection.send(b"HEAD / HTTP/1.1\r\n\r\nHEAD / HTTP/1.1\r\nConnection: close\r\n\r\n")
    heads = await connection.end()
    assert heads.count(b"HTTP/1.1 200 OK\r\n") == 2
    assert heads.endswith(b"connection: close\r\n\r\n")
    assert b"".join(written) == heads


# --- the end


@pytest.mark.parametrize("is_chunked", [False, True])
@pytest.mark.parametrize("connection_header", [b"close", b"keep-alive"])
async def test_who_is_refused_while_sending_sees_the_answer_and_no_reset(
    web: WebProcess, is_chunked: bool, connection_header: bytes
) -> None:
    body = b"[" + b" " * 10_000_000
    framing = b"Transfer-Encoding: chunked" if is_chunked else b"Content-Length: %d" % len(body)
    head = POST + b"Connection: " + connection_header + b"\r\n" + framing + b"\r\n\r\n"
    content = head + (b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if is_chunked else body)

    def ask() -> bytes:
        # As simple clients do it: all is sent first, then the answer is read.
        with socket.create_connection(("127.0.0.1", web.port), timeout=20) as connection:
            connection.sendall(content)
            return connection.recv(65_536)

    for _ in range(5):
        assert (await asyncio.to_thread(ask)).startswith(b"HTTP/1.1 413 ")


async def test_who_goes_on_sending_is_cut_off(port: int, connect: Connect) -> None:
    connection = await connect(port)
    await connection.send(b"POST /unread HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n")
    assert (await connection.answer())[0] == 200
    sending = asyncio.create_task(_drip(connection, b"1\r\na\r\n" * 1000))
    with contextlib.suppress(ConnectionError):
        assert await connection.end() == b""
    sending.cancel()


async def test_a_connection_is_kept_where_the_rest_of_a_body_comes(port: int, connect: Connect) -> None:
    connection = await connect(port)
    await connection.send(b"POST /unread HTTP/1.1\r\nContent-Length: 4\r\n\r\nab")
    assert (await connection.answer())[0] == 200
    await connection.send(b"cdGET / HTTP/1.1\r\n\r\n")
    assert (await connection.answer())[0] == 200


@pytest.mark.parametrize("file", ["Procfile", "Dockerfile"])
def test_production_runs_with_these_bounds(file: str) -> None:
    assert f"uvicorn api.app:app {' '.join(PROTOCOL)} " in (PROJECT / file).read_text()


async def _drip(connection: Connection, content: bytes, *, at_once: int = 1) -> None:
    await connection.send(content[:at_once])
    for byte in content[at_once:]:
        await asyncio.sleep(LATE / 20)
        await connection.send(bytes([byte]))
