"""Writes that wait for the end of their transaction, and then go to PostgreSQL together, in one statement.

A write is a text of common table expressions, `paid AS (INSERT …), counted AS (UPDATE … RETURNING 1)`: what an
operation writes becomes one `WITH … SELECT`, so it costs one round trip however many tables it is for. Each text is
constant, and so is the statement of an operation; PostgreSQL prepares and plans it once for each connection.

What several operations write is put together likewise. Their expressions have names of their own then, but for those
whose rows stand between `[[` and `]]`, as in `paid AS (INSERT INTO payments (id) VALUES [[($1)]])`: such a one is
written once, with the rows of all. To have a table ready to be written to, with its indexes and rules, costs as much as
a row of it. All its parameters stand between the brackets.

Parts of one statement do not see what the others write. What reads or writes a table that a waiting write is for is
therefore sent after it: see `touches`.

Raw SQL: composed of what operations give.
"""

import functools
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

import msgspec

_PARAMETER = re.compile(r"\$(\d+)")
_NO_ROWS = "[[]]"
# The UPDATE of ON CONFLICT names no table.
_WRITTEN = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?!SET\b)(\w+)")
# An expression begins with its name, which is no column's of its text.
_DEFINED = re.compile(r"\b(\w++)(?: \([\w, ]+\))? AS \(")
_NAMED = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM|FROM|JOIN)\s+(?!SET\b)(\w+)")


# A NamedTuple takes five times as long to make, and an operation has ten of them.
class Write(msgspec.Struct, frozen=True):
    """Expressions, their parameters from $1, and what is asked of the rows of the expression `counted`.

    `rows_expected` is how many there must be: else a row is not as it was when the operation read it, and PostgreSQL
    refuses the whole statement by a serialization failure. `then` is told whether there are any. Of an expression that
    is written once for several operations, the rows of all are counted, and `then` may be told of another one's rows.

    `row` names the row that it is for, where operations that are sent together may share it. Only the first one's write
    is sent then. Its parameters at the places `latest`, counted from 0, are those of the last operation, and the others
    those of the first; each operation has its count of rows for an answer. So PostgreSQL compares the row with what the
    first one expects. What each of the others expects, the parameter at `expects`, is what the one before it leaves,
    the parameter at `leaves`: see `following`.
    """

    text: str
    parameters: Sequence[object]
    counted: str | None = None
    rows_expected: int | None = None
    then: Callable[[bool], None] | None = None
    row: Hashable = None
    latest: Sequence[int] = ()
    expects: int | None = None
    leaves: int | None = None


class Statement(NamedTuple):
    """What several operations write, as one statement that has one row for an answer.

    `asked` has a list for each operation: the places of the columns that answer its counted writes. Operations that ask
    the same share a column.
    """

    text: str
    parameters: Sequence[object]
    asked: Sequence[Sequence[int]]

    def answers(self, row: Sequence[bool]) -> list[Sequence[bool]]:
        """What its row answers to each operation: one for each of its writes that has rows counted."""
        return [[row[column] for column in columns] for columns in self.asked]


def together(operations: Sequence[Sequence[Write]], *, lock_seconds: float | None = None) -> Statement:
    """The statement of what these operations write. It waits so long for each lock, else as long as the session."""
    parts: list[_Part] = []
    parameters: list[object] = []
    # Of the rows that are named: where the parameters of the first write begin, and what counts its rows.
    named: dict[Hashable, tuple[int, str | None]] = {}
    for place, operation in enumerate(operations):
        for write in operation:
            if write.row is not None and write.row in named:
                begins_at, counted = named[write.row]
                for latest in write.latest:
                    parameters[begins_at + latest] = write.parameters[latest]
                parts.append(_Part("", 0, counted, write.rows_expected))
                continue
            text, counted = _apart(write, place) if place else (write.text, write.counted)
            if write.row is not None:
                named[write.row] = len(parameters), counted
            parts.append(_Part(text, len(write.parameters), counted, write.rows_expected))
            parameters.extend(write.parameters)
    text, columns = _composed(tuple(parts), lock_seconds)
    column = iter(columns)
    asked = [[next(column) for write in operation if write.counted is not None] for operation in operations]
    return Statement(text, parameters, asked)


def kind(operation: Sequence[Write]) -> Hashable:
    """The same for all operations that write by the same texts."""
    return tuple([write.text for write in operation])


def following(operations: Iterable[Sequence[Write]]) -> int:
    """How many of these, from the first on, can be sent together: each expects every row that one before it writes as
    that one leaves it. Somebody between the two, whom it has relied on, may have gone."""
    left: dict[Hashable, object] = {}
    count = 0
    for operation in operations:
        for write in operation:
            if write.expects is not None:
                expected = write.parameters[write.expects]
                if left.get(write.row, expected) != expected:
                    return count
            if write.leaves is not None:
                left[write.row] = write.parameters[write.leaves]
        count += 1
    return count


def touches(text: str, waiting: Sequence[Write]) -> bool:
    """Whether a write is for, or reads, a table that one of the waiting writes is for."""
    tables = _tables(_NAMED, text)
    return any(tables & _tables(_WRITTEN, write.text) for write in waiting)


