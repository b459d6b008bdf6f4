"""Reviews: people settle what a gateway reported otherwise than asked. Accepted, returned or rejected."""

import asyncio
import datetime
import uuid
from typing import Any

import pytest

from models import database, ids
from models.billing import issuing
from models.collection import reviews
from models.errors import (
    Forbidden,
    Invalid,
    InvoiceNotOpen,
    NotFound,
    PaymentStateForbids,
    PreconditionFailed,
    RefundStateForbids,
    Refused,
    ReviewNotAcceptable,
)
from models.gateways.base import RefundFact
from models.online import facts
from models.shapes.collection import AllocationInput
from models.tables.collection import Refund
from tests.books import (
    assert_books_balance,
    booked,
    event_types,
    invoice_now,
    part,
    payment_now,
    refund_now,
    stranger,
)
from tests.models.collection.test_reversals import accounts, disputed, money, paid, refund_said, say
from tests.models.shops import Shop

DAY = datetime.timedelta(days=1)


async def put_aside(shop: Shop, **differs: Any) -> Any:
    """A payment of 100.00 of which the gateway says something else, 90.00 unless it is named."""
    payment = await shop.pay()
    assert await say(shop, payment, "succeeded", **(differs or {"amount": 9_000}))
    now = await payment_now(payment)
    assert now["status"] == "needs_review"
    return now


async def the_refund(payment: Any) -> Refund:
    (refund,) = await Refund.objects().where(Refund.payment_id == payment["id"])
    return refund


# --- payments


async def test_less_that_is_accepted_pays_what_it_can(shop: Shop) -> None:
    payment = await put_aside(shop)
    accepted = await reviews.accept_payment(shop.book.owner, payment["id"])
    assert (accepted["status"], accepted["amount"]) == ("succeeded", 9_000)
    assert accepted["gateway_payment_id"] == f"sim_{payment['id'].hex}"
    invoice = await invoice_now({"id": payment["invoice_id"]})
    assert (invoice["settlement"], invoice["amount_paid"], invoice["amount_reserved"]) == ("partially_paid", 9_000, 0)
    assert await accounts(shop.book) == {"gateway_clearing": 9_000, "receivables": 1_000, "revenue": -10_000}
    assert (await booked(payment))["payment.succeeded"] == {"suspense": 9_000, "receivables": -9_000}
    assert await event_types(payment) == ["payment.created", "payment.needs_review", "payment.succeeded"]
    await assert_books_balance()
    with pytest.raises(PaymentStateForbids):
        await reviews.accept_payment(shop.book.owner, payment["id"])
    # It is a payment like any other from then on.
    assert await say(shop, payment, "succeeded", amount=9_000)
    refund = await shop.book.refund(accepted, amount=2_000)
    assert await refund_said(shop, refund, "succeeded")
    assert await say(shop, payment, "returned", amount=9_000, amount_returned=7_000)
    assert await money(payment) == {"refunded": 2_000, "reversed": 7_000}
    await assert_books_balance()


async def test_more_that_is_accepted_is_credit_beyond_what_was_asked(shop: Shop) -> None:
    payment = await put_aside(shop, amount=12_000)
    accepted = await reviews.accept_payment(shop.book.owner, payment["id"])
    assert (accepted["amount_allocated"], accepted["amount_unapplied"]) == (10_000, 2_000)
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "overpaid"
    await assert_books_balance()


async def test_what_is_accepted_can_be_divided_anew(shop: Shop) -> None:
    payment, other = await put_aside(shop), await shop.book.invoice(6_000)
    parts = [part(other, 6_000), part({"id": payment["invoice_id"]}, 1_000)]
    accepted = await reviews.accept_payment(shop.book.owner, payment["id"], allocations=parts)
    assert (accepted["amount_allocated"], accepted["amount_unapplied"]) == (7_000, 2_000)
    assert (await invoice_now(other))["settlement"] == "paid"
    assert (await invoice_now({"id": payment["invoice_id"]}))["amount_paid"] == 1_000
    await assert_books_balance()


