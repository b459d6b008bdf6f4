"""Work lists: tables whose rows are claimed under a lease, worked on with no transaction open, and finished once.

A row waits with `status = 'pending'` until `next_attempt_at`. A claim makes it `leased`, sets a fresh `lease_token` and
moves `next_attempt_at` to the end of the lease, so that a row whose worker died becomes due by itself. Whoever writes
an outcome names the token: a worker that wakes after its lease has passed on changes nothing.

Raw SQL: a claim takes what nobody else has locked and leases it in one statement, and an outcome is written only while
its lease holds.
"""

import datetime
import uuid
from collections.abc import Sequence
from typing import TypeVar

from piccolo.table import Table

from models import clock, database
from models.tables.row import of_record

# A table with the columns status, attempts, next_attempt_at, lease_token and error.
Work = TypeVar("Work", bound=Table)


async def claim(work_list: type[Work], *, limit: int, lease_seconds: int) -> list[Work]:
    """Up to `limit` due rows, leased to the caller; two callers never get the same row."""
    now, name = clock.now(), work_list._meta.tablename
    found = await database.fetch(
        f"""
        WITH due AS (
            SELECT id FROM {name}
            WHERE status IN ('pending', 'leased') AND next_attempt_at <= $1
            ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED
        )
        UPDATE {name} AS work
        SET status = 'leased', lease_token = $3, attempts = attempts + 1, next_attempt_at = $4
        FROM due WHERE work.id = due.id RETURNING work.*
        """,
        now,
        limit,
        uuid.uuid4(),
        now + datetime.timedelta(seconds=lease_seconds),
    )
    return [of_record(work_list, record) for record in sorted(found, key=lambda record: record["id"])]


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
