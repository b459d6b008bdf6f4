"""Payments through HTTP, with a worker and the simulator behind: what clients see of them, and when."""

import asyncio
import time
from typing import Any

import asyncpg
import pytest
from litestar import Request

from api import payments as api_payments
from api import refunds as api_refunds
from api.answers import CallerRequest
from api.middleware import waiting
from models import ids
from models.collection import outcomes
from models.errors import Forbidden, NotFound
from models.identity import users
from tests.api import people, worlds
from tests.api.people import Person, Shop
from tests.books import assert_books_balance
from tests.models.gateways.processes import SimulatorProcess

WAIT = {"prefer": "wait=10"}


@pytest.fixture
async def seller(shop: Shop, simulator: SimulatorProcess) -> Shop:
    """A shop that takes cards."""
    await shop.connect_gateway(simulator.url)
    return shop


async def pay(shop: Shop, invoice: dict[str, Any], token: str = "tok_success", **fields: Any) -> dict[str, Any]:
    """What an online payment has come to once the gateway has spoken."""
    body = {"invoice_id": invoice["id"], "method": "card", "payment_token": token} | fields
    async with people.working():
        answer = await shop.owner.post("/v1/payments", body, **WAIT)
    assert answer.status_code == 201, answer.text
    assert answer.headers["preference-applied"] == "wait=10"
    payment: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/payments/{payment['id']}"
    read = await shop.owner.get(f"/v1/payments/{payment['id']}")
    assert (read.json(), read.headers["etag"]) == (payment, answer.headers["etag"])
    return payment


async def test_an_online_payment_waits_for_the_gateways_word(seller: Shop) -> None:
    invoice = await seller.issue(10_000)
    payment = await pay(seller, invoice)
    assert (payment["status"], payment["amount"], payment["amount_allocated"]) == ("succeeded", 10_000, 10_000)
    assert payment["gateway_payment_id"]
    now = await seller.owner.read(f"/v1/invoices/{invoice['id']}")
    assert (now["settlement"], now["amount_paid"], now["amount_due"]) == ("paid", 10_000, 0)
    await assert_books_balance()


async def test_a_decline_is_an_outcome_and_the_invoice_can_be_paid_again(seller: Shop) -> None:
    invoice = await seller.issue(10_000)
    declined = await pay(seller, invoice, "tok_declined")
    assert (declined["status"], declined["failure_code"]) == ("failed", "card_declined")
    now = await seller.owner.read(f"/v1/invoices/{invoice['id']}")
    assert (now["amount_payable"], now["in_flight"]) == (10_000, False)
    assert (await pay(seller, invoice))["status"] == "succeeded"
    await assert_books_balance()


async def test_a_payer_who_must_act_is_told_where(seller: Shop) -> None:
    payment = await pay(seller, await seller.issue(), "tok_requires_action")
    assert payment["status"] == "requires_action"
    assert payment["next_action"]["type"] == "redirect"
    assert payment["next_action"]["url"].startswith("http://127.0.0.1:")


async def test_a_debit_is_pending_and_reserves_its_part(seller: Shop) -> None:
    invoice = await seller.issue(10_000)
    payment = await pay(seller, invoice, "tok_debit", method="bank_debit", amount=4_000)
    assert payment["status"] == "pending"
    now = await seller.owner.read(f"/v1/invoices/{invoice['id']}")
    assert (now["amount_reserved"], now["amount_payable"], now["in_flight"]) == (4_000, 6_000, True)
    refused = await seller.owner.post(f"/v1/invoices/{invoice['id']}/void")
    assert (refused.status_code, refused.json()["code"]) == (409, "invoice_has_money")


