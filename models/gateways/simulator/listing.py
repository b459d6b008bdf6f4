"""Lists of a merchant's objects: by a reference, or of a window of time, page by page.

A list by change is stable although objects change meanwhile: a page goes on after the instant and the number that the
last one ended with. What changes once more moves to the end, or out of a window that has ended and into the next one.
"""

import base64
import datetime
from collections.abc import Callable
from typing import Literal, Protocol, TypeVar

import msgspec

from models.gateways.simulator.errors import TurnedDown
from models.gateways.simulator.shapes import Page
from models.gateways.simulator.store import Store, instant_text


class Numbered(Protocol):
    """What the rows of every listed table have."""

    @property
    def number(self) -> int: ...

    @property
    def created_at(self) -> datetime.datetime: ...

    @property
    def updated_at(self) -> datetime.datetime: ...


Row = TypeVar("Row", bound=Numbered)
T = TypeVar("T")


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for: from `since` to before `until`, of when objects were made or of when they last changed."""

    reference: str | None
    by: Literal["created_at", "updated_at"]
    since: datetime.datetime | None
    until: datetime.datetime | None
    after: str | None
    limit: int


class _Position(msgspec.Struct, frozen=True):
    """Where a page ended."""

    instant: str
    number: int


def page(
    store: Store, selected: str, row_type: type[Row], query: Query, *, merchant: str, public: Callable[[Row], T]
) -> Page[T]:
    """A merchant's objects, oldest first; `selected` is a `SELECT … FROM` without conditions, as `row_type` needs it.

    Raises TurnedDown `invalid_cursor`.
    """
    start = _Position("", 0) if query.after is None else _position(query.after)
    rows = store.rows(
        row_type,
        f"{selected} WHERE merchant = :merchant AND ({query.by}, number) > (:instant, :number)"
        " AND (:reference IS NULL OR reference = :reference)"
        f" AND (:since IS NULL OR {query.by} >= :since) AND (:until IS NULL OR {query.by} < :until)"
        f" ORDER BY {query.by}, number LIMIT :limit",
        merchant=merchant,
        reference=query.reference,
        since=query.since and instant_text(query.since),
        until=query.until and instant_text(query.until),
        instant=start.instant,
        number=start.number,
        limit=query.limit + 1,
    )
    has_more = len(rows) > query.limit
    rows = rows[: query.limit]
    cursor = _cursor(_Position(instant_text(getattr(rows[-1], query.by)), rows[-1].number)) if has_more else None
    return Page(data=[public(row) for row in rows], has_more=has_more, next_cursor=cursor)


def _cursor(position: _Position) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).decode()


def _position(cursor: str) -> _Position:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor), type=_Position)
    except ValueError:
        raise TurnedDown(422, "invalid_cursor", "That is no `next_cursor` of this list; take it as it is.") from None
