"""The patterns of document numbers: which ones are good, which counter they use, and how a number is written.

A pattern is literal text with tokens: `{PREFIX}` the series' prefix, `{YYYY}` or `{YY}` and `{MM}` the issue date, and
exactly one `{SEQ}`, or `{SEQ:5}` for at least five digits. The issue date is a date in the receiver's time zone.
The counter itself is a row in the database: taking the next number is not done here.
"""

import datetime
import re

PATTERN_DEFAULT = "{PREFIX}-{YYYY}-{SEQ:5}"
# Together with a long prefix and a long sequence a number still fits one line of an invoice.
PATTERN_CHARACTERS_MAX = 50

# A padding of 12 digits is more than a lifetime of numbers.
TOKEN = re.compile(r"\{(?:(PREFIX|YYYY|YY|MM|SEQ)|SEQ:([1-9]|1[0-2]))\}")


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
            f"The pattern {pattern!r} holds {tokens.count('SEQ')} sequence numbers: it must hold exactly one {{SEQ:5}}."
        )
    if "MM" in tokens and not _has_year(tokens):
        raise ValueError(
            f"The pattern {pattern!r} has a month without a year: its numbers would repeat after a year. Add {{YYYY}}."
        )


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
    values = {
        "PREFIX": prefix,
        "YYYY": f"{issued_on.year:04d}",
        "YY": f"{issued_on.year % 100:02d}",
        "MM": f"{issued_on.month:02d}",
        "SEQ": str(sequence),
    }
    return TOKEN.sub(lambda match: values[match[1]] if match[1] else str(sequence).zfill(int(match[2])), pattern)


def _tokens(pattern: str) -> list[str]:
    return [match[1] or "SEQ" for match in TOKEN.finditer(pattern)]


def _has_year(tokens: list[str]) -> bool:
    return "YYYY" in tokens or "YY" in tokens
