"""Comparison with the real simulator process: what heals, and what differs."""

import asyncio
import uuid

import msgspec
import pytest

from models import database, ids
from models.access import SYSTEM
from models.collection import outcomes, reviews
from models.gateways.base import Charge, PaymentFact
from models.online import attempts, facts, gateway_accounts
from models.reconciliation import comparison, subjects, windows
from models.shapes import reconciliation as shapes
from tests.books import event_types, events_of, invoice_now, open_book, payment_now
from tests.models.reconciliation.shops import Shop, connect, succeed_here

# What agrees, and what heals.


async def test_a_run_that_finds_nothing_says_so(shop: Shop) -> None:
    for token in ("tok_success", "tok_declined", "tok_requires_action"):
        await shop.pay(token)
    run = await shop.run()
    assert (run["status"], run["payments_there"], run["payments_here"], run["discrepancies_found"]) == (
        "completed",
        3,
        3,
        0,
    )
    assert await shop.discrepancies() == []
    (event,) = await events_of(run)
    assert event["type"] == "reconciliation.completed"
    assert event["data"] == msgspec.to_builtins(shapes.run(run)) | {"updated_at": event["data"]["updated_at"]}


async def test_money_whose_announcement_was_lost_is_booked_by_the_run(shop: Shop) -> None:
    payment = await shop.payment()
    await shop.charge(payment)
    run = await shop.run()
    assert run["discrepancies_found"] == 0
    assert (await payment_now(payment))["status"] == "succeeded"
    assert await event_types(payment) == ["payment.created", "payment.succeeded"]
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "paid"


@pytest.mark.parametrize(("token", "status"), [("tok_declined", "failed"), ("tok_requires_action", "requires_action")])
async def test_other_steps_forward_are_healed_too(shop: Shop, token: str, status: str) -> None:
    payment = await shop.payment()
    await shop.charge(payment, token)
    assert (await shop.run())["discrepancies_found"] == 0
    assert (await payment_now(payment))["status"] == status


async def test_a_debit_that_was_returned_unheard_is_reversed(shop: Shop) -> None:
    payment = await shop.payment()
    fact = await shop.charge(payment, "tok_debit_returns")
    await succeed_here(shop, payment, fact.gateway_payment_id)
    async with asyncio.timeout(20):
        while fact.status != "returned":
            await asyncio.sleep(0.02)
            found = await shop.merchant.gateway.find_payment(reference=fact.reference)
            assert found is not None
            fact = found
    assert (await shop.run())["discrepancies_found"] == 0
    assert (await payment_now(payment))["status"] == "reversed"
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "unpaid"


async def test_a_payment_that_was_given_up_here_but_charged_there_is_booked_after_all(shop: Shop) -> None:
    payment = await shop.payment()
    await shop.charge(payment)
    await outcomes.fail(payment["id"], code="gateway_unavailable", message="The gateway never took the request.")
    assert (await shop.run())["discrepancies_found"] == 0
    assert (await payment_now(payment))["status"] == "succeeded"


