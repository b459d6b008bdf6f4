"""Windows: how what a gateway has of a stretch of time is compared, whatever its number, in the same memory.

A window is cut into slices by what we have, a slice is compared in batches of what the gateway lists, and what it does
not list it is asked for one by one. No transaction is open meanwhile, and nothing is written here but what heals.

Raw SQL: slices are cut, and the unlisted found, by ranges over ids, which would be thousands of objects otherwise.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from models import clock, database, ids
from models.gateways.base import Gateway
from models.reconciliation import comparison
from models.reconciliation.comparison import Judged
from models.reconciliation.subjects import CHANGED_PAYMENTS, PAYMENTS, REFUNDS, REVERSALS, F, Subject, Unlisted
from models.tables.gateways import GatewayAccount
from models.tables.reconciliation import DiscrepancySubject

# What we have begun just now may not have reached the gateway's list yet.
GRACE = timedelta(minutes=5)
# How many of ours a window is cut at: only their ids are held in memory.
SLICE = 5000
# How many of the gateway's are compared by one statement.
BATCH = 500
# How many look-ups are made side by side.
LOOKUPS = 20


class Counts(msgspec.Struct):
    """How many of one subject there are in the window: listed by the gateway, and made here."""

    there: int = 0
    here: int = 0


class Step(NamedTuple):
    """What one step of a comparison has settled, and what has been counted up to it."""

    judged: Judged
    counts: Mapping[DiscrepancySubject, Counts]


async def compare(
    account: GatewayAccount, gateway: Gateway, *, since: datetime, until: datetime
) -> AsyncIterator[Step]:
    """Compares what was made in a window, then the payments that changed in it, whenever they were made.

    Raises GatewayError.
    """
    counts: dict[DiscrepancySubject, Counts] = {}
    async for judged in _compare_made(PAYMENTS, account, gateway, since=since, until=until, counts=counts):
        yield Step(judged, counts)
    async for judged in _compare_made(REFUNDS, account, gateway, since=since, until=until, counts=counts):
        yield Step(judged, counts)
    async for judged in _compare_made(REVERSALS, account, gateway, since=since, until=until, counts=counts):
        yield Step(judged, counts)
    async for judged, _ in _compare_listed(CHANGED_PAYMENTS, account, gateway, since=since, until=until):
        yield Step(judged, counts)


async def _compare_made(
    subject: Subject[F],
    account: GatewayAccount,
    gateway: Gateway,
    *,
    since: datetime,
    until: datetime,
    counts: dict[DiscrepancySubject, Counts],
) -> AsyncIterator[Judged]:
    """Compares slice by slice what the gateway lists, and asks for what of ours it does not list."""
    counted = counts[subject.name] = Counts()
    while since < until:
        end, count = await _slice(subject, account, since, until)
        counted.here += count
        listed: set[uuid.UUID] = set()
        async for judged, matched in _compare_listed(subject, account, gateway, since=since, until=end):
            counted.there += len(judged.ids_there)
            listed |= matched
            yield judged
        async for judged in _ask_for_the_unlisted(subject, account, gateway, listed, since=since, until=end):
            yield judged
        since = end


async def _slice(
    subject: Subject[F], account: GatewayAccount, since: datetime, until: datetime
) -> tuple[datetime, int]:
    """Where the slice that begins at `since` ends, and how many of ours were made in it.

    It ends where their ids would grow beyond what memory shall hold.
    """
    ours = (
        f"FROM {subject.table} WHERE receiver_id = $1 AND gateway_account_id = $2 AND id >= $3 AND id < $4 "
        f"AND {subject.compared}"
    )
    window = (account.receiver_id, account.id, ids.floor(since))
    last = await database.fetch_value(
        uuid.UUID, f"SELECT id {ours} ORDER BY id OFFSET $5 LIMIT 1", *window, ids.floor(until), SLICE - 1
    )
    if last is not None:
        # An id says when it was made to the millisecond: the slice ends with that of its last row.
        until = min(until, ids.made_at(last) + timedelta(milliseconds=1))
    count = await database.fetch_value(int, f"SELECT count(*)::int {ours}", *window, ids.floor(until))
    return until, count or 0


async def _compare_listed(
    subject: Subject[F], account: GatewayAccount, gateway: Gateway, *, since: datetime, until: datetime
) -> AsyncIterator[tuple[Judged, set[uuid.UUID]]]:
    """Compares what the gateway lists, in batches; with each, the ids of ours that it spoke of."""
    asked_at = await _database_time()
    async for facts in _batches(subject.listed(gateway, since=since, until=until)):
        yield await comparison.compare(subject, account, facts, asked_at)


async def _batches(facts: AsyncIterator[F]) -> AsyncIterator[list[F]]:
    batch = []
    async for fact in facts:
        batch.append(fact)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


async def _ask_for_the_unlisted(
    subject: Subject[F],
    account: GatewayAccount,
    gateway: Gateway,
    listed: set[uuid.UUID],
    *,
    since: datetime,
    until: datetime,
) -> AsyncIterator[Judged]:
    """Asks for each of ours that the gateway must know but did not list; what it denies is missing there.

    A list has edges: what we began just before the window's end may stand in the gateway's next one.
    """
    end = ids.floor(min(until, clock.now() - GRACE))
    after = uuid.UUID(int=ids.floor(since).int - 1)
    while True:
        ours = await database.fetch_as(
            Unlisted,
            f"""
            SELECT {subject.columns}, {subject.attempt_id} AS attempt_id FROM {subject.table}
            WHERE receiver_id = $1 AND gateway_account_id = $2 AND id > $3 AND id < $4 AND status = ANY($5)
              AND {subject.compared}
            ORDER BY id LIMIT $6
            """,
            account.receiver_id,
            account.id,
            after,
            end,
            subject.known_there,
            BATCH,
        )
        unlisted = [one for one in ours if one["id"] not in listed]
        for start in range(0, len(unlisted), LOOKUPS):
            yield await _look_up(subject, account, gateway, unlisted[start : start + LOOKUPS])
        if len(ours) < BATCH:
            return
        after = ours[-1]["id"]


async def _look_up(
    subject: Subject[F], account: GatewayAccount, gateway: Gateway, unlisted: Sequence[Unlisted]
) -> Judged:
    asked_at = await _database_time()
    answers = await asyncio.gather(*(subject.find(gateway, ours) for ours in unlisted))
    judged, _ = await comparison.compare(subject, account, [fact for fact in answers if fact], asked_at)
    for ours, fact in zip(unlisted, answers, strict=True):
        if fact is None:
            judged.ids_here.append(ours["id"])
            judged.differences.append(comparison.missing_there(subject, ours))
    return judged


async def _database_time() -> datetime:
    """The instant by the clock that `updated_at` is kept by."""
    instant = await database.fetch_value(datetime, "SELECT clock_timestamp()")
    assert instant is not None
    return instant
