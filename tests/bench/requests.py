"""What do requests cost? `make bench`, or `python -m tests.bench.requests`; with `--quick` a little of each.

Starts throw-away servers with PostgreSQL's default durability and a web process as the Procfile starts it, in
production's settings, all on this machine and on loopback; no workers. Prepares invoices, so that each is finalized or
paid once, and then goes through the rows there and back, at 1 and at 32 connections. Prints, for each row
- requests/s, and how long a request took (p50, p99), which a busy machine changes;
- µs of processor time for each request, of web, PostgreSQL with all its processes, Valkey and the load generator,
  which it changes far less. These are the figures to compare.

A sample during which others took more than a tenth of a processor is thrown away, counted, and taken again. At the end
the books are checked, and an answer that was not as it should be ends the run: then it exits with 1.

Beside it, in the same run, `pgbench` sends the statements of three rows without us (see replay.py), and a Litestar
route that does nothing is asked with the same flags: it says how fast the machine is, and scales the aims.

`--scenario hot noredis latency overload` plays those instead (pressure.py says what they are).

`--processes 2` has as many processes of web answer.

`--write docs/benchmarks.md` puts the figures into that page.

`--against OTHER` measures another checkout too, with this one's installed packages, in turn (A B, B A, …) and prints
the ratios. To see what a change brings, let `OTHER` be a clone of the commit before it:

    git clone -q . ../before && git -C ../before checkout -q HEAD~1
    make bench ARGS="--against ../before --only pay finalize --connections 1"
"""

import argparse
import asyncio
import contextlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from tests.bench import meter, pressure, replay, report, rows, sampling, servers
from tests.bench.generator import Generator
from tests.bench.pressure import Stage
from tests.bench.replay import Replay
from tests.bench.rows import ROWS, Row, Stand
from tests.bench.sampling import Bench, Place, WrongAnswers
from tests.bench.sides import Side, Web, production

CONNECTIONS = (1, 32)
HERE, OTHER = "here", "other"
# So that sides do not count each other's requests.
REDIS_NUMBERS = {HERE: 1, OTHER: 2, replay.SIDE: 3}
ROUNDS, ROUNDS_QUICK = 4, 2
SECONDS, SECONDS_QUICK = 2.0, 0.4
# How many invoices pgbench finds in each of its databases, to be paid, or only to be read.
REPLAYED, REPLAYED_QUICK = 2_500, 600
READ = 100
# So many invoices each side has from the start: a page, and one that shows that there are more.
LISTED = 21
# Of each kind of row that requests write, so many are there before.
FILLED = 500
# Of 16 MB each. After a gigabyte PostgreSQL begins anew with the first ones.
WAL_FILES = 40


class Chosen(argparse.Namespace):
    """What was asked for."""

    rows: Sequence[Row]
    connections: Sequence[int]
    rounds: int
    seconds: float
    replayed: int
    scenario: Sequence[str]
    processes: int
    patience: float
    against: Path | None
    anyway: bool
    write: Path | None


def main() -> int:
    """Measures, prints the tables and checks the books."""
    chosen = _arguments()
    with servers.running() as started, contextlib.ExitStack() as stack:
        stand = Stand(started, Generator(), chosen.processes)
        stack.callback(stand.generator.stop)
        yardstick = stack.enter_context(meter.Yardstick())
        bench = Bench(yardstick, seconds=chosen.seconds, anyway=chosen.anyway, patience=chosen.patience * 60)
        measure = _play if chosen.scenario else _measure
        began = time.monotonic()
        try:
            figures = measure(chosen, bench, stand, stack)
        except WrongAnswers as error:
            sys.exit(str(error))
        finally:
            _show("")
        circumstances = asyncio.run(report.circumstances(started.environment["DATABASE_URL"]))
    how = (
        f"web has {chosen.processes} process{'es' if chosen.processes > 1 else ''}; "
        f"{chosen.rounds} rounds of {chosen.seconds:g} s a sample, {time.monotonic() - began:.0f} s in all; "
        f"{bench.thrown_away} samples that others disturbed were thrown away, {bench.given_up} given up. "
        f"{report.slowness(bench)}"
    )
    shown = "\n\n".join(part for part in (circumstances, how, *figures) if part)
    print(shown)
    if chosen.write:
        report.write(chosen.write, "scenarios" if chosen.scenario else "figures", shown)
    return 0


def _measure(chosen: Chosen, bench: Bench, stand: Stand, stack: contextlib.ExitStack) -> list[str]:
    """The rows, and what they are held against. Raises WrongAnswers."""
    sides = [_side(stand, HERE, servers.PROJECT, stack)]
    if chosen.against:
        sides.append(_side(stand, OTHER, chosen.against.absolute(), stack))
    places: list[Place] = [
        rows.of_side(row, number, side, stand) for number in chosen.connections for row in chosen.rows for side in sides
    ]
    if not chosen.against:
        places += _limits(chosen, stand, stack)
    for doing in sampling.there_and_back(bench, places, chosen.rounds):
        _show(doing)
    return [
        *(f"`{side.name}` is {report.revision(side.checkout)}." for side in sides[1:]),
        "\n".join(report.rows(bench, [side.name for side in sides], chosen.rows, chosen.connections)),
        "\n".join(report.limit(bench, HERE, chosen.connections)),
        "\n".join(report.aims(bench, HERE)),
        *map(_check, sides),
    ]


