"""Refunds: money goes back through the gateway or by hand, never more than was paid, and the invoice is owed again."""

import asyncio
from typing import Any

import asyncpg
import pytest

from models import clock, database, ids
from models.billing import issuing
from models.collection import cheques, refunds, reviews
from models.errors import Forbidden, InvoiceHasMoney, NotFound, PaymentStateForbids, RefundTooHigh
from models.gateways.base import RefundFact
from models.online import facts
from tests.books import (
    Book,
    assert_books_balance,
    booked,
    event_types,
    events_of,
    invoice_now,
    open_book,
    part,
    payment_now,
    refund_now,
    stranger,
)
from tests.models.shops import LATER, SOON, Shop


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def money(payment: Any) -> tuple[int, int, int, int]:
    """Allocated, unapplied, refunded, reserved for refunds."""
    row = await payment_now(payment)
    return row["amount_allocated"], row["amount_unapplied"], row["amount_refunded"], row["amount_refund_reserved"]


async def standing(invoice: Any) -> tuple[str, int, int]:
    """Settlement, paid, overpaid."""
    row = await invoice_now(invoice)
    return row["settlement"], row["amount_paid"], row["amount_overpaid"]


async def word(shop: Shop, refund: Any, status: Any, **fields: Any) -> RefundFact:
    """A gateway's word about a refund, as it would be if all were well, but for what is named."""
    refund = await refund_now(refund)
    payment = await payment_now({"id": refund["payment_id"]})
    usual: dict[str, Any] = {
        "gateway_refund_id": refund["gateway_refund_id"] or f"sim_{refund['id'].hex}",
        "gateway_payment_id": payment["gateway_payment_id"],
        "reference": ids.encode("attempt", (await shop.attempt(refund))["id"]),
        "account": shop.account["account"],
        "status": status,
        "amount": refund["amount"],
        "currency": refund["currency"],
    }
    return RefundFact(**(usual | fields))


async def found(refund: Any) -> list[tuple[Any, ...]]:
    """The discrepancies about a refund, oldest first."""
    rows = await database.fetch("SELECT * FROM discrepancies WHERE refund_id = $1 ORDER BY id", refund["id"])
    return [(row["kind"], row["gateway_object_id"], row["amount_there"], row["status"]) for row in rows]


async def apply(shop: Shop, refund: Any, status: str, **fields: Any) -> bool:
    return await facts.apply(await word(shop, refund, status, **fields), gateway_account_id=shop.account["id"])


# --- offline


async def test_an_offline_refund_has_gone_back_at_once(book: Book) -> None:
    invoice = await book.invoice()
    payment = await book.pay(invoice)
    refund = await book.refund(payment, amount=4_000, reason="Broken")
    assert (refund["status"], refund["amount"], refund["reason"]) == ("succeeded", 4_000, "Broken")
    assert refund["effective_on"] == clock.now().date()
    assert await money(payment) == (6_000, 0, 4_000, 0)
    assert await standing(invoice) == ("partially_paid", 6_000, 0)
    assert await booked(refund) == {"refund.succeeded": {"cash": -4_000, "receivables": 4_000}}
    assert await event_types(refund) == ["refund.created", "refund.succeeded"]
    assert (await events_of(refund))[1]["previous"]["status"] == "requested"
    last = (await events_of(invoice))[-1]
    assert (last["type"], last["previous"]["settlement"]) == ("invoice.reopened", "paid")
    await assert_books_balance()


async def test_without_an_amount_all_that_is_left_goes_back(book: Book) -> None:
    invoice = await book.invoice()
    payment = await book.pay(invoice, method="bank_transfer")
    await book.refund(payment, amount=1)
    rest = await book.refund(payment)
    assert rest["amount"] == 9_999
    assert await money(payment) == (0, 0, 10_000, 0)
    assert await standing(invoice) == ("unpaid", 0, 0)
    for amount in (None, 1):
        with pytest.raises(RefundTooHigh):
            await book.refund(payment, amount=amount)
    await issuing.void(book.owner, invoice["id"])
    await assert_books_balance()


async def test_a_refund_never_exceeds_what_is_left(book: Book) -> None:
    payment = await book.pay(await book.invoice())
    await book.refund(payment, amount=6_000)
    with pytest.raises(RefundTooHigh, match=r"40\.01 EUR is more than the 40\.00 EUR") as refused:
        await book.refund(payment, amount=4_001)
    assert refused.value.pointer == "/amount"
    assert await money(payment) == (4_000, 0, 6_000, 0)
    await assert_books_balance()


