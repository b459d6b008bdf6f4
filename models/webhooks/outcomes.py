"""What became of claimed deliveries: every attempt is recorded, but only one that still holds its lease decides.

Raw SQL: a handful of outcomes is recorded by one statement, with their attempts, under the locks of their deliveries.
"""

import datetime
import random
import uuid
from collections.abc import Sequence
from typing import Literal, TypedDict

import msgspec

from models import clock, database, ids
from models.outgoing.client import Answer
from models.tables.webhooks import DeliveryStatusOver
from models.webhooks import health
from models.webhooks.claims import Claim

# The time before each try, from its predecessor: some 75 hours in all, so that a weekend's outage loses nothing.
SCHEDULE = (
    datetime.timedelta(0),
    datetime.timedelta(seconds=5),
    datetime.timedelta(minutes=5),
    datetime.timedelta(minutes=30),
    datetime.timedelta(hours=2),
    datetime.timedelta(hours=5),
    datetime.timedelta(hours=10),
    datetime.timedelta(hours=14),
    datetime.timedelta(hours=20),
    datetime.timedelta(hours=24),
)
# Spreads the retries of messages that failed together.
JITTER = 0.2
# Enough for an error page's headline; every attempt keeps it.
EXCERPT_STORED_BYTES_MAX = 2048

# The row of a delivery that is over moves to another partition, so a rival that waits for it gets a serialization
# failure, and is tried again.
_RECORD = """
WITH given AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::timestamptz[],
            $7::timestamptz[], $8::int[], $9::int[], $10::text[], $11::text[], $12::bytea[])
        AS given (attempt_id, delivery_id, lease_token, number, status, next_attempt_at, started_at,
            duration_ms, response_status, error, detail, response_excerpt)
), held AS MATERIALIZED (
    -- In the order of ids, so that two recorders never wait for each other.
    SELECT id, lease_token FROM webhook_deliveries_open WHERE id = ANY ($2) ORDER BY id FOR NO KEY UPDATE
), decided AS MATERIALIZED (
    -- Whether the lease is still held is asked below: the planner takes what two columns say for a single row, and
    -- would look for all deliveries anew for each.
    SELECT given.* FROM given JOIN held ON held.id = given.delivery_id
), logged AS (
    INSERT INTO webhook_attempts (id, delivery_id, number, started_at, duration_ms, response_status, error, detail,
        response_excerpt, counted)
    SELECT attempt_id, delivery_id, number, started_at, duration_ms, response_status, error, detail, response_excerpt,
        held.lease_token IS NOT NULL AND held.lease_token = given.lease_token
    FROM given LEFT JOIN held ON held.id = given.delivery_id
), recorded AS (
    -- The array says by which index the rows are found: the planner, where it believes that hardly any is leased, likes
    -- to compare each leased row with each given one. The statuses say in which partition they lie.
    UPDATE webhook_deliveries AS delivery
    SET status = decided.status, lease_token = NULL, next_attempt_at = decided.next_attempt_at,
        response_status = decided.response_status, error = decided.error,
        delivered_at = CASE WHEN decided.status = 'delivered' THEN $13::timestamptz END
    FROM decided
    WHERE delivery.id = ANY ($2) AND delivery.status IN ('pending', 'leased')
      AND delivery.id = decided.delivery_id AND delivery.lease_token = decided.lease_token
    RETURNING delivery.id, decided.lease_token
)
-- Hardly ever a row, so that hardly ever one is read.
SELECT delivery_id AS id, lease_token FROM given
EXCEPT ALL SELECT id, lease_token FROM recorded
"""

# Where a delivery stands after a try.
Verdict = Literal["pending", DeliveryStatusOver]


class PassedOn(TypedDict):
    """What `_RECORD` returns of each outcome whose lease had passed on, and which therefore decided nothing."""

    id: uuid.UUID
    lease_token: uuid.UUID


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One try that has ended."""

    claim: Claim
    started_at: datetime.datetime
    answer: Answer


async def record(outcomes: Sequence[Outcome]) -> None:
    """Writes attempts and outcomes; one whose lease has passed on is written as not counted, and changes nothing."""
    if not outcomes:
        return
    rows = await database.retried(lambda: _write(outcomes))
    passed_on = {(row["id"], row["lease_token"]) for row in rows}
    await health.note(
        (outcome.claim.endpoint.id, outcome.answer)
        for outcome in outcomes
        if not passed_on or (outcome.claim.delivery_id, outcome.claim.lease_token) not in passed_on
    )


def verdict(attempts: int, answer: Answer, now: datetime.datetime) -> tuple[Verdict, datetime.datetime]:
    """The delivery's status after its `attempts`-th try, and when it is due again if it is `pending`."""
    if answer.is_success:
        return "delivered", now
    if attempts >= len(SCHEDULE):
        return "exhausted", now
    delay = SCHEDULE[attempts] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - jitter, not a secret
    if answer.status in health.STATUSES_TO_WAIT and answer.retry_after_seconds is not None:
        # Earlier than the schedule would spend the few tries on an endpoint that is merely busy.
        delay = max(delay, datetime.timedelta(seconds=answer.retry_after_seconds))
    return "pending", now + delay


async def _write(outcomes: Sequence[Outcome]) -> list[PassedOn]:
    now = clock.now()
    verdicts = [verdict(outcome.claim.attempts, outcome.answer, now) for outcome in outcomes]
    answers = [outcome.answer for outcome in outcomes]
    attempt_ids: list[uuid.UUID] = [ids.make() for _ in outcomes]
    return await database.fetch_as(
        PassedOn,
        _RECORD,
        attempt_ids,
        [outcome.claim.delivery_id for outcome in outcomes],
        [outcome.claim.lease_token for outcome in outcomes],
        [outcome.claim.tries for outcome in outcomes],
        [status for status, _ in verdicts],
        [next_attempt_at for _, next_attempt_at in verdicts],
        [outcome.started_at for outcome in outcomes],
        [answer.duration_ms for answer in answers],
        [answer.status for answer in answers],
        [answer.error for answer in answers],
        [answer.detail for answer in answers],
        [answer.excerpt[:EXCERPT_STORED_BYTES_MAX] or None for answer in answers],
        now,
    )
