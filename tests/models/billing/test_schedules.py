"""Schedules: one invoice for each period, however often, late or at once somebody looks."""

import asyncio
import datetime
from typing import Any

import pytest

from models import access, clock, database, ids, lists
from models.billing import explanations, invoices, schedule_runs, schedules
from models.errors import (
    Invalid,
    InvoiceWithoutLines,
    PayerArchived,
    ReceiverArchived,
    ScheduleEnded,
    ScheduleNotActive,
    ScheduleNotPaused,
)
from models.parties import payers, receivers
from models.shapes import billing as shapes
from models.shapes.billing import InstalmentInput, InvoiceContents, Terms
from models.shapes.parties import PayerInput, ReceiverPatch
from models.shapes.schedules import Every, ScheduleInput, SchedulePatch
from models.tables.billing import Invoice
from models.tables.schedules import ScheduleRun
from tests.books import Book, assert_books_balance, event_types, events_of, line, open_book

D = datetime.date
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
async def book(pool: None) -> Book:
    await set_aside()
    return await open_book()


async def set_aside() -> None:
    """What other tests have left would be made too."""
    await database.execute("UPDATE schedules SET status = 'paused' WHERE status = 'active'")
    await database.execute("DELETE FROM schedule_runs")


def at(day: str, time: str = "12:00") -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{day}T{time}+00:00")


async def schedule(book: Book, **fields: Any) -> Any:
    """A monthly one of 850.00 that is issued, unless the fields say otherwise."""
    usual: dict[str, Any] = {
        "receiver_id": book.receiver_id,
        "payer_id": book.payer_id,
        "invoice": InvoiceContents(lines=[line(85_000)], payment_terms_days=10),
        "every": Every(months=1),
        "starts_on": D(2027, 1, 31),
        "finalize": True,
    }
    return await schedules.create(book.owner, ScheduleInput(**(usual | fields)))


async def tick(instant: datetime.datetime, *, limit: int = 100) -> int:
    with clock.moved_to(instant):
        return await schedule_runs.make_due(limit=limit)


async def made(row: Any) -> list[Any]:
    """Its invoices, the oldest period first."""
    found = await Invoice.objects().where(Invoice.schedule_id == row.id).order_by(Invoice.period_start)
    return [await invoices.read(invoice.id) for invoice in found]


async def days_of(row: Any) -> list[str]:
    return [str(invoice["period_start"]) for invoice in await made(row)]


async def now(row: Any) -> Any:
    return await schedules.get(access.SYSTEM, row.id)


async def runs_of(row: Any) -> int:
    return await ScheduleRun.count().where(ScheduleRun.schedule_id == row.id)


async def mails_of(row: Any) -> list[Any]:
    return await database.fetch(
        "SELECT mails.* FROM mails JOIN users ON users.email = recipient JOIN receiver_members AS member "
        "ON member.user_id = users.id WHERE member.receiver_id = $1 AND kind = 'schedule_failed'",
        row.receiver_id,
    )


async def test_an_invoice_is_made_when_its_period_begins_and_the_anchor_is_kept(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book)
    for instant in ("2027-01-31", "2027-02-27", "2027-02-28", "2027-03-30", "2027-03-31", "2027-04-30"):
        await tick(at(instant))
    assert await days_of(row) == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]
    found = await made(row)
    assert [str(invoice["issued_on"]) for invoice in found] == await days_of(row)
    assert [str(invoice["due_on"]) for invoice in found][:2] == ["2027-02-10", "2027-03-10"]
    shape = shapes.invoice(found[0])
    assert (shape.schedule_id, str(shape.period_start)) == (ids.encode("schedule", row.id), "2027-01-31")
    assert (shape.total, shape.status, shape.number) == (85_000, "open", "INV-2027-00001")
    after = await now(row)
    assert (after.status, str(after.next_period_start), after.periods_passed) == ("active", "2027-05-31", 4)
    assert await event_types(found[0]) == ["invoice.created", "invoice.finalized"]
    [fact] = (await explanations.explain(book.owner, found[0]["id"])).facts
    assert (fact.kind, fact.actor, fact.cause) == ("invoice.finalized", "system", ids.encode("schedule", row.id))
    await assert_books_balance()


