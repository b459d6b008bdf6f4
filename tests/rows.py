"""Rows of raw statements, held against the TypedDict that stands for them: the checker believes it unseen."""

import types
import typing
from collections.abc import Mapping


def assert_holds(row_type: type, row: Mapping[str, object]) -> None:
    """The row has the columns of its type and no others, each with a value that it allows."""
    hints = typing.get_type_hints(row_type)
    assert set(row.keys()) == set(hints)
    wrong = {name: row[name] for name, hint in hints.items() if not _is(row[name], hint)}
    assert not wrong, f"not as {row_type.__name__} says: {wrong}"


def _is(value: object, hint: object) -> bool:
    match typing.get_origin(hint):
        case None:
            # bool is an int to isinstance, but no column of amounts holds one.
            return value is None if hint is types.NoneType else type(value) is hint or _is_made_by_asyncpg(value, hint)
        case typing.Literal:
            return value in typing.get_args(hint)
        case types.UnionType | typing.Union:
            return any(_is(value, one) for one in typing.get_args(hint))
        case origin:
            return isinstance(value, origin)


def _is_made_by_asyncpg(value: object, hint: object) -> bool:
    """asyncpg has a UUID of its own, which is one for everybody else."""
    return type(value).__module__.startswith("asyncpg") and isinstance(hint, type) and isinstance(value, hint)
