"""Comparison of refunds: what heals, what differs, and what nobody here has asked for."""

import asyncio
import functools
from typing import Any

import msgspec
import pytest

from models import clock
from models.collection import refund_outcomes, reviews
from models.gateways.base import RefundFact
from models.gateways.simulator import client
from models.online import facts, gateway_accounts
from models.reconciliation import windows
from tests.books import event_types, invoice_now, payment_now, refund_now
from tests.models.reconciliation.shops import Shop, reference


async def succeed_refund_here(shop: Shop, refund: Any, payment: Any, id_there: str) -> RefundFact:
    """Makes us believe that the money has gone back."""
    fact = RefundFact(
        gateway_refund_id=id_there,
        gateway_payment_id=payment["gateway_payment_id"],
        reference=await reference(refund, of="refund_id"),
        account=shop.account["account"],
        status="succeeded",
        amount=refund["amount"],
        currency=refund["currency"],
    )
    assert await facts.apply(fact, gateway_account_id=shop.account["id"])
    return fact


async def test_refunds_that_both_sides_know_are_counted_and_agree(shop: Shop) -> None:
    payment, _ = await shop.pay()
    for amount in (100, 200):
        _, fact = await shop.refund(payment, amount)
        assert fact
        assert await facts.apply(fact, gateway_account_id=shop.account["id"])
    run = await shop.run()
    assert (run["refunds_there"], run["refunds_here"], run["discrepancies_found"]) == (2, 2, 0)


async def test_a_refund_whose_announcement_was_lost_is_booked_by_the_run(shop: Shop) -> None:
    payment, _ = await shop.pay()
    refund, _ = await shop.refund(payment, 400)
    assert (await shop.run())["discrepancies_found"] == 0
    assert (await refund_now(refund))["status"] == "succeeded"
    assert await event_types(refund) == ["refund.created", "refund.succeeded"]
    assert (await payment_now(payment))["amount_refunded"] == 400


async def test_a_refund_of_a_debit_is_heard_of_in_every_state(shop: Shop) -> None:
    debit = await shop.payment()
    fact = await shop.charge(debit, "tok_debit")
    async with asyncio.timeout(20):
        while fact.status != "succeeded":
            await asyncio.sleep(0.02)
            found = await shop.merchant.gateway.find_payment(reference=fact.reference)
            assert found
            fact = found
    await shop.run()
    refund, pending = await shop.refund(await payment_now(debit), 400)
    assert pending
    assert pending.status == "pending"
    await shop.run()
    assert (await refund_now(refund))["status"] in ("processing", "succeeded")
    async with asyncio.timeout(20):
        while (await shop.merchant.gateway.find_refund(reference=pending.reference)) == pending:
            await asyncio.sleep(0.02)
    assert (await shop.run())["discrepancies_found"] == 0
    assert (await refund_now(refund))["status"] == "succeeded"


async def test_a_refund_that_came_back_unheard_is_taken_back_although_it_is_old(shop: Shop) -> None:
    payment, _ = await shop.pay()
    refund, fact = await shop.refund(payment, 400)
    assert fact
    assert await facts.apply(fact, gateway_account_id=shop.account["id"])
    later = clock.now()
    await shop.merchant.happens(f"refunds/{fact.gateway_refund_id}/return")
    run = await shop.run(since=later)
    assert (run["refunds_there"], run["refunds_here"], run["discrepancies_found"]) == (1, 0, 0)
    assert (await refund_now(refund))["status"] == "failed"


async def test_a_refund_that_was_given_up_here_but_made_there_is_booked_after_all(shop: Shop) -> None:
    payment, _ = await shop.pay()
    refund, _ = await shop.refund(payment, 400)
    await refund_outcomes.fail_by_ourselves(
        refund["id"], payment["id"], code="gateway_unavailable", message="The gateway never took the request."
    )
    assert (await shop.run())["discrepancies_found"] == 0
    assert (await refund_now(refund))["status"] == "succeeded"


async def test_a_refund_at_the_gateways_own_desk_is_a_discrepancy_within_one_comparison(shop: Shop) -> None:
    payment, fact = await shop.pay()
    made = await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/refund", amount=300)
    run = await shop.run()
    assert (run["refunds_there"], run["refunds_here"]) == (1, 0)
    found = await shop.the_discrepancy()
    assert (found["subject"], found["status"], found["payment_id"], found["gateway_payment_id"]) == (
        "refund",
        "open",
        payment["id"],
        fact.gateway_payment_id,
    )
    assert (found["gateway_object_id"], found["amount_there"], found["status_there"]) == (made["id"], 300, "succeeded")
    # The gateway's word was handed on: its money stands aside until somebody has looked.
    assert (found["kind"], found["status_here"]) == ("state_differs", "needs_review")
    assert (await shop.run())["discrepancies_found"] == 0, "said once"


async def test_a_refund_at_the_desk_that_moved_nothing_in_the_end_is_no_discrepancy(shop: Shop) -> None:
    failing = await shop.charge(await shop.payment(), "tok_refund_fails")
    await shop.merchant.happens(f"payments/{failing.gateway_payment_id}/refund", amount=300)
    _, fact = await shop.pay()
    made = await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/refund", amount=300)
    await shop.merchant.happens(f"refunds/{made['id']}/return")
    run = await shop.run()
    assert (run["refunds_there"], run["discrepancies_found"]) == (2, 0)
    assert await shop.discrepancies() == []


