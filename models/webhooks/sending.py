"""Delivering events to webhook endpoints: claim, send, record; at least once, and never at another's expense.

The worker may die anywhere: a claim that never came to an outcome is due again once its lease has ended, and then the
same bytes go out under the same `webhook-id`.
"""

import asyncio
import collections
import contextlib
import time
from collections.abc import Callable, Sequence

import msgspec
import structlog

from models import clock, database, ids, nudge
from models.outgoing import signing
from models.outgoing.client import Answer, Client
from models.webhooks import claims, metrics
from models.webhooks import outcomes as delivery_outcomes
from models.webhooks.claims import LEASE, Claim
from models.webhooks.outcomes import SCHEDULE, Outcome

logger = structlog.get_logger(__name__)

# Requests on their way at once, per process. Most of the time of each is waiting for the other side.
SLOTS = 200
# Claimed ahead, so that a slot that becomes free has its next request at once.
AHEAD_PER_SLOT = 0.25
# Claimed and not recorded yet: those beyond the slots have ended, and wait to be recorded.
CLAIMED_MAX_PER_SLOT = 2
# Outcomes are recorded together: those that ended while the ones before were recorded, so many at most.
OUTCOMES_PER_WRITE = 100
# While PostgreSQL writes one batch, the next one is made ready.
RECORDERS = 2
# With so many claimed it pays to wait a moment for company; with fewer, their endpoints' places are worth more.
BUSY_AT = 40
GATHER_SECONDS = 0.005
# While requests are on their way, new work is looked for this often at least.
LOOK_SECONDS = 0.1
# Until PostgreSQL is asked again after it did not answer, and for how long an outcome is worth keeping meanwhile.
PAUSE_SECONDS = 0.5
OUTCOME_KEPT_SECONDS = LEASE.total_seconds()


async def deliver_due(
    client: Client, *, budget_seconds: float, slots: int = SLOTS, is_stopping: Callable[[], bool] = lambda: False
) -> int:
    """Sends what is due, and what becomes due meanwhile, until nothing is left, the time is over, or the process shall
    stop; returns how many requests ended.

    Then nothing new is claimed; requests on their way are waited for, which the client bounds. It holds no database
    connection while it waits. Any number of these may run at once.
    """
    ends_at = time.monotonic() + budget_seconds
    run = _Run(client, slots)
    async with asyncio.TaskGroup() as tasks:
        recorders = [tasks.create_task(run.record()) for _ in range(RECORDERS)]
        is_done = await run.claim(tasks, is_over=lambda: time.monotonic() >= ends_at or is_stopping())
        for recorder in recorders:
            recorder.cancel()
    await run.tally.write(at_once=True)
    if not is_done:
        nudge.now("webhooks")
    return run.ended


