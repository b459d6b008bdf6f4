"""The patterns of document numbers: which ones are good, which counter they use, and how a number is written.

A pattern is literal text with tokens: `{PREFIX}` the series' prefix, `{YYYY}` or `{YY}` and `{MM}` the issue date, and
exactly one `{SEQ}`, or `{SEQ:5}` for at least five digits. The issue date is a date in the receiver's time zone.
The counter itself is a row in the database: taking the next number is not done here.
"""

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from models.money import references

PATTERN_DEFAULT = "{PREFIX}-{YYYY}-{SEQ:5}"
# Together with a long prefix and a long sequence a number still fits one line of an invoice.
PATTERN_CHARACTERS_MAX = 50

# How many invoices of one period are told apart by the references that their numbers have at the least.
SEQUENCE_DIGITS_MIN = 6
DATE_DIGITS = {"YYYY": 4, "YY": 2, "MM": 2}
# A padding of 12 digits is more than a lifetime of numbers.
TOKEN = re.compile(r"\{(?:(PREFIX|YYYY|YY|MM|SEQ)|SEQ:([1-9]|1[0-2]))\}")


class Parts(NamedTuple):
    """A number without its sequence, which stands between `head` and `tail` with at least `padding` digits."""

    head: str
    padding: int
    tail: str


class Shape(NamedTuple):
    """What numbers of a pattern look like: a regular expression, for Python and PostgreSQL alike, and where what makes
    them differ stands.

    A number is `head` characters, its sequence, and `tail` characters. Year and month begin at these places of head and
    tail together, from 1, and have so many digits; 0 where the pattern holds none.
    """

    expression: str
    head: int
    tail: int
    year: int
    year_digits: int
    month: int
    month_digits: int


_NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]")


def check_pattern(pattern: str) -> None:
    """Raises ValueError, with a sentence that says what to change, for a pattern that numbers cannot be made of.

    In order: too long; characters that do not print; braces that are no token; not exactly one `{SEQ}`; a month without
    its year, by which every January would begin again with the numbers of the last.
    """
    if len(pattern) > PATTERN_CHARACTERS_MAX:
        raise ValueError(
            f"The pattern has {len(pattern)} characters: at most {PATTERN_CHARACTERS_MAX} are possible for a number."
        )
    if not pattern.isprintable():
        raise ValueError(f"The pattern {pattern!r} holds a character that cannot be printed.")
    literal = TOKEN.sub("", pattern)
    if "{" in literal or "}" in literal:
        raise ValueError(
            f"The pattern {pattern!r} holds braces that are none of {{PREFIX}}, {{YYYY}}, {{YY}}, {{MM}}, {{SEQ}} and "
            "{SEQ:1} to {SEQ:12}."
        )
    tokens = _tokens(pattern)
    if tokens.count("SEQ") != 1:
        raise ValueError(
            f"The pattern {pattern!r} holds {tokens.count('SEQ')} sequence numbers: it must hold exactly one, which is "
            "{SEQ} or {SEQ:1} to {SEQ:12}, such as {SEQ:5}."
        )
    if "MM" in tokens and not _has_year(tokens):
        raise ValueError(
            f"The pattern {pattern!r} has a month without a year: its numbers would repeat after a year. Add "
            "{YYYY} or {YY}."
        )


def check_references(pattern: str, *, prefix: str) -> None:
    """Raises ValueError where the numbers of a checked pattern would have too few payment references.

    A reference holds the last letters and digits of a number. From the first of what makes numbers differ (the year,
    the month, the sequence) all must be among them.
    """
    tokens = list(TOKEN.finditer(pattern))
    first = next(match.start() for match in tokens if match[1] != "PREFIX")
    widths = DATE_DIGITS | {"PREFIX": len(references.characters_of(prefix)), "SEQ": SEQUENCE_DIGITS_MIN}
    length = len(references.characters_of(TOKEN.sub("", pattern[first:]))) + sum(
        widths[match[1]] if match[1] else max(int(match[2]), SEQUENCE_DIGITS_MIN)
        for match in tokens
        if match.start() >= first
    )
    if length > references.BODY_CHARACTERS_MAX:
        raise ValueError(
            f"Numbers of the pattern {pattern!r} have up to {length} letters and digits from the year or the sequence "
            f"on, and payment references hold the last {references.BODY_CHARACTERS_MAX}: move text, or {{PREFIX}}, to "
            "the beginning of the pattern, or shorten it."
        )


