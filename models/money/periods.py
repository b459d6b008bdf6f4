"""Periods: the days on which something recurs, kept to their anchor, and the instants at which those days begin."""

import datetime
import itertools
from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args

import msgspec

from models.money import terms

PeriodUnit = Literal["months", "weeks", "days"]
PERIOD_UNITS: tuple[PeriodUnit, ...] = get_args(PeriodUnit)
# What becomes of periods that nobody has looked at in time.
CatchUp = Literal["all", "latest", "skip"]
CATCH_UPS: tuple[CatchUp, ...] = get_args(CatchUp)
# Which period an invoice is for, that is made on the day on which one begins: this one, or the one before it.
Billing = Literal["in_advance", "in_arrears"]
BILLINGS: tuple[Billing, ...] = get_args(Billing)
_DAYS = {"weeks": 7, "days": 1}


class Rhythm(msgspec.Struct, frozen=True, kw_only=True):
    """Every so many months, weeks or days. Months begin on the anchor day, or on their last day if they are shorter."""

    unit: PeriodUnit
    count: int
    anchor_day: int | None = None


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """What is left of a rhythm: its next period, the last day on which one may begin, and how many are left."""

    rhythm: Rhythm
    next_on: datetime.date
    ends_on: datetime.date | None = None
    left: int | None = None


class Turn(NamedTuple):
    """The period to make now, or None; how many are over with that; and the next one, or None where it has ended."""

    makes: datetime.date | None
    passes: int
    next_on: datetime.date | None


def first(rhythm: Rhythm, *, starts_on: datetime.date) -> datetime.date:
    """The first period's day: the first anchor day from `starts_on` on, which may be that day itself."""
    if rhythm.anchor_day is None:
        return starts_on
    day = terms.add_months(starts_on, months=0, anchor_day=rhythm.anchor_day)
    return day if day >= starts_on else terms.add_months(starts_on, months=1, anchor_day=rhythm.anchor_day)


def following(rhythm: Rhythm, day: datetime.date, *, periods: int = 1) -> datetime.date | None:
    """The day of the period after the one of that day, or of one that many periods later; None where the calendar
    ends."""
    try:
        if rhythm.unit == "months":
            return terms.add_months(day, months=rhythm.count * periods, anchor_day=rhythm.anchor_day or day.day)
        return day + datetime.timedelta(days=_DAYS[rhythm.unit] * rhythm.count * periods)
    except (ValueError, OverflowError):
        return None


def billed(rhythm: Rhythm, day: datetime.date, billing: Billing) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day of the period that an invoice of that day is for; None where the calendar ends."""
    begins = day if billing == "in_advance" else following(rhythm, day, periods=-1)
    ends = following(rhythm, day) if billing == "in_advance" else day
    return None if begins is None or ends is None else (begins, ends - datetime.timedelta(days=1))


def to_come(course: Course) -> Iterator[datetime.date]:
    """The days of the periods that are left, the next one first; without end where there is none."""
    day: datetime.date | None = course.next_on
    left = course.left
    while day is not None and (course.ends_on is None or day <= course.ends_on) and left != 0:
        yield day
        day = following(course.rhythm, day)
        left = None if left is None else left - 1


def turn(course: Course, *, today: datetime.date, catch_up: CatchUp, was_tried: bool = False) -> Turn:
    """What is to be done today. Of periods that were missed, `all` makes one after the other, `latest` the last one
    that has begun, and `skip` none: only one that begins today, or `was_tried` in vain and has no successor yet."""
    # Of all that were missed, `all` asks for the first one only, each time.
    most = 1 if catch_up == "all" else None
    begun = list(itertools.islice(itertools.takewhile(lambda day: day <= today, to_come(course)), most))
    if not begun:
        return Turn(None, 0, course.next_on)
    passes = len(begun)
    makes = begun[passes - 1]
    is_missed = catch_up == "skip" and makes < today and not was_tried
    return Turn(None if is_missed else makes, passes, next(itertools.islice(to_come(course), passes, None), None))


def after(course: Course, done: Turn) -> Course | None:
    """What is left once that turn is done; None where it has ended."""
    if done.next_on is None:
        return None
    left = None if course.left is None else course.left - done.passes
    return msgspec.structs.replace(course, next_on=done.next_on, left=left)


def begins_at(day: datetime.date, time_zone: str) -> datetime.datetime:
    """The first instant of a day in a time zone; where clocks go forward at midnight, the instant at which they do.

    Raises ValueError for an unknown time zone.
    """
    midnight = datetime.datetime.combine(day, datetime.time(), tzinfo=terms.zone(time_zone))
    return midnight.astimezone(datetime.UTC)
