"""Too many requests at once: who waits, who is refused, who is let through anyway, and that no place is lost."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import asyncpg
import httpx
import pytest
from litestar.types import Receive, Scope, Send

from api.app import app
from api.middleware import admission, waiting
from api.middleware.admission import Admission, Gate, kind_of
from config import settings
from models import database
from models.errors import Overloaded
from tests.api import people, streaming
from tests.api.people import Shop
from tests.api.processes import WebProcess
from tests.books import assert_books_balance
from tests.models.gateways.processes import SimulatorProcess

PATIENCE_SECONDS = 60.0
until = partial(streaming.until, seconds=PATIENCE_SECONDS)


@pytest.fixture
def gates(monkeypatch: pytest.MonkeyPatch) -> dict[str, Gate]:
    """Gates with one place, at which one more may wait."""
    (layers,) = app.app.middleware
    (layer,) = (each for each in layers.layers if isinstance(each, Admission))
    for kind in layer.gates:
        monkeypatch.setitem(layer.gates, kind, Gate(kind, places=1, waiting_max=1))
    gates: dict[str, Gate] = dict(layer.gates)
    return gates


@contextlib.asynccontextmanager
async def locked(table: str) -> AsyncIterator[None]:
    """Nobody reads the table meanwhile: whoever wants to has a connection of the pool, and waits."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        async with connection.transaction():
            await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