# Remembered, since a receiver numbers all invoices of a day by the same pattern.
@lru_cache(maxsize=4096)
def period(pattern: str, issued_on: datetime.date) -> str:
    """The period whose counter a number uses: "2026-03" by the month, "2026" by the year, "" when it never restarts.

    Expects a checked pattern.
    """
    tokens = _tokens(pattern)
    if "MM" in tokens:
        return f"{issued_on.year:04d}-{issued_on.month:02d}"
    return f"{issued_on.year:04d}" if _has_year(tokens) else ""


def render(pattern: str, *, prefix: str, issued_on: datetime.date, sequence: int) -> str:
    """The number as printed: "INV-2026-00001". A sequence that outgrows its padding takes more digits.

    Expects a checked pattern; two sequences of one period never render alike while the prefix stays the same.
    Raises ValueError for a sequence below 1.
    """
    if sequence < 1:
        raise ValueError(f"{sequence} is no sequence number: they start at 1.")
    head, padding, tail = parts(pattern, prefix=prefix, issued_on=issued_on)
    return head + str(sequence).zfill(padding) + tail


@lru_cache(maxsize=4096)
def parts(pattern: str, *, prefix: str, issued_on: datetime.date) -> Parts:
    """All of a number but its sequence. Expects a checked pattern."""
    values = {
        "PREFIX": prefix,
        "YYYY": f"{issued_on.year:04d}",
        "YY": f"{issued_on.year % 100:02d}",
        "MM": f"{issued_on.month:02d}",
    }

    def written(text: str) -> str:
        return TOKEN.sub(lambda match: values[match[1]], text)

    sequence = next(match for match in TOKEN.finditer(pattern) if match[1] in (None, "SEQ"))
    padding = int(sequence[2]) if sequence[2] else 1
    return Parts(written(pattern[: sequence.start()]), padding, written(pattern[sequence.end() :]))


def within(wanted: str, pattern: str, *, prefix: str) -> str | None:
    """The pattern as it is within the wanted period, all literal but the sequence: `INV-2026-{SEQ:5}`.

    None where it makes no such period. Expects a checked pattern.
    """
    year, _, month = wanted.partition("-")
    day = datetime.date(int(year or 1), int(month or 1), 1)
    if period(pattern, day) != wanted:
        return None
    head, padding, tail = parts(pattern, prefix=prefix, issued_on=day)
    return f"{head}{{SEQ:{padding}}}{tail}"


def shape(pattern: str, *, prefix: str) -> Shape:
    """What the numbers look like that a checked pattern and a prefix can give, whenever they are issued."""
    expression, places, length, head, end = "^", dict[str, int](), 0, 0, 0
    for match in TOKEN.finditer(pattern):
        literal = pattern[end : match.start()] + (prefix if match[1] == "PREFIX" else "")
        expression, length, end = expression + re.escape(literal), length + len(literal), match.end()
        if match[1] in DATE_DIGITS:
            places.setdefault(match[1], length + 1)
            expression += f"[0-9]{{{DATE_DIGITS[match[1]]}}}"
            length += DATE_DIGITS[match[1]]
        elif match[1] != "PREFIX":
            padding = int(match[2] or 1)
            # With fewer digits than the padding there are zeros in front, and with more there are none.
            expression += f"([0-9]{{{padding}}}|[1-9][0-9]{{{padding},}})"
            head = length
    expression, length = expression + re.escape(pattern[end:]) + "$", length + len(pattern[end:])
    year = "YYYY" if "YYYY" in places else "YY"
    digits = {name: DATE_DIGITS[name] if name in places else 0 for name in (year, "MM")}
    return Shape(expression, head, length - head, places.get(year, 0), digits[year], places.get("MM", 0), digits["MM"])


def file_name(number: str) -> str:
    """A document's number as the name of a file, with underscores for what such a name should not hold."""
    return _NOT_IN_A_FILE_NAME.sub("_", number)


def _tokens(pattern: str) -> list[str]:
    return [match[1] or "SEQ" for match in TOKEN.finditer(pattern)]


def _has_year(tokens: list[str]) -> bool:
    return "YYYY" in tokens or "YY" in tokens
