"""The feed of events: every committed event once, in one order that a reader can follow without missing any.

Ids do not serve as that order, since transactions commit in another one than they began: whoever had read beyond the id
of a late committer would never see it. So an event gets its place only after its commit, by `number`, one caller at a
time: what is numbered later stands later, and whoever has seen a place has seen all before it.

Raw SQL: readers poll, so each statement is one short walk along an index; numbers are given by the batch under an
advisory lock.
"""

import datetime
import uuid
from collections.abc import Collection, Sequence
from typing import TypedDict

import msgspec

from models import access, database, events
from models.access import Caller
from models.errors import EventsGone, Invalid
from models.tables.events import Event
from models.tables.parties import Receiver

# Stands before every event, for who began to read when there was none.
BEGINNING = uuid.UUID(int=0)
BATCH = 1000
# Any number that nothing else in this database uses as an advisory lock.
LOCK = 0x66656564
# With a filter so many times more events are looked at than a page holds; then the page ends, and its cursor goes on.
LOOKED_AT_PER_PLACE = 10

# Of an object all waiting events go together, in the order of their sequence: ids are made before a transaction has to
# wait for another one that announces the same object, and by clocks that differ, so by themselves they tell less.
_NUMBER = """
WITH waiting AS (
    SELECT id, object_id, sequence, row_number() OVER (ORDER BY id) AS turn
    FROM events WHERE position IS NULL
    AND object_id IN (SELECT object_id FROM events WHERE position IS NULL ORDER BY id LIMIT $1)
), batch AS (
    SELECT id, row_number() OVER (ORDER BY turn, sequence) AS place FROM (
        SELECT id, sequence, max(turn) OVER (PARTITION BY object_id ORDER BY sequence) AS turn FROM waiting) AS ordered
), head AS (
    UPDATE feed SET position = position + (SELECT count(*) FROM batch) RETURNING position
)
UPDATE events SET position = head.position - (SELECT count(*) FROM batch) + batch.place
FROM batch, head WHERE events.id = batch.id AND events.position IS NULL
RETURNING events.id
"""
# One short walk along the index for each receiver, whatever else there is.
_OF_RECEIVERS = """
SELECT found.id, found.position, CASE WHEN {wanted} THEN found.body END AS body
FROM unnest($4::uuid[]) AS receiver (id) CROSS JOIN LATERAL (
    SELECT id, position, type, body FROM events WHERE receiver_id = receiver.id AND position > $1
    ORDER BY position LIMIT $3) AS found
ORDER BY found.position LIMIT $3
""".format(wanted="$2::text[] = '{}' OR ARRAY[found.type, split_part(found.type, '.', 1) || '.*']::text[] && $2")
_OF_ALL = """
SELECT id, position, CASE WHEN {wanted} THEN body END AS body
FROM events AS found WHERE position > $1 ORDER BY position LIMIT $3
""".format(wanted="$2::text[] = '{}' OR ARRAY[found.type, split_part(found.type, '.', 1) || '.*']::text[] && $2")
# The last event of each receiver, which may be one that is not kept any more.
_LATEST_OF_RECEIVERS = """
SELECT latest.id, latest.position
FROM unnest($1::uuid[]) AS receiver (id) CROSS JOIN LATERAL (
    (SELECT id, position FROM events WHERE receiver_id = receiver.id AND position IS NOT NULL
        ORDER BY position DESC LIMIT 1)
    UNION ALL SELECT event_id, position FROM feed_floors WHERE receiver_id = receiver.id) AS latest
ORDER BY latest.position DESC LIMIT 1
"""
_LATEST_OF_ALL = """
(SELECT id, position FROM events WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1)
UNION ALL (SELECT event_id, position FROM feed_floors ORDER BY position DESC LIMIT 1)
ORDER BY position DESC LIMIT 1
"""
# Where a cursor stands, and the last that is gone of what its reader sees. Whose events one does not see, of those one
# cannot have a cursor.
_PLACE = """
SELECT event.id IS NOT NULL AS is_kept, coalesce(event.position, gone.mine) AS position, gone.last, feed.kept_from
FROM feed LEFT JOIN events AS event ON event.id = $1 AND ($2::uuid[] IS NULL OR event.receiver_id = ANY ($2)),
    LATERAL (
        SELECT coalesce(max(position), 0) AS last, max(position) FILTER (WHERE event_id = $1) AS mine
        FROM feed_floors WHERE $2::uuid[] IS NULL OR receiver_id = ANY ($2)) AS gone
"""


class Place(TypedDict):
    """What `_PLACE` returns."""

    is_kept: bool
    position: int | None
    last: int
    kept_from: datetime.datetime | None


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader sees of the feed: the receivers (None: all of them, for admins) and types (none: every type)."""

    receiver_ids: Sequence[uuid.UUID] | None
    patterns: Sequence[str] = ()


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Events as they were signed, each with its id, the oldest first. `cursor` is the last event that was looked at."""

    found: list[tuple[uuid.UUID, bytes]]
    has_more: bool
    cursor: uuid.UUID | None
    position: int