async def test_who_comes_beyond_the_bound_is_refused_before_anything_is_asked(
    shop: Shop, gates: dict[str, Gate], monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = gates["lists"]
    async with locked("payers"):
        asked = [asyncio.create_task(shop.owner.get("/v1/payers")) for _ in range(2)]
        await until(lambda: (lists.in_work, lists.waiting) == (1, 1))

        async def acquire() -> None:
            raise AssertionError("nobody asks for a connection")

        with monkeypatch.context() as watched:
            watched.setattr(database.DB, "acquire", acquire)
            refused = await shop.owner.get("/v1/payers")
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"] == "application/problem+json"
    assert (refused.json()["code"], refused.json()["status"]) == ("overloaded", 503)
    # Those who were there before have their answer, and the next ones, too.
    assert [(await each).status_code for each in asked] == [200, 200]
    assert (await shop.owner.get("/v1/payers")).status_code == 200
    assert (lists.in_work, lists.waiting) == (0, 0)


async def test_whom_a_gate_has_no_room_for_is_refused_before_the_routing(
    shop: Shop, gates: dict[str, Gate], monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[str] = []
    inside = app.app.asgi_handler

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(scope["path"])
        await inside(scope, receive, send)

    monkeypatch.setattr(app.app, "asgi_handler", watched)
    lists = gates["lists"]
    await lists.enter()
    following = asyncio.create_task(lists.enter())
    await until(lambda: lists.waiting == 1)
    before = admission.REFUSED.labels("lists")._value.get()
    refused = await shop.owner.get("/v1/payers?limit=1", x_request_id="mine")
    assert (refused.status_code, refused.json()["code"]) == (503, "overloaded")
    assert (refused.headers["retry-after"], refused.headers["x-request-id"]) == ("1", "mine")
    assert refused.headers["x-content-type-options"] == "nosniff"
    head = await shop.owner.send("HEAD", "/v1/payers/")
    assert (head.status_code, head.headers["retry-after"], head.content) == (503, "1", b"")
    assert reached == []
    assert admission.REFUSED.labels("lists")._value.get() == before + 2
    # Nobody else: other kinds, paths that are nowhere, methods that are none of the path's, and people in browsers.
    assert (await shop.owner.get("/v1/me")).status_code == 200
    assert (await shop.owner.get("/v1/nothing")).status_code == 404
    assert (await shop.owner.send("PUT", "/v1/payers", json={})).status_code == 405
    page = await shop.owner.get("/account/owing", accept="text/html")
    assert (page.status_code, page.headers["content-type"][:9]) == (503, "text/html")
    assert reached == ["/v1/me", "/v1/nothing", "/v1/payers", "/account/owing"]
    lists.leave()
    await following
    lists.leave()
    assert (await shop.owner.get("/v1/payers")).status_code == 200
    metrics = (await shop.owner.get("/metrics")).text
    assert 'http_requests_total{method="GET",route="/v1/payers",status="503"}' in metrics


async def test_reports_at_their_bound_hold_up_no_money(shop: Shop, gates: dict[str, Gate]) -> None:
    invoice = await shop.issue(10_000)
    async with locked("reconciliation_runs"):
        asked = [asyncio.create_task(shop.owner.get("/v1/reconciliation/runs")) for _ in range(2)]
        await until(lambda: gates["lists"].waiting == 1)
        assert (await shop.owner.get("/v1/payers")).status_code == 503
        paid = await shop.owner.post("/v1/payments", {"invoice_id": invoice["id"], "method": "cash"})
        assert paid.status_code == 201, paid.text
        assert (await shop.owner.get(f"/v1/invoices/{invoice['id']}")).status_code == 200
    await asyncio.gather(*asked)
    await assert_books_balance()


async def test_who_waits_in_vain_is_told(shop: Shop, gates: dict[str, Gate], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "WAIT_SECONDS_MAX", 0.05)
    async with locked("payers"):
        asked = asyncio.create_task(shop.owner.get("/v1/payers"))
        await until(lambda: gates["lists"].in_work == 1)
        late = await shop.owner.get("/v1/payers")
        assert (late.status_code, late.json()["code"], late.headers["retry-after"]) == (503, "overloaded", "1")
        assert (gates["lists"].in_work, gates["lists"].waiting) == (1, 0)
    assert (await asked).status_code == 200


@pytest.mark.usefixtures("gates")
async def test_who_watches_us_is_let_through(shop: Shop, gates: dict[str, Gate]) -> None:
    for gate in gates.values():
        await gate.enter()
    try:
        assert (await shop.owner.get("/health/live")).status_code == 200
        assert (await shop.owner.get("/health/ready")).status_code == 200
        metrics = (await shop.owner.get("/metrics")).text
        for kind in gates:
            assert f'http_requests_in_work{{kind="{kind}"}} 1.0' in metrics
        assert (await shop.owner.send("OPTIONS", "/v1/payers")).status_code == 204
    finally:
        for gate in gates.values():
            gate.leave()


async def test_refusals_are_counted(shop: Shop, gates: dict[str, Gate], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "WAIT_SECONDS_MAX", 0.01)
    before = admission.REFUSED.labels("reads")._value.get()
    await gates["reads"].enter()
    assert (await shop.owner.get("/v1/me")).status_code == 503
    gates["reads"].leave()
    assert admission.REFUSED.labels("reads")._value.get() == before + 1


async def test_a_place_is_given_back_whatever_becomes_of_the_request(
    shop: Shop, gates: dict[str, Gate], monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = gates["lists"]
    ada = {"receiver_id": shop.id, "name": "Ada"}
    # Refused by a rule, by a right, by what was sent; nothing there; our own mistake.
    assert (await shop.owner.post("/v1/payers", {"nme": "Ada"})).status_code == 422
    assert (await people.Person(shop.owner.http).get("/v1/payers")).status_code == 401
    assert (await shop.owner.get("/v1/invoices/inv_00000000000000000000000000")).status_code == 404

    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a mistake")

    with monkeypatch.context() as broken:
        broken.setattr("models.parties.payers.create", fail)
        with contextlib.suppress(RuntimeError):
            assert (await shop.owner.post("/v1/payers", ada)).status_code == 500
    # Cancelled while it works, and while it waits.
    async with locked("payers"):
        working, queued = (asyncio.create_task(shop.owner.get("/v1/payers")) for _ in range(2))
        await until(lambda: (lists.in_work, lists.waiting) == (1, 1))
        queued.cancel()
        await until(lambda: lists.waiting == 0)
        working.cancel()
        await asyncio.gather(working, queued, return_exceptions=True)
    for gate in gates.values():
        assert (gate.in_work, gate.waiting) == (0, 0)
    assert (await shop.owner.get("/v1/payers")).status_code == 200


async def test_a_place_that_is_given_to_whom_has_just_gone_goes_to_the_next_one() -> None:
    gate = Gate("reads", places=1, waiting_max=10)
    await gate.enter()
    gone, following = (asyncio.create_task(gate.enter()) for _ in range(2))
    await until(lambda: gate.waiting == 2)
    gate.leave()
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    await asyncio.wait_for(following, PATIENCE_SECONDS)
    assert (gate.in_work, gate.waiting) == (1, 0)


async def come(gate: Gate, number: int) -> list[asyncio.Task[None]]:
    """Lets so many come at once; returns those that wait."""
    came = [asyncio.create_task(gate.enter()) for _ in range(number)]
    await asyncio.sleep(0)
    for each in came:
        if each.done():
            assert isinstance(each.exception(), Overloaded)
    return [each for each in came if not each.done()]


async def serve(gate: Gate, served: list[asyncio.Task[None]]) -> None:
    for each in served:
        gate.leave()
        await each


async def test_while_many_are_refused_only_an_eighth_of_the_queue_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "OVERRUN_SECONDS", PATIENCE_SECONDS)
    gate = Gate("reads", places=1, waiting_max=16)
    await gate.enter()
    # A burst waits for its turn, whole, if nobody comes beyond it.
    burst = await come(gate, 16)
    assert len(burst) == 16
    await serve(gate, burst)
    # Fifteen are refused, which is one more than the rest of it holds.
    burst = await come(gate, 31)
    assert len(burst) == 16
    await serve(gate, burst[:14])
    assert (gate.waiting, gate.is_full, await come(gate, 1)) == (2, True, [])
    # Also where the queue has been empty since: many are often served at the same moment.
    await serve(gate, burst[14:])
    following = await come(gate, 3)
    assert len(following) == 2
    await serve(gate, following)
    # A while after the refusals the next burst has the whole queue again.
    with monkeypatch.context() as later:
        later.setattr(admission, "OVERRUN_SECONDS", 0.0)
        another = await come(gate, 16)
    assert len(another) == 16
    await serve(gate, another)
    gate.leave()
    assert (gate.in_work, gate.waiting) == (0, 0)


def test_fewer_wait_for_what_takes_long() -> None:
    gates = Admission().gates
    assert {kind: gate._waiting_max for kind, gate in gates.items()} == {
        "writes": 80, "reads": 80, "lists": 80, "bulks": 30, "logins": 30, "reports": 30,
    }  # fmt: skip


async def test_where_few_are_refused_they_find_room_when_they_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "OVERRUN_SECONDS", PATIENCE_SECONDS)
    gate = Gate("reads", places=1, waiting_max=6)
    await gate.enter()
    waiting = await come(gate, 10)
    assert len(waiting) == 6
    # Others keep a part of the queue full all the time: the four who were refused would never be let in by that.
    await serve(gate, waiting[:4])
    assert (gate.waiting, gate.is_full) == (2, False)
    again = await come(gate, 4)
    assert len(again) == 4
    await serve(gate, waiting[4:] + again)
    gate.leave()


async def test_places_that_become_free_at_once_are_no_longer_waited_for() -> None:
    gate = Gate("reads", places=2, waiting_max=2)
    await asyncio.gather(gate.enter(), gate.enter())
    waiting = await come(gate, 2)
    gate.leave()
    gate.leave()
    # Before the loop has come to those who have the places now.
    assert (gate.in_work, gate.waiting, gate.is_full) == (0, 2, False)
    following = await come(gate, 2)
    assert len(following) == 2
    await asyncio.gather(*waiting)
    await serve(gate, following)
    gate.leave()
    gate.leave()
    assert (gate.in_work, gate.waiting) == (0, 0)


async def test_who_waits_for_an_outcome_holds_no_place(
    shop: Shop, gates: dict[str, Gate], simulator: SimulatorProcess
) -> None:
    await shop.connect_gateway(simulator.url)
    invoice = await shop.issue(10_000)
    body = {"invoice_id": invoice["id"], "method": "card", "payment_token": "tok_success"}
    held = asyncio.create_task(shop.owner.post("/v1/payments", body, prefer="wait=30"))
    await until(lambda: waiting._waiting == 1)
    assert gates["writes"].in_work == 0
    assert (await shop.owner.get(f"/v1/invoices/{invoice['id']}")).status_code == 200
    another = await shop.owner.post("/v1/payers", {"receiver_id": shop.id, "name": "Ada"})
    assert another.status_code == 201
    held.cancel()
    await asyncio.gather(held, return_exceptions=True)
    assert waiting._waiting == 0


async def test_where_many_wait_for_outcomes_the_answer_comes_at_once(
    shop: Shop, simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "WAITING_MAX", 0)
    await shop.connect_gateway(simulator.url)
    body = {"invoice_id": (await shop.issue(10_000))["id"], "method": "card", "payment_token": "tok_success"}
    answer = await asyncio.wait_for(shop.owner.post("/v1/payments", body, prefer="wait=30"), PATIENCE_SECONDS)
    assert (answer.status_code, answer.json()["status"]) == (201, "created")
    assert "preference-applied" not in answer.headers


@pytest.mark.parametrize(
    ("method", "template", "kind"),
    [
        ("POST", "/v1/payments", "writes"),
        ("POST", "/v1/invoices/{invoice_id}/finalize", "writes"),
        ("POST", "/v1/callbacks/{account_id}", "writes"),
        ("POST", "/v1/invoices/bulk", "bulks"),
        ("POST", "/v1/auth/refresh", "writes"),
        ("POST", "/v1/auth/login", "logins"),
        ("GET", "/v1/invoices/{invoice_id}", "reads"),
        ("HEAD", "/v1/me", "reads"),
        ("GET", "/v1/pay/{token}", "reads"),
        ("GET", "/pay/{token}", "reads"),
        ("GET", "/pay/{token}/state", "reads"),
        ("POST", "/pay/{token}/payments", "writes"),
        ("POST", "/pay/{token}/payments/{payment_id}/cancel", "writes"),
        ("GET", "/account/owing", "lists"),
        ("GET", "/account/receivers/{receiver_id}", "lists"),
        ("GET", "/account/payments/{payment_id}", "reads"),
        ("POST", "/account/invoices/{invoice_id}/payments", "writes"),
        ("POST", "/account/login", "logins"),
        ("POST", "/account/forgot-password", "logins"),
        ("GET", "/receipts/{number_or_id}", "reads"),
        ("POST", "/pay/{token}/reports", "writes"),
        ("GET", "/v1/invoices", "lists"),
        ("GET", "/v1/receivers/{receiver_id}/members", "lists"),
        ("GET", "/v1/payers/{payer_id}/balance", "reports"),
        ("GET", "/v1/receivers/{receiver_id}/number_gaps", "reports"),
        ("GET", "/v1/ledger/accounts/{account_id}", "reports"),
        ("GET", "/v1/integrity", "reports"),
        ("GET", "/v1/events/stream", None),
        ("GET", "/pay/{token}/events", None),
        ("GET", "/health/ready", None),
        ("GET", "/metrics", None),
        ("OPTIONS", "/v1/payments", None),
    ],
)
def test_a_route_stands_at_the_gate_of_its_kind(method: str, template: str, kind: str | None) -> None:
    assert kind_of(method, template) == kind


def test_every_route_that_was_named_is_there() -> None:
    templates = {route.path_format for route in app.app.routes}
    for named in (*admission.GATED, *admission.LOGINS, *admission.SUMS, *admission.LISTS, *admission.EXEMPT):
        assert any(template.startswith(named) for template in templates), named


# --- over a network


@pytest.fixture
def narrow(tmp_path: Any) -> Any:
    process = WebProcess(
        tmp_path / "log.txt", QUITTANCE_REQUESTS_AT_ONCE="writes=1,lists=1", QUITTANCE_REQUESTS_WAITING="0"
    )
    process.start()
    yield process
    process.stop()


def client_of(web: WebProcess, shop: Shop) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=web.url, headers={"authorization": f"Bearer {shop.owner.token}"})


