"""Writes that wait for the end of their transaction, and then go to PostgreSQL together, in one statement.

A write is a text of common table expressions, `paid AS (INSERT …), counted AS (UPDATE … RETURNING 1)`: what an
operation writes becomes one `WITH … SELECT`, so it costs one round trip however many tables it is for. Each text is
constant, and so is the statement of an operation; PostgreSQL prepares and plans it once for each connection.

Parts of one statement do not see what the others write. What reads or writes a table that a waiting write is for is
therefore sent after it: see `touches`.

Raw SQL: composed of what operations give.
"""

import functools
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

_PARAMETER = re.compile(r"\$(\d+)")
# The UPDATE of ON CONFLICT names no table.
_WRITTEN = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?!SET\b)(\w+)")
_NAMED = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM|FROM|JOIN)\s+(?!SET\b)(\w+)")


class Write(NamedTuple):
    """Expressions, their parameters from $1, and what is asked of the rows of the expression `counted`.

    `rows_expected` is how many there must be: else a row is not as it was when the operation read it, and PostgreSQL
    refuses the whole statement by a serialization failure. `then` is told whether there are any.
    """

    text: str
    parameters: Sequence[object]
    counted: str | None = None
    rows_expected: int | None = None
    then: Callable[[bool], None] | None = None


def together(writes: Sequence[Write]) -> tuple[str, list[object]]:
    """The statement of all of them, and its parameters. Its row has an answer for each write that has one counted."""
    shapes = tuple((write.text, len(write.parameters), write.counted, write.rows_expected) for write in writes)
    return _statement(shapes), [parameter for write in writes for parameter in write.parameters]


def touches(text: str, waiting: Sequence[Write]) -> bool:
    """Whether a write is for, or reads, a table that one of the waiting writes is for."""
    tables = _tables(_NAMED, text)
    return any(tables & _tables(_WRITTEN, write.text) for write in waiting)


@functools.lru_cache(maxsize=4096)
def rows(count: int, first: int, *types: str) -> str:
    """`VALUES ($1::uuid, …), (…)`: so many rows of parameters from `$first` on, one after the other.

    The text is constant for a count, and unlike with arrays PostgreSQL plans it once.
    """
    width = len(types)
    lines = (
        ", ".join(f"${first + place * width + column}::{types[column]}" for column in range(width))
        for place in range(count)
    )
    return "VALUES " + ", ".join(f"({line})" for line in lines)


def insert(table: str, columns: Sequence[str]) -> str:
    """`INSERT INTO table (…) VALUES ($1, …)`: one row, of these columns in this order."""
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"


def insert_all(table: str, columns: Sequence[str]) -> str:
    """`INSERT INTO table (…) SELECT … FROM $1`: any number of rows, as the JSON that `rows.as_json` makes of them.

    The text is the same for two rows and for five hundred.
    """
    names = ", ".join(columns)
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, $1::json)"


def arrays(first: int, *types: str) -> str:
    """`SELECT * FROM unnest($1::uuid[], …)`: the rows that `rows` makes, from one array for each column.

    The text is the same for any number of rows. PostgreSQL plans it anew each time, which costs little for many.
    """
    places = ", ".join(f"${first + place}::{name}[]" for place, name in enumerate(types))
    return f"SELECT * FROM unnest({places})"


@functools.lru_cache(maxsize=4096)
def _statement(shapes: tuple[tuple[str, int, str | None, int | None], ...]) -> str:
    expressions, counts, before = [], [], 0
    for text, parameters, counted, rows_expected in shapes:
        expressions.append(_moved(text, before))
        before += parameters
        if counted is not None:
            counts.append(_asked(counted, rows_expected))
    return f"WITH {', '.join(expressions)} SELECT {', '.join(counts) or '1'}"


def _asked(counted: str, rows_expected: int | None) -> str:
    """What is asked of the rows of an expression. Whether there is one is known without counting, at half the cost."""
    there_is_one = f"EXISTS (SELECT FROM {counted})"
    if rows_expected is None:
        return there_is_one
    are_there = there_is_one if rows_expected == 1 else f"(SELECT count(*) FROM {counted}) = {rows_expected}"
    return f"CASE WHEN {are_there} THEN {rows_expected} ELSE refuse_what_has_changed() END"


def _moved(text: str, by: int) -> str:
    """The text with the numbers of its parameters behind those of the texts before."""
    return _PARAMETER.sub(lambda found: f"${int(found[1]) + by}", text)


@functools.lru_cache(maxsize=4096)
def _tables(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(pattern.findall(text))
