"""Once a day, when it begins where the receiver is, its invoices are looked through for stages that were reached.

A run is claimed under a lease. Each invoice is a transaction of its own, under the invoice's lock, and each stage of an
instalment is unique: however often, late or at once somebody looks, and wherever they are killed, it is decided once.
An invoice that cannot be worked on holds up no other.

Only the latest stage that an instalment has reached is sent. Earlier ones are noted as superseded: after an outage, and
where a policy is new or another one, nobody gets them all at once. Stages on the day of issue or before it do not
count, since the payer has just had the invoice.

When a day was looked through, the receiver's people are told what the next one will bring, once: with the end of the
look, by whoever still has its lease.

Raw SQL: invoices are found by their due dates, and those of their instalments, in one statement.
"""

import datetime
import uuid

import structlog

from models import clock, database, days, nudge, rows, work
from models.billing import reminder_notices, reminders
from models.billing.reminder_notices import Notice
from models.money import periods
from models.shapes import reminders as shapes
from models.tables.parties import Receiver
from models.tables.reminders import ReminderPolicy, ReminderRun

logger = structlog.get_logger(__name__)

SCHEDULE = (datetime.timedelta(minutes=10), datetime.timedelta(hours=1), datetime.timedelta(hours=6))
LEASE_SECONDS = 60
# As many invoices are worked on at a time; then others have their turn.
BATCH = 100
ONE_DAY = datetime.timedelta(days=1)
NONE = uuid.UUID(int=0)

# Of settled invoices only those of the days that were not looked through yet: what was paid long ago needs no note.
_FIND = """
SELECT invoice.id FROM invoices AS invoice
WHERE receiver_id = $1 AND status = 'open' AND id > $2
  AND (settlement IN ('unpaid', 'partially_paid') OR due_on > $3::date - $4::integer)
  AND EXISTS (
    SELECT FROM (
        SELECT 1 AS position, invoice.due_on WHERE invoice.instalments IS NULL
        UNION ALL
        SELECT ordinality, (value ->> 'due_on')::date
        FROM jsonb_array_elements(invoice.instalments) WITH ORDINALITY AS one (value, ordinality)
    ) AS part CROSS JOIN unnest($5::integer[]) AS stage (days)
    WHERE part.due_on + stage.days > invoice.issued_on AND part.due_on + stage.days <= $6
      AND (settlement IN ('unpaid', 'partially_paid') OR part.due_on + stage.days > $3)
      AND NOT EXISTS (SELECT FROM reminders
        WHERE invoice_id = invoice.id AND position = part.position AND days = stage.days))
ORDER BY id LIMIT $7
"""


async def make_due(*, limit: int) -> int:
    """Looks through the invoices of up to `limit` receivers whose day has begun; returns how many looks it took."""
    return await work.one_by_one(ReminderRun, _work_on, lease_seconds=LEASE_SECONDS, limit=limit)


async def _work_on(run: ReminderRun) -> None:
    await work.try_once(
        run, lambda: _look(run), schedule=SCHEDULE, give_up=lambda error: _tomorrow(run, error), seconds_max=45
    )


async def _look(run: ReminderRun) -> None:
    policy = await rows.find(ReminderPolicy, run.policy_id)
    if policy is None:
        return
    receiver = await rows.find(Receiver, policy.receiver_id)
    assert receiver is not None, "a policy's receiver cannot go"
    today = days.today(receiver.time_zone)
    done_until = run.done_until or today - ONE_DAY
    found = await _find(policy, until=today, done_until=done_until, after_id=run.after_id or NONE)
    for invoice_id in found:
        await _decide(invoice_id, policy.id, today)
    if len(found) == BATCH:
        await _go_on(run, clock.now(), after_id=found[-1], done_until=run.done_until)
        nudge.now("reminders")
    else:
        tomorrow = today + ONE_DAY
        notice = await _notice(run, policy, receiver, tomorrow)
        begins_at = periods.begins_at(tomorrow, receiver.time_zone)
        await _go_on(run, begins_at, after_id=None, done_until=today, notice=notice)


async def _find(
    policy: ReminderPolicy, *, until: datetime.date, done_until: datetime.date, after_id: uuid.UUID
) -> list[uuid.UUID]:
    """The next invoices with a stage that is reached by that day and not decided yet; settled ones only where the stage
    was reached after `done_until`."""
    days = [stage.days for stage in shapes.stages(policy)]
    found = await database.fetch(
        _FIND, policy.receiver_id, after_id, done_until, max(days, default=0), days, until, BATCH
    )
    return [row["id"] for row in found]


async def _notice(run: ReminderRun, policy: ReminderPolicy, receiver: Receiver, day: datetime.date) -> Notice | None:
    """What is to be told of the reminders of a day to come; None where nobody wants to know, or was told already."""
    if not policy.notice or policy.paused or (run.noticed_until is not None and run.noticed_until >= day):
        return None
    # What is settled is not reminded of.
    found = await _find(policy, until=day, done_until=day, after_id=NONE)
    return await reminder_notices.write(policy, receiver, found, on=day, is_all=len(found) < BATCH)


async def _decide(invoice_id: uuid.UUID, policy_id: uuid.UUID, today: datetime.date) -> None:
    try:
        await database.retried(lambda: reminders.decide(invoice_id, policy_id, today=today))
    except database.UNAVAILABLE:
        raise
    except Exception:
        # It is looked at again tomorrow, and the others are today.
        logger.exception("reminders.error", invoice_id=str(invoice_id))


async def _tomorrow(run: ReminderRun, error: str) -> None:
    """Gives a day up that could not be looked through; the next one catches up."""
    await _go_on(run, clock.now() + ONE_DAY, after_id=None, done_until=run.done_until, error=error)


async def _go_on(
    run: ReminderRun,
    due_at: datetime.datetime,
    *,
    after_id: uuid.UUID | None,
    done_until: datetime.date | None,
    error: str | None = None,
    notice: Notice | None = None,
) -> None:
    async with database.transaction():
        if await work.hold(run):
            if notice is not None:
                await reminder_notices.send(notice)
            await rows.update(
                run,
                {
                    ReminderRun.status: "pending",
                    ReminderRun.attempts: 0,
                    ReminderRun.deaths: 0,
                    ReminderRun.next_attempt_at: due_at,
                    ReminderRun.lease_token: None,
                    ReminderRun.after_id: after_id,
                    ReminderRun.done_until: done_until,
                    ReminderRun.noticed_until: run.noticed_until if notice is None else notice.on,
                    ReminderRun.error: error,
                },
            )
