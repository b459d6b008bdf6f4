"""Claiming due deliveries: under a lease, fairly between receivers, and never more per endpoint than it may have.

The lease is `next_attempt_at`: it moves to the lease's end, so a row whose worker died becomes due by itself. Attempts
are counted here, so that a row which kills its worker is not tried for ever.
"""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

import msgspec
import structlog

from models import clock, database, endpoint_health, secrets, webhooks

logger = structlog.get_logger(__name__)

# Longer than the 20 s that one request may take, and our own recording of its outcome.
LEASE = datetime.timedelta(seconds=60)

# How many of an endpoint's deliveries may be on their way at once; one that keeps failing gets one probe at a time.
_ALLOWED = (
    f"CASE WHEN endpoint.failures_in_a_row >= {endpoint_health.FAILURES_TOLERATED} THEN 1 "
    "ELSE endpoint.max_in_flight END"
)

# The first CTE hops through the index from endpoint to endpoint, so its cost is the number of endpoints with anything
# to do, whatever their backlogs. Receivers take turns: the next place goes to whom has the fewest on their way. Of each
# endpoint only its oldest rows are candidates, so two claimers at once want the same ones, and the lock gives each row
# to one of them: together they do not exceed the endpoint's limit either.
_CLAIM = f"""
WITH RECURSIVE waiting AS (
    (SELECT endpoint_id, next_attempt_at FROM webhook_deliveries WHERE status IN ('pending', 'leased')
     ORDER BY endpoint_id, next_attempt_at LIMIT 1)
    UNION ALL
    SELECT following.* FROM waiting CROSS JOIN LATERAL (
        SELECT endpoint_id, next_attempt_at FROM webhook_deliveries
        WHERE status IN ('pending', 'leased') AND endpoint_id > waiting.endpoint_id
        ORDER BY endpoint_id, next_attempt_at LIMIT 1) AS following
), free AS (
    SELECT endpoint.id, endpoint.receiver_id, waiting.next_attempt_at, busy.in_flight,
        {_ALLOWED} - busy.in_flight AS places
    FROM waiting JOIN webhook_endpoints AS endpoint ON endpoint.id = waiting.endpoint_id
    CROSS JOIN LATERAL (
        -- The bound spares us the rows that wait for later tries. A lease ends within LEASE from its claimer's now,
        -- which can be later than ours: we may have waited for a connection, and other machines have other clocks.
        SELECT count(*) AS in_flight FROM webhook_deliveries WHERE endpoint_id = endpoint.id
          AND status = 'leased' AND next_attempt_at > $1 AND next_attempt_at <= $1 + 2 * $2::interval) AS busy
    WHERE waiting.next_attempt_at <= $1 AND endpoint.status = 'enabled'
      AND (endpoint.paused_until IS NULL OR endpoint.paused_until <= $1)
), turn AS (
    SELECT id, next_attempt_at, places, sum(in_flight) OVER (PARTITION BY receiver_id)
        + row_number() OVER (PARTITION BY receiver_id ORDER BY in_flight, next_attempt_at) AS place
    FROM free WHERE places > 0 ORDER BY place, next_attempt_at LIMIT $3
), candidate AS (
    SELECT delivery.id, delivery.next_attempt_at,
        turn.place + row_number() OVER (PARTITION BY turn.id ORDER BY delivery.next_attempt_at) AS place
    FROM turn CROSS JOIN LATERAL (
        SELECT id, next_attempt_at FROM webhook_deliveries
        WHERE endpoint_id = turn.id AND status IN ('pending', 'leased') AND next_attempt_at <= $1
        ORDER BY next_attempt_at, id LIMIT turn.places) AS delivery
), chosen AS (
    SELECT id FROM webhook_deliveries
    WHERE id IN (SELECT id FROM candidate ORDER BY place, next_attempt_at LIMIT $3)
      AND status IN ('pending', 'leased') AND next_attempt_at <= $1
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE webhook_deliveries AS delivery
SET status = 'leased', lease_token = $4, attempts = attempts + 1, next_attempt_at = $1 + $2::interval
FROM chosen, events
WHERE delivery.id = chosen.id AND events.id = delivery.event_id
RETURNING delivery.id, delivery.endpoint_id, delivery.event_id, delivery.attempts, events.body
"""

_ENDPOINTS = """
SELECT id, url, ARRAY(
    SELECT secret FROM webhook_secrets WHERE endpoint_id = endpoint.id AND (expires_at IS NULL OR expires_at > $2)
    ORDER BY webhook_secrets.id DESC) AS secrets
FROM webhook_endpoints AS endpoint WHERE id = ANY ($1)
"""


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where claimed deliveries go. `secrets` are those that sign now, newest first; none when they cannot be read."""

    id: uuid.UUID
    url: str
    secrets: Sequence[str]


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that is the holder's until its lease ends; `attempts` counts this one too."""

    delivery_id: uuid.UUID
    event_id: uuid.UUID
    endpoint: Endpoint
    lease_token: uuid.UUID
    attempts: int
    body: bytes


async def claim(*, limit: int) -> list[Claim]:
    """Up to `limit` due deliveries, leased to the caller; two callers never get the same one.

    Endpoints and their secrets are read once for all of them, after the claim.
    """
    now, lease_token = clock.now(), uuid.uuid4()
    rows = await database.retried(lambda: database.fetch(_CLAIM, now, LEASE, limit, lease_token))
    if not rows:
        return []
    endpoint_rows = await database.fetch(_ENDPOINTS, {row["endpoint_id"] for row in rows}, now)
    endpoints = {row["id"]: _endpoint(row) for row in endpoint_rows}
    return [
        Claim(
            delivery_id=row["id"],
            event_id=row["event_id"],
            endpoint=endpoints[row["endpoint_id"]],
            lease_token=lease_token,
            attempts=row["attempts"],
            body=row["body"],
        )
        for row in rows
        # An endpoint that was deleted meanwhile has taken its deliveries along.
        if row["endpoint_id"] in endpoints
    ]


def _endpoint(row: Any) -> Endpoint:
    try:
        keys = [webhooks.read_secret(row["id"], ciphertext) for ciphertext in row["secrets"]]
    except secrets.CannotDecrypt as error:
        # The others' deliveries must not wait for the operator to find the key.
        logger.error("webhooks.secret_unreadable", endpoint_id=str(row["id"]), error=str(error))
        keys = []
    return Endpoint(id=row["id"], url=row["url"], secrets=keys)