async def test_a_refund_of_a_payment_that_we_do_not_know_is_missing_here(shop: Shop) -> None:
    body = {"amount": 1000, "currency": "EUR", "token": "tok_success", "reference": "of_another_shop"}
    _, payment = await shop.merchant.request("POST", "/v1/payments", body, idempotency_key="another")
    made = await shop.merchant.happens(f"payments/{payment['id']}/refund")
    await shop.run()
    by_subject = {row["subject"]: row for row in await shop.discrepancies()}
    assert by_subject.keys() == {"payment", "refund"}
    refund = by_subject["refund"]
    assert (refund["kind"], refund["payment_id"], refund["gateway_object_id"], refund["refund_id"]) == (
        "missing_here",
        None,
        made["id"],
        None,
    )


async def test_a_refund_that_the_gateway_denies_is_missing_there(shop: Shop) -> None:
    payment, _ = await shop.pay()
    refund, _ = await shop.refund(payment, 400, send=False)
    await succeed_refund_here(shop, refund, payment, "simrfd_imagined")
    run = await shop.run()
    assert (run["refunds_there"], run["refunds_here"]) == (0, 1)
    found = await shop.the_discrepancy()
    assert (found["subject"], found["kind"], found["refund_id"], found["payment_id"]) == (
        "refund",
        "missing_there",
        refund["id"],
        payment["id"],
    )
    assert (found["gateway_object_id"], found["amount_here"], found["status_here"]) == (
        "simrfd_imagined",
        400,
        "succeeded",
    )
    assert (found["amount_there"], found["status_there"]) == (None, None)


@pytest.mark.parametrize("settle", [reviews.accept_refund, functools.partial(reviews.reject_refund, reason="No.")])
async def test_what_a_person_has_settled_differs_no_more(shop: Shop, settle: Any) -> None:
    _, fact = await shop.pay()
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/refund", amount=300)
    await shop.run()
    await settle(shop.book.owner, (await shop.the_discrepancy())["refund_id"])
    await shop.run()
    assert [row["status"] for row in await shop.discrepancies()] == ["resolved"]


async def test_a_refund_that_has_gone_back_here_only_is_a_difference_until_both_agree(shop: Shop) -> None:
    payment = await shop.payment()
    await shop.charge(payment, "tok_refund_fails")
    await shop.run()
    refund, fact = await shop.refund(await payment_now(payment), 400)
    assert fact
    assert fact.status == "failed"
    # Our word is younger than the gateway's, and says otherwise.
    younger = msgspec.structs.replace(fact, status="succeeded", failure_code=None, occurred_at=clock.now())
    assert await facts.apply(younger, gateway_account_id=shop.account["id"])
    await shop.run()
    found = await shop.the_discrepancy()
    assert (found["subject"], found["kind"], found["refund_id"]) == ("refund", "state_differs", refund["id"])
    assert (found["status_here"], found["status_there"]) == ("succeeded", "failed")
    # It did fail, and we hear of it.
    last = msgspec.structs.replace(fact, occurred_at=clock.now())
    assert await facts.apply(last, gateway_account_id=shop.account["id"])
    await shop.run()
    assert (await shop.the_discrepancy())["status"] == "resolved"


async def test_refunds_are_compared_in_slices_and_batches_too(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "SLICE", 3)
    monkeypatch.setattr(windows, "BATCH", 2)
    monkeypatch.setattr(windows, "LOOKUPS", 2)
    monkeypatch.setattr(client, "PAGE_SIZE", 2)
    payments = [(await shop.pay())[0] for _ in range(4)]
    unheard = [(await shop.refund(payment, 100))[0] for payment in payments]
    denied = []
    for payment in payments:
        refund, _ = await shop.refund(payment, 50, send=False)
        await succeed_refund_here(shop, refund, payment, f"simrfd_{refund['id'].hex}")
        denied.append(refund)
    run = await shop.run()
    assert (run["status"], run["refunds_here"]) == ("completed", 8)
    assert [(await refund_now(refund))["status"] for refund in unheard] == ["succeeded"] * 4
    found = await shop.discrepancies()
    assert {(row["subject"], row["kind"]) for row in found} == {("refund", "missing_there")}
    assert sorted(row["refund_id"] for row in found) == sorted(refund["id"] for refund in denied)


async def test_refunds_and_returns_of_an_archived_account_are_compared_still(shop: Shop) -> None:
    refunded, _ = await shop.pay()
    returned, fact = await shop.pay()
    refund, _ = await shop.refund(refunded, 400)
    await gateway_accounts.archive(shop.book.owner, shop.account["id"], version=None)
    later = clock.now()
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/return")
    await shop.run(since=later)
    assert (await payment_now(returned))["status"] == "reversed"
    assert (await invoice_now({"id": returned["invoice_id"]}))["settlement"] == "unpaid"
    await shop.run()
    assert (await refund_now(refund))["status"] == "succeeded"
    assert await shop.discrepancies() == []


async def test_a_debit_that_is_returned_long_after_it_was_made_is_heard_of_by_its_change(shop: Shop) -> None:
    payment, fact = await shop.pay()
    later = clock.now()
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/return")
    run = await shop.run(since=later)
    # Nothing was made in the window.
    assert (run["payments_there"], run["payments_here"], run["discrepancies_found"]) == (0, 0, 0)
    assert (await payment_now(payment))["status"] == "reversed"
