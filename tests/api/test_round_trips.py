"""How often a request goes to PostgreSQL and waits: more must be a decision, not an accident."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.api.people import Shop
from tests.round_trips import RoundTrips

Request = Callable[..., Awaitable[Any]]


async def _get(shop: Shop) -> Request:
    invoice = await shop.issue()
    return lambda **_: shop.owner.get(f"/v1/invoices/{invoice['id']}")


async def _explain(shop: Shop) -> Request:
    invoice = await shop.issue()
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=1)
    return lambda **_: shop.owner.get(f"/v1/invoices/{invoice['id']}/explain")


async def _list(shop: Shop) -> Request:
    for _ in range(3):
        await shop.issue()
    return lambda **_: shop.owner.get("/v1/invoices?limit=20")


async def _list_payments(shop: Shop) -> Request:
    for _ in range(3):
        await shop.owner.make("/v1/payments", invoice_id=(await shop.issue())["id"], method="cash")
    return lambda **_: shop.owner.get("/v1/payments?limit=20")


async def _draft(shop: Shop) -> Request:
    return lambda **headers: shop.owner.post("/v1/invoices", shop.draft_fields(), **headers)


async def _finalize(shop: Shop) -> Request:
    draft = await shop.draft()
    return lambda **headers: shop.owner.post(f"/v1/invoices/{draft['id']}/finalize", None, **headers)


async def _pay(shop: Shop) -> Request:
    body = {"invoice_id": (await shop.issue())["id"], "method": "cash"}
    return lambda **headers: shop.owner.post("/v1/payments", body, **headers)


async def _pay_part(shop: Shop) -> Request:
    invoices = [await shop.issue(), await shop.issue()]
    parts = [{"invoice_id": invoice["id"], "amount": 100} for invoice in invoices]
    return lambda **headers: shop.owner.post("/v1/payments", {"allocations": parts, "method": "cash"}, **headers)


@pytest.mark.parametrize(
    ("prepare", "most"),
    [
        (_get, 1),
        (_explain, 1),
        (_list, 1),
        (_list_payments, 1),
        (_draft, 2),
        (_finalize, 2),
        (_pay, 2),
        (_pay_part, 2),
    ],
    ids=["get", "explain", "list", "list payments", "draft", "finalize", "pay", "pay parts"],
)
@pytest.mark.parametrize("headers", [{}, {"idempotency_key": "a key"}], ids=["without a key", "with a key"])
async def test_a_request_waits_for_postgresql_so_often_at_most(
    shop: Shop,
    round_trips: RoundTrips,
    prepare: Callable[[Shop], Awaitable[Request]],
    most: int,
    headers: dict[str, str],
) -> None:
    request = await prepare(shop)

    async def send() -> None:
        answer = await request(**headers)
        assert answer.status_code < 300, answer.text

    sent = await round_trips.of(send)
    assert len(sent) <= most, "\n".join(sent)


async def test_an_operation_that_was_overtaken_is_done_again_with_locks(shop: Shop, round_trips: RoundTrips) -> None:
    """What it costs then, so that nobody takes it for free."""
    body = {"invoice_id": (await shop.issue())["id"], "method": "cash", "amount": 1}
    assert (await shop.owner.post("/v1/payments", body, idempotency_key="k")).status_code == 201

    async def send_again() -> None:
        answer = await shop.owner.post("/v1/payments", body, idempotency_key="k")
        assert answer.headers["idempotent-replayed"] == "true"

    sent = await round_trips.of(send_again)
    # In vain: read, write. Then with the key's lock, and who calls is asked anew before an answer is given again.
    assert [statement.split()[0] for statement in sent] == [
        "SELECT",
        "WITH",
        "BEGIN",
        "SELECT",
        "SELECT",
        "COMMIT",
    ], "\n".join(sent)
