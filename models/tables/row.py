"""Whole rows, read at a fraction of Piccolo's cost: what every table of ours adds to `Table`.

Piccolo composes the same list of columns anew for each `objects()` and sets each value of each row by a loop over the
columns, 0.2 ms and 10 µs a row. Here the list is made once for a table, and a row takes its values as they come.
Conditions, order, limits and locks stay Piccolo's.
"""

import functools
from collections.abc import Sequence
from typing import TypeVar

import asyncpg
from piccolo.columns import ForeignKey
from piccolo.query.methods.objects import Objects
from piccolo.querystring import QueryString
from piccolo.table import Table

R = TypeVar("R", bound=Table)


class WholeRows(Objects[R]):
    """`objects()` without joins."""

    @property
    def default_querystrings(self) -> Sequence[QueryString]:
        assert self.offset_delegate._offset is None, "pages go by the last id, not by an offset"
        assert not self.prefetch_delegate.fk_columns, "rows come without the rows that they refer to"
        clauses = [
            self.where_delegate._where and QueryString(" WHERE {}", self.where_delegate._where.querystring),
            self.order_by_delegate._order_by.order_by_items and self.order_by_delegate._order_by.querystring,
            self.limit_delegate._limit and QueryString(" LIMIT {}", self.limit_delegate._limit.number),
            self.lock_rows_delegate._lock_rows and self.lock_rows_delegate._lock_rows.querystring,
        ]
        sent = [clause for clause in clauses if clause]
        return [QueryString(select(self.table) + "{}" * len(sent), *sent)]

    async def _process_results(self, results: Sequence[asyncpg.Record]) -> list[R]:
        return [of_record(self.table, record) for record in results]


class Row:
    """The base of our tables, before Piccolo's: `class Payer(Row, Table, tablename="payers")`."""

    @classmethod
    # The checker cannot know that whatever has this base is a Table besides.
    def objects(cls: type[R], *prefetch: ForeignKey[Table] | list[ForeignKey[Table]]) -> Objects[R]:  # type: ignore[misc]
        assert not prefetch, "rows come without the rows that they refer to"
        return WholeRows(table=cls)


def of_record(table: type[R], record: asyncpg.Record) -> R:
    """A row of the table, from all of its columns as the database has sent them."""
    row = object.__new__(table)
    row.__dict__.update(record.items())
    row._exists_in_db, row._was_created = True, None
    return row


@functools.cache
def select(table: type[Table]) -> str:
    """`SELECT … FROM table`: all of its columns."""
    columns = ", ".join(f'"{column._meta.db_column_name}"' for column in table._meta.columns)
    return f"SELECT {columns} FROM {table._meta.get_formatted_tablename()}"
