"""The days that money moved on: by the instant that a gateway names, or by what people say."""

import datetime
import uuid

import structlog

from models import clock, days, rows
from models.errors import Invalid
from models.money import terms
from models.shapes.invoice_rows import InvoiceRow
from models.tables.parties import Receiver

logger = structlog.get_logger(__name__)

# Nobody books money of an earlier day, but years are mistyped: 0202 for 2020.
EARLIEST = datetime.date(2000, 1, 1)
# Nor is anything promised for a day that nobody will see.
LATEST = datetime.date(2199, 12, 31)


def past(
    given: datetime.date | None,
    *,
    today: datetime.date,
    pointer: str,
    not_before: tuple[datetime.date, str] | None = None,
) -> datetime.date:
    """The given day, or today where none is given: not in the future, and not before there was any sense in it. Raises
    Invalid.

    `not_before` is the day before which it cannot have been, and what happened on it, as the end of a sentence.
    """
    if given is None:
        return today
    if given > today:
        raise Invalid(f"Money cannot have moved on {given}: today is {today}.", pointer=pointer)
    if given < EARLIEST:
        raise Invalid(f"{given} is too early: give a day from {EARLIEST} to {today}.", pointer=pointer)
    if not_before is not None and given < not_before[0]:
        day, what = not_before
        raise Invalid(f"{given} is too early: {what} on {day}. Give a day from {day} to {today}.", pointer=pointer)
    return given


async def today_of(invoice: InvoiceRow) -> datetime.date:
    """The day where an issued invoice was issued, or where its receiver is now if that zone is not known any more.
    Unlike `issuing.today_of` it refuses nobody."""
    assert invoice["time_zone"] is not None, "invoices_are_complete_once_issued"
    if invoice["time_zone"] in terms.TIME_ZONES:
        return days.today(invoice["time_zone"])
    return await business_date(invoice["receiver_id"], None)


async def business_date(receiver_id: uuid.UUID, instant: datetime.datetime | None) -> datetime.date:
    """The day of an instant, or today, where the receiver is: what money that moves outside is dated by."""
    receiver = await rows.find(Receiver, receiver_id)
    assert receiver is not None, "who has payments is archived, never deleted"
    instant = instant or clock.now()
    try:
        return terms.local_date(instant, receiver.time_zone)
    except (ValueError, OverflowError):
        # What a gateway says must be booked, also for whoever's zone is not known any more, and at the end of time.
        logger.exception("receiver.time_zone_unknown", receiver_id=str(receiver_id), time_zone=receiver.time_zone)
        return instant.astimezone(datetime.UTC).date()
