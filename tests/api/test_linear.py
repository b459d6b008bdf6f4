"""Whatever is sent, reading it takes a time that grows as its length does: nobody stops the event loop by a request.

Each kind of input is made four times as long again and again; where that costs ten times as much or more, it grows by a
power. Costs are CPU seconds of this thread, the best of several runs, and what is too quick to measure proves nothing.
So it is with memory. What answers us is in tests/models/outgoing/test_long_answers.py.
"""

import ast
import importlib
import itertools
import pkgutil
import re
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import uvicorn
from litestar import Request
from uvicorn.server import ServerState

import api
import models
from api import answers, forms
from api.middleware import origin, strict, waiting
from models import ids
from models.errors import Refused
from models.gateways import cards
from models.gateways.base import UnreadableCallback
from models.gateways.simulator.adapter import SimulatorGateway
from models.identity import passwords, tokens
from models.languages import formats
from models.money import numbering, references
from models.outgoing import addresses, signing
from models.requests import addresses as client_addresses
from models.shapes import common
from models.webhooks.listen import Frames
from tests.api.operations import APP
from tests.api.people import Shop
from tests.growth import (
    BYTES_ANYWAY,
    ENOUGH_SECONDS,
    GROWTH_MAX,
    RUNS,
    TRIES,
    assert_linear,
    assert_memory_linear,
    is_power,
    peak_bytes,
)

ROOT = Path(api.__file__).parents[1]
# A pattern that takes so long for a few thousand characters is looked at more closely.
SUSPICIOUS_SECONDS = 0.002
# Characters by which our patterns, and the formats that we read, tell one thing from another.
TELLING = [
    '"',
    "\\",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    ".",
    "-",
    "_",
    "/",
    ":",
    "@",
    "=",
    "%",
    "#",
    " ",
    "\n",
    "a",
    "Z",
    "7",
]
MATCHES: list[Callable[[Any, Any], Any]] = [re.match, re.fullmatch, re.search, re.findall]


def quietly(function: Callable[..., object], *given: Any, **named: Any) -> Callable[[], object]:
    """A run of it; what it refuses is an answer too."""

    def run() -> object:
        try:
            return function(*given, **named)
        except (Refused, signing.BadSignature, ValueError) as refused:
            return refused

    return run


# --- every pattern that there is


def _modules() -> Iterator[str]:
    for package in (api, models):
        yield from (found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))


def _parts(found: Any) -> list[Any]:
    """The types that a type is made of."""
    if isinstance(found, msgspec.inspect.StructType):
        return [field.type for field in found.fields]
    values = [getattr(found, name) for name in found.__struct_fields__]
    parts = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    return [part for part in parts if isinstance(part, msgspec.inspect.Type)]


def _text_patterns(found: Any) -> Iterator[str]:
    """The patterns of all texts in a type."""
    if isinstance(found, msgspec.inspect.StrType) and found.pattern is not None:
        yield found.pattern
    for part in _parts(found):
        yield from _text_patterns(part)


def _levels(found: Any) -> int:
    """How deep the JSON of a type nests at most; a type that holds itself never ends."""
    assert not isinstance(found, msgspec.inspect.AnyType | msgspec.inspect.RawType), "it would nest without a limit"
    is_level = not isinstance(found, msgspec.inspect.UnionType) and bool(_parts(found))
    return is_level + max(map(_levels, _parts(found)), default=0)


def _bodies() -> list[Any]:
    """The types of all bodies that are read."""
    return [
        msgspec.inspect.type_info(handler.parsed_fn_signature.parameters["data"].annotation)
        for route in APP.routes
        for handler in getattr(route, "route_handlers", [])
        if "data" in handler.parsed_fn_signature.parameters
    ]


