"""Webhook endpoints, deliveries and attempts, as clients see and send them. An event's shape is its stored bytes."""

import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models import clock, ids
from models.outgoing import URL_LENGTH_MAX
from models.shapes.common import Input, Metadata, Name, from_json

Url = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=URL_LENGTH_MAX,
        description="https on a public host, port 80 or 443.",
        examples=["https://example.com/webhooks"],
    ),
]
EventTypes = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=40)]],
    Meta(
        max_length=100,
        description="Types such as `invoice.paid`, or `invoice.*` for all of a kind. Empty: every type.",
        examples=[["invoice.*", "payment.succeeded"]],
    ),
]


class WebhookEndpointInput(Input):
    """A new subscriber to a receiver's events."""

    receiver_id: ids.ReceiverId
    url: Url
    event_types: EventTypes = msgspec.field(default_factory=list)
    description: Name | None = None
    metadata: Metadata = msgspec.field(default_factory=dict)


class WebhookEndpointPatch(Input):
    """Changes to an endpoint: only the fields sent change, and null clears. A new URL also ends the breaker's pause."""

    url: Url | UnsetType = UNSET
    event_types: EventTypes | UnsetType = UNSET
    description: Name | None | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET


class WebhookEndpoint(msgspec.Struct, kw_only=True):
    """A subscriber. Its secrets are shown when they are made and never again.

    `paused` is an enabled endpoint that we leave alone until `paused_until`, because it keeps failing or asked for it;
    its deliveries wait. A disabled one gets none of the events that happen until it is enabled again.
    """

    id: str
    object: Literal["webhook_endpoint"] = "webhook_endpoint"
    receiver_id: str
    url: str
    description: str | None
    event_types: list[str]
    status: Literal["enabled", "paused", "disabled"]
    disabled_reason: Literal["requested", "gone", "failing"] | None
    paused_until: datetime.datetime | None
    failing_since: datetime.datetime | None
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class WebhookEndpointWithSecret(WebhookEndpoint, kw_only=True):
    """A subscriber with the secret that was just made: `whsec_…`, to verify signatures with. Keep it safe."""

    secret: str


class WebhookDelivery(msgspec.Struct, kw_only=True):
    """One event on its way to one endpoint.

    `attempts` counts the tries since the delivery was queued, or queued again. `next_attempt_at` is null unless it
    waits.
    """

    id: str
    object: Literal["webhook_delivery"] = "webhook_delivery"
    receiver_id: str
    endpoint_id: str
    event_id: str
    event_type: str
    status: Literal["pending", "leased", "delivered", "exhausted"]
    attempts: int
    next_attempt_at: datetime.datetime | None
    delivered_at: datetime.datetime | None
    last_response_status: int | None
    last_error: str | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


class WebhookAttempt(msgspec.Struct, kw_only=True):
    """One try. `error` says why no complete answer came; `response_excerpt` is the beginning of what was answered.

    `counted` is false when another worker had taken the delivery over meanwhile, so that this outcome was ignored.
    """

    number: int
    started_at: datetime.datetime
    duration_ms: int
    response_status: int | None
    error: str | None
    detail: str | None
    response_excerpt: str | None
    counted: bool


class WebhookDeliveryWithAttempts(WebhookDelivery, kw_only=True):
    """One delivery with all its tries, the first one first."""

    attempt_log: list[WebhookAttempt]


def webhook_endpoint(row: Any) -> WebhookEndpoint:
    """The shape of a row of `webhook_endpoints`."""
    is_paused = row["paused_until"] is not None and row["paused_until"] > clock.now()
    return WebhookEndpoint(
        id=ids.encode("webhook_endpoint", row["id"]),
        receiver_id=ids.encode("receiver", row["receiver_id"]),
        url=row["url"],
        description=row["description"],
        event_types=list(row["event_types"]),
        status="paused" if is_paused and row["status"] == "enabled" else row["status"],
        disabled_reason=row["disabled_reason"],
        paused_until=row["paused_until"] if is_paused else None,
        failing_since=row["failing_since"],
        metadata=from_json(row["metadata"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def webhook_endpoint_with_secret(row: Any, secret: str) -> WebhookEndpointWithSecret:
    """The shape of a row of `webhook_endpoints`, for the one answer that holds its new secret."""
    return WebhookEndpointWithSecret(**msgspec.structs.asdict(webhook_endpoint(row)), secret=secret)


def webhook_delivery(row: Any) -> WebhookDelivery:
    """The shape of a row of `webhook_deliveries` with its event's type (see `models.webhooks.DELIVERY_COLUMNS`)."""
    last = from_json(row["last_attempt"]) or {}
    return WebhookDelivery(
        id=ids.encode("webhook_delivery", row["id"]),
        receiver_id=ids.encode("receiver", row["receiver_id"]),
        endpoint_id=ids.encode("webhook_endpoint", row["endpoint_id"]),
        event_id=ids.encode("event", row["event_id"]),
        event_type=row["event_type"],
        status=row["status"],
        attempts=row["attempts"],
        next_attempt_at=row["next_attempt_at"] if row["status"] == "pending" else None,
        delivered_at=row["delivered_at"],
        last_response_status=last.get("response_status"),
        last_error=last.get("error"),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def webhook_delivery_with_attempts(row: Any, attempts: list[Any]) -> WebhookDeliveryWithAttempts:
    """The shape of a delivery and of its rows of `webhook_attempts`."""
    return WebhookDeliveryWithAttempts(
        **msgspec.structs.asdict(webhook_delivery(row)), attempt_log=[_attempt(attempt) for attempt in attempts]
    )


def _attempt(row: Any) -> WebhookAttempt:
    excerpt: bytes | None = row["response_excerpt"]
    return WebhookAttempt(
        number=row["number"],
        started_at=row["started_at"],
        duration_ms=row["duration_ms"],
        response_status=row["response_status"],
        error=row["error"],
        detail=row["detail"],
        response_excerpt=None if excerpt is None else excerpt.decode(errors="replace"),
        counted=row["counted"],
    )