async def test_without_a_preference_the_answer_comes_at_once(seller: Shop) -> None:
    invoice = await seller.issue()
    body = {"invoice_id": invoice["id"], "method": "card", "payment_token": "tok_success"}
    answer = await seller.owner.post("/v1/payments", body)
    assert (answer.status_code, answer.json()["status"]) == (201, "created")
    assert "preference-applied" not in answer.headers
    refused = await seller.owner.post("/v1/payments", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_pay")
    assert ". Confirm, reject, clear or bounce what is paid by hand, or wait for " in refused.json()["detail"]
    refused = await (await seller.payer_login()).post("/v1/payments", body)
    way_out = ". Cancel a payment of yours that is on its way, by POST /v1/payments/{id}/cancel, or wait for "
    assert way_out in refused.json()["detail"]


@pytest.mark.parametrize("prefer", ["wait=1", 'respond-async, WAIT = "1"'])
async def test_waiting_ends_when_the_time_is_over(shop: Shop, prefer: str) -> None:
    await shop.pretend_gateway()
    body = {"invoice_id": (await shop.issue())["id"], "method": "card", "payment_token": "tok_success"}
    started = time.monotonic()
    answer = await shop.owner.post("/v1/payments", body, prefer=prefer)
    assert (answer.status_code, answer.json()["status"]) == (201, "created")
    assert 0.9 < time.monotonic() - started < waiting.WAIT_SECONDS_MAX / 2


async def test_waiting_tells_what_is_reached_when_the_time_is_over(shop: Shop) -> None:
    """That the gateway gave no answer is nothing to wait for, and still what has become of the payment."""
    await shop.pretend_gateway()
    body = {"invoice_id": (await shop.issue())["id"], "method": "card", "payment_token": "tok_success"}
    waiting = asyncio.create_task(shop.owner.post("/v1/payments", body, prefer="wait=2"))
    while not (begun := await shop.owner.list_ids(f"/v1/payments?receiver_id={shop.id}")):
        await asyncio.sleep(0.01)
    payment_id = ids.decode("payment", begun[0])
    assert payment_id is not None
    await outcomes.mark_unknown(payment_id)
    answer = await waiting
    assert (answer.status_code, answer.json()["status"]) == (201, "unknown")


@pytest.mark.parametrize("prefer", ["wait=0", "wait=-1", "wait=x", "await=5", "return=minimal"])
async def test_what_is_no_preference_to_wait_is_ignored(
    shop: Shop, prefer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def wait(*_: object) -> None:
        pytest.fail("nobody asked for that")

    monkeypatch.setattr(waiting, "_bring_up_to_date", wait)
    await shop.pretend_gateway()
    body = {"invoice_id": (await shop.issue())["id"], "method": "card", "payment_token": "tok_success"}
    assert (await shop.owner.post("/v1/payments", body, prefer=prefer)).status_code == 201


def test_nobody_waits_for_more_than_half_a_minute() -> None:
    assert waiting.WAIT_SECONDS_MAX == 30
    assert api_payments.PAYMENT_OUTCOME.undecided == outcomes.AWAITED


async def test_waiting_for_what_is_refused_ends_at_once(shop: Shop) -> None:
    body = {"invoice_id": (await shop.draft())["id"], "method": "card", "payment_token": "tok_success"}
    answer = await shop.owner.post("/v1/payments", body, **WAIT)
    assert (answer.status_code, answer.json()["code"]) == (409, "invoice_not_open")


async def test_a_database_that_goes_away_while_we_wait_does_not_take_the_answer_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.pretend_gateway()

    async def gone(*_: Any) -> None:
        raise asyncpg.ConnectionDoesNotExistError

    monkeypatch.setattr(waiting, "_bring_up_to_date", gone)
    body = {"invoice_id": (await shop.issue())["id"], "method": "card", "payment_token": "tok_success"}
    answer = await shop.owner.post("/v1/payments", body, **WAIT)
    assert (answer.status_code, answer.json()["status"]) == (201, "created")
    assert await shop.owner.list_ids("/v1/payments") == [answer.json()["id"]]


async def test_a_replayed_answer_is_brought_up_to_date(seller: Shop) -> None:
    body = {"invoice_id": (await seller.issue())["id"], "method": "card", "payment_token": "tok_success"}
    first = await seller.owner.post("/v1/payments", body, idempotency_key="once")
    assert first.json()["status"] == "created"
    async with people.working():
        again = await seller.owner.post("/v1/payments", body, idempotency_key="once", **WAIT)
    assert again.headers["idempotent-replayed"] == "true"
    assert (again.json()["id"], again.json()["status"]) == (first.json()["id"], "succeeded")
    assert again.headers["etag"] != first.headers["etag"]
    plain = await seller.owner.post("/v1/payments", body, idempotency_key="once")
    assert plain.content == first.content


async def test_an_online_payment_is_refunded_through_its_gateway(seller: Shop) -> None:
    payment = await pay(seller, await seller.issue(10_000))
    async with people.working():
        answer = await seller.owner.post(
            "/v1/refunds", {"payment_id": payment["id"], "amount": 4_000, "reason": "Broken."}, **WAIT
        )
    refund = answer.json()
    assert (answer.status_code, refund["status"], refund["amount"]) == (201, "succeeded", 4_000)
    refused = await seller.owner.post("/v1/refunds", {"payment_id": payment["id"], "amount": 6_001})
    assert (refused.status_code, refused.json()["code"]) == (422, "refund_too_high")
    assert refused.json()["errors"][0]["pointer"] == "/amount"
    assert (await seller.owner.read(f"/v1/payments/{payment['id']}"))["amount_refunded"] == 4_000
    await assert_books_balance()


async def test_a_key_that_may_not_read_sees_what_becomes_of_what_it_began(seller: Shop) -> None:
    """Writing does not include reading; the outcome of a request is the answer to it."""
    invoice = await seller.issue(10_000)
    key = await worlds.a_key(seller.owner.id, "payments:write", "refunds:write")
    program = people.Person(seller.owner.http, {"access_token": key})
    async with people.working():
        body = {"invoice_id": invoice["id"], "method": "card", "payment_token": "tok_success"}
        paid = await program.post("/v1/payments", body, **WAIT)
        refunded = await program.post("/v1/refunds", {"payment_id": paid.json()["id"], "amount": 4_000}, **WAIT)
    assert (paid.json()["status"], refunded.json()["status"]) == ("succeeded", "succeeded")
    assert (await program.get(f"/v1/payments/{paid.json()['id']}")).status_code == 403


async def test_an_outcome_is_read_as_whoever_asks(shop: Shop, stranger: people.Person) -> None:
    payment = await shop.owner.make("/v1/payments", invoice_id=(await shop.issue())["id"], method="cash")
    refund = await shop.owner.make("/v1/refunds", payment_id=payment["id"])
    viewer = await shop.member("viewer")
    for outcome, made in ((api_payments.PAYMENT_OUTCOME, payment), (api_refunds.REFUND_OUTCOME, refund)):
        identifier = ids.decode(outcome.kind, made["id"])
        assert identifier is not None
        for person, refusal in ((stranger, NotFound), (viewer, Forbidden)):
            request: CallerRequest = Request({"type": "http", "user": await users.caller(person.id)})
            with pytest.raises(refusal):
                await outcome.read(request, identifier)


async def test_a_wrong_amount_is_for_a_human_to_look_at(seller: Shop) -> None:
    invoice = await seller.issue(10_000)
    payment = await pay(seller, invoice, "tok_wrong_amount")
    assert payment["status"] == "needs_review"
    assert payment["review"]
    assert (await seller.owner.read(f"/v1/invoices/{invoice['id']}"))["settlement"] == "unpaid"
    await assert_books_balance()


async def test_more_than_is_owed_is_not_taken_online_and_is_credit_offline(seller: Shop) -> None:
    invoice = await seller.issue(10_000)
    online = {"invoice_id": invoice["id"], "method": "card", "payment_token": "tok_success", "amount": 10_001}
    refused = await seller.owner.post("/v1/payments", online)
    assert (refused.status_code, refused.json()["code"]) == (422, "amount_too_high")
    assert "100.00 EUR" in refused.json()["detail"]
    cash = await seller.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=10_500)
    assert (cash["amount_allocated"], cash["amount_unapplied"]) == (10_000, 500)
    balance = await seller.owner.read(f"/v1/payers/{seller.payer['id']}/balance")
    assert balance["data"] == [{"object": "balance", "currency": "EUR", "amount_due": 0, "amount_credit": 500}]


async def test_one_payment_covers_several_invoices(shop: Shop) -> None:
    invoices = [await shop.issue(amount) for amount in (1_000, 2_000)]
    allocations = [{"invoice_id": invoice["id"], "amount": invoice["total"]} for invoice in invoices]
    payment = await shop.owner.make("/v1/payments", method="bank_transfer", allocations=allocations)
    assert (payment["invoice_id"], payment["amount"]) == (None, 3_000)
    assert {part["invoice_id"]: part["amount"] for part in payment["allocations"]} == {
        part["invoice_id"]: part["amount"] for part in allocations
    }
    for invoice in invoices:
        assert (await shop.owner.read(f"/v1/invoices/{invoice['id']}"))["settlement"] == "paid"


async def test_a_cheque_clears_or_bounces(shop: Shop) -> None:
    cleared, bounced = [
        await shop.owner.make("/v1/payments", invoice_id=(await shop.issue())["id"], method="cheque") for _ in range(2)
    ]
    assert cleared["status"] == "pending"
    answer = await shop.owner.post(f"/v1/payments/{cleared['id']}/clear")
    assert (answer.status_code, answer.json()["status"]) == (200, "succeeded")
    answer = await shop.owner.post(f"/v1/payments/{bounced['id']}/bounce", {"reason": "No funds."})
    assert (answer.status_code, answer.json()["status"], answer.json()["failure_message"]) == (
        200,
        "failed",
        "No funds.",
    )
    # It was presented again.
    again = await shop.owner.post(f"/v1/payments/{bounced['id']}/clear")
    assert (again.status_code, again.json()["status"]) == (200, "succeeded")
    once_more = await shop.owner.post(f"/v1/payments/{bounced['id']}/clear")
    assert (once_more.status_code, once_more.json()["code"]) == (409, "payment_state_forbids")
    await assert_books_balance()


async def bounce(shop: Shop, fee: Any, *, clears: bool = False, **headers: str) -> Any:
    """The answer to the bounce of a new cheque, with the cheque."""
    cheque = await shop.owner.make("/v1/payments", invoice_id=(await shop.issue())["id"], method="cheque")
    if clears:
        assert (await shop.owner.post(f"/v1/payments/{cheque['id']}/clear")).status_code == 200
    body = {"reason": "No funds.", "fee": fee}
    return await shop.owner.post(f"/v1/payments/{cheque['id']}/bounce", body, **headers), cheque


async def test_the_fee_of_a_bounce_is_a_document_of_its_own(shop: Shop) -> None:
    answer, cheque = await bounce(shop, {"amount": 1_250, "description": "Returned cheque"}, clears=True)
    assert answer.status_code == 200, answer.text
    assert await shop.owner.read(f"/v1/payments/{cheque['id']}") == answer.json()
    [note_id] = answer.json()["fee_invoice_ids"]
    note = await shop.owner.read(f"/v1/invoices/{note_id}")
    [reversal] = (await shop.owner.read(f"/v1/reversals?payment_id={cheque['id']}"))["data"]
    assert note["fee_of"] == {"payment_id": cheque["id"], "reversal_id": reversal["id"]}
    assert reversal["fee_invoice_id"] == note_id
    assert (note["kind"], note["total"], note["settlement"]) == ("debit_note", 1_250, "unpaid")
    mine = f"/v1/invoices?receiver_id={shop.id}"
    assert await shop.owner.list_ids(f"{mine}&kind=debit_note") == [note_id]
    assert await shop.owner.list_ids(f"{mine}&kind=invoice") == [cheque["invoice_id"]]
    table = await shop.owner.get(f"{mine}&kind=debit_note", accept="text/csv")
    assert table.text.splitlines()[1].endswith(",debit_note")
    # Whoever has its link pays it, like any invoice's.
    paid = await shop.owner.make("/v1/payments", invoice_id=note_id, method="cash")
    assert (paid["status"], paid["amount"]) == ("succeeded", 1_250)
    # The ordinary void of the next one: goodwill.
    answer, _ = await bounce(shop, {"amount": 1})
    voided = await shop.owner.post(f"/v1/invoices/{answer.json()['fee_invoice_ids'][0]}/void")
    assert (voided.status_code, voided.json()["status"]) == (200, "void")
    await assert_books_balance()


async def test_a_repeated_bounce_has_one_fee(shop: Shop) -> None:
    answer, cheque = await bounce(shop, {"amount": 500}, idempotency_key="one")
    path, body = f"/v1/payments/{cheque['id']}/bounce", {"reason": "No funds.", "fee": {"amount": 500}}
    again = await shop.owner.post(path, body, idempotency_key="one")
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == answer.json()
    refused = await shop.owner.post(path, body, idempotency_key="two")
    assert (refused.status_code, refused.json()["code"]) == (409, "payment_state_forbids")
    assert len(await shop.owner.list_ids(f"/v1/invoices?receiver_id={shop.id}&kind=debit_note")) == 1
    await assert_books_balance()


@pytest.mark.parametrize(
    ("fee", "pointer"),
    [
        ({"amount": 0}, "/fee/amount"),
        ({"amount": -1}, "/fee/amount"),
        ({"amount": 10**11 + 1}, "/fee/amount"),
        ({"amount": 1, "currency": "USD"}, "/fee/currency"),
        ({"amount": 1, "description": ""}, "/fee/description"),
        ({"amount": 1, "taxes": [{"name": "VAT", "percent": "19", "category": "Z"}]}, "/fee/taxes/0"),
        ({"amount": 1, "total": 1}, "/fee/total"),
        ({}, "/fee/amount"),
    ],
)
async def test_a_fee_that_makes_no_sense_is_pointed_at(shop: Shop, fee: dict[str, Any], pointer: str) -> None:
    answer, cheque = await bounce(shop, fee)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)
    assert (await shop.owner.read(f"/v1/payments/{cheque['id']}"))["status"] == "pending"


