"""Webhook endpoints, deliveries and attempts, as clients see and send them. An event's shape is its stored bytes."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models import clock, ids
from models.outgoing.addresses import URL_LENGTH_MAX
from models.shapes.common import Input, Instant, Metadata, Name, metadata
from models.tables import webhooks as tables
from models.tables.webhooks import DeliveryStatus, DisabledReason, EndpointStatus, Payload, Signature

# What an endpoint may have made of an event; "missing": it was never queued for the endpoint.
Fate = Literal["exhausted", "missing", "delivered"]
FATES: tuple[Fate, ...] = get_args(Fate)

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
PayloadWish = Annotated[
    Payload,
    Meta(
        description="`full` events hold the whole object, `thin` ones only its id and type: read it when you need it."
    ),
]
SignatureWish = Annotated[
    Signature,
    Meta(description="`v1`: HMAC-SHA256 with a shared secret. `v1a`: ed25519, verified with a public key."),
]
Headers = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=100)], Annotated[str, Meta(min_length=1, max_length=1000)]],
    Meta(
        max_length=10,
        description="Headers of yours that go along with each delivery, such as a token of your gateway. They are kept "
        "encrypted and never shown again.",
        examples=[{"Authorization": "Bearer of-your-gateway"}],
    ),
]
InFlight = Annotated[int, Meta(ge=1, le=100, description="How many requests may be on their way at once.")]
PerSecond = Annotated[int, Meta(ge=1, le=1000, description="How many requests may begin within a second.")]


class WebhookEndpointInput(Input):
    """A new subscriber to a receiver's events."""

    receiver_id: ids.ReceiverId
    url: Url
    event_types: EventTypes = msgspec.field(default_factory=list)
    description: Name | None = None
    payload: PayloadWish = "full"
    signature: SignatureWish = "v1"
    headers: Headers = msgspec.field(default_factory=dict)
    max_in_flight: InFlight = 10
    max_per_second: PerSecond | None = None
    metadata: Metadata = msgspec.field(default_factory=dict)


class WebhookEndpointPatch(Input):
    """Changes to an endpoint: only the fields sent change, and null clears. `event_types`, `headers` and
    `metadata` are replaced as a whole. A new URL also ends the breaker's pause."""

    url: Url | UnsetType = UNSET
    event_types: EventTypes | UnsetType = UNSET
    description: Name | None | UnsetType = UNSET
    payload: PayloadWish | UnsetType = UNSET
    headers: Headers | UnsetType = UNSET
    max_in_flight: InFlight | UnsetType = UNSET
    max_per_second: PerSecond | None | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET


class SecretRotation(Input):
    """How to rotate. `at_once` ends the former secrets now, because one leaked; else they sign along for 24 hours."""

    at_once: bool = False
    signature: SignatureWish | None = None


class ReplayInput(Input, rename={"from_": "from"}):
    """What to send again: events from one instant until before another, narrowed down by type and by their fate.

    Without `status`, what was given up (`exhausted`) and what was never queued for the endpoint (`missing`). Deliveries
    are kept for a while only: what happened before that counts as missing.
    """

    from_: Instant
    to: Instant
    types: EventTypes = msgspec.field(default_factory=list)
    status: Fate | None = None
    dry_run: Annotated[bool, Meta(description="Only count.")] = False


class WebhookEndpoint(msgspec.Struct, kw_only=True):
    """A subscriber. Its secrets are shown when they are made and never again.

    `paused` is an enabled endpoint that we leave alone until `paused_until`, because it keeps failing or asked for it;
    its deliveries wait. A disabled one gets none of the events that happen until it is enabled again. `public_key`
    (`whpk_…`) verifies `v1a` signatures; `header_names` are those of its own headers.
    """

    id: str
    object: Literal["webhook_endpoint"] = "webhook_endpoint"
    receiver_id: str
    url: str
    description: str | None
    event_types: list[str]
    payload: Payload
    signature: Signature
    public_key: str | None
    header_names: list[str]
    max_in_flight: int
    max_per_second: int | None
    status: EndpointStatus
    disabled_reason: DisabledReason | None
    paused_until: datetime.datetime | None
    failing_since: datetime.datetime | None
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class WebhookEndpointWithSecret(WebhookEndpoint, kw_only=True):
    """A subscriber with the secret that was just made: `whsec_…`, to verify signatures with. Keep it safe.

    It is null where the endpoint signs with `v1a`: there is nothing to keep secret for whom verifies.
    """

    secret: str | None


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
    status: DeliveryStatus
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


