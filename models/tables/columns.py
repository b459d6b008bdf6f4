"""Columns that every table has, their types for the checker, and the text of checks that several tables share.

Piccolo tells the checker what a column holds, but not that it may be null, nor that it holds one of a few words, nor
what a foreign key refers to. `Field` does: read from a row, a `Field[T]` is a `T`; read from its table, it is the
column. At run time these are Piccolo's own columns, so migrations see nothing of it.
"""

import datetime
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Generic, Literal, TypeVar, cast, get_args, overload

from piccolo.columns import (
    JSON,
    UUID,
    Array,
    BigInt,
    Bytea,
    Column,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from models import ids
from models.money.amounts import AMOUNT_MAX

T = TypeVar("T")
Word = TypeVar("Word", bound=str)

# Where a row of a work list stands: see models/work.py.
WorkStatus = Literal["pending", "leased", "done", "exhausted"]
WORK_STATUSES: tuple[WorkStatus, ...] = get_args(WorkStatus)

if TYPE_CHECKING:

    class Field(Column, Generic[T]):
        """A column whose rows hold a T."""

        @overload
        def __get__(self, row: None, table: type[Table]) -> Column: ...
        @overload
        def __get__(self, row: Table, table: type[Table]) -> T: ...
        def __get__(self, row: Table | None, table: type[Table]) -> Column | T: ...
        def __set__(self, row: Table, value: T) -> None: ...

else:

    class Field(Generic[T]):
        """A name for annotations: at run time a column is Piccolo's own."""


def type_of(table: type[Table], name: str) -> str:
    """The type of a column as a parameter is cast to it: without a length, to which a cast would cut it."""
    return str(table._meta.get_column_by_name(name).column_type).partition("(")[0].lower()


def primary_key() -> UUID:
    """A UUIDv7 made in this process: PostgreSQL has had its own only since version 18."""
    return UUID(primary_key=True, default=ids.new)


def reference(table: type[Table], *, index: bool = False, on_delete: OnDelete = OnDelete.restrict) -> Field[uuid.UUID]:
    """A foreign key that every row has. PostgreSQL indexes it only when asked."""
    return cast("Field[uuid.UUID]", ForeignKey(table, null=False, on_delete=on_delete, index=index))


def optional_reference(
    table: type[Table], *, index: bool = False, on_delete: OnDelete = OnDelete.restrict
) -> Field[uuid.UUID | None]:
    """A foreign key that may be null."""
    return cast("Field[uuid.UUID | None]", ForeignKey(table, null=True, on_delete=on_delete, index=index))


def word(length: int, *, default: str = "") -> Field[Word]:
    """One of a few words. Which ones says the Literal of the annotation, and to the database a check with `one_of`."""
    return cast("Field[Word]", Varchar(length=length, default=default))


def optional_word(length: int) -> Field[T]:
    """One of a few words, or null; the annotation says which: `Field[MemberRole | None]`."""
    return cast("Field[T]", Varchar(length=length, null=True, default=None))


@overload
def nullable(column: Varchar | Text | JSON) -> Field[str | None]: ...
@overload
def nullable(column: UUID) -> Field[uuid.UUID | None]: ...
@overload
def nullable(column: Integer | BigInt) -> Field[int | None]: ...
@overload
def nullable(column: Timestamptz) -> Field[datetime.datetime | None]: ...
@overload
def nullable(column: Date) -> Field[datetime.date | None]: ...
@overload
def nullable(column: Bytea) -> Field[bytes | None]: ...
def nullable(column: Column) -> Column:
    """The same column, declared with `null=True`; its rows hold what it holds or None."""
    assert column._meta.null, "declare the column with null=True"
    return column


def words(length: int) -> Field[list[str]]:
    """A list of short texts, empty unless said."""
    return cast("Field[list[str]]", Array(base_column=Varchar(length=length), default=list))


def integers(*, help_text: str) -> Field[list[int]]:
    """A list of integers, empty unless said."""
    return cast("Field[list[int]]", Array(base_column=Integer(), default=list, help_text=help_text))


def created_at() -> Timestamptz:
    """When we wrote the row, by the database's clock."""
    return Timestamptz(default=TimestamptzNow())


def updated_at() -> Timestamptz:
    """When the row last changed; kept by the trigger `touch_row` or `check_row`."""
    return Timestamptz(default=TimestamptzNow())


def version() -> Integer:
    """Counts the changes of a row, for ETag and If-Match; kept by the trigger `touch_row` or `check_row`."""
    return Integer(default=1)


def digest() -> Bytea:
    """A SHA-256 hash."""
    return Bytea(default=b"")


@overload
def ciphertext(*, null: Literal[False] = False) -> Bytea: ...
@overload
def ciphertext(*, null: Literal[True]) -> Field[bytes | None]: ...
def ciphertext(*, null: bool = False) -> Column:
    """What models/secrets.py made; the plain text never reaches the database."""
    return Bytea(null=null, default=None if null else b"")


def one_of(column: str, values: Iterable[str]) -> str:
    """The text of a check that a column holds one of the given words."""
    return f'"{column}" IN ({", ".join(repr(value) for value in values)})'


def among(column: str, values: Iterable[str]) -> str:
    """The same for a table that every payment writes.

    For each statement PostgreSQL builds the tree of each check anew from its text. That of one array is half as large
    as that of `IN (…)`, which has a node for each word.
    """
    return f"\"{column}\" = ANY ('{{{','.join(values)}}}')"


def is_amount(column: str, *, minimum: int = 0) -> str:
    """The text of a check that a column holds minor units within what JSON clients can represent."""
    return f'"{column}" BETWEEN {minimum} AND {AMOUNT_MAX}'


def is_currency(column: str = "currency") -> str:
    """The text of a check that a column looks like an ISO 4217 code; models/money/currencies.py says which exist."""
    return f"\"{column}\" ~ '^[A-Z]{{3}}$'"


def deaths() -> Integer:
    """Of a work list's row: how many workers have died with it, one after the other. Kept by claims."""
    return Integer(default=0)


def is_work() -> str:
    """The text of a check on a work list's row: a row has a lease token exactly while it is leased."""
    return '("status" = \'leased\') = ("lease_token" IS NOT NULL)'
