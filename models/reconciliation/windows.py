"""Windows: how the payments of a stretch of time are compared, whatever their number, in the same memory.

A window is cut into slices by our payments, a slice is compared in batches of what the gateway lists, and what it does
not list it is asked for one by one. No transaction is open meanwhile, and nothing is written here but what heals.

Raw SQL: slices are cut, and the unlisted found, by ranges over ids, which would be thousands of objects otherwise.
"""

import asyncio
import datetime
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from models import clock, database, ids
from models.gateways.base import Gateway, PaymentFact
from models.reconciliation import comparison
from models.reconciliation.comparison import Judged, OurPayment
from models.tables.collection import GatewayAccount

# What UUIDv7 counts.
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MILLISECOND = datetime.timedelta(milliseconds=1)
# A payment that we have begun just now may not have reached the gateway's list yet.
GRACE = datetime.timedelta(minutes=5)
# How many of our payments a window is cut at: only their ids are held in memory.
SLICE = 5000
# How many of the gateway's payments are compared by one statement.
BATCH = 500
# How many look-ups are made side by side.
LOOKUPS = 20


class Step(NamedTuple):
    """What one step of a comparison has settled, and how many payments of each side there were up to it."""

    judged: Judged
    payments_there: int
    payments_here: int


class UnlistedPayment(OurPayment):
    """A payment of ours with the attempt that the gateway knows it by."""

    attempt_id: uuid.UUID


async def compare(
    account: GatewayAccount, gateway: Gateway, *, since: datetime.datetime, until: datetime.datetime
) -> AsyncIterator[Step]:
    """Compares slice by slice: a slice ends where our ids of its payments would grow beyond what memory shall hold.

    Raises GatewayError.
    """
    there = here = 0
    while since < until:
        end, count = await _slice(account, since, until)
        here += count
        asked_at = await _database_time()
        listed: set[uuid.UUID] = set()
        async for facts in _batches(gateway.list_payments(since=since, until=end)):
            there += len(facts)
            judged, matched = await comparison.compare(account, facts, asked_at)
            listed |= matched
            yield Step(judged, there, here)
        async for judged in _ask_for_the_unlisted(account, gateway, listed, since=since, until=end):
            yield Step(judged, there, here)
        since = end


async def _slice(
    account: GatewayAccount, since: datetime.datetime, until: datetime.datetime
) -> tuple[datetime.datetime, int]:
    """Where the slice that begins at `since` ends, and how many payments we have in it."""
    ours = "FROM payments WHERE receiver_id = $1 AND gateway_account_id = $2 AND id >= $3 AND id < $4"
    window = (account.receiver_id, account.id, _first_id(since))
    last = await database.fetch_value(
        uuid.UUID, f"SELECT id {ours} ORDER BY id OFFSET $5 LIMIT 1", *window, _first_id(until), SLICE - 1
    )
    if last is not None:
        # The first 48 bits are milliseconds: the slice ends with the one of its last payment.
        until = min(until, EPOCH + ((last.int >> 80) + 1) * MILLISECOND)
    count = await database.fetch_value(int, f"SELECT count(*)::int {ours}", *window, _first_id(until))
    return until, count or 0


async def _batches(facts: AsyncIterator[PaymentFact]) -> AsyncIterator[list[PaymentFact]]:
    batch = []
    async for fact in facts:
        batch.append(fact)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


async def _ask_for_the_unlisted(
    account: GatewayAccount,
    gateway: Gateway,
    listed: set[uuid.UUID],
    *,
    since: datetime.datetime,
    until: datetime.datetime,
) -> AsyncIterator[Judged]:
    """Asks for each of our payments that the gateway must know but did not list; what it denies is missing there.

    A list has edges: what we began just before the window's end may stand in the gateway's next one.
    """
    end = _first_id(min(until, clock.now() - GRACE))
    after = uuid.UUID(int=_first_id(since).int - 1)
    while True:
        payments = await database.fetch_as(
            UnlistedPayment,
            """
            SELECT id, status, amount, currency, gateway_payment_id, (SELECT attempts.id FROM attempts
                WHERE payment_id = payments.id AND kind = 'charge' ORDER BY attempts.id DESC LIMIT 1) AS attempt_id
            FROM payments
            WHERE receiver_id = $1 AND gateway_account_id = $2 AND id > $3 AND id < $4 AND status = ANY($5)
            ORDER BY id LIMIT $6
            """,
            account.receiver_id,
            account.id,
            after,
            end,
            comparison.KNOWN_THERE,
            BATCH,
        )
        unlisted = [payment for payment in payments if payment["id"] not in listed]
        for start in range(0, len(unlisted), LOOKUPS):
            yield await _look_up(account, gateway, unlisted[start : start + LOOKUPS])
        if len(payments) < BATCH:
            return
        after = payments[-1]["id"]


async def _look_up(account: GatewayAccount, gateway: Gateway, payments: Sequence[UnlistedPayment]) -> Judged:
    asked_at = await _database_time()
    answers = await asyncio.gather(
        *(gateway.find_payment(reference=ids.encode("attempt", payment["attempt_id"])) for payment in payments)
    )
    judged, _ = await comparison.compare(account, [fact for fact in answers if fact], asked_at)
    for payment, fact in zip(payments, answers, strict=True):
        if fact is None:
            judged.payment_ids.append(payment["id"])
            judged.differences.append(comparison.missing_there(payment))
    return judged


async def _database_time() -> datetime.datetime:
    """The instant by the clock that `updated_at` is kept by."""
    instant = await database.fetch_value(datetime.datetime, "SELECT clock_timestamp()")
    assert instant is not None
    return instant


def _first_id(instant: datetime.datetime) -> uuid.UUID:
    """Below every UUIDv7 that was made at that instant or later: ids are an index over time that we have anyway."""
    return uuid.UUID(int=((instant - EPOCH) // MILLISECOND) << 80)
