"""The days that people say money moved on: not in the future, and not before there was any sense in it."""

import datetime

from models.errors import Invalid

# Nobody books money of an earlier day, but years are mistyped: 0202 for 2020.
EARLIEST = datetime.date(2000, 1, 1)


def past(
    given: datetime.date | None,
    *,
    today: datetime.date,
    pointer: str,
    not_before: tuple[datetime.date, str] | None = None,
) -> datetime.date:
    """The given day, or today where none is given. Raises Invalid.

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
