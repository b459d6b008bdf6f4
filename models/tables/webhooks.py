"""Who subscribed, and every delivery with its tries.

Tries, and deliveries that are over, lie in partitions like the events: see models/tables/events.py.
"""

from typing import Literal, get_args

from piccolo.columns import JSONB, UUID, Boolean, Bytea, DoublePrecision, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from models.tables import columns
from models.tables.columns import Field
from models.tables.parties import Receiver
from models.tables.row import Row

EndpointStatus = Literal["enabled", "paused", "disabled"]
ENDPOINT_STATUSES: tuple[EndpointStatus, ...] = get_args(EndpointStatus)
DisabledReason = Literal["requested", "gone", "failing"]
Payload = Literal["full", "thin"]
PAYLOADS: tuple[Payload, ...] = get_args(Payload)
Signature = Literal["v1", "v1a"]
SIGNATURES: tuple[Signature, ...] = get_args(Signature)
# The rows of a delivery lie in another partition once it is over, so that what is still to be done stays a small table.
DeliveryStatusOpen = Literal["pending", "leased"]
DeliveryStatusOver = Literal["delivered", "exhausted"]
DeliveryStatus = Literal[DeliveryStatusOpen, DeliveryStatusOver]
DELIVERY_STATUSES_OPEN: tuple[DeliveryStatusOpen, ...] = get_args(DeliveryStatusOpen)
DELIVERY_STATUSES_OVER: tuple[DeliveryStatusOver, ...] = get_args(DeliveryStatusOver)
DELIVERY_STATUSES: tuple[DeliveryStatus, ...] = DELIVERY_STATUSES_OPEN + DELIVERY_STATUSES_OVER


class WebhookEndpoint(Row, Table, tablename="webhook_endpoints"):
    """Where a subscriber wants to hear of events; no event types means all of them."""

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver, index=True)
    url = Varchar(length=2048)
    description = columns.nullable(Varchar(length=200, null=True, default=None))
    event_types = columns.words(40)
    payload: Field[Payload] = columns.word(10, default="full")
    # How the newest secret signs, and the public half of it when that is a key pair.
    signature: Field[Signature] = columns.word(10, default="v1")
    public_key = columns.nullable(Varchar(length=64, null=True, default=None))
    # Headers of the subscriber's own often hold a credential: a JSON object, encrypted.
    headers = columns.ciphertext(null=True)
    header_names = columns.words(100)
    status: Field[EndpointStatus] = columns.word(10, default="enabled")
    disabled_reason: Field[DisabledReason | None] = columns.optional_word(64)
    max_in_flight = Integer(default=10)
    max_per_second = columns.nullable(Integer(null=True, default=None))
    # How far the claims so far have used up the seconds to come (a virtual clock, as in GCRA).
    paced_until = columns.nullable(Timestamptz(null=True, default=None))
    # The breaker: nothing is sent before this instant.
    paused_until = columns.nullable(Timestamptz(null=True, default=None))
    failing_since = columns.nullable(Timestamptz(null=True, default=None))
    failures_in_a_row = Integer(default=0)
    # When its owners were told that it will be disabled.
    warned_at = columns.nullable(Timestamptz(null=True, default=None))
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    webhook_endpoints_have_a_known_status = Check(columns.one_of("status", ENDPOINT_STATUSES))
    webhook_endpoints_have_a_known_payload = Check(columns.one_of("payload", PAYLOADS))
    webhook_endpoints_have_a_known_signature = Check(columns.one_of("signature", SIGNATURES))
    webhook_endpoints_have_a_pace = Check('"max_per_second" BETWEEN 1 AND 1000')
    webhook_endpoints_have_a_limit = Check('"max_in_flight" BETWEEN 1 AND 100')


class WebhookSecret(Row, Table, tablename="webhook_secrets"):
    """A key that signs an endpoint's deliveries; several overlap while one replaces another."""

    id = columns.primary_key()
    endpoint_id = columns.reference(WebhookEndpoint, index=True, on_delete=OnDelete.cascade)
    secret = columns.ciphertext()
    expires_at = columns.nullable(Timestamptz(null=True, default=None))
    created_at = columns.created_at()


class WebhookDelivery(Row, Table, tablename="webhook_deliveries"):
    """One event for one endpoint: a row of the work list until it is delivered or given up.

    `attempts` counts claims since it was queued, or queued again; `tries` counts all of them, and numbers the attempts.
    """

    id = columns.primary_key()
    receiver_id = UUID()
    event_id = UUID()
    endpoint_id = UUID()
    event_type = Varchar(length=40)
    status: Field[DeliveryStatus] = columns.word(10, default="pending")
    attempts = Integer(default=0)
    tries = Integer(default=0)
    next_attempt_at = Timestamptz()
    lease_token = columns.nullable(UUID(null=True, default=None))
    delivered_at = columns.nullable(Timestamptz(null=True, default=None))
    # What the last attempt that counted brought.
    response_status = columns.nullable(Integer(null=True, default=None))
    error = columns.nullable(Varchar(length=40, null=True, default=None))
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    webhook_deliveries_have_a_known_status = Check(columns.one_of("status", DELIVERY_STATUSES))
    webhook_deliveries_have_a_lease_while_leased = Check(columns.is_work())


class WebhookAttempt(Row, Table, tablename="webhook_attempts"):
    """One try to deliver. `counted` is false where another worker had taken the delivery over meanwhile."""

    id = columns.primary_key()
    delivery_id = UUID()
    number = Integer()
    started_at = Timestamptz()
    duration_ms = Integer()
    response_status = columns.nullable(Integer(null=True, default=None))
    error = columns.nullable(Varchar(length=40, null=True, default=None))
    detail = columns.nullable(Text(null=True, default=None))
    response_excerpt = columns.nullable(Bytea(null=True, default=None))
    counted = Boolean(default=True)
    created_at = columns.created_at()


class WebhookTally(Row, Table, tablename="webhook_tallies"):
    """What workers have counted, for the metrics: a total for each name, like `attempts/well/delivered`."""

    name = Varchar(length=100, primary_key=True, default="")
    total = DoublePrecision(default=0)
