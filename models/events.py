"""Events: every state change is announced once, in its own transaction, as the exact bytes that will be signed.

Raw SQL: events, their numbers, audit entries and deliveries are a part of the one statement of an operation.
"""

import asyncio
import functools
import itertools
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Protocol, cast

import msgspec

from models import audit, clock, database, ids, nudge, writes
from models.errors import NAME_CHARACTERS_MAX, Invalid, did_you_mean
from models.resources import RESOURCES

_encoder = msgspec.json.Encoder(uuid_format="canonical")

# Up to so many at once go as parameters of their own, of which PostgreSQL keeps a plan for each number; and so many are
# made at a time, which takes some milliseconds.
MANY = 50

# Every type that can be subscribed to, and when it is announced.
TYPES: Mapping[str, str] = {
    **{type_: meaning for resource in RESOURCES for type_, meaning in resource.events.items()},
    "ping": "A test that was asked for.",
}
KINDS = frozenset(type_.partition(".")[0] for type_ in TYPES if "." in type_)


class Shape(Protocol):
    """An object as the API shows it, a struct. `object` is its kind, `id` the text of its id."""

    __struct_fields__: ClassVar[tuple[str, ...]]

    @property
    def id(self) -> str: ...
    @property
    def object(self) -> str: ...


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """One state change. `data` is the object as the API shows it, `previous` the former values of changed fields."""

    type: str
    object_kind: str
    object_id: uuid.UUID
    data: Shape
    previous: Mapping[str, object] = {}


def announcement(type_: str, data: Shape, *, before: Shape | None = None) -> Announcement:
    """What there is to announce of an object: its shape now and, where it was changed, its shape before."""
    object_id = ids.decode(data.object, data.id)
    assert object_id is not None, f"{data.id} is not the id of a {data.object}"
    return Announcement(
        type=type_, object_kind=data.object, object_id=object_id, data=data, previous=previous(before, data)
    )


async def record(receiver_id: uuid.UUID, *announcements: Announcement) -> None:
    """Writes events, their audit entries and one delivery per subscribed endpoint, at the end of the caller's
    transaction.

    `sequence` counts an object's events; a second transaction that announces the same object waits for the first.
    """
    if announcements:
        await _record(receiver_id, announcements)


async def record_for(endpoint_id: uuid.UUID, receiver_id: uuid.UUID, announcement: Announcement) -> uuid.UUID:
    """The same for one event that this endpoint gets, whatever it subscribes to, and no other does; returns the id of
    its delivery."""
    delivery_id = ids.make()
    await _record(receiver_id, [announcement], delivery_id, endpoint_id)
    return delivery_id


async def _record(receiver_id: uuid.UUID, announcements: Sequence[Announcement], *only: uuid.UUID) -> None:
    now = clock.now()
    to_follow = Counter(announcement.object_id for announcement in announcements)
    # Two who announce the same objects take them in the same order.
    objects: list[tuple[object, ...]] = sorted(to_follow.items())
    events: list[tuple[object, ...]] = []
    entries: list[tuple[object, ...]] = []
    for place, announcement in enumerate(announcements):
        if place % MANY == MANY - 1:
            # Whoever else has something to do does it in between.
            await asyncio.sleep(0)
        assert announcement.type in TYPES, announcement.type
        event_id = ids.make()
        to_follow[announcement.object_id] -= 1
        head = {"id": ids.encode("event", event_id), "type": announcement.type, "timestamp": now}
        tail = {"data": announcement.data, "previous": announcement.previous}
        events.append(
            (
                event_id,
                announcement.type,
                announcement.object_kind,
                announcement.object_id,
                to_follow[announcement.object_id],
                # The sequence is known only to the database, which puts it between the two halves.
                _encoder.encode(head)[:-1].decode() + ',"sequence":',
                "," + _encoder.encode(tail)[1:].decode(),
            )
        )
        entries.append((ids.make(), *_change(announcement)))
    are_many = len(events) > MANY
    await database.write_later(
        _WRITTEN_TOGETHER if are_many else _written(len(objects), len(events), is_for_one_endpoint=bool(only)),
        receiver_id,
        now,
        *msgspec.structs.astuple(audit.actor()),
        *(
            itertools.chain.from_iterable(
                map(list, zip(*rows, strict=True)) if are_many else itertools.chain.from_iterable(rows)
                for rows in (objects, events, entries)
            )
        ),
        *only,
        counted="delivery",
        then=_nudge,
    )


