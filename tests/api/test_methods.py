"""HEAD is GET without the body, and whoever asks which methods a path has is told all of them."""

import asyncio

import httpx
import pytest

from tests.api import operations, worlds
from tests.api.operations import OPERATIONS, Operation
from tests.api.people import Person
from tests.api.processes import WebProcess
from tests.api.worlds import World

# What belongs to one exchange, or counts what has happened before it.
DIFFERS = {"x-request-id", "ratelimit", "date"}
PAGES = ["/docs", "/docs/errors", "/docs/assets/swagger-ui.css", "/schema/openapi.json", "/account/verify-email"]
READS = [operation for operation in OPERATIONS if operation.method == "GET" and operation.id != "streamEvents"]
PATHS = sorted({operation.path for operation in OPERATIONS})


@pytest.fixture(scope="module")
async def world(http: httpx.AsyncClient) -> World:
    return await worlds.open_world(http)


def headers_of(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in DIFFERS}


async def assert_head_is_as_get(caller: Person, path: str) -> None:
    got, head = await caller.get(path), await caller.send("HEAD", path)
    assert head.status_code == got.status_code
    assert head.content == b""
    if path != "/metrics":
        assert headers_of(head) == headers_of(got)


@pytest.mark.parametrize("operation", READS, ids=lambda operation: operation.id)
async def test_whatever_can_be_read_answers_head(world: World, operation: Operation) -> None:
    await assert_head_is_as_get(world.caller_of(operation), operation.url(world.ids))


@pytest.mark.parametrize("path", PAGES)
async def test_pages_answer_head(http: httpx.AsyncClient, path: str) -> None:
    await assert_head_is_as_get(Person(http), path)
    assert (await Person(http).send("HEAD", path)).status_code == 200


@pytest.mark.parametrize("path", ["/v1/nope", "/v1/me", "/v1/auth/login", "/v1/invoices/x"])
async def test_what_is_refused_to_get_is_refused_to_head(world: World, http: httpx.AsyncClient, path: str) -> None:
    await assert_head_is_as_get(Person(http), path)
    await assert_head_is_as_get(world.shop.owner, path)


async def test_head_of_a_stream_ends_at_once(world: World) -> None:
    caller = world.caller_of(operations.operation("streamEvents"))
    async with asyncio.timeout(0.9):
        head = await caller.send("HEAD", "/v1/events/stream")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/event-stream")


async def test_the_real_server_sends_no_body_after_head(web: WebProcess) -> None:
    async with httpx.AsyncClient(base_url=web.url) as client:
        for path in ("/health/live", "/v1/nope", "/docs"):
            head = await client.head(path)
            # A body after it would be read as the beginning of this answer.
            got = await client.get(path)
            assert (head.status_code, head.content) == (got.status_code, b"")
            assert head.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize("path", PATHS)
async def test_options_and_405_name_all_methods_of_a_path(world: World, path: str) -> None:
    of_path = [operation for operation in OPERATIONS if operation.path == path]
    methods = {operation.method for operation in of_path} | {"OPTIONS"}
    if "GET" in methods:
        methods.add("HEAD")
    url, caller = of_path[0].url(world.ids), world.caller_of(of_path[0])
    other = next(method for method in ("PUT", "DELETE", "POST") if method not in methods)
    options, refused = await caller.send("OPTIONS", url), await caller.send(other, url)
    assert (options.status_code, options.content) == (204, b"")
    assert refused.status_code == 405
    assert _allowed(options) == _allowed(refused) == methods


def _allowed(answer: httpx.Response) -> set[str]:
    return set(answer.headers["allow"].split(", "))
