"""Sums that clients see stay within what JSON holds: refused where they would not, and bounded where they are shown."""

import asyncio
import datetime
from typing import Any

import msgspec
import pytest

from models import access, database, ids, ledger, lists
from models.billing import bounds, issuing
from models.errors import Invalid, Refused, SumTooLarge
from models.money.amounts import AMOUNT_MAX
from models.parties import payers
from models.reports import books
from models.shapes import billing, reports
from tests.books import Book, assert_books_balance, invoice_now, line, open_book, part


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


def of(amount: int) -> dict[str, Any]:
    """What a draft of that amount has: no price is as large."""
    ten_thousands, rest = divmod(amount, 1_000_000)
    return {"lines": [line(1_000_000, quantity=str(ten_thousands)), line(rest)]}


async def balances(book: Book) -> list[int]:
    """All sums of the books, as clients see them."""
    accounts = await books.list_accounts(
        access.SYSTEM, filters=lists.Filters(equal={"receiver_id": book.receiver["id"]}), limit=100, after=None
    )
    of_payer = await payers.balances(access.SYSTEM, book.payer["id"])
    shown = [reports.ledger_account(row).balance for row in accounts.rows]
    return [*shown, *(amount for one in of_payer for amount in (one.amount_due, one.amount_credit))]


async def test_invoices_come_to_no_more_than_json_holds(book: Book) -> None:
    await book.invoice(**of(AMOUNT_MAX - bounds.LARGE))
    with pytest.raises(SumTooLarge, match=r"of which 85,?899,?345\.92 EUR is left"):
        await book.invoice(**of(bounds.LARGE + 1))
    await book.invoice(**of(bounds.LARGE))
    assert max(map(abs, await balances(book))) == AMOUNT_MAX
    await book.invoice(**of(bounds.LARGE), currency="USD")
    await assert_books_balance()


async def test_payments_come_to_no_more_than_json_holds(book: Book) -> None:
    invoice = await book.invoice()
    await book.pay(invoice, amount=AMOUNT_MAX)
    with pytest.raises(SumTooLarge, match=r"all payments of a receiver in EUR") as refusal:
        await book.pay(await book.invoice(), amount=AMOUNT_MAX)
    assert refusal.value.pointer == "/amount"
    now = billing.invoice(await invoice_now(invoice), access.SYSTEM)
    assert now.amount_overpaid == AMOUNT_MAX - 10_000
    assert max(map(abs, await balances(book))) <= AMOUNT_MAX
    await assert_books_balance()


async def test_allocations_that_add_up_to_too_much_are_refused_with_a_sentence(book: Book) -> None:
    parts = [part(await book.invoice(), AMOUNT_MAX), part(await book.invoice(), AMOUNT_MAX)]
    with pytest.raises(Invalid, match=f"come to {2 * AMOUNT_MAX}, and one payment has at most {AMOUNT_MAX}") as refusal:
        await book.pay(allocations=parts)
    assert refusal.value.pointer == "/allocations"


async def test_what_is_reported_or_on_its_way_counts_too(book: Book) -> None:
    payer = await book.payer_login()
    await book.pay(await book.invoice(), caller=payer, method="bank_transfer", amount=AMOUNT_MAX)
    with pytest.raises(SumTooLarge):
        await book.pay(await book.invoice(), method="cheque", amount=AMOUNT_MAX)


async def test_of_large_documents_at_once_only_what_fits_is_written(book: Book) -> None:
    half = AMOUNT_MAX // 2
    drafts = [await book.draft(**of(half)) for _ in range(6)]
    outcomes: list[Any] = await asyncio.gather(
        *(issuing.finalize(book.owner, draft["id"]) for draft in drafts), return_exceptions=True
    )
    assert sorted(type(outcome) is SumTooLarge for outcome in outcomes) == [False] * 2 + [True] * 4
    owed = [outcome for outcome in outcomes if not isinstance(outcome, Refused)]
    for invoice in owed:
        await book.pay(invoice)
    others = [await book.invoice(1) for _ in range(4)]
    outcomes = await asyncio.gather(*(book.pay(one, amount=half) for one in others), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [SumTooLarge] * 4
    assert max(map(abs, await balances(book))) <= AMOUNT_MAX
    await assert_books_balance()


async def test_sums_from_before_are_shown_bounded(book: Book) -> None:
    """What 0.3.0 took: two payments of the largest amount."""
    invoice = await book.invoice()
    await book.pay(invoice, amount=AMOUNT_MAX)
    async with database.transaction() as transaction:
        await database.execute(
            "INSERT INTO payments SELECT (jsonb_populate_record(payments, jsonb_build_object('id', $2::uuid))).* "
            "FROM payments WHERE invoice_id = $1",
            invoice["id"],
            ids.new(),
        )
        await database.execute(
            "UPDATE invoices SET amount_overpaid = (SELECT sum(amount_unapplied) FROM payments WHERE invoice_id = $1) "
            "WHERE id = $1",
            invoice["id"],
        )
        await ledger.post(
            receiver_id=book.receiver.id,
            kind="payment.succeeded",
            source_id=ids.new(),
            currency="EUR",
            effective_on=datetime.date(2026, 1, 1),
            entries=[
                ledger.Entry("bank", AMOUNT_MAX - 10_000),
                ledger.Entry("payer_credit", 10_000 - AMOUNT_MAX, payer_id=book.payer["id"]),
            ],
        )
        (balance,) = await payers.balances(access.SYSTEM, book.payer["id"])
        shown = billing.invoice(await invoice_now(invoice), access.SYSTEM)
        assert (balance.amount_credit, shown.amount_overpaid) == (AMOUNT_MAX, AMOUNT_MAX)
        assert msgspec.json.encode(balance)
        await transaction.rollback()