async def test_what_is_accepted_goes_to_invoices_of_its_payer_that_are_open(shop: Shop) -> None:
    payment = await put_aside(shop)
    owner, own = shop.book.owner, {"id": payment["invoice_id"]}
    void = await shop.book.invoice()
    await issuing.void(owner, void["id"])
    foreign = await shop.book.invoice(
        payer_id=ids.encode("payer", (await shop.book.another_payer())["id"]),
    )
    for parts, refusal in (
        ([part(void, 1)], InvoiceNotOpen),
        ([part(foreign, 1)], Invalid),
        ([part(own, 9_001)], Invalid),
        ([part(own, 1), part(own, 1)], Invalid),
        ([part({"id": ids.new()}, 1)], NotFound),
        ([AllocationInput(invoice_id="inv_nonsense", amount=1)], NotFound),
    ):
        with pytest.raises(refusal):
            await reviews.accept_payment(owner, payment["id"], allocations=parts)
    assert (await payment_now(payment))["status"] == "needs_review"
    await assert_books_balance()


async def test_money_in_another_currency_is_not_accepted_and_goes_back(shop: Shop) -> None:
    payment = await put_aside(shop, currency="USD")
    with pytest.raises(ReviewNotAcceptable, match="came in USD"):
        await reviews.accept_payment(shop.book.owner, payment["id"])
    returned = await reviews.return_payment(shop.book.owner, payment["id"], reason="We take euro.")
    assert (returned["status"], returned["failure_code"]) == ("rejected", "returned")
    refund = await the_refund(payment)
    assert (refund.takes_from, refund.currency, refund.amount, refund.status) == (
        "suspense",
        "USD",
        10_000,
        "requested",
    )
    assert await refund_said(shop, await refund_now({"id": refund.id}), "succeeded")
    assert await booked({"id": refund.id}) == {"refund.succeeded": {"suspense": 10_000, "gateway_clearing": -10_000}}
    assert await accounts(shop.book) == {"receivables": 10_000, "revenue": -10_000}
    assert (await invoice_now({"id": payment["invoice_id"]}))["amount_reserved"] == 0
    await assert_books_balance()


