"""Periods: kept to their anchor, clamped to short months, and begun with the day of a time zone."""

import itertools
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import periods, terms
from models.money.periods import CatchUp, Course, Rhythm, Turn


def months(count: int = 1, anchor_day: int = 31) -> Rhythm:
    return Rhythm(unit="months", count=count, anchor_day=anchor_day)


@pytest.mark.parametrize(
    ("rhythm", "starts_on", "days"),
    [
        (months(), "2027-01-31", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        (months(), "2028-01-31", ["2028-01-31", "2028-02-29", "2028-03-31"]),
        (months(anchor_day=30), "2027-01-30", ["2027-01-30", "2027-02-28", "2027-03-30"]),
        (months(3), "2026-11-30", ["2026-11-30", "2027-02-28", "2027-05-31"]),
        (months(12, 29), "2028-02-29", ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        # The first anchor from the beginning on.
        (months(anchor_day=1), "2026-01-15", ["2026-02-01", "2026-03-01"]),
        (months(anchor_day=20), "2026-01-15", ["2026-01-20", "2026-02-20"]),
        (months(anchor_day=31), "2026-02-28", ["2026-02-28", "2026-03-31"]),
        (months(anchor_day=15), "2026-12-31", ["2027-01-15", "2027-02-15"]),
        (Rhythm(unit="weeks", count=2), "2026-12-24", ["2026-12-24", "2027-01-07", "2027-01-21"]),
        (Rhythm(unit="days", count=1), "2028-02-28", ["2028-02-28", "2028-02-29", "2028-03-01"]),
    ],
)
def test_a_rhythm_comes_back_to_its_anchor(rhythm: Rhythm, starts_on: str, days: list[str]) -> None:
    first = periods.first(rhythm, starts_on=date.fromisoformat(starts_on))
    found = itertools.islice(periods.to_come(Course(rhythm=rhythm, next_on=first)), len(days))
    assert [str(day) for day in found] == days


@given(
    anchor_day=st.integers(1, 31),
    count=st.integers(1, 24),
    starts_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_no_month_is_left_out_and_none_has_two(anchor_day: int, count: int, starts_on: date) -> None:
    rhythm = months(count, anchor_day)
    days = list(
        itertools.islice(periods.to_come(Course(rhythm=rhythm, next_on=periods.first(rhythm, starts_on=starts_on))), 30)
    )
    assert days[0] >= starts_on
    assert (days[0] - starts_on).days <= 31
    for before, after in itertools.pairwise(days):
        assert (after.year - before.year) * 12 + after.month - before.month == count
        assert after.day == min(anchor_day, terms.add_months(after, months=0, anchor_day=31).day)


@pytest.mark.parametrize(
    ("ends_on", "left", "days"),
    [
        ("2027-04-30", None, 4),
        ("2027-04-29", None, 3),
        (None, 2, 2),
        ("2027-01-30", None, 0),
        (None, 0, 0),
    ],
)
def test_a_course_ends(ends_on: str | None, left: int | None, days: int) -> None:
    course = Course(
        rhythm=months(),
        next_on=date(2027, 1, 31),
        ends_on=None if ends_on is None else date.fromisoformat(ends_on),
        left=left,
    )
    assert len(list(periods.to_come(course))) == days


def test_a_course_ends_with_the_calendar() -> None:
    for rhythm in (months(), Rhythm(unit="weeks", count=1), Rhythm(unit="days", count=1)):
        course = Course(rhythm=rhythm, next_on=date(9999, 12, 31))
        assert list(periods.to_come(course)) == [date(9999, 12, 31)]


D31, F28, M31, A30 = date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)


@pytest.mark.parametrize(
    ("today", "catch_up", "was_tried", "turn"),
    [
        (date(2027, 1, 30), "all", False, Turn(None, 0, D31)),
        (D31, "all", False, Turn(D31, 1, F28)),
        (D31, "latest", False, Turn(D31, 1, F28)),
        (D31, "skip", False, Turn(D31, 1, F28)),
        (date(2027, 2, 1), "all", False, Turn(D31, 1, F28)),
        (date(2027, 2, 1), "latest", False, Turn(D31, 1, F28)),
        (date(2027, 2, 1), "skip", False, Turn(None, 1, F28)),
        # It was looked at in its time.
        (date(2027, 2, 1), "skip", True, Turn(D31, 1, F28)),
        (date(2027, 4, 1), "all", False, Turn(D31, 1, F28)),
        (date(2027, 4, 1), "latest", False, Turn(M31, 3, A30)),
        (date(2027, 4, 1), "skip", False, Turn(None, 3, A30)),
        (M31, "skip", False, Turn(M31, 3, A30)),
        (date(2030, 1, 1), "latest", False, Turn(A30, 4, None)),
        (date(2030, 1, 1), "skip", False, Turn(None, 4, None)),
    ],
)
def test_what_was_missed_is_made_up_for_as_was_said(
    today: date, catch_up: CatchUp, was_tried: bool, turn: Turn
) -> None:
    course = Course(rhythm=months(), next_on=D31, left=4)
    found = periods.turn(course, today=today, catch_up=catch_up, was_tried=was_tried)
    assert found == turn
    rest = periods.after(course, found)
    assert (None if rest is None else list(periods.to_come(rest))) == (
        None if turn.next_on is None else [D31, F28, M31, A30][turn.passes :]
    )


@pytest.mark.parametrize(
    ("day", "time_zone", "instant"),
    [
        ("2027-03-10", "UTC", datetime(2027, 3, 10, tzinfo=UTC)),
        ("2027-03-10", "Pacific/Kiritimati", datetime(2027, 3, 9, 10, tzinfo=UTC)),
        ("2027-03-10", "Pacific/Pago_Pago", datetime(2027, 3, 10, 11, tzinfo=UTC)),
        ("2027-07-10", "Europe/Berlin", datetime(2027, 7, 9, 22, tzinfo=UTC)),
        # There is no midnight: clocks go from 23:59 to 01:00.
        ("2029-03-11", "America/Havana", datetime(2029, 3, 11, 5, tzinfo=UTC)),
        ("2018-11-04", "America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC)),
        # There are two midnights, and the day begins with the first.
        ("2029-11-04", "America/Havana", datetime(2029, 11, 4, 4, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_its_first_instant(day: str, time_zone: str, instant: datetime) -> None:
    given_day = date.fromisoformat(day)
    found = periods.begins_at(given_day, time_zone)
    assert found == instant
    assert terms.local_date(found, time_zone) == given_day


def test_no_day_begins_in_a_zone_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="is not the name"):
        periods.begins_at(date(2027, 1, 1), "Mars/Olympus")
