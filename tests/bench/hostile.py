"""How soon does web say that it lives while twenty connections mean it harm? `python -m tests.bench.hostile`.

For each kind of tests/api/hostile.py: the sender is a process of its own, which sends twenty at a time again and again
for some seconds; here /health/live is asked every 10 ms. Prints the median, p95 and the slowest in ms, by the
clock and of web's own processor time (in steps of 10 ms), and how many MB the process grew. The sender needs a
processor too, and on a busy machine the clock tells of the others.
"""

import argparse
import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.api.hostile import HOSTILE
from tests.api.processes import WebProcess
from tests.api.test_hostile import AT_ONCE, attack, live_seconds
from tests.bench import servers


def main() -> None:
    """Measures each kind in turn and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hostile", description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--only", metavar="KIND", nargs="*", help="these kinds alone")
    parser.add_argument("--attack", metavar="KIND", help="be the sender")
    parser.add_argument("--port", type=int)
    chosen = parser.parse_args()
    if chosen.attack:
        asyncio.run(_attack(chosen.port, chosen.attack, chosen.seconds))
        return
    with servers.running() as started:
        os.environ |= started.environment | {"QUITTANCE_RATE_LIMITS": "false"}
        subprocess.run([sys.executable, "manage.py", "migrate"], cwd=servers.PROJECT, check=True, stdout=-3)
        _measure(chosen.seconds, chosen.only or list(HOSTILE))


def _measure(seconds: float, kinds: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        web = WebProcess(Path(folder) / "log.txt")
        web.start()
        try:
            print(f"/health/live meanwhile, ms by the clock, then ms of web's processor; {servers.load()}")
            print(f"{'':28}{'p50':>7}{'p95':>7}{'max':>7}{'p50':>7}{'p95':>7}{'max':>7}{'MB':>7}")
            for kind in (None, *kinds):
                process = psutil.Process(web.pid)
                before = process.memory_info().rss
                found = _ask(web.port, process, kind, seconds)
                grown = (process.memory_info().rss - before) / 1e6
                columns = []
                for measured in zip(*found, strict=True):
                    columns += [statistics.median(measured), statistics.quantiles(measured, n=20)[-1], max(measured)]
                numbers = "".join(f"{1000 * column:7.1f}" for column in columns)
                print(f"{kind or 'nothing':28}{numbers}{grown:7.0f}", flush=True)
        finally:
            web.stop()


def _ask(port: int, process: psutil.Process, kind: str | None, seconds: float) -> list[tuple[float, float]]:
    command = [sys.executable, "-m", "tests.bench.hostile", "--attack", str(kind), "--port", str(port)]
    sender = subprocess.Popen([*command, "--seconds", str(seconds)], cwd=servers.PROJECT) if kind else None
    # It takes a while to begin.
    time.sleep(1.5)
    found: list[tuple[float, float]] = []
    deadline = time.monotonic() + seconds - 1
    while time.monotonic() < deadline or len(found) < 2:
        found.append(asyncio.run(live_seconds(port, process)))
        time.sleep(0.01)
    if sender:
        sender.terminate()
        sender.wait()
    return found


async def _attack(port: int, kind: str, seconds: float) -> None:
    async def again() -> None:
        while True:
            await attack(port, kind)

    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds + 2):
            await asyncio.gather(*[again() for _ in range(AT_ONCE)])


if __name__ == "__main__":
    main()
