"""Pay links: whoever holds an invoice's token sees and pays that invoice, and learns nothing else."""

import datetime
import re
from typing import Any

import httpx
import pytest

from models import clock, database, ids
from models.access import SCOPES
from models.collection import collecting, outcomes, settlement
from tests.api import people, worlds
from tests.api.people import Person, Shop
from tests.api.worlds import pay_token
from tests.books import assert_books_balance
from tests.models.gateways.processes import SimulatorProcess


@pytest.fixture
async def seller(shop: Shop, simulator: SimulatorProcess) -> Shop:
    """A shop that takes cards."""
    await shop.connect_gateway(simulator.url)
    return shop


def link(invoice: dict[str, Any]) -> str:
    """The path of an invoice's pay link."""
    return f"/v1/pay/{pay_token(invoice)}"


async def page_of(person: Person, invoice: dict[str, Any]) -> str:
    """The page behind an invoice's pay link, without the key of its form, which each page has for itself."""
    answer = await person.get(f"/pay/{pay_token(invoice)}", accept="text/html")
    return re.sub(r'name="key" value="[^"]+"', "", answer.text)


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


async def test_no_row_of_the_database_holds_the_token_in_plain(seller: Shop, anybody: Person) -> None:
    """Nor what is sent to subscribers, nor the answers that are kept for keys."""
    await seller.owner.make("/v1/webhook-endpoints", receiver_id=seller.id, url="https://example.com/hooks")
    draft = await seller.draft()
    finalized = await seller.owner.post(f"/v1/invoices/{draft['id']}/finalize", idempotency_key="finalize")
    token = pay_token(finalized.json())
    async with people.working():
        paid = await anybody.post(
            f"/v1/pay/{token}/payments",
            {"payment_token": "tok_requires_action"},
            idempotency_key="pay",
            prefer="wait=10",
        )
    assert paid.json()["status"] == "requires_action"
    await seller.owner.make("/v1/payments", invoice_id=draft["id"], method="cash", amount=1)
    tables = [
        str(row["tablename"])
        for row in await database.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ]
    assert {"events", "audit_log", "idempotency_keys", "webhook_attempts"} <= set(tables)
    for table in tables:
        found = await database.fetch_value(
            int,
            f"SELECT count(*) FROM {table} AS row WHERE position($1 IN row::text) > 0 OR position($2 IN row::text) > 0",
            token,
            token.encode().hex(),
        )
        assert found == 0, f"{table} holds a pay link that can be used"


async def test_the_link_is_shown_to_who_may_pay_or_send_the_invoice(shop: Shop) -> None:
    invoice = await shop.issue()
    admin = await people.register(shop.owner.http)
    await database.execute("UPDATE users SET role = 'admin' WHERE id = $1", admin.id)
    because = Person(shop.owner.http, admin.session, reason="ticket 4711")

    async def key(*scopes: str) -> Person:
        return Person(shop.owner.http, {"access_token": await worlds.a_key(shop.owner.id, *scopes)})

    may = {
        "owner": shop.owner,
        "manager": await shop.member("manager"),
        "payer": await shop.payer_login(),
        "admin who says why": because,
        "key that pays": await key("invoices:read", "payments:write"),
        "key that sends": await key("invoices:read", "invoices:write"),
    }
    may_not = {
        "viewer": await shop.member("viewer"),
        "admin": admin,
        "key that reads": await key("invoices:read"),
        "key that reads everything": await key(*(scope for scope in SCOPES if scope.endswith(":read"))),
    }
    for name, person in (may | may_not).items():
        expected = invoice["pay_url"] if name in may else None
        one = await person.read(f"/v1/invoices/{invoice['id']}")
        listed = await person.read(f"/v1/invoices?receiver_id={shop.id}")
        assert [one["pay_url"]] == [found["pay_url"] for found in listed["data"]] == [expected], name


async def test_events_hold_no_link(shop: Shop) -> None:
    invoice = await shop.issue()
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=1)
    feed = await shop.owner.get(f"/v1/events?receiver_id={shop.id}&limit=100")
    told = {event["type"]: event for event in feed.json()["data"]}
    assert {"invoice.finalized", "invoice.partially_paid"} <= set(told)
    assert pay_token(invoice) not in feed.text
    for event in told.values():
        assert event["data"].get("pay_url") is None
        assert "pay_url" not in event["previous"]
        one = await shop.owner.get(f"/v1/events/{event['id']}")
        assert (one.json(), pay_token(invoice) in one.text) == (event, False)


async def test_where_the_payer_must_act_is_shown_to_who_may_pay(seller: Shop, anybody: Person) -> None:
    """Whoever opens that page acts as the payer, and is led back to the pay link."""
    invoice = await seller.issue()
    async with people.working():
        body = {"payment_token": "tok_requires_action"}
        paid = await anybody.post(f"{link(invoice)}/payments", body, prefer="wait=10")
    payment = paid.json()
    path = f"/v1/payments/{payment['id']}"
    assert payment["next_action"]["url"]
    assert (await anybody.read(f"{link(invoice)}/payments/{payment['id']}"))["next_action"] == payment["next_action"]
    for person in (seller.owner, await seller.payer_login(), await seller.member("manager")):
        assert (await person.read(path))["next_action"] == payment["next_action"]
    reads = Person(anybody.http, {"access_token": await worlds.a_key(seller.owner.id, "payments:read", "events:read")})
    for person in (await seller.member("viewer"), reads):
        for found in (await person.read(path), (await person.read("/v1/payments"))["data"][0]):
            assert (found["status"], found["next_action"]) == ("requires_action", None)
        feed = await person.get(f"/v1/events?receiver_id={seller.id}&types=payment.requires_action")
        assert len(feed.json()["data"]) == 1
        assert payment["next_action"]["url"] not in feed.text


