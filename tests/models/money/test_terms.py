"""Due dates, month arithmetic, and which day it is where the receiver lives."""

import datetime
import zoneinfo
from datetime import UTC, date
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import terms
from models.money.terms import Terms


@pytest.mark.parametrize(
    ("given_terms", "issued_on", "due_on"),
    [
        (Terms(type="immediate"), date(2026, 1, 31), date(2026, 1, 31)),
        (Terms(type="net", days=0), date(2026, 1, 31), date(2026, 1, 31)),
        (Terms(type="net", days=14), date(2026, 12, 20), date(2027, 1, 3)),
        (Terms(type="net", days=30), date(2026, 1, 31), date(2026, 3, 2)),
        (Terms(type="net", days=1), date(2028, 2, 28), date(2028, 2, 29)),
        (Terms(type="end_of_month", days=0), date(2026, 2, 1), date(2026, 2, 28)),
        (Terms(type="end_of_month", days=0), date(2026, 2, 28), date(2026, 2, 28)),
        (Terms(type="end_of_month", days=30), date(2026, 1, 1), date(2026, 1, 31)),
        (Terms(type="end_of_month", days=30), date(2026, 1, 2), date(2026, 2, 28)),
        (Terms(type="end_of_month", days=30), date(2026, 1, 31), date(2026, 3, 31)),
        (Terms(type="end_of_month", days=30), date(2026, 12, 5), date(2027, 1, 31)),
        (Terms(type="fixed", due_on=date(2026, 6, 1)), date(2026, 1, 1), date(2026, 6, 1)),
        (Terms(type="fixed", due_on=date(2025, 6, 1)), date(2026, 1, 1), date(2025, 6, 1)),
    ],
)
def test_terms_lead_to_a_due_date(given_terms: Terms, issued_on: date, due_on: date) -> None:
    assert terms.due_date(given_terms, issued_on=issued_on) == due_on


@pytest.mark.parametrize(
    ("json", "sentence"),
    [
        ('{"type": "net"}', "type net need days"),
        ('{"type": "end_of_month"}', "type end_of_month need days"),
        ('{"type": "immediate", "days": 3}', "type immediate cannot have days"),
        ('{"type": "fixed"}', "type fixed need due_on"),
        ('{"type": "net", "days": 3, "due_on": "2026-01-01"}', "type net cannot have due_on"),
        ('{"type": "net", "days": -1}', "-1 days are not possible"),
        ('{"type": "net", "days": 3651}', "3651 days are not possible"),
        ('{"type": "later"}', "Invalid enum value"),
        ('{"type": "immediate", "discount": 3}', "unknown field"),
    ],
)
def test_terms_that_make_no_sense_are_refused_when_read(json: str, sentence: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=sentence):
        msgspec.json.decode(json, type=Terms)


def test_terms_that_make_no_sense_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="need days"):
        Terms(type="net")


@pytest.mark.parametrize(
    ("day", "months", "anchor_day", "result"),
    [
        (date(2026, 1, 31), 1, 31, date(2026, 2, 28)),
        (date(2026, 2, 28), 1, 31, date(2026, 3, 31)),
        (date(2028, 1, 31), 1, 31, date(2028, 2, 29)),
        (date(2026, 1, 30), 1, 30, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, 15, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, 15, date(2025, 12, 15)),
        (date(2026, 3, 31), -1, 31, date(2026, 2, 28)),
        (date(2026, 5, 5), 24, 5, date(2028, 5, 5)),
        (date(2026, 5, 5), 0, 31, date(2026, 5, 31)),
    ],
)
def test_months_are_clamped_and_keep_the_anchor(day: date, months: int, anchor_day: int, result: date) -> None:
    assert terms.add_months(day, months=months, anchor_day=anchor_day) == result


def test_a_series_on_the_31st_comes_back_to_it_after_every_short_month() -> None:
    day, days = date(2026, 1, 31), []
    for _ in range(12):
        day = terms.add_months(day, months=1, anchor_day=31)
        days.append(day.day)
    assert days == [28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31]


@given(day=st.dates(date(1900, 1, 1), date(2200, 1, 1)), months=st.integers(-600, 600), anchor_day=st.integers(1, 31))
def test_adding_months_never_skips_one_and_goes_back_again(day: date, months: int, anchor_day: int) -> None:
    moved = terms.add_months(day, months=months, anchor_day=anchor_day)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == anchor_day or (moved.day < anchor_day and (moved + datetime.timedelta(days=1)).day == 1)
    assert terms.add_months(moved, months=-months, anchor_day=day.day) == day


@pytest.mark.parametrize("anchor_day", [0, 32, -1])
def test_an_anchor_is_a_day_of_a_month(anchor_day: int) -> None:
    with pytest.raises(ValueError, match="is no day of a month"):
        terms.add_months(date(2026, 1, 1), months=1, anchor_day=anchor_day)


