"""Delivering events to webhook endpoints: claim, send, record; at least once, and never at another's expense.

The worker may die anywhere: a claim that never came to an outcome is due again once its lease has ended, and then the
same bytes go out under the same `webhook-id`.
"""

import asyncio
import time
from collections.abc import Sequence

import structlog

from models import clock, delivery_claims, delivery_outcomes, ids, nudge, signing, webhook_metrics
from models.delivery_claims import Claim
from models.delivery_outcomes import SCHEDULE, Outcome
from models.outgoing import Answer, Client

logger = structlog.get_logger(__name__)

# Requests on their way at once, per process. Most of the time of each is waiting for the other side.
SLOTS = 200
# Outcomes are recorded together, this many or after this long, whichever comes first.
OUTCOMES_PER_WRITE = 50
WRITE_SECONDS = 0.1
# While requests are on their way, new work is looked for this often at least.
LOOK_SECONDS = 0.25


async def deliver_due(client: Client, *, budget_seconds: float, slots: int = SLOTS) -> int:
    """Sends what is due, and what becomes due meanwhile, until nothing is left or the time is over; returns how many
    requests ended.

    After `budget_seconds` nothing new is claimed; requests on their way are waited for, which the client bounds. It
    holds no database connection while it waits. Any number of these may run at once.
    """
    claiming_ends_at = time.monotonic() + budget_seconds
    finished: asyncio.Queue[Outcome] = asyncio.Queue()
    ended = in_flight = 0
    tally = webhook_metrics.Tally()
    async with asyncio.TaskGroup() as sends:
        while True:
            has_time = time.monotonic() < claiming_ends_at
            if has_time and in_flight < slots:
                claims = await delivery_claims.claim(limit=slots - in_flight)
                in_flight += len(claims)
                for claim in claims:
                    sends.create_task(_send(client, claim, finished))
            if not in_flight:
                if not (has_time and await delivery_claims.is_held_back()):
                    break
                await asyncio.sleep(LOOK_SECONDS)
                continue
            outcomes = await _take(finished, in_flight)
            await delivery_outcomes.record(outcomes)
            tally.add(outcomes)
            await tally.write()
            in_flight -= len(outcomes)
            ended += len(outcomes)
    await tally.write(at_once=True)
    if not has_time:
        nudge.now("webhooks")
    return ended


async def _send(client: Client, claim: Claim, finished: asyncio.Queue[Outcome]) -> None:
    started_at = clock.now()
    try:
        answer = await _answer(client, claim)
    except Exception as error:
        # One message that we cannot send must not hold up the others.
        logger.exception("webhooks.send_failed", delivery_id=str(claim.delivery_id))
        answer = _own_failure(f"We could not send this message ({type(error).__name__}).")
    finished.put_nowait(Outcome(claim=claim, started_at=started_at, answer=answer))


async def _answer(client: Client, claim: Claim) -> Answer:
    if claim.attempts > len(SCHEDULE):
        return _own_failure("Our worker died on every try.")
    if not claim.endpoint.secrets:
        return _own_failure("The endpoint's secret cannot be read.")
    signed = signing.headers(
        message_id=ids.encode("event", claim.event_id),
        # Receivers compare it with their own clocks, so a clock that was moved for our rules has no say in it.
        timestamp=int(time.time()),
        body=claim.body,
        secrets=claim.endpoint.secrets,
    )
    return await client.post(
        claim.endpoint.url,
        body=claim.body,
        # Ours come last: nothing that a subscriber asked for replaces them.
        headers={**claim.endpoint.headers, "content-type": "application/json", **signed},
    )


def _own_failure(detail: str) -> Answer:
    """A failure that says nothing about the endpoint."""
    return Answer(duration_ms=0, error="sender_failed", detail=detail)


async def _take(finished: asyncio.Queue[Outcome], in_flight: int) -> Sequence[Outcome]:
    """The outcomes to record next; none when nothing has ended for a while."""
    outcomes: list[Outcome] = []
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            outcomes.append(await finished.get())
        async with asyncio.timeout(WRITE_SECONDS):
            while len(outcomes) < min(OUTCOMES_PER_WRITE, in_flight):
                outcomes.append(await finished.get())
    except TimeoutError:
        pass
    while not finished.empty():
        outcomes.append(finished.get_nowait())
    return outcomes