def _patterns() -> list[str | bytes]:
    """Patterns of module level, those written where they are used, and those of what clients send."""
    found: dict[str | bytes, None] = dict.fromkeys(pattern for body in _bodies() for pattern in _text_patterns(body))
    for name in _modules():
        module = sys.modules.get(name)
        if module is None and name.endswith("__main__"):
            continue
        module = module or importlib.import_module(name)
        found |= dict.fromkeys(value.pattern for value in vars(module).values() if isinstance(value, re.Pattern))
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text())):
            if isinstance(node, ast.Call):
                written = [keyword.value for keyword in node.keywords if keyword.arg == "pattern"]
                if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re":
                    written += node.args[:1]
                constants = [value.value for value in written if isinstance(value, ast.Constant)]
                found |= dict.fromkeys(text for text in constants if isinstance(text, str | bytes))
    return list(found)


PATTERNS = _patterns()


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 40
    for known in (strict._STRING.pattern, references.REFERENCE.pattern, "[0-9]+|0x[0-9a-f]*", common.CURRENCY):
        assert known in PATTERNS


@pytest.mark.parametrize("pattern", PATTERNS, ids=repr)
def test_every_pattern_is_linear(pattern: str | bytes) -> None:
    units = [*TELLING, *map("".join, itertools.permutations(TELLING, 2))]
    is_text = isinstance(pattern, str)
    for function, unit in itertools.product(MATCHES, units):
        for end in ("", "\0"):
            text = unit * 2000 + end
            given = text if is_text else text.encode()
            began = time.thread_time()
            function(pattern, given)
            if time.thread_time() - began > SUSPICIOUS_SECONDS:
                assert_linear(_matching(function, pattern, unit, end, is_text=is_text), size_max=32_000)


def _matching(
    function: Callable[[Any, Any], Any], pattern: str | bytes, unit: str, end: str, *, is_text: bool
) -> Callable[[int], Callable[[], object]]:
    def prepare(size: int) -> Callable[[], object]:
        text = unit * size + end
        return lambda: function(pattern, text if is_text else text.encode())

    return prepare


def test_no_body_that_is_taken_nests_deeper_than_the_limit() -> None:
    # So only what is refused is asked how deep it nests.
    assert 3 < max(map(_levels, _bodies())) <= strict.DEPTH_MAX


# --- functions that read what is sent


def _with_header(name: str, value: str) -> Request[Any, Any, Any]:
    return Request({"type": "http", "headers": [(name.encode(), value.encode())]})


def _feed_in_pieces(text: str) -> None:
    frames = Frames()
    for place in range(0, len(text), 16):
        list(frames.feed(text[place : place + 16].encode()))


def _parse_callback(events: bytes) -> object:
    gateway = SimulatorGateway({"account": "acct_1", "api_key": "sk_sim_1", "webhook_secret": ""})
    try:
        return gateway.parse_callback(body=b'{"events":[%b]}' % events, headers={})
    except UnreadableCallback as unreadable:
        return unreadable


def _payment_event(status: str) -> bytes:
    event = {"id": "e", "type": "payment.succeeded", "created_at": "2026-11-28T00:00:00Z", "data": {"status": status}}
    return msgspec.json.encode(event)


