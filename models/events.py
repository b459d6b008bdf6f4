"""Events: every state change is announced once, in its own transaction, as the exact bytes that will be signed."""

import uuid
from collections.abc import Mapping
from typing import Any

import msgspec

from models import audit, clock, database, ids, nudge

_encoder = msgspec.json.Encoder(uuid_format="canonical")

# Every type that can be subscribed to, and when it is announced.
TYPES = {
    "invoice.created": "A draft was made.",
    "invoice.updated": "A draft was edited.",
    "invoice.deleted": "A draft was deleted.",
    "invoice.finalized": "A draft was issued: it has a number and can be paid.",
    "invoice.partially_paid": "Money was applied, and some is still due.",
    "invoice.paid": "The invoice is settled.",
    "invoice.overpaid": "More arrived than was due; the rest is the payer's credit.",
    "invoice.overdue": "The due date has passed, and the invoice is not settled.",
    "invoice.reopened": "Money was taken off again, or came after the invoice had been given up.",
    "invoice.voided": "The invoice was declared void.",
    "invoice.marked_uncollectible": "The receiver has given up what remains.",
    "payment.created": "An online payment was begun.",
    "payment.requires_action": "The payer must act, usually at `next_action.url`.",
    "payment.reported": "A payer says that they have paid offline.",
    "payment.pending": "The money is on its way.",
    "payment.succeeded": "The money has arrived.",
    "payment.failed": "No money came; `failure_code` says why.",
    "payment.canceled": "The payment was canceled before money moved.",
    "payment.rejected": "The receiver rejected a reported payment.",
    "payment.reversed": "Money that had arrived was taken back.",
    "payment.needs_review": "The gateway reported something else than was asked.",
    "refund.created": "Money shall go back to the payer.",
    "refund.succeeded": "The money has gone back.",
    "refund.failed": "The money did not go back.",
    "payer.created": "A payer was added.",
    "payer.updated": "A payer was changed.",
    "payer.deleted": "A payer was removed.",
    "receiver.updated": "The receiver's profile was changed.",
    "webhook_endpoint.disabled": "An endpoint gets no more deliveries.",
    "reconciliation.completed": "A run has compared the gateway's payments with ours.",
    "reconciliation.discrepancy_found": "A run found a difference.",
    "ping": "A test that was asked for.",
}


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """One state change. `data` is the object as the API shows it, `previous` the former values of changed fields."""

    type: str
    object_kind: str
    object_id: uuid.UUID
    data: Any
    previous: Mapping[str, Any] = {}


async def record(
    receiver_id: uuid.UUID, *announcements: Announcement, only_endpoint_id: uuid.UUID | None = None
) -> None:
    """Writes events, their audit entries and one delivery per subscribed endpoint, in one statement of the caller's
    transaction.

    With `only_endpoint_id` that endpoint gets them, whatever it subscribes to, and no other does.

    `sequence` counts an object's events. Two transactions that announce the same object must hold its row lock, or the
    second violates `events_are_numbered_per_object`.
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
        ), numbered AS (
            SELECT given.*, row_number() OVER (PARTITION BY object_id ORDER BY place) + coalesce(
                (SELECT max(sequence) FROM events WHERE events.object_id = given.object_id), 0) AS sequence
            FROM given
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
        INSERT INTO webhook_deliveries (id, receiver_id, event_id, endpoint_id, next_attempt_at)
        SELECT new_id(), $1, written.id, endpoint.id, $8
        FROM written JOIN webhook_endpoints AS endpoint ON endpoint.receiver_id = $1 AND endpoint.status <> 'disabled'
            AND CASE WHEN $19::uuid IS NOT NULL THEN endpoint.id = $19 ELSE endpoint.event_types = '{}'
                OR written.type = ANY (endpoint.event_types)
                OR split_part(written.type, '.', 1) || '.*' = ANY (endpoint.event_types) END
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


def previous(before: Any, after: Any) -> Mapping[str, Any]:
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