async def test_only_money_that_has_arrived_goes_back(book: Book) -> None:
    payer = await book.payer_login()
    reported = await book.pay(await book.invoice(), caller=payer)
    rejected = await book.pay(await book.invoice(), caller=payer)
    await reviews.reject_payment(book.owner, rejected["id"], reason="No.")
    bounced = await book.pay(await book.invoice(), method="cheque")
    await cheques.clear(book.owner, bounced["id"])
    await cheques.bounce(book.owner, bounced["id"], reason="No.")
    for payment in (reported, rejected, bounced):
        with pytest.raises(PaymentStateForbids):
            await book.refund(payment)
    await assert_books_balance()


async def test_only_who_may_refunds(book: Book) -> None:
    payment = await book.pay(await book.invoice())
    for caller, refusal in (
        (await stranger(), NotFound),
        (await book.payer_login(), Forbidden),
        (await book.member("viewer"), Forbidden),
    ):
        with pytest.raises(refusal):
            await book.refund(payment, caller=caller)
    refund = await book.refund(payment, caller=await book.member("manager"))
    with pytest.raises(NotFound):
        await refunds.get(await stranger(), refund["id"])
    assert (await refunds.get(await book.payer_login(), refund["id"]))["amount"] == 10_000


async def test_what_was_paid_too_much_goes_back_first(book: Book) -> None:
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice, amount=15_000)
    first = await book.refund(payment, amount=2_000)
    assert await money(payment) == (10_000, 3_000, 2_000, 0)
    assert await standing(invoice) == ("overpaid", 10_000, 3_000)
    assert await booked(first) == {"refund.succeeded": {"cash": -2_000, "payer_credit": 2_000}}
    second = await book.refund(payment, amount=3_000)
    assert await standing(invoice) == ("paid", 10_000, 0)
    third = await book.refund(payment, amount=1_000)
    assert await money(payment) == (9_000, 0, 6_000, 0)
    assert await standing(invoice) == ("partially_paid", 9_000, 0)
    assert second["status"] == third["status"] == "succeeded"
    assert (await event_types(invoice))[2:] == [
        "invoice.overpaid",
        "invoice.overpaid",
        "invoice.paid",
        "invoice.reopened",
    ]
    await assert_books_balance()


async def test_a_refund_of_credit_and_more_is_announced_as_it_is_in_the_end(book: Book) -> None:
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice, amount=15_000)
    refund = await book.refund(payment, amount=12_000)
    assert await standing(invoice) == ("partially_paid", 3_000, 0)
    assert await booked(refund) == {"refund.succeeded": {"cash": -12_000, "payer_credit": 5_000, "receivables": 7_000}}
    last = (await events_of(invoice))[-1]
    assert (last["type"], last["data"]["settlement"], last["data"]["amount_overpaid"]) == (
        "invoice.reopened",
        "partially_paid",
        0,
    )
    assert last["previous"]["amount_overpaid"] == 5_000
    await assert_books_balance()


async def test_a_refund_comes_off_the_newest_part_first(book: Book) -> None:
    first, second = await book.invoice(4_000), await book.invoice(6_000)
    payment = await book.pay(allocations=[part(first, 4_000), part(second, 6_000)])
    await book.refund(payment, amount=7_000)
    assert (await standing(first))[1] + (await standing(second))[1] == 3_000
    assert await standing(second) == ("unpaid", 0, 0)
    await assert_books_balance()


# --- through the gateway


async def test_an_online_refund_goes_back_through_the_gateway(shop: Shop) -> None:
    payment = await shop.pay_and_send()
    invoice = {"id": payment["invoice_id"]}
    refund = await shop.book.refund(payment, amount=4_000)
    assert refund["status"] == "requested"
    assert await money(payment) == (10_000, 0, 0, 4_000)
    assert await standing(invoice) == ("paid", 10_000, 0)
    with pytest.raises(RefundTooHigh):
        await shop.book.refund(payment, amount=6_001)
    await shop.send()
    done = await refund_now(refund)
    assert done["status"] == "succeeded"
    assert done["gateway_refund_id"].startswith("simrfd_")
    assert await money(payment) == (6_000, 0, 4_000, 0)
    assert await standing(invoice) == ("partially_paid", 6_000, 0)
    assert await booked(refund) == {"refund.succeeded": {"gateway_clearing": -4_000, "receivables": 4_000}}
    await shop.listen(2)
    assert await event_types(refund) == ["refund.created", "refund.succeeded"]
    assert await shop.journal(refund) == [("refund", 4_000)]
    with pytest.raises(InvoiceHasMoney):
        await issuing.void(shop.book.owner, invoice["id"])
    await assert_books_balance()