# When a day begins: in four zones, on days around a change of daylight saving, and on one that has no midnight.
MIDNIGHTS = [
    ("Pacific/Kiritimati", "2027-03-31", "2027-03-30T10:00+00:00"),
    ("Europe/Berlin", "2027-03-31", "2027-03-30T22:00+00:00"),
    ("America/Los_Angeles", "2027-03-31", "2027-03-31T07:00+00:00"),
    ("Pacific/Pago_Pago", "2027-03-31", "2027-03-31T11:00+00:00"),
    ("America/Havana", "2029-03-11", "2029-03-11T05:00+00:00"),
    ("America/New_York", "2030-11-03", "2030-11-03T04:00+00:00"),
]


@pytest.mark.parametrize(("time_zone", "day", "instant"), MIDNIGHTS)
async def test_a_period_begins_with_the_receivers_day(pool: None, time_zone: str, day: str, instant: str) -> None:
    await set_aside()
    book = await open_book(time_zone=time_zone)
    begins = datetime.datetime.fromisoformat(instant)
    with clock.moved_to(begins - datetime.timedelta(days=9)):
        row = await schedule(book, starts_on=D.fromisoformat(day), every=Every(days=1))
    await tick(begins - MINUTE)
    assert await days_of(row) == []
    await tick(begins + MINUTE)
    await tick(begins + MINUTE)
    assert await days_of(row) == [day]
    assert str((await made(row))[0]["issued_on"]) == day


async def test_a_receiver_that_moves_takes_its_schedules_along(book: Book) -> None:
    with clock.moved_to(at("2027-01-20")):
        row = await schedule(book)
        patch = ReceiverPatch(time_zone="Pacific/Kiritimati")
        await receivers.update(book.owner, book.receiver["id"], patch, version=None)
    await tick(at("2027-01-30", "09:59"))
    assert await days_of(row) == []
    await tick(at("2027-01-30", "10:01"))
    assert await days_of(row) == ["2027-01-31"]


