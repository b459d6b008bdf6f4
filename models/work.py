"""Work lists: tables whose rows are claimed under a lease, worked on with no transaction open, and finished once.

A row waits with `status = 'pending'` until `next_attempt_at`. A claim makes it `leased`, sets a fresh `lease_token` and
moves `next_attempt_at` to the end of the lease, so that a row whose worker died becomes due by itself, or sooner where
others see that it is dead (models/workers.py). Whoever writes an outcome names the token: a worker that wakes after its
lease has passed on changes nothing.

No row is tried for ever, nor at the cost of the others. A try is counted when its row is claimed, so it also counts
where its worker dies. An unexpected error ends that try, and neither the row nor the run (`try_once`). Where rows are
of gateway accounts, a claim is fair between these: one whose gateway is silent holds up its own rows only.

Raw SQL: a claim takes what nobody else has locked and leases it in one statement, and an outcome is written only while
its lease holds. Totals are added to by many processes at once.
"""

import asyncio
import contextlib
import datetime
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog
from piccolo.table import Table

from models import clock, database, workers
from models.tables.row import of_record

logger = structlog.get_logger(__name__)

# A table with the columns status, attempts, deaths, next_attempt_at, lease_token and error.
Work = TypeVar("Work", bound=Table)

# A worker that dies takes all that it holds along. From the second time on its rows are worked on alone, so that the
# one which kills it uses up nobody else's tries. The first time may have been anything, such as a power cut.
SUSPECT_AFTER = 2
# What leases the rows of `chosen`; a lease that ends by itself had a worker that died.
_LEASED = """
UPDATE {work_list} AS work
SET status = 'leased', lease_token = $3, next_attempt_at = $1 + $2::interval, attempts = attempts + 1,
    deaths = CASE WHEN status = 'leased' THEN deaths + 1 ELSE 0 END
FROM chosen WHERE work.id = chosen.id RETURNING work.*
"""
_OPEN = "status IN ('pending', 'leased')"
_IS_SUSPECT = f"(status = 'leased' AND deaths + 1 >= {SUSPECT_AFTER})"

# As long as few rows are due, the accounts are those of these rows. Of more than that the second CTE hops through the
# index from account to account: then its cost is the number of accounts with anything to do, whatever their backlogs.
FEW = 500
# Of each account and kind of try only the oldest rows are candidates, so that two claimers at once want the same ones,
# and the lock gives each row to one of them: together they keep to the bound as well. A lease ends within its length
# from its claimer's now, which can be later than ours. The chosen are an array, which is made once: joined to the
# table, they were made anew for each due row when a flood came over a table that was small.
_CLAIM = f"""
WITH RECURSIVE due AS MATERIALIZED (
    SELECT gateway_account_id FROM {{work_list}} WHERE {_OPEN} AND next_attempt_at <= $1
    ORDER BY next_attempt_at LIMIT {FEW}
), hop AS (
    (SELECT gateway_account_id AS id FROM {{work_list}} WHERE {_OPEN} AND (SELECT count(*) FROM due) = {FEW}
        ORDER BY gateway_account_id LIMIT 1)
    UNION ALL
    SELECT following.id FROM hop CROSS JOIN LATERAL (
        SELECT gateway_account_id AS id FROM {{work_list}} WHERE {_OPEN} AND gateway_account_id > hop.id
        ORDER BY gateway_account_id LIMIT 1) AS following
), account AS (
    SELECT DISTINCT gateway_account_id AS id FROM due WHERE (SELECT count(*) FROM due) < {FEW}
    UNION ALL SELECT id FROM hop
), turn AS (
    SELECT account.id, kind.is_later, oldest.next_attempt_at, busy.in_flight
    FROM account CROSS JOIN (VALUES (false), (true)) AS kind (is_later)
    CROSS JOIN LATERAL (
        SELECT next_attempt_at FROM {{work_list}} WHERE {_OPEN} AND gateway_account_id = account.id
          AND (attempts > 0) = kind.is_later AND next_attempt_at <= $1
        ORDER BY next_attempt_at LIMIT 1) AS oldest
    CROSS JOIN LATERAL (
        SELECT count(*) AS in_flight FROM {{work_list}} WHERE status = 'leased' AND gateway_account_id = account.id
          AND next_attempt_at > $1 AND next_attempt_at <= $1 + 2 * $2::interval
          AND (attempts > 1) = kind.is_later) AS busy
    WHERE busy.in_flight < $5 ORDER BY busy.in_flight, oldest.next_attempt_at LIMIT $4
), candidate AS (
    SELECT due.id, due.next_attempt_at, turn.in_flight
        + row_number() OVER (PARTITION BY turn.id, turn.is_later ORDER BY due.next_attempt_at, due.id) AS place
    FROM turn CROSS JOIN LATERAL (
        SELECT id, next_attempt_at FROM {{work_list}} WHERE {_OPEN} AND gateway_account_id = turn.id
          AND (attempts > 0) = turn.is_later AND next_attempt_at <= $1 AND NOT {_IS_SUSPECT}
        ORDER BY next_attempt_at, id LIMIT $5 - turn.in_flight) AS due
), chosen AS (
    SELECT id FROM {{work_list}}
    WHERE id = ANY (ARRAY(SELECT id FROM candidate ORDER BY place, next_attempt_at LIMIT $4))
      AND {_OPEN} AND next_attempt_at <= $1
    FOR UPDATE SKIP LOCKED
)
{_LEASED}
"""

