"""Who pays an invoice twice is not turned away: the second money is credit, and a person is told."""

import asyncio

import pytest

from models import database, lists
from models.errors import Refused
from models.online import facts
from models.proof import integrity
from models.reconciliation import discrepancies
from models.tables.reconciliation import Discrepancy
from tests.books import Book, assert_books_balance, events_of, invoice_now, open_book, payment_now
from tests.models.shops import Shop

MANY = 50


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def reported(book: Book) -> list[Discrepancy]:
    filters = lists.Filters(equal={"receiver_id": book.receiver["id"], "kind": "paid_twice"})
    return (await discrepancies.list_page(book.owner, filters=filters, limit=100, after=None)).rows


async def money_of(book: Book) -> tuple[int, int]:
    """Allocated and unapplied, of all payments."""
    row = await database.fetch_row(
        "SELECT sum(amount_allocated)::bigint AS allocated, sum(amount_unapplied)::bigint AS unapplied FROM payments "
        "WHERE receiver_id = $1",
        book.receiver["id"],
    )
    assert row is not None
    return row["allocated"], row["unapplied"]


async def test_fifty_who_pay_one_invoice_at_once_pay_it_once(book: Book) -> None:
    invoice = await book.invoice(10_000)
    found = await asyncio.gather(*(book.pay(invoice, amount=10_000) for _ in range(MANY)))
    assert await money_of(book) == (10_000, (MANY - 1) * 10_000)
    now = await invoice_now(invoice)
    assert (now["settlement"], now["amount_paid"]) == ("overpaid", 10_000)
    rows = await reported(book)
    credits = {row["id"] for row in found if (await payment_now(row))["amount_unapplied"]}
    assert {row.payment_id for row in rows} == credits
    assert (len(rows), {row.gateway_account_id for row in rows}) == (MANY - 1, {None})
    await assert_books_balance()


async def test_a_person_sees_it_and_settles_it(book: Book) -> None:
    before = {check.name: check.violations for check in (await integrity.check()).checks}
    invoice = await book.invoice()
    await book.pay(invoice)
    await book.pay(invoice, amount=10_000)
    (row,) = await reported(book)
    assert (row.status, row.amount_here, row.currency) == ("open", 10_000, "EUR")
    (event,) = await events_of(row)
    assert (event["type"], event["data"]["kind"]) == ("reconciliation.discrepancy_found", "paid_twice")
    assert event["data"]["gateway_account_id"] is None
    resolved = await discrepancies.resolve(book.owner, row.id, "It is for the next invoice.")
    assert resolved.status == "resolved"
    assert {check.name: check.violations for check in (await integrity.check()).checks} == before


async def test_what_is_no_duplicate_is_not_called_one(book: Book) -> None:
    invoice = await book.invoice()
    await book.pay(invoice, amount=6_000)
    # It pays what is left, and brings more; and one of another amount.
    await book.pay(invoice, amount=6_000)
    await book.pay(invoice, amount=7_000)
    assert await reported(book) == []


async def test_cards_that_succeed_late_after_others_are_duplicates_too(shop: Shop) -> None:
    invoice = await shop.book.invoice()
    first = await shop.pay(invoice=invoice)
    # While it is on its way nobody else can begin.
    results = await asyncio.gather(*(shop.pay(invoice=invoice) for _ in range(MANY - 1)), return_exceptions=True)
    assert all(isinstance(result, Refused) for result in results)
    late = [first]
    for _ in range(2):
        await facts.apply(await shop.fact(late[-1], "failed"), gateway_account_id=shop.account["id"])
        late.append(await shop.pay(invoice=invoice))
    said = [await shop.fact(payment, "succeeded") for payment in late]
    # Each word comes twice, and all of them at once.
    await asyncio.gather(*(facts.apply(fact, gateway_account_id=shop.account["id"]) for fact in said * 2))
    assert await money_of(shop.book) == (10_000, 20_000)
    rows = await reported(shop.book)
    assert {row.gateway_account_id for row in rows} == {shop.account["id"]}
    assert len(rows) == 2
    await assert_books_balance()