async def test_one_payment_that_cannot_be_healed_does_not_hold_up_the_others(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    sick, well = await shop.payment(), await shop.payment()
    sick_fact = await shop.charge(sick)
    await shop.charge(well)
    apply = facts.apply

    async def choke(fact: PaymentFact, *, gateway_account_id: uuid.UUID) -> bool:
        if fact.reference == sick_fact.reference:
            raise AssertionError("indigestible")
        return await apply(fact, gateway_account_id=gateway_account_id)

    monkeypatch.setattr(facts, "apply", choke)
    run = await shop.run()
    assert (run["status"], run["discrepancies_found"]) == ("completed", 1)
    found = await shop.the_discrepancy()
    assert (found["kind"], found["payment_id"], found["status_here"]) == ("state_differs", sick["id"], "created")
    assert (await payment_now(well))["status"] == "succeeded"


# What differs.


@pytest.mark.parametrize("unknown", ["att_of_somebody_else", ids.encode("attempt", uuid.UUID(int=7))])
async def test_a_payment_that_we_know_nothing_of_is_missing_here(shop: Shop, unknown: str) -> None:
    charge = Charge(
        reference=unknown,
        amount=700,
        currency="USD",
        payment_token="tok_success",
        description="",
        return_url="",
        callback_url="",
    )
    fact = await shop.merchant.gateway.charge(charge)
    run = await shop.run()
    assert (run["payments_there"], run["payments_here"], run["discrepancies_found"]) == (1, 0, 1)
    found = await shop.the_discrepancy()
    assert (found["kind"], found["gateway_payment_id"], found["payment_id"], found["currency"]) == (
        "missing_here",
        fact.gateway_payment_id,
        None,
        "USD",
    )
    assert (found["amount_here"], found["amount_there"], found["status_here"], found["status_there"]) == (
        None,
        700,
        None,
        "succeeded",
    )
    (event,) = await events_of(found)
    assert event["type"] == "reconciliation.discrepancy_found"
    assert event["data"]["id"] == ids.encode("discrepancy", found["id"])
    logged = await database.fetch_value(str, "SELECT after FROM audit_log WHERE object_id = $1", found["id"])
    shown = msgspec.json.decode(logged or "")
    # By our clock, which a run may have moved on.
    assert (shown["subject"], type(shown["age_seconds"])) == ("payment", int)


async def test_a_second_charge_of_one_attempt_is_a_payment_that_needs_a_review(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment, fact = await shop.pay()
    body = {"amount": 1000, "currency": "EUR", "token": "tok_success", "reference": fact.reference}
    status, second = await shop.merchant.request("POST", "/v1/payments", body, idempotency_key="another")
    assert (status, second["id"] != fact.gateway_payment_id) == (201, True)
    await shop.run()
    found = await shop.the_discrepancy()
    assert (found["kind"], found["gateway_payment_id"], found["status_here"]) == (
        "state_differs",
        second["id"],
        "needs_review",
    )
    assert found["payment_id"] != payment["id"]
    # The first one agrees with ours, which closes nothing of the second, even where they are compared apart.
    monkeypatch.setattr(windows, "BATCH", 1)
    assert (await shop.run())["discrepancies_found"] == 0
    assert (await shop.the_discrepancy())["status"] == "open"


@pytest.mark.parametrize("first", ["word", "run"])
async def test_a_second_charge_is_one_discrepancy_whoever_tells_of_it_first(shop: Shop, first: str) -> None:
    payment, fact = await shop.pay()
    body = {"amount": 1000, "currency": "EUR", "token": "tok_success", "reference": fact.reference}
    _, second = await shop.merchant.request("POST", "/v1/payments", body, idempotency_key="another")
    if first == "run":
        await shop.run()
    word = msgspec.structs.replace(fact, gateway_payment_id=second["id"])
    assert await facts.apply(word, gateway_account_id=shop.account["id"])
    assert (await shop.run())["discrepancies_found"] == 0
    found = await shop.the_discrepancy()
    # The run has handed the gateway's word on, which was put aside and kept as a discrepancy then.
    assert (found["kind"], found["status"], found["run_id"]) == ("state_differs", "open", None)
    assert await event_types(found) == ["reconciliation.discrepancy_found"]
    assert (await payment_now(payment))["status"] == "succeeded"


async def test_a_payment_that_the_gateway_denies_is_missing_there(shop: Shop) -> None:
    payment = await shop.payment()
    await succeed_here(shop, payment, "simpay_imagined")
    run = await shop.run()
    assert (run["payments_there"], run["payments_here"]) == (0, 1)
    found = await shop.the_discrepancy()
    assert (found["kind"], found["payment_id"], found["amount_here"], found["status_here"]) == (
        "missing_there",
        payment["id"],
        1000,
        "succeeded",
    )
    assert (found["amount_there"], found["status_there"]) == (None, None)


@pytest.mark.parametrize("token", ["tok_wrong_amount", "tok_wrong_currency"])
async def test_another_amount_or_currency_goes_to_review_and_is_kept_as_a_difference(shop: Shop, token: str) -> None:
    payment = await shop.payment()
    fact = await shop.charge(payment, token)
    run = await shop.run()
    assert run["discrepancies_found"] == 1
    found = await shop.the_discrepancy()
    assert (found["kind"], found["payment_id"], found["amount_here"]) == ("amount_differs", payment["id"], 1000)
    assert (found["amount_there"], found["currency"]) == (fact.amount, fact.currency)
    assert (await payment_now(payment))["status"] == "needs_review"


async def test_money_on_another_account_is_kept_as_a_difference(shop: Shop) -> None:
    payment = await shop.payment()
    await shop.charge(payment, "tok_wrong_account")
    await shop.run()
    found = await shop.the_discrepancy()
    assert (found["kind"], found["status_here"], found["status_there"]) == (
        "state_differs",
        "needs_review",
        "succeeded",
    )
    assert found["payment_id"] == payment["id"]


async def test_money_that_has_come_here_only_is_a_difference_of_states(shop: Shop) -> None:
    payment = await shop.payment()
    fact = await shop.charge(payment, "tok_declined")
    await succeed_here(shop, payment, fact.gateway_payment_id)
    await shop.run()
    found = await shop.the_discrepancy()
    assert (found["kind"], found["status_here"], found["status_there"]) == ("state_differs", "succeeded", "failed")


async def test_an_answer_that_is_older_than_our_payment_is_not_judged_by(shop: Shop) -> None:
    asked_at = await database.fetch_value(object, "SELECT clock_timestamp()")
    payment, fact = await shop.pay()
    stale = msgspec.structs.replace(fact, status="pending")
    account = await gateway_accounts.get(SYSTEM, shop.account["id"])
    judged, matched = await comparison.compare(subjects.PAYMENTS, account, [stale], asked_at)
    assert (judged.differences, judged.ids_here, matched) == ([], [], {payment["id"]})
    asked_later = await database.fetch_value(object, "SELECT clock_timestamp()")
    judged, _ = await comparison.compare(subjects.PAYMENTS, account, [stale], asked_later)
    assert [difference.kind for difference in judged.differences] == ["state_differs"]


async def test_what_was_charged_through_a_replaced_account_is_known_here(shop: Shop) -> None:
    payment = await shop.payment()
    await shop.charge(payment)
    await gateway_accounts.archive(shop.book.owner, shop.account["id"], version=None)
    successor = Shop(shop.book, shop.merchant, await connect(shop.book, shop.merchant))
    run = await successor.run()
    assert (run["payments_there"], run["payments_here"], run["discrepancies_found"]) == (1, 0, 0)
    assert (await payment_now(payment))["status"] == "succeeded"


async def test_another_receivers_attempts_are_not_known_here(shop: Shop) -> None:
    book = await open_book()
    # Even though both have given us the keys of one merchant account.
    other = Shop(book, shop.merchant, await connect(book, shop.merchant))
    payment = await other.payment()
    await other.charge(payment)
    await shop.run()
    found = await shop.the_discrepancy()
    assert (found["kind"], found["payment_id"]) == ("missing_here", None)
    assert (await payment_now(payment))["status"] == "created"


@pytest.mark.parametrize("settle", ["return", "reject"])
async def test_a_second_charge_that_a_person_has_settled_is_no_discrepancy_any_more(shop: Shop, settle: str) -> None:
    payment, fact = await shop.pay()
    body = {"amount": 1000, "currency": "EUR", "token": "tok_success", "reference": fact.reference}
    await shop.merchant.request("POST", "/v1/payments", body, idempotency_key="another")
    await shop.run()
    found = await shop.the_discrepancy()
    if settle == "return":
        await reviews.return_payment(shop.book.owner, found["payment_id"], reason="Charged twice.")
        await attempts.send_due()
    else:
        await reviews.reject_payment(shop.book.owner, found["payment_id"], reason="Charged twice.")
    assert (await shop.run())["discrepancies_found"] == 0
    # The same one, and it is over.
    assert (await shop.the_discrepancy())["status"] == "resolved"
    assert (await payment_now(payment))["status"] == "succeeded"
