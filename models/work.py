"""Work lists: tables whose rows are claimed under a lease, worked on with no transaction open, and finished once.

A row waits with `status = 'pending'` until `next_attempt_at`. A claim makes it `leased`, sets a fresh `lease_token` and
moves `next_attempt_at` to the end of the lease, so that a row whose worker died becomes due by itself. Whoever writes
an outcome names the token: a worker that wakes after its lease has passed on changes nothing.
"""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any, Literal

from models import clock, database

WorkList = Literal["attempts", "callbacks", "reconciliation_runs", "mails"]


async def claim(work_list: WorkList, *, limit: int, lease_seconds: int) -> list[Any]:
    """Up to `limit` due rows, leased to the caller; two callers never get the same row."""
    now = clock.now()
    rows = await database.fetch(
        f"""
        WITH due AS (
            SELECT id FROM {work_list}
            WHERE status IN ('pending', 'leased') AND next_attempt_at <= $1
            ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED
        )
        UPDATE {work_list} AS work
        SET status = 'leased', lease_token = $3, attempts = attempts + 1, next_attempt_at = $4
        FROM due WHERE work.id = due.id RETURNING work.*
        """,
        now,
        limit,
        uuid.uuid4(),
        now + datetime.timedelta(seconds=lease_seconds),
    )
    return sorted(rows, key=lambda row: row["id"])


async def hold(work_list: WorkList, row: Any) -> bool:
    """Locks a claimed row within the caller's transaction; False when its lease has passed on to somebody else."""
    assert database.in_transaction(), "a row lock lasts as long as the transaction"
    held = await database.fetch_row(
        f"SELECT FROM {work_list} WHERE id = $1 AND lease_token = $2 FOR UPDATE",
        row["id"],
        row["lease_token"],
    )
    return held is not None


async def finish(work_list: WorkList, row: Any, *, status: str, error: str | None = None) -> bool:
    """Ends the work on a claimed row; False when the lease has passed on, and then nothing is changed."""
    finished = await database.fetch_row(
        f"UPDATE {work_list} SET status = $3, error = $4, lease_token = NULL "
        "WHERE id = $1 AND lease_token = $2 RETURNING id",
        row["id"],
        row["lease_token"],
        status,
        error,
    )
    return finished is not None


async def postpone(
    work_list: WorkList,
    row: Any,
    *,
    schedule: Sequence[datetime.timedelta],
    error: str | None = None,
    ended: str = "exhausted",
) -> bool:
    """Makes a claimed row due again by its schedule, which counts attempts; `ended` when the schedule has ended.

    Returns False when the lease has passed on, and then nothing is changed.
    """
    attempt = row["attempts"]
    if attempt > len(schedule):
        return await finish(work_list, row, status=ended, error=error)
    postponed = await database.fetch_row(
        f"UPDATE {work_list} SET status = 'pending', error = $4, lease_token = NULL, next_attempt_at = $3 "
        "WHERE id = $1 AND lease_token = $2 RETURNING id",
        row["id"],
        row["lease_token"],
        clock.now() + schedule[attempt - 1],
        error,
    )
    return postponed is not None
