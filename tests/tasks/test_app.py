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
