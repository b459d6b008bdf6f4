"""A partition for each month: made ahead, and dropped whole once all in it is older than it is kept.

Dropping a month costs the same for ten rows as for ten million; deleting its rows would cost each of them again. What
comes while a month has no partition goes to the default one, from where it is moved once the month has its own.

What lies in a default partition belongs to a month that nobody made, or was given its id by a clock that was wrong.
Deliveries, attempts and what gateways said are deleted there when they are too old. Everything else of the past gets
its month after all, to be dropped with it, events above all: they are append-only, so that nothing but a whole month
ever goes.

Raw SQL: partitions, table locks and batches, which Piccolo knows nothing of.
"""

import datetime
import re
import uuid
from collections.abc import Awaitable, Sequence

import asyncpg
import msgspec
import structlog

from config import settings
from models import clock, database, postgres

logger = structlog.get_logger(__name__)

MONTHS_AHEAD = 2
# A month is made or dropped in milliseconds, but waits for those who use the table, and meanwhile others wait for it.
LOCK_TIMEOUT = "1s"
# Beyond the 15 s of a request: a month may have much to move, or many receivers. The task's own limit is 90 s.
STATEMENT_SECONDS_MAX = 60
# What waits for a disabled endpoint can be many, and is deleted by so many at a time.
FORGET_BATCH = 1000
_MONTH = re.compile(r"_(\d{4})_(\d{2})$")
# A lease that ended so long ago was lost with its worker, and nobody has claimed the row since.
_LEASE_LOST = datetime.timedelta(hours=1)

_FORGET = """
DELETE FROM webhook_deliveries_open WHERE id IN (
    SELECT id FROM webhook_deliveries_open
    WHERE id < uuid_floor($1) AND updated_at < $1 AND (status = 'pending' OR next_attempt_at < $2)
    LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING id
"""
# Queued again after its event had gone. Looked for without locks, for the reason that models/webhooks/claims.py gives.
_WITHOUT_EVENT = """
SELECT id FROM webhook_deliveries_open AS delivery WHERE event_id < uuid_floor((SELECT kept_from FROM feed))
    AND NOT EXISTS (SELECT FROM events WHERE events.id = delivery.event_id)
"""


class Partitioned(msgspec.Struct, frozen=True, kw_only=True):
    """A table with a partition for each month of its ids, and how long these are kept."""

    table: str
    kept: datetime.timedelta

    def name_of(self, month: datetime.date) -> str:
        """The name of a month's partition."""
        return f"{self.table}_{month:%Y_%m}"

    def first_kept(self, today: datetime.date) -> datetime.date:
        """The oldest month of which something is not older than it is kept."""
        return (today - self.kept).replace(day=1)


class Upkeep(msgspec.Struct, frozen=True, kw_only=True):
    """What was made and dropped, by the names of partitions; what could not be for now, as somebody used the table;
    and what failed, which is logged as an error.
    """

    made: Sequence[str]
    dropped: Sequence[str]
    postponed: Sequence[str]
    failed: Sequence[str]


class Unplaced(Exception):
    """The month has events that nobody can have read: the feed is not numbered as it should be."""


def tables() -> list[Partitioned]:
    """All of them, what refers to others first."""
    deliveries, words, kept = (
        datetime.timedelta(days=settings.deliveries_kept_days),
        datetime.timedelta(days=settings.gateway_words_kept_days),
        datetime.timedelta(days=settings.events_kept_days),
    )
    return [
        Partitioned(table="callback_messages", kept=words),
        Partitioned(table="gateway_answers", kept=words),
        Partitioned(table="webhook_attempts", kept=deliveries),
        Partitioned(table="webhook_deliveries_over", kept=deliveries),
        Partitioned(table="events", kept=kept),
    ]


