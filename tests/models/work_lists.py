"""What tests of all work lists look at."""

import asyncio
import datetime
import re
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from prometheus_client import generate_latest

from models import clock, database, ids
from models.upkeep import backlog

_LINE = re.compile(r'^quittance_work_errors_total\{list="(\w+)",result="(\w+)"\} (\S+)$', re.M)


async def work_errors() -> dict[tuple[str, str], float]:
    """How many tries ended as nobody expected, by list and result, as the metrics tell."""
    await backlog.measure()
    return {(name, result): float(total) for name, result, total in _LINE.findall(generate_latest().decode())}


async def open_account(receiver_id: uuid.UUID) -> uuid.UUID:
    """A gateway account with which nobody speaks."""
    account_id = ids.new()
    await database.execute(
        "INSERT INTO gateway_accounts (id, receiver_id, gateway, account, credentials) "
        "VALUES ($1, $2, 'simulator', 'acct_nobody', '')",
        account_id,
        receiver_id,
    )
    return account_id


async def put(
    account_id: uuid.UUID, count: int, *, due: datetime.datetime | None = None, attempts: int = 0
) -> list[uuid.UUID]:
    """Callbacks that say nothing of money, due one after the other, the last of them now or at that time."""
    due = due or clock.now()
    rows = await database.fetch(
        "INSERT INTO callbacks (id, receiver_id, gateway_account_id, gateway_event_id, kind, fact, attempts, "
        "next_attempt_at) SELECT given.id, receiver_id, $1, given.id::text, 'none', '', $3, "
        "$4::timestamptz - given.place * interval '1 ms' "
        "FROM gateway_accounts, unnest($2::uuid[]) WITH ORDINALITY AS given (id, place) "
        "WHERE gateway_accounts.id = $1 RETURNING callbacks.id, next_attempt_at",
        account_id,
        [ids.new() for _ in range(count)],
        attempts,
        due,
    )
    return [row["id"] for row in sorted(rows, key=lambda row: row["next_attempt_at"])]


async def statuses(account_id: uuid.UUID) -> dict[str, int]:
    """How many callbacks of an account there are of each status."""
    rows = await database.fetch(
        "SELECT status, count(*) FROM callbacks WHERE gateway_account_id = $1 GROUP BY status", account_id
    )
    return {row["status"]: row["count"] for row in rows}


async def until(condition: Callable[[], Awaitable[Any]]) -> None:
    """Waits until it is true, and not for ever."""
    async with asyncio.timeout(20):
        while not await condition():
            await asyncio.sleep(0.01)