async def test_a_refund_of_a_debit_takes_its_time(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_debit")
    await shop.listen(2)
    refund = await shop.book.refund(payment)
    await shop.send()
    assert (await refund_now(refund))["status"] in ("processing", "succeeded")
    await shop.listen(4)
    assert (await refund_now(refund))["status"] == "succeeded"
    assert await money(payment) == (0, 0, 10_000, 0)
    assert await event_types(refund) == ["refund.created", "refund.succeeded"]
    await assert_books_balance()


async def test_a_refund_on_its_way_is_asked_about(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_debit")
    await shop.listen(2)
    refund = await shop.book.refund(payment)
    await shop.send()
    await shop.receiver.wait_for(4)
    await shop.send(after=SOON)
    assert (await refund_now(refund))["status"] == "succeeded"
    assert await shop.journal(refund) == [("refund", 10_000)]
    await assert_books_balance()


async def test_a_refund_that_fails_gives_back_what_it_held(shop: Shop) -> None:
    payment = await shop.pay_and_send("tok_refund_fails")
    refund = await shop.book.refund(payment)
    await shop.send()
    failed = await refund_now(refund)
    assert (failed["status"], failed["failure_code"]) == ("failed", "refund_refused")
    assert await money(payment) == (10_000, 0, 0, 0)
    assert await standing({"id": payment["invoice_id"]}) == ("paid", 10_000, 0)
    assert await booked(refund) == {}
    assert await event_types(refund) == ["refund.created", "refund.failed"]
    again = await shop.book.refund(payment)
    assert again["amount"] == 10_000
    await shop.send(after=LATER)
    await assert_books_balance()


async def test_a_refund_that_came_back_is_the_payers_credit(shop: Shop) -> None:
    payment = await shop.pay_and_send()
    refund = await shop.book.refund(payment, amount=4_000)
    await shop.send()
    for _ in range(2):
        assert await apply(shop, refund, "failed", failure_code="account_closed")
    assert (await refund_now(refund))["status"] == "failed"
    assert await money(payment) == (6_000, 4_000, 0, 0)
    assert await booked(refund) == {
        "refund.succeeded": {"gateway_clearing": -4_000, "receivables": 4_000},
        "refund.returned": {"gateway_clearing": 4_000, "payer_credit": -4_000},
    }
    assert await event_types(refund) == ["refund.created", "refund.succeeded", "refund.failed"]
    await assert_books_balance()
    # The payment may be refunded anew.
    again = await shop.book.refund(payment)
    assert await apply(shop, again, "succeeded")
    assert await money(payment) == (0, 0, 10_000, 0)
    await assert_books_balance()


async def test_a_refund_of_another_amount_is_left_for_a_person(shop: Shop) -> None:
    payment = await shop.pay_and_send()
    refund = await shop.book.refund(payment, amount=4_000)
    assert await apply(shop, refund, "succeeded", amount=5_000)
    row = await refund_now(refund)
    assert (row["status"], row["failure_code"]) == ("needs_review", "fact_differs")
    assert await money(payment) == (10_000, 0, 0, 4_000)
    assert await booked(refund) == {"refund.needs_review": {"gateway_clearing": -5_000, "suspense": 5_000}}
    await assert_books_balance()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["pending", "succeeded", "pending"], "succeeded"),
        (["succeeded", "succeeded"], "succeeded"),
        (["pending", "failed", "pending"], "failed"),
        (["failed", "succeeded"], "failed"),
        (["pending", "pending"], "processing"),
    ],
)
async def test_words_move_a_refund_only_forward(shop: Shop, words: list[str], status: str) -> None:
    refund = await shop.book.refund(await shop.pay_and_send())
    for said in words:
        assert await apply(shop, refund, said)
    assert (await refund_now(refund))["status"] == status
    await assert_books_balance()


@pytest.mark.parametrize("status", ["pending", "succeeded", "failed"])
async def test_the_id_of_another_refund_is_left_for_a_person(shop: Shop, status: str) -> None:
    payment = await shop.pay_and_send()
    first, second = await shop.book.refund(payment, amount=3_000), await shop.book.refund(payment, amount=2_000)
    assert await apply(shop, first, "succeeded", gateway_refund_id="simref_first")
    for _ in range(2):
        assert await apply(shop, second, status, gateway_refund_id="simref_first")
    now = await refund_now(second)
    assert (now["status"], now["gateway_refund_id"]) == ("requested", None)
    assert await found(second) == [("state_differs", "simref_first", 2_000, "open")]
    assert await money(payment) == (7_000, 0, 3_000, 2_000)
    # Its own word moves it still.
    assert await apply(shop, second, "succeeded")
    assert await money(payment) == (5_000, 0, 5_000, 0)
    assert await booked(second) == {"refund.succeeded": {"gateway_clearing": -2_000, "receivables": 2_000}}
    await assert_books_balance()