async def test_many_who_look_at_once_make_each_invoice_once(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        rows = [await schedule(book) for _ in range(5)]
    with clock.moved_to(at("2027-04-15")):
        await asyncio.gather(*(schedule_runs.make_due(limit=100) for _ in range(8)))
        await schedule_runs.make_due(limit=100)
    for row in rows:
        assert await days_of(row) == ["2027-01-31", "2027-02-28", "2027-03-31"]
        assert await runs_of(row) == 1
    numbers = [invoice["number"] for row in rows for invoice in await made(row)]
    assert sorted(numbers) == [f"INV-2027-{sequence:05}" for sequence in range(1, 16)]
    await assert_books_balance()


async def test_no_period_can_have_two_invoices(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book)
    await tick(at("2027-01-31"))
    # As a mistake of ours might send it back.
    await database.execute("UPDATE schedules SET next_period_start = '2027-01-31' WHERE id = $1", row.id)
    await database.execute("UPDATE schedule_runs SET next_attempt_at = now() WHERE schedule_id = $1", row.id)
    assert await tick(at("2027-02-01")) == 1
    assert await days_of(row) == ["2027-01-31"]
    await assert_books_balance()


async def test_a_worker_that_is_killed_in_the_middle_has_made_nothing(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    async def die(*_: object, **__: object) -> None:
        raise Killed

    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book)
    with monkeypatch.context() as patch:
        patch.setattr(schedule_runs.issuing, "finalize", die)
        with pytest.raises(Killed):
            await tick(at("2027-01-31"))
    assert await made(row) == []
    # Its lease has to end first.
    assert await tick(at("2027-01-31")) == 0
    await tick(at("2027-01-31", "12:02"))
    assert await days_of(row) == ["2027-01-31"]
    assert (await made(row))[0]["number"] == "INV-2027-00001"
    await assert_books_balance()


async def test_whoever_wakes_up_after_the_lease_has_passed_on_makes_nothing(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book)
    with clock.moved_to(at("2027-01-31")):
        slow = await schedule_runs.work.claim_next(ScheduleRun, lease_seconds=schedule_runs.LEASE_SECONDS)
    assert slow is not None
    await tick(at("2027-01-31", "12:02"))
    with clock.moved_to(at("2027-01-31", "12:03")):
        await schedule_runs._work_on(slow)
    assert await days_of(row) == ["2027-01-31"]
    assert (await now(row)).periods_passed == 1


@pytest.mark.parametrize(
    ("catch_up", "days"),
    [
        ("all", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        ("latest", ["2027-04-30"]),
        ("skip", []),
    ],
)
async def test_after_three_months_of_outage_it_catches_up_as_was_said(
    book: Book, catch_up: Any, days: list[str]
) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book, catch_up=catch_up)
    with clock.moved_to(at("2027-05-02")):
        ahead = await schedules.upcoming(book.owner, row.id, count=5)
    await tick(at("2027-05-02"))
    assert await days_of(row) == days
    assert [str(one.period_start) for one in ahead][: len(days) + 1] == [*days, "2027-05-31"]
    assert {str(one.issue_on) for one in ahead[: len(days)]} <= {"2027-05-02"}
    await tick(at("2027-05-31"))
    assert await days_of(row) == [*days, "2027-05-31"]
    assert (await now(row)).periods_passed == 5
    await assert_books_balance()


@pytest.mark.parametrize(
    ("billing", "every", "periods"),
    [
        (None, Every(months=1), [None, None]),
        ("in_advance", Every(months=1), [(D(2027, 1, 31), D(2027, 2, 27)), (D(2027, 2, 28), D(2027, 3, 30))]),
        ("in_arrears", Every(months=1), [(D(2026, 12, 31), D(2027, 1, 30)), (D(2027, 1, 31), D(2027, 2, 27))]),
        ("in_advance", Every(weeks=2), [(D(2027, 1, 31), D(2027, 2, 13)), (D(2027, 2, 14), D(2027, 2, 27))]),
        ("in_arrears", Every(days=1), [(D(2027, 1, 30), D(2027, 1, 30)), (D(2027, 1, 31), D(2027, 1, 31))]),
    ],
)
async def test_its_invoices_say_for_which_period_they_are(
    book: Book, billing: Any, every: Every, periods: list[Any]
) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book, billing=billing, every=every, count=2)
        ahead = await schedules.upcoming(book.owner, row.id, count=5)
    expected = [None if one is None else shapes.Period(*one) for one in periods]
    assert [one.period for one in ahead] == expected
    await tick(at("2027-03-02"))
    made = await Invoice.objects().where(Invoice.schedule_id == row.id).order_by(Invoice.period_start)
    assert [(one.period_from, one.period_to) for one in made] == [one or (None, None) for one in periods]


async def test_another_billing_concerns_what_is_still_to_come(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book, billing="in_arrears")
        changed = await schedules.update(book.owner, row.id, SchedulePatch(billing=None), version=None)
        assert changed.billing is None
        changed = await schedules.update(book.owner, row.id, SchedulePatch(billing="in_advance"), version=None)
    await tick(at("2027-01-31"))
    [made] = await Invoice.objects().where(Invoice.schedule_id == row.id)
    assert (made.period_from, made.period_to) == (D(2027, 1, 31), D(2027, 2, 27))


@pytest.mark.parametrize("ends", [{"count": 2}, {"ends_on": D(2027, 3, 30)}, {"ends_on": D(2027, 2, 28)}])
async def test_a_schedule_is_completed_with_its_last_invoice(book: Book, ends: dict[str, Any]) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book, **ends)
    await tick(at("2027-06-01"))
    assert await days_of(row) == ["2027-01-31", "2027-02-28"]
    after = await now(row)
    assert (after.status, after.next_period_start, await runs_of(row)) == ("completed", None, 0)
    assert (await event_types(row))[-1] == "schedule.completed"
    with clock.moved_to(at("2027-06-01")):
        assert await schedules.upcoming(book.owner, row.id, count=5) == []
        for refused in (schedules.pause, schedules.resume, schedules.cancel):
            with pytest.raises(ScheduleEnded):
                await refused(book.owner, row.id, version=None)
    await assert_books_balance()


async def test_drafts_are_left_to_be_looked_at_where_that_is_wished(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book, finalize=False, invoice=InvoiceContents(terms=Terms(type="immediate")))
    await tick(at("2027-01-31"))
    [draft] = await made(row)
    assert (draft["status"], draft["terms_type"], str(draft["period_start"])) == ("draft", "immediate", "2027-01-31")


