"""Claiming due deliveries: under a lease, fairly between receivers, and never more per endpoint than it may have.

The lease is `next_attempt_at`: it moves to the lease's end, so a row whose worker died becomes due by itself. Attempts
are counted here, so that a row which kills its worker is not tried for ever.

Raw SQL: the hottest statements that there are; a claim is one of them, with locks that step aside for rivals.
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import TypedDict

import msgspec
import structlog

from models import clock, database, events, secrets, workers
from models.tables.webhooks import Payload
from models.webhooks import health
from models.webhooks import secrets as endpoint_secrets

logger = structlog.get_logger(__name__)

# Longer than the 20 s that one request may take, and our recording of its outcome. Not much longer: until the leases
# of a frozen worker end, they take up their endpoints' places. Those of a dead one are ended (models/workers.py).
LEASE = datetime.timedelta(seconds=30)

# How many of an endpoint's deliveries may be on their way at once; one that keeps failing gets one probe at a time.
_ALLOWED = f"CASE WHEN endpoint.failures_in_a_row >= {health.FAILURES_TOLERATED} THEN 1 ELSE endpoint.max_in_flight END"

# A pace is kept by a leaking bucket. Claims come about ten times a second, so it holds a tenth of a second's worth and
# one more, and it empties a tenth slower than the pace: within a second begin at most the pace and one.
PACE_BURST_SECONDS = 0.1
PACE_SHARE = 0.9

# How many more may begin now if it has a pace.
_PACED = (
    f"CASE WHEN endpoint.max_per_second IS NOT NULL THEN floor(1 + endpoint.max_per_second * ({PACE_BURST_SECONDS} - "
    f"{PACE_SHARE} * extract(epoch FROM greatest(endpoint.paced_until, $1) - $1)))::int END"
)

# The first CTE hops through the index from endpoint to endpoint, so its cost is the number of endpoints with anything
# to do, whatever their backlogs. Receivers take turns: the next place goes to whom has the fewest on their way. Of each
# endpoint only its oldest rows are candidates, so two claimers at once want the same ones, and the lock gives each row
# to one of them: together they do not exceed the endpoint's limit either. The bytes are read afterwards: PostgreSQL
# 18.6 was seen to crash when it looked for a row's partition in a statement that had met a rival's lock.
_CLAIM = f"""
WITH RECURSIVE waiting AS (
    (SELECT endpoint_id, next_attempt_at FROM webhook_deliveries_open ORDER BY endpoint_id, next_attempt_at LIMIT 1)
    UNION ALL
    SELECT following.* FROM waiting CROSS JOIN LATERAL (
        SELECT endpoint_id, next_attempt_at FROM webhook_deliveries_open WHERE endpoint_id > waiting.endpoint_id
        ORDER BY endpoint_id, next_attempt_at LIMIT 1) AS following
), free AS (
    SELECT endpoint.id, endpoint.receiver_id, endpoint.max_per_second, waiting.next_attempt_at, busy.in_flight,
        least({_ALLOWED} - busy.in_flight, {_PACED}) AS places
    FROM waiting JOIN webhook_endpoints AS endpoint ON endpoint.id = waiting.endpoint_id
    CROSS JOIN LATERAL (
        -- The bound spares us the rows that wait for later tries. A lease ends within LEASE from its claimer's now,
        -- which can be later than ours: we may have waited for a connection, and other machines have other clocks.
        SELECT count(*) AS in_flight FROM webhook_deliveries_open WHERE endpoint_id = endpoint.id
          AND status = 'leased' AND next_attempt_at > $1 AND next_attempt_at <= $1 + 2 * $2::interval) AS busy
    WHERE waiting.next_attempt_at <= $1 AND endpoint.status = 'enabled'
      AND (endpoint.paused_until IS NULL OR endpoint.paused_until <= $1)
), paceable AS (
    -- A pace is written down with the claim. Who holds the endpoint's row, to change it or to replay, must not hold up
    -- the others' deliveries: this endpoint is passed over for now.
    SELECT id FROM webhook_endpoints WHERE id IN (SELECT id FROM free WHERE max_per_second IS NOT NULL AND places > 0)
    FOR NO KEY UPDATE SKIP LOCKED
), turn AS (
    SELECT id, next_attempt_at, places, sum(in_flight) OVER (PARTITION BY receiver_id)
        + row_number() OVER (PARTITION BY receiver_id ORDER BY in_flight, next_attempt_at) AS place
    FROM free WHERE places > 0 AND (max_per_second IS NULL OR id IN (SELECT id FROM paceable))
    ORDER BY place, next_attempt_at LIMIT $3
), candidate AS (
    SELECT delivery.id, delivery.next_attempt_at,
        turn.place + row_number() OVER (PARTITION BY turn.id ORDER BY delivery.next_attempt_at) AS place
    FROM turn CROSS JOIN LATERAL (
        SELECT id, next_attempt_at FROM webhook_deliveries_open
        WHERE endpoint_id = turn.id AND next_attempt_at <= $1
        ORDER BY next_attempt_at, id LIMIT turn.places) AS delivery
), chosen AS (
    SELECT id FROM webhook_deliveries_open
    WHERE id = ANY (ARRAY(SELECT id FROM candidate ORDER BY place, next_attempt_at LIMIT $3)) AND next_attempt_at <= $1
    FOR NO KEY UPDATE SKIP LOCKED
), claimed AS (
    UPDATE webhook_deliveries_open AS delivery
    SET status = 'leased', lease_token = $4, attempts = attempts + 1, tries = tries + 1,
        next_attempt_at = $1 + $2::interval
    WHERE delivery.id = ANY (ARRAY(SELECT id FROM chosen))
    RETURNING delivery.id, delivery.endpoint_id, delivery.event_id, delivery.attempts, delivery.tries,
        delivery.created_at
), paced AS (
    UPDATE webhook_endpoints AS endpoint
    SET paced_until = greatest(paced_until, $1) + taken.count / ({PACE_SHARE} * max_per_second) * interval '1 s'
    FROM (SELECT endpoint_id, count(*) FROM claimed GROUP BY endpoint_id) AS taken
    WHERE endpoint.id = taken.endpoint_id AND endpoint.max_per_second IS NOT NULL
)
SELECT * FROM claimed
"""

_EVENTS = "SELECT id, body, object_kind, object_id FROM events WHERE id = ANY ($1)"

_HELD_BACK = """
SELECT EXISTS (SELECT FROM webhook_endpoints AS endpoint
    WHERE max_per_second IS NOT NULL AND status = 'enabled' AND (paused_until IS NULL OR paused_until <= $1)
      AND EXISTS (SELECT FROM webhook_deliveries_open WHERE endpoint_id = endpoint.id AND next_attempt_at <= $1))
