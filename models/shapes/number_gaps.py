"""What is missing in a receiver's numbers, as clients see it."""

import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from models.tables.billing import SeriesKind

PERIOD = r"^([0-9]{4}(-(0[1-9]|1[0-2]))?)?$(?!\n)"
Period = Annotated[
    str,
    Meta(
        pattern=PERIOD,
        description="2026, 2026-03, or empty where numbers go on for ever.",
        examples=["2026"],
    ),
]


class NumberGap(msgspec.Struct, kw_only=True):
    """A number that a series has given, and that no document has. `numbers` are the ways in which the receiver's
    patterns have written it: one, unless the pattern or the prefix has changed."""

    kind: SeriesKind
    period: Period
    sequence: int
    numbers: list[str]


class CheckedSeries(msgspec.Struct, kw_only=True):
    """A series that was checked, from one sequence to another: how many numbers it has given in all, and how many are
    `missing` of those that were checked.

    `skipped` are numbers that it did not give, since another document had them: by settings from before 0.4.0.
    """

    kind: SeriesKind
    period: Period
    given: int
    checked_from: int
    checked_to: int
    missing: int
    skipped: list[str]
    last_issued_on: datetime.date | None


class NumberGaps(msgspec.Struct, kw_only=True):
    """The gaps among the next 100,000 of a receiver's numbers: `gaps` is empty where nothing is missing. It has the
    first thousand of each series; how many there are says `missing` of the series."""

    object: Literal["number_gaps"] = "number_gaps"
    receiver_id: str
    gaps: list[NumberGap]
    series: list[CheckedSeries]
    has_more: bool
    next_cursor: str | None