READERS: dict[str, Callable[[str], object]] = {
    "a callback": lambda text: _parse_callback(text.encode()),
    "a callback of many events": lambda text: _parse_callback(",".join(text).encode()),
    "an unknown word in a callback": lambda text: _parse_callback(_payment_event(text)),
    "If-Match": lambda text: answers.version_wanted(_with_header("if-match", text)),
    "Prefer": lambda text: waiting.preferred_seconds(_with_header("prefer", text).scope),
    "X-Forwarded-For": lambda text: origin._links([(b"x-forwarded-for", text.encode())]),
    "an address": client_addresses.parse.__wrapped__,
    "a cursor": lambda text: answers.cursor("invoice", text),
    "an id": lambda text: ids.decode("invoice", text),
    "an access token": tokens.verify,
    "names of fields": lambda text: strict._may_repeat_a_name(text.encode()),
    "depth": lambda text: strict._depth(text.encode()),
    "a number pattern": numbering.check_pattern,
    "a number": lambda text: references.make(text),
    "a reference": references.is_valid,
    "references in a text": references.find,
    "cards in a text": lambda text: cards.refuse(note=text),
    "a URL": lambda text: addresses.check_url(f"https://{text}", allow_loopback=True),
    "a password": lambda text: passwords.check_new(text, email="ada@example.com", pointer="/password"),
    "event types": lambda text: text.split(","),
    "a signature": lambda text: signing.verify(
        headers={"webhook-id": text, "webhook-timestamp": "1", "webhook-signature": text},
        body=b"",
        secrets=["whsec_" + "d" * 43 + "="],
        now=1,
    ),
    "a form": lambda text: forms.typed("multipart/form-data; boundary=a", b"--a\r\n" + text.encode(), file="proof"),
    "parts of a form": lambda text: forms.typed(
        "multipart/form-data; boundary=a",
        b"".join(
            b'--a\r\nContent-Disposition: form-data; name="%d%b"\r\n\r\n\r\n' % (place, text[:4000].encode())
            for place in range(19)
        )
        + b"--a--",
        file="proof",
    ),
    "an amount": lambda text: formats.read_money(text, "INR", "hi"),
    "a frame": lambda text: list(Frames().feed(text.encode())),
    "a frame in pieces": _feed_in_pieces,
}
UNITS = [
    *TELLING,
    "7 ",
    "4 ",
    "6 2-",
    "RF18 ",
    "RF18 5390 ",
    "7-",
    "77 ",
    "RF",
    "RF ",
    "R ",
    'W/"',
    '"1",',
    '"1" ',
    "wait=",
    ",wait",
    "0x",
    "::",
    "1.",
    "{SEQ}",
    "{MM",
    "xn--",
    "eyJ",
]


@pytest.mark.parametrize("name", READERS)
def test_every_reader_is_linear(name: str) -> None:
    for unit in UNITS:
        assert_linear(lambda size, unit=unit: quietly(READERS[name], unit * size), size_max=128_000)


@pytest.mark.parametrize("name", READERS)
def test_every_reader_takes_linear_memory(name: str) -> None:
    for unit in UNITS:
        assert_memory_linear(lambda size, unit=unit: quietly(READERS[name], unit * size), size=1000)


# --- requests as anybody may send them, through all that stands before a handler

UNCLOSED = "[" * 33 + '"'
BODIES: dict[str, Callable[[int], str]] = {
    "an unclosed string": lambda size: UNCLOSED + '\\"' * size,
    "a string of backslashes": lambda size: UNCLOSED + "\\" * size,
    "quotes": lambda size: UNCLOSED + '"' * size,
    "arrays in arrays": lambda size: "[" * size,
    "objects in objects": lambda size: '{"email":' * size,
    "arrays beside arrays": lambda size: '{"email":[' + "[]," * size,
    "strings beside strings": lambda size: '{"email":[[],' * 33 + '"",' * size,
    "fields that there are not": lambda size: "{" + ",".join(f'"{place}":1' for place in range(size)) + "}",
    "one field again and again": lambda size: '{"email":"a@b"' + ',"email":"a@b"' * size + "}",
    "digits": lambda size: '{"email":' + "9" * size + "}",
    "a long address": lambda size: '{"password":"correct horse","name":"A","email":"' + "a@" * size + '"}',
    "a long name": lambda size: '{"password":"correct horse","email":"a@b","name":"' + "a\\u0300" * size + '"}',
    "spaces": lambda size: " " * size + "{}",
    "invalid UTF-8": lambda size: '{"email":"' + "\udcff" * size,
}
HEADERS_SENT = [
    "accept",
    "authorization",
    "content-encoding",
    "content-type",
    "cookie",
    "idempotency-key",
    "if-match",
    "last-event-id",
    "origin",
    "prefer",
    "quittance-reason",
    "user-agent",
    "x-forwarded-for",
    "x-request-id",
    "x-something-else",
]


