"""The scenarios of tests/bench/webhooks.py, which starts this with servers to use and says what is measured."""

import asyncio
import statistics
import sys
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import psutil

from launch.machine import free_port
from models import database
from tests.bench import subscriptions, workers
from tests.bench.rig import PROCESSES_MAX, Rig, Run
from tests.bench.servers import load
from tests.bench.subscriptions import Subscription

DELAYS_MS = (0, 50, 500)
# With 10 on their way to each, this many keep all 200 slots of a process busy, also while outcomes are recorded.
ENDPOINTS_PER_PROCESS = 50
SHARE_WANTED = 0.7
LAG_WANTED_SECONDS = 2.0
WELL_DELAY_MS = 50
# More than there are workers, and one after another, so that each worker meets one.
FALLING_SILENT = 3
FALL_SECONDS = 3


class Plan(NamedTuple):
    """How much of everything."""

    # Deliveries per process, and to one endpoint alone, by delay: 2 to 5 s each.
    counts: dict[int, int]
    counts_alone: dict[int, int]
    pairs_max: int
    # For all pairs together; each kind has one at least.
    pairs_seconds: float
    lag_seconds: int
    well_endpoints: int
    waiting: int
    # Of each kind of trouble.
    isolation_seconds: int
    per_second: int = 100


FULL = Plan(
    counts={0: 4000, 50: 4000, 500: 1600},
    counts_alone={0: 1000, 50: 500, 500: 60},
    pairs_max=5,
    pairs_seconds=90.0,
    lag_seconds=10,
    well_endpoints=499,
    waiting=50_000,
    isolation_seconds=20,
)
QUICK = Plan(
    counts={0: 500, 50: 500, 500: 400},
    counts_alone={0: 200, 50: 50, 500: 20},
    pairs_max=1,
    pairs_seconds=0.0,
    lag_seconds=2,
    well_endpoints=99,
    waiting=2_000,
    isolation_seconds=3,
)


async def main(postgres: psutil.Process, plan: Plan) -> int:
    began = time.monotonic()
    await database.open_pool(size_min=1, size_max=10)
    rig = Rig(postgres)
    print(f"{load()}; figures differ by some percent from run to run, more where others work too\n")
    memory = [await _warm_up(rig, plan)]
    memory += await throughput(rig, plan)
    _print_memory(rig, memory)
    print(f"\nLag from commit to arrival at {plan.per_second} events/s, with Celery and nudges, ms", flush=True)
    with workers.running():
        await lag(rig, plan)
        await isolation(rig, plan)
    print(
        f"\n{rig.delivered} deliveries: {rig.lost} lost, {rig.unrecorded} not recorded, "
        f"{rig.doubled} arrived more than once; {time.monotonic() - began:.0f} s; {load()}"
    )
    rig.stop()
    await database.close_pool()
    return 1 if rig.lost or rig.unrecorded else 0


async def _warm_up(rig: Rig, plan: Plan) -> list[float]:
    """Opens connections and fills caches on both sides; returns the deliverers' memory then."""
    each = plan.counts[0] // ENDPOINTS_PER_PROCESS // 4
    subscribed = await subscriptions.subscribe(rig.sink, 0, count=PROCESSES_MAX * ENDPOINTS_PER_PROCESS)
    await rig.deliver(subscribed, processes=PROCESSES_MAX, each=each)
    await rig.send(subscribed, processes=PROCESSES_MAX, each=each)
    return rig.memory()


