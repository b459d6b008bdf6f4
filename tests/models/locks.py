"""Who waits for a lock of the database."""

import asyncio
import contextvars
import uuid
from collections.abc import Coroutine
from typing import Any, TypeVar

import asyncpg

from config import settings
from models import database

PATIENCE_SECONDS = 4
T = TypeVar("T")


async def count_waiting() -> int:
    """How many connections to the database of the tests wait for a lock."""
    asked = database.fetch_value(
        int,
        "SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
    )
    # Outside of an open transaction, in which PostgreSQL goes on saying what it has said at the first look.
    return await asyncio.create_task(asked, context=contextvars.Context()) or 0


async def until_waiting(count: int) -> None:
    """Until so many connections wait for a lock."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await count_waiting() != count:
            await asyncio.sleep(0.01)


async def while_deleted(invoice_id: uuid.UUID, operation: Coroutine[Any, Any, T]) -> T:
    """What an operation comes to that waits for a draft's lock, while somebody else deletes that draft."""
    other = await asyncpg.connect(settings.database_url)
    try:
        async with other.transaction():
            await other.execute("DELETE FROM invoices WHERE id = $1", invoice_id)
            waiting = asyncio.create_task(operation)
            await until_waiting(1)
        return await waiting
    finally:
        await other.close()
