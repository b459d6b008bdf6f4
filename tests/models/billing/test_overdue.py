"""Instalments become overdue: when, once, and what an invoice says of it then."""

import asyncio
import datetime
import itertools
from typing import Any

import msgspec
import pytest
import structlog

from models import clock, database
from models.billing import amounts, issuing, overdue
from models.collection import cheques
from models.money import terms
from models.shapes import billing as shapes
from models.shapes import invoice_rows
from models.shapes.billing import InstalmentInput
from models.shapes.invoice_rows import InvoiceRow
from models.shapes.lines import WithholdingInput
from tests.books import (
    Book,
    assert_books_balance,
    event_types,
    events_of,
    invoice_now,
    mark_all_overdue,
    noon,
    open_book,
)

DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


def halves(*days: int) -> list[InstalmentInput]:
    """As many equal instalments of a hundred percent, due so many days after the issue."""
    return [InstalmentInput(percent=str(100 // len(days)), days=day) for day in days]


async def told(invoice: Any) -> list[dict[str, Any]]:
    """What was announced of it as overdue."""
    return [event for event in await events_of(invoice) if event["type"] == "invoice.overdue"]


# When the tenth has ended.
MIDNIGHTS = [
    ("Pacific/Kiritimati", "2027-03-10T10:00+00:00"),
    ("Asia/Kolkata", "2027-03-10T18:30+00:00"),
    ("Europe/Berlin", "2027-03-10T23:00+00:00"),
    ("CET", "2027-03-10T23:00+00:00"),
    # Summer, which PostgreSQL's abbreviations do not have.
    ("CET", "2027-07-10T22:00+00:00"),
    ("EET", "2027-07-10T21:00+00:00"),
    ("MET", "2027-07-10T22:00+00:00"),
    # Winter, which Vancouver has had no time of its own for since 2026.
    ("America/Vancouver", "2027-01-11T07:00+00:00"),
    ("America/Los_Angeles", "2027-01-11T08:00+00:00"),
    ("Pacific/Pago_Pago", "2027-03-11T11:00+00:00"),
]


@pytest.mark.parametrize(("time_zone", "midnight"), MIDNIGHTS)
async def test_an_invoice_is_overdue_strictly_after_its_due_day(pool: None, time_zone: str, midnight: str) -> None:
    book = await open_book(time_zone=time_zone)
    ends = datetime.datetime.fromisoformat(midnight)
    with clock.moved_to(ends - 5 * DAY):
        issued = await book.invoice(due_on=ends.date().replace(day=10))
    with clock.moved_to(ends - MINUTE):
        await mark_all_overdue()
    assert not (await invoice_now(issued))["overdue"]
    with clock.moved_to(ends + MINUTE):
        await mark_all_overdue()
        await mark_all_overdue()
    assert (await invoice_now(issued))["overdue"]
    last = (await events_of(issued))[-1]
    assert (last["type"], last["sequence"], last["data"]["overdue"]) == ("invoice.overdue", 3, True)
    assert last["previous"] == {"overdue": False, "amount_overdue": 0}
    await assert_books_balance()


async def test_a_time_zone_that_nobody_knows_any_more_holds_up_its_own_invoices_only(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = "America/Coyhaique"
    other = await open_book(time_zone=gone)
    with clock.moved_to(noon("2027-03-10")):
        # First, so that it comes first wherever it is looked at.
        stuck, ours = await other.invoice(payment_terms_days=0), await book.invoice(payment_terms_days=0)
    with clock.moved_to(noon("2027-03-12")):
        with monkeypatch.context() as forgetting, structlog.testing.capture_logs() as logs:
            forgetting.setattr(terms, "TIME_ZONES", terms.TIME_ZONES - {gone})
            await mark_all_overdue()
        assert [(await invoice_now(row))["overdue"] for row in (stuck, ours)] == [False, True]
        assert {(log["event"], log["time_zone"]) for log in logs} == {("invoices.time_zone_unknown", gone)}
        # Nothing is lost: once the zone is known again, so is the day.
        await mark_all_overdue()
    for row in (stuck, ours):
        assert (await event_types(row)).count("invoice.overdue") == 1
    await assert_books_balance()


async def test_runs_at_once_announce_each_invoice_once(pool: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # Small, so that they meet in the middle of the same heap.
    monkeypatch.setattr(overdue, "BATCH", 3)
    with clock.moved_to(noon("2027-03-10")):
        issued = [
            await (await open_book(time_zone=zone)).invoice(payment_terms_days=0)
            for zone in ("UTC", "America/Vancouver", "CET", "Asia/Kolkata", "Pacific/Kiritimati") * 4
        ]
    with clock.moved_to(noon("2027-03-12")):
        await asyncio.gather(*(mark_all_overdue() for _ in range(6)))
        await mark_all_overdue()
    for row in issued:
        assert await event_types(row) == ["invoice.created", "invoice.finalized", "invoice.overdue"]
        assert (await invoice_now(row))["overdue"]
    await assert_books_balance()


async def test_what_is_settled_void_or_not_issued_is_never_overdue(book: Book) -> None:
    with clock.moved_to(noon("2026-01-01")):
        paid, partly, void, draft = [await book.invoice() for _ in range(3)] + [await book.draft()]
        await book.pay(paid)
        await book.pay(partly, amount=9_999)
        await issuing.void(book.owner, void["id"])
    with clock.moved_to(noon("2026-06-01")):
        await mark_all_overdue()
    assert [(await invoice_now(row))["overdue"] for row in (paid, partly, void, draft)] == [False, True, False, False]
    await book.pay(partly)
    assert not (await invoice_now(partly))["overdue"]
    await assert_books_balance()


# --- instalments

# Local midnights at the end of the tenth, some of them not there or there twice, by the change of daylight saving.
FOUR_ZONES = [
    ("Pacific/Kiritimati", "2027-03-10T10:00+00:00"),
    ("Europe/Berlin", "2027-03-10T23:00+00:00"),
    ("America/Los_Angeles", "2027-03-11T08:00+00:00"),
    ("Pacific/Pago_Pago", "2027-03-11T11:00+00:00"),
]
DAYLIGHT_SAVING = [
    # Summer begins on the eleventh at midnight: there is no 00:01.
    ("America/Havana", "2029-03-10T05:00+00:00"),
    # The day that follows is the one on which it begins.
    ("America/Los_Angeles", "2030-03-11T07:00+00:00"),
    # The day that ends has 23 hours, and in November 25.
    ("America/New_York", "2030-03-11T04:00+00:00"),
    ("America/New_York", "2030-11-04T05:00+00:00"),
    ("Europe/Berlin", "2030-03-31T22:00+00:00"),
    ("Europe/Berlin", "2030-10-27T23:00+00:00"),
]


@pytest.mark.parametrize(("time_zone", "midnight"), [*FOUR_ZONES, *DAYLIGHT_SAVING])
async def test_an_instalment_is_overdue_strictly_after_its_due_day(pool: None, time_zone: str, midnight: str) -> None:
    book = await open_book(time_zone=time_zone)
    ends = datetime.datetime.fromisoformat(midnight)
    last_day = terms.local_date(ends - MINUTE, time_zone)
    assert terms.local_date(ends, time_zone) == last_day + DAY
    with clock.moved_to(ends - 5 * DAY):
        plan = [
            InstalmentInput(percent="50", due_on=last_day),
            InstalmentInput(percent="50", due_on=last_day + DAY),
        ]
        issued = await book.invoice(1_001, instalments=plan)
    seen = []
    for instant in (ends - MINUTE, ends + MINUTE, ends + MINUTE, ends + DAY - 61 * MINUTE, ends + 2 * DAY):
        with clock.moved_to(instant):
            await mark_all_overdue()
        now = shapes.invoice(await invoice_now(issued))
        seen.append((now.overdue, now.amount_overdue, now.amount_due, [one.overdue for one in now.instalments]))
    assert seen == [
        (False, 0, 1_001, [False, False]),
        (True, 501, 1_001, [True, False]),
        (True, 501, 1_001, [True, False]),
        (True, 501, 1_001, [True, False]),
        (True, 1_001, 1_001, [True, True]),
    ]
    events = await told(issued)
    assert [event["data"]["amount_overdue"] for event in events] == [501, 1_001]
    assert [sorted(event["previous"]) for event in events] == [
        ["amount_overdue", "instalments", "overdue"],
        ["amount_overdue", "instalments"],
    ]
    await assert_books_balance()


async def test_payments_cover_the_oldest_instalment_first(book: Book) -> None:
    with clock.moved_to(noon("2026-05-01")):
        issued = await book.invoice(900, instalments=[InstalmentInput(amount=300, days=days) for days in (0, 10, 20)])
        await book.pay(issued, amount=400)
    with clock.moved_to(noon("2026-05-02")):
        await mark_all_overdue()
    now = shapes.invoice(await invoice_now(issued))
    assert [(one.amount, one.amount_paid, one.amount_due, one.overdue) for one in now.instalments] == [
        (300, 300, 0, False),
        (300, 100, 200, False),
        (300, 0, 300, False),
    ]
    assert (now.overdue, now.amount_overdue, now.amount_due) == (False, 0, 500)
    with clock.moved_to(noon("2026-05-12")):
        await mark_all_overdue()
        now = shapes.invoice(await invoice_now(issued))
        assert (now.overdue, now.amount_overdue, now.amount_due) == (True, 200, 500)
        await book.pay(issued, amount=200)
    now = shapes.invoice(await invoice_now(issued))
    assert (now.overdue, now.amount_overdue, now.amount_due) == (False, 0, 300)
    assert len(await told(issued)) == 1
    await assert_books_balance()


async def test_an_instalment_is_announced_once_also_after_its_money_was_taken_back(book: Book) -> None:
    with clock.moved_to(noon("2026-05-01")):
        issued = await book.invoice(1_000, instalments=halves(0, 10))
    with clock.moved_to(noon("2026-05-02")):
        await mark_all_overdue()
        cheque = await book.pay(issued, method="cheque", amount=1_000)
        await cheques.clear(book.owner, cheque["id"])
    assert not (await invoice_now(issued))["overdue"]
    with clock.moved_to(noon("2026-05-20")):
        await mark_all_overdue()
        await cheques.bounce(book.owner, cheque["id"], reason="No funds")
        # At once, by its amounts alone: that the first is overdue was announced in May already.
        now = shapes.invoice(await invoice_now(issued))
        assert (now.overdue, now.amount_overdue) == (True, 500)
        for _ in range(3):
            await mark_all_overdue()
    now = shapes.invoice(await invoice_now(issued))
    assert (now.overdue, now.amount_overdue) == (True, 1_000)
    assert [event["data"]["amount_overdue"] for event in await told(issued)] == [500, 1_000]
    assert [event["type"] for event in await events_of(issued)][-2:] == ["invoice.reopened", "invoice.overdue"]
    await assert_books_balance()


async def test_what_fell_due_while_it_was_covered_is_announced_once_it_is_owed_again(book: Book) -> None:
    with clock.moved_to(noon("2026-05-01")):
        issued = await book.invoice(900, instalments=[InstalmentInput(amount=300, days=days) for days in (0, 1, 10)])
        cheque = await book.pay(issued, method="cheque", amount=300)
        await cheques.clear(book.owner, cheque["id"])
    with clock.moved_to(noon("2026-05-05")):
        await mark_all_overdue()
        # The second is overdue, and the first was paid in time.
        assert [one.overdue for one in shapes.invoice(await invoice_now(issued)).instalments] == [False, True, False]
        await cheques.bounce(book.owner, cheque["id"], reason="No funds")
        await mark_all_overdue()
        assert [one.overdue for one in shapes.invoice(await invoice_now(issued)).instalments] == [True, True, False]
        assert await overdue.mark() == 0
    assert len(await told(issued)) == 2
    await assert_books_balance()


async def test_several_instalments_that_are_over_at_once_are_announced_one_by_one(book: Book) -> None:
    with clock.moved_to(noon("2026-05-01")):
        issued = await book.invoice(1_000, instalments=halves(0, 0, 3, 200))
    with clock.moved_to(noon("2026-06-01")):
        await mark_all_overdue()
    assert [event["data"]["amount_overdue"] for event in await told(issued)] == [250, 500, 750]
    last = (await events_of(issued))[-1]["data"]
    now = msgspec.to_builtins(shapes.invoice(await invoice_now(issued)))
    assert msgspec.json.decode(msgspec.json.encode(now)) == last
    await assert_books_balance()


async def test_runs_at_once_announce_each_instalment_once(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overdue, "BATCH", 2)
    with clock.moved_to(noon("2026-05-01")):
        issued = [await book.invoice(1_000, instalments=halves(0, 1)) for _ in range(8)]
    with clock.moved_to(noon("2026-06-01")):
        await asyncio.gather(*(mark_all_overdue() for _ in range(6)))
        await mark_all_overdue()
    for invoice in issued:
        assert len(await told(invoice)) == 2
    await assert_books_balance()


async def test_a_run_that_is_killed_in_the_middle_has_announced_nothing(book: Book) -> None:
    with clock.moved_to(noon("2026-05-01")):
        issued = await book.invoice(1_000, instalments=halves(0, 1))

    class Killed(BaseException):
        pass

    async def die() -> None:
        async with database.transaction():
            assert await overdue.mark() >= 1
            raise Killed

    with clock.moved_to(noon("2026-06-01")):
        with pytest.raises(Killed):
            await die()
        assert await told(issued) == []
        assert not (await invoice_now(issued))["overdue"]
        await mark_all_overdue()
    assert len(await told(issued)) == 2
    await assert_books_balance()


async def test_no_instalment_can_be_noticed_twice(book: Book) -> None:
    with clock.moved_to(noon("2026-05-01")):
        issued = await book.invoice(1_000, instalments=halves(0, 1))
    with clock.moved_to(noon("2026-06-01")):
        await mark_all_overdue()
        # As a worker of another release, or a mistake of ours, might forget it.
        await database.execute("UPDATE invoices SET overdue_noted = '{}' WHERE id = $1", issued["id"])
        with pytest.raises(database.OVERTAKEN, match="overdue_notices_are_given_once"):
            await overdue.mark()
        await database.execute("UPDATE invoices SET overdue_noted = '{1,2}' WHERE id = $1", issued["id"])
    assert len(await told(issued)) == 2
    await assert_books_balance()


async def test_a_void_invoice_has_nothing_overdue(book: Book) -> None:
    with clock.moved_to(noon("2026-05-01")):
        issued = await book.invoice(1_000, instalments=halves(0, 60))
    with clock.moved_to(noon("2026-05-02")):
        await mark_all_overdue()
        void = shapes.invoice(await issuing.void(book.owner, issued["id"]))
    assert (void.overdue, void.amount_overdue) == (False, 0)
    assert [(one.amount_due, one.overdue) for one in void.instalments] == [(0, False)] * 2


async def test_overdue_is_computed_as_the_database_generates_it(book: Book) -> None:
    with clock.moved_to(noon("2026-05-01")):
        simple = await book.invoice(3)
        planned = await book.invoice(3, instalments=[InstalmentInput(amount=1, days=days) for days in (1, 1, 7)])
        # The second comes to nothing.
        tiny = await book.invoice(2, instalments=[InstalmentInput(percent=part, days=3) for part in ("50", "1", "49")])
    noted_of = {1: [[], [1]], 3: [list(some) for n in range(4) for some in itertools.combinations((1, 2, 3), n)]}
    compared = 0
    for invoice, parts in ((simple, 1), (planned, 3), (tiny, 3)):
        for status, noted in itertools.product(("open", "uncollectible"), noted_of[parts]):
            for paid, credited, written_off in itertools.product(range(4), range(2), range(2)):
                if paid + credited + written_off > invoice["total"]:
                    continue
                changed = await generated(invoice, status, noted, paid, credited, written_off)
                assert changed["overdue"] == (invoice_rows.amount_overdue(changed) > 0), dict(changed)
                assert changed["next_overdue_on"] == amounts.next_overdue_on(changed), dict(changed)
                compared += 1
    assert compared > 300


async def generated(
    invoice: Any, status: str, noted: list[int], paid: int, credited: int, written_off: int
) -> InvoiceRow:
    """The invoice as the database would have it with these amounts."""
    async with database.transaction() as transaction:
        row = await database.fetch_row_as(
            InvoiceRow,
            "UPDATE invoices SET status = $2, overdue_noted = $3, amount_paid = $4, amount_credited = $5, "
            f"amount_written_off = $6 WHERE id = $1 RETURNING {invoice_rows.COLUMNS}",
            invoice["id"],
            status,
            noted,
            paid,
            credited,
            written_off,
        )
        await transaction.rollback()
    assert row is not None
    return row


@pytest.mark.parametrize("fields", [{"payment_terms_days": 10}, {"instalments": halves(5, 10)}])
async def test_what_is_withheld_is_never_overdue(book: Book, fields: dict[str, Any]) -> None:
    with clock.moved_to(noon("2027-03-01")):
        invoice = await book.invoice(withholdings=[WithholdingInput(name="IRPF", percent="15")], **fields)
        other = await book.invoice(withholdings=[WithholdingInput(name="IRPF", percent="15")], **fields)
        await book.pay(invoice, amount=8_500)
        assert (await invoice_now(invoice))["next_overdue_on"] is None
    with clock.moved_to(noon("2027-04-01")):
        await mark_all_overdue()
    assert await told(invoice) == []
    now = shapes.invoice(await invoice_now(other))
    assert (now.overdue, now.amount_overdue, now.amount_due) == (True, 8_500, 8_500)
    await book.pay(other, amount=8_500)
    now = shapes.invoice(await invoice_now(other))
    assert (now.overdue, now.amount_overdue, now.settlement) == (False, 0, "paid")
    await assert_books_balance()