class WebhookReplay(msgspec.Struct, kw_only=True):
    """What a replay queued, or would queue: how many deliveries in all, and by what had become of them before."""

    object: Literal["webhook_replay"] = "webhook_replay"
    endpoint_id: str
    from_: datetime.datetime = msgspec.field(name="from")
    to: datetime.datetime
    dry_run: bool
    count: int
    exhausted: int
    missing: int
    delivered: int


class WebhookDeliveryWithAttempts(WebhookDelivery, kw_only=True):
    """One delivery with all its tries, the first one first."""

    attempt_log: list[WebhookAttempt]


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """What a replay queued, or would queue: how many deliveries by what had become of them before."""

    endpoint_id: uuid.UUID
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    dry_run: bool
    counts: Mapping[Fate, int]


def webhook_endpoint(row: tables.WebhookEndpoint) -> WebhookEndpoint:
    """The shape of a row of `webhook_endpoints`."""
    is_paused = row.paused_until is not None and row.paused_until > clock.now()
    return WebhookEndpoint(
        id=ids.encode("webhook_endpoint", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        url=row.url,
        description=row.description,
        event_types=row.event_types,
        payload=row.payload,
        signature=row.signature,
        public_key=row.public_key,
        header_names=row.header_names,
        max_in_flight=row.max_in_flight,
        max_per_second=row.max_per_second,
        status="paused" if is_paused and row.status == "enabled" else row.status,
        disabled_reason=row.disabled_reason,
        paused_until=row.paused_until if is_paused else None,
        failing_since=row.failing_since,
        metadata=metadata(row.metadata),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def webhook_endpoint_with_secret(row: tables.WebhookEndpoint, secret: str | None) -> WebhookEndpointWithSecret:
    """The shape of a row of `webhook_endpoints`, for the one answer that holds its new secret."""
    return WebhookEndpointWithSecret(**msgspec.structs.asdict(webhook_endpoint(row)), secret=secret)


def webhook_delivery(row: tables.WebhookDelivery) -> WebhookDelivery:
    """The shape of a row of `webhook_deliveries`."""
    return WebhookDelivery(
        id=ids.encode("webhook_delivery", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        endpoint_id=ids.encode("webhook_endpoint", row.endpoint_id),
        event_id=ids.encode("event", row.event_id),
        event_type=row.event_type,
        status=row.status,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at if row.status == "pending" else None,
        delivered_at=row.delivered_at,
        last_response_status=row.response_status,
        last_error=row.error,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def webhook_delivery_with_attempts(
    row: tables.WebhookDelivery, attempts: Iterable[tables.WebhookAttempt]
) -> WebhookDeliveryWithAttempts:
    """The shape of a delivery and of its rows of `webhook_attempts`."""
    return WebhookDeliveryWithAttempts(
        **msgspec.structs.asdict(webhook_delivery(row)), attempt_log=[_attempt(attempt) for attempt in attempts]
    )


def webhook_replay(replayed: Replayed) -> WebhookReplay:
    """The shape of a replay."""
    return WebhookReplay(
        endpoint_id=ids.encode("webhook_endpoint", replayed.endpoint_id),
        from_=replayed.starts_at,
        to=replayed.ends_at,
        dry_run=replayed.dry_run,
        count=sum(replayed.counts.values()),
        exhausted=replayed.counts["exhausted"],
        missing=replayed.counts["missing"],
        delivered=replayed.counts["delivered"],
    )


def _attempt(row: tables.WebhookAttempt) -> WebhookAttempt:
    excerpt = row.response_excerpt
    return WebhookAttempt(
        number=row.number,
        started_at=row.started_at,
        duration_ms=row.duration_ms,
        response_status=row.response_status,
        error=row.error,
        detail=row.detail,
        response_excerpt=None if excerpt is None else excerpt.decode(errors="replace"),
        counted=row.counted,
    )