ZONES = ["Pacific/Kiritimati", "Europe/Paris", "America/Los_Angeles", "Pacific/Pago_Pago"]
DUE = date(2026, 3, 31)


@pytest.mark.parametrize("time_zone", ZONES)
@pytest.mark.parametrize(
    ("day", "hour", "minute", "overdue"),
    [
        (date(2026, 3, 30), 23, 59, False),
        (date(2026, 3, 31), 0, 1, False),
        (date(2026, 3, 31), 23, 59, False),
        (date(2026, 4, 1), 0, 0, True),
        (date(2026, 4, 1), 0, 1, True),
    ],
)
def test_overdue_begins_at_the_receivers_midnight(
    time_zone: str, day: date, hour: int, minute: int, overdue: bool
) -> None:
    on_the_wall = datetime.datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(time_zone))
    today = terms.local_date(on_the_wall.astimezone(UTC), time_zone)
    assert today == day
    assert terms.is_overdue(due_on=DUE, today=today) is overdue


def test_one_instant_is_three_dates() -> None:
    instant = datetime.datetime(2026, 3, 31, 10, 30, tzinfo=UTC)
    assert terms.local_date(instant, "Pacific/Kiritimati") == date(2026, 4, 1)
    assert terms.local_date(instant, "Europe/Paris") == date(2026, 3, 31)
    assert terms.local_date(instant, "Pacific/Pago_Pago") == date(2026, 3, 30)


def test_summer_time_moves_midnight() -> None:
    assert terms.local_date(datetime.datetime(2026, 3, 28, 22, 30, tzinfo=UTC), "Europe/Paris") == date(2026, 3, 28)
    assert terms.local_date(datetime.datetime(2026, 3, 29, 22, 30, tzinfo=UTC), "Europe/Paris") == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("time_zone", "midnight"),
    [
        # On summer time for good since 2026, which older data do not know.
        ("America/Vancouver", "2027-01-11T07:00:00+00:00"),
        ("America/Vancouver", "2027-07-11T07:00:00+00:00"),
        # Abbreviations to others, and without summer time.
        ("CET", "2027-07-10T22:00:00+00:00"),
        ("EET", "2027-07-10T21:00:00+00:00"),
        ("MET", "2027-07-10T22:00:00+00:00"),
    ],
)
def test_midnight_is_where_the_locked_data_have_it(time_zone: str, midnight: str, tmp_path: Path) -> None:
    # A machine whose data say that it is noon somewhere else.
    (tmp_path / "America").mkdir()
    for name in ("America/Vancouver", "CET", "EET", "MET"):
        (tmp_path / name).write_bytes(files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes())
    terms._zone.cache_clear()
    zoneinfo.reset_tzpath([tmp_path])
    try:
        begins = datetime.datetime.fromisoformat(midnight)
        before = terms.local_date(begins - datetime.timedelta(minutes=1), time_zone)
        after = terms.local_date(begins + datetime.timedelta(minutes=1), time_zone)
    finally:
        zoneinfo.reset_tzpath()
    assert (before.day, after.day) == (10, 11)


def test_a_datetime_without_time_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        terms.local_date(datetime.datetime(2026, 3, 31, 12, 0), "UTC")  # noqa: DTZ001 - it is refused


@pytest.mark.parametrize(
    "name", ["UTC", "Europe/Paris", "America/Argentina/Buenos_Aires", "Etc/GMT+12", "Asia/Kolkata"]
)
def test_iana_names_are_time_zones(name: str) -> None:
    terms.check_time_zone(name)


@pytest.mark.parametrize(
    "name", ["", "Europe", "europe/paris", "Mars/Olympus", "../UTC", "/etc/localtime", "UTC+2", "Factory", "x\0", "é"]
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not the name of an IANA time zone"):
        terms.check_time_zone(name)
    with pytest.raises(ValueError, match="is not the name of an IANA time zone"):
        terms.local_date(datetime.datetime(2026, 3, 31, tzinfo=UTC), name)


def test_every_accepted_time_zone_can_be_used() -> None:
    instant = datetime.datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
    dates = {terms.local_date(instant, name) for name in terms.TIME_ZONES}
    assert len(terms.TIME_ZONES) > 400
    assert dates == {date(2026, 3, 31), date(2026, 4, 1)}


def _decides_a_day(text: str) -> bool:
    """UTC is nobody's zone."""
    return "AT TIME ZONE" in text.upper().replace("AT TIME ZONE 'UTC'", "") or "ZoneInfo" in text


def test_nobody_else_asks_which_day_it_is_in_a_zone() -> None:
    project = Path(terms.__file__).parents[2]
    sources = [path for folder in ("api", "models", "tasks") for path in (project / folder).rglob("*.py")]
    others = {path: path.read_text() for path in sources if path != Path(terms.__file__)}
    assert others
    found = [path for path, text in others.items() if _decides_a_day(text)]
    assert found == [], "dates that a zone decides are for terms.local_date"
