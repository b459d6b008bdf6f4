"""Webhook endpoints: who hears of a receiver's events, of which, and how.

Sending is in models/webhooks/sending.py, what became of it in models/webhooks/log.py.
"""

import uuid
from typing import Any, Literal

import msgspec

from config import settings
from models import access, audit, clock, database, events, ids, lists, nudge, versions
from models.access import Caller
from models.errors import Invalid, TooManyWebhookEndpoints, WebhookEndpointDisabled
from models.outgoing import addresses
from models.shapes import webhooks as shapes
from models.shapes.common import changes, to_json
from models.shapes.webhooks import WebhookEndpointInput, WebhookEndpointPatch
from models.tables.parties import Receiver
from models.tables.webhooks import WebhookEndpoint
from models.webhooks import secrets as endpoint_secrets
from models.webhooks.secrets import Made, Signature

ENDPOINTS_PER_RECEIVER_MAX = 50
Status = Literal["enabled", "paused", "disabled"]
# A pause is not written down as a status, since it ends by itself.
_IS_PAUSED = {"enabled": "(paused_until > {}) IS NOT TRUE", "paused": "paused_until > {}"}
# What an endpoint looks like that has never failed.
HEALTHY: dict[str, Any] = {"failures_in_a_row": 0, "failing_since": None, "paused_until": None, "warned_at": None}


async def create(caller: Caller, given: WebhookEndpointInput) -> tuple[Any, Made]:
    """Makes an endpoint; returns its row and its key, whose secret is not shown again.

    Raises NotFound, Forbidden, Invalid (the URL, an event type, a header), TooManyWebhookEndpoints.
    """
    async with database.transaction():
        receiver_id = ids.decode("receiver", given.receiver_id)
        # The lock keeps two requests from counting the same free place.
        receiver = await access.find(caller, Receiver, receiver_id, "webhook_endpoints.write", lock=True)
        identifier = ids.new()
        url, event_types = _check_url(given.url), events.check_types(given.event_types, "/event_types")
        headers = endpoint_secrets.header_columns(identifier, given.headers)
        count = await database.fetch_value(
            "SELECT count(*) FROM webhook_endpoints WHERE receiver_id = $1", receiver["id"]
        )
        if count >= ENDPOINTS_PER_RECEIVER_MAX:
            raise TooManyWebhookEndpoints(ENDPOINTS_PER_RECEIVER_MAX)
        # The key refers to its endpoint, and the endpoint shows the key's public half.
        await database.execute(
            "INSERT INTO webhook_endpoints (id, receiver_id, url) VALUES ($1, $2, $3)", identifier, receiver["id"], url
        )
        made = await endpoint_secrets.add(identifier, given.signature)
        row = await database.update_row(
            "webhook_endpoints",
            identifier,
            {
                "event_types": event_types,
                "description": given.description,
                "metadata": to_json(given.metadata),
                "payload": given.payload,
                "max_in_flight": given.max_in_flight,
                "max_per_second": given.max_per_second,
                "signature": given.signature,
                "public_key": made.public_key,
                **headers,
            },
        )
        await _audit("webhook_endpoint.created", row)
        return row, made


async def update(
    caller: Caller, endpoint_id: uuid.UUID | None, patch: WebhookEndpointPatch, *, version: int | None = None
) -> Any:
    """Changes an endpoint; what is on its way goes to the new URL. Raises NotFound, Forbidden, PreconditionFailed,
    Invalid."""
    async with database.transaction():
        before = await _lock(caller, endpoint_id, version)
        sent = dict(changes(patch))
        if "event_types" in sent:
            sent["event_types"] = events.check_types(sent["event_types"], "/event_types")
        if "headers" in sent:
            sent |= endpoint_secrets.header_columns(before["id"], sent["headers"])
        if "metadata" in sent:
            sent["metadata"] = to_json(sent["metadata"])
        if "url" in sent:
            sent["url"] = _check_url(sent["url"])
            if sent["url"] != before["url"]:
                # The failures were the former URL's.
                sent.update(HEALTHY)
                nudge.after_commit("webhooks")
        row = await database.update_row("webhook_endpoints", before["id"], sent)
        await _audit("webhook_endpoint.updated", row, before=before)
        return row


async def delete(caller: Caller, endpoint_id: uuid.UUID | None, *, version: int | None = None) -> None:
    """Deletes an endpoint with what waits for it. Events stay, and so does the log of what is over, while it is kept.

    Raises NotFound, Forbidden, PreconditionFailed.
    """
    # A delivery whose outcome is recorded meanwhile moves away: PostgreSQL then asks to begin again.
    await database.retried(lambda: _delete(caller, endpoint_id, version))


async def enable(caller: Caller, endpoint_id: uuid.UUID | None, *, version: int | None = None) -> Any:
    """Resumes deliveries, those that have waited first; also ends the breaker's pause. Harmless twice.

    Raises NotFound, Forbidden, PreconditionFailed.
    """
    async with database.transaction():
        row = await _lock(caller, endpoint_id, version)
        nudge.after_commit("webhooks")
        enabled = await database.update_row(
            "webhook_endpoints", row["id"], {"status": "enabled", "disabled_reason": None, **HEALTHY}
        )
        await _audit("webhook_endpoint.enabled", enabled, before=row)
        return enabled