# One at a time among all workers: each keeps a process from everything else, for as long as its gateway is silent.
_CLAIM_SUSPECT = f"""
WITH suspect AS (
    SELECT id FROM {{work_list}} WHERE {_IS_SUSPECT} AND next_attempt_at <= $1 AND NOT EXISTS (
        SELECT FROM {{work_list}} WHERE status = 'leased' AND deaths >= {SUSPECT_AFTER} AND next_attempt_at > $1)
    ORDER BY next_attempt_at, id LIMIT 1
), chosen AS (
    SELECT id FROM {{work_list}} WHERE id = (SELECT id FROM suspect) AND {_OPEN} AND next_attempt_at <= $1
    FOR UPDATE SKIP LOCKED
)
{_LEASED}
"""

_CLAIM_NEXT = f"""
WITH chosen AS (
    SELECT id FROM {{work_list}} WHERE {_OPEN} AND next_attempt_at <= $1
    ORDER BY {{order}}next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
{_LEASED}
"""

# What becomes of the tries that did not end as they should: begins the names of their totals.
TOTALS = "work_errors"


async def claim(
    work_list: type[Work], *, limit: int, lease_seconds: int, per_account: int | None = None, in_hand: bool = False
) -> list[Work]:
    """Up to `limit` due rows of gateway accounts, leased to the caller; two callers never get the same row.

    Of an account at most `per_account` first tries are leased at a time, whoever claims them, and as many later ones;
    the next place goes to the account that has the fewest. Unless the caller has something `in_hand`, it may be one row
    alone that is suspect.
    """
    if not in_hand and (suspects := await _lease(work_list, _CLAIM_SUSPECT, lease_seconds)):
        return suspects
    return await _lease(work_list, _CLAIM, lease_seconds, limit, limit if per_account is None else per_account)


async def claim_next(work_list: type[Work], *, lease_seconds: int, first: str | None = None) -> Work | None:
    """The row that is due for the longest, leased to the caller: for lists that are worked through one by one. Rows of
    which the column `first` is true go before the others."""
    order = "" if first is None else f"{first} DESC, "
    claimed = await _lease(work_list, _CLAIM_NEXT.replace("{order}", order), lease_seconds)
    return claimed[0] if claimed else None


async def one_by_one(
    work_list: type[Work],
    work_on: Callable[[Work], Awaitable[None]],
    *,
    lease_seconds: int,
    limit: int | None = None,
    seconds_max: float = math.inf,
    first: str | None = None,
) -> int:
    """Works on due rows, each claimed as `claim_next` does once the one before is done, until none is left or `limit`
    are done, and begins none after so many seconds; returns how many it tried."""
    tried, ends_at = 0, time.monotonic() + seconds_max
    while tried != limit and time.monotonic() < ends_at:
        row = await claim_next(work_list, lease_seconds=lease_seconds, first=first)
        if row is None:
            break
        tried += 1
        await work_on(row)
    return tried


def is_suspect(row: Table) -> bool:
    """Whether workers have died with this claimed row, one after the other: it is worked on with nothing beside it."""
    return bool(row["deaths"] >= SUSPECT_AFTER)