def _play(chosen: Chosen, bench: Bench, stand: Stand, stack: contextlib.ExitStack) -> list[str]:
    """The scenarios. Raises WrongAnswers."""
    side = _side(stand, HERE, servers.PROJECT, stack)
    stage = Stage(bench, side, stand, chosen.rounds, _show)
    return [*(pressure.play(name, stage) for name in chosen.scenario), _check(side)]


def _check(side: Side) -> str:
    """Raises WrongAnswers where the books do not balance: nothing that was measured counts then."""
    _show(f"checking the books of {side.name}")
    return f"The books balance: {side.check_books().count('ok  ')} statements hold of `{side.name}`."


def _arguments() -> Chosen:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.requests", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a little of each, in less than two minutes")
    parser.add_argument("--against", type=Path, metavar="OTHER", help="the folder of another checkout")
    parser.add_argument("--only", nargs="*", metavar="ROW", choices=sorted({row.name for row in ROWS}))
    parser.add_argument("--scenario", nargs="*", metavar="NAME", choices=list(pressure.SCENARIOS), default=[])
    parser.add_argument("--connections", nargs="*", type=int, default=list(CONNECTIONS))
    parser.add_argument("--rounds", type=int, help="how often each row is measured, at least 2")
    parser.add_argument("--seconds", type=float, help="how long a sample takes, about")
    parser.add_argument("--processes", type=int, default=1, help="how many web has (WEB_CONCURRENCY)")
    parser.add_argument(
        "--patience", type=float, default=0, metavar="MINUTES", help="how long to wait for a quiet host in all"
    )
    parser.add_argument(
        "--anyway", action="store_true", help="keep samples that others disturbed, to see that it works"
    )
    parser.add_argument("--write", type=Path, metavar="PAGE", help="the page to put the figures into")
    chosen = parser.parse_args(namespace=Chosen())
    chosen.rows = [row for row in ROWS if (row.name in chosen.only if chosen.only else not row.is_extra)]
    chosen.rounds = max(2, chosen.rounds or (ROUNDS_QUICK if chosen.quick else ROUNDS))
    chosen.seconds = chosen.seconds or (SECONDS_QUICK if chosen.quick else SECONDS)
    chosen.replayed = REPLAYED_QUICK if chosen.quick else REPLAYED
    return chosen


def _side(stand: Stand, name: str, checkout: Path, stack: contextlib.ExitStack) -> Side:
    _show(f"starting {name}")
    database = asyncio.run(_make_database(stand.started.environment["DATABASE_URL"], f"side_{name}"))
    redis = urlsplit(stand.started.environment["REDIS_URL"])._replace(path=f"/{REDIS_NUMBERS[name]}").geturl()
    environment = {**_environment(stand), "DATABASE_URL": database, "REDIS_URL": redis}
    side = Side(name, checkout, environment, stand.generator)
    stack.callback(side.stop)
    side.fill(FILLED)
    side.make_ready(issued=LISTED)
    side.gather_statistics()
    asyncio.run(_age(database))
    return side


def _limits(chosen: Chosen, stand: Stand, stack: contextlib.ExitStack) -> list[Place]:
    """What PostgreSQL can do, and what Litestar can: pgbench with our statements, and a route that does nothing."""
    names = {row.name for row in chosen.rows}
    kinds = [kind for kind in replay.KINDS if kind.name in names]
    places: list[Place] = []
    if kinds:
        _show("recording what web sends to PostgreSQL")
        side = _side(stand, replay.SIDE, servers.PROJECT, stack)
        writes = any(kind.writes_to for kind in kinds)
        source = asyncio.run(replay.record(side, stand, invoices=chosen.replayed if writes else READ))
        places += [Replay(kind, number, source, stand) for number in chosen.connections for kind in kinds]
    environment = _environment(stand)
    log = Path(environment["QUITTANCE_DATA"]) / "web-empty.log"
    web = Web(servers.PROJECT, environment, log, application="tests.bench.bare:app")
    stack.callback(web.stop)
    web.wait("/")
    return places + [rows.of_empty_route(number, web, stand) for number in chosen.connections]


def _environment(stand: Stand) -> dict[str, str]:
    given = stand.started.environment
    return {**given, **production(Path(given["QUITTANCE_DATA"])), "WEB_CONCURRENCY": str(stand.processes)}


async def _make_database(dsn: str, name: str) -> str:
    await servers.execute(dsn, f'CREATE DATABASE "{name}"')
    return urlsplit(dsn)._replace(path=f"/{name}").geturl()


async def _age(dsn: str) -> None:
    """Gives PostgreSQL what it has once it has been in use for a while."""
    connection = await asyncpg.connect(dsn)
    try:
        # Files of its log that it can write over. A new one is filled with zeros and synced first, and no commit ends
        # in those 30 to 70 ms.
        for _ in range(WAL_FILES):
            await connection.execute("SELECT pg_logical_emit_message(false, 'bench', ''), pg_switch_wal()")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


def _show(words: str) -> None:
    """How far it is; on a terminal in one line, which the figures replace."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{words}")
    elif words:
        sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