async def disable(caller: Caller, endpoint_id: uuid.UUID | None, *, version: int | None = None) -> Any:
    """Stops deliveries: those that wait stay, and events from now on are not queued. The second time changes nothing.

    Raises NotFound, Forbidden, PreconditionFailed.
    """
    async with database.transaction():
        row = await _lock(caller, endpoint_id, version)
        if row["status"] == "disabled":
            return row
        disabled = await database.update_row(
            "webhook_endpoints", row["id"], {"status": "disabled", "disabled_reason": "requested"}
        )
        await events.record(row["receiver_id"], announce("webhook_endpoint.disabled", disabled, before=row))
        return disabled


async def rotate_secret(
    caller: Caller,
    endpoint_id: uuid.UUID | None,
    *,
    at_once: bool = False,
    signature: Signature | None = None,
    version: int | None = None,
) -> tuple[Any, Made]:
    """Makes a new key; the former ones sign for 24 more hours, or not at all with `at_once` (a leaked secret).

    `signature` also changes how it signs. Returns the row and the key, whose secret is not shown again.

    Raises NotFound, Forbidden, PreconditionFailed, TooManyWebhookSecrets.
    """
    async with database.transaction():
        row = await _lock(caller, endpoint_id, version)
        await endpoint_secrets.retire(row["id"], at_once=at_once)
        kind: Signature = signature or row["signature"]
        made = await endpoint_secrets.add(row["id"], kind)
        row = await database.update_row(
            "webhook_endpoints", row["id"], {"signature": kind, "public_key": made.public_key}
        )
        await _audit("webhook_endpoint.secret_rotated", row)
        return row, made


async def ping(caller: Caller, endpoint_id: uuid.UUID | None) -> Any:
    """Queues a `ping` event for this endpoint alone, whatever it subscribes to; returns the delivery.

    Raises NotFound, Forbidden, WebhookEndpointDisabled.
    """
    async with database.transaction():
        row = await lock_enabled(caller, endpoint_id)
        [delivery_id] = await events.record(row["receiver_id"], announce("ping", row), only_endpoint_id=row["id"])
        return await database.fetch_row("SELECT * FROM webhook_deliveries_open WHERE id = $1", delivery_id)


async def get(caller: Caller, endpoint_id: uuid.UUID | None) -> Any:
    """One endpoint. Raises NotFound, Forbidden."""
    return await access.find(caller, WebhookEndpoint, endpoint_id, "webhook_endpoints.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None, status: Status | None = None
) -> lists.Page[WebhookEndpoint]:
    """A page of endpoints, newest first; of those that have this status now, where it is given."""
    if status is not None:
        equal = {**filters.equal, "status": "disabled" if status == "disabled" else "enabled"}
        conditions = [(_IS_PAUSED[status], clock.now())] if status in _IS_PAUSED else []
        filters = msgspec.structs.replace(filters, equal=equal, conditions=[*filters.conditions, *conditions])
    return await lists.page(caller, WebhookEndpoint, filters=filters, limit=limit, after=after)


def announce(type_: str, row: Any, *, before: Any = None) -> events.Announcement:
    """The event of that type for an endpoint as it is now, and was before; the caller holds its row's lock."""
    data = shapes.webhook_endpoint(row)
    former = None if before is None else shapes.webhook_endpoint(before)
    return events.Announcement(
        type=type_,
        object_kind="webhook_endpoint",
        object_id=row["id"],
        data=data,
        previous=events.previous(former, data),
    )


async def lock_enabled(caller: Caller, endpoint_id: uuid.UUID | None) -> Any:
    """The row of an endpoint that is to get something, locked. Raises NotFound, Forbidden, WebhookEndpointDisabled."""
    row = await _lock(caller, endpoint_id, None)
    if row["status"] == "disabled":
        raise WebhookEndpointDisabled(row["disabled_reason"])
    return row


async def _delete(caller: Caller, endpoint_id: uuid.UUID | None, version: int | None) -> None:
    async with database.transaction():
        row = await _lock(caller, endpoint_id, version)
        await database.execute("DELETE FROM webhook_endpoints WHERE id = $1", row["id"])
        await _audit("webhook_endpoint.deleted", row)


async def _audit(action: str, row: Any, *, before: Any = None) -> None:
    await audit.record(
        action,
        object_kind="webhook_endpoint",
        object_id=row["id"],
        receiver_id=row["receiver_id"],
        before=before,
        after=row,
    )


async def _lock(caller: Caller, endpoint_id: uuid.UUID | None, version: int | None) -> Any:
    row = await access.find(caller, WebhookEndpoint, endpoint_id, "webhook_endpoints.write", lock=True)
    versions.check(row, version)
    return row


def _check_url(url: str) -> str:
    try:
        return addresses.check_url(url, allow_loopback=settings.webhooks_to_loopback)
    except ValueError as refusal:
        raise Invalid(str(refusal), pointer="/url") from refusal
