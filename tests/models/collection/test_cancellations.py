"""What has not moved is canceled by whoever has begun it, and frees its part of the invoice."""

import asyncio
from typing import Any

import pytest

from models.collection import cancellations, cheques, reviews
from models.errors import (
    Forbidden,
    NotFound,
    PaymentNotCancelable,
    PaymentStateForbids,
    PreconditionFailed,
    Refused,
)
from tests.books import Book, assert_books_balance, event_types, invoice_now, open_book, payment_now, stranger
from tests.models.shops import Shop


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def at_once(*operations: Any) -> list[str]:
    results = await asyncio.gather(*operations, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Refused):
            raise result
    return [type(result).__name__ if isinstance(result, Refused) else "done" for result in results]


async def test_a_payer_withdraws_what_they_have_reported(book: Book) -> None:
    payer, invoice = await book.payer_login(), await book.invoice()
    payment = await book.pay(invoice, caller=payer, method="bank_transfer")
    assert (await invoice_now(invoice))["amount_reserved"] == 10_000
    now = await cancellations.cancel(payer, payment["id"])
    assert (now["status"], now["failure_code"]) == ("canceled", "canceled")
    assert (await invoice_now(invoice))["amount_reserved"] == 0
    assert await event_types(payment) == ["payment.reported", "payment.canceled"]
    with pytest.raises(PaymentStateForbids, match="is canceled"):
        await cancellations.cancel(payer, payment["id"])
    # The part is free at once.
    await book.pay(invoice, caller=payer, method="bank_transfer")
    await assert_books_balance()


async def test_money_that_stood_unapplied_takes_the_place(book: Book) -> None:
    payer, invoice = await book.payer_login(), await book.invoice()
    report = await book.pay(invoice, caller=payer, method="bank_transfer")
    cash = await book.pay(invoice, amount=10_000)
    await cancellations.cancel(payer, report["id"])
    assert (await payment_now(cash))["amount_allocated"] == 10_000
    assert (await invoice_now(invoice))["settlement"] == "paid"
    await assert_books_balance()


async def test_a_cheque_is_given_back_by_the_receiver_before_it_clears(book: Book) -> None:
    invoice = await book.invoice()
    cheque = await book.pay(invoice, method="cheque")
    with pytest.raises(Forbidden):
        await cancellations.cancel(await book.payer_login(), cheque["id"])
    with pytest.raises(PreconditionFailed):
        await cancellations.cancel(book.owner, cheque["id"], version=99)
    assert (await cancellations.cancel(book.owner, cheque["id"]))["status"] == "canceled"
    with pytest.raises(PaymentStateForbids):
        await cheques.clear(book.owner, cheque["id"])
    assert (await invoice_now(invoice))["amount_reserved"] == 0
    await assert_books_balance()


async def test_what_is_anothers_or_has_moved_is_not_canceled(shop: Shop) -> None:
    book = shop.book
    report = await book.pay(await book.invoice(), caller=await book.payer_login(), method="bank_transfer")
    with pytest.raises(PaymentNotCancelable, match="reject it with a reason"):
        await cancellations.cancel(book.owner, report["id"])
    with pytest.raises(Forbidden):
        await cancellations.cancel(await book.member("viewer"), report["id"])
    with pytest.raises(NotFound):
        await cancellations.cancel(await stranger(), report["id"])
    with pytest.raises(PaymentStateForbids, match="refunded, or corrected"):
        await cancellations.cancel(book.owner, (await book.pay(await book.invoice()))["id"])
    card = await shop.pay()
    with pytest.raises(PaymentNotCancelable, match="with its gateway"):
        await cancellations.cancel(book.owner, card["id"])
    assert (await payment_now(card))["status"] == "created"


async def test_at_once_a_report_is_confirmed_or_canceled(book: Book) -> None:
    payer = await book.payer_login()
    for _ in range(5):
        invoice = await book.invoice()
        report = await book.pay(invoice, caller=payer, method="bank_transfer")
        results = await at_once(
            cancellations.cancel(payer, report["id"]),
            reviews.confirm(book.owner, report["id"]),
            cancellations.cancel(payer, report["id"]),
        )
        assert results.count("done") == 1
        assert (await invoice_now(invoice))["amount_reserved"] == 0
    await assert_books_balance()
