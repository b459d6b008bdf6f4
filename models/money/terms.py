"""Business dates: when an invoice is due, what day it is for a receiver, and what is overdue.

A business date is a date in the receiver's time zone, never one taken from the UTC clock. `local_date` is the only way
to one: PostgreSQL and the machine may have zone data of other years, and PostgreSQL takes CET, EET and MET for
abbreviations without summer time, so that one instant would have two dates.
"""

import calendar
import datetime
import functools
import importlib.resources
import zoneinfo
from typing import Literal, get_args

import msgspec

TermsType = Literal["immediate", "net", "end_of_month", "fixed"]
TERMS_TYPES: tuple[TermsType, ...] = get_args(TermsType)
# Ten years: longer terms are a typing error.
DAYS_MAX = 3650

# The names that the tzdata package has data for, so that every machine knows the same ones. "Factory" is the time zone
# database's word for a clock that nobody has set.
_TZDATA = importlib.resources.files("tzdata")
TIME_ZONES = frozenset(_TZDATA.joinpath("zones").read_text(encoding="utf-8").split()) - {"Factory"}


class Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When an invoice is to be paid.

    `immediate`: on the day of issue. `net`: `days` after it. `end_of_month`: on the last day of the month that lies
    `days` after it. `fixed`: on `due_on`. Raises ValueError when `days` or `due_on` are missing, out of range, or do
    not belong to the type.
    """

    type: TermsType
    days: int | None = None
    due_on: datetime.date | None = None

    def __post_init__(self) -> None:
        if (self.days is not None) != (self.type in ("net", "end_of_month")):
            need = "cannot have days" if self.days is not None else "need days"
            raise ValueError(f"Terms of the type {self.type} {need}.")
        if (self.due_on is not None) != (self.type == "fixed"):
            need = "cannot have due_on" if self.due_on is not None else "need due_on"
            raise ValueError(f"Terms of the type {self.type} {need}.")
        if self.days is not None and not 0 <= self.days <= DAYS_MAX:
            raise ValueError(f"{self.days} days are not possible: terms have from 0 to {DAYS_MAX}.")


def due_date(terms: Terms, *, issued_on: datetime.date) -> datetime.date:
    """The day until whose end the invoice can be paid in time.

    A fixed date is returned even when it lies before the issue; whether that is refused is for the invoice to say.
    """
    if terms.due_on is not None:
        return terms.due_on
    day = issued_on + datetime.timedelta(days=terms.days or 0)
    return add_months(day, months=0, anchor_day=31) if terms.type == "end_of_month" else day


def add_months(day: datetime.date, *, months: int, anchor_day: int) -> datetime.date:
    """The anchor day of the month that lies `months` after (or before) the given day's, or that month's last day.

    Pass the day of the month on which the series began every time: 31 January, 28 February, 31 March. Raises ValueError
    for an anchor outside of 1 to 31.
    """
    if not 1 <= anchor_day <= 31:
        raise ValueError(f"{anchor_day} is no day of a month.")
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    month = month_index + 1
    return datetime.date(year, month, min(anchor_day, calendar.monthrange(year, month)[1]))


def check_time_zone(name: str) -> None:
    """Raises ValueError, with a sentence, unless this is an IANA time zone's name as it is spelled there."""
    if name not in TIME_ZONES:
        raise ValueError(f'{name[:40]!r} is not the name of an IANA time zone, such as "Europe/Paris".')


def local_date(now: datetime.datetime, time_zone: str) -> datetime.date:
    """The date that a calendar in the time zone shows at this instant.

    Raises ValueError for an unknown time zone, and for a datetime that has none and so is no instant.
    """
    its_zone = zone(time_zone)
    if now.tzinfo is None:
        raise ValueError(f"{now.isoformat()} has no time zone, so it is no instant.")
    return now.astimezone(its_zone).date()


def zone(time_zone: str) -> zoneinfo.ZoneInfo:
    """What a zone's clocks show when. Raises ValueError for an unknown one."""
    check_time_zone(time_zone)
    return _zone(time_zone)


def is_overdue(*, due_on: datetime.date, today: datetime.date) -> bool:
    """Whether the due day has ended; the day itself is still in time. `today` is the receiver's local date."""
    return today > due_on


@functools.cache
def _zone(name: str) -> zoneinfo.ZoneInfo:
    """A zone by the locked tzdata package; `ZoneInfo(name)` would prefer the machine's data, however old they are."""
    with _TZDATA.joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return zoneinfo.ZoneInfo.from_file(data, key=name)
