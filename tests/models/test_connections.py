"""Connections between statements: one that is at rest is at hand, and nobody who waits is forgotten."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest

from config import settings
from models import database, engine

PATIENCE_SECONDS = 60


@pytest.fixture(autouse=True)
async def pool_of_one(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr(database, "DB", engine.Engine(settings.database_url))
    await database.open_pool(size_min=1, size_max=1)
    yield
    async with asyncio.timeout(PATIENCE_SECONDS):
        await database.close_pool()


async def backend() -> int | None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        return await database.fetch_value(int, "SELECT pg_backend_pid()")


async def test_the_connection_of_a_statement_is_used_by_the_next_one() -> None:
    assert await backend() == await backend()


async def test_all_who_wait_get_the_only_connection() -> None:
    assert len(set(await asyncio.gather(*(backend() for _ in range(20))))) == 1


async def test_who_waits_gets_it_at_the_end_of_a_transaction() -> None:
    async with database.transaction():
        inside = await backend()
        waiting = asyncio.create_task(asyncio.wait_for(_outside(), PATIENCE_SECONDS))
        while not database.DB._waiting:
            await asyncio.sleep(0)
    assert await waiting == inside


async def _outside() -> int | None:
    token = database.DB.current_transaction.set(None)
    try:
        return await backend()
    finally:
        database.DB.current_transaction.reset(token)


async def test_who_is_cancelled_in_a_statement_leaves_a_connection_that_works() -> None:
    sleeping = asyncio.create_task(database.execute("SELECT pg_sleep(60)"))
    while database.DB.is_at_rest:
        await asyncio.sleep(0.001)
    await asyncio.sleep(0.01)
    sleeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sleeping
    assert await backend()


async def test_a_refused_statement_leaves_a_connection_that_works() -> None:
    with pytest.raises(asyncpg.UndefinedColumnError):
        await database.execute("SELECT nothing_of_that_name")
    assert await backend()


async def test_a_connection_that_was_lost_at_hand_is_given_to_nobody() -> None:
    lost = await backend()
    other = await asyncpg.connect(settings.database_url)
    await other.execute("SELECT pg_terminate_backend($1)", lost)
    await other.close()
    while any(engine._is_open(connection) for connection in database.DB._at_hand):
        await asyncio.sleep(0.001)
    assert await backend() != lost


async def test_a_pool_that_stands_in_for_ours_is_given_none_of_our_connections() -> None:
    ours = await backend()
    own, settings_of_another = database.DB.pool, {"application_name": "another"}
    async with asyncpg.create_pool(
        settings.database_url, min_size=1, max_size=1, server_settings=settings_of_another
    ) as another:
        database.DB.pool = another
        theirs = await backend()
        assert theirs not in (ours, None)
        assert await backend() == theirs
        database.DB.pool = own
    assert await backend() == ours


async def test_the_pool_is_closed_while_a_statement_runs() -> None:
    running = asyncio.create_task(database.fetch_value(int, "SELECT 1 FROM pg_sleep(0.2)"))
    while database.DB.is_at_rest:
        await asyncio.sleep(0.001)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await database.close_pool()
        assert await running == 1
    await database.open_pool(size_min=1, size_max=1)


async def write() -> None:
    async with database.transaction():
        await database.execute("SELECT txid_current()")


async def read() -> None:
    async with database.transaction():
        await database.read_as(dict, "SELECT pg_sleep(0.002)")


async def statement() -> None:
    await database.execute("SELECT pg_sleep(0.002)")


async def write_at_the_end() -> None:
    async with database.transaction():
        await database.write_later("one AS (SELECT txid_current())", counted="one", rows_expected=1)


async def read_and_write() -> None:
    async with database.transaction():
        await database.read_as(dict, "SELECT 1")
        await database.execute("SELECT txid_current()")
        await database.read_as(dict, "SELECT 1")


@pytest.mark.parametrize("operation", [write, read, statement, write_at_the_end, read_and_write])
async def test_who_is_cancelled_at_any_step_leaves_no_transaction(operation: Callable[[], Awaitable[None]]) -> None:
    watcher = await asyncpg.connect(settings.database_url)
    for turns in range(40):
        cancelled = asyncio.create_task(operation())
        for _ in range(turns % 20):
            await asyncio.sleep(0)
        if turns >= 20:
            await asyncio.sleep(0.0002 * (turns - 20))
        cancelled.cancel()
        await asyncio.gather(cancelled, return_exceptions=True)
        # It would be lost where the next one's statement joined a transaction that nobody ends.
        number = await database.fetch_value(int, "SELECT txid_current()")
        assert await watcher.fetchval("SELECT txid_status($1)", number) == "committed", turns
    await watcher.close()


async def test_who_is_cancelled_between_preparing_a_statement_and_sending_it_leaves_no_lock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare, ours = asyncpg.Connection._get_statement, await backend()
    tasks: list[asyncio.Task[None]] = []

    async def prepare_and_cancel(*given: object, **named: object) -> object:
        prepared = await prepare(*given, **named)
        if asyncio.current_task() in tasks:
            tasks[0].cancel()
            await asyncio.sleep(0)
        return prepared

    monkeypatch.setattr(asyncpg.Connection, "_get_statement", prepare_and_cancel)
    tasks.append(asyncio.create_task(database.execute("SELECT FROM events LIMIT 1")))
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]
    watcher = await asyncpg.connect(settings.database_url)
    # PostgreSQL locks what a statement reads while it is prepared, until its transaction ends.
    kept = await watcher.fetchval("SELECT count(*) FROM pg_locks WHERE pid = $1 AND relation IS NOT NULL", ours)
    await watcher.close()
    assert kept == 0
    assert await backend() == ours
