"""Patterns of document numbers: refused when they could repeat, and rendered alike everywhere."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import numbering

MARCH = datetime.date(2026, 3, 9)


@pytest.mark.parametrize(
    ("pattern", "period", "number"),
    [
        (numbering.PATTERN_DEFAULT, "2026", "INV-2026-00042"),
        ("{PREFIX}{YY}{MM}{SEQ:4}", "2026-03", "INV26030042"),
        ("{YYYY}/{MM}/{SEQ}", "2026-03", "2026/03/42"),
        ("{SEQ}", "", "42"),
        ("{SEQ:1}", "", "42"),
        ("{SEQ:12}", "", "000000000042"),
        ("№ {PREFIX} {YY}-{SEQ:3}", "2026", "№ INV 26-042"),
        ("2026-{SEQ:2}", "", "2026-42"),
    ],
)
def test_a_good_pattern_has_a_period_and_a_number(pattern: str, period: str, number: str) -> None:
    numbering.check_pattern(pattern)
    assert numbering.period(pattern, MARCH) == period
    assert numbering.render(pattern, prefix="INV", issued_on=MARCH, sequence=42) == number


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("", "holds 0 sequence numbers"),
        ("{PREFIX}-{YYYY}", "holds 0 sequence numbers"),
        ("{SEQ:3}-{SEQ:3}", "holds 2 sequence numbers"),
        ("{SEQ}{SEQ:3}", "holds 2 sequence numbers"),
        (
            "{YYYY}",
            r"holds 0 sequence numbers: .* exactly one, which is \{SEQ\} or \{SEQ:1\} to \{SEQ:12\}, ",
        ),
        ("{MM}-{SEQ:3}", r"month without a year: its numbers would repeat after a year. Add \{YYYY\} or \{YY\}\."),
        ("{DD}-{SEQ}", "braces that are none of"),
        ("{SEQ:0}", "braces that are none of"),
        ("{SEQ:13}", "braces that are none of"),
        ("{SEQ:05}", "braces that are none of"),
        ("{SEQ:５}", "braces that are none of"),
        ("{seq}", "braces that are none of"),
        ("{SEQ", "braces that are none of"),
        ("{SEQ}}", "braces that are none of"),
        ("{{SEQ}", "braces that are none of"),
        ("{SEQ}{", "braces that are none of"),
        ("{PREFIX!r}{SEQ}", "braces that are none of"),
        ("A\n{SEQ}", "cannot be printed"),
        ("A\u202e{SEQ}", "cannot be printed"),
        ("A" * 46 + "{SEQ}", "has 51 characters: at most 50"),
    ],
)
def test_a_pattern_that_cannot_number_is_refused(pattern: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        numbering.check_pattern(pattern)


def test_the_default_pattern_is_good() -> None:
    numbering.check_pattern(numbering.PATTERN_DEFAULT)


def test_a_new_period_begins_with_the_issue_date() -> None:
    eve, new_year = datetime.date(2026, 12, 31), datetime.date(2027, 1, 1)
    assert numbering.period("{YYYY}-{SEQ}", eve) == "2026"
    assert numbering.period("{YY}-{SEQ}", new_year) == "2027"
    assert numbering.period("{YY}{MM}-{SEQ}", eve) == "2026-12"
    assert numbering.period("{YY}{MM}-{SEQ}", new_year) == "2027-01"
    assert numbering.period("{SEQ}", eve) == numbering.period("{SEQ}", new_year)


def test_braces_in_a_prefix_are_only_text() -> None:
    number = numbering.render("{PREFIX}-{SEQ}", prefix="{YYYY}", issued_on=MARCH, sequence=1)
    assert number == "{YYYY}-1"


def test_a_sequence_outgrows_its_padding() -> None:
    assert numbering.render("{SEQ:2}", prefix="", issued_on=MARCH, sequence=100) == "100"


@pytest.mark.parametrize("sequence", [0, -1])
def test_sequences_start_at_one(sequence: int) -> None:
    with pytest.raises(ValueError, match="they start at 1"):
        numbering.render("{SEQ}", prefix="", issued_on=MARCH, sequence=sequence)


@pytest.mark.parametrize(
    ("pattern", "prefix", "is_good"),
    [
        (numbering.PATTERN_DEFAULT, "ABCDEFGHIJKL", True),
        ("{SEQ:5}-{YYYY}-{PREFIX}", "ABCDEFGHIJK", True),
        ("{SEQ:6}-{YYYY}-{PREFIX}", "ABCDEFGHIJKL", False),
        ("{SEQ:6}-{YYYY}-{PREFIX}", "ABCDEF-GH-IJK", True),
        ("{SEQ:5}/HAMBURGCUSTOMERSXY", "INV", False),
        ("{YYYY}-HAMBURGCUSTOMERS-{SEQ:5}", "INV", False),
        ("{PREFIX}-HAMBURGCUSTOMERSXY-{YYYY}{MM}-{SEQ}", "INV", True),
        ("{SEQ:12}-ÄÖÜ-(((((((((((((((((((((", "INV", True),
        ("{YYYY}{MM}{SEQ:12}ABC", "", True),
        ("{YYYY}{MM}{SEQ:12}ABCD", "", False),
    ],
)
def test_what_makes_numbers_differ_is_in_their_references(pattern: str, prefix: str, is_good: bool) -> None:
    numbering.check_pattern(pattern)
    if is_good:
        numbering.check_references(pattern, prefix=prefix)
        return
    with pytest.raises(ValueError, match="payment references hold the last 21"):
        numbering.check_references(pattern, prefix=prefix)


patterns = st.permutations(["{PREFIX}", "{YYYY}", "{MM}", "{YY}", "{SEQ:3}", "7"]).map("".join)


@given(
    pattern=patterns,
    sequences=st.lists(st.integers(1, 10**6), min_size=2, max_size=2, unique=True),
    days=st.lists(st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)), min_size=2, max_size=2),
)
def test_no_two_numbers_of_a_series_are_alike(pattern: str, sequences: list[int], days: list[datetime.date]) -> None:
    numbering.check_pattern(pattern)
    first, second = (
        numbering.render(pattern, prefix="INV", issued_on=day, sequence=sequence)
        for day, sequence in zip(days, sequences, strict=True)
    )
    if numbering.period(pattern, days[0]) == numbering.period(pattern, days[1]):
        assert first != second


@given(pattern=patterns, sequence=st.integers(1, 10**6), day=st.dates(datetime.date(2000, 1, 1)))
def test_a_number_is_told_by_the_shape_of_its_pattern(pattern: str, sequence: int, day: datetime.date) -> None:
    prefix = "I.V-[1]"
    shape = numbering.shape(pattern, prefix=prefix)
    number = numbering.render(pattern, prefix=prefix, issued_on=day, sequence=sequence)
    assert re.search(shape.expression, number)
    around = number[: shape.head] + number[len(number) - shape.tail :]
    assert int(number[shape.head : len(number) - shape.tail]) == sequence
    assert around[shape.year - 1 :][: shape.year_digits] == f"{day.year:04d}"
    assert int(around[shape.month - 1 :][: shape.month_digits]) == day.month


def test_a_pattern_without_a_date_has_none_in_its_shape() -> None:
    assert numbering.shape("{PREFIX}{SEQ}", prefix="INV") == (r"^INV([0-9]{1}|[1-9][0-9]{1,})$", 3, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("pattern", "wanted", "expected"),
    [
        ("{PREFIX}-{YYYY}-{SEQ:5}", "2026", "INV-2026-{SEQ:5}"),
        ("{SEQ}/{MM}/{YY}", "2026-03", "{SEQ:1}/03/26"),
        ("{PREFIX}{SEQ:4}", "", "INV{SEQ:4}"),
        ("{PREFIX}-{YYYY}-{SEQ:5}", "2026-03", None),
        ("{PREFIX}-{YYYY}-{SEQ:5}", "", None),
        ("{YYYY}{MM}{SEQ:3}", "2026", None),
        ("{SEQ:3}", "2026", None),
    ],
)
def test_within_a_period_only_the_sequence_is_open(pattern: str, wanted: str, expected: str | None) -> None:
    found = numbering.within(wanted, pattern, prefix="INV")
    assert found == expected
    if found is not None:
        day = datetime.date(int(wanted[:4] or 1999), int(wanted[5:] or 1), 28)
        for sequence in (1, 9_999, 123_456):
            number = numbering.render(pattern, prefix="INV", issued_on=day, sequence=sequence)
            assert numbering.render(found, prefix="", issued_on=datetime.date.min, sequence=sequence) == number
