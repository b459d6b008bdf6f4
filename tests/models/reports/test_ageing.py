"""What is owed by its age is what the ledger has as receivables: on any day, and as it was known at any instant."""

import csv
import datetime
import io
from collections import defaultdict
from typing import Any

import pytest

from models import clock, database, ids
from models.billing import issuing
from models.errors import Forbidden, Invalid, NotFound
from models.money import instalments
from models.money.instalments import Instalment
from models.reports import ageing, balances
from models.shapes.billing import InstalmentInput
from models.shapes.common import from_json
from models.shapes.reports import Ageing, AgeingTotal
from tests.books import Book, assert_books_balance, open_book, stranger
from tests.models.reports.histories import History, live

pytestmark = pytest.mark.usefixtures("noon_today")
BOOKED = """
SELECT account.kind, account.currency, entry.payer_id, entry.invoice_id, sum(entry.amount)::bigint AS amount
FROM ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
JOIN ledger_transactions AS booked ON booked.id = entry.transaction_id
WHERE booked.receiver_id = $1 AND booked.effective_on <= $2 AND ($3::timestamptz IS NULL OR booked.created_at <= $3)
    AND account.kind IN ('receivables', 'payer_credit')
GROUP BY 1, 2, 3, 4 HAVING sum(entry.amount) <> 0
"""
NOTHING = {"amount": 0, "credit": 0, "current": 0, "1_30": 0, "31_60": 0, "61_90": 0, "over_90": 0}


@pytest.fixture
async def book() -> Book:
    return await open_book()


async def report(
    book: Book, as_of: datetime.date | None = None, known_at: datetime.datetime | None = None, **fields: Any
) -> Ageing:
    asked = {"limit": 100, "after": None} | fields
    return await ageing.report(book.owner, book.receiver["id"], as_of=as_of, known_at=known_at, **asked)


def figures(total: AgeingTotal) -> dict[str, int]:
    of = total.buckets
    return {
        "amount": total.amount,
        "credit": total.credit,
        "current": of.current,
        "1_30": of.days_1_30,
        "31_60": of.days_31_60,
        "61_90": of.days_61_90,
        "over_90": of.over_90,
    }


def bucket(days: int) -> str:
    return (
        "current"
        if days <= 0
        else "1_30"
        if days <= 30
        else "31_60"
        if days <= 60
        else "61_90"
        if days <= 90
        else "over_90"
    )


async def expected(
    book: Book, as_of: datetime.date, known_at: datetime.datetime | None
) -> dict[tuple[Any, str], dict[str, int]]:
    """By payer and currency, from the entries of that time alone: one sum for each invoice, over its instalments."""
    found: dict[tuple[Any, str], dict[str, int]] = defaultdict(lambda: dict(NOTHING))
    for row in await database.fetch(BOOKED, book.receiver["id"], as_of, known_at):
        of = found[row["payer_id"], row["currency"]]
        if row["kind"] == "payer_credit":
            of["credit"] -= row["amount"]
            continue
        of["amount"] += row["amount"]
        invoice = await database.fetch_row("SELECT * FROM invoices WHERE id = $1", row["invoice_id"])
        assert invoice is not None
        to_pay = invoice["total"] - invoice["amount_withheld"]
        if invoice["instalments"] is None or not 0 < row["amount"] <= to_pay:
            of[bucket((as_of - invoice["due_on"]).days)] += row["amount"]
            continue
        plan = from_json(invoice["instalments"], list[Instalment])
        for one in instalments.standing(plan, paid=to_pay - row["amount"], reduced=0):
            assert one.instalment.due_on is not None
            of[bucket((as_of - one.instalment.due_on).days)] += one.due
    return {key: of for key, of in found.items() if of != NOTHING}


async def assert_is_the_ledger(history: History, as_of: datetime.date, known_at: datetime.datetime | None) -> None:
    told = await report(history.book, as_of, known_at)
    wanted = await expected(history.book, as_of, known_at)
    found = {(ids.decode("payer", each.payer_id), each.currency): figures(each) for each in told.data}
    assert found == wanted
    totals: dict[str, dict[str, int]] = defaultdict(lambda: dict(NOTHING))
    for (_, currency), of in wanted.items():
        for name, amount in of.items():
            totals[currency][name] += amount
    assert {each.currency: figures(each) for each in told.totals} == totals
    for each in told.totals:
        of = figures(each)
        assert of["amount"] == sum(of[name] for name in ("current", "1_30", "31_60", "61_90", "over_90"))


@pytest.mark.parametrize("seed", range(4))
async def test_it_is_the_receivables_of_the_ledger_on_any_day_and_at_any_instant(seed: int) -> None:
    history = await live(seed)
    await assert_books_balance()
    assert len(history.done) >= 9, f"a dull life: {history.done}"
    for as_of in history.days[::11]:
        await assert_is_the_ledger(history, as_of, None)
    # Half of it is in the kept balances, and half not.
    await balances.sum_up()
    for known_at in history.instants[::19]:
        for as_of in history.days[::40]:
            await assert_is_the_ledger(history, as_of, known_at)
    while await balances.sum_up():
        pass
    await assert_is_the_ledger(history, history.today, None)


