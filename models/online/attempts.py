"""Attempts: the requests that workers make of gateways, and the questions that follow until the outcome is known.

Decide, act, record: the intent was written when the payment began; the call is made with no transaction open; what
happened is written under the lease. The first try asks for money. Every later one, after a lost answer or a dead
worker, first asks the gateway what it knows, and asks for money again, under the same idempotency key, only when the
gateway has never heard of the attempt. So does the first one of what is collected by itself: its id is the same when it
is begun again after a recovery, so the gateway may know it. Once somebody has asked to cancel it, a later try asks for
that instead.

Raw SQL: sends are counted only while the lease holds.
"""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from config import settings
from models import audit, database, ids, slots, work
from models.collection import settlement
from models.gateways import registry
from models.gateways.base import Answer, Fact, Gateway, GatewayError
from models.online import credentials, facts, gateway_answers
from models.online.gateway_calls import CALLS
from models.tables.collection import Attempt

# When a gateway is asked again after a payment without a final answer: soon at first, then daily for a week.
CHECKS = [
    datetime.timedelta(minutes=1),
    datetime.timedelta(minutes=5),
    datetime.timedelta(minutes=30),
    datetime.timedelta(hours=2),
    datetime.timedelta(hours=6),
    *[datetime.timedelta(days=1)] * 7,
]
# How often money is asked for when the gateway has never heard of the attempt; then it has failed.
SENDS_MAX = 3
# Longer than a try may take, so that no lease ends under a living worker. A try is a look-up and a request, to each of
# which the adapters give 10 s, and what is written before and after.
LEASE_SECONDS = 60
TRY_SECONDS_MAX = 50
# Requests on their way at once, per process: those of ten silent accounts, with their questions of five.
SLOTS = 200
BOUNDS = slots.Bounds(SLOTS, settings.gateway_requests_per_account, LEASE_SECONDS)


class Tried(NamedTuple):
    """What came of a try: what the gateway has reported, None where it has never heard of the attempt, and whether it
    was asked to cancel it."""

    fact: Fact | None
    is_unwanted: bool


def due() -> slots.Slots[Attempt]:
    """The attempts that are due, for a run (see models/online/asking.py).

    Of each gateway account a bounded number of first requests is on its way at a time, and as many questions: neither
    takes the other's places, nor those of another account.
    """
    return slots.Slots(Attempt, _work_on, BOUNDS)


async def send_due() -> int:
    """Works on the attempts that are due until none is left; returns how many there were."""
    return await slots.work_through(due(), nudged="payments")


async def _work_on(attempt: Attempt) -> None:
    """Asks the gateway and records its answer. After an error of ours asks again by the schedule, not for ever."""
    with audit.acting(audit.Origin(request_id=ids.encode("attempt", attempt.id))):
        await work.try_once(
            attempt,
            lambda: _ask_and_record(attempt),
            schedule=CHECKS,
            give_up=lambda error: _give_up(attempt, error),
            seconds_max=TRY_SECONDS_MAX,
        )


async def _ask_and_record(attempt: Attempt) -> None:
    if await CALLS[attempt.kind].is_decided(attempt):
        await work.finish(attempt, status="done")
        return
    account = await registry.account_of(attempt.gateway_account_id)
    answers: list[Answer] = []
    gateway = registry.open_account(account, on_answer=answers.append)
    try:
        await _ask_once_and_record(gateway, attempt, answers)
    except Exception:
        # What the gateway said is kept above all where we could not make anything of it.
        await gateway_answers.keep(attempt, answers)
        raise


async def _ask_once_and_record(gateway: Gateway, attempt: Attempt, answers: Sequence[Answer]) -> None:
    try:
        tried = await _ask(gateway, attempt)
    except GatewayError as error:
        if error.unauthorized:
            await credentials.doubt(attempt.gateway_account_id)
        message = str(error)
        # A refusal speaks of this call only: an earlier one, whose answer was lost, may have moved money. Nor does one
        # of our credentials end a refund, which is owed: it goes on once they are right.
        if error.permanent and not attempt.sends and not (error.unauthorized and attempt.kind == "refund"):
            await database.retried(
                lambda: _record_failure(attempt, code="gateway_refused", message=message, answers=answers)
            )
        else:
            await database.retried(lambda: _record_unknown(attempt, message, answers))
        return
    if tried.fact is None:
        code = "canceled" if tried.is_unwanted else "gateway_unavailable"
        message = "The gateway never took the request."
        await database.retried(lambda: _record_failure(attempt, code=code, message=message, answers=answers))
        return
    await database.retried(lambda: _record(attempt, tried, answers))


