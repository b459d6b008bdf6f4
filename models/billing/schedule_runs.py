"""What schedules promise is kept: the invoice of each period is made once, however often somebody looks.

A run is claimed under a lease, and made in one transaction: the schedule's row is locked, then the run, whose lease
must still be held; the draft is written, the schedule moves to its next period, and the invoice is issued last, so that
the receiver's numbers are locked shortly. Killed anywhere, nothing of it has happened. Besides, an invoice's schedule
and period are unique.

What is refused is told once, by `schedule.failed` and a mail, and tried again by SCHEDULE; then the schedule is paused.
One that fails holds up no other: each try is a transaction of its own, and the failed one waits.
"""

import datetime

from models import access, audit, clock, database, days, events, ids, rows, work
from models.billing import collections, drafts, issuing, schedules, sending
from models.errors import Refused
from models.mail import notices, recipients
from models.money import periods
from models.shapes import schedules as shapes
from models.shapes.invoice_mails import SendInput
from models.shapes.invoice_rows import InvoiceRow
from models.tables.parties import Payer, Receiver
from models.tables.schedules import Schedule, ScheduleRun

# Eight days in all: long enough for somebody who is away over a weekend.
SCHEDULE = (
    datetime.timedelta(minutes=10),
    datetime.timedelta(hours=1),
    datetime.timedelta(hours=6),
    datetime.timedelta(hours=17),
    *(datetime.timedelta(days=1) for _ in range(7)),
)
# Longer than any transaction may take.
LEASE_SECONDS = 60
UNEXPECTED = "unexpected"
KIND = "schedule_failed"
MAILS_PER_DAY_MAX = 20


async def make_due(*, limit: int) -> int:
    """Makes up to `limit` invoices that are due, the longest due first; returns how many it tried."""
    return await work.one_by_one(ScheduleRun, _work_on, lease_seconds=LEASE_SECONDS, limit=limit)


async def _work_on(run: ScheduleRun) -> None:
    async def try_to_make() -> None:
        try:
            await database.retried(lambda: _make(run))
        except Refused as refused:
            await _note_failure(run, refused.code, refused.message)
        except database.UNAVAILABLE:
            raise
        except Exception:
            await _tell(run, UNEXPECTED, "Something unexpected went wrong; the operator's log has it.")
            raise

    with audit.acting(audit.Origin(request_id=ids.encode("schedule", run.schedule_id))):
        await work.try_once(run, try_to_make, schedule=SCHEDULE, give_up=lambda _: _give_up(run))


async def _make(run: ScheduleRun) -> None:
    """Makes the invoice whose turn it is, if one's is. Raises what drafting and issuing refuse."""
    async with database.transaction():
        schedule = await _hold(run)
        if schedule is None:
            return
        receiver = await rows.find(Receiver, schedule.receiver_id)
        payer = await rows.find(Payer, schedule.payer_id)
        assert receiver is not None, "a schedule's receiver cannot go"
        assert payer is not None, "nor can its payer"
        course = shapes.course(schedule)
        assert course is not None, "an active schedule goes on"
        today = days.today(receiver.time_zone)
        is_failing = schedule.failing_since is not None
        turn = periods.turn(course, today=today, catch_up=schedule.catch_up, was_tried=is_failing)
        made = None
        if turn.makes is not None:
            drafts.check_receiver(receiver)
            drafts.check_payer(payer)
            made = _draft(schedule, receiver, payer, turn.makes)
            await drafts.write_all([made])
        await _move_on(run, schedule, receiver, turn)
        if made is not None and schedule.finalize:
            invoice = await issuing.finalize(access.SYSTEM, made["id"])
            if schedule.collect:
                await collections.enrol([invoice])
            if schedule.send:
                await sending.queue(invoice, SendInput())


async def _hold(run: ScheduleRun) -> Schedule | None:
    """The schedule of a run, locked with it; None where the lease has passed on, or the promise was taken back."""
    query = Schedule.objects().where(Schedule.id == run.schedule_id).lock_rows("NO KEY UPDATE")
    schedule = await query.first()
    return schedule if schedule is not None and await work.hold(run) else None