async def in_work(web: WebProcess, kind: str) -> float:
    async with httpx.AsyncClient(base_url=web.url) as client:
        lines = (await client.get("/metrics")).text.splitlines()
    found = [line for line in lines if line.startswith(f'http_requests_in_work{{kind="{kind}"}}')]
    return float(found[0].rpartition(" ")[2])


async def has_in_work(web: WebProcess, kind: str, number: float) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await in_work(web, kind) != number:
            await asyncio.sleep(0.02)


async def test_a_client_that_hangs_up_leaves_no_place_behind(narrow: WebProcess, shop: Shop) -> None:
    async with client_of(narrow, shop) as client:
        async with locked("payers"):
            with pytest.raises(httpx.ReadTimeout):
                await client.get("/v1/payers", timeout=0.3)
            assert (await client.get("/v1/payers")).status_code == 503
        await has_in_work(narrow, "lists", 0)
        assert (await client.get("/v1/payers")).status_code == 200


async def test_a_body_that_is_slow_to_come_takes_up_no_place(narrow: WebProcess, shop: Shop) -> None:
    body = f'{{"receiver_id": "{shop.id}", "name": "Ada"}}'.encode()
    head = (
        f"POST /v1/payers HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {shop.owner.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    grace = {"receiver_id": shop.id, "name": "Grace"}
    reader, writer = await asyncio.open_connection("127.0.0.1", narrow.port)
    writer.write(head.encode() + body[:5])
    await writer.drain()
    async with client_of(narrow, shop) as client:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (answer := await client.post("/v1/payers", json=grace)).status_code == 503:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
    assert answer.status_code == 201, answer.text
    writer.write(body[5:])
    assert (await reader.readline()).startswith(b"HTTP/1.1 201")
    writer.close()
    await has_in_work(narrow, "writes", 0)