async def try_once(
    row: Table,
    work: Callable[[], Awaitable[None]],
    *,
    schedule: Sequence[datetime.timedelta],
    give_up: Callable[[str], Awaitable[object]],
    seconds_max: float | None = None,
) -> None:
    """One try at a claimed row. Whatever happens in it, the rows behind have their turn.

    An error that `work` did not expect is logged with the row's id and counted, and the row is due again by its
    schedule; so is a try that takes longer than `seconds_max`, which keeps it within its lease. After the schedule's
    end the row is given up, with a few words for it; so it is before another try, where the claims are used up because
    no worker has come to an end. A try that is cancelled, since the worker stops, leaves its row to the schedule too.
    """
    tries = row["attempts"]
    known: dict[str, object] = {"list": row._meta.tablename, "row_id": str(row["id"]), "attempt": tries}
    if tries > len(schedule) + 1:
        logger.error("work.given_up", **known)
        await _count(row, "given_up")
        await give_up("No worker has come to the end of it.")
        return
    is_last = tries > len(schedule)
    try:
        async with asyncio.timeout(seconds_max):
            await work()
    except asyncio.CancelledError:
        logger.warning("work.stopped", **known)
        if not is_last:
            with contextlib.suppress(*database.UNAVAILABLE):
                await postpone(row, schedule=schedule, error="The worker was stopped.")
        raise
    except Exception as error:
        logger.exception("work.error", **known)
        await _count(row, "given_up" if is_last else "postponed")
        if is_last:
            await give_up(type(error).__name__)
        else:
            await postpone(row, schedule=schedule, error=type(error).__name__)


async def hold(row: Table) -> bool:
    """Locks a claimed row within the caller's transaction; False when its lease has passed on to somebody else."""
    assert database.in_transaction(), "a row lock lasts as long as the transaction"
    held = await database.fetch_row(
        f"SELECT FROM {row._meta.tablename} WHERE id = $1 AND lease_token = $2 FOR UPDATE",
        row["id"],
        row["lease_token"],
    )
    return held is not None


async def finish(row: Table, *, status: str, error: str | None = None) -> bool:
    """Ends the work on a claimed row; False when the lease has passed on, and then nothing is changed."""
    finished = await database.fetch_row(
        f"UPDATE {row._meta.tablename} SET status = $3, error = $4, lease_token = NULL "
        "WHERE id = $1 AND lease_token = $2 RETURNING id",
        row["id"],
        row["lease_token"],
        status,
        error,
    )
    return finished is not None


async def postpone(
    row: Table, *, schedule: Sequence[datetime.timedelta], error: str | None = None, ended: str = "exhausted"
) -> bool:
    """Makes a claimed row due again by its schedule, which counts attempts; `ended` when the schedule has ended.

    Returns False when the lease has passed on, and then nothing is changed.
    """
    attempt = row["attempts"]
    if attempt > len(schedule):
        return await finish(row, status=ended, error=error)
    postponed = await database.fetch_row(
        f"UPDATE {row._meta.tablename} SET status = 'pending', error = $4, lease_token = NULL, next_attempt_at = $3 "
        "WHERE id = $1 AND lease_token = $2 RETURNING id",
        row["id"],
        row["lease_token"],
        clock.now() + schedule[attempt - 1],
        error,
    )
    return postponed is not None


async def _lease(work_list: type[Work], statement: str, lease_seconds: int, *bounds: int) -> list[Work]:
    lease = datetime.timedelta(seconds=lease_seconds)
    statement = statement.format(work_list=work_list._meta.tablename)
    found = await database.fetch(statement, clock.now(), lease, workers.token(), *bounds)
    return [of_record(work_list, record) for record in sorted(found, key=lambda record: record["id"])]


async def _count(row: Table, result: str) -> None:
    # They are numbers for a graph: work does not stop for want of them.
    with contextlib.suppress(*database.UNAVAILABLE):
        await database.execute(
            "INSERT INTO webhook_tallies (name, total) VALUES ($1, 1) "
            "ON CONFLICT (name) DO UPDATE SET total = webhook_tallies.total + 1",
            f"{TOTALS}/{row._meta.tablename}/{result}",
        )
