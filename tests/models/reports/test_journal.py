"""The journal as accountants import it: all entries, balanced, with no formula, in as much memory as a page of it."""

import csv
import datetime
import io
import tracemalloc
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from models import clock, database, ids, ledger
from models.errors import Forbidden, Invalid, NotFound
from models.reports import journal
from models.reports.periods import Period
from models.tables.ledger import ACCOUNT_KINDS
from tests.books import Book, assert_books_balance, open_book, stranger
from tests.models.reports.histories import live

pytestmark = pytest.mark.usefixtures("noon_today")
BYTES_MAX = 5_000_000
BOOKED = """
SELECT booked.id, booked.effective_on, account.kind, entry.currency, entry.amount
FROM ledger_transactions AS booked JOIN ledger_entries AS entry ON entry.transaction_id = booked.id
JOIN ledger_accounts AS account ON account.id = entry.account_id
WHERE booked.receiver_id = $1 AND booked.effective_on BETWEEN $2 AND $3
ORDER BY booked.effective_on, booked.id, entry.id
"""
# So many transactions of two entries, over so many days, by the one who wrote the account and its debt.
MANY = """
WITH booked AS (
    INSERT INTO ledger_transactions (id, receiver_id, kind, source_id, effective_on)
    SELECT new_id(), $1, 'payment.succeeded', new_id(), $2::date - n % 20 FROM generate_series(1, $3) AS n
    RETURNING id
)
INSERT INTO ledger_entries (id, transaction_id, account_id, receiver_id, payer_id, currency, amount)
SELECT new_id(), booked.id, side.account_id, $1, $6, 'EUR', side.amount
FROM booked CROSS JOIN LATERAL (VALUES ($4::uuid, 1234), ($5::uuid, -1234)) AS side (account_id, amount)
"""
# The checks of other tests read all of the ledger, where nothing can be deleted as a rule.
FORGET = """
DELETE FROM ledger_entries USING ledger_transactions AS booked
WHERE booked.id = transaction_id AND booked.receiver_id = $1
    AND booked.kind = 'payment.succeeded' AND NOT EXISTS (SELECT FROM payments WHERE id = booked.source_id)
"""
FORGET_TRANSACTIONS = """
DELETE FROM ledger_transactions AS booked
WHERE receiver_id = $1 AND NOT EXISTS (SELECT FROM ledger_entries WHERE transaction_id = booked.id)
"""


@pytest.fixture
async def book() -> Book:
    return await open_book()


async def lines_of(
    book: Book, first: datetime.date | None = None, last: datetime.date | None = None
) -> list[dict[str, str]]:
    parts = await journal.table(book.owner, book.receiver["id"], period=Period(first, last))
    text = b"".join([part async for part in parts]).decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


async def test_it_has_each_entry_once_and_debits_are_credits() -> None:
    history = await live(30)
    book, first, last = history.book, history.days[20], history.days[-20]
    lines, booked = await lines_of(book, first, last), await database.fetch(BOOKED, book.receiver["id"], first, last)
    assert len(booked) > 50
    assert [(line["date"], line["transaction_id"], line["account_code"], line["currency"]) for line in lines] == [
        (
            row["effective_on"].isoformat(),
            ids.encode("ledger_transaction", row["id"]),
            ledger.CHART[row["kind"]].code,
            row["currency"],
        )
        for row in booked
    ]
    sides: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    of_each: dict[str, Decimal] = defaultdict(Decimal)
    for line, row in zip(lines, booked, strict=True):
        debit, credit = Decimal(line["debit"] or 0), Decimal(line["credit"] or 0)
        assert (line["debit"] == "") != (line["credit"] == "")
        assert min(debit, credit) >= 0
        assert (debit > 0) == (row["amount"] > 0)
        sides["debit", line["currency"]] += debit
        sides["credit", line["currency"]] += credit
        of_each[line["transaction_id"]] += debit - credit
    assert set(of_each.values()) == {0}
    for currency in {line["currency"] for line in lines}:
        assert sides["debit", currency] == sides["credit", currency] > 0


async def test_a_line_says_whom_and_what_it_is_about_and_is_no_formula() -> None:
    book = await open_book()
    payer = await book.another_payer("=1+1")
    invoice = await book.invoice(1_000, payer_id=ids.encode("payer", payer["id"]), memo='+49, garden,\nand "more"')
    payment = await book.pay(invoice, method="bank_transfer", amount=1_250, reference="@SUM(A1)")
    today = clock.now().date()
    found = await lines_of(book, today, today)
    assert [
        (line["account_code"], line["account_name"], line["debit"], line["credit"], line["invoice_number"])
        for line in found
    ] == [
        ("1200", "Receivables", "10.00", "", invoice["number"]),
        ("4000", "Revenue", "", "10.00", found[1]["invoice_number"]),
        ("1010", "Bank", "12.50", "", found[2]["invoice_number"]),
        ("1200", "Receivables", "", "10.00", invoice["number"]),
        ("2100", "Payer credit", "", "2.50", found[4]["invoice_number"]),
    ]
    assert {line["party"] for line in found} == {"'=1+1"}
    assert {line["payer_id"] for line in found} == {ids.encode("payer", payer["id"])}
    assert [line["memo"] for line in found] == ['\'+49, garden,\nand "more"'] * 2 + ["'@SUM(A1)"] * 3
    assert [line["source_id"] for line in found[1:3]] == [
        ids.encode("invoice", invoice["id"]),
        ids.encode("payment", payment["id"]),
    ]
    assert found[0]["document_number"] == invoice["number"]


def test_each_account_has_a_code_of_its_own() -> None:
    assert len({ledger.CHART[kind].code for kind in ACCOUNT_KINDS}) == len(ACCOUNT_KINDS)


async def test_a_long_one_takes_no_more_memory_than_a_short_one(book: Book) -> None:
    await book.pay(await book.invoice(1_000), amount=1_000)
    today = clock.now().date()
    accounts = [
        ledger.account_id(receiver_id=book.receiver["id"], account=kind, currency="EUR")
        for kind in ("cash", "receivables")
    ]
    async with database.transaction():
        await database.allow(60)
        await database.execute(MANY, book.receiver["id"], today, 50_000, *accounts, book.payer["id"])
    parts = await journal.table(book.owner, book.receiver["id"], period=Period(None, None))
    length = count = 0
    tracemalloc.start()
    try:
        async for part in parts:
            length += len(part)
            count += part.count(b"\r\n")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        async with database.transaction():
            await database.allow(60)
            await database.execute("SET LOCAL session_replication_role = replica")
            await database.execute(FORGET, book.receiver["id"])
            await database.execute(FORGET_TRANSACTIONS, book.receiver["id"])
    await assert_books_balance()
    assert count == 100_000 + 4 + 1
    assert peak < BYTES_MAX < length


async def test_only_the_receivers_members_have_it(book: Book) -> None:
    for caller in (await stranger(), await book.payer_login()):
        with pytest.raises((NotFound, Forbidden)):
            await journal.table(caller, book.receiver["id"], period=Period(None, None))
    viewer: Any = await book.member("viewer")
    assert [part async for part in await journal.table(viewer, book.receiver["id"], period=Period(None, None))]
    with pytest.raises(Invalid):
        await lines_of(book, clock.now().date(), datetime.date(2001, 1, 1))
