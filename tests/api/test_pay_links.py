"""Pay links: whoever holds an invoice's token sees and pays that invoice, and learns nothing else."""

import re
from typing import Any

import httpx
import pytest

from models import database, ids
from tests.api import people
from tests.api.people import Person, Shop
from tests.api.worlds import pay_token
from tests.books import assert_books_balance
from tests.models.gateways.processes import SimulatorProcess


@pytest.fixture
def anybody(http: httpx.AsyncClient) -> Person:
    """Somebody without a login."""
    return Person(http)


def link(invoice: dict[str, Any]) -> str:
    """The path of an invoice's pay link."""
    return f"/v1/pay/{pay_token(invoice)}"


async def test_a_link_shows_what_is_printed_on_the_invoice(shop: Shop, anybody: Person) -> None:
    invoice = await shop.issue(10_000, memo="Thank you.")
    shown = await anybody.read(link(invoice))
    assert shown["object"] == "payable_invoice"
    for field in ("number", "reference", "status", "total", "currency", "due_on", "memo", "lines", "receiver", "payer"):
        assert shown[field] == invoice[field], field
    assert shown["amount_payable"] == 10_000


async def test_a_link_shows_nothing_that_is_the_receivers_own(shop: Shop, anybody: Person) -> None:
    await shop.issue(metadata={"canary": "canary-of-another"})
    invoice = await shop.issue(metadata={"canary": "canary-metadata"})
    await shop.owner.make(
        "/v1/payments",
        invoice_id=invoice["id"],
        method="cash",
        amount=1,
        note="canary-note",
        reference="canary-reference",
        metadata={"canary": "canary-payment"},
    )
    answer = await anybody.get(link(invoice))
    assert answer.status_code == 200
    assert "canary" not in answer.text
    assert "metadata" not in answer.text
    assert pay_token(invoice) not in answer.text
    assert set(answer.json()) & {"id", "metadata", "pay_url", "receiver_id", "payer_id", "disputed", "events"} == set()


async def test_nobody_guesses_a_link(shop: Shop, anybody: Person) -> None:
    invoice = await shop.issue()
    token = pay_token(invoice)
    assert len(token) >= 43
    body = {"payment_token": "tok_success"}
    for guess in ("x", token[:-1], token + "x", token.swapcase(), invoice["id"], "%00", "%ED%A0%80", "a" * 3000):
        for answer in (
            await anybody.get(f"/v1/pay/{guess}"),
            await anybody.post(f"/v1/pay/{guess}/payments", body),
            await anybody.get(f"/v1/pay/{guess}/payments/pay_{'7' + 'z' * 25}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_the_database_does_not_hold_the_token_in_plain(shop: Shop) -> None:
    invoice = await shop.issue()
    token = pay_token(invoice)
    row = await database.fetch_row("SELECT * FROM invoices WHERE id = $1", ids.decode("invoice", invoice["id"]))
    assert row is not None
    assert not any(token.encode() in (value if isinstance(value, bytes) else str(value).encode()) for value in row)
    events = await database.fetch("SELECT body FROM events WHERE object_id = $1", row["id"])
    assert events


async def test_a_draft_has_no_link_and_a_void_invoice_cannot_be_paid_by_its(shop: Shop, anybody: Person) -> None:
    await shop.pretend_gateway()
    assert (await shop.draft())["pay_url"] is None
    invoice = await shop.issue()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/v1/pay/[\w-]{43}", invoice["pay_url"])
    await shop.owner.post(f"/v1/invoices/{invoice['id']}/void")
    assert (await anybody.read(link(invoice)))["status"] == "void"
    refused = await anybody.post(f"{link(invoice)}/payments", {"payment_token": "tok_success"})
    assert (refused.status_code, refused.json()["code"]) == (409, "invoice_not_open")


async def test_whoever_holds_the_link_pays_the_invoice(
    shop: Shop, anybody: Person, simulator: SimulatorProcess
) -> None:
    await shop.connect_gateway(simulator.url)
    invoice = await shop.issue(10_000)
    async with people.working():
        answer = await anybody.post(f"{link(invoice)}/payments", {"payment_token": "tok_success"}, prefer="wait=10")
    payment = answer.json()
    assert (answer.status_code, payment["status"], payment["amount"]) == (201, "succeeded", 10_000)
    assert answer.headers["location"] == f"{link(invoice)}/payments/{payment['id']}"
    assert await anybody.read(answer.headers["location"]) == payment
    assert (await anybody.read(link(invoice)))["settlement"] == "paid"
    assert (await shop.owner.read(f"/v1/invoices/{invoice['id']}"))["settlement"] == "paid"
    await assert_books_balance()


async def test_a_link_pays_no_more_than_is_payable(shop: Shop, anybody: Person) -> None:
    await shop.pretend_gateway()
    invoice = await shop.issue(10_000)
    path = f"{link(invoice)}/payments"
    for amount in (0, -1, 1.5, "5", 10_001):
        refused = await anybody.post(path, {"payment_token": "tok_success", "amount": amount})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == "/amount"
    assert (await anybody.post(path, {"payment_token": "tok_success", "amount": 9_999})).status_code == 201
    assert (await anybody.read(link(invoice)))["amount_payable"] == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"method": "cash"},
        {"method": "other"},
        {"invoice_id": "inv_" + "7" + "z" * 25},
        {"allocations": []},
        {"status": "succeeded"},
        {"metadata": {"a": "b"}},
        {"note": "x"},
    ],
)
async def test_a_link_records_nothing_offline_and_sets_nothing_else(
    shop: Shop, anybody: Person, fields: dict[str, Any]
) -> None:
    invoice = await shop.issue()
    refused = await anybody.post(f"{link(invoice)}/payments", {"payment_token": "tok_success"} | fields)
    assert refused.status_code == 422
    assert await shop.owner.list_ids("/v1/payments") == []


