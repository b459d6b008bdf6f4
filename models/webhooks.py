"""Webhook endpoints: who hears of a receiver's events, with which secrets, and what became of each delivery.

Sending is in models/deliveries.py. Secrets follow the Standard Webhooks specification; while one replaces another,
both sign.
"""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

import msgspec

from config import settings
from models import access, audit, clock, database, events, ids, lists, nudge, outgoing, secrets, signing, versions
from models.access import Caller
from models.errors import Invalid, TooManyWebhookEndpoints, TooManyWebhookSecrets, WebhookEndpointDisabled
from models.shapes import webhooks as shapes
from models.shapes.common import changes, to_json
from models.shapes.webhooks import WebhookEndpointInput, WebhookEndpointPatch

ENDPOINTS_PER_RECEIVER_MAX = 50
# Every secret that is still valid costs each delivery a signature, and a header has room for some ten.
SECRETS_MAX = 10
ROTATION = datetime.timedelta(hours=24)
# What an endpoint looks like that has never failed.
HEALTHY: dict[str, Any] = {"failures_in_a_row": 0, "failing_since": None, "paused_until": None}
KINDS = frozenset(type_.partition(".")[0] for type_ in events.TYPES if "." in type_)

# What the shape of a delivery is made from.
DELIVERY_COLUMNS = """webhook_deliveries.*,
    (SELECT type FROM events WHERE events.id = webhook_deliveries.event_id) AS event_type,
    (SELECT json_build_object('response_status', response_status, 'error', error)::text FROM webhook_attempts
     WHERE delivery_id = webhook_deliveries.id ORDER BY webhook_attempts.id DESC LIMIT 1) AS last_attempt"""


async def create(caller: Caller, given: WebhookEndpointInput) -> tuple[Any, str]:
    """Makes an endpoint; returns its row and its secret, which is not shown again.

    Raises NotFound, Forbidden, Invalid (the URL, an event type), TooManyWebhookEndpoints.
    """
    async with database.transaction():
        receiver_id = ids.decode("receiver", given.receiver_id)
        # The lock keeps two requests from counting the same free place.
        receiver = await access.find(caller, "receivers", receiver_id, "webhook_endpoints.write", lock=True)
        url, event_types = _check_url(given.url), _check_event_types(given.event_types)
        count = await database.fetch_value(
            "SELECT count(*) FROM webhook_endpoints WHERE receiver_id = $1", receiver["id"]
        )
        if count >= ENDPOINTS_PER_RECEIVER_MAX:
            raise TooManyWebhookEndpoints(ENDPOINTS_PER_RECEIVER_MAX)
        row = await database.fetch_row(
            "INSERT INTO webhook_endpoints (id, receiver_id, url, event_types, description, metadata) "
            "VALUES ($1, $2, $3, $4, $5, $6) RETURNING *",
            ids.new(),
            receiver["id"],
            url,
            event_types,
            given.description,
            to_json(given.metadata),
        )
        assert row is not None
        await _audit("webhook_endpoint.created", row)
        return row, await _add_secret(row["id"])


async def update(
    caller: Caller, endpoint_id: uuid.UUID | None, patch: WebhookEndpointPatch, *, version: int | None = None
) -> Any:
    """Changes an endpoint; what is on its way goes to the new URL. Raises NotFound, Forbidden, PreconditionFailed,
    Invalid."""
    async with database.transaction():
        before = await _lock(caller, endpoint_id, version)
        sent = dict(changes(patch))
        if "event_types" in sent:
            sent["event_types"] = _check_event_types(sent["event_types"])
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
    """Deletes an endpoint with its deliveries; the events stay. Raises NotFound, Forbidden, PreconditionFailed."""
    async with database.transaction():
        row = await _lock(caller, endpoint_id, version)
        await database.execute("DELETE FROM webhook_endpoints WHERE id = $1", row["id"])
        await _audit("webhook_endpoint.deleted", row)


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
        await _audit("webhook_endpoint.disabled", disabled, before=row)
        return disabled


async def rotate_secret(
    caller: Caller, endpoint_id: uuid.UUID | None, *, at_once: bool = False, version: int | None = None
) -> tuple[Any, str]:
    """Makes a new secret; the former ones sign for 24 more hours, or not at all with `at_once` (a leaked secret).

    Returns the row and the new secret, which is not shown again. Raises NotFound, Forbidden, PreconditionFailed,
    TooManyWebhookSecrets.
    """
    async with database.transaction():
        row = await _lock(caller, endpoint_id, version)
        now = clock.now()
        await database.execute(
            "UPDATE webhook_secrets SET expires_at = $2 WHERE endpoint_id = $1 AND (expires_at IS NULL OR $3)",
            row["id"],
            now if at_once else now + ROTATION,
            at_once,
        )
        await database.execute(
            "DELETE FROM webhook_secrets WHERE endpoint_id = $1 AND expires_at <= $2", row["id"], now
        )
        count = await database.fetch_value("SELECT count(*) FROM webhook_secrets WHERE endpoint_id = $1", row["id"])
        if count >= SECRETS_MAX:
            raise TooManyWebhookSecrets(SECRETS_MAX)
        await _audit("webhook_endpoint.secret_rotated", row)
        return row, await _add_secret(row["id"])


