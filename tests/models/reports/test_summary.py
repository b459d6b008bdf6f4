"""A summary is what the entries of its days come to, whatever the days, and whatever has been summed."""

import csv
import datetime
import io
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from models import clock, database, ids
from models.billing import issuing
from models.collection import cheques, payer_credit
from models.errors import Forbidden, Invalid, NotFound
from models.proof import integrity
from models.reports import ageing, balances, summary
from models.reports.periods import Period
from models.shapes.reports import Summary, SummaryTotal
from tests.books import Book, assert_books_balance, open_book, stranger
from tests.models.reports.histories import History, live

pytestmark = pytest.mark.usefixtures("noon_today")
BOOKED = """
SELECT account.kind AS account, account.currency, booked.kind, booked.effective_on, entry.amount, invoices.issued_on
FROM ledger_transactions AS booked JOIN ledger_entries AS entry ON entry.transaction_id = booked.id
JOIN ledger_accounts AS account ON account.id = entry.account_id LEFT JOIN invoices ON invoices.id = entry.invoice_id
WHERE booked.receiver_id = $1 AND booked.effective_on <= $2
"""
MONEY = {"cash", "bank", "gateway_clearing"}


@pytest.fixture
async def book() -> Book:
    return await open_book()


async def sums(book: Book, first: datetime.date | None = None, last: datetime.date | None = None) -> Summary:
    return await summary.report(book.owner, book.receiver["id"], period=Period(first, last))


async def expected(book: Book, first: datetime.date, last: datetime.date) -> dict[str, Any]:
    """By currency, from each entry."""
    found: dict[str, Any] = defaultdict(lambda: defaultdict(int))
    for row in await database.fetch(BOOKED, book.receiver["id"], last):
        of, account, kind, amount = found[row["currency"]], row["account"], row["kind"], row["amount"]
        if account == "receivables":
            of["outstanding"] += amount
        if account == "payer_credit":
            of["credit"] -= amount
        if row["effective_on"] < first:
            continue
        if account in {"revenue", "tax_payable"}:
            of["invoiced"] -= amount if kind in {"invoice.finalized", "invoice.voided"} else 0
            of["credited"] += amount if kind == "credit_note.issued" else 0
        if account in {"bad_debt", "write_offs"}:
            of["written_off"] += amount
        if account in MONEY:
            of["moved"] += amount
            of["reversed"] -= amount if kind in {"payment.reversed", "payment.reinstated"} else 0
            of["refunded"] -= amount if kind.startswith("refund") else 0
        if account == "receivables" and kind in {"payment.succeeded", "credit.applied"}:
            of["paid"] -= amount
            of["days"] -= amount * max((row["effective_on"] - row["issued_on"]).days, 0)
    return found


def figures(total: SummaryTotal) -> dict[str, int]:
    names = ("invoiced", "credited", "reversed", "refunded", "written_off", "outstanding", "credit")
    return {name: getattr(total, name) for name in names}


async def assert_is_the_ledger(history: History, first: datetime.date, last: datetime.date) -> None:
    told, wanted = await sums(history.book, first, last), await expected(history.book, first, last)
    assert {each.currency for each in told.totals} >= wanted.keys()
    for each in told.totals:
        of = wanted[each.currency]
        assert figures(each) == {name: of[name] for name in figures(each)}, (first, last)
        # What moved in all that holds money is in one of the three.
        assert each.collected - each.reversed - each.refunded == of["moved"]
        average = None if of["paid"] <= 0 else Decimal(of["days"]) / of["paid"]
        assert each.days_to_pay == (
            None if average is None else str(average.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
        )


@pytest.mark.parametrize("seed", range(20, 22))
async def test_it_is_what_the_entries_come_to_over_any_days(seed: int) -> None:
    history = await live(seed)
    days = history.days
    periods = [(days[0], days[-1]), (days[40], days[70]), (days[55], days[55]), (days[100], days[-1])]
    months = [(day, day.replace(day=28)) for day in days if day.day == 1]
    # Nothing of it, a part of it, and all of it is in the sums that are kept.
    for summed in (False, True):
        if summed:
            await balances.sum_up()
        for first, last in [*periods, *months]:
            await assert_is_the_ledger(history, first, last)
    report = await integrity.check(history.book.receiver["id"])
    assert {one.name: one.examples for one in report.checks if one.violations} == {}
    last = days[-30]
    aged = await ageing.report(
        history.book.owner, history.book.receiver["id"], as_of=last, known_at=None, limit=1, after=None
    )
    told = {each.currency: each.outstanding for each in (await sums(history.book, days[0], last)).totals}
    assert {of.currency: of.amount for of in aged.totals if of.amount} == {key: of for key, of in told.items() if of}


async def test_each_figure_is_what_its_name_says(book: Book) -> None:
    today = clock.now().date()
    day = datetime.timedelta(days=1)
    with clock.moved_to(clock.now() - 20 * day):
        paid, credited, gone = await book.invoice(1_000), await book.invoice(600), await book.invoice(70)
        await issuing.void(book.owner, gone["id"])
    payment = await book.pay(paid, amount=1_100, received_on=today - 10 * day)
    await payer_credit.apply(book.owner, book.payer["id"], invoice_id=credited["id"], amount=40)
    cheque = await book.pay(credited, method="cheque", amount=100)
    await cheques.clear(book.owner, cheque["id"])
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    await book.credit(credited, amount=200)
    await book.write_off(credited, amount=30)
    await book.refund(payment, amount=50)
    await assert_books_balance()
    [total] = (await sums(book, today - 20 * day, today)).totals
    assert figures(total) == {
        "invoiced": 1_600,
        "credited": 200,
        "reversed": 100,
        "refunded": 50,
        "written_off": 30,
        "outstanding": 330,
        "credit": 10,
    }
    assert total.collected == 1_200
    # 1,000 after ten days, and 140 after twenty.
    assert total.days_to_pay == "11.2"
    [before] = (await sums(book, today - 20 * day, today - 11 * day)).totals
    assert (before.invoiced, before.collected, before.outstanding, before.days_to_pay) == (1_600, 0, 1_600, None)


async def test_a_table_has_a_line_for_each_currency(book: Book) -> None:
    await book.invoice(1_050)
    await book.invoice(1_000, currency="KWD")
    today = clock.now().date()
    lines = await summary.table(book.owner, book.receiver["id"], period=Period(today, None))
    text = b"".join([part async for part in lines]).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert [(row["currency"], row["invoiced"], row["outstanding"], row["days_to_pay"]) for row in rows] == [
        ("EUR", "10.50", "10.50", ""),
        ("KWD", "10.000", "10.000", ""),
    ]


async def test_a_period_has_days_that_there_are(book: Book) -> None:
    today = clock.now().date()
    assert (await sums(book)).totals == []
    for first, last in ((today, today - datetime.timedelta(days=1)), (datetime.date(1999, 1, 1), None)):
        with pytest.raises(Invalid):
            await sums(book, first, last)


async def test_only_the_receivers_members_are_told(book: Book) -> None:
    for caller in (await stranger(), await book.payer_login()):
        with pytest.raises((NotFound, Forbidden)):
            await summary.report(caller, book.receiver["id"], period=Period(None, None))
    viewer = await book.member("viewer")
    assert (await summary.report(viewer, book.receiver["id"], period=Period(None, None))).receiver_id == ids.encode(
        "receiver", book.receiver["id"]
    )
