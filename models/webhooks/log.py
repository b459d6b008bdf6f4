"""What became of deliveries, and sending again what was sent, missed or given up: one of them, or a range of time.

Raw SQL: a replay finds and queues up to 50,000 deliveries in one statement.
"""

import datetime
import uuid
from collections.abc import Sequence

import msgspec

from config import settings
from models import access, clock, database, events, lists, nudge, rows
from models.access import Caller
from models.errors import EventsGone, Invalid, ReplayTooLarge
from models.shapes.webhooks import FATES, Fate, Replayed
from models.tables.events import Event
from models.tables.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from models.webhooks import endpoints

# What a subscriber lacks, unless they ask for something else.
UNDELIVERED: tuple[Fate, ...] = ("exhausted", "missing")
# So many rows are queued within a second or two, in one transaction.
REPLAY_MAX = 50_000
# On a machine that is busy with other work.
STATEMENT_SECONDS_MAX = 20
# Nothing is older. Ids begin with the time since 1970, and instants before that have none to compare with.
EARLIEST = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)

# The delivery of an event is made right after it, give or take what two clocks differ by. A ping was for one endpoint.
# A full join, of which the events are kept: where PostgreSQL expects few rows, as of what has just happened, it would
# look through all deliveries for each event, which took 22 s for 20,000 of them. It never does that for a full join.
# `num_nonnulls`, since IS NOT NULL would let it make a left join of this one.
_WANTED = """
    SELECT event.id AS event_id, event.type, delivery.id AS delivery_id, coalesce(delivery.status, 'missing') AS fate
    FROM (
        SELECT id, type FROM events
        WHERE receiver_id = $1 AND id >= uuid_floor($3) AND id < uuid_floor($4) AND type <> 'ping'
          AND ($5::text[] = '{}' OR ARRAY[type, split_part(type, '.', 1) || '.*']::text[] && $5)
          AND ($6::text[] = '{}' OR ARRAY[type, split_part(type, '.', 1) || '.*']::text[] && $6)
    ) AS event FULL JOIN (
        SELECT id, event_id, status FROM webhook_deliveries
        WHERE endpoint_id = $2 AND id >= uuid_floor($3::timestamptz - interval '1 hour')
    ) AS delivery ON delivery.event_id = event.id
    WHERE num_nonnulls(event.id) = 1 AND coalesce(delivery.status, 'missing') = ANY ($7)
"""
_REPLAY = f"""
WITH wanted AS (
    -- All are due, and a microsecond apart in the order in which they happened: so they are claimed.
    SELECT *, $8::timestamptz - row_number() OVER (ORDER BY event_id DESC) * interval '1 microsecond' AS due_at
    FROM ({_WANTED}) AS wanted
), again AS (
    UPDATE webhook_deliveries AS delivery
    SET status = 'pending', attempts = 0, next_attempt_at = wanted.due_at, delivered_at = NULL
    FROM wanted WHERE delivery.id = wanted.delivery_id AND delivery.status = wanted.fate
    RETURNING wanted.fate
), first AS (
    INSERT INTO webhook_deliveries (id, receiver_id, event_id, event_type, endpoint_id, next_attempt_at)
    SELECT new_id(), $1, event_id, type, $2, due_at FROM wanted WHERE fate = 'missing'
    RETURNING 'missing' AS fate
)
SELECT fate, count(*) FROM (SELECT fate FROM again UNION ALL SELECT fate FROM first) AS queued GROUP BY fate
"""


