"""What takes the place of a reservation that is given back, or of money that is taken off an invoice again."""

import asyncio
import datetime
from typing import Any

import pytest

from models import clock, database
from models.collection import cheques, outcomes, reviews, settlement
from models.collection.settlement import Part
from models.online import facts
from tests.books import (
    Book,
    assert_books_balance,
    booked,
    event_types,
    invoice_now,
    mark_all_overdue,
    open_book,
    part,
    payment_now,
)
from tests.models.shops import Shop


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def standing(invoice: Any) -> tuple[str, int, int, int]:
    """Settlement, paid, reserved, overpaid."""
    row = await invoice_now(invoice)
    return row["settlement"], row["amount_paid"], row["amount_reserved"], row["amount_overpaid"]


async def test_cash_that_came_while_a_card_was_tried_settles_the_invoice_when_the_card_fails(shop: Shop) -> None:
    invoice = await shop.book.invoice()
    card = await shop.pay(invoice=invoice)
    cash = await shop.book.pay(invoice, amount=10_000)
    assert await standing(invoice) == ("unpaid", 0, 10_000, 10_000)
    for _ in range(2):
        await facts.apply(await shop.fact(card, "failed"), gateway_account_id=shop.account["id"])
    assert await standing(invoice) == ("paid", 10_000, 0, 0)
    assert (await event_types(invoice))[-1] == "invoice.paid"
    now = await payment_now(cash)
    assert (now["amount_allocated"], now["amount_unapplied"]) == (10_000, 0)
    allocation_id = await database.fetch_value(object, "SELECT id FROM allocations WHERE payment_id = $1", cash["id"])
    assert await booked({"id": allocation_id}) == {"credit.applied": {"payer_credit": 10_000, "receivables": -10_000}}
    with clock.moved_to(clock.now() + datetime.timedelta(days=40)):
        await mark_all_overdue()
    assert not (await invoice_now(invoice))["overdue"]
    await assert_books_balance()


async def test_a_report_that_was_of_money_already_booked_leaves_the_invoice_paid(book: Book) -> None:
    invoice = await book.invoice()
    report = await book.pay(invoice, caller=await book.payer_login(), method="bank_transfer")
    await book.pay(invoice, method="bank_transfer", amount=10_000)
    await reviews.reject_payment(book.owner, report["id"], reason="It is booked already.")
    assert await standing(invoice) == ("paid", 10_000, 0, 0)
    await assert_books_balance()


async def test_a_cheque_that_bounces_makes_room_too(book: Book) -> None:
    invoice = await book.invoice()
    cheque = await book.pay(invoice, method="cheque")
    await book.pay(invoice, amount=4_000)
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    assert await standing(invoice) == ("partially_paid", 4_000, 0, 0)
    await assert_books_balance()


async def test_the_oldest_money_comes_first_and_takes_no_more_than_is_owed(book: Book) -> None:
    invoice = await book.invoice()
    today = clock.now().date()
    cheque = await book.pay(invoice, method="cheque")
    late = await book.pay(invoice, amount=7_000, received_on=today)
    early = await book.pay(invoice, amount=6_000, received_on=today - datetime.timedelta(days=3))
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    assert [(await payment_now(each))["amount_allocated"] for each in (early, late)] == [6_000, 4_000]
    assert await standing(invoice) == ("overpaid", 10_000, 0, 3_000)
    await assert_books_balance()


async def test_credit_of_another_invoice_takes_no_place(book: Book) -> None:
    invoice, other = await book.invoice(), await book.invoice(1_000)
    await book.pay(other, amount=9_000)
    cheque = await book.pay(invoice, method="cheque")
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    assert await standing(invoice) == ("unpaid", 0, 0, 0)
    assert await standing(other) == ("overpaid", 1_000, 0, 8_000)


async def test_a_refund_or_a_return_lets_the_second_payment_of_an_invoice_take_its_place(shop: Shop) -> None:
    invoice = await shop.book.invoice()
    card = await shop.pay(invoice=invoice)
    await shop.send()
    cash = await shop.book.pay(invoice, amount=10_000)
    refund = await shop.book.refund(card, amount=4_000)
    await shop.send()
    assert await standing(invoice) == ("overpaid", 10_000, 0, 6_000)
    known = (await payment_now(card))["gateway_payment_id"]
    returned = await shop.fact(card, "returned", gateway_payment_id=known, amount_returned=6_000)
    assert await facts.apply(returned, gateway_account_id=shop.account["id"])
    assert await standing(invoice) == ("paid", 10_000, 0, 0)
    assert (await payment_now(cash))["amount_allocated"] == 10_000
    assert refund["amount"] == 4_000
    await assert_books_balance()


async def test_two_reservations_of_one_payment_on_one_invoice_add_up(shop: Shop) -> None:
    for becomes in ((0, 0), (0, 5_000)):
        invoice = await shop.book.invoice()
        payment = await shop.pay(invoice=invoice, amount=4_000)
        async with database.transaction() as opened:
            await settlement.reserve(payment["id"], [Part(await invoice_now(invoice), 1_000)])
            assert (await invoice_now(invoice))["amount_reserved"] == 5_000
            if becomes == (0, 0):
                (row,) = await settlement.release(payment["id"])
            else:
                invoices, now = await settlement.lock(payment["id"])
                (row,) = await settlement.settle_reserved(now, invoices)
            assert (row["amount_reserved"], row["amount_paid"]) == becomes
            assert (await invoice_now(invoice))["amount_paid"] == becomes[1]
            await opened.rollback()


async def test_payments_that_end_at_once_on_the_same_invoices_wait_for_each_other(book: Book) -> None:
    """Each locks the invoices by id, then the payments by id, those that stand unapplied too."""
    for _ in range(5):
        invoices = [await book.invoice(1_000) for _ in range(3)]
        handed_in = [
            await book.pay(
                method="cheque",
                allocations=[part(each, 300) for each in (invoices if turn % 2 else reversed(invoices))],
            )
            for turn in range(3)
        ]
        cash = [await book.pay(each, amount=900) for each in invoices]
        results = await asyncio.gather(
            *(cheques.bounce(book.owner, cheque["id"], reason="No funds.") for cheque in handed_in),
            *(book.refund(each, amount=50) for each in cash),
            return_exceptions=True,
        )
        assert [result for result in results if isinstance(result, BaseException)] == []
        for invoice in invoices:
            assert (await standing(invoice))[1:] == (850, 0, 0)
        await assert_books_balance()


async def test_a_failure_of_our_own_gives_the_place_too(shop: Shop) -> None:
    invoice = await shop.book.invoice()
    card = await shop.pay(invoice=invoice)
    await shop.book.pay(invoice, amount=10_000)
    await outcomes.fail(card["id"], code="gateway_unavailable", message="The gateway never took the request.")
    assert await standing(invoice) == ("paid", 10_000, 0, 0)
    # The card succeeds after all: the payer has paid twice, and one of it is credit.
    await facts.apply(await shop.fact(card, "succeeded"), gateway_account_id=shop.account["id"])
    assert await standing(invoice) == ("overpaid", 10_000, 0, 10_000)
    await assert_books_balance()