async def test_a_key_that_may_not_issue_asks_for_no_fee(shop: Shop) -> None:
    scopes = ["payments:read", "payments:write"]
    key = await shop.owner.make("/v1/api-keys", name="Till", scopes=scopes)
    till = {"authorization": f"Bearer {key['secret']}"}
    cheque = await shop.owner.make("/v1/payments", invoice_id=(await shop.issue())["id"], method="cheque")
    path = f"/v1/payments/{cheque['id']}/bounce"
    refused = await shop.owner.post(path, {"reason": "No funds.", "fee": {"amount": 1}}, **till)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert "invoices:write" in refused.json()["detail"]
    assert (await shop.owner.post(path, {"reason": "No funds."}, **till)).status_code == 200


async def test_a_note_is_for_those_who_wrote_it(shop: Shop) -> None:
    payer = await shop.payer_login()
    for person, other, method in ((shop.owner, payer, "cash"), (payer, shop.owner, "bank_transfer")):
        invoice = await shop.issue()
        made = await person.make("/v1/payments", invoice_id=invoice["id"], method=method, amount=1, note="Careful.")
        assert made["note"] == "Careful."
        [listed] = [one for one in (await other.read("/v1/payments"))["data"] if one["id"] == made["id"]]
        # What a payer reports is said to the receiver; what the receiver records is not said to the payer.
        expected = None if other is payer else "Careful."
        assert (await other.read(f"/v1/payments/{made['id']}"))["note"] == listed["note"] == expected
        assert (await person.read(f"/v1/payments/{made['id']}"))["note"] == "Careful."


