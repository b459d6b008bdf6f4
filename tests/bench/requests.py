"""What do requests cost? `make bench`, or `python -m tests.bench.requests`; with `--quick` a little of each.

Starts throw-away servers with PostgreSQL's default durability and a web process as the Procfile starts it, in
production's settings, all on this machine and on loopback; no workers. Prepares invoices, so that each is finalized or
paid once, and then goes through the rows there and back, at 1 and at 32 connections. Prints, for each row
- requests/s, and how long a request took (p50, p99), which a busy machine changes;
- µs of processor time for each request, of web, PostgreSQL with all its processes, Valkey and the load generator,
  which it changes far less. These are the figures to compare.

A sample during which others took more than a tenth of a processor is thrown away, counted, and taken again. At the end
the books are checked, and an answer that was not as it should be ends the run: then it exits with 1.

`--against OTHER` measures another checkout too, with this one's installed packages, in turn (A B, B A, …) and prints
the ratios. To see what a change brings, let `OTHER` be a clone of the commit before it:

    git clone -q . /tmp/before && git -C /tmp/before checkout -q HEAD~1
    make bench ARGS="--against /tmp/before --only pay finalize --connections 1"

`--lock FILE` holds that file's lock during each sample, on a machine where several people measure.
"""

import argparse
import asyncio
import contextlib
import fcntl
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import asyncpg

from tests.bench import meter, servers
from tests.bench.generator import Generator, Load
from tests.bench.sides import Side, production

CONNECTIONS = (1, 32)
# A sample that others disturbed is taken again so often; then its figures stay away.
TRIES_MAX = 4
# How fast nobody is: bounds what is prepared for the first sample of a row.
FIRST_COUNT = 60
COUNT_MIN, COUNT_MAX = 40, 20_000


class Row(NamedTuple):
    """One line of the table: what is asked, by which credentials, and what must be prepared for each request."""

    name: str
    by: str
    requests: Callable[..., list[bytes]]
    expected: int
    drafts: int = 0
    issued: int = 0
    # Asked for by --only alone.
    is_extra: bool = False


ROWS = (
    Row("get", "token", Side.get, 200),
    Row("get", "key", Side.get, 200),
    Row("list", "token", Side.list_20, 200),
    Row("create", "token", Side.create, 201),
    Row("finalize", "token", Side.finalize, 200, drafts=1),
    Row("pay", "token", Side.pay, 201, issued=1),
    Row("pay", "key", Side.pay, 201, issued=1),
    Row("pay-idempotent", "token", Side.pay_with_idempotency_key, 201, issued=1),
    Row("begin-online", "token", Side.begin_online, 201, issued=1),
    Row("callback", "signature", Side.callback, 200),
    Row("payer-create", "token", Side.create_payer, 201, is_extra=True),
    Row("payer-get", "token", Side.get_payer, 200, is_extra=True),
    Row("payer-list", "token", Side.list_payers, 200, is_extra=True),
    Row("payer-change", "token", Side.change_payer, 200, is_extra=True),
)
PROCESSES = ("web", "PostgreSQL", "Valkey", "generator")


class Place(NamedTuple):
    """Where samples are taken: a row, at so many connections, on a side."""

    row: Row
    connections: int
    side: Side


class Sample(NamedTuple):
    """What one run of requests came to. `spent` is in µs for each request, in the order of PROCESSES."""

    per_second: float
    latencies: list[float]
    spent: list[float]