async def test_the_gateway_is_asked_to_send_back_what_is_returned(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_wrong_amount")
    assert (await payment_now(payment))["status"] == "needs_review"
    await reviews.return_payment(shop.book.owner, payment["id"], reason="Too little.")
    await shop.send()
    refund = await the_refund(payment)
    assert (refund.status, refund.amount) == ("succeeded", 9_999)
    assert await shop.journal({"id": refund.id}) == [("refund", 9_999)]
    assert (await accounts(shop.book)).get("suspense") is None
    await assert_books_balance()
    # Once.
    with pytest.raises(ReviewNotAcceptable, match="on its way back"):
        await reviews.return_payment(shop.book.owner, payment["id"], reason="Again.")


async def test_a_return_that_fails_can_be_asked_for_again(shop: Shop) -> None:
    payment = await put_aside(shop)
    await reviews.return_payment(shop.book.owner, payment["id"], reason="No.")
    first = await the_refund(payment)
    assert await refund_said(shop, await refund_now({"id": first.id}), "failed")
    assert (await accounts(shop.book))["suspense"] == -9_000
    await reviews.return_payment(shop.book.owner, payment["id"], reason="Once more.")
    assert len(await Refund.objects().where(Refund.payment_id == payment["id"])) == 2
    await assert_books_balance()


async def test_what_was_rejected_can_be_returned_later(shop: Shop) -> None:
    payment = await put_aside(shop)
    await reviews.reject_payment(shop.book.owner, payment["id"], reason="No.")
    await reviews.return_payment(shop.book.owner, payment["id"], reason="Sent back.")
    assert (await the_refund(payment)).amount == 9_000
    await assert_books_balance()


@pytest.mark.parametrize("settled", ["needs_review", "rejected"])
async def test_a_gateway_takes_back_what_stood_in_suspense(shop: Shop, settled: str) -> None:
    payment = await put_aside(shop)
    if settled == "rejected":
        await reviews.reject_payment(shop.book.owner, payment["id"], reason="No.")
    for _ in range(2):
        assert await say(shop, payment, "returned", amount=9_000)
    assert await accounts(shop.book) == {"receivables": 10_000, "revenue": -10_000}
    becomes = "failed" if settled == "needs_review" else "rejected"
    assert (await payment_now(payment))["status"] == becomes
    assert (await invoice_now({"id": payment["invoice_id"]}))["amount_reserved"] == 0
    await assert_books_balance()


async def test_a_chargeback_of_what_stands_in_suspense_is_booked_and_undone(shop: Shop) -> None:
    payment = await put_aside(shop)
    assert await disputed(shop, payment, "taken", amount=4_000, occurred_at=None)
    assert (await accounts(shop.book))["suspense"] == -5_000
    accepted = await reviews.accept_payment(shop.book.owner, payment["id"])
    assert accepted["amount"] == 5_000
    await assert_books_balance()


async def test_a_desk_refund_of_what_stands_in_suspense_is_booked(shop: Shop) -> None:
    payment = await put_aside(shop)
    for amount, left in ((3_000, -6_000), (6_000, None)):
        assert await desk(shop, payment, f"desk_{amount}", amount)
        assert (await accounts(shop.book)).get("suspense") == left
        await assert_books_balance()
    # Nothing is left to review.
    assert (await payment_now(payment))["status"] == "failed"


@pytest.mark.parametrize("word", ["returned", "succeeded"])
async def test_no_report_reviews_again_of_what_nothing_is_left(shop: Shop, word: str) -> None:
    payment = await put_aside(shop)
    came, gone = (datetime.datetime(2026, 6, day, tzinfo=datetime.UTC) for day in (1, 2))
    part = {"amount": 9_000, "amount_returned": 8_000, "occurred_at": came}
    if word == "returned":
        assert await say(shop, payment, "returned", **part)
    assert await desk(shop, payment, "desk_1", 1_000 if word == "returned" else 9_000, occurred_at=gone)
    known = ["payment.created", "payment.needs_review", "payment.failed"]
    assert await event_types(payment) == known
    # The same once more; or that it has come, which nobody doubts.
    again = part if word == "returned" else {"amount": 9_000, "occurred_at": gone + DAY}
    assert await say(shop, payment, word, **again)
    assert (await payment_now(payment))["status"] == "failed"
    assert await event_types(payment) == known
    await assert_books_balance()


async def test_only_the_receivers_side_settles(shop: Shop) -> None:
    payment = await put_aside(shop)
    for caller, refusal in (
        (await stranger(), NotFound),
        (await shop.book.payer_login(), Forbidden),
        (await shop.book.member("viewer"), Forbidden),
    ):
        with pytest.raises(refusal):
            await reviews.accept_payment(caller, payment["id"])
        with pytest.raises(refusal):
            await reviews.return_payment(caller, payment["id"], reason="No.")
    with pytest.raises(PreconditionFailed):
        await reviews.accept_payment(shop.book.owner, payment["id"], version=frozenset({99}))


async def test_of_those_who_settle_at_once_one_does(shop: Shop) -> None:
    for _ in range(5):
        payment = await put_aside(shop)
        owner = shop.book.owner
        results = await asyncio.gather(
            reviews.accept_payment(owner, payment["id"]),
            reviews.return_payment(owner, payment["id"], reason="No."),
            reviews.reject_payment(owner, payment["id"], reason="No."),
            say(shop, payment, "returned", amount=9_000),
            return_exceptions=True,
        )
        assert [each for each in results if isinstance(each, BaseException) and not isinstance(each, Refused)] == []
        await assert_books_balance()


# --- refunds


async def desk(shop: Shop, payment: Any, gateway_refund_id: str, amount: int, **fields: Any) -> bool:
    """The gateway's own desk has sent money back, without a word of ours."""
    usual: dict[str, Any] = {
        "gateway_refund_id": gateway_refund_id,
        "gateway_payment_id": f"sim_{payment['id'].hex}",
        "reference": "made at the desk",
        "account": shop.account["account"],
        "status": "succeeded",
        "amount": amount,
        "currency": payment["currency"],
    }
    return await facts.apply(RefundFact(**(usual | fields)), gateway_account_id=shop.account["id"])


async def test_a_refund_that_nobody_asked_for_waits_for_a_person(shop: Shop) -> None:
    payment = await paid(shop)
    for _ in range(2):
        assert await desk(shop, payment, "desk_1", 4_000)
    refund = await the_refund(payment)
    assert (refund.status, refund.amount, refund.failure_code) == ("needs_review", 4_000, "not_asked_for")
    # The invoice is paid still, and nobody can refund that money a second time.
    assert await money(payment) == {"allocated": 10_000, "refund_reserved": 4_000}
    assert (await accounts(shop.book))["suspense"] == 4_000
    assert await event_types({"id": refund.id}) == ["refund.needs_review"]
    await assert_books_balance()
    accepted = await reviews.accept_refund(shop.book.owner, refund.id)
    assert (accepted.status, accepted.gateway_refund_id) == ("succeeded", "desk_1")
    assert await money(payment) == {"allocated": 6_000, "refunded": 4_000}
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "partially_paid"
    assert (await accounts(shop.book)).get("suspense") is None
    with pytest.raises(RefundStateForbids):
        await reviews.accept_refund(shop.book.owner, refund.id)
    await assert_books_balance()


@pytest.mark.parametrize(
    "differs",
    [
        {"amount": 7_000},
        {"currency": "USD"},
        {"account": "acct_other"},
        {"gateway_payment_id": "sim_quite_another"},
    ],
)
async def test_a_refund_that_went_otherwise_is_in_suspense(shop: Shop, differs: dict[str, Any]) -> None:
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=6_000)
    for _ in range(2):
        assert await refund_said(shop, refund, "succeeded", **differs)
    now = await refund_now(refund)
    assert (now["status"], now["failure_code"]) == ("needs_review", "fact_differs")
    assert await money(payment) == {"allocated": 10_000, "refund_reserved": 6_000}
    await assert_books_balance()
    rejected = await reviews.reject_refund(shop.book.owner, refund["id"], reason="We asked for something else.")
    assert rejected.status == "rejected"
    assert await money(payment) == {"allocated": 10_000}
    assert await event_types(refund) == ["refund.created", "refund.needs_review", "refund.rejected"]
    await assert_books_balance()
    # Even then it may come back: what stood in suspense is there again.
    assert await refund_said(shop, refund, "failed", occurred_at=None, **differs)
    assert (await accounts(shop.book)).get("suspense") is None
    await assert_books_balance()


