"""Work lists: tables whose rows are claimed under a lease, worked on with no transaction open, and finished once.

A row waits with `status = 'pending'` until `next_attempt_at`. A claim makes it `leased`, sets a fresh `lease_token` and
moves `next_attempt_at` to the end of the lease, so that a row whose worker died becomes due by itself. Whoever writes
an outcome names the token: a worker that wakes after its lease has passed on changes nothing.

No row is tried for ever, nor at the cost of the others. Tries are counted by the claim, so that those count which end
with the worker; what goes wrong in one that nobody expected is the end of that try alone (`try_once`).

Raw SQL: a claim takes what nobody else has locked and leases it in one statement, and an outcome is written only while
its lease holds. Totals are added to by many processes at once.
"""

import contextlib
import datetime
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog
from piccolo.table import Table

from models import clock, database
from models.tables.row import of_record

logger = structlog.get_logger(__name__)

# A table with the columns status, attempts, next_attempt_at, lease_token and error.
Work = TypeVar("Work", bound=Table)

# A worker that dies takes all that it holds along. From the second time on its rows are claimed one by one, so that
# the one which kills it uses up nobody else's tries. The first time may have been anything, such as a power cut.
SUSPECT_AFTER = 2
# What becomes of the tries that did not end as they should: begins the names of their totals.
TOTALS = "work_errors"


async def claim(work_list: type[Work], *, limit: int, lease_seconds: int) -> list[Work]:
    """Up to `limit` due rows, leased to the caller, or one alone; two callers never get the same row.

    Fewer than `limit` do not mean that nothing is left: ask until there is none.
    """
    now, name = clock.now(), work_list._meta.tablename
    found = await database.fetch(
        f"""
        WITH due AS (
            SELECT id, next_attempt_at, status = 'leased' AND attempts >= {SUSPECT_AFTER} AS is_suspect FROM {name}
            WHERE status IN ('pending', 'leased') AND next_attempt_at <= $1
            ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ), turn AS (
            SELECT id, is_suspect, row_number() OVER (ORDER BY next_attempt_at, id) AS place,
                first_value(is_suspect) OVER (ORDER BY next_attempt_at, id) AS is_for_one FROM due
        )
        UPDATE {name} AS work
        SET status = 'leased', lease_token = $3, attempts = attempts + 1, next_attempt_at = $4
        FROM turn WHERE work.id = turn.id AND CASE WHEN is_for_one THEN place = 1 ELSE NOT is_suspect END
        RETURNING work.*
        """,
        now,
        limit,
        uuid.uuid4(),
        now + datetime.timedelta(seconds=lease_seconds),
    )
    return [of_record(work_list, record) for record in sorted(found, key=lambda record: record["id"])]


async def try_once(
    row: Table,
    work: Callable[[], Awaitable[None]],
    *,
    schedule: Sequence[datetime.timedelta],
    give_up: Callable[[str], Awaitable[object]],
) -> None:
    """One try at a claimed row. Whatever happens in it, the rows behind have their turn.

    An error that `work` did not expect is logged with the row's id and counted, and the row is due again by its
    schedule. After the schedule's end it is given up, with a few words for the row; so it is before another try, where
    the claims are used up because no worker has come to an end.
    """
    tries = row["attempts"]
    known: dict[str, object] = {"list": row._meta.tablename, "row_id": str(row["id"]), "attempt": tries}
    if tries > len(schedule) + 1:
        logger.error("work.given_up", **known)
        await _count(row, "given_up")
        await give_up("No worker has come to the end of it.")
        return
    try:
        await work()
    except Exception as error:
        is_last = tries > len(schedule)
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


async def _count(row: Table, result: str) -> None:
    # They are numbers for a graph: work does not stop for want of them.
    with contextlib.suppress(*database.UNAVAILABLE):
        await database.execute(
            "INSERT INTO webhook_tallies (name, total) VALUES ($1, 1) "
            "ON CONFLICT (name) DO UPDATE SET total = webhook_tallies.total + 1",
            f"{TOTALS}/{row._meta.tablename}/{result}",
        )
