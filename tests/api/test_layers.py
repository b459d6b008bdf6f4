"""What a request passes: each route has the layers that concern it, and answers are what Litestar would make."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Response
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.testing import RequestFactory
from structlog.testing import capture_logs

from api.answers import Answer
from api.app import app
from api.middleware import strict
from tests.api.people import Shop


def layers_of(path: str, method: str) -> list[str]:
    (layers,) = app.app.middleware
    [handler] = [
        handler
        for route in app.app.routes
        if isinstance(route, HTTPRoute) and route.path_format == path
        for handler in route.route_handlers
        if method in handler.http_methods
    ]
    assert isinstance(handler, HTTPRouteHandler)
    return [type(layer).__name__ for layer in layers.layers if layer.concerns(handler)]


ALWAYS_FIRST, ALWAYS_LAST = ["Admission", "AnonymousLimits"], ["ActingFor", "StrictReading"]
KNOWN = ["Authentication", "CallerLimits"]


@pytest.mark.parametrize(
    ("method", "path", "layers"),
    [
        ("GET", "/v1/invoices/{invoice_id}", [*ALWAYS_FIRST, *KNOWN, "ActingFor", "Accepting", "StrictReading"]),
        ("PATCH", "/v1/invoices/{invoice_id}", [*ALWAYS_FIRST, *KNOWN, *ALWAYS_LAST]),
        ("POST", "/v1/invoices", [*ALWAYS_FIRST, *KNOWN, *ALWAYS_LAST, "Idempotency"]),
        (
            "POST",
            "/v1/payments",
            [*ALWAYS_FIRST, *KNOWN, "ActingFor", "WaitForOutcome", "StrictReading", "Idempotency"],
        ),
        ("POST", "/v1/auth/login", [*ALWAYS_FIRST, *ALWAYS_LAST, "Idempotency"]),
        ("GET", "/v1/pay/{token}", [*ALWAYS_FIRST, "Authentication", *ALWAYS_LAST]),
        ("OPTIONS", "/v1/payments", [*ALWAYS_FIRST, "CallerLimits", "Options", *ALWAYS_LAST]),
    ],
)
def test_a_route_has_the_layers_that_concern_it(method: str, path: str, layers: list[str]) -> None:
    assert layers_of(path, method) == layers


# --- answers


class Shape(msgspec.Struct):
    name: str
    count: int


@pytest.mark.parametrize(
    "given",
    [
        {"content": Shape("Ådå", 1)},
        {"content": [Shape("a", 1)] * 3, "status_code": 201},
        {"content": {"a": None}, "headers": {"ETag": '"1"', "Location": "/v1/things/1"}},
        {"content": {"a": 1}, "media_type": "application/problem+json", "status_code": 409},
        {"content": "text", "media_type": "text/html"},
        {"content": b"bytes", "media_type": "application/octet-stream"},
        {"content": None, "status_code": 204},
        {"content": None},
    ],
)
async def test_an_answer_is_what_litestar_would_send(given: dict[str, Any]) -> None:
    async def sent(kind: type[Response[Any]]) -> list[Any]:
        messages: list[Any] = []

        async def send(message: Any) -> None:
            messages.append(message)

        request = RequestFactory().get("/")
        made = kind(**given).to_asgi_response(
            app=None, request=request, headers={}, cookies=[], type_encoders={set: list}
        )
        await made(request.scope, request.receive, send)
        return messages

    assert await sent(Answer) == await sent(Response)


async def test_litestar_composes_no_answer_in_json(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def compose(*_: Any, **__: Any) -> None:
        raise AssertionError("this is slow")

    monkeypatch.setattr(Response, "to_asgi_response", compose)
    payer = (await shop.owner.get("/v1/payers")).json()["data"][0]
    assert (await shop.owner.get(f"/v1/payers/{payer['id']}")).json() == payer
    assert (await shop.owner.get("/v1/payers/pay_nobody")).status_code == 404


# --- reading


async def test_a_body_is_decoded_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def decode_again(*_: Any, **__: Any) -> None:
        raise AssertionError("the body was decoded before")

    monkeypatch.setattr("litestar.connection.request.decode_json", decode_again)
    answer = await shop.owner.post("/v1/payers", {"receiver_id": shop.id, "name": "Bob"})
    assert answer.status_code == 201


class Pairs(list[tuple[str, Any]]):
    """An object as it is written, perhaps with a field twice."""


NAMES = st.sampled_from(["a", "b", "c", '"', "a\\", ":", "é", ""])
VALUES = st.recursive(
    st.none() | st.integers(0, 9) | NAMES | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(NAMES, inner), max_size=3).map(Pairs),
    max_leaves=8,
)


def written(value: Any, *, space: str, is_ascii: bool) -> str:
    if isinstance(value, Pairs):
        fields = [
            f"{json.dumps(name, ensure_ascii=is_ascii)}{space}:{space}{written(inner, space=space, is_ascii=is_ascii)}"
            for name, inner in value
        ]
        return "{" + f"{space},{space}".join(fields) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(inner, space=space, is_ascii=is_ascii) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=is_ascii)


@given(VALUES, st.sampled_from(["", " ", "\n\t "]), st.booleans())
def test_no_field_that_is_there_twice_is_overlooked(value: Any, space: str, is_ascii: bool) -> None:
    body = written(value, space=space, is_ascii=is_ascii).encode()
    try:
        strict._fields_once.decode(body.decode())
    except strict._Repeated:
        assert strict._may_repeat_a_name(body)


def test_a_usual_body_is_read_once() -> None:
    body = b'{"receiver_id": "rcv_1", "lines": [{"description": "a: \\"b\\":", "unit_price": "1"}], "memo": "lines"}'
    assert not strict._may_repeat_a_name(body)
    assert strict._may_repeat_a_name(b'{"memo": "a", "m\\u0065mo": "b"}')


# --- a client that has gone


@pytest.mark.parametrize("path", ["/v1/payments", "/v1/auth/login", "/v1/callbacks/gwa_00000000000000000000000000"])
async def test_a_client_that_goes_before_its_body_was_read_is_no_mistake_of_ours(shop: Shop, path: str) -> None:
    """It has sent all of it; the server hands nothing on of a connection that has ended."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = {
        "host": "quittance.test",
        "content-type": "application/json",
        "authorization": f"Bearer {shop.owner.token}",
    }
    scope: Any = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "scheme": "http",
        "http_version": "1.1",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    with capture_logs() as logged:
        await app(scope, receive, send)
    assert [(entry["event"], entry["log_level"], entry.get("status")) for entry in logged] == [
        ("request", "debug", "cut_off")
    ]
