"""What do requests cost the workers, later? `python -m tests.bench.later`, three minutes.

Starts the whole system as `make run` does, in a temporary folder, with one subscriber who wants all events. Sends so
many requests of a kind, waits until nothing is left to do for them, and prints the processor time of each line of the
Procfile, PostgreSQL and Valkey in all, for each request: what it cost at once and later. What they cost while nobody
asks for anything is taken off.

`--quick` does a little of each.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import asyncpg

from launch.surroundings import published_urls
from tests.bench import meter, sink
from tests.bench.merchants import Merchant, some_at_once
from tests.bench.report import shown, table
from tests.bench.servers import load
from tests.e2e.system import System

COUNT, COUNT_QUICK = 200, 20
IDLE_SECONDS, IDLE_SECONDS_QUICK = 15.0, 3.0
LOOK_SECONDS = 0.2
# What follows of what is done is asked for by jobs of beat, every 5 s: all is done when nothing came of two of them.
SETTLED_SECONDS = 11.0
# How long work that does not end is waited for.
PATIENCE_SECONDS = 180.0
# By words of their command lines. Celery's processes are children of one that has the same.
MARKS = {
    "web": "uvicorn api.app",
    **{name: f"-n {name}@" for name in ("collector", "inbox", "reconciler", "deliverer", "worker")},
    "beat": "tasks.app beat",
    "PostgreSQL": "postgres",
    "Valkey": "valkey-server",
}
LEASED = "SELECT DISTINCT table_name::text FROM information_schema.columns WHERE column_name = 'lease_token'"


class Spent(NamedTuple):
    """Seconds of a processor, by the name of the process, and how long it took."""

    seconds: float
    by_name: Mapping[str, float]


class Meter:
    """Reads what the system's processes have cost."""

    def __init__(self, system: System) -> None:
        self._roots = {}
        for name, mark in MARKS.items():
            found = system.processes(mark)
            assert found, f"no process of {name} runs"
            ids = {process.pid for process in found}
            [self._roots[name]] = [process.pid for process in found if process.ppid() not in ids]

    def between(self, before: meter.Moment, after: meter.Moment) -> Spent:
        """What was spent between two instants."""
        spent = {name: after.of(root) - before.of(root) for name, root in self._roots.items()}
        return Spent(after.at - before.at, spent)


async def waiting(connection: "asyncpg.Connection[asyncpg.Record]") -> str:
    """The statement that says whether anything is leased, or due at once. What is due later, such as a reminder, is not
    waited for."""
    conditions = ["EXISTS (SELECT FROM events WHERE position IS NULL)"]
    conditions += ["EXISTS (SELECT FROM audit_log WHERE position IS NULL)"]
    conditions += [
        f"EXISTS (SELECT FROM {row['table_name']} WHERE status = 'leased' "
        "OR (status = 'pending' AND next_attempt_at < now() + interval '5 s'))"
        for row in await connection.fetch(LEASED)
    ]
    return f"SELECT {' OR '.join(conditions)}"


async def main(system: System, count: int, idle_seconds: float) -> None:
    urls = published_urls(system.folder / "data")
    simulator_url = f"http://127.0.0.1:{system.simulator_port}"
    asking = await asyncpg.connect(urls["DATABASE_URL"])
    is_waiting = await waiting(asking)
    subscriber = sink.start()
    async with aiohttp.ClientSession(system.url, timeout=aiohttp.ClientTimeout(total=60)) as http:
        merchant = await Merchant(http, simulator_url).open()
        endpoint = {"receiver_id": merchant.receiver["id"], "url": subscriber.url(0, "/0/all"), "event_types": []}
        await merchant.post("/v1/webhook-endpoints", endpoint)
        costs = Meter(system)

        async def all_done() -> None:
            busy_at = time.monotonic()
            deadline = busy_at + PATIENCE_SECONDS
            while (now := time.monotonic()) < busy_at + SETTLED_SECONDS:
                assert now < deadline, "what was asked for is not done yet"
                if await asking.fetchval(is_waiting):
                    busy_at = now
                await asyncio.sleep(LOOK_SECONDS)

        async def spent(work: Callable[[], Awaitable[object]]) -> Spent:
            before = meter.now()
            await work()
            await all_done()
            return costs.between(before, meter.now())

        # Whatever processes do for the first time.
        for invoice in await some_at_once([merchant.invoice] * 8):
            await merchant.pay(invoice, "tok_success")
        await all_done()
        idle = await spent(lambda: asyncio.sleep(idle_seconds))
        drafts: list[dict[str, Any]] = []
        invoices: list[dict[str, Any]] = []

        async def draft() -> None:
            drafts.extend(await some_at_once([merchant.draft] * 2 * count))

        async def finalize() -> None:
            invoices.extend(await some_at_once([lambda one=one: merchant.finalize(one) for one in drafts]))

        async def transfer() -> None:
            await some_at_once([lambda one=one: merchant.transfer(one) for one in invoices[:count]])

        async def card() -> None:
            await some_at_once([lambda one=one: merchant.pay(one, "tok_success") for one in invoices[count:]])

        works: dict[str, tuple[Callable[[], Awaitable[None]], int]] = {
            "create a draft": (draft, 2 * count),
            "finalize": (finalize, 2 * count),
            "record a bank transfer, in full": (transfer, count),
            "pay by card": (card, count),
        }
        lines = []
        for name, (work, times) in works.items():
            print(f"{name}, {times} times", file=sys.stderr, flush=True)
            before = subscriber.count().unique
            found = await spent(work)
            own = [
                max(0.0, found.by_name[each] - idle.by_name[each] * found.seconds / idle.seconds) / times * 1000
                for each in MARKS
            ]
            delivered = (subscriber.count().unique - before) / times
            seconds = found.seconds - SETTLED_SECONDS
            lines.append([name, *(f"{one:.2f}" for one in own), f"{delivered:.1f}", shown(seconds)])
        paid = await asking.fetchval("SELECT count(*) FROM invoices WHERE settlement = 'paid'")
        assert paid == 2 * count + 8, f"{paid} invoices are paid"
    await asking.close()
    idling = [f"{idle.by_name[name] / idle.seconds * 1000:.1f}" for name in MARKS]
    heads = ["ms of a processor", *MARKS, "deliveries", "all done after, s"]
    lines.append(["a second in which nothing is asked for", *idling, "", ""])
    print("\n".join(table(heads, lines, texts=1)))
    print(f"\n{count} payments of each kind; {load()}")


def start() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.later")
    parser.add_argument("--quick", action="store_true", help="a little of each")
    is_quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="quittance-bench-") as folder:
        Path(folder).chmod(0o755)
        system = System(Path(folder), QUITTANCE_RATE_LIMITS="false", QUITTANCE_LOG_LEVEL="WARNING")
        system.start()
        try:
            asyncio.run(
                main(
                    system,
                    COUNT_QUICK if is_quick else COUNT,
                    IDLE_SECONDS_QUICK if is_quick else IDLE_SECONDS,
                )
            )
        finally:
            system.stop()


if __name__ == "__main__":
    start()