async def maintain() -> Upkeep:
    """Makes the months to come, and drops those that are over. What meets a lock waits for the next time, and what
    fails does not keep the others from their turn. For beat; any number at once do no harm.
    """
    # In UTC, as `make_partition` has it: months of ids are no business dates, which are for terms.local_date alone.
    today = clock.now().date()
    trial = _Trial()
    made: list[str] = []
    dropped: list[str] = []
    for partitioned in tables():
        await trial.of(f"{partitioned.table}_otherwise", _delete_strays(partitioned, today))
        for month in [*await _months_left_over(partitioned, today), *_months_from(today)]:
            name = partitioned.name_of(month)
            if await trial.of(name, _make(partitioned, month)):
                made.append(name)
            elif name in trial.missed and month == today.replace(day=1):
                logger.error("partitions.month_missing", partition=name)
    await trial.of("webhook_deliveries_open", _forget_what_waits_too_long())
    for partitioned in tables():
        for name in await _over(partitioned, today):
            if await trial.of(name, _drop(partitioned, name)):
                dropped.append(name)
            if name in trial.missed:
                # Months go in their order, so that what is kept has no holes.
                break
    for action, names in (("made", made), ("dropped", dropped), ("postponed", trial.postponed)):
        if names:
            logger.info(f"partitions.{action}", partitions=names)
    return Upkeep(made=made, dropped=dropped, postponed=trial.postponed, failed=trial.failed)


def month_of(name: str) -> datetime.date | None:
    """The month of a partition; None for the default one."""
    found = _MONTH.search(name)
    return datetime.date(int(found[1]), int(found[2]), 1) if found else None


