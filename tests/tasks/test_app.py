"""What every task stands on: a loop and a pool for each process, also when PostgreSQL was away at its start."""

import asyncio
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from config import settings
from tests.relays import Relay, by_way_of

PROJECT = Path(__file__).parents[2]
# Runs a task for each line that comes in, as a process of the worker would, and tells how it fared.
PROCESS = """
import sys
from celery.exceptions import Ignore
from models import database
from tasks.app import run
for _ in sys.stdin:
    try:
        print("answer", run(database.fetch_value(object, "SELECT 42")), database.DB.pool is not None, flush=True)
    except Ignore:
        print("postponed", flush=True)
"""


# Runs a coroutine that begins others and never ends, then a second one, as a process of the worker would. A line that
# comes in stands for Celery's soft time limit.
TIMED_OUT = """
import asyncio, os, signal, sys, threading
from celery.exceptions import SoftTimeLimitExceeded
from models import database
from tasks.app import run

def over(signum, frame):
    raise SoftTimeLimitExceeded()

signal.signal(signal.SIGUSR1, over)
ended = []

async def row(number):
    try:
        async with database.transaction():
            await database.execute("SELECT 1")
            if number == 0:
                print("begun", flush=True)
            # Busy as well as waiting, so that the limit meets it in the midst of its work.
            while True:
                await asyncio.sleep(0)
    except Exception as error:
        ended.append(f"swallowed {type(error).__name__}")
        await asyncio.sleep(3600)
    finally:
        # What it does to end well takes a moment, and is waited for.
        await asyncio.sleep(0.05)
        ended.append(number)

async def all_rows():
    leftover = asyncio.create_task(row(3))
    await asyncio.gather(row(0), row(1), asyncio.create_task(row(2)), leftover)

async def next_one():
    return len(asyncio.all_tasks()), await database.fetch_value(int, "SELECT 42")

for _ in range(2):
    threading.Thread(target=lambda: (sys.stdin.readline(), os.kill(os.getpid(), signal.SIGUSR1))).start()
    try:
        run(all_rows())
    except SoftTimeLimitExceeded:
        print("over", sorted(ended, key=str), run(next_one()), flush=True)
    ended.clear()
assert signal.getsignal(signal.SIGUSR1) is over
print("idle", database.DB.is_at_rest, flush=True)
"""


async def test_what_a_task_has_begun_is_ended_by_its_time_limit_before_the_next_one_begins() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        TIMED_OUT,
        cwd=PROJECT,
        env=os.environ,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    told: list[str] = []
    try:
        async with asyncio.timeout(30):
            while line := (await process.stdout.readline()).decode().strip():
                if not line.startswith(("begun", "over", "idle")):
                    # Of the log: a worker of another test has died, and this one has found it.
                    continue
                told.append(line)
                if line == "begun":
                    process.stdin.write(b"\n")
                    await process.stdin.drain()
        _, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    # The next one itself, and the look for dead workers beside it.
    over = "over [0, 1, 2, 3] (2, 42)"
    assert told == ["begun", over, "begun", over, "idle True"], errors.decode()


async def test_a_process_that_began_without_postgresql_has_its_pool_as_soon_as_that_is_back() -> None:
    parts = urlsplit(settings.database_url)
    relay = Relay(parts.hostname or "127.0.0.1", parts.port or 5432)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROCESS,
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": by_way_of(relay)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )

    async def told() -> str:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"\n")
        await process.stdin.drain()
        # A line of the log may come before.
        async with asyncio.timeout(30):
            while not (line := (await process.stdout.readline()).decode()).startswith(("answer", "postponed")):
                assert line, (await process.stderr.read()).decode() if process.stderr else ""
        return line.strip()

    try:
        assert await told() == "postponed"
        await relay.start()
        assert await told() == "answer 42 True"
        await relay.stop()
        assert await told() == "postponed"
        await relay.start()
        assert await told() == "answer 42 True"
    finally:
        process.terminate()
        _, errors = await process.communicate()
        await relay.stop()
    assert b"never awaited" not in errors