async def test_each_instalment_is_as_old_as_its_own_due_date_and_the_oldest_is_covered_first(book: Book) -> None:
    with clock.moved_to(noon(-100)):
        plan = [
            InstalmentInput(percent="50", days=5),
            InstalmentInput(percent="30", days=50),
            InstalmentInput(percent="20", days=95),
        ]
        invoice = await book.invoice(10_000, instalments=plan)
        await book.invoice(700, payment_terms_days=100)
    await book.pay(invoice, amount=6_000, received_on=noon(-60).date())
    # Of the second one 2,000 remain, due 50 days ago, of the third all, due 5 days ago; today is in time.
    [total] = (await report(book)).totals
    assert figures(total) == NOTHING | {"amount": 4_700, "31_60": 2_000, "1_30": 2_000, "current": 700}
    # Before it was paid, the first one was 34 days late.
    [total] = (await report(book, noon(-61).date())).totals
    assert figures(total) == NOTHING | {"amount": 10_700, "31_60": 5_000, "current": 5_700}
    assert (await report(book, noon(-101).date())).totals == []


async def test_what_is_void_by_now_was_owed_before_and_what_was_booked_late_was_not_known(book: Book) -> None:
    with clock.moved_to(noon(-40)):
        gone, paid = await book.invoice(1_000, payment_terms_days=0), await book.invoice(500, payment_terms_days=0)
    with clock.moved_to(noon(-10)):
        await issuing.void(book.owner, gone["id"])
    before = await database.fetch_value(datetime.datetime, "SELECT clock_timestamp()")
    await book.pay(paid, amount=600, received_on=noon(-20).date())
    assert [figures(each)["amount"] for each in (await report(book, noon(-21).date())).totals] == [1_500]
    assert [figures(each) for each in (await report(book, noon(-20).date())).totals] == [
        NOTHING | {"amount": 1_000, "credit": 100, "1_30": 1_000}
    ]
    # Credit is shown beside, and taken off nothing.
    assert [figures(each) for each in (await report(book)).data] == [NOTHING | {"credit": 100}]
    # Whoever asked before the payment was written down was told of the whole of it.
    assert [figures(each)["amount"] for each in (await report(book, noon(-20).date(), before)).totals] == [1_500]
    assert [figures(each)["31_60"] for each in (await report(book, None, before)).totals] == [500]


async def test_money_from_before_the_invoice_is_not_lost(book: Book) -> None:
    with clock.moved_to(noon(-10)):
        invoice = await book.invoice(1_000, payment_terms_days=30)
    await book.pay(invoice, amount=400, received_on=noon(-20).date())
    assert [figures(each) for each in (await report(book, noon(-15).date())).totals] == [
        NOTHING | {"amount": -400, "current": -400}
    ]


async def test_a_page_has_so_many_payers_and_totals_are_of_all(book: Book) -> None:
    others = [await book.another_payer(f"Payer {number}") for number in range(4)]
    for payer in [book.payer, *others]:
        for currency in ("EUR", "JPY"):
            await book.invoice(100, payer_id=ids.encode("payer", payer["id"]), currency=currency)
    found: list[tuple[str, str]] = []
    after = None
    while True:
        page = await report(book, limit=2, after=after)
        assert [(total.currency, total.amount) for total in page.totals] == [("EUR", 500), ("JPY", 5)]
        found += [(each.payer_id, each.currency) for each in page.data]
        assert page.has_more == (page.next_cursor is not None)
        if page.next_cursor is None:
            break
        after = ids.decode("payer", page.next_cursor)
    payers = [ids.encode("payer", payer["id"]) for payer in [*reversed(others), book.payer]]
    assert found == [(payer, currency) for payer in payers for currency in ("EUR", "JPY")]


async def test_today_is_the_receivers_and_days_have_an_end() -> None:
    book = await open_book(time_zone="Pacific/Kiritimati")
    with clock.moved_to(datetime.datetime(2026, 5, 1, 23, tzinfo=datetime.UTC)):
        await book.invoice()
        assert (await report(book)).as_of == datetime.date(2026, 5, 2)
    for year in (1999, 2200):
        with pytest.raises(Invalid):
            await report(book, datetime.date(year, 1, 1))


async def test_a_table_has_all_payers_and_no_formula(book: Book) -> None:
    other = await book.another_payer('=HYPERLINK("https://example.com")')
    await book.invoice(12_345)
    invoice = await book.invoice(1_000, payer_id=ids.encode("payer", other["id"]), currency="KWD", payment_terms_days=0)
    await book.pay(invoice, amount=15_000)
    lines = await ageing.table(book.owner, book.receiver["id"], as_of=None, known_at=None)
    text = b"".join([part async for part in lines]).decode()
    assert list(csv.DictReader(io.StringIO(text, newline=""), strict=True)) == [
        cells(
            payer_id=ids.encode("payer", other["id"]), payer_name=f"'{other['name']}", currency="KWD", credit="5.000"
        ),
        cells(payer_id=book.payer_id, payer_name="Grace Payer", amount="123.45", current="123.45"),
    ]


async def test_only_the_receivers_members_are_told(book: Book) -> None:
    await book.invoice()
    viewer = await book.member("viewer")
    assert (await ageing.report(viewer, book.receiver["id"], as_of=None, known_at=None, limit=1, after=None)).totals
    for caller in (await stranger(), await book.payer_login()):
        for ask in (
            ageing.report(caller, book.receiver["id"], as_of=None, known_at=None, limit=1, after=None),
            ageing.table(caller, book.receiver["id"], as_of=None, known_at=None),
        ):
            with pytest.raises((NotFound, Forbidden)):
                await ask


def noon(days: int) -> datetime.datetime:
    """Noon in UTC, so many days from today."""
    return (clock.now() + datetime.timedelta(days=days)).replace(hour=12, minute=0)


def cells(**found: str) -> dict[str, str]:
    zero = "0.000" if found.get("currency") == "KWD" else "0.00"
    return dict.fromkeys(ageing.COLUMNS, zero) | {"currency": "EUR"} | found
