"""Schedules of recurring invoices: made, changed, paused, resumed, canceled, and looked ahead.

An active schedule has one row of `schedule_runs`, the promise of its next invoice, which
models/billing/schedule_runs.py keeps. Whoever changes a schedule holds its row, and only then that promise.

Raw SQL: where a receiver's zone changes, all of its promises are dated anew in one statement.
"""

import datetime
import itertools
import uuid
from collections.abc import Mapping

from msgspec import UNSET

from models import access, clock, database, days, events, ids, lists, nudge, rows, versions
from models.access import Caller
from models.billing import drafts, due, issuing
from models.errors import Invalid, ScheduleEnded, ScheduleNotActive, ScheduleNotPaused
from models.money import periods
from models.money.periods import Rhythm
from models.shapes import schedules as shapes
from models.shapes.billing import InvoiceContents, InvoiceInput, Period
from models.shapes.common import check_day, to_json
from models.shapes.invoice_rows import InvoiceRow
from models.shapes.schedules import ScheduleInput, SchedulePatch, UpcomingInvoice
from models.tables.parties import Payer, Receiver
from models.tables.schedules import Schedule, ScheduleRun
from models.versions import Wanted

# Who begins later than that has typed another year, and who begins earlier would be flooded with invoices.
BEGINS_WITHIN = datetime.timedelta(days=3660)
BEGAN_WITHIN = datetime.timedelta(days=366)
UPCOMING_MAX = 100


async def create(caller: Caller, given: ScheduleInput) -> Schedule:
    """Makes a schedule, whose first period may have begun already.

    Raises NotFound, Forbidden, ReceiverArchived, PayerArchived, TimeZoneUnknown, Invalid, InvoiceWithoutLines.
    """
    async with database.transaction():
        receiver_id = ids.decode("receiver", given.receiver_id)
        receiver = await access.find(caller, Receiver, receiver_id, "schedules.write")
        payer = await access.find(caller, Payer, ids.decode("payer", given.payer_id), "schedules.write", lock=True)
        drafts.check_receiver(receiver)
        drafts.check_book(payer, receiver.id)
        check_abilities(finalize=given.finalize, send=given.send, collect=given.collect)
        _check_start(given, receiver)
        rhythm = _rhythm(given)
        first = periods.first(rhythm, starts_on=given.starts_on)
        _check_end(given.ends_on, given.count, first=first)
        contents = _checked(given.invoice, receiver, payer, issued_on=first, finalize=given.finalize)
        schedule = await rows.insert(
            Schedule(
                receiver_id=receiver.id,
                payer_id=payer.id,
                invoice=to_json(contents),
                every_unit=rhythm.unit,
                every_count=rhythm.count,
                starts_on=given.starts_on,
                anchor_day=rhythm.anchor_day,
                ends_on=given.ends_on,
                periods_max=given.count,
                catch_up=given.catch_up,
                billing=given.billing,
                finalize=given.finalize,
                send=given.send,
                collect=given.collect,
                next_period_start=first,
                metadata=given.metadata,
            )
        )
        await promise(schedule, receiver)
        await events.record(receiver.id, events.announcement("schedule.created", shapes.schedule(schedule)))
        return schedule


async def update(caller: Caller, schedule_id: uuid.UUID | None, patch: SchedulePatch, *, version: Wanted) -> Schedule:
    """Changes what is still to come. What could not be made is tried again at once.

    Raises NotFound, Forbidden, PreconditionFailed, ScheduleEnded, PayerArchived, Invalid, InvoiceWithoutLines.
    """
    async with database.transaction():
        before = await _lock(caller, schedule_id, version)
        receiver = await rows.find(Receiver, before.receiver_id)
        assert receiver is not None, "a schedule's receiver cannot go"
        assert before.next_period_start is not None, "it has not ended"
        payer_id = before.payer_id if patch.payer_id is UNSET else ids.decode("payer", patch.payer_id)
        payer = await access.find(caller, Payer, payer_id, "schedules.write", lock=True)
        if patch.payer_id is not UNSET:
            drafts.check_book(payer, receiver.id)
        values = {**shapes.changes_of(patch), "payer_id": payer.id}
        ends_on = before.ends_on if patch.ends_on is UNSET else patch.ends_on
        count = before.periods_max if patch.count is UNSET else patch.count
        _check_end(ends_on, count, first=None)
        contents = shapes.contents(before) if patch.invoice is UNSET else patch.invoice
        finalize = before.finalize if patch.finalize is UNSET else patch.finalize
        check_abilities(
            finalize=finalize,
            send=before.send if patch.send is UNSET else patch.send,
            collect=before.collect if patch.collect is UNSET else patch.collect,
        )
        checked = _checked(contents, receiver, payer, issued_on=before.next_period_start, finalize=finalize)
        if patch.invoice is not UNSET:
            values["invoice"] = to_json(checked)
        return await _change(before, values, receiver)


