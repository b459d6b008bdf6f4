"""Do lists and reports stay as fast when a receiver grows? `make scale`, or `python -m tests.bench.growth`.

Fills a throw-away database for each size with one receiver's invoices, payments, allocations, ledger entries, events
and the rest (tests/grown.py; a million in some minutes), asks whether the invariants hold, and asks the application for
every documented filter, list and report. Prints the median of a whole request in ms at each size, and how many times
the smallest size's the largest one's is. Planner settings are the server's, tables are analyzed, caches are warm.

`--invoices 10000 1000000` are the sizes, up to 10,000,000. `--database URL` fills the given, migrated database instead,
one receiver after the other, and leaves them there. `--only TEXT` asks only for what has the text in its name.
`--unchecked` leaves the invariants out, which read everything.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

import asyncpg

from tests.bench import servers

SIZES = (10_000, 1_000_000)
FLAT = 1.5
# Below this a millisecond more is the machine's, not the receiver's.
NOTICEABLE_MS = 1.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth")
    parser.add_argument("--invoices", type=int, nargs="+", default=list(SIZES), help="how many, of each receiver")
    parser.add_argument("--database", help="a migrated database to fill, instead of a throw-away one for each size")
    parser.add_argument("--only", default="", help="a part of the name of what is asked for")
    parser.add_argument("--unchecked", action="store_true", help="leave out the invariants")
    chosen = parser.parse_args()
    found: dict[int, dict[str, float]] = {}
    print(servers.load(), flush=True)
    with servers.running() as started:
        for size in chosen.invoices:
            url = chosen.database or asyncio.run(_make_database(started.environment["DATABASE_URL"], f"size_{size}"))
            environment = {**started.environment, "DATABASE_URL": url}
            found[size] = _measure(environment, size, only=chosen.only, checked=not chosen.unchecked)
    return _print(found)


def _measure(environment: Mapping[str, str], size: int, *, only: str, checked: bool) -> dict[str, float]:
    # In a process of its own: this one must not read its configuration before the servers run.
    many = {f"QUITTANCE_{who}_REQUESTS_PER_MINUTE": "1000000" for who in ("CALLER", "ADDRESS")}
    process = subprocess.run(
        [sys.executable, "-m", "tests.bench.growing", str(size), only, "checked" if checked else "unchecked"],
        cwd=servers.PROJECT,
        env={**os.environ, **environment, **many, "QUITTANCE_LOG_LEVEL": "ERROR", "QUITTANCE_ENV": "test"},
        check=True,
        stdout=subprocess.PIPE,
    )
    medians: dict[str, float] = json.loads(process.stdout)
    return medians


async def _make_database(dsn: str, name: str) -> str:
    connection = await asyncpg.connect(urlsplit(dsn)._replace(path="/template1").geturl())
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE postgres")
    await connection.close()
    return urlsplit(dsn)._replace(path=f"/{name}").geturl()


def _print(found: Mapping[int, Mapping[str, float]]) -> int:
    sizes = list(found)
    print(f"\n{'':<76}" + "".join(f"{size:>12,}" for size in sizes) + f"{'ratio':>8}")
    steep = []
    for name, least in found[sizes[0]].items():
        most = found[sizes[-1]][name]
        is_steep = most / least > FLAT and most - least > NOTICEABLE_MS
        if is_steep:
            steep.append(name)
        taken = "".join(f"{found[size][name]:>12.1f}" for size in sizes)
        print(f"{name:<76}{taken}{most / least:>8.2f}{'  not flat' if is_steep else ''}")
    print(f"\n{len(steep)} of {len(found[sizes[0]])} are not flat within {FLAT}. {servers.load()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