class Bench:
    """Takes samples, and keeps them."""

    def __init__(self, started: servers.Servers, generator: Generator, *, seconds: float, lock: Path | None) -> None:
        self.generator = generator
        self.seconds = seconds
        self.samples: dict[tuple[str, str, int, str], list[Sample]] = {}
        self.thrown_away = 0
        self.given_up = 0
        self._started = started
        self._lock = lock
        self._rates: dict[tuple[str, str, int, str], float] = {}

    def take(self, place: Place) -> None:
        """One sample that nobody has disturbed, if there is one."""
        for _ in range(TRIES_MAX):
            sample = self._sample(place)
            if sample is not None:
                self.samples.setdefault(_key(place), []).append(sample)
                return
            self.thrown_away += 1
        self.given_up += 1

    def warm_up(self, place: Place) -> None:
        """Has each connection of the pool prepare its statements and settle on their plans; learns how fast it is."""
        self._sample(place, count=FIRST_COUNT)

    def _sample(self, place: Place, *, count: int | None = None) -> Sample | None:
        row, connections, side = place
        if count is None:
            count = round(min(COUNT_MAX, max(COUNT_MIN, self._rates[_key(place)] * self.seconds)))
        warm_up = max(8, connections)
        side.make_ready(drafts=row.drafts * (warm_up + count), issued=1 + row.issued * (warm_up + count))
        requests = row.requests(side, warm_up + count, by=row.by)
        with self._alone():
            self.generator.prepare(Load(side.web.port, connections, requests, warm_up, row.expected))
            before = meter.now()
            self.generator.run()
            after = meter.now()
        outcome = self.generator.outcome()
        if outcome.errors:
            raise WrongAnswers(
                f"{outcome.errors} of {count} answers to {row.name} of {side.name} were not {row.expected}, such as\n"
                f"{outcome.wrong[0].decode(errors='replace')}\nThe end of web's log:\n{side.web.end_of_log()}"
            )
        self._rates[_key(place)] = count / outcome.seconds
        if meter.is_disturbed(before, after, ours=os.getpid()):
            return None
        roots = (
            side.web.process.pid,
            self._started.postgres_id,
            self._started.valkey_id,
            self.generator.process_id,
        )
        spent = [(after.of(root) - before.of(root)) / count * 1e6 for root in roots]
        return Sample(count / outcome.seconds, outcome.latencies, spent)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        if self._lock is None:
            yield
            return
        with self._lock.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class WrongAnswers(Exception):
    """What was measured was not what it should be, so its figures mean nothing."""


def _key(place: Place) -> tuple[str, str, int, str]:
    return place.row.name, place.row.by, place.connections, place.side.name


def measure(bench: Bench, sides: Sequence[Side], rows: Sequence[Row], connections: Sequence[int], rounds: int) -> None:
    """Goes through all places there and back again, `rounds` times in all; shows how far it is."""
    places = [Place(row, number, side) for number in connections for row in rows for side in sides]
    for place in places:
        bench.warm_up(place)
    for turn in range(rounds):
        for number, place in enumerate(places if turn % 2 == 0 else reversed(places)):
            _show(f"round {turn + 1} of {rounds}, sample {number + 1} of {len(places)}: {place.row.name}")
            bench.take(place)
    _show("")


def table(bench: Bench, sides: Sequence[Side], rows: Sequence[Row], connections: Sequence[int]) -> list[str]:
    """The figures as lines of Markdown; with two sides the second one's, and their ratios, below the first one's."""
    heads = ["request", "by", "connections", "requests/s", "p50, ms", "p99, ms", *(f"{name}, µs" for name in PROCESSES)]
    heads += ["web + PostgreSQL, µs", "samples"]
    lines = ["| " + " | ".join(heads) + " |", "| --- | --- |" + " ---: |" * (len(heads) - 2)]
    for row in rows:
        for number in connections:
            figures = [_figures(bench.samples.get(_key(Place(row, number, side)), [])) for side in sides]
            for side, (numbers, samples) in zip(sides, figures, strict=True):
                named = row.name if len(sides) == 1 else f"{row.name}, {side.name}"
                cells = [named, row.by, str(number), *(_shown(one) for one in numbers), str(samples)]
                lines.append("| " + " | ".join(cells) + " |")
            if len(sides) == 2 and all(samples for _, samples in figures):
                ratios = [f"{a / b:.2f}" if b else "" for a, b in zip(figures[0][0], figures[1][0], strict=True)]
                names = f"**{row.name}, {sides[0].name} / {sides[1].name}**"
                lines.append("| " + " | ".join([names, row.by, str(number), *ratios, ""]) + " |")
    return lines


