"""Webhook endpoints: who hears of a receiver's events, of which, and how.

Sending is in models/webhooks/sending.py, what became of it in models/webhooks/log.py.
"""

import uuid
from collections.abc import Mapping

import msgspec
from msgspec import UNSET

from config import settings
from models import access, audit, clock, database, events, ids, lists, nudge, rows, versions
from models.access import Caller
from models.errors import Invalid, TooManyWebhookEndpoints, WebhookEndpointDisabled
from models.outgoing import addresses
from models.shapes import webhooks as shapes
from models.shapes.common import changes
from models.shapes.webhooks import WebhookEndpointInput, WebhookEndpointPatch
from models.tables.parties import Receiver
from models.tables.webhooks import EndpointStatus, Signature, WebhookDelivery, WebhookEndpoint
from models.versions import Wanted
from models.webhooks import secrets
from models.webhooks.secrets import Made

ENDPOINTS_PER_RECEIVER_MAX = 50
# A pause is not written down as a status, since it ends by itself.
_IS_PAUSED = {"enabled": "(paused_until > {}) IS NOT TRUE", "paused": "paused_until > {}"}
# What an endpoint looks like that has never failed.
HEALTHY: Mapping[str, object] = {"failures_in_a_row": 0, "failing_since": None, "paused_until": None, "warned_at": None}


async def create(caller: Caller, given: WebhookEndpointInput) -> tuple[WebhookEndpoint, Made]:
    """Makes an endpoint; returns it and its key, whose secret is not shown again.

    Raises NotFound, Forbidden, Invalid (the URL, an event type, a header), TooManyWebhookEndpoints.
    """
    async with database.transaction():
        receiver_id = ids.decode("receiver", given.receiver_id)
        # The lock keeps two requests from counting the same free place.
        receiver = await access.find(caller, Receiver, receiver_id, "webhook_endpoints.write", lock=True)
        identifier = ids.make()
        url, event_types = _check_url(given.url), events.check_types(given.event_types, "/event_types")
        headers = secrets.encrypt_headers(identifier, given.headers)
        count = await WebhookEndpoint.count().where(WebhookEndpoint.receiver_id == receiver.id)
        if count >= ENDPOINTS_PER_RECEIVER_MAX:
            raise TooManyWebhookEndpoints(ENDPOINTS_PER_RECEIVER_MAX)
        # The key refers to its endpoint, and the endpoint shows the key's public half.
        bare = await rows.insert(WebhookEndpoint(id=identifier, receiver_id=receiver.id, url=url))
        made = await secrets.add(identifier, given.signature)
        endpoint = await rows.update(
            bare,
            {
                WebhookEndpoint.event_types: event_types,
                WebhookEndpoint.description: given.description,
                WebhookEndpoint.metadata: given.metadata,
                WebhookEndpoint.payload: given.payload,
                WebhookEndpoint.max_in_flight: given.max_in_flight,
                WebhookEndpoint.max_per_second: given.max_per_second,
                WebhookEndpoint.signature: given.signature,
                WebhookEndpoint.public_key: made.public_key,
                WebhookEndpoint.headers: headers,
                WebhookEndpoint.header_names: list(given.headers),
            },
        )
        await _audit("webhook_endpoint.created", endpoint)
        return endpoint, made


async def update(
    caller: Caller, endpoint_id: uuid.UUID | None, patch: WebhookEndpointPatch, *, version: Wanted = None
) -> WebhookEndpoint:
    """Changes an endpoint; what is on its way goes to the new URL. Raises NotFound, Forbidden, PreconditionFailed,
    Invalid."""
    async with database.transaction():
        before = await _lock(caller, endpoint_id, version)
        sent = changes(patch)
        if patch.event_types is not UNSET:
            sent["event_types"] = events.check_types(patch.event_types, "/event_types")
        if patch.headers is not UNSET:
            sent["header_names"] = list(patch.headers)
            sent["headers"] = secrets.encrypt_headers(before.id, patch.headers)
        if patch.url is not UNSET:
            sent["url"] = _check_url(patch.url)
            if sent["url"] != before.url:
                # The failures were the former URL's.
                sent.update(HEALTHY)
                nudge.after_commit("webhooks")
        endpoint = await rows.update(before, sent)
        await _audit("webhook_endpoint.updated", endpoint, before=before)
        return endpoint


async def delete(caller: Caller, endpoint_id: uuid.UUID | None, *, version: Wanted = None) -> None:
    """Deletes an endpoint with what waits for it. Events stay, and so does the log of what is over, while it is kept.

    Raises NotFound, Forbidden, PreconditionFailed.
    """
    # A delivery whose outcome is recorded meanwhile moves away: PostgreSQL then asks to begin again.
    await database.retried(lambda: _delete(caller, endpoint_id, version))


async def enable(caller: Caller, endpoint_id: uuid.UUID | None, *, version: Wanted = None) -> WebhookEndpoint:
    """Resumes deliveries, those that have waited first; also ends the breaker's pause. Harmless twice.

    Raises NotFound, Forbidden, PreconditionFailed.
    """
    async with database.transaction():
        before = await _lock(caller, endpoint_id, version)
        nudge.after_commit("webhooks")
        endpoint = await rows.update(before, {"status": "enabled", "disabled_reason": None, **HEALTHY})
        await _audit("webhook_endpoint.enabled", endpoint, before=before)
        return endpoint