async def list_page(
    caller: Caller, endpoint_id: uuid.UUID | None, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[WebhookDelivery]:
    """A page of an endpoint's deliveries, newest first. Raises NotFound, Forbidden."""
    endpoint = await endpoints.get(caller, endpoint_id)
    filters = msgspec.structs.replace(filters, equal={**filters.equal, "endpoint_id": endpoint.id})
    return await lists.page(caller, WebhookDelivery, filters=filters, limit=limit, after=after)


async def get(caller: Caller, delivery_id: uuid.UUID | None) -> tuple[WebhookDelivery, list[WebhookAttempt]]:
    """One delivery and its attempts, the first one first. Raises NotFound, Forbidden."""
    delivery = await access.find(caller, WebhookDelivery, delivery_id, "webhook_endpoints.read")
    attempts = WebhookAttempt.objects().where(WebhookAttempt.delivery_id == delivery.id)
    return delivery, await attempts.order_by(WebhookAttempt.id)


async def redeliver(caller: Caller, delivery_id: uuid.UUID | None) -> WebhookDelivery:
    """Queues a delivery again, at once and with its schedule anew: the same id and bytes. Returns the delivery.

    One that is being sent this moment stays as it is. Raises NotFound, Forbidden, WebhookEndpointDisabled, EventsGone.
    """
    # A delivery that is sent in the very moment moves away: PostgreSQL then asks to begin again.
    return await database.retried(lambda: _redeliver(caller, delivery_id))


async def replay(
    caller: Caller,
    endpoint_id: uuid.UUID | None,
    *,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    types: Sequence[str] = (),
    fates: Sequence[Fate] = UNDELIVERED,
    dry_run: bool = False,
) -> Replayed:
    """Queues again what happened from `starts_at` until before `ends_at`: of the types that the endpoint subscribes to
    and, where given, of `types`, what has met one of `fates`. The same ids and bytes, the oldest first.

    The second time it finds nothing, since what waits is none of the fates. `dry_run` only counts. Raises NotFound,
    Forbidden, WebhookEndpointDisabled (not for a dry run), Invalid, ReplayTooLarge.
    """
    async with database.transaction():
        if dry_run:
            endpoint = await access.find(caller, WebhookEndpoint, endpoint_id, "webhook_endpoints.write")
        else:
            endpoint = await endpoints.lock_enabled(caller, endpoint_id)
        if ends_at <= starts_at:
            raise Invalid("The range ends before it begins: `to` must be later than `from`.", pointer="/to")
        patterns = events.check_types(types, "/types")
        since, until = max(starts_at, EARLIEST), max(ends_at, EARLIEST)
        wanted = (endpoint.receiver_id, endpoint.id, since, until, endpoint.event_types, patterns, list(fates))
        # A plan for any range would read what other receivers have, and throw it away.
        await database.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        await database.allow(max(STATEMENT_SECONDS_MAX, settings.statement_seconds))
        found = await database.fetch(f"SELECT fate, count(*) FROM ({_WANTED}) AS wanted GROUP BY fate", *wanted)
        total = sum(each["count"] for each in found)
        if not dry_run and total:
            if total > REPLAY_MAX:
                raise ReplayTooLarge(total, REPLAY_MAX)
            # What it says counts: since the look before, something more may have happened.
            found = await database.fetch(_REPLAY, *wanted, clock.now())
            nudge.after_commit("webhooks")
    counts: dict[Fate, int] = dict.fromkeys(FATES, 0) | {each["fate"]: each["count"] for each in found}
    return Replayed(endpoint_id=endpoint.id, starts_at=starts_at, ends_at=ends_at, dry_run=dry_run, counts=counts)


async def _redeliver(caller: Caller, delivery_id: uuid.UUID | None) -> WebhookDelivery:
    async with database.transaction():
        delivery = await access.find(caller, WebhookDelivery, delivery_id, "webhook_endpoints.write")
        # The endpoint's lock, and not the delivery's: its row moves to another partition, which a waiter trips over.
        await endpoints.lock_enabled(caller, delivery.endpoint_id)
        if not await Event.exists().where(Event.id == delivery.event_id):
            raise EventsGone("The event of this delivery is not kept any more.")
        await WebhookDelivery.update(
            {
                WebhookDelivery.status: "pending",
                WebhookDelivery.attempts: 0,
                WebhookDelivery.next_attempt_at: clock.now(),
                WebhookDelivery.delivered_at: None,
            }
        ).where(WebhookDelivery.id == delivery.id, WebhookDelivery.status != "leased")
        nudge.after_commit("webhooks")
        queued = await rows.find(WebhookDelivery, delivery.id)
        assert queued is not None, "it was there a moment ago"
        return queued
