"""Whatever is sent, reading it takes a time that grows as its length does: nobody stops the event loop by a request.

Each kind of input is made four times as long again and again; where that costs ten times as much or more, it grows by a
power. Costs are CPU seconds of this thread, the best of several runs, and what is too quick to measure proves nothing.
"""

import ast
import importlib
import itertools
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Request

import api
import models
from api import answers
from api.middleware import origin, strict, waiting
from models import ids
from models.collection import cards
from models.errors import Refused
from models.identity import passwords, tokens
from models.money import numbering, references
from models.outgoing import addresses, signing
from models.shapes import common
from models.webhooks.listen import Frames
from tests.api.operations import APP

ROOT = Path(api.__file__).parents[1]
GROWTH_MAX = 10
RUNS = 3
# Below this the clock, the collector and other processes decide.
MEASURABLE_SECONDS = 0.004
# Who grows by a power is found long before; all that is linear ends there.
ENOUGH_SECONDS = 0.05
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


def cost(run: Callable[[], object]) -> float:
    """CPU seconds of one run, the best of some."""
    found = []
    for _ in range(RUNS):
        began = time.thread_time()
        run()
        found.append(time.thread_time() - began)
    return min(found)


def assert_linear(prepare: Callable[[int], Callable[[], object]], *, size: int = 250, size_max: int) -> None:
    """`prepare(n)` makes n units of input, and returns what reads them."""
    before = cost(prepare(size))
    while before < ENOUGH_SECONDS and size * 4 <= size_max:
        size *= 4
        now = cost(prepare(size))
        assert now < max(before * GROWTH_MAX, MEASURABLE_SECONDS), f"{before:.4f} s, and {now:.4f} s at {size}"
        before = now


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
            if time.thread_time() - began > MEASURABLE_SECONDS / 2:
                assert_linear(_matching(function, pattern, unit, end, is_text=is_text), size_max=16_000)


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
    return Request({"type": "http", "headers": [(name.encode(), value.encode())]})  # type: ignore[arg-type, typeddict-item]


def _feed_in_pieces(text: str) -> None:
    frames = Frames()
    for place in range(0, len(text), 16):
        list(frames.feed(text[place : place + 16].encode()))


READERS: dict[str, Callable[[str], object]] = {
    "If-Match": lambda text: answers.version_wanted(_with_header("if-match", text)),
    "Prefer": lambda text: waiting._preferred_seconds(_with_header("prefer", text)),
    "X-Forwarded-For": lambda text: origin._links([(b"x-forwarded-for", text.encode())]),
    "an address": origin.parse.__wrapped__,
    "a cursor": lambda text: answers.cursor("invoice", text),
    "an id": lambda text: ids.decode("invoice", text),
    "an access token": tokens.verify,
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
        assert_linear(lambda size, unit=unit: quietly(READERS[name], unit * size), size_max=64_000)


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
    before = None
    while size <= size_max:
        found = []
        for _ in range(RUNS):
            sent = request(size)
            began = time.thread_time()
            answer = await client.send(sent)
            found.append(time.thread_time() - began)
            assert answer.status_code < 500, answer.text
        now = min(found)
        assert before is None or now < max(before * GROWTH_MAX, MEASURABLE_SECONDS), f"{before} s, {now} s at {size}"
        if now > ENOUGH_SECONDS:
            break
        before, size = now, size * 4


@pytest.mark.parametrize("kind", BODIES)
async def test_every_kind_of_body_is_read_in_linear_time(http: httpx.AsyncClient, kind: str) -> None:
    def request(size: int) -> httpx.Request:
        content = BODIES[kind](size).encode(errors="surrogateescape")
        return http.build_request(
            "POST", "/v1/auth/register", content=content, headers={"content-type": "application/json"}
        )

    await assert_requests_linear(http, request, size_max=64_000)


@pytest.mark.parametrize("header", HEADERS_SENT)
async def test_every_header_is_read_in_linear_time(http: httpx.AsyncClient, header: str) -> None:
    for unit in ("a", " ", ",", ";", "=", '"1",', "a.", ", wait", "7", "::", "Bearer "):

        def request(size: int, unit: str = unit) -> httpx.Request:
            headers = {
                "content-type": "application/json",
                header: ("Bearer " if header == "authorization" else "") + unit * (size // len(unit)),
            }
            return http.build_request("POST", "/v1/auth/logout", json={}, headers=headers)

        await assert_requests_linear(http, request, size_max=64_000)


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
