"""Money of another currency never settles an invoice, whatever way it comes: nothing is converted unasked.

Pain 24: sums in a base currency left remainders that nobody could explain (frappe/erpnext#35470, #33681).
"""

from typing import Any

import pytest

from models.collection import allocations, payer_credit
from models.errors import CurrencyDiffers, NoCredit, Refused
from tests.books import Book, assert_books_balance, invoice_now, open_book, part, payment_now
from tests.models.collection.test_reversals import say
from tests.models.shops import Shop


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def assert_unpaid(invoice: Any) -> None:
    now = await invoice_now(invoice)
    assert (now["settlement"], now["amount_paid"], now["amount_reserved"]) == ("unpaid", 0, 0)


async def test_a_payment_in_another_currency_is_refused(book: Book) -> None:
    invoice = await book.invoice(currency="JPY")
    for method in ("cash", "bank_transfer", "cheque"):
        with pytest.raises(CurrencyDiffers):
            await book.pay(invoice, currency="EUR", method=method)
    with pytest.raises(CurrencyDiffers):
        await book.pay(currency="EUR", amount=5, allocations=[part(invoice, 5)])
    await assert_unpaid(invoice)
    await assert_books_balance()


async def test_credit_in_another_currency_pays_nothing(book: Book) -> None:
    euros = await book.invoice(1_000)
    payment = await book.pay(euros, amount=5_000)
    invoice = await book.invoice(1_000, currency="USD")
    with pytest.raises(NoCredit, match="no credit in USD"):
        await payer_credit.apply(book.owner, book.payer["id"], invoice_id=invoice["id"], amount=None)
    with pytest.raises(Refused, match="USD"):
        await allocations.allocate(book.owner, payment["id"], [part(invoice, 1)])
    assert (await payment_now(payment))["amount_unapplied"] == 4_000
    await assert_unpaid(invoice)
    await assert_books_balance()


async def test_the_gateways_word_of_another_currency_is_set_aside(shop: Shop) -> None:
    payment = await shop.pay()
    await say(shop, payment, "succeeded", currency="USD")
    now = await payment_now(payment)
    assert (now["status"], now["amount_allocated"]) == ("needs_review", 0)
    invoice = await invoice_now({"id": payment["invoice_id"]})
    assert (invoice["settlement"], invoice["amount_paid"]) == ("unpaid", 0)
    await assert_books_balance()