async def test_a_link_uses_the_gateway_of_its_own_receiver_only(
    shop: Shop, anybody: Person, stranger: Person, http: httpx.AsyncClient
) -> None:
    await shop.pretend_gateway()
    theirs = await (await people.open_shop(http)).pretend_gateway()
    invoice = await shop.issue()
    body = {"payment_token": "tok_success", "gateway_account_id": theirs["id"]}
    refused = await anybody.post(f"{link(invoice)}/payments", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_gateway_account")


async def test_payments_of_other_invoices_and_of_other_people_are_not_to_be_seen(shop: Shop, anybody: Person) -> None:
    await shop.pretend_gateway()
    invoice, other = await shop.issue(), await shop.issue()
    body = {"payment_token": "tok_success", "amount": 100}
    others = (await anybody.post(f"{link(other)}/payments", body)).json()
    ours = (await anybody.post(f"{link(invoice)}/payments", body)).json()
    recorded = await shop.owner.make(
        "/v1/payments", invoice_id=invoice["id"], method="cash", amount=1, note="Between us."
    )
    split = await shop.owner.make(
        "/v1/payments", method="cash", allocations=[{"invoice_id": invoice["id"], "amount": 1}]
    )
    assert (await anybody.get(f"{link(invoice)}/payments/{ours['id']}")).status_code == 200
    for hidden in (others["id"], recorded["id"], split["id"], "x", "pay_" + "7" + "z" * 25):
        answer = await anybody.get(f"{link(invoice)}/payments/{hidden}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_token_in_the_header_does_not_change_what_a_link_shows(shop: Shop, stranger: Person) -> None:
    invoice = await shop.issue()
    assert (await stranger.get(link(invoice))).json() == (await shop.owner.get(link(invoice))).json()
    assert (await stranger.get(f"/v1/invoices/{invoice['id']}")).status_code == 404
    assert (await Person(stranger.http).get(link(invoice), authorization="Bearer nonsense")).status_code == 200


async def test_the_token_is_in_no_metric_and_not_sent_on_by_browsers(shop: Shop, anybody: Person) -> None:
    invoice = await shop.issue()
    answer = await anybody.get(link(invoice))
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    metrics = (await anybody.get("/metrics")).text
    assert pay_token(invoice) not in metrics
    assert 'route="/v1/pay/{token}"' in metrics