async def pause(caller: Caller, schedule_id: uuid.UUID | None, *, version: Wanted) -> Schedule:
    """Makes no more invoices until it is resumed. Raises NotFound, Forbidden, PreconditionFailed, ScheduleEnded,
    ScheduleNotActive."""
    async with database.transaction():
        before = await _lock(caller, schedule_id, version)
        if before.status != "active":
            raise ScheduleNotActive(f"The schedule is {before.status}.")
        await break_promise(before)
        return await _announced(before, await rows.update(before, {Schedule.status: "paused"}))


async def resume(caller: Caller, schedule_id: uuid.UUID | None, *, version: Wanted) -> Schedule:
    """Goes on. What becomes of the periods that began meanwhile, its `catch_up` says.

    Raises NotFound, Forbidden, PreconditionFailed, ScheduleEnded, ScheduleNotPaused, ReceiverArchived, TimeZoneUnknown.
    """
    async with database.transaction():
        before = await _lock(caller, schedule_id, version)
        if before.status != "paused":
            raise ScheduleNotPaused(f"The schedule is {before.status}.")
        receiver = await rows.find(Receiver, before.receiver_id)
        assert receiver is not None, "a schedule's receiver cannot go"
        drafts.check_receiver(receiver)
        return await _change(before, {"status": "active"}, receiver)


async def cancel(caller: Caller, schedule_id: uuid.UUID | None, *, version: Wanted) -> Schedule:
    """Ends a schedule for good; the invoices that it has made stay. Raises NotFound, Forbidden, PreconditionFailed,
    ScheduleEnded."""
    async with database.transaction():
        before = await _lock(caller, schedule_id, version)
        await break_promise(before)
        values: dict[str, object] = {"status": "canceled", "next_period_start": None}
        return await _announced(before, await rows.update(before, values))


