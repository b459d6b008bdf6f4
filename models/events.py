"""Events: every state change is announced once, in its own transaction, as the exact bytes that will be signed.

Raw SQL: events, their numbers, audit entries and deliveries are written in one statement, however many they are.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import ClassVar, Protocol

import msgspec

from models import audit, clock, database, ids, nudge
from models.errors import Invalid
from models.resources import RESOURCES

_encoder = msgspec.json.Encoder(uuid_format="canonical")

# Every type that can be subscribed to, and when it is announced.
TYPES: Mapping[str, str] = {
    **{type_: meaning for resource in RESOURCES for type_, meaning in resource.events.items()},
    "ping": "A test that was asked for.",
}
KINDS = frozenset(type_.partition(".")[0] for type_ in TYPES if "." in type_)


class Shape(Protocol):
    """An object as the API shows it. `object` is its kind, `id` the text of its id."""

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


async def record(
    receiver_id: uuid.UUID, *announcements: Announcement, only_endpoint_id: uuid.UUID | None = None
) -> list[uuid.UUID]:
    """Writes events, their audit entries and one delivery per subscribed endpoint, in one statement of the caller's
    transaction; returns the ids of the deliveries.

    With `only_endpoint_id` that endpoint gets them, whatever it subscribes to, and no other does.

    `sequence` counts an object's events; a second transaction that announces the same object waits for the first.
    """
    assert database.in_transaction(), "an event and its state change are one transaction"
    now = clock.now()
    event_ids = [ids.new() for _ in announcements]
    heads, tails, befores, afters = [], [], [], []
    for event_id, announcement in zip(event_ids, announcements, strict=True):
        assert announcement.type in TYPES, announcement.type
        head = {"id": ids.encode("event", event_id), "type": announcement.type, "timestamp": now}
        tail = {"data": announcement.data, "previous": announcement.previous}
        # The sequence is known only to the database, which puts it between the two halves.
        heads.append(_encoder.encode(head)[:-1].decode() + ',"sequence":')
        tails.append("," + _encoder.encode(tail)[1:].decode())
        before, after = _change(announcement)
        befores.append(before)
        afters.append(after)
    actor = audit.actor()
    deliveries = await database.fetch(
        """
        WITH given AS (
            SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[],
                    $9::uuid[], $10::jsonb[], $11::jsonb[])
                WITH ORDINALITY
                AS given (id, type, object_kind, object_id, head, tail, audit_id, before, after, place)
        ), counted AS (
            INSERT INTO event_sequences (object_id, sequence)
            SELECT object_id, count(*) FROM given GROUP BY object_id ORDER BY object_id
            ON CONFLICT (object_id) DO UPDATE SET sequence = event_sequences.sequence + excluded.sequence
            RETURNING object_id, sequence
        ), numbered AS (
            SELECT given.*, counted.sequence - count(*) OVER (PARTITION BY object_id)
                + row_number() OVER (PARTITION BY object_id ORDER BY place) AS sequence
            FROM given JOIN counted USING (object_id)
        ), written AS (
            INSERT INTO events (id, receiver_id, type, object_kind, object_id, sequence, body)
            SELECT id, $1, type, object_kind, object_id, sequence, convert_to(head || sequence || tail, 'UTF8')
            FROM numbered RETURNING id, type
        ), audited AS (
            INSERT INTO audit_log (id, user_id, caller, api_key_id, as_admin, reason, request_id, address, receiver_id,
                action, object_kind, object_id, before, after)
            SELECT audit_id, $12, $13, $14, $15, $16, $17, $18, $1, type, object_kind, object_id, before, after
            FROM given
        )
        INSERT INTO webhook_deliveries (id, receiver_id, event_id, event_type, endpoint_id, next_attempt_at)
        SELECT new_id(), $1, written.id, written.type, endpoint.id, $8
        FROM written JOIN webhook_endpoints AS endpoint ON endpoint.receiver_id = $1 AND endpoint.status <> 'disabled'
            AND CASE WHEN $19::uuid IS NOT NULL THEN endpoint.id = $19 ELSE endpoint.event_types = '{}'
                OR ARRAY[written.type, split_part(written.type, '.', 1) || '.*'] && endpoint.event_types END
        RETURNING id
        """,
        receiver_id,
        event_ids,
        [announcement.type for announcement in announcements],
        [announcement.object_kind for announcement in announcements],
        [announcement.object_id for announcement in announcements],
        heads,
        tails,
        now,
        [ids.new() for _ in announcements],
        befores,
        afters,
        *msgspec.structs.astuple(actor),
        only_endpoint_id,
    )
    if deliveries:
        nudge.after_commit("webhooks")
    return [row["id"] for row in deliveries]


def check_types(patterns: Iterable[str], pointer: str | None = None) -> list[str]:
    """The patterns without doublets. Raises Invalid for one that no type matches; `pointer` names their place."""
    found = list(dict.fromkeys(patterns))
    for index, pattern in enumerate(found):
        kind, _, name = pattern.partition(".")
        if pattern not in TYPES and not (name == "*" and kind in KINDS):
            raise Invalid(
                f"{pattern!r} is not an event type. /v1/event-types lists them; {min(KINDS)}.* stands for all of one "
                "kind, and an empty list for all.",
                pointer=None if pointer is None else f"{pointer}/{index}",
            )
    return found


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
    return {
        name: getattr(before, name)
        for name in after.__struct_fields__
        if name != "updated_at" and getattr(before, name) != getattr(after, name)
    }


def _change(announcement: Announcement) -> tuple[str | None, str | None]:
    """What the audit log keeps of a state change: the fields that changed, or the whole object when it came or went."""
    if announcement.type.endswith(".deleted"):
        return audit.describe(before=announcement.data, after=None)
    if not announcement.previous:
        return audit.describe(before=None, after=announcement.data)
    after = {name: getattr(announcement.data, name) for name in announcement.previous}
    return audit.describe(before=announcement.previous, after=after)