async def test_one_that_fails_says_so_once_and_holds_up_no_other(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        payer = await payers.create(book.owner, PayerInput(receiver_id=book.receiver_id, name="Gone"))
        failing = await schedule(book, payer_id=ids.encode("payer", payer["id"]))
        good = await schedule(book)
        await payers.delete(book.owner, payer["id"], version=None)
    assert (await payers.get(book.owner, payer["id"])).status == "archived", "a schedule needs its payer"
    for instant in ("12:00", "12:05", "12:11", "14:00"):
        await tick(at("2027-01-31", instant))
    assert (await days_of(failing), await days_of(good)) == ([], ["2027-01-31"])
    after = await now(failing)
    assert (after.status, after.failure_code, after.periods_passed) == ("active", "payer_archived", 0)
    assert await event_types(failing) == ["schedule.created", "schedule.failed"]
    [told] = await mails_of(failing)
    assert told["subject"] == "A recurring invoice of Ada's Workshop could not be made"
    # Mended, it goes on with the same period.
    await database.execute("UPDATE payers SET status = 'active' WHERE id = $1", payer["id"])
    with clock.moved_to(at("2027-02-02")):
        await schedules.update(book.owner, failing.id, SchedulePatch(metadata={"mended": "yes"}), version=None)
        await schedule_runs.make_due(limit=10)
    after = await now(failing)
    assert await days_of(failing) == ["2027-01-31"]
    assert (after.failing_since, after.failure_code, after.failure_message) == (None, None, None)
    await assert_books_balance()


async def test_what_failed_in_its_time_is_made_after_a_change_also_where_missed_ones_are_skipped(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        payer = await payers.create(book.owner, PayerInput(receiver_id=book.receiver_id, name="Gone"))
        row = await schedule(book, payer_id=ids.encode("payer", payer["id"]), catch_up="skip")
        await payers.delete(book.owner, payer["id"], version=None)
    await tick(at("2027-01-31"))
    assert await days_of(row) == []
    await database.execute("UPDATE payers SET status = 'active' WHERE id = $1", payer["id"])
    with clock.moved_to(at("2027-02-02")):
        await schedules.update(book.owner, row.id, SchedulePatch(metadata={"mended": "yes"}), version=None)
        await schedule_runs.make_due(limit=10)
    after = await now(row)
    assert await days_of(row) == ["2027-01-31"]
    assert (after.failing_since, after.failure_code, after.failure_message) == (None, None, None)


async def test_one_that_fails_for_long_is_paused(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book)
        await receivers.delete(book.owner, book.receiver["id"], version=None)
    instant = at("2027-01-31")
    for _ in range(len(schedule_runs.SCHEDULE) + 3):
        await tick(instant)
        instant += datetime.timedelta(days=1, minutes=1)
    after = await now(row)
    assert (after.status, after.failure_code, await runs_of(row)) == ("paused", "receiver_archived", 0)
    events = await events_of(row)
    assert [event["type"] for event in events] == ["schedule.created", "schedule.failed", "schedule.failed"]
    assert [event["data"]["status"] for event in events] == ["active", "active", "paused"]
    assert len(await mails_of(row)) == 2
    with clock.moved_to(instant), pytest.raises(ReceiverArchived):
        await schedules.resume(book.owner, row.id, version=None)
    assert await made(row) == []


async def test_an_error_that_nobody_expected_holds_up_its_own_schedule(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.moved_to(at("2027-01-01")):
        broken, good = await schedule(book), await schedule(book)
    draft = schedule_runs._draft

    def break_one(row: Any, *given: Any) -> Any:
        if row.id == broken.id:
            raise RuntimeError("a mistake of ours")
        return draft(row, *given)

    monkeypatch.setattr(schedule_runs, "_draft", break_one)
    await tick(at("2027-01-31"))
    assert (await days_of(broken), await days_of(good)) == ([], ["2027-01-31"])
    assert await event_types(broken) == ["schedule.created"], "it may be gone at the next try"
    await tick(at("2027-01-31", "12:11"))
    assert await event_types(broken) == ["schedule.created", "schedule.failed"]
    monkeypatch.undo()
    await tick(at("2027-01-31", "14:00"))
    assert await days_of(broken) == ["2027-01-31"]


async def test_a_period_that_was_tried_before_midnight_was_not_missed(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book, catch_up="skip")

    def fail(*given: Any) -> Any:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(schedule_runs, "_draft", fail)
    await tick(at("2027-01-31", "22:58"))
    assert await event_types(row) == ["schedule.created"]
    monkeypatch.undo()
    await tick(at("2027-02-01", "00:10"))
    assert await days_of(row) == ["2027-01-31"]
    assert (await now(row)).failing_since is None


async def test_one_that_fails_again_after_a_change_says_so_again(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        payer = await payers.create(book.owner, PayerInput(receiver_id=book.receiver_id, name="Gone"))
        row = await schedule(book, payer_id=ids.encode("payer", payer["id"]))
        await payers.delete(book.owner, payer["id"], version=None)
    await tick(at("2027-01-31"))
    await tick(at("2027-01-31", "12:11"))
    with clock.moved_to(at("2027-01-31", "12:20")):
        await schedules.update(book.owner, row.id, SchedulePatch(metadata={"mended": "no"}), version=None)
        await schedule_runs.make_due(limit=10)
    await tick(at("2027-01-31", "12:31"))
    assert await event_types(row) == ["schedule.created", "schedule.failed", "schedule.updated", "schedule.failed"]
    assert (await now(row)).failing_since < at("2027-01-31", "12:10"), "since the first time"


async def test_a_run_makes_no_more_than_its_bound_and_each_has_its_turn(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        flood = await schedule(book, every=Every(days=1), starts_on=D(2027, 1, 1))
        other = await schedule(book)
    assert await tick(at("2027-02-10"), limit=5) == 5
    # The flood has had its first turn, and then stands behind the other.
    assert await days_of(other) == ["2027-01-31"]
    assert len(await made(flood)) == 4
    await tick(at("2027-02-10", "12:01"))
    assert len(await made(flood)) == 41


async def test_pause_and_resume(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book, catch_up="latest")
        paused = await schedules.pause(book.owner, row.id, version=row.version)
        with pytest.raises(ScheduleNotActive):
            await schedules.pause(book.owner, row.id, version=None)
    assert (paused.status, await runs_of(row)) == ("paused", 0)
    await tick(at("2027-03-01"))
    assert await made(row) == []
    with clock.moved_to(at("2027-03-02")):
        await schedules.resume(book.owner, row.id, version=None)
        with pytest.raises(ScheduleNotPaused):
            await schedules.resume(book.owner, row.id, version=None)
        await schedule_runs.make_due(limit=10)
    assert await days_of(row) == ["2027-02-28"]
    assert await event_types(row) == ["schedule.created", "schedule.updated", "schedule.updated"]


async def test_pause_while_a_worker_is_at_it_ends_in_one_of_the_two(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        rows = [await schedule(book) for _ in range(8)]
    with clock.moved_to(at("2027-01-31")):
        await asyncio.gather(
            schedule_runs.make_due(limit=100),
            *(schedules.pause(book.owner, row.id, version=None) for row in rows),
            schedule_runs.make_due(limit=100),
        )
    for row in rows:
        after = await now(row)
        assert after.status == "paused"
        assert len(await made(row)) == after.periods_passed <= 1
        assert await runs_of(row) == 0
    await assert_books_balance()


async def test_cancel_ends_it_and_leaves_what_it_made(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book)
    await tick(at("2027-01-31"))
    with clock.moved_to(at("2027-02-01")):
        canceled = await schedules.cancel(book.owner, row.id, version=None)
    await tick(at("2027-05-01"))
    assert (canceled.status, canceled.next_period_start, await runs_of(row)) == ("canceled", None, 0)
    assert await days_of(row) == ["2027-01-31"]


async def test_a_change_concerns_later_periods_only(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book)
    await tick(at("2027-01-31"))
    with clock.moved_to(at("2027-02-01")):
        dearer = InvoiceContents(lines=[line(90_000)], instalments=[InstalmentInput(percent="100", days=3)])
        second = await book.another_payer()
        patch = SchedulePatch(invoice=dearer, payer_id=ids.encode("payer", second["id"]), count=3)
        await schedules.update(book.owner, row.id, patch, version=None)
    await tick(at("2027-02-28"))
    found = await made(row)
    assert [invoice["total"] for invoice in found] == [85_000, 90_000]
    assert [invoice["payer_id"] for invoice in found] == [book.payer["id"], second["id"]]
    assert str(found[1]["due_on"]) == "2027-03-03"
    # As many as it has made already: it has come to its end.
    with clock.moved_to(at("2027-03-01")):
        ended = await schedules.update(book.owner, row.id, SchedulePatch(count=2), version=None)
    assert (ended.status, await runs_of(row)) == ("completed", 0)


async def test_invoices_stay_in_the_currency_that_they_were_meant_in(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book)
        await receivers.update(book.owner, book.receiver["id"], ReceiverPatch(currency="USD"), version=None)
    await tick(at("2027-01-31"))
    assert [invoice["currency"] for invoice in await made(row)] == ["EUR"]


async def test_one_looks_ahead(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book, count=3)
        ahead = await schedules.upcoming(book.owner, row.id, count=100)
    assert [(str(one.period_start), str(one.issue_on), str(one.due_on), one.total, one.currency) for one in ahead] == [
        ("2027-01-31", "2027-01-31", "2027-02-10", 85_000, "EUR"),
        ("2027-02-28", "2027-02-28", "2027-03-10", 85_000, "EUR"),
        ("2027-03-31", "2027-03-31", "2027-04-10", 85_000, "EUR"),
    ]
    assert await made(row) == []


def of(**fields: Any) -> dict[str, Any]:
    return {"invoice": InvoiceContents(lines=[line()], **fields)}


@pytest.mark.parametrize(
    ("fields", "pointer", "sentence"),
    [
        ({"send": True, "finalize": False}, "/send", "A draft is not mailed"),
        ({"collect": True, "finalize": False}, "/collect", "A draft is not collected"),
        ({"every": Every()}, "/every", "in one unit"),
        ({"every": Every(months=1, days=1)}, "/every", "in one unit"),
        ({"every": Every(weeks=1), "anchor_day": 3}, "/anchor_day", "Only what recurs by months"),
        ({"ends_on": D(2027, 1, 30)}, "/ends_on", "begins on 2027-01-31, after 2027-01-30"),
        ({"ends_on": D(2028, 1, 30), "count": 3}, "/count", "not by both"),
        ({"starts_on": D(2025, 12, 30)}, "/starts_on", "more than 366 days ago"),
        ({"starts_on": D(2038, 1, 1)}, "/starts_on", "more than 3660 days ahead"),
        (of(terms=Terms(type="fixed")), "/invoice/terms", "no due date of the calendar"),
        (
            of(instalments=[InstalmentInput(percent="100", due_on=D(2028, 1, 1))]),
            "/invoice/instalments",
            "no due date of the calendar",
        ),
        (of(instalments=[InstalmentInput(percent="99", days=1)]), "/invoice/instalments", "come to 99 %"),
        (of(currency="XXX"), "/invoice/currency", "XXX"),
    ],
)
async def test_what_cannot_be_meant_is_refused(book: Book, fields: dict[str, Any], pointer: str, sentence: str) -> None:
    with clock.moved_to(at("2027-01-01")), pytest.raises(Invalid, match=sentence) as refused:
        await schedule(book, **fields)
    assert refused.value.pointer == pointer


async def test_what_could_not_be_issued_is_refused_at_once(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        with pytest.raises(InvoiceWithoutLines):
            await schedule(book, invoice=InvoiceContents())
        await database.execute("UPDATE payers SET status = 'archived' WHERE id = $1", book.payer["id"])
        with pytest.raises(PayerArchived):
            await schedule(book)


async def test_invoices_of_a_schedule_are_like_all_others(book: Book) -> None:
    with clock.moved_to(at("2027-01-01")):
        row = await schedule(book)
    await tick(at("2027-01-31"))
    [invoice] = await made(row)
    with clock.moved_to(at("2027-01-31")):
        await book.pay(invoice)
    assert (await made(row))[0]["settlement"] == "paid"
    page = await invoices.list_page(
        book.owner, filters=lists.Filters(equal={"schedule_id": row.id}), limit=10, after=None
    )
    assert [found["id"] for found in page.rows] == [invoice["id"]]
    await assert_books_balance()