async def _ask(gateway: Gateway, attempt: Attempt) -> Tried:
    """What the gateway knows, after asking it for money if need be, or to cancel what somebody does not want."""
    reference = ids.encode("attempt", attempt.id)
    call = CALLS[attempt.kind]
    if attempt.sends or ids.is_derived(attempt.id):
        is_unwanted = await call.is_unwanted(attempt)
        known = await call.find(gateway, reference)
        if known is not None and not attempt.sends:
            # It was sent before the recovery. Whoever cancels it now has to ask the gateway.
            await _count_send(attempt)
        if known is not None and is_unwanted:
            known = await call.cancel(gateway, known)
        elif is_unwanted and await call.may_be_on_its_way(attempt):
            raise GatewayError("What was sent may still be on its way to the gateway.", permanent=False)
        if known is not None or is_unwanted or attempt.sends >= SENDS_MAX:
            return Tried(known, is_unwanted)
    # Counted before the call: whoever takes over from a worker that dies in it must ask before they send.
    await _count_send(attempt)
    return Tried(await call.send(gateway, attempt, reference), False)


async def _count_send(attempt: Attempt) -> None:
    counted = await database.fetch_row(
        "UPDATE attempts SET sends = sends + 1 WHERE id = $1 AND lease_token = $2 RETURNING sends",
        attempt.id,
        attempt.lease_token,
    )
    if counted is None:
        raise GatewayError("The lease has passed on to another worker.", permanent=False)


async def _hold(attempt: Attempt, answers: Sequence[Answer] = ()) -> bool:
    """Locks what an outcome changes, the attempt last as a callback does, and keeps what the gateway answered.

    False when its lease has passed on.
    """
    await settlement.lock(attempt.payment_id)
    return await gateway_answers.keep_and_hold(attempt, answers)


async def _record(attempt: Attempt, tried: Tried, answers: Sequence[Answer] = ()) -> None:
    assert tried.fact is not None, "what the gateway has never heard of is recorded otherwise"
    call = CALLS[attempt.kind]
    async with database.transaction():
        if not await _hold(attempt, answers):
            return
        await facts.apply(tried.fact, gateway_account_id=attempt.gateway_account_id)
        if await call.is_decided(attempt):
            await work.finish(attempt, status="done")
            return
        if tried.is_unwanted:
            await call.note_refused(attempt)
        elif await call.is_unwanted(attempt):
            # Somebody has asked to cancel it while it was on its way: that is next.
            await work.postpone(attempt, schedule=[datetime.timedelta()] * attempt.attempts)
            return
        await work.postpone(attempt, schedule=CHECKS)


async def _record_unknown(attempt: Attempt, error: str, answers: Sequence[Answer] = ()) -> None:
    async with database.transaction():
        if not await _hold(attempt, answers):
            return
        await CALLS[attempt.kind].mark_unknown(attempt)
        await work.postpone(attempt, schedule=CHECKS, error=error)


async def _record_failure(attempt: Attempt, *, code: str, message: str, answers: Sequence[Answer] = ()) -> None:
    async with database.transaction():
        if not await _hold(attempt, answers):
            return
        await CALLS[attempt.kind].fail(attempt, code=code, message=message)
        await work.finish(attempt, status="done", error=message)


async def _give_up(attempt: Attempt, error: str) -> None:
    """Ends the questions without an answer: what became of the money is for a callback, a comparison or a person."""
    async with database.transaction():
        if not await _hold(attempt):
            return
        is_decided = await CALLS[attempt.kind].is_decided(attempt)
        if not is_decided:
            await CALLS[attempt.kind].mark_unknown(attempt)
        await work.finish(attempt, status="done" if is_decided else "exhausted", error=error)