async def disable(caller: Caller, endpoint_id: uuid.UUID | None, *, version: Wanted = None) -> WebhookEndpoint:
    """Stops deliveries: those that wait stay, and events from now on are not queued. The second time changes nothing.

    Raises NotFound, Forbidden, PreconditionFailed.
    """
    async with database.transaction():
        before = await _lock(caller, endpoint_id, version)
        if before.status == "disabled":
            return before
        endpoint = await rows.update(
            before, {WebhookEndpoint.status: "disabled", WebhookEndpoint.disabled_reason: "requested"}
        )
        await announce_disabled(endpoint, before=before)
        return endpoint


async def rotate_secret(
    caller: Caller,
    endpoint_id: uuid.UUID | None,
    *,
    at_once: bool = False,
    signature: Signature | None = None,
    version: Wanted = None,
) -> tuple[WebhookEndpoint, Made]:
    """Makes a new key; the former ones sign for 24 more hours, or not at all with `at_once` (a leaked secret).

    `signature` also changes how it signs. Returns the endpoint and the key, whose secret is not shown again.

    Raises NotFound, Forbidden, PreconditionFailed, TooManyWebhookSecrets.
    """
    async with database.transaction():
        before = await _lock(caller, endpoint_id, version)
        await secrets.retire(before.id, at_once=at_once)
        kind = signature or before.signature
        made = await secrets.add(before.id, kind)
        endpoint = await rows.update(
            before, {WebhookEndpoint.signature: kind, WebhookEndpoint.public_key: made.public_key}
        )
        await _audit("webhook_endpoint.secret_rotated", endpoint)
        return endpoint, made


async def ping(caller: Caller, endpoint_id: uuid.UUID | None) -> WebhookDelivery:
    """Queues a `ping` event for this endpoint alone, whatever it subscribes to; returns the delivery.

    Raises NotFound, Forbidden, WebhookEndpointDisabled.
    """
    async with database.transaction():
        endpoint = await lock_enabled(caller, endpoint_id)
        announcement = events.announcement("ping", shapes.webhook_endpoint(endpoint))
        delivery_id = await events.record_for(endpoint.id, endpoint.receiver_id, announcement)
        # With its status, PostgreSQL need not look for it among those that are over.
        delivery = (
            await WebhookDelivery.objects()
            .where(WebhookDelivery.id == delivery_id, WebhookDelivery.status == "pending")
            .first()
        )
        assert delivery is not None, "queued in this transaction"
        return delivery


async def get(caller: Caller, endpoint_id: uuid.UUID | None) -> WebhookEndpoint:
    """One endpoint. Raises NotFound, Forbidden."""
    return await access.find(caller, WebhookEndpoint, endpoint_id, "webhook_endpoints.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None, status: EndpointStatus | None = None
) -> lists.Page[WebhookEndpoint]:
    """A page of endpoints, newest first; of those that have this status now, where it is given."""
    if status is not None:
        equal = {**filters.equal, "status": "disabled" if status == "disabled" else "enabled"}
        conditions = [(_IS_PAUSED[status], clock.now())] if status in _IS_PAUSED else []
        filters = msgspec.structs.replace(filters, equal=equal, conditions=[*filters.conditions, *conditions])
    return await lists.page(caller, WebhookEndpoint, filters=filters, limit=limit, after=after)


async def lock_enabled(caller: Caller, endpoint_id: uuid.UUID | None) -> WebhookEndpoint:
    """An endpoint that is to get something, locked. Raises NotFound, Forbidden, WebhookEndpointDisabled."""
    endpoint = await _lock(caller, endpoint_id, None)
    if endpoint.status == "disabled":
        raise WebhookEndpointDisabled(endpoint.disabled_reason)
    return endpoint


async def announce_disabled(endpoint: WebhookEndpoint, *, before: WebhookEndpoint) -> None:
    """Tells subscribers that an endpoint gets no more deliveries; the caller holds its row's lock."""
    announcement = events.announcement(
        "webhook_endpoint.disabled", shapes.webhook_endpoint(endpoint), before=shapes.webhook_endpoint(before)
    )
    await events.record(endpoint.receiver_id, announcement)


async def _delete(caller: Caller, endpoint_id: uuid.UUID | None, version: Wanted) -> None:
    async with database.transaction():
        endpoint = await _lock(caller, endpoint_id, version)
        await rows.delete(endpoint)
        await _audit("webhook_endpoint.deleted", endpoint)


async def _audit(action: str, endpoint: WebhookEndpoint, *, before: WebhookEndpoint | None = None) -> None:
    await audit.record(
        action,
        object_kind="webhook_endpoint",
        object_id=endpoint.id,
        receiver_id=endpoint.receiver_id,
        before=before,
        after=endpoint,
    )


async def _lock(caller: Caller, endpoint_id: uuid.UUID | None, version: Wanted) -> WebhookEndpoint:
    endpoint = await access.find(caller, WebhookEndpoint, endpoint_id, "webhook_endpoints.write", lock=True)
    versions.check(endpoint, version)
    return endpoint


def _check_url(url: str) -> str:
    try:
        return addresses.check_url(url, allow_loopback=settings.webhooks_to_loopback)
    except ValueError as refusal:
        raise Invalid(str(refusal), pointer="/url") from refusal