@functools.lru_cache(maxsize=4096)
def rows(count: int, first: int, *types: str) -> str:
    """`VALUES [[($1::uuid, …), (…)]]`: so many rows of parameters from `$first` on, one after the other.

    The text is constant for a count, and unlike with arrays PostgreSQL plans it once.
    """
    width = len(types)
    lines = (
        ", ".join(f"${first + place * width + column}::{types[column]}" for column in range(width))
        for place in range(count)
    )
    return f"VALUES [[{', '.join(f'({line})' for line in lines)}]]"


def insert(table: str, columns: Sequence[str]) -> str:
    """`INSERT INTO table (…) VALUES [[($1, …)]]`: one row, of these columns in this order."""
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES [[({places})]]"


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


class _Part(msgspec.Struct, frozen=True):
    """One write of a statement: expressions, how many parameters they have, and what is asked of their rows."""

    text: str
    parameters: int
    counted: str | None
    rows_expected: int | None


class _Expression(NamedTuple):
    """One expression of a text. Where its rows are written with those of others they are apart, and `text` has
    `[[]]` in their place."""

    name: str
    text: str
    rows: str | None


@functools.lru_cache(maxsize=4096)
def _composed(parts: Sequence[_Part], lock_seconds: float | None) -> tuple[str, Sequence[int]]:
    """The text of a statement, and the places of the columns that answer those of its parts that have rows counted."""
    # By the text of each, its rows of all operations; none where it has no brackets.
    expressions: dict[str, list[str]] = {}
    expected = _expected_of_all(parts)
    columns: list[str] = []
    asked: list[int] = []
    before = 0
    if lock_seconds is not None:
        # The first column, so that it holds for what the others read and write; it ends with the statement.
        columns.append(f"set_config('lock_timeout', '{lock_seconds * 1000:.0f}ms', true)")
    for part in parts:
        for expression in _expressions(part.text):
            if expression.rows is None:
                expressions[_moved(expression.text, before)] = []
            else:
                expressions.setdefault(expression.text, []).append(_moved(expression.rows, before))
        before += part.parameters
        if part.counted is not None:
            question = _asked(part.counted, expected.get(part.counted, part.rows_expected))
            if question not in columns:
                columns.append(question)
            asked.append(columns.index(question))
    written = (text.replace(_NO_ROWS, ", ".join(rows)) for text, rows in expressions.items())
    return f"WITH {', '.join(written)} SELECT {', '.join(columns) or '1'}", asked


def _expected_of_all(parts: Sequence[_Part]) -> dict[str, int]:
    """How many rows there must be of each expression that is written once for several operations."""
    expected: Counter[str] = Counter()
    for part in parts:
        if part.rows_expected is not None and part.counted in _written_once(part.text):
            expected[part.counted] += part.rows_expected
    return expected


def _asked(counted: str, rows_expected: int | None) -> str:
    """What is asked of the rows of an expression. Whether there is one is known without counting, at half the cost."""
    there_is_one = f"EXISTS (SELECT FROM {counted})"
    if rows_expected is None:
        return there_is_one
    are_there = there_is_one if rows_expected == 1 else f"(SELECT count(*) FROM {counted}) = {rows_expected}"
    return f"CASE WHEN {are_there} THEN {rows_expected} ELSE refuse_what_has_changed() END"


def _apart(write: Write, place: int) -> tuple[str, str | None]:
    """The text of the operation at that place, whose expressions have names of their own, and which one is counted."""
    is_own = write.counted is not None and write.counted not in _written_once(write.text)
    return _renamed(write.text, place), f"{write.counted}_of_{place}" if is_own else write.counted


@functools.lru_cache(maxsize=4096)
def _renamed(text: str, place: int) -> str:
    names = "|".join(expression.name for expression in _expressions(text) if expression.rows is None)
    return re.sub(rf"\b({names})\b", rf"\1_of_{place}", text) if names else text


@functools.lru_cache(maxsize=4096)
def _written_once(text: str) -> frozenset[str]:
    """The names of those expressions whose rows are written with those of other operations."""
    return frozenset(expression.name for expression in _expressions(text) if expression.rows is not None)


@functools.lru_cache(maxsize=4096)
def _expressions(text: str) -> tuple[_Expression, ...]:
    """The expressions of a text, which commas outside of parentheses divide. None stands alone within quotes."""
    found, depth, begin = [], 0, 0
    for place, character in enumerate(f"{text}," if text else ""):
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            found.append(_expression(text[begin:place].strip()))
            begin = place + 1
    return tuple(found)


def _expression(text: str) -> _Expression:
    defined = _DEFINED.match(text)
    assert defined is not None, f"an expression begins with its name: {text}"
    before, brackets, rest = text.partition("[[")
    if not brackets:
        return _Expression(defined[1], text, None)
    rows, _, after = rest.rpartition("]]")
    apart = f"{before}{_NO_ROWS}{after}"
    assert "$" not in apart, f"what is written once for all has its parameters in its rows: {text}"
    return _Expression(defined[1], apart, rows)


def _moved(text: str, by: int) -> str:
    """The text with the numbers of its parameters behind those of the texts before."""
    return _PARAMETER.sub(lambda found: f"${int(found[1]) + by}", text)


@functools.lru_cache(maxsize=4096)
def _tables(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(pattern.findall(text))
