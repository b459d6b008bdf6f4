"""What opens something, wherever it stands in a request, is in no line of a server's log: tried at every such route."""

import re
import secrets
from collections.abc import Iterator
from typing import get_args

import httpx
import msgspec
import pytest
from litestar.routes import HTTPRoute
from msgspec.inspect import is_struct_type

from tests.api.operations import APP, OPERATIONS, Operation, handler
from tests.api.people import Person, Shop
from tests.api.processes import WebProcess
from tests.api.visitors import OURS
from tests.api.worlds import World, open_world, pay_token

# Routes whose path holds what opens something.
WITH_TOKENS = [
    (method, re.sub(r":\w+", "", route.path))
    for route in APP.routes
    if isinstance(route, HTTPRoute) and "{token" in route.path
    for method in sorted(route.methods - {"OPTIONS"})
]
# What a field is called that holds such a thing; headers of an endpoint may hold one, too.
SECRET = re.compile(r"(\w+_)?(password|token|secret)|credentials|headers")


def fields_of(operation: Operation) -> list[str]:
    """The names of what its body of JSON may hold."""
    data = handler(operation.method, operation.path).parsed_data_field
    kinds = [] if data is None else [data.annotation, *get_args(data.annotation)]
    return [field.encode_name for kind in kinds if is_struct_type(kind) for field in msgspec.structs.fields(kind)]


# Those that get it in a body, and in which fields.
WITH_FIELDS = {
    operation: names
    for operation in OPERATIONS
    if (names := [name for name in fields_of(operation) if SECRET.fullmatch(name)])
}
# The forms of pages have no shape that we could ask: each is sent all that one of them takes.
FORMS = [
    re.sub(r"{[^}]+}", "x", route.path)
    for route in APP.routes
    if isinstance(route, HTTPRoute) and "POST" in route.methods and not route.path.startswith("/v1/")
]
FIELDS_OF_FORMS = ("password", "token", "form_token")


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebProcess]:
    """A server that logs all that it ever logs."""
    process = WebProcess(tmp_path_factory.mktemp("talkative") / "log.txt", QUITTANCE_LOG_LEVEL="DEBUG")
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
async def world(http: httpx.AsyncClient) -> World:
    return await open_world(http)


def value_of(field: str, secret: str) -> str | dict[str, str]:
    """What is sent in a field that is to hold a secret."""
    if field == "credentials":
        return {"account": "acct_of_logs", "api_key": f"sk_sim_{secret}"}
    return {"x-secret": secret} if field == "headers" else secret


def canary() -> str:
    """As long as our tokens are, and unlike any other."""
    return secrets.token_urlsafe(32)


async def test_what_is_in_a_path(talkative: WebProcess) -> None:
    assert len(WITH_TOKENS) > 15
    sent: dict[str, str] = {}
    async with httpx.AsyncClient(base_url=talkative.url, timeout=30) as http:
        for method, path in WITH_TOKENS:
            token = canary()
            sent[token] = f"{method} {path}"
            filled = re.sub(r"{\w+}", "x", path.replace("{token}", token))
            # Refused early, late, as nonsense, and where nothing is.
            for tried in (filled, f"{filled}?utm_source={token}", f"{filled}/{token}", f"{filled}%00"):
                answer = await http.request(method, tried, headers=OURS | {"referer": f"{talkative.url}{filled}"})
                assert answer.status_code < 500, (method, tried)
                assert answer.headers["referrer-policy"] == "no-referrer"
    logged = talkative.log.read_text()
    assert "/pay/{token}" in logged, "each request has its line"
    assert [where for token, where in sent.items() if token in logged] == []


def test_what_holds_a_secret_is_found() -> None:
    found = {str(operation): names for operation, names in WITH_FIELDS.items()}
    assert found["POST /v1/auth/logout"] == ["refresh_token"]
    assert found["PATCH /v1/me"] == ["password", "current_password"]
    assert found["POST /v1/gateway-accounts"] == ["credentials"]
    assert len(found) > 12, found
    assert {"/account/login", "/account/register", "/account/invitation", "/account/mailed-to"} <= set(FORMS)


@pytest.mark.parametrize("operation", WITH_FIELDS, ids=str)
async def test_what_is_in_a_body(talkative: WebProcess, world: World, operation: Operation) -> None:
    sent: dict[str, str] = {}
    least, url = operation.body(world.ids) or {}, operation.url(world.ids)
    async with httpx.AsyncClient(base_url=talkative.url, timeout=30) as http:
        caller = Person(http, world.caller_of(operation).session)
        for name in WITH_FIELDS[operation]:
            # As it should be, as nonsense, and too long; with and without what else is needed.
            for form in ("{}", "{}\0", "{}" + "x" * 2_000):
                token = canary()
                sent[token] = f"{operation}: {name}"
                value = value_of(name, form.format(token))
                for body in ({name: value}, least | {name: value}, {name: [value]}):
                    answer = await caller.send(operation.method, url, json=body, headers=OURS)
                    assert answer.status_code < 500, answer.text
    logged = talkative.log.read_text()
    assert [where for token, where in sent.items() if token in logged] == []


async def test_what_is_in_a_form_a_header_or_a_cookie(talkative: WebProcess) -> None:
    assert len(FORMS) > 8
    sent: dict[str, str] = {}
    async with httpx.AsyncClient(base_url=talkative.url, timeout=30) as http:
        for path in FORMS:
            fields = {name: canary() for name in FIELDS_OF_FORMS}
            sent |= {token: f"{path} {name}" for name, token in fields.items()}
            answer = await http.post(path, headers=OURS, data=fields)
            assert answer.status_code < 500, path
        for header, value in (("authorization", "Bearer {}"), ("cookie", "session={}"), ("idempotency-key", "{}")):
            token = canary()
            sent[token] = header
            for path in ("/v1/me", "/account", "/account/invitation"):
                assert (await http.get(path, headers=OURS | {header: value.format(token)})).status_code < 500
    logged = talkative.log.read_text()
    assert [where for token, where in sent.items() if token in logged] == []


async def test_what_works(talkative: WebProcess, shop: Shop) -> None:
    await shop.pretend_gateway()
    invoice = await shop.issue()
    token = pay_token(invoice)
    async with httpx.AsyncClient(base_url=talkative.url, timeout=30) as http:
        for path in (f"/pay/{token}", f"/pay/{token}/state", f"/v1/pay/{token}"):
            assert (await http.get(path, headers={"accept": "*/*"})).status_code == 200, path
        sent = await http.post(f"/v1/pay/{token}/payments", json={"payment_token": "tok_success", "amount": 1})
        assert sent.status_code == 201, sent.text
        me = await http.get("/v1/me", headers={"authorization": f"Bearer {shop.owner.token}"})
        assert me.status_code == 200
    logged = talkative.log.read_text()
    assert token not in logged
    assert str(shop.owner.token).rpartition(".")[2] not in logged
