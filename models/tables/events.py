"""What was announced: events, who subscribed, and every delivery with its attempts."""

from typing import Any

from piccolo.columns import JSONB, UUID, Array, BigInt, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.parties import Receiver

ENDPOINT_STATUSES = ("enabled", "paused", "disabled")
DELIVERY_STATUSES = ("pending", "leased", "delivered", "exhausted")


class Event(Table, tablename="events"):
    """One state change, with the exact bytes that subscribers get. Append-only but for `position`.

    `sequence` counts the events of one object. `position` is the place in the feed, given after commit by a job, so
    that nobody who reads in order can miss an event that committed late.
    """

    id = columns.primary_key()
    receiver_id: Any = ForeignKey(Receiver, null=False, on_delete=OnDelete.restrict)
    type = Varchar(length=40)
    object_kind = Varchar(length=24)
    object_id = UUID()
    sequence = Integer()
    body: Any = Bytea(default=b"")
    position = BigInt(null=True, default=None, unique=True)
    created_at = columns.created_at()

    events_are_numbered_per_object = Unique(["object_id", "sequence"])


class WebhookEndpoint(Table, tablename="webhook_endpoints"):
    """Where a subscriber wants to hear of events; no event types means all of them."""

    id = columns.primary_key()
    receiver_id: Any = ForeignKey(Receiver, null=False, on_delete=OnDelete.restrict, index=True)
    url = Varchar(length=2048)
    description = Varchar(length=200, null=True, default=None)
    event_types = Array(base_column=Varchar(length=40), default=list)
    status = Varchar(length=10, default="enabled")
    disabled_reason = Varchar(length=64, null=True, default=None)
    max_in_flight = Integer(default=10)
    # The breaker: nothing is sent before this instant.
    paused_until = Timestamptz(null=True, default=None)
    failing_since = Timestamptz(null=True, default=None)
    failures_in_a_row = Integer(default=0)
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    webhook_endpoints_have_a_known_status = Check(columns.one_of("status", ENDPOINT_STATUSES))
    webhook_endpoints_have_a_limit = Check('"max_in_flight" BETWEEN 1 AND 100')


class WebhookSecret(Table, tablename="webhook_secrets"):
    """A key that signs an endpoint's deliveries; several overlap while one replaces another."""

    id = columns.primary_key()
    endpoint_id: Any = ForeignKey(WebhookEndpoint, null=False, on_delete=OnDelete.cascade, index=True)
    secret: Any = columns.ciphertext()
    expires_at = Timestamptz(null=True, default=None)
    created_at = columns.created_at()


class WebhookDelivery(Table, tablename="webhook_deliveries"):
    """One event for one endpoint: a row of the work list until it is delivered or given up."""

    id = columns.primary_key()
    receiver_id: Any = ForeignKey(Receiver, null=False, on_delete=OnDelete.restrict)
    event_id: Any = ForeignKey(Event, null=False, on_delete=OnDelete.restrict)
    endpoint_id: Any = ForeignKey(WebhookEndpoint, null=False, on_delete=OnDelete.cascade)
    status = Varchar(length=10, default="pending")
    attempts = Integer(default=0)
    next_attempt_at = Timestamptz()
    lease_token = UUID(null=True, default=None)
    delivered_at = Timestamptz(null=True, default=None)
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    webhook_deliveries_have_a_known_status = Check(columns.one_of("status", DELIVERY_STATUSES))
    webhook_deliveries_have_a_lease_while_leased = Check(columns.is_work())
    webhook_deliveries_are_one_per_event_and_endpoint = Unique(["event_id", "endpoint_id"])


class WebhookAttempt(Table, tablename="webhook_attempts"):
    """One try to deliver. `counted` is false where another worker had taken the delivery over meanwhile."""

    id = columns.primary_key()
    delivery_id: Any = ForeignKey(WebhookDelivery, null=False, on_delete=OnDelete.cascade, index=True)
    number = Integer()
    started_at = Timestamptz()
    duration_ms = Integer()
    response_status = Integer(null=True, default=None)
    error = Varchar(length=40, null=True, default=None)
    detail = Text(null=True, default=None)
    response_excerpt: Any = Bytea(null=True, default=None)
    counted = Boolean(default=True)
    created_at = columns.created_at()