async def assert_requests_linear(
    client: httpx.AsyncClient, request: Callable[[int], httpx.Request], *, size_max: int, size: int = 1000
) -> None:
    """Like `assert_linear`, for what the application does in this thread to answer."""

    async def cost(size: int) -> float:
        found = []
        for _ in range(RUNS):
            sent = request(size)
            began = time.thread_time()
            answer = await client.send(sent)
            found.append(time.thread_time() - began)
            assert answer.status_code < 500, answer.text
        return min(found)

    now = 0.0
    while now < ENOUGH_SECONDS and size * 4 <= size_max:
        for _ in range(TRIES):
            before, now = await cost(size), await cost(size * 4)
            if not is_power(before, now):
                break
        else:
            pytest.fail(f"{before} s, and {now} s at {size * 4}, in {TRIES} tries")
        size *= 4


@pytest.mark.parametrize("kind", BODIES)
async def test_every_kind_of_body_is_read_in_linear_time(http: httpx.AsyncClient, kind: str) -> None:
    def request(size: int) -> httpx.Request:
        content = BODIES[kind](size).encode(errors="surrogateescape")
        return http.build_request(
            "POST", "/v1/auth/register", content=content, headers={"content-type": "application/json"}
        )

    await assert_requests_linear(http, request, size_max=256_000)


@pytest.mark.parametrize("kind", BODIES)
async def test_every_kind_of_body_takes_linear_memory(http: httpx.AsyncClient, kind: str) -> None:
    async def held(size: int) -> int:
        content = BODIES[kind](size).encode(errors="surrogateescape")
        sent = http.build_request(
            "POST", "/v1/auth/register", content=content, headers={"content-type": "application/json"}
        )
        tracemalloc.start()
        try:
            await http.send(sent)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    for _ in range(TRIES):
        before, now = await held(25_000), await held(100_000)
        if now < max(before * GROWTH_MAX, BYTES_ANYWAY):
            break
    else:
        pytest.fail(f"{before} bytes, and {now} bytes for four times as much, in {TRIES} tries")


