"""Receivers that listen, and events for them."""

import asyncio
import itertools
import uuid
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from models import database, events, ids
from models.shapes.webhooks import WebhookEndpointPatch
from models.webhooks import endpoints
from tests import factories
from tests.bench.sink import Receipts, Sink
from tests.factories import Receiver
from tests.models.webhooks import subscribers

# One transaction's share of a long backlog.
EVENTS_PER_TRANSACTION = 1000
# Below the size of the pool, whose callers wait 5 s at most.
AT_ONCE = 8

T = TypeVar("T")

_numbers = itertools.count()


class Line(msgspec.Struct):
    description: str = "Consulting in November, as agreed"
    quantity: int = 3
    unit_amount: int = 12_500
    tax_rate: str = "19.00"
    amount: int = 37_500


class Invoice(msgspec.Struct):
    """As large as the shape of an invoice with three lines."""

    id: str
    number: str = "2026-004711"
    status: str = "open"
    currency: str = "EUR"
    amount_due: int = 133_875
    amount_paid: int = 0
    customer: str = "Größe & Söhne GmbH, Lange Straße 12, 04103 Leipzig"
    memo: str = "Payable within 14 days. " * 12
    lines: tuple[Line, ...] = (Line(), Line(), Line())


@dataclass(frozen=True)
class Subscription:
    """A receiver with one endpoint, where that is, and how long it takes to answer."""

    receiver: Receiver
    endpoint_id: uuid.UUID
    url: str
    path: str
    delay_seconds: float


async def subscribe(sink: Sink, delay: int | str, *, count: int) -> list[Subscription]:
    """New receivers with an endpoint each, that answers after so many milliseconds, or as `sink` says."""

    async def one() -> Subscription:
        number = next(_numbers)
        path = f"/{delay}/{number}"
        receiver, url = await factories.receiver(), sink.url(number, path)
        endpoint_id, _ = await subscribers.subscribe(receiver, url)
        return Subscription(receiver, endpoint_id, url, path, 0.0 if isinstance(delay, str) else delay / 1000)

    return await _some_at_once(one() for _ in range(count))


async def hold(subscription: Subscription) -> None:
    """Lets its deliveries wait, as the breaker does, until it moves."""
    await database.execute(
        "UPDATE webhook_endpoints SET paused_until = now() + interval '1 hour' WHERE id = $1", subscription.endpoint_id
    )


async def move(subscription: Subscription, url: str) -> None:
    """Gives its endpoint another URL, and with it a clean slate."""
    await endpoints.update(subscription.receiver.caller, subscription.endpoint_id, WebhookEndpointPatch(url=url))


async def record(subscription: Subscription, *, count: int = 1) -> list[uuid.UUID]:
    """Events for it, in one transaction; returns the ids of the objects that they are about."""
    object_ids = [ids.new() for _ in range(count)]
    async with database.transaction():
        await events.record(
            subscription.receiver.id,
            *[
                events.Announcement(
                    type="invoice.finalized",
                    object_kind="invoice",
                    object_id=object_id,
                    data=Invoice(id=ids.encode("invoice", object_id)),
                )
                for object_id in object_ids
            ],
        )
    return object_ids


async def seed(subscriptions: Sequence[Subscription], *, per_subscription: int) -> dict[uuid.UUID, Subscription]:
    """A backlog; returns whom each event's object belongs to."""
    shares = [
        (subscription, min(EVENTS_PER_TRANSACTION, per_subscription - done))
        for subscription in subscriptions
        for done in range(0, per_subscription, EVENTS_PER_TRANSACTION)
    ]
    recorded = await _some_at_once(record(subscription, count=count) for subscription, count in shares)
    # As autovacuum does within a minute of such a burst: plans must not depend on whether it has come by yet.
    await database.execute("ANALYZE webhook_deliveries, webhook_endpoints, events")
    return {
        object_id: subscription
        for (subscription, _), object_ids in zip(shares, recorded, strict=True)
        for object_id in object_ids
    }


async def receipts_by_object(receipts: Receipts, owners: dict[uuid.UUID, Subscription]) -> dict[uuid.UUID, float]:
    """When the event about each object has arrived where it belongs; those that have not are missing."""
    rows = await database.fetch("SELECT id, object_id FROM events WHERE object_id = ANY ($1)", list(owners))
    keys = {row["object_id"]: (owners[row["object_id"]].path, ids.encode("event", row["id"])) for row in rows}
    return {object_id: receipts[key] for object_id, key in keys.items() if key in receipts}


async def undelivered(subscriptions: Iterable[Subscription]) -> int:
    """How many deliveries our own books do not call delivered."""
    count: int = await database.fetch_value(
        object,
        "SELECT count(*) FROM webhook_deliveries WHERE endpoint_id = ANY ($1) AND status <> 'delivered'",
        [subscription.endpoint_id for subscription in subscriptions],
    )
    return count


async def body_of(object_id: uuid.UUID) -> bytes:
    """The bytes that are sent about an object."""
    body: bytes = await database.fetch_value(object, "SELECT body FROM events WHERE object_id = $1", object_id)
    return body


async def _some_at_once(works: Iterable[Awaitable[T]]) -> list[T]:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(work: Awaitable[T]) -> T:
        async with places:
            return await work

    return await asyncio.gather(*(one(work) for work in works))
