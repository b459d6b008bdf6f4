"""Pages of what a caller may see: newest first, by keyset on the id, which is a UUIDv7 and so in the order of time.

Whose rows, which of them and from where on are Piccolo conditions, composed here for all lists. The size of a page is
a parameter, too. A plan that has to fit any size would assume a tenth of all rows and look expensive, so PostgreSQL
plans each page for its real size, and walks the newest rows only where what is asked for is common among them.
Planning a page takes as long as reading it, so what is asked for most often, all that one receiver has, has a plan
that is right for every receiver.

Raw SQL: `page_as` reads pages of rows that carry more than their table's columns, in one hot statement; `all_as` reads
by a cursor.
"""

import datetime
import functools
import time
import uuid
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from typing import Generic, TypeVar, cast

import msgspec
from piccolo.columns.combination import WhereRaw
from piccolo.table import Table

from models import access, database, ids, proving
from models.database import Condition, Raw
from models.errors import Invalid

LIMIT_MAX = 100
# What pages are asked for as a rule. A number in the text makes a statement of its own, and a connection keeps a
# hundred of those.
LIMIT_USUAL = 20
# Of each process at once: each has a connection of its own, beside the pool's.
EXPORTS_MAX = 2
# PostgreSQL clears nothing away that has changed since a cursor was opened.
EXPORT_SECONDS_MAX = 600.0
CLOSE_SECONDS = 1.0
# An id is made by the clock of one of our processes; the row is dated by the database's, when its transaction began.
CLOCKS_DIFFER = datetime.timedelta(hours=1)
# Rows whose ids may be older: 0.3.0 had no reversals, so those of then have the id of the payment or refund.
OLDER_IDS = frozenset({"reversals"})
TableRow = TypeVar("TableRow", bound=Table)
Row = TypeVar("Row")


class Page(msgspec.Struct, Generic[Row], frozen=True):
    """Rows of one page; `has_more` tells whether an older one follows."""

    rows: list[Row]
    has_more: bool


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What to keep. `equal` maps columns to values (None means: no filter); the other bounds are on `created_at`.

    `conditions` are pairs of an SQL condition with `{}` for its parameter, and the value; None means no filter again.
    One with an OR brings its own parentheses. Raises Invalid for bounds between which nothing can be.
    Column names and conditions come from our code, never from a request.
    """

    equal: Mapping[str, object] = {}
    created_from: datetime.datetime | None = None
    created_to: datetime.datetime | None = None
    conditions: Sequence[tuple[str, object]] = ()

    def __post_init__(self) -> None:
        if self.created_from is not None and self.created_to is not None and self.created_from > self.created_to:
            raise Invalid(
                "The parameter created_from is later than created_to: nothing was created after the one and before the "
                "other. Send the earlier one as created_from.",
                parameter="created_from",
            )


async def page(
    caller: access.Caller, table: type[TableRow], *, filters: Filters, limit: int, after: uuid.UUID | None = None
) -> Page[TableRow]:
    """One page of a table's rows that the caller sees; `after` is the last id of the page before."""
    found = await (
        table.objects()
        .where(*_conditions(caller, table, filters, after), *proving.conditions(caller.proof))
        .order_by(table._meta.primary_key, ascending=False)
        .limit(limit + 1)
    )
    if found:
        proving.note(caller.proof)
    return Page(rows=found[:limit], has_more=len(found) > limit)


async def page_as(
    caller: access.Caller,
    table: type[Table],
    row: type[Row],
    *,
    columns: str,
    filters: Filters,
    limit: int,
    after: uuid.UUID | None = None,
    among: WhereRaw | None = None,
) -> Page[Row]:
    """Like `page`, of rows that are more than their table's columns: `row` is the TypedDict of what `columns` give.

    `among` is a query of ids, the newest first and each once, such as an index of another table has them: rows are
    looked up in its order, and no more of it is read than a page needs.
    """
    conditions, name = _conditions(caller, table, filters, after), table._meta.tablename
    is_usual = among is None and limit == LIMIT_USUAL
    in_its_order = _in_order_of_receiver(conditions, table) if is_usual else None
    conditions = [*(in_its_order or conditions), *proving.conditions(caller.proof)] or [Raw("true")]
    if among is None:
        text, parameters = database.compiled(*conditions)
        source, order = f"{name} WHERE {text}", "receiver_id DESC, id" if in_its_order else "id"
    else:
        text, parameters = database.compiled(
            WhereRaw(
                # OFFSET 0 keeps PostgreSQL from making a join of it that reads both sides from the start.
                f"({{}}) AS among (id) CROSS JOIN LATERAL (SELECT * FROM {name} WHERE {name}.id = among.id "
                f"AND {' AND '.join('{}' for _ in conditions)} OFFSET 0) AS {name}",
                among.querystring,
                *(condition.querystring for condition in conditions),
            )
        )
        source, order = text, "among.id"
    # A number in the text is one that PostgreSQL need not plan for.
    wanted = str(limit + 1) if in_its_order else f"${len(parameters) + 1}"
    found = await database.fetch_as(
        row,
        f"SELECT {columns} FROM {source} ORDER BY {order} DESC LIMIT {wanted}",
        *parameters,
        *(() if in_its_order else (limit + 1,)),
    )
    if found:
        proving.note(caller.proof)
    return Page(rows=found[:limit], has_more=len(found) > limit)