@pytest.mark.parametrize("header", HEADERS_SENT)
async def test_every_header_is_read_in_linear_time(http: httpx.AsyncClient, header: str) -> None:
    for unit in ("a", " ", ",", ";", "=", '"1",', "a.", ", wait", "7", "::", "Bearer "):

        def request(size: int, unit: str = unit) -> httpx.Request:
            headers = {
                "content-type": "application/json",
                header: ("Bearer " if header == "authorization" else "") + unit * (size // len(unit)),
            }
            return http.build_request("POST", "/v1/auth/logout", json={}, headers=headers)

        await assert_requests_linear(http, request, size_max=256_000)


@pytest.mark.parametrize("unit", ["a", "/", "a/", "%2f", "..", "%00"])
@pytest.mark.parametrize("beginning", ["/v1/", "/v1/pay/", "/docs/assets/", "/schema/"])
async def test_every_path_is_read_in_linear_time(http: httpx.AsyncClient, beginning: str, unit: str) -> None:
    def request(size: int) -> httpx.Request:
        return http.build_request("GET", beginning + unit * (size // len(unit)))

    await assert_requests_linear(http, request, size_max=64_000)


@pytest.mark.parametrize("unit", ["a", "&", "a=1&", "=", "%00", "+", "a[]=1&", "receiver_id=1&", ";"])
async def test_every_query_is_read_in_linear_time(http: httpx.AsyncClient, unit: str) -> None:
    def request(size: int) -> httpx.Request:
        return http.build_request("GET", "/health/live?" + unit * (size // len(unit)))

    await assert_requests_linear(http, request, size_max=64_000)


# --- requests of somebody who may ask


def _many(entry: str) -> Callable[[int], str]:
    return lambda size: ",".join([entry] * (size // len(entry)))


FIELDS: dict[str, tuple[str, Callable[[int], str]]] = {
    "a note": ("/v1/payments", lambda size: '"invoice_id":"inv_x","method":"cash","note":"' + "4 " * (size // 2) + '"'),
    "references": (
        "/v1/payments",
        lambda size: '"invoice_id":"inv_x","method":"cash","reference":"' + "RF18" * size + '"',
    ),
    "allocations": ("/v1/payments", lambda size: '"allocations":[' + _many('{"invoice_id":"inv_x"}')(size) + "]"),
    "a memo": ("/v1/invoices", lambda size: '"memo":"' + "\\n" * (size // 2) + '"'),
    "lines": ("/v1/invoices", lambda size: '"lines":[' + _many('{"description":"W","unit_price":"1"}')(size) + "]"),
    "taxes": (
        "/v1/invoices",
        lambda size: '"lines":[{"taxes":[' + _many('{"name":"VAT","percent":"19"}')(size) + "]}]",
    ),
    "withholdings": ("/v1/invoices", lambda size: '"withholdings":[' + _many('{"name":"T","percent":"1"}')(size) + "]"),
    "an order": ("/v1/invoices", lambda size: '"purchase_order":"' + " \u00ad" * (size // 7) + '"'),
    "a price": ("/v1/invoices", lambda size: '"lines":[{"description":"W","unit_price":"' + "1" * size + '"}]'),
    "metadata": (
        "/v1/payers",
        lambda size: '"metadata":{' + ",".join(f'"{place}":"x"' for place in range(size // 8)) + "}",
    ),
    "a name": ("/v1/payers", lambda size: '"name":"' + "e\\u0301" * (size // 7) + '"'),
    "an address": ("/v1/payers", lambda size: '"email":"' + "a." * (size // 2) + '@example.com"'),
    "a pattern of numbers": (
        "/v1/receivers",
        lambda size: '"name":"A","number_pattern":"' + "{SEQ}" * (size // 5) + '"',
    ),
    "a time zone": ("/v1/receivers", lambda size: '"name":"A","time_zone":"' + "../" * (size // 3) + '"'),
    "a URL": ("/v1/webhook-endpoints", lambda size: '"url":"https://' + "a." * (size // 2) + 'example.com"'),
    "event types": ("/v1/webhook-endpoints", lambda size: '"event_types":[' + _many('"invoice.paid"')(size) + "]"),
    "headers": (
        "/v1/webhook-endpoints",
        lambda size: '"headers":{' + ",".join(f'"X-{place}":"x"' for place in range(size // 10)) + "}",
    ),
    "scopes": ("/v1/api-keys", lambda size: '"name":"A","scopes":[' + _many('"invoices:read"')(size) + "]"),
    "a token": ("/v1/auth/refresh", lambda size: '"refresh_token":"' + "a" * size + '"'),
}


@pytest.mark.parametrize("kind", FIELDS)
async def test_every_kind_of_field_is_read_in_linear_time(http: httpx.AsyncClient, shop: Shop, kind: str) -> None:
    path, field = FIELDS[kind]

    def request(size: int) -> httpx.Request:
        content = '{"receiver_id":"' + shop.id + '","payer_id":"' + shop.payer["id"] + '",' + field(size) + "}"
        headers = {"content-type": "application/json", "authorization": f"Bearer {shop.owner.token}"}
        return http.build_request("POST", path, content=content, headers=headers)

    await assert_requests_linear(http, request, size_max=1_024_000)


FILTERS = [
    "/v1/invoices?number=",
    "/v1/invoices?q=abc",
    "/v1/invoices?after=",
    "/v1/invoices?created_from=",
    "/v1/invoices?created_to=2026-01-01T",
    "/v1/invoices?limit=",
    "/v1/invoices?total_from=1",
    "/v1/invoices?status=",
    "/v1/invoices?currency=",
    "/v1/invoices?receiver_id=",
    "/v1/payers?email=",
    "/v1/events?types=",
    "/v1/events?after=evt_",
    "/v1/audit-log?action=",
    "/v1/webhook-deliveries?event_type=",
    "/v1/ledger/accounts?kind=",
]


@pytest.mark.parametrize("beginning", FILTERS)
async def test_every_filter_is_read_in_linear_time(http: httpx.AsyncClient, shop: Shop, beginning: str) -> None:
    for unit in ("a", "1", ",", "invoice.paid,", "%2B", "%F0%9F%98%80", ".", "-", " 00:00"):

        def request(size: int, unit: str = unit) -> httpx.Request:
            headers = {"authorization": f"Bearer {shop.owner.token}"}
            return http.build_request("GET", beginning + unit * (size // len(unit)), headers=headers)

        await assert_requests_linear(http, request, size_max=16_000)


# --- connections, as bytes come from them


class _Wire:
    """A transport to nowhere."""

    def write(self, data: bytes) -> None:
        return None

    def get_extra_info(self, name: str) -> None:
        return None

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return False

    def can_write_eof(self) -> bool:
        return False

    def pause_reading(self) -> None:
        return None

    resume_reading = close = abort = pause_reading


HEAD = b"POST / HTTP/1.1\r\nHost: a\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
# 64 KB that may be kept, and 100 headers, whose texts cost more than their characters; and what a body may wait with.
STREAM_BYTES_MAX = 8_000_000
STREAMS: dict[str, tuple[bytes, bytes, int]] = {
    # How it begins, what comes again and again, and how many bytes come at once.
    "a header": (HEAD + b"X: ", b"a", 65_536),
    "a header in pieces": (HEAD + b"X: ", b"a", 16),
    "an address in pieces": (b"GET /", b"a", 16),
    "headers": (HEAD, b"X: a\r\n", 65_536),
    "headers in pieces": (HEAD, b"X: a\r\n", 16),
    "empty lines": (b"", b"\r\n", 65_536),
    "requests": (b"", b"GET / HTTP/1.1\r\n\r\n", 65_536),
    "a body": (HEAD + b"Content-Length: 100000000\r\n\r\n", b"a", 65_536),
    "a body in pieces": (HEAD + b"Content-Length: 100000000\r\n\r\n", b"a", 16),
    "chunks": (CHUNKED, b"1\r\na\r\n", 65_536),
    "chunks in pieces": (CHUNKED, b"1\r\na\r\n", 16),
    "an extension": (CHUNKED + b"1;", b"a=b;", 65_536),
    "zeros before a size": (CHUNKED, b"0", 65_536),
    "trailers": (CHUNKED + b"0\r\n", b"X: a\r\n", 65_536),
    "a trailer in pieces": (CHUNKED + b"0\r\nX: ", b"a", 16),
    "what is no HTTP": (b"", b"\0", 65_536),
}


@pytest.mark.parametrize("kind", STREAMS)
async def test_every_kind_of_stream_costs_what_its_length_allows(kind: str) -> None:
    from api.protocol import Bounded  # noqa: PLC0415 - see tests/conftest.py

    beginning, unit, at_once = STREAMS[kind]

    async def application(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("the loop does not run meanwhile")

    def prepare(size: int) -> Callable[[], object]:
        content = beginning + unit * (size // len(unit))

        def run() -> object:
            config = uvicorn.Config(application, http=Bounded, log_config=None, lifespan="off")
            config.load()
            protocol = Bounded(config, ServerState(), {})
            protocol.connection_made(_Wire())
            for place in range(0, len(content), at_once):
                protocol.data_received(content[place : place + at_once])
            for task in protocol.tasks:
                task.cancel()
            protocol.connection_lost(None)
            return protocol

        return run

    # Of more, whether the allocator has such large pieces at hand decides: up to 24 times as much was measured.
    assert_linear(prepare, size=16_000, size_max=4_096_000)
    assert peak_bytes(prepare(4_096_000)) < STREAM_BYTES_MAX
