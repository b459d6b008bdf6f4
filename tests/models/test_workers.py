"""Workers that die leave their leases to the others at once; those that are only frozen, or cut off, keep them."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest

from models import clock, database, work, workers
from models.tables.gateways import Callback
from tests.bench import workers as celery
from tests.books import Book, open_book
from tests.factories import Receiver
from tests.models.shops import set_aside
from tests.models.webhooks import subscribers
from tests.models.work_lists import open_account, put, until
from tests.receivers import Zoo

PROJECT = Path(__file__).parents[2]
LEASE_SECONDS = 600
# A worker that leases what is due, says so, and works on it for ever.
WORKER = f"""
import asyncio
from models import database, work, workers
from models.tables.gateways import Callback

async def main():
    await database.open_pool(size_min=1, size_max=2)
    async with workers.alive():
        rows = await work.claim(Callback, limit=10, lease_seconds={LEASE_SECONDS})
        print("leased", len(rows), flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.fixture
async def book(pool: None) -> AsyncIterator[Book]:
    await set_aside()
    yield await open_book()
    await set_aside()


class Process:
    """A worker in a process of its own, that has leased something."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER], cwd=PROJECT, env=os.environ, stdout=subprocess.PIPE
        )

    async def leased(self) -> int:
        assert self.process.stdout is not None
        # Other lines are of the log.
        while (words := (await asyncio.to_thread(self.process.stdout.readline)).split())[:1] != [b"leased"]:
            assert words, "it has ended"
        return int(words[1])

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def process() -> Iterator[Process]:
    started = Process()
    yield started
    started.end()


async def claim() -> list[Callback]:
    return await work.claim(Callback, limit=10, lease_seconds=LEASE_SECONDS)


async def look() -> None:
    """As others do, now and a while later."""
    await workers.release_dead()
    with clock.moved_to(clock.now() + workers.MISSING):
        await workers.release_dead()


async def test_what_a_killed_worker_had_leased_is_due_at_once(book: Book) -> None:
    waiting = await put(await open_account(book.receiver.id), 3)
    process = Process()
    try:
        assert await process.leased() == 3
        await look()
        assert await claim() == [], "it lives"
        process.send(signal.SIGKILL)

        async def is_forgotten() -> bool:
            await workers.release_dead()
            return not await database.fetch("SELECT FROM workers")

        await until(is_forgotten)
        assert {row.id for row in await claim()} == set(waiting)
    finally:
        process.end()


async def test_a_frozen_worker_keeps_its_leases_until_they_end(book: Book, process: Process) -> None:
    await put(await open_account(book.receiver.id), 1)
    assert await process.leased() == 1
    process.send(signal.SIGSTOP)
    await look()
    assert await claim() == []
    process.send(signal.SIGCONT)


async def test_a_worker_that_was_cut_off_takes_its_lock_again_and_keeps_its_leases(book: Book) -> None:
    await put(await open_account(book.receiver.id), 1)

    async def is_missing(number: int) -> bool:
        found = await database.fetch_as(workers.Missing, workers._MISSING, workers.LOCKS, 0)
        return number in [each["number"] for each in found]

    try:
        async with workers.alive():
            (row,) = await claim()
            assert workers._held is not None
            number, connection = workers._held
            assert row.lease_token.bytes[:4] == number.to_bytes(4, "big")
            assert not await is_missing(number)
            await database.execute("SELECT pg_terminate_backend($1)", connection.get_server_pid())

            async def is_back() -> bool:
                held = workers._held
                return held is not None and held.connection is not connection and not await is_missing(number)

            await until(is_back)
            assert workers._held.number == number
            await look()
            assert await claim() == []
    finally:
        await workers.end()


async def test_a_worker_that_missed_only_a_moment_is_not_dead(book: Book, process: Process) -> None:
    await put(await open_account(book.receiver.id), 1)
    assert await process.leased() == 1
    process.end()

    async def is_noted() -> bool:
        await workers.release_dead()
        return bool(await database.fetch("SELECT FROM workers WHERE missing_since IS NOT NULL"))

    await until(is_noted)
    assert await claim() == [], "once is not enough"
    with clock.moved_to(clock.now() + workers.MISSING):
        await workers.release_dead()
        assert len(await claim()) == 1


async def test_tokens_of_nobody_are_no_workers(pool: None) -> None:
    assert workers._held is None
    assert workers.token() != workers.token()


@pytest.mark.measured
async def test_what_a_killed_deliverer_was_sending_is_sent_by_the_next_one(
    receiver: Receiver, zoo: Zoo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real Celery processes. A lease is 30 s, and `until` waits for 20."""
    monkeypatch.setenv("QUITTANCE_DATA", str(tmp_path))
    await subscribers.subscribe(receiver, zoo.url("/silent"))
    await subscribers.announce(receiver)
    with celery.running():

        def senders() -> list[psutil.Process]:
            mine = psutil.Process().children(recursive=True)
            parents = {each.pid for each in mine if "webhooks" in each.cmdline()}
            return [each for each in mine if "webhooks" in each.cmdline() and each.ppid() in parents]

        async def has_begun() -> bool:
            return len(zoo.received) == 1

        async def has_come_again() -> bool:
            return len(zoo.received) == 2

        await until(has_begun)
        busy = [each for each in senders() if any(c.raddr and c.raddr.port == zoo.port for c in each.net_connections())]
        assert len(busy) == 1
        busy[0].kill()
        await until(has_come_again)
    first, again = zoo.received
    assert first.headers["webhook-id"] == again.headers["webhook-id"]


def test_a_workers_number_is_the_beginning_of_its_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_held", workers._Held(0x01020304, None))
    made = {workers.token() for _ in range(10)}
    assert len(made) == 10
    assert {token.bytes[:4] for token in made} == {b"\x01\x02\x03\x04"}


async def test_a_worker_that_stops_leaves_nothing_to_be_missed(book: Book) -> None:
    await put(await open_account(book.receiver.id), 2)
    async with workers.alive():
        leased = await work.claim(Callback, limit=10, lease_seconds=LEASE_SECONDS)
        assert leased
        before = await database.fetch_value(int, "SELECT count(*) FROM workers WHERE missing_since IS NULL")
    await workers.end()
    assert await database.fetch_value(int, "SELECT count(*) FROM workers WHERE missing_since IS NULL") == before - 1
    assert not await workers.release_dead()
    again = await work.claim(Callback, limit=10, lease_seconds=LEASE_SECONDS)
    assert {row.id for row in again} == {row.id for row in leased}