def _nudge(are_there_deliveries: bool) -> None:
    if are_there_deliveries:
        nudge.after_commit("webhooks")


# The parameters of an object: its id, and how many of the events are about it.
_OBJECT = ("uuid", "bigint")
# Of an event: its id, type, the kind and the id of its object, how many about that one follow, the halves of its body.
_EVENT = ("uuid", "text", "text", "uuid", "bigint", "text", "text")
# Of an audit entry: its id, before and after.
_ENTRY = ("uuid", "jsonb", "jsonb")
# Before them there are the receiver, the instant, and the seven of who acts.
_FIRST = 10


@functools.cache
def _written(objects: int, count: int, *, is_for_one_endpoint: bool) -> str:
    """What writes so many events about so many objects, with their audit entries and deliveries.

    Rows are made of parameters wherever they can: to read them from one another costs as much as to write them.
    """
    first = _FIRST + len(_OBJECT) * objects
    events = [first + place * len(_EVENT) for place in range(count)]
    entries = [first + len(_EVENT) * count + place * len(_ENTRY) for place in range(count)]
    event_rows = ", ".join(
        f"(${event}, $1, ${event + 1}, ${event + 2}, ${event + 3}, {sequence}, "
        f"convert_to(${event + 5} || ({sequence}) || ${event + 6}, 'UTF8'))"
        for event in events
        for sequence in [f"(SELECT sequence FROM counted WHERE object_id = ${event + 3}) - ${event + 4}::bigint"]
    )
    entry_rows = ", ".join(
        f"(${entry}, $3, $4, $5, $6, $7, $8, $9, $1, ${event + 1}, ${event + 2}, ${event + 3}, ${entry + 1}, "
        f"${entry + 2})"
        for event, entry in zip(events, entries, strict=True)
    )
    if is_for_one_endpoint:
        last = entries[-1] + len(_ENTRY)
        deliveries = f"VALUES [[(${last}, $1, ${events[0]}, ${events[0] + 1}, ${last + 1}, $2)]]"
    else:
        announced = ", ".join(f"($1::uuid, ${event}::uuid, ${event + 1}::text, $2::timestamptz)" for event in events)
        deliveries = _SUBSCRIBED.format(f"VALUES [[{announced}]]")
    return _WRITING.format(
        counted=writes.rows(objects, _FIRST, *_OBJECT),
        events=f"VALUES [[{event_rows}]]",
        entries=f"VALUES [[{entry_rows}]]",
        deliveries=deliveries,
    )


_WRITING = """
    counted AS (
        INSERT INTO event_sequences (object_id, sequence) {counted}
        ON CONFLICT (object_id) DO UPDATE SET sequence = event_sequences.sequence + excluded.sequence
        RETURNING object_id, sequence
    ), event AS (
        INSERT INTO events (id, receiver_id, type, object_kind, object_id, sequence, body)
        {events}
    ), audit_entry AS (
        INSERT INTO audit_log (id, user_id, caller, api_key_id, as_admin, reason, request_id, address, receiver_id,
            action, object_kind, object_id, before, after)
        {entries}
    ), delivery AS (
        INSERT INTO webhook_deliveries (id, receiver_id, event_id, event_type, endpoint_id, next_attempt_at)
        {deliveries}
        RETURNING 1
    )"""

_SUBSCRIBED = """
    SELECT new_id(), event.receiver_id, event.id, event.type, endpoint.id, event.announced_at
    FROM ({}) AS event (receiver_id, id, type, announced_at) JOIN webhook_endpoints AS endpoint
        ON endpoint.receiver_id = event.receiver_id AND endpoint.status <> 'disabled' AND (endpoint.event_types = '{{}}'
            OR ARRAY[event.type, split_part(event.type, '.', 1) || '.*']::varchar[] && endpoint.event_types)"""

