"""Whom does one merchant's silent gateway hold up? `python -m tests.bench.fairness`, under three minutes.

Starts the whole system as `make run` does, in a temporary folder, with a gateway in another process that takes the
requests of some merchant accounts and never answers. Then, once with all well and once in trouble, another merchant is
paid by cards, and the times are printed
- of a charge: from the payment's row until it has succeeded;
- of a callback: from its message's row until its event is applied;
- of an entry of the audit log: until it is sealed; and of a mail until it is sent;
- of a comparison: until it is completed.

The trouble is 600 charges that hang; then a flood of callbacks; then comparisons of 12 accounts that hang. `--quick`
does a little of each.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import aiohttp
import asyncpg

from launch.surroundings import published_urls
from tests.bench.merchants import Merchant, some_at_once
from tests.bench.servers import load
from tests.bench.silence import Silence
from tests.e2e.system import System

LOOK_SECONDS = 0.01
# How long one that is late is waited for.
PATIENCE_SECONDS = 240.0
PAUSE_SECONDS = 0.25
WANTED_SECONDS = 1.0


class Plan(NamedTuple):
    """How much of everything."""

    hanging: int
    flood: int
    silent_comparisons: int
    charges: int


FULL = Plan(hanging=600, flood=5_000, silent_comparisons=12, charges=60)
QUICK = Plan(hanging=60, flood=500, silent_comparisons=3, charges=10)


class Watch:
    """Looks into the database, all the time, when what is waited for has come about; seconds by its own clock."""

    STATEMENTS = {
        "charge": "SELECT id, created_at FROM payments WHERE status = 'succeeded' AND receiver_id = $1",
        "callback": "SELECT event.id, message.created_at FROM callbacks AS event JOIN callbacks AS message "
        "ON message.id = event.message_id WHERE event.gateway_event_id IS NOT NULL AND event.status = 'done' "
        "AND event.receiver_id = $1",
        "seal": "SELECT id, created_at FROM audit_log WHERE position IS NOT NULL AND receiver_id = $1",
        "comparison": "SELECT id, created_at FROM reconciliation_runs WHERE status = 'completed' AND receiver_id = $1",
        "mail": "SELECT id, created_at FROM mails WHERE status = 'done' AND $1 <> id",
    }
    WAITING = {
        "charge": "SELECT count(*) FROM payments WHERE status <> 'succeeded' AND receiver_id = $1",
        "callback": "SELECT count(*) FROM callbacks WHERE status <> 'done' AND receiver_id = $1",
        "seal": "SELECT count(*) FROM audit_log WHERE position IS NULL AND receiver_id = $1",
        "comparison": "SELECT count(*) FROM reconciliation_runs WHERE status <> 'completed' AND receiver_id = $1",
        "mail": "SELECT count(*) FROM mails WHERE status <> 'done' AND $1 <> id",
    }

    def __init__(self, connection: asyncpg.Connection, receiver_id: uuid.UUID, kinds: Iterable[str]) -> None:
        self._connection = connection
        self._receiver_id = receiver_id
        self.kinds = tuple(kinds)
        self.seconds: dict[str, dict[uuid.UUID, float]] = {kind: {} for kind in self.kinds}

    async def forget(self) -> None:
        """What has come about so far does not count."""
        await self._look(count=False)

    async def look_on(self) -> None:
        while True:
            await self._look(count=True)
            await asyncio.sleep(LOOK_SECONDS)

    async def is_done(self) -> bool:
        waiting = [await self._connection.fetchval(self.WAITING[kind], self._receiver_id) for kind in self.kinds]
        return not any(waiting)

    def times(self, kind: str) -> list[float]:
        return [seconds for seconds in self.seconds[kind].values() if seconds >= 0]

    async def _look(self, *, count: bool) -> None:
        for kind in self.kinds:
            seen = self.seconds[kind]
            rows = await self._connection.fetch(
                f"SELECT id, extract(epoch FROM clock_timestamp() - created_at)::float AS seconds "
                f"FROM ({self.STATEMENTS[kind]}) AS found WHERE id <> ALL($2)",
                self._receiver_id,
                list(seen),
            )
            seen |= {row["id"]: row["seconds"] if count else -1.0 for row in rows}


async def measure(
    name: str, dsn: str, merchant: Merchant, kinds: Iterable[str], work: Callable[[], Awaitable[object]]
) -> bool:
    """Prints how long the work's parts took; False when one of them is late."""
    connection, asking = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
    receiver_id = await asking.fetchval("SELECT id FROM receivers WHERE name = $1", merchant.receiver["name"])
    watch = Watch(connection, receiver_id, kinds)
    await watch.forget()
    looking = asyncio.create_task(watch.look_on())
    await work()
    deadline = time.monotonic() + PATIENCE_SECONDS
    counting = Watch(asking, receiver_id, watch.kinds)
    while not await counting.is_done() and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.1)
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    for open_one in (connection, asking):
        await open_one.close()
    shown = [_print(name, kind, watch.times(kind)) for kind in watch.kinds]
    return all(shown)


