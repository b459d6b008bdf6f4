"""Callbacks as rows: written in the transaction of what they announce, sent by the courier, kept as a log."""

import datetime
import secrets
from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec import UNSET

from models.gateways.simulator.behaviours import Behaviour
from models.gateways.simulator.shapes import Callback, Dispute, Event, Named, Payment, Refund
from models.gateways.simulator.store import Store

# Seconds between the tries; after the last one the callback is given up.
RETRY_SECONDS = (0, 1, 5, 30, 120)
COPIES_WHEN_DUPLICATED = 5


class Delivery(msgspec.Struct, frozen=True):
    """One callback to be sent."""

    number: int
    message_id: str
    url: str
    body: bytes
    attempts: int
    webhook_secret: str


def announce(
    store: Store,
    events: Sequence[tuple[str, Payment | Refund | Dispute]],
    *,
    merchant: str,
    payment: str,
    url: str,
    behaviour: Behaviour,
) -> None:
    """Queues one callback that carries all the `events` (type and object). Needs the caller's transaction."""
    if not url or behaviour.callbacks == "never":
        return
    now = datetime.datetime.now(datetime.UTC)
    is_thin = behaviour.callbacks == "thin"
    body = msgspec.json.encode(
        Callback(
            events=[
                Event(
                    id=f"simevt_{secrets.token_hex(12)}",
                    type=kind,
                    created_at=now,
                    data=UNSET if is_thin else msgspec.Raw(msgspec.json.encode(data)),
                    object=_named(data) if is_thin else UNSET,
                )
                for kind, data in events
            ]
        )
    )
    held = behaviour.callbacks == "newest_first" and events[0][0] == "payment.pending"
    message_id = f"simmsg_{secrets.token_hex(12)}"
    number = 0
    for _ in range(COPIES_WHEN_DUPLICATED if behaviour.callbacks == "five_times" else 1):
        number = store.execute(
            "INSERT INTO deliveries (merchant, payment, message_id, url, body, status, due_at)"
            " VALUES (:merchant, :payment, :message_id, :url, :body, :status, :due_at)",
            merchant=merchant,
            payment=payment,
            message_id=message_id,
            url=url,
            body=body,
            status="held" if held else "pending",
            due_at=store.due_at(RETRY_SECONDS[0]),
        )
    if not held:
        store.execute(
            "UPDATE deliveries SET status = 'pending', waits_for = :number"
            " WHERE payment = :payment AND status = 'held'",
            number=number,
            payment=payment,
        )


def _named(data: Payment | Refund | Dispute) -> Named:
    kind: Literal["payment", "refund", "dispute"] = "dispute"
    if isinstance(data, Payment):
        kind = "payment"
    elif isinstance(data, Refund):
        kind = "refund"
    return Named(kind=kind, id=data.id)


def due(store: Store, *, now: float, limit: int) -> list[Delivery]:
    """What should be sent by `now` (seconds since 1970) and waits for no other callback, the longest due first."""
    return store.rows(
        Delivery,
        "SELECT d.*, accounts.webhook_secret FROM deliveries d JOIN accounts ON accounts.account = d.merchant"
        " WHERE d.status = 'pending' AND d.due_at <= :now AND NOT EXISTS ("
        "  SELECT 1 FROM deliveries w WHERE w.number = d.waits_for AND w.status = 'pending')"
        " ORDER BY d.due_at, d.number LIMIT :limit",
        now=now,
        limit=limit,
    )


def note_outcome(store: Store, delivery: Delivery, *, delivered: bool) -> None:
    """Writes down how an attempt went, and when the next one is due, if any."""
    attempts = delivery.attempts + 1
    given_up = attempts == len(RETRY_SECONDS)
    store.execute(
        "UPDATE deliveries SET status = :status, attempts = :attempts, due_at = :due_at WHERE number = :number",
        status="delivered" if delivered else "given_up" if given_up else "pending",
        attempts=attempts,
        due_at=store.due_at(0 if delivered or given_up else RETRY_SECONDS[attempts]),
        number=delivery.number,
    )