async def get(caller: Caller, schedule_id: uuid.UUID | None) -> Schedule:
    """One schedule. Raises NotFound."""
    return await access.find(caller, Schedule, schedule_id, "schedules.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[Schedule]:
    """A page of schedules, newest first."""
    return await lists.page(caller, Schedule, filters=filters, limit=limit, after=after)


async def upcoming(caller: Caller, schedule_id: uuid.UUID | None, *, count: int) -> list[UpcomingInvoice]:
    """The next invoices that it will make, as things are now; of a paused one, if it were resumed now.

    Raises NotFound, TimeZoneUnknown, and what `create` refuses where that has become so since.
    """
    schedule = await access.find(caller, Schedule, schedule_id, "schedules.read")
    receiver = await rows.find(Receiver, schedule.receiver_id)
    payer = await rows.find(Payer, schedule.payer_id)
    assert receiver is not None, "a schedule's receiver cannot go"
    assert payer is not None, "nor can its payer"
    found = []
    today = days.today(receiver.time_zone)
    # Only its days differ, so it is computed once.
    draft = _draft(shapes.contents(schedule), receiver, payer)
    for day in itertools.islice(_to_be_made(schedule, today), count):
        issue_on = max(day, today)
        when = due.issued(draft, receiver, issued_on=issue_on)
        assert when["due_on"] is not None, "an issued invoice has a due date"
        found.append(
            UpcomingInvoice(
                period_start=day,
                period=shapes.period(schedule, day),
                issue_on=issue_on,
                due_on=when["due_on"],
                currency=draft["currency"],
                total=draft["total"],
            )
        )
    return found


async def promise(schedule: Schedule, receiver: Receiver) -> None:
    """Puts down that the next invoice of an active schedule is to be made, once its period begins.

    Raises TimeZoneUnknown.
    """
    assert schedule.next_period_start is not None, "it goes on"
    due_at = begins_at(schedule.next_period_start, receiver)
    await rows.insert(ScheduleRun(schedule_id=schedule.id, next_attempt_at=due_at))
    if due_at <= clock.now():
        nudge.after_commit("schedules")


async def break_promise(schedule: Schedule) -> None:
    """Takes it back; whoever is about to keep it finds that its lease has gone."""
    await ScheduleRun.delete().where(ScheduleRun.schedule_id == schedule.id)


async def date_anew(receiver: Receiver) -> None:
    """Dates what a receiver's schedules are to make by the time zone that it has now. Needs its row, locked."""
    assert database.in_transaction(), "the zone and what follows from it are one transaction"
    begun = await database.fetch(
        "SELECT DISTINCT next_period_start AS day FROM schedules WHERE receiver_id = $1 AND status = 'active'",
        receiver.id,
    )
    await database.execute(
        """
        UPDATE schedule_runs SET next_attempt_at = given.instant
        FROM schedules JOIN unnest($2::date[], $3::timestamptz[]) AS given (day, instant)
            ON given.day = schedules.next_period_start
        WHERE schedule_runs.schedule_id = schedules.id AND schedules.receiver_id = $1
            AND schedule_runs.status = 'pending' AND schedule_runs.attempts = 0
        """,
        receiver.id,
        [row["day"] for row in begun],
        [begins_at(row["day"], receiver) for row in begun],
    )


def begins_at(day: datetime.date, receiver: Receiver) -> datetime.datetime:
    """When a day begins where the receiver is. Raises TimeZoneUnknown."""
    days.today(receiver.time_zone)
    return periods.begins_at(day, receiver.time_zone)


def draft_input(
    contents: InvoiceContents, *, receiver_id: uuid.UUID, payer_id: uuid.UUID, period: Period | None = None
) -> InvoiceInput:
    """An invoice of a schedule, as one would ask for it."""
    return InvoiceInput(
        period=period,
        receiver_id=ids.encode("receiver", receiver_id),
        payer_id=ids.encode("payer", payer_id),
        **{name: getattr(contents, name) for name in contents.__struct_fields__},
    )


def _draft(contents: InvoiceContents, receiver: Receiver, payer: Payer) -> InvoiceRow:
    return drafts.made(draft_input(contents, receiver_id=receiver.id, payer_id=payer.id), receiver, payer.id)


def _checked(
    contents: InvoiceContents, receiver: Receiver, payer: Payer, *, issued_on: datetime.date, finalize: bool
) -> InvoiceContents:
    """The contents with the currency that they are in, whatever the receiver's will be.

    Raises Invalid, with a place within `invoice`; InvoiceWithoutLines for one that could not be issued.
    """
    dates = [one for one in contents.instalments or () if one.due_on is not None]
    if dates or (contents.terms is not None and contents.terms.type == "fixed"):
        name = "instalments" if dates else "terms"
        raise Invalid(
            "A recurring invoice has no due date of the calendar: say after how many days it is due.",
            pointer=f"/invoice/{name}",
        )
    try:
        draft = _draft(contents, receiver, payer)
        due.issued(draft, receiver, issued_on=issued_on)
        if finalize:
            issuing.check_lines(draft)
    except Invalid as refused:
        raise Invalid(refused.message, pointer=f"/invoice{refused.pointer or ''}") from refused
    contents.currency = draft["currency"]
    return contents


def check_abilities(*, finalize: bool, send: bool, collect: bool) -> None:
    """Raises Invalid for what cannot be done with a draft."""
    if send and not finalize:
        raise Invalid("A draft is not mailed: say finalize as well, or leave send out.", pointer="/send")
    if collect and not finalize:
        raise Invalid("A draft is not collected: say finalize as well, or leave collect out.", pointer="/collect")


def _check_start(given: ScheduleInput, receiver: Receiver) -> None:
    today = days.today(receiver.time_zone)
    if given.starts_on < today - BEGAN_WITHIN:
        raise Invalid(
            f"{given.starts_on} is more than {BEGAN_WITHIN.days} days ago: start later, and bill what was before by "
            "itself.",
            pointer="/starts_on",
        )
    if given.starts_on > today + BEGINS_WITHIN:
        raise Invalid(f"{given.starts_on} is more than {BEGINS_WITHIN.days} days ahead.", pointer="/starts_on")


def _rhythm(given: ScheduleInput) -> Rhythm:
    units = [unit for unit in periods.PERIOD_UNITS if getattr(given.every, unit) is not None]
    if len(units) != 1:
        raise Invalid("Say in one unit how often it recurs: months, weeks or days.", pointer="/every")
    [unit] = units
    if unit != "months" and given.anchor_day is not None:
        raise Invalid("Only what recurs by months has an anchor_day.", pointer="/anchor_day")
    anchor_day = (given.anchor_day or given.starts_on.day) if unit == "months" else None
    return Rhythm(unit=unit, count=getattr(given.every, unit), anchor_day=anchor_day)


def _check_end(ends_on: datetime.date | None, count: int | None, *, first: datetime.date | None) -> None:
    if ends_on is not None and count is not None:
        raise Invalid("A schedule ends by ends_on or by count, not by both.", pointer="/count")
    check_day(ends_on, "/ends_on")
    if ends_on is not None and first is not None and ends_on < first:
        raise Invalid(f"The first period begins on {first}, after {ends_on}.", pointer="/ends_on")


def _to_be_made(schedule: Schedule, today: datetime.date) -> "itertools.chain[datetime.date]":
    """The periods that get an invoice, those first that have begun and were not made."""
    course = shapes.course(schedule)
    if course is None:
        return itertools.chain()
    missed = []
    while course is not None and course.next_on <= today:
        turn = periods.turn(
            course, today=today, catch_up=schedule.catch_up, was_tried=schedule.failing_since is not None
        )
        missed += [] if turn.makes is None else [turn.makes]
        course = periods.after(course, turn)
    return itertools.chain(missed, periods.to_come(course) if course is not None else ())


async def _lock(caller: Caller, schedule_id: uuid.UUID | None, version: Wanted) -> Schedule:
    schedule = await access.find(caller, Schedule, schedule_id, "schedules.write", lock=True)
    versions.check(schedule, version)
    if schedule.status in ("completed", "canceled"):
        raise ScheduleEnded(f"The schedule is {schedule.status}: make a new one.")
    return schedule


async def _change(before: Schedule, values: Mapping[str, object], receiver: Receiver) -> Schedule:
    """Writes what changes of a locked schedule, and what it promises then; it may have come to its end by that.

    One that fails does so until its invoice is made: a period that was tried in its time is none that was missed, which
    `skip` would leave out.
    """
    after = await rows.update(before, values)
    await break_promise(after)
    course = shapes.course(after)
    if course is None or next(periods.to_come(course), None) is None:
        return await complete(before, after)
    if after.status == "active":
        await promise(after, receiver)
    return await _announced(before, after)


async def complete(before: Schedule, after: Schedule) -> Schedule:
    """Ends a locked schedule that has nothing left to make, and says so."""
    ended: dict[str, object] = {"status": "completed", "next_period_start": None, **NOT_FAILING}
    completed = await rows.update(after, ended)
    announcement = events.announcement("schedule.completed", shapes.schedule(completed), before=shapes.schedule(before))
    await events.record(completed.receiver_id, announcement)
    return completed


# What a schedule has that nothing is wrong with.
NOT_FAILING: Mapping[str, object] = {"failing_since": None, "failure_code": None, "failure_message": None}


async def _announced(before: Schedule, after: Schedule) -> Schedule:
    announcement = events.announcement("schedule.updated", shapes.schedule(after), before=shapes.schedule(before))
    await events.record(after.receiver_id, announcement)
    return after