def _print(name: str, kind: str, times: list[float]) -> bool:
    if len(times) < 2:
        only = f"{times[0] * 1000:9.0f}" if times else "  nothing came"
        print(f"{name:<44}{kind:<12} n={len(times):<5}{only}", flush=True)
        return bool(times)
    p95 = statistics.quantiles(times, n=20, method="inclusive")[18]
    figures = "".join(f"{seconds * 1000:9.0f}" for seconds in (statistics.median(times), p95, max(times)))
    print(f"{name:<44}{kind:<12} n={len(times):<5}{figures}", flush=True)
    return p95 < WANTED_SECONDS or kind in ("seal", "mail")


async def main(plan: Plan, system: System, silence: Silence) -> int:
    dsn = published_urls(system.folder / "data")["DATABASE_URL"]
    simulator_url = f"http://127.0.0.1:{system.simulator_port}"
    connector = aiohttp.TCPConnector(force_close=True)
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(system.url, connector=connector, timeout=timeout) as http:
        well = await Merchant(http, simulator_url).open()
        silent = [await Merchant(http, simulator_url).open() for _ in range(plan.silent_comparisons)]
        for merchant in silent:
            silence.hush(merchant.credentials["api_key"])
        first = silent[0]
        hanging = await some_at_once([first.invoice] * plan.hanging)
        bills = await some_at_once([well.invoice] * (plan.charges * 3 + 1))

        async def charges() -> None:
            for _ in range(plan.charges):
                await well.pay(bills.pop(), "tok_success")
                await asyncio.sleep(PAUSE_SECONDS)

        print(f"{'ms':<44}{'':<12} {'':<7}{'p50':>9}{'p95':>9}{'max':>9}", flush=True)
        await measure("warm-up", dsn, well, ["charge", "callback"], lambda: well.pay(bills.pop(), "tok_success"))
        await measure("all is well", dsn, well, ["charge", "callback", "seal"], charges)
        await some_at_once([lambda bill=bill: first.pay(bill, "tok_success") for bill in hanging])
        kinds = ["charge", "callback", "seal"]
        is_fair = await measure(f"{plan.hanging} charges of another hang", dsn, well, kinds, charges)

        flooding = await asyncpg.connect(dsn)
        await flooding.execute(
            "INSERT INTO callbacks (id, receiver_id, gateway_account_id, gateway_event_id, kind, fact, next_attempt_at)"
            " SELECT new_id(), receiver_id, id, 'flood' || place, 'none', '', now() "
            "FROM gateway_accounts, generate_series(1, $2) AS place WHERE account = $1",
            first.credentials["account"],
            plan.flood,
        )
        await flooding.close()
        name = f"… and {plan.flood} callbacks of another wait"
        is_fair &= await measure(name, dsn, well, ["charge", "callback"], charges)

        await some_at_once([merchant.compare for merchant in silent])
        is_fair &= await measure(
            f"… and {plan.silent_comparisons} comparisons of others hang", dsn, well, ["comparison"], well.compare
        )
        await measure("", dsn, well, ["mail", "seal"], Merchant(http, simulator_url).open)
    workers = [one for one in system.processes("celery") if "worker" in " ".join(one.cmdline())]
    megabytes = sum(one.memory_full_info().pss for one in workers) / 1e6
    print(f"\n{len(workers)} processes of workers, {megabytes:.0f} MB in all (PSS); {load()}")
    return 0 if is_fair else 1


def start() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fairness")
    parser.add_argument("--quick", action="store_true", help="a little of each")
    plan = QUICK if parser.parse_args().quick else FULL
    with tempfile.TemporaryDirectory(prefix="quittance-bench-") as folder:
        Path(folder).chmod(0o755)
        system = System(Path(folder), QUITTANCE_RATE_LIMITS="false", QUITTANCE_LOG_LEVEL="ERROR")
        silence = Silence(simulator_port=system.simulator_port)
        system.environment["QUITTANCE_SIMULATOR_URL"] = silence.url
        system.start()
        try:
            return asyncio.run(main(plan, system, silence))
        finally:
            system.stop()


if __name__ == "__main__":
    sys.exit(start())