class _Run:
    """One run: claiming, sending and recording go on side by side, so that none waits for another.

    `unsent` counts what was claimed and has not ended yet, `claimed` what is not recorded yet. A slot is a task that
    lives as long as it has something to send; `_sending` counts them.
    """

    def __init__(self, client: Client, slots: int) -> None:
        self.client = client
        self.slots = slots
        self.unsent = 0
        self.claimed = 0
        self.ended = 0
        self.tally = metrics.Tally()
        self._ready: collections.deque[Claim] = collections.deque()
        self._sending = 0
        self._finished: asyncio.Queue[Outcome] = asyncio.Queue()
        # Set when enough places have become free, here or at endpoints, for a claim to be worth it.
        self._has_room = asyncio.Event()
        # A failure frees its delivery first and pauses the endpoint second: no claim may come between.
        self._claiming = asyncio.Lock()

    async def claim(self, tasks: asyncio.TaskGroup, *, is_over: Callable[[], bool]) -> bool:
        """Claims and sends until all is recorded; True when nothing is left, False when it was over before."""
        while True:
            self._has_room.clear()
            ends, was_idle = is_over(), not self.claimed
            if not ends and self._room() > 0:
                claimed = await self._claims()
                self.claimed += len(claimed)
                self.unsent += len(claimed)
                self._ready.extend(claimed)
                for _ in range(min(len(claimed), self.slots - self._sending)):
                    self._sending += 1
                    tasks.create_task(self._send_ready())
            # What was recorded while we claimed had its endpoints' places until then: there may be more for them.
            if not self.claimed and (ends or (was_idle and not await claims.is_held_back())):
                return not ends
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._has_room.wait()

    async def record(self) -> None:
        """Records outcomes as they come, for ever."""
        while True:
            outcomes = [await self._finished.get()]
            if self.claimed >= BUSY_AT > self._finished.qsize():
                await asyncio.sleep(GATHER_SECONDS)
            while not self._finished.empty() and len(outcomes) < OUTCOMES_PER_WRITE:
                outcomes.append(self._finished.get_nowait())
            await self._write(outcomes)
            self.claimed -= len(outcomes)
            self.ended += len(outcomes)
            self._has_room.set()

    def _room(self) -> int:
        ready = self.slots + int(self.slots * AHEAD_PER_SLOT)
        return min(ready - self.unsent, self.slots * CLAIMED_MAX_PER_SLOT - self.claimed)

    async def _claims(self) -> Sequence[Claim]:
        try:
            async with self._claiming:
                return await claims.claim(limit=self._room())
        except database.UNAVAILABLE as error:
            if not self.claimed:
                raise
            # What is on its way deserves its outcome, or it would be sent twice.
            logger.warning("webhooks.cannot_claim", error=repr(error))
            await asyncio.sleep(PAUSE_SECONDS)
            return []

    async def _write(self, outcomes: Sequence[Outcome]) -> None:
        worth_it_until = time.monotonic() + OUTCOME_KEPT_SECONDS
        all_well = all(outcome.answer.is_success for outcome in outcomes)
        while True:
            try:
                async with contextlib.nullcontext() if all_well else self._claiming:
                    recorded = await _record(outcomes)
                break
            except database.UNAVAILABLE as error:
                logger.warning("webhooks.cannot_record", outcomes=len(outcomes), error=repr(error))
                if time.monotonic() >= worth_it_until:
                    raise
                await asyncio.sleep(PAUSE_SECONDS)
        self.tally.add(recorded)
        await self.tally.write()

    async def _send_ready(self) -> None:
        """A slot: sends one after the other, until nothing waits for it."""
        while self._ready:
            claim = self._ready.popleft()
            started_at = clock.now()
            try:
                answer = await _answer(self.client, claim)
            except Exception as error:
                # One message that we cannot send must not hold up the others.
                logger.exception("webhooks.send_failed", delivery_id=str(claim.delivery_id))
                answer = _own_failure(f"We could not send this message ({type(error).__name__}).")
            self._finished.put_nowait(Outcome(claim=claim, started_at=started_at, answer=answer))
            self.unsent -= 1
            if self._room() >= self.slots // 4:
                self._has_room.set()
        self._sending -= 1


async def _record(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """Records them together, or one by one when that fails: one that we cannot record must not take the others along.

    Returns them as they were recorded. Raises what says that PostgreSQL is away.
    """
    try:
        await delivery_outcomes.record(outcomes)
    except database.UNAVAILABLE:
        raise
    except Exception as error:
        if len(outcomes) > 1:
            return [recorded for outcome in outcomes for recorded in await _record([outcome])]
        (outcome,) = outcomes
        logger.exception("webhooks.record_failed", delivery_id=str(outcome.claim.delivery_id))
        if outcome.answer.error == "sender_failed":
            # Its lease brings it back, and its tries are counted there.
            return []
        failure = _own_failure(f"We could not record what came of this try ({type(error).__name__}).")
        return await _record([msgspec.structs.replace(outcome, answer=failure)])
    return outcomes


async def _answer(client: Client, claim: Claim) -> Answer:
    if claim.attempts > len(SCHEDULE):
        return _own_failure("Our worker died on every try.")
    if not claim.endpoint.secrets:
        return _own_failure("The endpoint's secret cannot be read.")
    body = claim.body
    signed = signing.headers(
        message_id=ids.encode("event", claim.event_id),
        # Receivers compare it with their own clocks, so a clock that was moved for our rules has no say in it.
        timestamp=int(time.time()),
        body=body,
        secrets=claim.endpoint.secrets,
    )
    return await client.post(
        claim.endpoint.url,
        body=body,
        # Ours come last: nothing that a subscriber asked for replaces them.
        headers={**claim.endpoint.headers, "content-type": "application/json", **signed},
    )


def _own_failure(detail: str) -> Answer:
    """A failure that says nothing about the endpoint."""
    return Answer(duration_ms=0, error="sender_failed", detail=detail)
