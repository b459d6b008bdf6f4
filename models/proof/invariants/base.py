"""What an invariant is."""

from typing import NamedTuple


class Invariant(NamedTuple):
    """Something that must always be true; the query returns what contradicts it."""

    name: str
    statement: str
    query: str
