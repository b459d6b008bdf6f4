"""The webhook endpoint of the examples, as its events show it."""

from models.shapes.webhooks import WebhookEndpoint
from models.webhooks.examples.common import BEGIN, DAY, id_of, later
from models.webhooks.examples.parties import RECEIVER

ENDPOINT = WebhookEndpoint(
    id=id_of("webhook_endpoint"),
    receiver_id=RECEIVER.id,
    url="https://example.com/webhooks",
    description=None,
    event_types=["invoice.*", "payment.succeeded"],
    payload="full",
    signature="v1",
    public_key=None,
    header_names=[],
    max_in_flight=10,
    max_per_second=None,
    status="enabled",
    disabled_reason=None,
    paused_until=None,
    failing_since=None,
    metadata={},
    created_at=BEGIN,
    updated_at=BEGIN,
)
ENDPOINT_DISABLED = later(ENDPOINT, 6 * DAY, status="disabled", disabled_reason="failing", failing_since=BEGIN + DAY)
