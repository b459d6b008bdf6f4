"""Pages of what a caller may see: newest first, by keyset on the id, which is a UUIDv7 and so in the order of time."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from models import access, database

LIMIT_MAX = 100


class Page(msgspec.Struct, frozen=True):
    """Rows of one page; `has_more` tells whether an older one follows."""

    rows: list[Any]
    has_more: bool


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What to keep. `equal` maps columns to values (None means: no filter); the other bounds are on `created_at`."""

    equal: Mapping[str, Any] = {}
    created_from: datetime.datetime | None = None
    created_to: datetime.datetime | None = None
    conditions: Sequence[tuple[str, Any]] = ()


async def page(
    caller: access.Caller,
    table: str,
    *,
    filters: Filters,
    limit: int,
    after: uuid.UUID | None = None,
    columns: str = "*",
) -> Page:
    """One page of a table's rows that the caller sees; `after` is the last id of the page before.

    `filters.conditions` are pairs of an SQL condition with `{}` for its parameter, and the value. Column names and
    conditions come from our code, never from a request.
    """
    condition, parameters = access.visible(caller, table, first=1)
    conditions = [condition]
    pairs = [(f"{column} = {{}}", value) for column, value in filters.equal.items()]
    pairs += [("created_at >= {}", filters.created_from), ("created_at < {}", filters.created_to), ("id < {}", after)]
    for text, value in [*pairs, *filters.conditions]:
        if value is not None:
            parameters.append(value)
            conditions.append(text.format(f"${len(parameters)}"))
    parameters.append(limit + 1)
    rows = await database.fetch(
        f"SELECT {columns} FROM {table} WHERE {' AND '.join(conditions)} ORDER BY id DESC LIMIT ${len(parameters)}",
        *parameters,
    )
    return Page(rows=rows[:limit], has_more=len(rows) > limit)
