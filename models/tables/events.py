"""What was announced: events and their feed, who subscribed, and every delivery with its attempts.

Events, attempts and deliveries that are over lie in a partition for each month of their id (a UUIDv7 begins with the
time), so that old ones are dropped whole; models/upkeep/partitions.py makes and drops them. Nothing refers to a
partitioned table by a foreign key, which would have to be checked row by row before a month can go.
"""

from typing import Any

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Bytea,
    DoublePrecision,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.tables import columns
from models.tables.parties import Receiver

ENDPOINT_STATUSES = ("enabled", "paused", "disabled")
PAYLOADS = ("full", "thin")
SIGNATURES = ("v1", "v1a")
# The rows of a delivery lie in another partition once it is over, so that what is still to be done stays a small table.
DELIVERY_STATUSES_OPEN = ("pending", "leased")
DELIVERY_STATUSES_OVER = ("delivered", "exhausted")
DELIVERY_STATUSES = DELIVERY_STATUSES_OPEN + DELIVERY_STATUSES_OVER


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
    position = BigInt(null=True, default=None)
    created_at = columns.created_at()


class EventSequence(Table, tablename="event_sequences"):
    """How many events an object has had; outlives the events, so that numbers never begin anew."""

    object_id = UUID(primary_key=True, default=None)
    sequence = Integer()


class Feed(Table, tablename="feed"):
    """One row: the last place that was given in the feed, and since when events are kept (null: since ever)."""

    id = Integer(primary_key=True, default=1)
    position = BigInt(default=0)
    kept_from = Timestamptz(null=True, default=None)

    the_feed_is_one = Check('"id" = 1')


class FeedFloor(Table, tablename="feed_floors"):
    """The last event of a receiver that is not kept any more: whoever has read so far has missed nothing."""

    receiver_id: Any = ForeignKey(Receiver, primary_key=True, null=False, on_delete=OnDelete.cascade)
    event_id = UUID()
    position = BigInt()


class WebhookEndpoint(Table, tablename="webhook_endpoints"):
    """Where a subscriber wants to hear of events; no event types means all of them."""

    id = columns.primary_key()
    receiver_id: Any = ForeignKey(Receiver, null=False, on_delete=OnDelete.restrict, index=True)
    url = Varchar(length=2048)
    description = Varchar(length=200, null=True, default=None)
    event_types = Array(base_column=Varchar(length=40), default=list)
    payload = Varchar(length=10, default="full")
    # How the newest secret signs, and the public half of it when that is a key pair.
    signature = Varchar(length=10, default="v1")
    public_key = Varchar(length=64, null=True, default=None)
    # Headers of the subscriber's own often hold a credential: a JSON object, encrypted.
    headers: Any = columns.ciphertext(null=True)
    header_names = Array(base_column=Varchar(length=100), default=list)
    status = Varchar(length=10, default="enabled")
    disabled_reason = Varchar(length=64, null=True, default=None)
    max_in_flight = Integer(default=10)
    max_per_second = Integer(null=True, default=None)
    # How far the claims so far have used up the seconds to come (a virtual clock, as in GCRA).
    paced_until = Timestamptz(null=True, default=None)
    # The breaker: nothing is sent before this instant.
    paused_until = Timestamptz(null=True, default=None)
    failing_since = Timestamptz(null=True, default=None)
    failures_in_a_row = Integer(default=0)
    # When its owners were told that it will be disabled.
    warned_at = Timestamptz(null=True, default=None)
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    webhook_endpoints_have_a_known_status = Check(columns.one_of("status", ENDPOINT_STATUSES))
    webhook_endpoints_have_a_known_payload = Check(columns.one_of("payload", PAYLOADS))
    webhook_endpoints_have_a_known_signature = Check(columns.one_of("signature", SIGNATURES))
    webhook_endpoints_have_a_pace = Check('"max_per_second" BETWEEN 1 AND 1000')
    webhook_endpoints_have_a_limit = Check('"max_in_flight" BETWEEN 1 AND 100')


class WebhookSecret(Table, tablename="webhook_secrets"):
    """A key that signs an endpoint's deliveries; several overlap while one replaces another."""

    id = columns.primary_key()
    endpoint_id: Any = ForeignKey(WebhookEndpoint, null=False, on_delete=OnDelete.cascade, index=True)
    secret: Any = columns.ciphertext()
    expires_at = Timestamptz(null=True, default=None)
    created_at = columns.created_at()


class WebhookDelivery(Table, tablename="webhook_deliveries"):
    """One event for one endpoint: a row of the work list until it is delivered or given up.

    `attempts` counts claims since it was queued, or queued again; `tries` counts all of them, and numbers the attempts.
    """

    id = columns.primary_key()
    receiver_id = UUID()
    event_id = UUID()
    endpoint_id = UUID()
    event_type = Varchar(length=40)
    status = Varchar(length=10, default="pending")
    attempts = Integer(default=0)
    tries = Integer(default=0)
    next_attempt_at = Timestamptz()
    lease_token = UUID(null=True, default=None)
    delivered_at = Timestamptz(null=True, default=None)
    # What the last attempt that counted brought.
    response_status = Integer(null=True, default=None)
    error = Varchar(length=40, null=True, default=None)
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    webhook_deliveries_have_a_known_status = Check(columns.one_of("status", DELIVERY_STATUSES))
    webhook_deliveries_have_a_lease_while_leased = Check(columns.is_work())


class WebhookAttempt(Table, tablename="webhook_attempts"):
    """One try to deliver. `counted` is false where another worker had taken the delivery over meanwhile."""

    id = columns.primary_key()
    delivery_id = UUID()
    number = Integer()
    started_at = Timestamptz()
    duration_ms = Integer()
    response_status = Integer(null=True, default=None)
    error = Varchar(length=40, null=True, default=None)
    detail = Text(null=True, default=None)
    response_excerpt: Any = Bytea(null=True, default=None)
    counted = Boolean(default=True)
    created_at = columns.created_at()


class WebhookTally(Table, tablename="webhook_tallies"):
    """What the deliverers have counted, for the metrics: a total for each name, like `attempts/well/delivered`."""

    name = Varchar(length=100, primary_key=True, default="")
    total = DoublePrecision(default=0)