def all_as(
    caller: access.Caller, table: type[Table], row: type[Row], *, columns: str, filters: Filters, at_a_time: int
) -> AsyncGenerator[list[Row], None]:
    """All rows that the caller sees, the newest first, as `by_cursor` reads them."""
    text, parameters = database.compiled(*(_conditions(caller, table, filters, None) or [Raw("true")]))
    name = table._meta.tablename
    statement = f"SELECT {columns} FROM {name} WHERE {text} ORDER BY id DESC"
    return by_cursor(row, statement, *parameters, at_a_time=at_a_time)


async def by_cursor(row: type[Row], statement: str, *parameters: object, at_a_time: int) -> AsyncGenerator[list[Row]]:
    """All rows of a statement, as they are when it begins: so many at a time, by a cursor.

    On a connection of its own. It ends with an error where whoever takes them takes longer than `EXPORT_SECONDS_MAX`
    for all, or longer for one part than PostgreSQL lets a transaction wait.
    """
    ends_at = time.monotonic() + EXPORT_SECONDS_MAX
    connection = await database.DB.get_new_connection()
    try:
        async with connection.transaction(readonly=True):
            # The first part of a report may be the work of all.
            await connection.execute(f"SET LOCAL statement_timeout = '{EXPORT_SECONDS_MAX:.0f}s'")
            cursor = await connection.cursor(statement, *parameters)
            while found := await cursor.fetch(at_a_time):
                yield cast("list[Row]", found)
                if time.monotonic() > ends_at:
                    raise TimeoutError(f"An export takes {EXPORT_SECONDS_MAX:.0f} s at most.")
    finally:
        await connection.close(timeout=CLOSE_SECONDS)


def _conditions(
    caller: access.Caller, table: type[Table], filters: Filters, after: uuid.UUID | None
) -> list[Condition]:
    # Texts rather than columns' own operators: these copy a foreign key for each comparison, which costs 30 us.
    names = _names(table)
    bounds = [*_created(table, filters), ("id", "<", after)]
    wanted = [(name, "=", value) for name, value in filters.equal.items()] + bounds
    conditions = [Raw(f"{names[name]} {operator} {{}}", value) for name, operator, value in wanted if value is not None]
    extra = [Raw(text, value) for text, value in filters.conditions if value is not None]
    return [*access.visible(caller, table), *conditions, *extra]


def _created(table: type[Table], filters: Filters) -> Iterator[tuple[str, str, object]]:
    """The bounds on `created_at`, and on the ids of then, by which the index of the list finds where to begin."""
    if filters.created_from is not None:
        yield "created_at", ">=", filters.created_from
        if table._meta.tablename not in OLDER_IDS:
            yield "id", ">=", ids.floor(filters.created_from, moved=-CLOCKS_DIFFER)
    if filters.created_to is not None:
        yield "created_at", "<", filters.created_to
        yield "id", "<", ids.floor(filters.created_to, moved=CLOCKS_DIFFER)


def _in_order_of_receiver(conditions: Sequence[Condition], table: type[Table]) -> list[Condition] | None:
    """The conditions of a list of all that one receiver has, in words for which one plan is right for every receiver
    and page, so that PostgreSQL may keep it; None for another list.

    A receiver is one of an array of one there, and not equal to it. Else PostgreSQL takes the order of the ids alone
    for the same, and might keep a plan that looks for the rows of a small receiver among all that there are.
    """
    names = _names(table)
    receiver, after = f"{names.get('receiver_id')} = {{}}", f"{names['id']} < {{}}"
    found = [one for one in conditions if isinstance(one, Raw) and one.text in (receiver, after)]
    if len(found) < len(conditions) or all(one.text == after for one in found):
        return None
    # Who sees the rows of one receiver may ask for just these besides.
    once = {(one.text, one.values): one for one in found}
    one_of = f"{names['receiver_id']} = ANY (ARRAY[{{}}::uuid])"
    return [Raw(one_of, *one.values) if one.text == receiver else one for one in once.values()]


@functools.cache
def _names(table: type[Table]) -> dict[str, str]:
    """The columns that there are, as statements write them."""
    return {column._meta.name: f'"{table._meta.tablename}"."{column._meta.name}"' for column in table._meta.columns}
