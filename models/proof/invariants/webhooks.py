"""What must always be true of webhook deliveries: one for an event and an endpoint, with its event still there."""

from models.proof.invariants.base import Invariant

INVARIANTS = (
    Invariant(
        "events_are_delivered_once_per_endpoint",
        "An event has at most one delivery for an endpoint, and only for an endpoint of its own receiver.",
        """
        SELECT event_id AS event, endpoint_id AS webhook_endpoint, count(*) AS deliveries FROM webhook_deliveries
        GROUP BY event_id, endpoint_id HAVING count(*) > 1
        UNION ALL
        SELECT delivery.event_id, delivery.endpoint_id, 1 FROM webhook_deliveries AS delivery
        JOIN events ON events.id = delivery.event_id
        JOIN webhook_endpoints AS endpoint ON endpoint.id = delivery.endpoint_id
        WHERE endpoint.receiver_id <> events.receiver_id OR delivery.receiver_id <> events.receiver_id
        """,
    ),
    Invariant(
        "open_deliveries_have_their_event",
        "What is still to be delivered is still there.",
        """
        SELECT id AS webhook_delivery, event_id AS event FROM webhook_deliveries_open AS delivery
        WHERE NOT EXISTS (SELECT FROM events WHERE events.id = delivery.event_id)
        """,
    ),
)
