"""One size of tests/bench/growth.py, which starts this: fills the database, checks it, and measures each request."""

import asyncio
import json
import statistics
import sys
import time

import asyncpg
import httpx

from api.app import app
from api.pages import openapi
from config import settings
from models import database
from models.proof import integrity
from tests import grown
from tests.api.clients import bearer

# The first requests fill caches, and let PostgreSQL settle on its plans.
WARM_UP = 6
ROUNDS = 15
# What takes long takes long: fewer times will do.
PATIENCE_SECONDS = 3.0


async def main(invoices: int, only: str, *, is_checked: bool) -> int:
    began = time.monotonic()
    connection = await asyncpg.connect(settings.database_url)
    filled = await grown.fill(connection, invoices=invoices)
    await connection.close()
    print(f"{invoices:,} invoices filled in {time.monotonic() - began:.0f} s", file=sys.stderr)
    await database.open_pool(size_min=1, size_max=4)
    broken = []
    if is_checked:
        began = time.monotonic()
        broken = [check for check in (await integrity.check()).checks if check.violations]
        print(f"invariants checked in {time.monotonic() - began:.0f} s", file=sys.stderr)
        for check in broken:
            print(f"BROKEN {check.name}: {check.violations}, {check.examples[:2]}", file=sys.stderr)
    openapi.complete(app.app)
    transport = httpx.ASGITransport(app)
    medians = {}
    headers = await bearer(filled.owner_id)
    async with httpx.AsyncClient(transport=transport, base_url="http://quittance.test", headers=headers) as client:
        for name, path in grown.requests(filled):
            if only in name:
                medians[name] = await _median(client, path)
    await database.close_pool()
    print(json.dumps(medians))
    return 1 if broken else 0


async def _median(client: httpx.AsyncClient, path: str) -> float:
    """Milliseconds of a whole request in this process, by the clock."""
    taken: list[float] = []
    began = time.monotonic()
    for number in range(WARM_UP + ROUNDS):
        started = time.perf_counter()
        answer = await client.get(path)
        seconds = time.perf_counter() - started
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        if number >= WARM_UP or time.monotonic() - began > PATIENCE_SECONDS:
            taken.append(seconds)
        if taken and time.monotonic() - began > PATIENCE_SECONDS:
            break
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]), sys.argv[2], is_checked=sys.argv[3] == "checked")))