def following(month: datetime.date) -> datetime.date:
    """The first day of the next month."""
    return datetime.date(month.year + month.month // 12, month.month % 12 + 1, 1)


class _Trial:
    """Tries one thing after the other, and remembers what did not come about."""

    def __init__(self) -> None:
        self.postponed: list[str] = []
        self.failed: list[str] = []

    @property
    def missed(self) -> list[str]:
        return self.postponed + self.failed

    async def of(self, name: str, work: Awaitable[bool]) -> bool:
        """What the work returns; False if it could not be done."""
        try:
            return await work
        except (asyncpg.LockNotAvailableError, *postgres.RETRYABLE):
            self.postponed.append(name)
        except (Unplaced, asyncpg.PostgresError):
            logger.exception("partitions.failed", partition=name)
            self.failed.append(name)
        return False


async def _make(partitioned: Partitioned, month: datetime.date) -> bool:
    async with database.transaction():
        await _limit_waiting()
        made = await database.fetch_value(
            bool, "SELECT make_partition($1::text::regclass, $2)", partitioned.table, month
        )
        return bool(made)


async def _drop(partitioned: Partitioned, name: str) -> bool:
    async with database.transaction():
        await _limit_waiting()
        # Keeps out nobody but others who make or drop months.
        await database.execute(f"LOCK TABLE ONLY {partitioned.table} IN SHARE UPDATE EXCLUSIVE MODE")
        if not await database.fetch_value(bool, "SELECT to_regclass($1) IS NOT NULL", name):
            return False
        if partitioned.table == "events":
            place = await _raise_floors(name)
        # From here on everybody waits. The whole table comes first, since they too take it before its parts.
        await database.execute(f"LOCK TABLE ONLY {partitioned.table} IN ACCESS EXCLUSIVE MODE")
        if partitioned.table == "events":
            await _let_go(name, last_noted=place)
        await database.execute(f"DROP TABLE {name}")
        return True


async def _limit_waiting() -> None:
    await database.allow(STATEMENT_SECONDS_MAX)
    await database.execute("SELECT set_config('lock_timeout', $1, true)", LOCK_TIMEOUT)


async def _raise_floors(name: str) -> int | None:
    """Notes for each receiver the last event that goes, so that whoever has read so far can read on; returns the last
    place of all of them. Costs one walk along the index for each receiver.
    """
    place = await _last_place(name)
    await database.execute(
        f"""
        INSERT INTO feed_floors (receiver_id, event_id, position)
        SELECT receivers.id, last.id, last.position FROM receivers CROSS JOIN LATERAL (
            SELECT id, position FROM {name} WHERE receiver_id = receivers.id AND position IS NOT NULL
            ORDER BY position DESC LIMIT 1) AS last
        ON CONFLICT (receiver_id) DO UPDATE SET event_id = excluded.event_id, position = excluded.position
            WHERE excluded.position > feed_floors.position
        """
    )
    return place


async def _let_go(name: str, *, last_noted: int | None) -> None:
    """What has to be right, and to follow, when a month of events goes. Raises Unplaced."""
    month = month_of(name)
    assert month is not None, "the default partition is never dropped"
    if await database.fetch_value(bool, f"SELECT EXISTS (SELECT FROM {name} WHERE position IS NULL)"):
        raise Unplaced(f"{name} has events without a place in the feed.")
    if await _last_place(name) != last_noted:
        # Something got its place before we had the table for ourselves.
        await _raise_floors(name)
    await database.execute(
        "DELETE FROM webhook_deliveries_open WHERE event_id >= uuid_floor($1) AND event_id < uuid_floor($2)",
        _begin(month),
        _begin(following(month)),
    )
    await database.execute("UPDATE feed SET kept_from = greatest(kept_from, $1)", _begin(following(month)))


async def _last_place(name: str) -> int | None:
    return await database.fetch_value(int, f"SELECT max(position) FROM {name}")


async def _over(partitioned: Partitioned, today: datetime.date) -> list[str]:
    rows = await database.fetch(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::text::regclass ORDER BY 1",
        partitioned.table,
    )
    months = [(row["name"], month_of(row["name"])) for row in rows]
    return [name for name, month in months if month is not None and month < partitioned.first_kept(today)]


async def _delete_strays(partitioned: Partitioned, today: datetime.date) -> bool:
    """Whether there were any."""
    if partitioned.table == "events":
        return False
    otherwise = f"{partitioned.table}_otherwise"
    deleted = await _in_batches(
        f"DELETE FROM {otherwise} WHERE id IN (SELECT id FROM {otherwise} WHERE id < uuid_floor($1) LIMIT $2) "
        "RETURNING id",
        _begin(partitioned.first_kept(today)),
    )
    if deleted:
        logger.info("partitions.strays_deleted", partition=otherwise, rows=deleted)
    return deleted > 0


async def _months_left_over(partitioned: Partitioned, today: datetime.date) -> list[datetime.date]:
    """The months before this one of which something lies in the default partition.

    A month that would be dropped at once has to wait if something was written lately, by a clock that was wrong: its
    readers have as much time for it as for anything else.
    """
    otherwise = f"{partitioned.table}_otherwise"
    months: list[datetime.date] = []
    since = datetime.date(1970, 1, 1)
    while True:
        first = await database.fetch_value(
            uuid.UUID,
            f"SELECT id FROM {otherwise} WHERE id >= uuid_floor($1) AND id < uuid_floor($2) ORDER BY id LIMIT 1",
            _begin(since),
            _begin(today.replace(day=1)),
        )
        if first is None:
            return months
        month = datetime.datetime.fromtimestamp((first.int >> 80) / 1000, datetime.UTC).date().replace(day=1)
        since = following(month)
        if month >= partitioned.first_kept(today) or not await database.fetch_value(
            bool,
            f"SELECT EXISTS (SELECT FROM {otherwise} WHERE id >= uuid_floor($1) AND id < uuid_floor($2) "
            "AND created_at >= $3)",
            _begin(month),
            _begin(since),
            _begin(today - partitioned.kept),
        ):
            months.append(month)


async def _forget_what_waits_too_long() -> bool:
    """Ends what has waited for an endpoint longer than deliveries are kept: it stays in the feed, to be replayed.
    Whether there was any.

    Being queued again begins the waiting anew, whatever the id says.
    """
    now = clock.now()
    before = now - datetime.timedelta(days=settings.deliveries_kept_days)
    forgotten = await _in_batches(_FORGET, before, now - _LEASE_LOST)
    if forgotten:
        logger.warning("webhooks.waited_too_long", deliveries=forgotten)
    lonely = [row["id"] for row in await database.fetch(_WITHOUT_EVENT)]
    await database.execute("DELETE FROM webhook_deliveries_open WHERE id = ANY ($1)", lonely)
    return forgotten > 0


async def _in_batches(statement: str, *parameters: datetime.datetime) -> int:
    """Runs a statement, whose last parameter is how many rows it may take, until nothing is left; returns how many."""
    total = 0
    while True:
        count = len(await database.fetch(statement, *parameters, FORGET_BATCH))
        total += count
        if count < FORGET_BATCH:
            return total


def _begin(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def _months_from(today: datetime.date) -> list[datetime.date]:
    months = [today.replace(day=1)]
    while len(months) <= MONTHS_AHEAD:
        months.append(following(months[-1]))
    return months
