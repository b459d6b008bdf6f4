"""Rows by the Piccolo ORM: written as objects of their table, and read back as the database made them.

Reading needs no help: `await Payer.objects().where(…)` gives typed rows; `find` is the same for one row by its id, at a
fraction of the cost. Writing does, since Piccolo returns dictionaries, sends its own idea of columns that the database
fills, and `.save()` without columns overwrites them all.

Raw SQL: the conditions of `first`. Piccolo composes each other statement once; its text is the same for all rows of a
table, and only the values differ.
"""

import functools
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import asyncpg
import msgspec
from piccolo.columns import JSON, Column
from piccolo.querystring import QueryString
from piccolo.table import Table

from models import database
from models.database import Raw
from models.tables.row import of_record, select

R = TypeVar("R", bound=Table)
# What new values are named by: columns, or the names of columns.
Key = TypeVar("Key", bound=Column | str)

# Filled by the database's own clock and by the trigger `touch_row`.
_OF_THE_DATABASE = ("created_at", "updated_at", "version")
_DEFAULT = QueryString("DEFAULT")


async def find(table: type[R], identifier: uuid.UUID | None) -> R | None:
    """The row with that id, if there is one. For what needs no right: `access.find` asks for one."""
    if identifier is None:
        return None
    found = await database.read_as(asyncpg.Record, _find(table), identifier)
    return of_record(table, found[0]) if found else None


async def first(table: type[R], *conditions: Raw) -> R | None:
    """The oldest row that the conditions are true of, if there is one; like `find`, for what is asked for often."""
    statement, parameters = database.compose(_first(table), conditions)
    found = await database.read_as(asyncpg.Record, statement, *parameters)
    return of_record(table, found[0]) if found else None


async def insert(row: R) -> R:
    """Writes a new row and returns it as it stands, with what the database filled in. JSON columns take any value."""
    table = type(row)
    written = await database.fetch(_insert(table), *[_sent(column, row[column._meta.name]) for column in _given(table)])
    return of_record(table, written[0])


async def update(row: R, values: Mapping[Key, object]) -> R:
    """Sets these columns and no others, and returns the row as it stands; `row` keeps what it had.

    Without values nothing is sent. The caller holds the row's lock, or does not mind who comes last.
    """
    if not values:
        return row
    table = type(row)
    assert all(isinstance(column, str) or column._meta.table is table for column in values), "of this table"
    columns = tuple(table._meta.get_column_by_name(column) if isinstance(column, str) else column for column in values)
    sent = [_sent(column, value) for column, value in zip(columns, values.values(), strict=True)]
    key = row[table._meta.primary_key._meta.name]
    written = await database.fetch(_update(table, tuple(column._meta.name for column in columns)), *sent, key)
    assert written, f"{table.__name__} {key} has gone: lock it before it is changed"
    return of_record(table, written[0])


async def delete(row: Table) -> None:
    """Deletes the row; does nothing when it has gone."""
    key = row._meta.primary_key
    await type(row).delete().where(key == row[key._meta.name])


def as_json(table: type[Table], columns: Sequence[str], given: Iterable[Mapping[str, object]]) -> str:
    """Rows of a table as JSON, which `writes.insert_all` writes: these columns of them, as statements take them."""
    holds_json = {column._meta.name for column in table._meta.columns if isinstance(column, JSON)}

    def sent(name: str, value: object) -> object:
        if isinstance(value, bytes):
            return "\\x" + value.hex()
        return msgspec.Raw(value.encode()) if isinstance(value, str) and name in holds_json else value

    return msgspec.json.encode([{name: sent(name, row[name]) for name in columns} for row in given]).decode()


@functools.cache
def _given(table: type[Table]) -> tuple[Column, ...]:
    """The columns that we fill."""
    return tuple(column for column in table._meta.columns if column._meta.name not in _OF_THE_DATABASE)


@functools.cache
def _find(table: type[Table]) -> str:
    query = table.objects().where(table._meta.primary_key == uuid.UUID(int=0))
    return query.querystrings[0].compile_string()[0]


@functools.cache
def _first(table: type[Table]) -> str:
    return f"{select(table)} WHERE {{}} ORDER BY id LIMIT 1"


@functools.cache
def _insert(table: type[Table]) -> str:
    example = table(_ignore_missing=True)
    for column in table._meta.columns:
        example[column._meta.name] = _DEFAULT if column._meta.name in _OF_THE_DATABASE else None
    return table.insert(example).returning(*table.all_columns()).querystrings[0].compile_string()[0]


@functools.cache
def _update(table: type[Table], names: tuple[str, ...]) -> str:
    query = table.update(dict.fromkeys(names)).where(table._meta.primary_key == uuid.UUID(int=0))
    return query.returning(*table.all_columns()).querystrings[0].compile_string()[0]


def _sent(column: Column, value: object) -> object:
    """A value as its column takes it: a JSON column takes text, which rows hold already."""
    if isinstance(column, JSON) and value is not None and not isinstance(value, str):
        return msgspec.json.encode(value).decode()
    return value