async def throughput(rig: Rig, plan: Plan) -> list[list[float]]:
    """A table of medians of pairs, the engine and the bare client by turns, so that both see the same machine.

    Returns the deliverers' memory after each row.
    """
    memory = []
    medians: dict[tuple[int, int], tuple[Run, Run]] = {}
    print(
        "Deliveries/s, and processor time per 1,000 of them\n"
        "answer    workers  endpoints  pairs  engine/s  client/s  share   engine CPU  PostgreSQL  client CPU  receiver"
    )
    kinds = [
        (delay, processes, processes * ENDPOINTS_PER_PROCESS, plan.counts[delay] // ENDPOINTS_PER_PROCESS)
        for delay in DELAYS_MS
        for processes in range(1, PROCESSES_MAX + 1)
    ] + [(delay, 1, 1, plan.counts_alone[delay]) for delay in DELAYS_MS]
    ends_at = time.monotonic() + plan.pairs_seconds
    for place, (delay, processes, endpoints, each) in enumerate(kinds):
        subscribed = await subscriptions.subscribe(rig.sink, delay, count=endpoints)
        pairs: list[tuple[Run, Run]] = []
        kind_began = time.monotonic()
        kind_seconds = (ends_at - kind_began) / (len(kinds) - place)
        while not pairs or (
            len(pairs) < plan.pairs_max
            # Whether another one fits.
            and (time.monotonic() - kind_began) * (1 + 1 / len(pairs)) < kind_seconds
        ):
            engine = await rig.deliver(subscribed, processes=processes, each=each)
            pairs.append((engine, await rig.send(subscribed, processes=processes, each=each)))
        engine, client = (_median(runs) for runs in zip(*pairs, strict=True))
        medians.setdefault((delay, processes), (engine, client))
        _print_pairs(delay, processes, endpoints, pairs, engine, client)
        memory.append(rig.memory())
    _print_growth(medians)
    return memory


def _print_pairs(
    delay: int, processes: int, endpoints: int, pairs: Sequence[tuple[Run, Run]], engine: Run, client: Run
) -> None:
    share = statistics.median(engine.per_second / client.per_second for engine, client in pairs)
    print(
        f"{delay:4d} ms {processes:8d} {endpoints:10d} {len(pairs):6d} {engine.per_second:9.0f} "
        f"{client.per_second:9.0f}  {share:5.0%}{' ' if share >= SHARE_WANTED else '!'}"
        f"{engine.sender_ms:9.2f} s {engine.postgres_ms:9.2f} s {client.sender_ms:9.2f} s {client.sink_busy:9.0%}",
        flush=True,
    )


def _print_growth(medians: Mapping[tuple[int, int], tuple[Run, Run]]) -> None:
    for place, name in enumerate(("engine", "client")):
        growth = ", ".join(
            f"{medians[delay, PROCESSES_MAX][place].per_second / medians[delay, 1][place].per_second:.2f} ({delay} ms)"
            for delay in DELAYS_MS
        )
        print(f"{PROCESSES_MAX} workers against one, {name}: {growth}")


def _median(runs: Iterable[Run]) -> Run:
    return Run(*(statistics.median(values) for values in zip(*runs, strict=True)))


def _print_memory(rig: Rig, memory: Sequence[Sequence[float]]) -> None:
    print(f"\nMemory of the deliverers over {rig.delivered} deliveries, MB")
    for number, (warm, *later) in enumerate(zip(*memory, strict=True), start=1):
        print(
            f"{number}: {warm:.1f} warmed up, {later[len(later) // 2]:.1f} half-way, {later[-1]:.1f} at the end; "
            f"grown by {later[-1] - warm:+.1f}"
        )


async def lag(rig: Rig, plan: Plan) -> None:
    """Open loop: events are recorded by the clock, whatever becomes of those before."""
    print(f"{'':<36}p50      p95      p99      max")
    for delay in DELAYS_MS:
        subscribed = await subscriptions.subscribe(rig.sink, delay, count=ENDPOINTS_PER_PROCESS)
        lags = await _lags(rig, subscribed, per_second=plan.per_second, seconds=plan.lag_seconds)
        _print_lags(f"answer after {delay} ms", lags)


async def isolation(rig: Rig, plan: Plan) -> None:
    """Endpoints that are well, while one refuses, then takes requests and never answers, then more do the same."""
    well = await subscriptions.subscribe(rig.sink, WELL_DELAY_MS, count=plan.well_endpoints)
    dead, *falling = await subscriptions.subscribe(rig.sink, "silent", count=1 + FALLING_SILENT)
    for subscription in (dead, *falling):
        await subscriptions.hold(subscription)
    await subscriptions.seed([dead], per_subscription=plan.waiting)
    await subscriptions.seed(falling, per_subscription=plan.waiting // 100)
    print(
        f"\nThe same of {plan.well_endpoints} endpoints that are well (answer after {WELL_DELAY_MS} ms), "
        f"beside one that has {plan.waiting} waiting and",
        flush=True,
    )
    trouble = {
        "refuses": subscriptions.move(dead, f"http://127.0.0.1:{free_port()}{dead.path}"),
        # Another path, so that this counts as a move as well.
        "never answers": subscriptions.move(dead, f"{dead.url}/ever"),
        f"… and {FALLING_SILENT} more fall silent": _fall_silent(falling),
    }
    for name, begin in trouble.items():
        beginning = asyncio.create_task(begin)
        lags = await _lags(rig, well, per_second=plan.per_second, seconds=plan.isolation_seconds)
        await beginning
        is_fair = bool(lags) and sorted(lags)[len(lags) * 95 // 100] < LAG_WANTED_SECONDS
        _print_lags(name, lags, f"  p95 {'is' if is_fair else 'IS NOT'} under {LAG_WANTED_SECONDS:g} s")


async def _fall_silent(falling: Sequence[Subscription]) -> None:
    for subscription in falling:
        await subscriptions.move(subscription, f"{subscription.url}/ever")
        await asyncio.sleep(FALL_SECONDS)


async def _lags(rig: Rig, subscribed: Sequence[Subscription], *, per_second: int, seconds: int) -> list[float]:
    """Seconds between commit and arrival of each event."""
    # Whoever starts only now has started when a first event has come through.
    rig.sink.forget()
    await subscriptions.record(subscribed[0])
    await rig.arrived(1)
    rig.sink.forget()
    owners: dict[uuid.UUID, Subscription] = {}
    committed_at: dict[uuid.UUID, float] = {}
    began = time.monotonic()

    async def one(number: int) -> None:
        await asyncio.sleep(max(0.0, began + number / per_second - time.monotonic()))
        subscription = subscribed[number % len(subscribed)]
        [object_id] = await subscriptions.record(subscription)
        committed_at[object_id] = time.monotonic()
        owners[object_id] = subscription

    await asyncio.gather(*(one(number) for number in range(per_second * seconds)))
    await rig.arrived(len(owners))
    arrived_at = await rig.settle(owners)
    # An event can arrive before its sender has seen the end of its own commit.
    return [max(0.0, at - committed_at[object_id]) for object_id, at in arrived_at.items()]


def _print_lags(name: str, lags: Sequence[float], verdict: str = "") -> None:
    if len(lags) < 2:
        print(f"{name:<25} n={len(lags)}: nothing to tell")
        return
    cuts = statistics.quantiles(lags, n=100)
    figures = "".join(f"{seconds * 1000:9.0f}" for seconds in (cuts[49], cuts[94], cuts[98], max(lags)))
    print(f"{name:<25} n={len(lags):<6}{figures}{verdict}", flush=True)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(psutil.Process(int(sys.argv[1])), QUICK if "--quick" in sys.argv else FULL)))
