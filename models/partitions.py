"""A partition for each month: made ahead, and dropped whole once all in it is older than it is kept.

Dropping a month costs the same for ten rows as for ten million; deleting its rows would cost each of them again. What
comes while a month has no partition goes to the default one, from where it is moved once the month has its own.
"""

import datetime
import re
from collections.abc import Sequence

import asyncpg
import msgspec
import structlog

from config import settings
from models import clock, database

logger = structlog.get_logger(__name__)

MONTHS_AHEAD = 2
# A month is made or dropped in milliseconds, but waits for those who use the table, and meanwhile others wait for it.
LOCK_TIMEOUT = "1s"
# What waits for a disabled endpoint can be many, and is deleted by so many at a time.
FORGET_BATCH = 1000
_MONTH = re.compile(r"_(\d{4})_(\d{2})$")


class Partitioned(msgspec.Struct, frozen=True, kw_only=True):
    """A table with a partition for each month of its ids, and how long these are kept."""

    table: str
    kept: datetime.timedelta


class Upkeep(msgspec.Struct, frozen=True, kw_only=True):
    """What was made and dropped, by the names of partitions, and what could not be for now."""

    made: Sequence[str]
    dropped: Sequence[str]
    postponed: Sequence[str]


def tables() -> list[Partitioned]:
    """All of them, what refers to others first."""
    deliveries, kept = (
        datetime.timedelta(days=settings.deliveries_kept_days),
        datetime.timedelta(days=settings.events_kept_days),
    )
    return [
        Partitioned(table="webhook_attempts", kept=deliveries),
        Partitioned(table="webhook_deliveries_over", kept=deliveries),
        Partitioned(table="events", kept=kept),
    ]


async def maintain() -> Upkeep:
    """Makes the months to come and drops those that are over. What meets a lock waits for the next time. For beat."""
    today = clock.now().date()
    made: list[str] = []
    dropped: list[str] = []
    postponed: list[str] = []
    await _forget_what_waits_too_long()
    for partitioned in tables():
        for month in _months_from(today):
            name = f"{partitioned.table}_{month:%Y_%m}"
            try:
                if await _make(partitioned.table, month):
                    made.append(name)
            except asyncpg.LockNotAvailableError:
                postponed.append(name)
        for name in await _over(partitioned, today):
            try:
                await _drop(partitioned.table, name)
                dropped.append(name)
            except asyncpg.LockNotAvailableError:
                postponed.append(name)
    for action, names in (("made", made), ("dropped", dropped), ("postponed", postponed)):
        if names:
            logger.info(f"partitions.{action}", partitions=names)
    return Upkeep(made=made, dropped=dropped, postponed=postponed)


def month_of(name: str) -> datetime.date | None:
    """The month of a partition; None for the default one."""
    found = _MONTH.search(name)
    return datetime.date(int(found[1]), int(found[2]), 1) if found else None


def following(month: datetime.date) -> datetime.date:
    """The first day of the next month."""
    return datetime.date(month.year + month.month // 12, month.month % 12 + 1, 1)


async def _make(table: str, month: datetime.date) -> bool:
    async with database.transaction():
        await database.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        return bool(await database.fetch_value("SELECT make_partition($1::text::regclass, $2)", table, month))


async def _drop(table: str, name: str) -> None:
    async with database.transaction():
        await database.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        if table == "events":
            await _raise_floor(name)
        await database.execute(f"DROP TABLE {name}")


async def _raise_floor(name: str) -> None:
    """Notes for each receiver the last event that goes, so that whoever has read so far can read on."""
    month = month_of(name)
    assert month is not None, "the default partition is never dropped"
    if await database.fetch_value(f"SELECT EXISTS (SELECT FROM {name} WHERE position IS NULL)"):
        raise RuntimeError(f"{name} has events without a place in the feed: they cannot go.")
    await database.execute(
        f"""
        INSERT INTO feed_floors (receiver_id, event_id, position)
        SELECT DISTINCT ON (receiver_id) receiver_id, id, position FROM {name} ORDER BY receiver_id, position DESC
        ON CONFLICT (receiver_id) DO UPDATE SET event_id = excluded.event_id, position = excluded.position
            WHERE excluded.position > feed_floors.position
        """
    )
    await database.execute(
        "UPDATE feed SET kept_from = greatest(kept_from, $1)",
        datetime.datetime.combine(following(month), datetime.time(), datetime.UTC),
    )


async def _over(partitioned: Partitioned, today: datetime.date) -> list[str]:
    rows = await database.fetch(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::text::regclass ORDER BY 1",
        partitioned.table,
    )
    months = [(row["name"], month_of(row["name"])) for row in rows]
    return [name for name, month in months if month is not None and following(month) + partitioned.kept <= today]


async def _forget_what_waits_too_long() -> None:
    """Ends what has waited for an endpoint longer than deliveries are kept: it stays in the feed, to be replayed."""
    before = clock.now() - datetime.timedelta(days=settings.deliveries_kept_days)
    while True:
        rows = await database.fetch(
            "DELETE FROM webhook_deliveries_open WHERE id IN (SELECT id FROM webhook_deliveries_open "
            "WHERE id < uuid_floor($1) AND status = 'pending' LIMIT $2) RETURNING id",
            before,
            FORGET_BATCH,
        )
        if rows:
            logger.warning("webhooks.waited_too_long", deliveries=len(rows))
        if len(rows) < FORGET_BATCH:
            return


def _months_from(today: datetime.date) -> list[datetime.date]:
    months = [today.replace(day=1)]
    while len(months) <= MONTHS_AHEAD:
        months.append(following(months[-1]))
    return months
