"""A statement: opening + debits − credits = closing, line by line, and the closing of today is the payer's balance."""

import csv
import datetime
import io
import uuid
from typing import Any

import pytest

from models import clock, database, ids, ledger
from models.billing import issuing
from models.collection import receipts
from models.errors import Invalid, NotFound
from models.money.currencies import exponent
from models.parties import payers
from models.reports import balances, statement
from models.reports.periods import Period
from models.shapes.reports import Statement, StatementLine
from tests.books import Book, assert_books_balance, open_book, stranger
from tests.models.reports.histories import History, live

pytestmark = pytest.mark.usefixtures("noon_today")
STOOD = """
SELECT account.currency, sum(entry.amount)::bigint AS amount
FROM ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
JOIN ledger_transactions AS booked ON booked.id = entry.transaction_id
WHERE entry.payer_id = $1 AND booked.effective_on <= $2 AND account.kind IN ('receivables', 'payer_credit')
GROUP BY 1
"""


@pytest.fixture
async def book() -> Book:
    return await open_book()


async def state(
    book: Book, first: datetime.date | None = None, last: datetime.date | None = None, *, payer: Any = None, **of: Any
) -> Statement:
    asked = {"limit": 100, "after": None} | of
    payer_id = (payer or book.payer)["id"]
    return await statement.report(book.owner, payer_id, period=Period(first, last), **asked)


async def all_lines(book: Book, first: datetime.date, last: datetime.date, payer: Any) -> list[StatementLine]:
    found: list[StatementLine] = []
    after = None
    while True:
        page = await state(book, first, last, payer=payer, limit=7, after=after)
        found += page.data
        if page.next_cursor is None:
            return found
        after = ids.decode("ledger_transaction", page.next_cursor)


async def stood(payer: Any, day: datetime.date) -> dict[str, int]:
    """What stood at the end of a day, from the entries alone."""
    return {row["currency"]: row["amount"] for row in await database.fetch(STOOD, payer["id"], day)}


async def assert_adds_up(history: History, payer: Any, first: datetime.date, last: datetime.date) -> None:
    told = await state(history.book, first, last, payer=payer)
    before, behind = await stood(payer, first - datetime.timedelta(days=1)), await stood(payer, last)
    lines = await all_lines(history.book, first, last, payer)
    assert [(each.date, each.transaction_id) for each in lines] == sorted(
        (each.date, each.transaction_id) for each in lines
    )
    for of in told.balances:
        running = of.opening_balance
        assert running == before.get(of.currency, 0)
        own = [line for line in lines if line.currency == of.currency]
        for line in own:
            assert first <= line.date <= last
            assert min(line.debit, line.credit) == 0 < max(line.debit, line.credit)
            running += line.debit - line.credit
            assert line.balance == running
        assert (of.debit, of.credit) == (sum(line.debit for line in own), sum(line.credit for line in own))
        assert of.closing_balance == running == behind.get(of.currency, 0)
    assert {of.currency for of in told.balances} >= {currency for currency, amount in behind.items() if amount}
    assert {line.currency for line in lines} <= {of.currency for of in told.balances}


@pytest.mark.parametrize("seed", range(10, 12))
async def test_it_adds_up_over_any_days_and_closes_with_the_balance_of_the_payer(seed: int) -> None:
    history = await live(seed)
    days = history.days
    await balances.sum_up()
    for payer in history.payers:
        for first, last in ((days[0], days[-1]), (days[60], days[90]), (days[100], days[-1]), (days[30], days[30])):
            await assert_adds_up(history, payer, first, last)
        closing = {of.currency: of.closing_balance for of in (await state(history.book, payer=payer)).balances}
        told = await payers.balances(history.book.owner, payer["id"])
        assert closing == {of.currency: of.amount_due - of.amount_credit for of in told}
        await assert_table_is_the_same(history, payer, days[20], days[-1])


async def assert_table_is_the_same(history: History, payer: Any, first: datetime.date, last: datetime.date) -> None:
    lines = await statement.table(history.book.owner, payer["id"], period=Period(first, last))
    text = b"".join([part async for part in lines]).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    told, wanted = (
        await state(history.book, first, last, payer=payer),
        await all_lines(history.book, first, last, payer),
    )
    count = len(told.balances)
    assert [row["kind"] for row in rows[:count]] == ["opening_balance"] * count
    assert [row["kind"] for row in rows[len(rows) - count :]] == ["closing_balance"] * count
    for of, opening, closing in zip(told.balances, rows[:count], rows[len(rows) - count :], strict=True):
        assert (opening["currency"], units(opening["balance"], of.currency)) == (of.currency, of.opening_balance)
        assert (closing["currency"], units(closing["balance"], of.currency)) == (of.currency, of.closing_balance)
    for row, line in zip(rows[count : len(rows) - count], wanted, strict=True):
        assert (row["transaction_id"], row["kind"], row["source_id"]) == (
            line.transaction_id,
            line.kind,
            line.source_id,
        )
        assert units(row["debit"] or "0", line.currency) == line.debit
        assert units(row["credit"] or "0", line.currency) == line.credit
        assert units(row["balance"], line.currency) == line.balance


