"""Rows by the Piccolo ORM: written as objects of their table, and read back as the database made them.

Reading needs no help: `await Payer.objects().where(…)` gives typed rows. Writing does, since Piccolo returns
dictionaries, sends its own idea of columns that the database fills, and `.save()` without columns overwrites them all.
"""

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from piccolo.columns import JSONB, Column
from piccolo.querystring import QueryString
from piccolo.table import Table

R = TypeVar("R", bound=Table)
# New values, by column or by its name.
Values = Mapping[Column, object] | Mapping[str, object]

# Filled by the database's own clock and by the trigger `touch_row`.
_OF_THE_DATABASE = ("created_at", "updated_at", "version")
_DEFAULT = QueryString("DEFAULT")


async def insert(row: R) -> R:
    """Writes a new row and returns it as it stands, with what the database filled in. JSON columns take any value."""
    table = type(row)
    for column in table._meta.columns:
        name = column._meta.name
        row[name] = _DEFAULT if name in _OF_THE_DATABASE else _sent(column, row[name])
    written = await table.insert(row).returning(*table.all_columns())
    return table(**written[0], _exists_in_db=True)


async def update(row: R, values: Values) -> R:
    """Sets these columns and no others, and returns the row as it stands; `row` keeps what it had.

    Without values nothing is sent. The caller holds the row's lock, or does not mind who comes last.
    """
    if not values:
        return row
    table = type(row)
    columns = {
        table._meta.get_column_by_name(column) if isinstance(column, str) else column: value
        for column, value in values.items()
    }
    key = table._meta.primary_key
    written = await (
        table.update({column: _sent(column, value) for column, value in columns.items()})
        .where(key == row[key._meta.name])
        .returning(*table.all_columns())
    )
    return table(**written[0], _exists_in_db=True)


async def delete(row: Table) -> None:
    """Deletes the row; does nothing when it has gone."""
    key = row._meta.primary_key
    await type(row).delete().where(key == row[key._meta.name])


def _sent(column: Column, value: object) -> object:
    """A value as its column takes it: a JSONB column takes text, which rows hold already."""
    if isinstance(column, JSONB) and value is not None and not isinstance(value, str):
        return msgspec.json.encode(value).decode()
    return value