async def view(caller: Caller, *, receiver_id: uuid.UUID | None = None, patterns: Collection[str] = ()) -> View:
    """What the caller sees, of one receiver if that is named. Raises NotFound, Forbidden, Invalid."""
    checked = events.check_types(patterns)
    if receiver_id is not None:
        await access.find(caller, Receiver, receiver_id, "events.read")
        return View(receiver_ids=[receiver_id], patterns=checked)
    if caller.is_admin:
        return View(receiver_ids=None, patterns=checked)
    seen = [mine for mine in caller.roles if caller.may("events.read", receiver_id=mine)]
    return View(receiver_ids=seen, patterns=checked)


async def number(*, wait: bool = False) -> int:
    """Gives places to all committed events, a batch at a time; returns how many. For beat, and for readers in a hurry.

    While somebody else is at it there is nothing to do, unless `wait` says to take turns.
    """
    if not wait and not await database.fetch_value(bool, "SELECT EXISTS (SELECT FROM events WHERE position IS NULL)"):
        return 0
    count = 0
    while True:
        numbered = await _number_batch(wait=wait)
        count += numbered
        if numbered < BATCH:
            return count


async def read(seen: View, *, after: int, cursor: uuid.UUID | None, limit: int) -> Page:
    """The next events behind the place `after`, whose event is `cursor`; see `place`."""
    looked_at = limit if not seen.patterns else limit * LOOKED_AT_PER_PLACE
    parameters: list[object] = [after, list(seen.patterns), looked_at + 1]
    if seen.receiver_ids is None:
        rows = await database.fetch(_OF_ALL, *parameters)
    else:
        rows = await database.fetch(_OF_RECEIVERS, *parameters, list(seen.receiver_ids))
    found: list[tuple[uuid.UUID, bytes]] = []
    position = after
    count = 0
    for row in rows[:looked_at]:
        if len(found) == limit:
            break
        count += 1
        cursor, position = row["id"], row["position"]
        if row["body"] is not None:
            found.append((row["id"], row["body"]))
    return Page(found=found, has_more=len(rows) > count, cursor=cursor, position=position)


async def place(seen: View, cursor: uuid.UUID) -> int:
    """The place of an event that the reader has seen; also of one that is not kept any more, if nothing is missing.

    Raises EventsGone, Invalid.
    """
    receiver_ids = None if seen.receiver_ids is None else list(seen.receiver_ids)
    [row] = await database.fetch_as(Place, _PLACE, cursor, receiver_ids)
    if row["is_kept"] and row["position"] is None:
        # It came by a webhook, which is quicker than the next number.
        await number(wait=True)
        [row] = await database.fetch_as(Place, _PLACE, cursor, receiver_ids)
    position = 0 if cursor == BEGINNING else row["position"]
    if position is not None and position >= row["last"]:
        return position
    kept_from = row["kept_from"]
    if kept_from is not None and (position is not None or (cursor.int >> 80) < kept_from.timestamp() * 1000):
        raise EventsGone(
            f"Events are kept since {kept_from:%Y-%m-%d}, and those between this place in the feed and then are gone."
        )
    raise Invalid(
        "The parameter after is not the id of an event of this feed: use its next_cursor as it is.", parameter="after"
    )


async def latest(seen: View) -> tuple[uuid.UUID | None, int]:
    """The last event that the reader sees or has seen, and its place; None and 0 when there was none."""
    if seen.receiver_ids is None:
        row = await database.fetch_row(_LATEST_OF_ALL)
    else:
        row = await database.fetch_row(_LATEST_OF_RECEIVERS, list(seen.receiver_ids))
    return (None, 0) if row is None else (row["id"], row["position"])


async def get(caller: Caller, event_id: uuid.UUID | None) -> bytes:
    """One event as it was signed. Raises NotFound, Forbidden."""
    event = await access.find(caller, Event, event_id, "events.read")
    return event.body


async def head() -> int:
    """The last place that was given."""
    position = await database.fetch_value(int, "SELECT position FROM feed")
    assert position is not None, "the feed is one row"
    return position


async def news(after: int) -> tuple[int, set[uuid.UUID]]:
    """The last place that was given, and the receivers with events behind the place `after`: for who wakes readers."""
    last = await head()
    if last <= after:
        return last, set()
    rows = await database.fetch(
        "SELECT DISTINCT receiver_id FROM events WHERE position > $1 AND position <= $2", after, last
    )
    return last, {row["receiver_id"] for row in rows}


async def _number_batch(*, wait: bool) -> int:
    async with database.transaction():
        if wait:
            await database.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        elif not await database.fetch_value(bool, "SELECT pg_try_advisory_xact_lock($1)", LOCK):
            return 0
        # A statement of its own: it sees all that was committed when the lock was taken.
        return len(await database.fetch(_NUMBER, BATCH))
