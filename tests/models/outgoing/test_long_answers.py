"""What answers us, a subscriber to a webhook or a gateway: its length costs no more than it must, and has an end."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from models import clock
from models.gateways.base import GatewayError
from models.gateways.simulator.adapter import SimulatorGateway
from models.gateways.simulator.client import ANSWER_BYTES_MAX
from models.outgoing.client import EXCERPT_BYTES_MAX, Answer, Client, _retry_after_seconds
from tests.growth import assert_linear, assert_memory_linear, assert_no_power, peak_bytes

NOW = clock.now()

STATUS = b"HTTP/1.1 200 OK\r\n"
CHUNKED = STATUS + b"Transfer-Encoding: chunked\r\n\r\n"
# How the answer begins, and what comes again and again.
ANSWERS: dict[str, tuple[bytes, bytes]] = {
    "a body": (STATUS + b"Content-Length: 100000000\r\n\r\n", b"a"),
    "a body without end": (STATUS + b"\r\n", b"a"),
    "chunks": (CHUNKED, b"1\r\na\r\n"),
    "an extension of a chunk": (CHUNKED + b"1;", b"a"),
    "zeros before a size": (CHUNKED, b"0"),
    "trailers": (CHUNKED + b"0\r\n", b"X: a\r\n"),
    "a trailer": (CHUNKED + b"0\r\nX: ", b"a"),
    "a status line": (b"HTTP/1.1 200 ", b"a"),
    "a header": (STATUS + b"X: ", b"a"),
    "headers": (STATUS, b"X: a\r\n"),
    "cookies": (STATUS, b"Set-Cookie: a=b; Path=/\r\n"),
    "answers before the answer": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "answers behind the answer": (b"", b"HTTP/1.1 204 No Content\r\n\r\n"),
    "empty lines": (b"", b"\r\n"),
    "what is no HTTP": (b"", b"\0"),
    "what is packed": (STATUS + b"Content-Encoding: gzip\r\nContent-Length: 100000000\r\n\r\n", b"\x1f\x8b\x08\0"),
}
# A megabyte at most is looked at, and the shortest things that it can hold are objects of a hundred bytes.
MEMORY_MAX = 16_000_000


class Talker:
    """A server that answers every request by the same bytes, in a thread of its own, whose time does not count."""

    content: bytes = b""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(20)
                try:
                    connection.recv(65_536)
                    connection.sendall(self.content)
                except OSError:
                    continue


@pytest.fixture
def talker() -> Iterator[Talker]:
    made = Talker()
    yield made
    made.close()


def _answer(talker: Talker) -> Answer:
    async def post() -> Answer:
        async with Client(allow_loopback=True, ports={int(talker.url.rpartition(":")[2])}, total_seconds=5) as client:
            return await client.post(talker.url, body=b"{}", headers={})

    with asyncio.Runner() as runner:
        return runner.run(post())


def _growing(talker: Talker, kind: str, ask: Callable[[], object]) -> Callable[[int], Callable[[], object]]:
    beginning, unit = ANSWERS[kind]

    def prepare(size: int) -> Callable[[], object]:
        content = beginning + unit * (size // len(unit))

        def run() -> object:
            talker.content = content
            return ask()

        return run

    return prepare


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_subscribers_answer_costs_what_its_length_allows(talker: Talker, kind: str) -> None:
    prepare = _growing(talker, kind, lambda: _answer(talker))
    prepare(1000)()
    assert_linear(prepare, size=16_000, size_max=4_096_000)
    assert_memory_linear(prepare, size=64_000)
    # Beyond the bounds more of it costs nothing more.
    longest = prepare(64_000_000)
    assert_no_power(prepare(1_000_000), longest)
    assert peak_bytes(longest) < MEMORY_MAX
    assert len(_answer(talker).excerpt) <= EXCERPT_BYTES_MAX


def _lists(unit: bytes) -> Callable[[int], bytes]:
    return lambda size: (
        b'{"has_more":false,"next_cursor":null,"data":[' + b",".join([unit] * (size // len(unit))) + b"]}"
    )


GATEWAY_ANSWERS: dict[str, Callable[[int], bytes]] = {
    "rows that are none": _lists(b"{}"),
    "rows of nothing": _lists(b"[[[]]]"),
    "a long text": lambda size: b'{"has_more":false,"next_cursor":"' + b"a" * size + b'"}',
    "escapes": lambda size: b'{"next_cursor":"' + b"\\u0041" * (size // 6) + b'"}',
    "arrays in arrays": lambda size: b"[" * size,
    "digits": lambda size: b'{"data":' + b"9" * size + b"}",
    "spaces": lambda size: b" " * size,
    "fields": lambda size: b"{" + b",".join(b'"%d":1' % place for place in range(size // 8)) + b"}",
    "no UTF-8": lambda size: b'{"next_cursor":"' + b"\xff" * size,
}


@pytest.mark.parametrize("status", [b"200 OK", b"402 Payment Required", b"500 Oops"])
@pytest.mark.parametrize("kind", GATEWAY_ANSWERS)
def test_a_gateways_answer_costs_what_its_length_allows(talker: Talker, kind: str, status: bytes) -> None:
    def ask() -> str:
        async def get() -> str:
            gateway = SimulatorGateway({"account": "acct_1", "api_key": "sk_sim_12345678"}, base_url=talker.url)
            try:
                return str([fact async for fact in gateway.list_payments(since=NOW, until=NOW, by="created")])
            except GatewayError as error:
                return str(error)

        with asyncio.Runner() as runner:
            return runner.run(get())

    def prepare(size: int) -> Callable[[], object]:
        body = GATEWAY_ANSWERS[kind](size)
        content = b"HTTP/1.1 %b\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (status, len(body)) + body

        def run() -> object:
            talker.content = content
            return ask()

        return run

    prepare(1000)()
    assert_linear(prepare, size=16_000, size_max=4_096_000)
    assert_memory_linear(prepare, size=64_000)
    assert peak_bytes(prepare(16_000_000)) < 10 * ANSWER_BYTES_MAX
    assert len(str(prepare(900_000)())) < 1000


def test_a_callback_costs_what_its_length_allows() -> None:
    gateway = SimulatorGateway({"account": "acct_1", "api_key": "sk_sim_12345678"})

    def prepare_of(unit: bytes) -> Callable[[int], Callable[[], object]]:
        def prepare(size: int) -> Callable[[], object]:
            body = b'{"events":[' + b",".join([unit] * (size // len(unit))) + b"]}"
            return lambda: gateway.parse_callback(body=body, headers={})

        return prepare

    for unit in (
        b"{}",
        b"[[[[]]]]",
        b'{"id":"1","type":"payment.succeeded"}',
        b'{"id":"1","type":"payment.succeeded","data":{"id":"' + b"'" * 100 + b'"}}',
        b'{"id":"1","type":"refund.failed","object":{"kind":"refund","id":"1"}}',
    ):
        assert_linear(prepare_of(unit), size=1000, size_max=1_024_000)
        assert_memory_linear(prepare_of(unit), size=32_000)


@pytest.mark.parametrize("unit", ["1", "a", " ", ",", "Mon, ", "0x", "é", "-", ":", "GMT "])
def test_retry_after_is_read_in_linear_time(unit: str) -> None:
    assert_linear(lambda size: lambda: _retry_after_seconds(unit * size), size_max=128_000)