async def test_a_refund_in_another_currency_is_not_accepted(shop: Shop) -> None:
    payment = await paid(shop)
    assert await desk(shop, payment, "desk_1", 4_000, currency="USD")
    refund = await the_refund(payment)
    with pytest.raises(ReviewNotAcceptable, match="sent USD back of money in EUR"):
        await reviews.accept_refund(shop.book.owner, refund.id)
    await reviews.reject_refund(shop.book.owner, refund.id, reason="Settled by hand.")
    await assert_books_balance()


async def test_what_goes_back_is_of_the_currency_that_came(shop: Shop) -> None:
    asked = {"EUR": "not accepted", "USD": "accepted"}
    for currency in asked:
        payment = await put_aside(shop, currency="USD")
        await reviews.return_payment(shop.book.owner, payment["id"], reason="We take euro.")
        refund = await the_refund(payment)
        said = {"amount": 9_000, "currency": currency}
        assert await refund_said(shop, await refund_now({"id": refund.id}), "succeeded", **said)
        if currency == "USD":
            accepted = await reviews.accept_refund(shop.book.owner, refund.id)
            assert (accepted.status, accepted.currency, accepted.amount) == ("succeeded", "USD", 9_000)
        else:
            with pytest.raises(ReviewNotAcceptable, match="sent EUR back of money in USD"):
                await reviews.accept_refund(shop.book.owner, refund.id)
        await assert_books_balance()


async def test_more_than_was_asked_is_accepted_as_it_went(shop: Shop) -> None:
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=6_000)
    assert await refund_said(shop, refund, "succeeded", amount=7_000)
    accepted = await reviews.accept_refund(shop.book.owner, refund["id"])
    assert accepted.amount == 7_000
    assert await money(payment) == {"allocated": 3_000, "refunded": 7_000}
    await assert_books_balance()