def _draft(schedule: Schedule, receiver: Receiver, payer: Payer, period_start: datetime.date) -> InvoiceRow:
    period = shapes.period(schedule, period_start)
    given = schedules.draft_input(shapes.contents(schedule), receiver_id=receiver.id, payer_id=payer.id, period=period)
    return {
        **drafts.made(given, receiver, payer.id),
        "schedule_id": schedule.id,
        "period_start": period_start,
    }


async def _move_on(run: ScheduleRun, schedule: Schedule, receiver: Receiver, turn: periods.Turn) -> None:
    """Leaves what is over behind: a schedule promises its next period, or has come to its end."""
    values: dict[str, object] = {"periods_passed": schedule.periods_passed + turn.passes, **schedules.NOT_FAILING}
    if turn.next_on is None:
        await rows.delete(run)
        await schedules.complete(schedule, await rows.update(schedule, values))
        return
    if turn.passes:
        await rows.update(schedule, {**values, "next_period_start": turn.next_on})
    due_at = schedules.begins_at(turn.next_on, receiver)
    await rows.update(
        run,
        {
            ScheduleRun.status: "pending",
            ScheduleRun.attempts: 0,
            ScheduleRun.deaths: 0,
            # What was missed goes behind what others have due now.
            ScheduleRun.next_attempt_at: max(due_at, clock.now()),
            ScheduleRun.lease_token: None,
            ScheduleRun.error: None,
        },
    )


async def _note_failure(run: ScheduleRun, code: str, message: str) -> None:
    if run.attempts > len(SCHEDULE):
        await _give_up(run, code, message)
        return
    await _tell(run, code, message)
    await work.postpone(run, schedule=SCHEDULE, error=code)


async def _tell(run: ScheduleRun, code: str, message: str) -> None:
    """Notes why an invoice could not be made, and tells so once for each promise."""
    async with database.transaction():
        before = await _hold(run)
        if before is None:
            return
        values = {
            "failure_code": code,
            "failure_message": message,
            "failing_since": before.failing_since or clock.now(),
        }
        after = await rows.update(before, values)
        if _is_news(run, before, code):
            await _announce(before, after)


def _is_news(run: ScheduleRun, before: Schedule, code: str) -> bool:
    """A failure is told at the first try; one that nobody expected may be gone at the second, and is told then."""
    if run.attempts == 1:
        return code != UNEXPECTED
    return before.failing_since is None or (run.attempts == 2 and before.failure_code == UNEXPECTED)


async def _give_up(
    run: ScheduleRun, code: str = UNEXPECTED, message: str = "No worker has come to the end of it."
) -> None:
    """Pauses a schedule whose invoice was tried often enough."""
    async with database.transaction():
        before = await _hold(run)
        if before is None:
            return
        values: dict[str, object] = {
            "status": "paused",
            "failing_since": before.failing_since or clock.now(),
            "failure_code": before.failure_code if code == UNEXPECTED and before.failure_code else code,
            "failure_message": before.failure_message if code == UNEXPECTED and before.failure_message else message,
        }
        await schedules.break_promise(before)
        await _announce(before, await rows.update(before, values))


async def _announce(before: Schedule, after: Schedule) -> None:
    await events.record(
        after.receiver_id,
        events.announcement("schedule.failed", shapes.schedule(after), before=shapes.schedule(before)),
    )
    receiver = await rows.find(Receiver, after.receiver_id)
    assert receiver is not None, "a schedule's receiver cannot go"
    assert after.failure_message is not None, "it says why it fails"
    assert after.next_period_start is not None, "one that has ended makes nothing"
    words = notices.schedule_failed(
        receiver.language,
        receiver=receiver.name,
        schedule_id=ids.encode("schedule", after.id),
        period_start=after.next_period_start,
        why=after.failure_message,
        is_paused=after.status == "paused",
    )
    await recipients.tell(after.receiver_id, words, kind=KIND, per_day_max=MAILS_PER_DAY_MAX)
