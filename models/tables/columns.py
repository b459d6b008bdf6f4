"""Columns that every table has, and the text of checks that several tables share."""

from collections.abc import Iterable
from typing import Any

from piccolo.columns import UUID, Bytea, Integer, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow

from models import ids

# 2^53 - 1: every amount is an integer that a JSON client can hold exactly.
AMOUNT_MAX = 9_007_199_254_740_991


def primary_key() -> Any:
    """A UUIDv7 made in this process: PostgreSQL has had its own only since version 18."""
    return UUID(primary_key=True, default=ids.new)


def created_at() -> Any:
    """When we wrote the row, by the database's clock."""
    return Timestamptz(default=TimestamptzNow())


def updated_at() -> Any:
    """When the row last changed; kept by the trigger `touch_row`."""
    return Timestamptz(default=TimestamptzNow())


def version() -> Any:
    """Counts the changes of a row, for ETag and If-Match; kept by the trigger `touch_row`."""
    return Integer(default=1)


def one_of(column: str, values: Iterable[str]) -> str:
    """The text of a check that a column holds one of the given words."""
    return f'"{column}" IN ({", ".join(repr(value) for value in values)})'


def is_amount(column: str, *, minimum: int = 0) -> str:
    """The text of a check that a column holds minor units within what JSON clients can represent."""
    return f'"{column}" BETWEEN {minimum} AND {AMOUNT_MAX}'


def is_currency(column: str = "currency") -> str:
    """The text of a check that a column looks like an ISO 4217 code; models/money/currencies.py says which exist."""
    return f"\"{column}\" ~ '^[A-Z]{{3}}$'"


def is_work() -> str:
    """The text of a check on a work list's row: a row has a lease token exactly while it is leased."""
    return '("status" = \'leased\') = ("lease_token" IS NOT NULL)'


def digest() -> Any:
    """A SHA-256 hash."""
    return Bytea(default=b"")


def ciphertext(*, null: bool = False) -> Any:
    """What models/secrets.py made; the plain text never reaches the database."""
    return Bytea(null=null, default=None if null else b"")