async def test_the_second_refund_of_one_attempt_is_a_refund_of_its_own(shop: Shop) -> None:
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=3_000)
    assert await refund_said(shop, refund, "succeeded")
    for _ in range(2):
        assert await refund_said(shop, refund, "succeeded", gateway_refund_id="rfd_second")
    rows = await Refund.objects().where(Refund.payment_id == payment["id"]).order_by(Refund.id)
    assert [(row.status, row.amount) for row in rows] == [("succeeded", 3_000), ("needs_review", 3_000)]
    await assert_books_balance()


@pytest.mark.parametrize("differs", [{"amount": 5_999}, {"gateway_refund_id": "rfd_another"}, {"account": "acct_x"}])
async def test_a_failure_that_differs_leaves_a_refund_that_has_gone_alone(shop: Shop, differs: dict[str, Any]) -> None:
    payment = await paid(shop)
    refund = await shop.book.refund(payment, amount=6_000)
    assert await refund_said(shop, refund, "succeeded")
    for _ in range(2):
        assert await refund_said(shop, refund, "failed", **differs)
    assert (await refund_now(refund))["status"] == "succeeded"
    found = await database.fetch_value(
        int, "SELECT count(*)::int FROM discrepancies WHERE refund_id = $1", refund["id"]
    )
    assert found == 1
    await assert_books_balance()


async def test_money_that_nobody_asked_for_is_sent_back_at_the_desk(shop: Shop) -> None:
    payment = await paid(shop)
    assert await say(shop, payment, "succeeded", gateway_payment_id="sim_second")
    assert (await accounts(shop.book))["suspense"] == -10_000
    for _ in range(2):
        assert await desk(shop, payment, "desk_1", 10_000, gateway_payment_id="sim_second")
    assert (await accounts(shop.book)).get("suspense") is None
    assert await desk(shop, payment, "desk_1", 10_000, gateway_payment_id="sim_second", status="failed")
    assert (await accounts(shop.book))["suspense"] == -10_000
    # Or the gateway takes it back by itself.
    for _ in range(2):
        assert await say(shop, payment, "returned", gateway_payment_id="sim_second")
    assert (await accounts(shop.book)).get("suspense") is None
    assert await money(payment) == {"allocated": 10_000}
    await assert_books_balance()


async def test_a_second_charge_is_returned_through_the_gateway_by_a_request(shop: Shop) -> None:
    """What the payer was charged twice goes back like anything that needs a review."""
    payment = await shop.pay_and_send()
    reference = ids.encode("attempt", (await shop.attempt(payment))["id"])
    body = {"amount": 10_000, "currency": "EUR", "token": "tok_success", "reference": reference}
    _, second = await shop.merchant.request("POST", "/v1/payments", body, idempotency_key=f"again_{reference}")
    assert await say(shop, payment, "succeeded", gateway_payment_id=second["id"])
    unasked = await database.fetch_row(
        "SELECT * FROM payments WHERE receiver_id = $1 AND id <> $2", shop.book.receiver["id"], payment["id"]
    )
    assert (unasked["status"], unasked["invoice_id"], unasked["failure_code"]) == (
        "needs_review",
        None,
        "not_asked_for",
    )
    await reviews.return_payment(shop.book.owner, unasked["id"], reason="Charged twice.")
    await shop.send()
    assert (await the_refund(unasked)).status == "succeeded"
    assert (await accounts(shop.book)).get("suspense") is None
    assert (await invoice_now({"id": payment["invoice_id"]}))["settlement"] == "paid"
    await assert_books_balance()


async def test_a_second_charge_that_is_accepted_is_the_payers_credit(shop: Shop) -> None:
    payment = await paid(shop)
    assert await say(shop, payment, "succeeded", gateway_payment_id="sim_second")
    unasked_id = await database.fetch_value(
        uuid.UUID,
        "SELECT id FROM payments WHERE receiver_id = $1 AND id <> $2",
        shop.book.receiver["id"],
        payment["id"],
    )
    accepted = await reviews.accept_payment(shop.book.owner, unasked_id)
    assert (accepted["status"], accepted["amount_unapplied"]) == ("succeeded", 10_000)
    assert (await accounts(shop.book))["payer_credit"] == -10_000
    await assert_books_balance()