"""

_ENDPOINTS = f"""
SELECT id, url, payload, headers,
    CASE WHEN failing_since IS NULL THEN 'well'
        WHEN failures_in_a_row < {health.FAILURES_TOLERATED} THEN 'failing' ELSE 'paused' END AS class,
    ARRAY(
    SELECT secret FROM webhook_secrets WHERE endpoint_id = endpoint.id AND (expires_at IS NULL OR expires_at > $2)
    ORDER BY webhook_secrets.id DESC) AS secrets
FROM webhook_endpoints AS endpoint WHERE id = ANY ($1)
"""


class Claimed(TypedDict):
    """What `_CLAIM` returns of each delivery."""

    id: uuid.UUID
    endpoint_id: uuid.UUID
    event_id: uuid.UUID
    attempts: int
    tries: int
    created_at: datetime.datetime


class Told(TypedDict):
    """What `_EVENTS` returns of each event."""

    id: uuid.UUID
    body: bytes
    object_kind: str
    object_id: uuid.UUID


# What `_ENDPOINTS` returns of each endpoint. A class statement could not name a field `class`.
Place = TypedDict(
    "Place",
    {
        "id": uuid.UUID,
        "url": str,
        "payload": Payload,
        "headers": bytes | None,
        "class": str,
        "secrets": list[bytes],
    },
)


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where claimed deliveries go. `secrets` are those that sign now, newest first; none when they, or the headers,
    cannot be read. `class_` says how the endpoint fared before this try (see models/webhooks/metrics.py).
    """

    id: uuid.UUID
    url: str
    is_thin: bool
    headers: Mapping[str, str]
    class_: str
    secrets: Sequence[str]


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that is the holder's until its lease ends.

    `attempts` counts claims since it was queued, and `tries` since it was made, this one too.
    """

    delivery_id: uuid.UUID
    event_id: uuid.UUID
    endpoint: Endpoint
    lease_token: uuid.UUID
    attempts: int
    tries: int
    queued_at: datetime.datetime
    event: Told

    @property
    def body(self) -> bytes:
        """The bytes to send."""
        if not self.endpoint.is_thin:
            return self.event["body"]
        return events.thin(self.event["body"], object_kind=self.event["object_kind"], object_id=self.event["object_id"])


async def claim(*, limit: int) -> list[Claim]:
    """Up to `limit` due deliveries, leased to the caller; two callers never get the same one.

    Events, endpoints and their secrets are read once for all of them, after the claim.
    """
    now, lease_token = clock.now(), workers.token()
    claimed = await database.retried(lambda: database.fetch_as(Claimed, _CLAIM, now, LEASE, limit, lease_token))
    if not claimed:
        return []
    event_rows = await database.fetch_as(Told, _EVENTS, {row["event_id"] for row in claimed})
    places = await database.fetch_as(Place, _ENDPOINTS, {row["endpoint_id"] for row in claimed}, now)
    told = {row["id"]: row for row in event_rows}
    endpoints = {place["id"]: _endpoint(place) for place in places}
    return [
        _claim(row, told[row["event_id"]], endpoints[row["endpoint_id"]], lease_token)
        for row in claimed
        # An endpoint that was deleted meanwhile has taken its deliveries along. An event that is gone, of which
        # `make check` would tell, must not hold up the others.
        if row["endpoint_id"] in endpoints and row["event_id"] in told
    ]


async def is_held_back() -> bool:
    """Whether an endpoint that has a pace has more to get than it may have had so far."""
    return bool(await database.fetch_value(bool, _HELD_BACK, clock.now()))


def _claim(row: Claimed, event: Told, endpoint: Endpoint, lease_token: uuid.UUID) -> Claim:
    return Claim(
        delivery_id=row["id"],
        event_id=row["event_id"],
        endpoint=endpoint,
        lease_token=lease_token,
        attempts=row["attempts"],
        tries=row["tries"],
        queued_at=row["created_at"],
        event=event,
    )


def _endpoint(place: Place) -> Endpoint:
    keys: list[str] = []
    headers: Mapping[str, str] = {}
    try:
        headers = endpoint_secrets.read_headers(place["id"], place["headers"])
        keys = [endpoint_secrets.read(place["id"], ciphertext) for ciphertext in place["secrets"]]
    except (secrets.CannotDecrypt, ValueError) as error:
        # The others' deliveries must not wait for the operator to find the key. What was decrypted and is no JSON, or
        # no UTF-8, is not quoted.
        reason = str(error) if isinstance(error, secrets.CannotDecrypt) else type(error).__name__
        logger.error("webhooks.secret_unreadable", endpoint_id=str(place["id"]), error=reason)
    return Endpoint(
        id=place["id"],
        url=place["url"],
        is_thin=place["payload"] == "thin",
        headers=headers,
        class_=place["class"],
        secrets=keys,
    )