def units(text: str, currency: str) -> int:
    whole, _, fraction = text.partition(".")
    assert len(fraction) in (0, exponent(currency))
    return int(whole + fraction.ljust(exponent(currency), "0"))


async def test_lines_name_their_documents_and_what_the_payer_wrote(book: Book) -> None:
    yesterday = clock.now() - datetime.timedelta(days=1)
    with clock.moved_to(yesterday):
        invoice = await book.invoice(1_000)
        gone = await book.invoice(300)
        await issuing.void(book.owner, gone["id"])
    payment = await book.pay(invoice, method="bank_transfer", amount=700, reference="=1+1")
    note = await book.credit(invoice, amount=200)
    refund = await book.refund(payment, amount=50)
    await book.write_off(invoice, amount=30)
    receipt = await receipts.of_payment(book.owner, payment["id"])
    told = await state(book, yesterday.date())
    of = ids.encode
    assert [(each.kind, each.source_id, each.number, each.reference) for each in told.data[:5]] == [
        ("invoice.finalized", of("invoice", invoice["id"]), invoice["number"], None),
        ("invoice.finalized", of("invoice", gone["id"]), gone["number"], None),
        ("invoice.voided", of("invoice", gone["id"]), gone["number"], None),
        ("payment.succeeded", of("payment", payment["id"]), receipt["number"], "=1+1"),
        ("credit_note.issued", of("credit_note", note.id), note.number, None),
    ]
    assert (told.data[5].kind, told.data[5].source_id, told.data[5].reference) == (
        "refund.succeeded",
        of("refund", refund.id),
        "=1+1",
    )
    assert (told.data[6].kind, told.data[6].number) == ("write_off.made", invoice["number"])
    assert [each.balance for each in told.data] == [1_000, 1_300, 1_000, 300, 100, 150, 120]
    lines = await statement.table(book.owner, book.payer["id"], period=Period(yesterday.date(), None))
    text = b"".join([part async for part in lines]).decode()
    assert [row["reference"] for row in csv.DictReader(io.StringIO(text)) if row["reference"]] == ["'=1+1"] * 2


async def test_a_payer_reads_their_own_and_nobody_elses(book: Book) -> None:
    await book.invoice()
    payer, other = await book.payer_login(), await book.another_payer()
    period = Period(None, None)
    assert (await statement.report(payer, book.payer["id"], period=period, limit=5, after=None)).data
    for caller, whose in ((payer, other), (await stranger(), book.payer)):
        with pytest.raises(NotFound):
            await statement.report(caller, whose["id"], period=period, limit=5, after=None)
        with pytest.raises(NotFound):
            await statement.table(caller, whose["id"], period=period)


async def test_a_period_has_a_beginning_and_an_end(book: Book) -> None:
    today = clock.now().date()
    told = await state(book)
    assert (told.from_, told.to, told.balances, told.data) == (today.replace(month=1, day=1), today, [], [])
    for first, last in ((today, today - datetime.timedelta(days=1)), (datetime.date(1999, 1, 1), None)):
        with pytest.raises(Invalid):
            await state(book, first, last)


async def test_what_takes_effect_long_after_it_was_written_is_not_missed(book: Book) -> None:
    invoice = await book.invoice(1_000)
    day = clock.now().date() + datetime.timedelta(days=200)
    entries = [
        ledger.Entry("bank", 400),
        ledger.Entry("receivables", -400, payer_id=book.payer["id"], invoice_id=invoice["id"]),
    ]
    async with database.transaction() as opened:
        # As a gateway may tell that it has happened.
        await ledger.post(
            receiver_id=book.receiver["id"],
            kind="payment.succeeded",
            source_id=ids.new(),
            currency="EUR",
            effective_on=day,
            entries=entries,
        )
        told = await state(book, day - datetime.timedelta(days=100), day)
        await opened.rollback()
    assert [(each.opening_balance, each.credit, each.closing_balance) for each in told.balances] == [(1_000, 400, 600)]
    assert [each.date for each in told.data] == [day]
    await assert_books_balance()


async def test_a_payer_is_told_of_no_write_off_by_its_id(pool: None) -> None:
    book = await open_book()
    invoice = await book.invoice(1_000)
    await book.write_off(invoice, amount=100)
    payer = await book.payer_login()
    of_kind = {}
    for caller in (book.owner, payer):
        told = await statement.report(caller, book.payer["id"], period=Period(None, None), limit=20, after=None)
        [of_kind[caller.key]] = [line.source_id for line in told.data if line.kind == "write_off.made"]
    assert of_kind[book.owner.key] is not None
    assert of_kind[payer.key] is None


async def test_a_cursor_is_a_booking_of_this_payer(pool: None) -> None:
    book, other = await open_book(), await open_book(name="Elsewhere")
    await book.invoice()
    await other.invoice()
    foreign = await database.fetch_value(
        uuid.UUID, "SELECT id FROM ledger_transactions WHERE receiver_id = $1 LIMIT 1", other.receiver["id"]
    )
    for after in (foreign, ids.new()):
        with pytest.raises(Invalid, match="cursor"):
            await statement.report(book.owner, book.payer["id"], period=Period(None, None), limit=20, after=after)