async def ping(caller: Caller, endpoint_id: uuid.UUID | None) -> Any:
    """Queues a `ping` event for this endpoint alone, whatever it subscribes to; returns the delivery.

    Raises NotFound, Forbidden, WebhookEndpointDisabled.
    """
    async with database.transaction():
        row = await _lock(caller, endpoint_id, None)
        if row["status"] == "disabled":
            raise WebhookEndpointDisabled(row["disabled_reason"])
        await events.record(row["receiver_id"], announce("ping", row), only_endpoint_id=row["id"])
        return await database.fetch_row(
            f"SELECT {DELIVERY_COLUMNS} FROM webhook_deliveries WHERE endpoint_id = $1 AND event_id = "
            "(SELECT id FROM events WHERE object_id = $1 ORDER BY sequence DESC LIMIT 1)",
            row["id"],
        )


async def get(caller: Caller, endpoint_id: uuid.UUID | None) -> Any:
    """One endpoint. Raises NotFound, Forbidden."""
    return await access.find(caller, "webhook_endpoints", endpoint_id, "webhook_endpoints.read")


async def list_page(caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None) -> lists.Page:
    """A page of endpoints, newest first."""
    return await lists.page(caller, "webhook_endpoints", filters=filters, limit=limit, after=after)


async def list_deliveries(
    caller: Caller, endpoint_id: uuid.UUID | None, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page:
    """A page of an endpoint's deliveries, newest first. Raises NotFound, Forbidden."""
    endpoint = await get(caller, endpoint_id)
    filters = msgspec.structs.replace(filters, equal={**filters.equal, "endpoint_id": endpoint["id"]})
    return await lists.page(
        caller, "webhook_deliveries", filters=filters, limit=limit, after=after, columns=DELIVERY_COLUMNS
    )


async def get_delivery(caller: Caller, delivery_id: uuid.UUID | None) -> tuple[Any, list[Any]]:
    """One delivery and its attempts, the first one first. Raises NotFound, Forbidden."""
    row = await access.find(
        caller, "webhook_deliveries", delivery_id, "webhook_endpoints.read", columns=DELIVERY_COLUMNS
    )
    attempts = await database.fetch("SELECT * FROM webhook_attempts WHERE delivery_id = $1 ORDER BY id", row["id"])
    return row, attempts


async def redeliver(caller: Caller, delivery_id: uuid.UUID | None) -> Any:
    """Queues a delivery again, at once and with its schedule anew: the same id and bytes. Returns the delivery.

    One that is being sent this moment stays as it is. Raises NotFound, Forbidden, WebhookEndpointDisabled.
    """
    async with database.transaction():
        row = await access.find(caller, "webhook_deliveries", delivery_id, "webhook_endpoints.write", lock=True)
        endpoint = await get(caller, row["endpoint_id"])
        if endpoint["status"] == "disabled":
            raise WebhookEndpointDisabled(endpoint["disabled_reason"])
        await database.execute(
            "UPDATE webhook_deliveries SET status = 'pending', attempts = 0, next_attempt_at = $2, delivered_at = NULL "
            "WHERE id = $1 AND status <> 'leased'",
            row["id"],
            clock.now(),
        )
        nudge.after_commit("webhooks")
        return await database.fetch_row(f"SELECT {DELIVERY_COLUMNS} FROM webhook_deliveries WHERE id = $1", row["id"])


def announce(type_: str, row: Any) -> events.Announcement:
    """The event of that type for an endpoint as it is now; the caller holds its row's lock."""
    return events.Announcement(
        type=type_, object_kind="webhook_endpoint", object_id=row["id"], data=shapes.webhook_endpoint(row)
    )


def read_secret(endpoint_id: uuid.UUID, ciphertext: bytes) -> str:
    """The plain text of one of the endpoint's secrets. Raises secrets.CannotDecrypt."""
    return secrets.decrypt(ciphertext, context=_secret_context(endpoint_id)).decode()


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
    row = await access.find(caller, "webhook_endpoints", endpoint_id, "webhook_endpoints.write", lock=True)
    versions.check(row, version)
    return row


async def _add_secret(endpoint_id: uuid.UUID) -> str:
    secret = signing.new_secret()
    await database.execute(
        "INSERT INTO webhook_secrets (id, endpoint_id, secret) VALUES ($1, $2, $3)",
        ids.new(),
        endpoint_id,
        secrets.encrypt(secret.encode(), context=_secret_context(endpoint_id)),
    )
    return secret


def _secret_context(endpoint_id: uuid.UUID) -> str:
    return f"webhook_secret:{endpoint_id}"


def _check_url(url: str) -> str:
    try:
        return outgoing.check_url(url, allow_loopback=settings.webhooks_to_loopback)
    except ValueError as refusal:
        raise Invalid(str(refusal), pointer="/url") from refusal


def _check_event_types(event_types: Sequence[str]) -> list[str]:
    for index, type_ in enumerate(event_types):
        kind, _, name = type_.partition(".")
        if type_ not in events.TYPES and not (name == "*" and kind in KINDS):
            raise Invalid(
                f"{type_!r} is not an event type. /v1/event-types lists them; {sorted(KINDS)[0]}.* stands for all of "
                "one kind, and an empty list for all.",
                pointer=f"/event_types/{index}",
            )
    return list(dict.fromkeys(event_types))
