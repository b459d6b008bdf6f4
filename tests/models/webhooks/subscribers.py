"""What tests of webhooks share: endpoints, events that mean nothing, and a look at what came of them."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

import msgspec

from models import database, events, ids
from models.outgoing.client import Client
from models.shapes.webhooks import WebhookEndpointInput
from models.tables.webhooks import WebhookEndpoint
from models.webhooks import endpoints, sending
from tests.factories import Receiver


class Thing(msgspec.Struct):
    """What the events of these tests are about."""

    name: str
    amount: int = 1999


async def subscribe(receiver: Receiver, url: str, event_types: Sequence[str] = ()) -> tuple[uuid.UUID, str]:
    """An endpoint's id and secret."""
    given = WebhookEndpointInput(receiver_id=receiver.text_id, url=url, event_types=list(event_types))
    row, made = await endpoints.create(receiver.caller, given)
    assert made.secret is not None
    return row["id"], made.secret


async def announce(
    receiver: Receiver, type_: str = "invoice.paid", *, count: int = 1, object_id: uuid.UUID | None = None
) -> None:
    """Events, each about an object of its own unless `object_id` names it."""
    async with database.transaction():
        await events.record(
            receiver.id,
            *[
                events.Announcement(
                    type=type_,
                    object_kind="invoice",
                    object_id=object_id or ids.new(),
                    data=Thing(name=f"Größe {number} €"),
                )
                for number in range(count)
            ],
        )


async def deliver(*, budget_seconds: float = 10, slots: int = 200, total_seconds: float = 20) -> int:
    """One run of a worker."""
    async with Client(allow_loopback=True, total_seconds=total_seconds, limit=200, limit_per_host=200) as client:
        return await sending.deliver_due(client, budget_seconds=budget_seconds, slots=slots)


async def rows(endpoint_id: uuid.UUID) -> list[Any]:
    """The deliveries of an endpoint, the first one first."""
    return await database.fetch("SELECT * FROM webhook_deliveries WHERE endpoint_id = $1 ORDER BY id", endpoint_id)


async def attempts(delivery_id: uuid.UUID) -> list[Any]:
    """The attempts at a delivery, the first one first."""
    return await database.fetch("SELECT * FROM webhook_attempts WHERE delivery_id = $1 ORDER BY id", delivery_id)


async def endpoint(endpoint_id: uuid.UUID) -> Any:
    """The row of an endpoint."""
    return await WebhookEndpoint.objects().where(WebhookEndpoint.id == endpoint_id).first()


async def make_due(endpoint_id: uuid.UUID) -> None:
    """Ends all waiting at an endpoint: of retries, of leases and of the breaker."""
    await database.execute(
        "UPDATE webhook_deliveries SET next_attempt_at = now() - interval '1 s' "
        "WHERE endpoint_id = $1 AND status IN ('pending', 'leased')",
        endpoint_id,
    )
    await database.execute("UPDATE webhook_endpoints SET paused_until = NULL WHERE id = $1", endpoint_id)


async def retire_all() -> None:
    """Disables every endpoint that earlier tests left behind."""
    await database.execute("UPDATE webhook_endpoints SET status = 'disabled' WHERE status <> 'disabled'")


def seconds_until(instant: datetime.datetime, now: datetime.datetime) -> float:
    """How far an instant lies ahead."""
    return (instant - now).total_seconds()