async def test_allocations_that_come_to_more_than_json_holds_are_named(shop: Shop) -> None:
    parts = [{"invoice_id": (await shop.issue())["id"], "amount": 2**53 - 1} for _ in range(2)]
    refused = await shop.owner.post("/v1/payments", {"method": "cash", "allocations": parts})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    (error,) = refused.json()["errors"]
    assert error["pointer"] == "/allocations"
    first = {"method": "cash", "invoice_id": parts[0]["invoice_id"], "amount": 2**53 - 1}
    assert (await shop.owner.post("/v1/payments", first)).status_code == 201
    refused = await shop.owner.post("/v1/payments", first | {"invoice_id": parts[1]["invoice_id"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "sum_too_large")
    assert refused.json()["errors"][0]["pointer"] == "/amount"


async def test_an_online_payment_needs_a_gateway(shop: Shop) -> None:
    body = {"invoice_id": (await shop.issue())["id"], "method": "card", "payment_token": "tok_success"}
    refused = await shop.owner.post("/v1/payments", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_gateway_account")
    assert refused.json()["detail"].endswith("an owner connects one by POST /v1/gateway-accounts.")
    refused = await shop.owner.post("/v1/payments", body | {"gateway_account_id": "gwa_" + "7" + "z" * 25})
    assert refused.json()["detail"].startswith("The receiver has no such active gateway account: leave ")
    # Who pays neither connects nor sees one.
    payer = await shop.payer_login()
    way_out = "pay by bank transfer, or ask who sent it to you."
    refused = await payer.post("/v1/payments", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_gateway_account")
    assert refused.json()["detail"] == f"This invoice cannot be paid online: {way_out}"
    refused = await payer.post("/v1/payments", body | {"gateway_account_id": "gwa_" + "7" + "z" * 25})
    assert refused.json()["detail"].endswith(f"leave gateway_account_id out, or {way_out}")


async def test_an_amount_below_its_allocations_is_told_as_money(shop: Shop) -> None:
    part = {"invoice_id": (await shop.issue())["id"], "amount": 2_000}
    refused = await shop.owner.post("/v1/payments", {"method": "cash", "amount": 100, "allocations": [part]})
    words = "The amount of 1.00 EUR is less than its allocations, which come to 20.00 EUR."
    assert (refused.status_code, refused.json()["errors"]) == (422, [{"pointer": "/amount", "detail": words}])


async def test_credentials_and_payment_tokens_are_in_no_answer(seller: Shop, stranger: Person) -> None:
    token = "tok_success"
    payment = await pay(seller, await seller.issue(), token)
    account = (await seller.owner.get("/v1/gateway-accounts")).text
    for secret in ("sk_sim_", "whsec_", '"credentials"', "api_key"):
        assert secret not in account
    assert token not in str(payment)