def _figures(samples: Sequence[Sample]) -> tuple[list[float], int]:
    """Medians of the samples, but percentiles of all requests together; nothing where there is no sample."""
    if not samples:
        return [float("nan")] * (4 + len(PROCESSES)), 0
    latencies = sorted(latency for sample in samples for latency in sample.latencies)
    spent = [statistics.median(sample.spent[place] for sample in samples) for place in range(len(PROCESSES))]
    rate = statistics.median(sample.per_second for sample in samples)
    both = statistics.median(sample.spent[0] + sample.spent[1] for sample in samples)
    p50, p99 = (meter.percentile(latencies, percent) * 1000 for percent in (50, 99))
    return [rate, p50, p99, *spent, both], len(samples)


def _shown(number: float) -> str:
    return "" if number != number else f"{number:,.0f}" if number >= 100 else f"{number:.1f}"


def _show(words: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{words}")
    elif words:
        sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


async def _make_database(dsn: str, name: str) -> str:
    connection = await asyncpg.connect(dsn)
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
    return urlsplit(dsn)._replace(path=f"/{name}").geturl()


async def _durability(dsn: str) -> str:
    connection = await asyncpg.connect(dsn)
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
    found = [f"{name} {await connection.fetchval(f'SHOW {name}')}" for name in names]
    await connection.close()
    return ", ".join(found)


def main() -> int:
    """Measures, prints the table and checks the books."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.requests", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a little of each, in less than two minutes")
    parser.add_argument("--against", type=Path, metavar="OTHER", help="the folder of another checkout")
    parser.add_argument("--only", nargs="*", metavar="ROW", choices=sorted({row.name for row in ROWS}))
    parser.add_argument("--connections", nargs="*", type=int, default=list(CONNECTIONS))
    parser.add_argument("--rounds", type=int, help="how often each row is measured, at least 2")
    parser.add_argument("--seconds", type=float, help="how long a sample takes, about")
    parser.add_argument("--lock", type=Path, metavar="FILE", help="whose lock is held during each sample")
    chosen = parser.parse_args()
    rounds = max(2, chosen.rounds or (2 if chosen.quick else 4))
    seconds = chosen.seconds or (0.5 if chosen.quick else 2.0)
    rows = [row for row in ROWS if (row.name in chosen.only if chosen.only else not row.is_extra)]
    began = time.monotonic()
    with servers.running() as started, contextlib.ExitStack() as stack:
        generator = Generator()
        stack.callback(generator.stop)
        settings = production(Path(started.environment["QUITTANCE_DATA"]))
        checkouts = {"here": servers.PROJECT} | ({"other": chosen.against.absolute()} if chosen.against else {})
        sides = []
        for number, (name, checkout) in enumerate(checkouts.items()):
            _show(f"starting {name}")
            database = asyncio.run(_make_database(started.environment["DATABASE_URL"], f"side_{name}"))
            redis = started.environment["REDIS_URL"].removesuffix("/0") + f"/{number + 1}"
            environment = {**started.environment, **settings, "DATABASE_URL": database, "REDIS_URL": redis}
            sides.append(Side(name, checkout, environment, generator))
            stack.callback(sides[-1].stop)
        bench = Bench(started, generator, seconds=seconds, lock=chosen.lock)
        try:
            measure(bench, sides, rows, chosen.connections, rounds)
        except WrongAnswers as error:
            sys.exit(str(error))
        print(f"{asyncio.run(_durability(started.environment['DATABASE_URL']))}")
        print(
            f"{rounds} rounds of {seconds} s, {time.monotonic() - began:.0f} s in all; {servers.load()}; samples that "
            f"others disturbed: {bench.thrown_away} thrown away, {bench.given_up} given up\n"
        )
        print("\n".join(table(bench, sides, rows, chosen.connections)))
        for side in sides:
            found = side.check_books()
            print(f"\nThe books of {side.name} balance: {found.count('ok  ')} statements hold.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