async def test_a_draft_has_no_link_and_a_void_invoice_cannot_be_paid_by_its(shop: Shop, anybody: Person) -> None:
    await shop.pretend_gateway()
    assert (await shop.draft())["pay_url"] is None
    invoice = await shop.issue()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/pay/[\w-]{43}", invoice["pay_url"])
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


async def test_a_link_tells_its_holder_what_they_can_do_when_a_payment_is_on_its_way(
    shop: Shop, anybody: Person
) -> None:
    await shop.pretend_gateway()
    invoice = await shop.issue()
    body = {"payment_token": "tok_success"}
    first = await anybody.post(f"{link(invoice)}/payments", body)
    assert first.status_code == 201
    refused = await anybody.post(f"{link(invoice)}/payments", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_pay")
    assert refused.json()["detail"].endswith(
        "are already in progress. If one was begun by this link, cancel it by POST "
        "/v1/pay/{token}/payments/{id}/cancel, or wait for the outcome."
    )
    assert (await anybody.post(f"{first.headers['location']}/cancel")).is_success


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


async def test_what_was_collected_when_due_is_nobodys_who_has_the_link(shop: Shop, anybody: Person) -> None:
    await shop.pretend_gateway()
    agreed = {"accepted_at": "2026-01-01T00:00:00Z", "text": "You may charge this card."}
    await shop.owner.make("/v1/payment-methods", payer_id=shop.payer["id"], token="tok_success", mandate=agreed)
    assert (await shop.owner.patch(f"/v1/payers/{shop.payer['id']}", {"collection": "automatic"})).status_code == 200
    await database.execute("UPDATE collections SET status = 'done' WHERE status IN ('pending', 'leased')")
    invoice = await shop.issue(payment_terms_days=0)
    # It is collected from eight in the morning on, where its receiver is.
    with clock.moved_to(clock.now() + datetime.timedelta(days=1)):
        assert await collecting.collect_due(limit=50) == 1
    [collected] = await shop.owner.list_ids(f"/v1/payments?receiver_id={shop.id}")
    path = f"{link(invoice)}/payments/{collected}"
    for answer in (await anybody.get(path), await anybody.get(f"{path}/receipt"), await anybody.post(f"{path}/cancel")):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    async with database.transaction():
        locked, row = await settlement.lock(ids.decode("payment", collected))
        await outcomes.give_up(locked, row, status="failed", code="expired_card", message="The card has expired.")
    page = await page_of(anybody, invoice)
    assert "The card has expired." not in page
    assert "Your last try" not in page
    # Nor once the row of the collection is done with, or names a later try.
    await database.execute("DELETE FROM collections WHERE invoice_id = $1", ids.decode("invoice", invoice["id"]))
    assert await page_of(anybody, invoice) == page
    assert (await anybody.get(path)).status_code == 404


async def test_a_page_tells_what_is_going_to_be_collected(shop: Shop, anybody: Person) -> None:
    await shop.pretend_gateway()
    agreed = {"accepted_at": "2026-01-01T00:00:00Z", "text": "You may charge this card."}
    saved = {"payer_id": shop.payer["id"], "token": "tok_success", "mandate": agreed, "label": "Visa ending in 4242"}
    method = await shop.owner.make("/v1/payment-methods", **saved)
    assert (await shop.owner.patch(f"/v1/payers/{shop.payer['id']}", {"collection": "automatic"})).status_code == 200
    invoice = await shop.issue(payment_terms_days=10)
    path = f"/v1/invoices/{invoice['id']}/collections"
    assert (await shop.owner.read(path))["data"][0]["status"] == "scheduled"
    words = "will be collected automatically on"
    page = await page_of(anybody, invoice)
    assert words in page
    assert "(Visa ending in 4242)" in page
    # Who is not charged by itself any more is to pay.
    detached = await shop.owner.post(f"/v1/payment-methods/{method['id']}/detach")
    assert detached.status_code == 200
    assert words not in await page_of(anybody, invoice)
    await shop.owner.make("/v1/payment-methods", **saved)
    assert words in await page_of(anybody, invoice)
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash")
    assert words not in await page_of(anybody, invoice)
    # Nothing is planned for what is settled, long before its day.
    shown = await shop.owner.read(path)
    assert shown["next_collection_at"] is None
    assert [(one["status"], one["reason"]) for one in shown["data"]] == [("ended", "settled")]


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


async def test_whoever_pays_by_the_link_can_cancel_that_payment(
    shop: Shop, anybody: Person, simulator: SimulatorProcess
) -> None:
    await shop.connect_gateway(simulator.url)
    invoice, other = await shop.issue(10_000), await shop.issue(10_000)
    async with people.working():
        body = {"payment_token": "tok_requires_action"}
        paid = await anybody.post(f"{link(invoice)}/payments", body, prefer="wait=10")
        path = paid.headers["location"]
        assert (await anybody.read(link(invoice)))["amount_payable"] == 0
        elsewhere = await anybody.post(f"{link(other)}/payments/{paid.json()['id']}/cancel")
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "not_found")
        canceled = await anybody.post(f"{path}/cancel", prefer="wait=10")
    assert (canceled.status_code, canceled.json()["status"]) == (200, "canceled")
    assert canceled.headers["preference-applied"] == "wait=10"
    assert (await anybody.read(link(invoice)))["amount_payable"] == 10_000
    by_owner = await shop.owner.make(
        "/v1/payments", invoice_id=invoice["id"], method="card", payment_token="tok_success"
    )
    refused = await anybody.post(f"{link(invoice)}/payments/{by_owner['id']}/cancel")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    await assert_books_balance()
