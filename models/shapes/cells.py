"""Tables for spreadsheets: CSV (RFC 4180), with amounts that can be added up and texts that are never calculated."""

import csv
import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

# What a cell begins with that a spreadsheet takes for a formula, as it stands and as East Asian keyboards have it.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def header(columns: Sequence[str]) -> bytes:
    """The line that names the columns."""
    return lines(columns, [dict(zip(columns, columns, strict=True))])


def lines(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Rows as lines: each has a cell for each column, and no other."""
    text = io.StringIO(newline="")
    csv.DictWriter(text, columns, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def harmless(text: str | None) -> str:
    """A text as a cell that no spreadsheet calculates: what begins like a formula begins with an apostrophe instead."""
    if text is None:
        return ""
    return f"'{text}" if text.startswith(FORMULA) else text


def day(value: datetime.date | None) -> str:
    """A date, or an empty cell."""
    return "" if value is None else value.isoformat()