# The same of any number, from an array for each column: $10 and $11, $12 to $18, $19 to $21.
_WRITTEN_TOGETHER = _WRITING.format(
    counted=writes.arrays(10, *_OBJECT),
    events=f"""
        SELECT id, $1, type, object_kind, object_id, sequence - to_follow,
            convert_to(head || (sequence - to_follow) || tail, 'UTF8')
        FROM ({writes.arrays(12, *_EVENT)}) AS announced (id, type, object_kind, object_id, to_follow, head, tail)
        JOIN counted USING (object_id)""",
    entries="""SELECT id, $3, $4, $5, $6, $7, $8, $9, $1, type, object_kind, object_id, before, after
        FROM unnest($19::uuid[], $13::text[], $14::text[], $15::uuid[], $20::jsonb[], $21::jsonb[])
            AS entry (id, type, object_kind, object_id, before, after)""",
    deliveries=_SUBSCRIBED.format(
        "SELECT $1::uuid, id, type, $2::timestamptz FROM unnest($12::uuid[], $13::text[]) AS event (id, type)"
    ),
)


def check_types(patterns: Iterable[str], pointer: str | None = None) -> list[str]:
    """The patterns without doublets. Raises Invalid for one that no type matches; `pointer` names their place in a
    body; without it they are the parameter `types` of a query."""
    found = list(dict.fromkeys(patterns))
    for index, pattern in enumerate(found):
        kind, _, name = pattern.partition(".")
        if pattern not in TYPES and not (name == "*" and kind in KINDS):
            ways = f"{min(KINDS)}.* stands for all of one kind"
            # In a query all are meant by leaving the parameter out.
            more = "." if pointer is None else ", and an empty list for all."
            known = [*TYPES, *(f"{one}.*" for one in KINDS)]
            raise Invalid(
                f"{_not_a_type(pattern)}; {ways}{more}{did_you_mean(pattern, known)}",
                pointer=None if pointer is None else f"{pointer}/{index}",
                parameter="types" if pointer is None else None,
            )
    return found


def check_type(type_: str | None) -> str | None:
    """A single type, in a filter. Raises Invalid for what is none."""
    if type_ is not None and type_ not in TYPES:
        raise Invalid(f"{_not_a_type(type_)}.{did_you_mean(type_, TYPES)}", parameter="event_type")
    return type_


def _not_a_type(name: str) -> str:
    return f"{name[:NAME_CHARACTERS_MAX]!r} is not an event type. /v1/event-types lists them"


def thin(body: bytes, *, object_kind: str, object_id: uuid.UUID) -> bytes:
    """An event without what the object holds: who wants to know reads the object, or the event, by its id.

    The same bytes for the same event, however often it is sent.
    """
    # What stands before `data` is ours alone, so the first one is the right one.
    head = body[: body.index(b',"data":')]
    return (
        head + b',"data":' + _encoder.encode({"id": ids.encode(object_kind, object_id), "object": object_kind}) + b"}"
    )


def previous(before: Shape | None, after: Shape) -> Mapping[str, object]:
    """The former values of the fields that differ between two shapes of the same kind; nothing without a former one.

    `updated_at` differs always and tells nothing.
    """
    if before is None:
        return {}
    assert type(before) is type(after), "both are shapes of one kind"
    old, new = (msgspec.structs.astuple(cast("msgspec.Struct", shape)) for shape in (before, after))
    fields = zip(after.__struct_fields__, old, new, strict=True)
    return {
        name: former
        for name, former, value in fields
        if former != value and name != "updated_at" and not _is_the_same_json(former, value)
    }


def _is_the_same_json(one: object, other: object) -> bool:
    """Whether two texts of JSON that differ say the same, in another order or with other spaces."""
    if not (isinstance(one, msgspec.Raw) and isinstance(other, msgspec.Raw)):
        return False
    return cast("bool", msgspec.json.decode(one) == msgspec.json.decode(other))


def _change(announcement: Announcement) -> tuple[str | None, str | None]:
    """What the audit log keeps of a state change: the fields that changed, or the whole object when it came or went."""
    if announcement.type.endswith(".deleted"):
        return audit.describe(before=announcement.data, after=None)
    if not announcement.previous:
        return audit.describe(before=None, after=announcement.data)
    return audit.describe_change(announcement.previous, announcement.data)
