"""Comparison of what was taken back: chargebacks by their own ids, returns by their payments."""

from typing import Any

import msgspec
import pytest

from models import clock
from models.gateways.base import ReversalFact
from models.gateways.simulator import client
from models.online import facts, gateway_accounts
from models.reconciliation import windows
from models.tables.collection import Reversal
from tests.books import invoice_now, payment_now
from tests.models.reconciliation.shops import Shop


async def reversals_of(payment: Any) -> list[tuple[str, str, int]]:
    """Kind, status and amount of each, the oldest first."""
    rows = await Reversal.objects().where(Reversal.payment_id == payment["id"]).order_by(Reversal.id)
    return [(row.kind, row.status, row.amount) for row in rows]


async def test_a_chargeback_that_was_not_heard_of_is_taken_by_the_run(shop: Shop) -> None:
    payment, fact = await shop.pay()
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/dispute", amount=600)
    run = await shop.run()
    assert (run["reversals_there"], run["reversals_here"], run["discrepancies_found"]) == (1, 0, 0)
    assert await reversals_of(payment) == [("chargeback", "standing", 600)]
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "partially_paid"
    run = await shop.run()
    assert (run["reversals_there"], run["reversals_here"], run["discrepancies_found"]) == (1, 1, 0)


async def test_a_dispute_that_was_won_long_after_it_was_opened_gives_the_money_back(shop: Shop) -> None:
    payment, fact = await shop.pay()
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/dispute")
    await shop.run()
    assert (await payment_now(payment))["status"] == "reversed"
    later = clock.now()
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/dispute/close", outcome="won")
    assert (await shop.run(since=later))["reversals_there"] == 1
    assert await reversals_of(payment) == [("chargeback", "undone", 1000)]
    assert (await payment_now(payment))["status"] == "succeeded"
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "paid"
    assert await shop.discrepancies() == []


async def test_a_payment_whose_money_a_chargeback_took_agrees_with_one_that_succeeded(shop: Shop) -> None:
    _, fact = await shop.pay()
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/dispute")
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/dispute/close", outcome="lost")
    for _ in range(2):
        assert (await shop.run())["discrepancies_found"] == 0


async def test_a_payment_that_comes_back_in_parts_is_followed_part_by_part(shop: Shop) -> None:
    payment, fact = await shop.pay()
    for amount, in_all in ((200, 200), (300, 500), (500, 1000)):
        await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/return", amount=amount)
        assert (await shop.run())["discrepancies_found"] == 0
        assert (await payment_now(payment))["amount_reversed"] == in_all
    assert await reversals_of(payment) == [("return", "standing", amount) for amount in (200, 300, 500)]
    assert (await payment_now(payment))["status"] == "reversed"


async def test_a_return_that_only_we_believe_in_is_a_difference_of_amounts(shop: Shop) -> None:
    payment, fact = await shop.pay()
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/return", amount=200)
    await shop.run()
    found = await shop.merchant.gateway.find_payment(reference=fact.reference)
    assert found
    # A younger word than the gateway's last one, which says more.
    younger = msgspec.structs.replace(found, amount_returned=700, occurred_at=clock.now())
    assert await facts.apply(younger, gateway_account_id=shop.account["id"])
    await shop.run()
    (row,) = await shop.discrepancies()
    assert (row["subject"], row["kind"], row["payment_id"]) == ("payment", "amount_differs", payment["id"])
    assert (row["amount_here"], row["amount_there"], row["status_there"]) == (700, 200, "returned")
    # Once the gateway says more as well, they agree.
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/return", amount=500)
    await shop.run()
    assert [row["status"] for row in await shop.discrepancies()] == ["resolved"]


async def test_a_chargeback_of_a_payment_that_we_do_not_know_is_missing_here(shop: Shop) -> None:
    body = {"amount": 1000, "currency": "EUR", "token": "tok_success", "reference": "of_another_shop"}
    _, payment = await shop.merchant.request("POST", "/v1/payments", body, idempotency_key="another")
    dispute = await shop.merchant.happens(f"payments/{payment['id']}/dispute", amount=400)
    await shop.run()
    found = {row["subject"]: row for row in await shop.discrepancies()}["reversal"]
    assert (found["kind"], found["gateway_object_id"], found["gateway_payment_id"], found["payment_id"]) == (
        "missing_here",
        dispute["id"],
        payment["id"],
        None,
    )
    assert (found["amount_there"], found["status_there"], found["reversal_id"]) == (400, "taken", None)


async def test_a_chargeback_that_the_gateway_denies_is_missing_there(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "SLICE", 2)
    monkeypatch.setattr(windows, "BATCH", 2)
    monkeypatch.setattr(windows, "LOOKUPS", 2)
    monkeypatch.setattr(client, "PAGE_SIZE", 2)
    known, denied = [], []
    for number in range(5):
        payment, fact = await shop.pay()
        await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/dispute", amount=100)
        imagined = ReversalFact(
            gateway_reversal_id=f"simdsp_imagined{number}",
            gateway_payment_id=fact.gateway_payment_id,
            reference=fact.reference,
            account=fact.account,
            kind="chargeback",
            status="taken",
            amount=50,
            currency="EUR",
        )
        assert await facts.apply(imagined, gateway_account_id=shop.account["id"])
        known.append(payment)
        denied.append(f"simdsp_imagined{number}")
    run = await shop.run()
    # Those that the run itself has written were made after its windows were cut.
    assert (run["reversals_there"], run["status"]) == (5, "completed")
    for payment in known:
        assert ("chargeback", "standing", 100) in await reversals_of(payment)
    found = await shop.discrepancies()
    assert {(row["subject"], row["kind"], row["amount_here"]) for row in found} == {("reversal", "missing_there", 50)}
    assert sorted(row["gateway_object_id"] for row in found) == denied
    assert all(row["reversal_id"] for row in found)


async def test_chargebacks_of_an_archived_account_are_compared_still(shop: Shop) -> None:
    payment, fact = await shop.pay()
    await gateway_accounts.archive(shop.book.owner, shop.account["id"], version=None)
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/dispute")
    await shop.run()
    assert (await payment_now(payment))["status"] == "reversed"


async def test_a_chargeback_is_known_by_the_attempt_although_its_payment_was_not_heard_of(shop: Shop) -> None:
    payment = await shop.payment()
    fact = await shop.charge(payment)
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/dispute")
    run = await shop.run()
    assert (run["payments_there"], run["reversals_there"], run["discrepancies_found"]) == (1, 1, 0)
    assert await reversals_of(payment) == [("chargeback", "standing", 1000)]