async def test_a_word_about_no_refund_of_ours_is_about_nobody(shop: Shop) -> None:
    refund = await shop.book.refund(await shop.pay_and_send())
    nobodys = {"reference": "att_nonsense", "gateway_payment_id": "sim_nobodys"}
    assert not await apply(shop, refund, "succeeded", **nobodys)
    assert not await facts.apply(await word(shop, refund, "succeeded"), gateway_account_id=ids.new())
    assert (await refund_now(refund))["status"] == "requested"


# --- a debit that is returned while its refund is under way


async def returned_during_refund(shop: Shop) -> tuple[Any, Any]:
    payment = await shop.pay()
    await shop.send()
    refund = await shop.book.refund(payment, amount=6_000)
    await apply(shop, refund, "pending")
    known = (await payment_now(payment))["gateway_payment_id"]
    returned = await shop.fact(payment, "returned", gateway_payment_id=known)
    assert await facts.apply(returned, gateway_account_id=shop.account["id"])
    return payment, refund


async def test_a_debit_is_returned_whole_though_a_refund_is_under_way(shop: Shop) -> None:
    payment, refund = await returned_during_refund(shop)
    row = await payment_now(payment)
    assert (row["status"], row["amount_reversed"], row["amount_refund_reserved"]) == ("reversed", 10_000, 6_000)
    assert await standing({"id": payment["invoice_id"]}) == ("unpaid", 0, 0)
    assert (await refund_now(refund))["status"] == "processing"
    await assert_books_balance()


async def test_a_refund_that_fails_after_the_return_holds_nothing_any_more(shop: Shop) -> None:
    payment, refund = await returned_during_refund(shop)
    assert await apply(shop, refund, "failed")
    assert (await refund_now(refund))["status"] == "failed"
    assert await money(payment) == (0, 0, 0, 0)
    await assert_books_balance()


async def test_a_refund_that_succeeds_after_the_return_is_money_that_went_out_twice(shop: Shop) -> None:
    payment, refund = await returned_during_refund(shop)
    assert await apply(shop, refund, "succeeded")
    assert (await refund_now(refund))["status"] == "succeeded"
    row = await payment_now(payment)
    assert (row["status"], row["amount_refunded"], row["amount_reversed"]) == ("reversed", 6_000, 10_000)
    assert row["amount_excess"] == 6_000
    assert await standing({"id": payment["invoice_id"]}) == ("unpaid", 0, 0)
    assert await booked(refund) == {"refund.succeeded": {"gateway_clearing": -6_000, "suspense": 6_000}}
    assert await event_types(refund) == ["refund.created", "refund.succeeded"]
    await assert_books_balance()


async def test_a_debit_that_is_returned_after_its_refund_is_booked_whole(shop: Shop) -> None:
    payment = await shop.pay_and_send()
    await shop.book.refund(payment, amount=6_000)
    await shop.send()
    known = (await payment_now(payment))["gateway_payment_id"]
    returned = await shop.fact(payment, "returned", gateway_payment_id=known)
    assert await facts.apply(returned, gateway_account_id=shop.account["id"])
    await assert_books_balance()
    assert (await booked(payment))["payment.reversed"] == {
        "gateway_clearing": -10_000,
        "receivables": 4_000,
        "suspense": 6_000,
    }


# --- races


async def test_two_refunds_at_once_never_exceed_the_payment(shop: Shop) -> None:
    payment = await shop.pay_and_send()
    results = await asyncio.gather(*(shop.book.refund(payment, amount=6_000) for _ in range(2)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["Refund", "RefundTooHigh"]
    assert await money(payment) == (10_000, 0, 0, 6_000)
    await shop.send()
    assert await money(payment) == (4_000, 0, 6_000, 0)
    await assert_books_balance()


async def test_many_refunds_at_once_give_back_what_was_paid_and_no_more(book: Book) -> None:
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice, amount=12_000)
    results = await asyncio.gather(*(book.refund(payment, amount=700) for _ in range(30)), return_exceptions=True)
    given_back = [result for result in results if not isinstance(result, BaseException)]
    assert {type(result) for result in results if isinstance(result, BaseException)} == {RefundTooHigh}
    assert len(given_back) == 17
    assert await money(payment) == (100, 0, 11_900, 0)
    assert await standing(invoice) == ("partially_paid", 100, 0)
    await assert_books_balance()


async def test_the_database_itself_holds_the_ceiling(book: Book) -> None:
    payment = await book.pay(await book.invoice())
    with pytest.raises(asyncpg.CheckViolationError, match="payments_reserve_for_refunds_what_they_hold"):
        await database.execute("UPDATE payments SET amount_refund_reserved = 10001 WHERE id = $1", payment["id"])
