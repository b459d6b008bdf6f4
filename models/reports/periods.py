"""Which days a report is about: those that the receiver's calendar shows.

Raw SQL: parts of statements only.
"""

import calendar
import datetime
import uuid
from typing import Final, NamedTuple

from models import ids, lists
from models.days import today
from models.errors import Invalid
from models.shapes.common import check_day
from models.tables.parties import Receiver

# Somewhere it is tomorrow already.
ZONES_DIFFER: Final = datetime.timedelta(days=1)
# What takes effect later than on the day it is written, wherever that is: next to nothing, since only gateways may say
# so. It has an index, `ledger_transactions_ahead`.
AHEAD: Final = "effective_on > (created_at AT TIME ZONE 'UTC')::date + 1"


def day(given: datetime.date | None, receiver: Receiver) -> datetime.date:
    """The day that was asked for, else today. Raises Invalid for one that nobody means, TimeZoneUnknown."""
    check_day(given)
    return given or today(receiver.time_zone)


class Period(NamedTuple):
    """The first and the last day that were asked for."""

    first: datetime.date | None
    last: datetime.date | None


class Days(NamedTuple):
    """The first and the last day of a period, both within it."""

    first: datetime.date
    last: datetime.date


def days(period: Period, receiver: Receiver) -> Days:
    """What was asked for, else from the beginning of the year up to today. Raises Invalid for a period that ends before
    it begins, and as `day`."""
    last = day(period.last, receiver)
    check_day(period.first)
    first = period.first or last.replace(month=1, day=1)
    if last < first:
        raise Invalid(f"A period from {first} to {last} ends before it begins: give the earlier day as `from`.")
    return Days(first, last)


def month_end(day: datetime.date) -> datetime.date:
    """The last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def floor(day: datetime.date) -> uuid.UUID:
    """The lowest id that a booking has which is written on that day, wherever it is that day, or later."""
    midnight = datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC)
    return ids.floor(midnight, moved=-ZONES_DIFFER - lists.CLOCKS_DIFFER)


def written_since(*, receiver: str, day: str, floor: str) -> str:
    """The text of an id that no booking of a receiver is below which takes effect on a day or later; `floor` is that of
    the day. Below it there are few of these, or none."""
    return f"""least({floor}::uuid, (
            SELECT ahead.id FROM ledger_transactions AS ahead
            WHERE ahead.receiver_id = {receiver} AND ahead.effective_on >= {day} AND ahead.{AHEAD}
            ORDER BY ahead.id LIMIT 1))"""
