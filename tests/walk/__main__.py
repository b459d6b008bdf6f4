"""`python -m tests.walk --steps 10000 --seed 7`: exit code 0 when nothing was wrong, else 1.

A walk that fails is made as short as Hypothesis can make it, which takes a while, and is printed step by step. With
`--control` an amount is changed behind everybody's back on the way: then 0 means that the walk has noticed.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from launch.embedded import Postgres, Valkey
from launch.machine import free_port
from tests.models.gateways.processes import SimulatorProcess
from tests.walk.databases import DATABASE, TEMPLATE, create

# What a gateway takes minutes for, this one does in less than a tenth of a second.
SPEED = 30_000


def main() -> int:
    """Starts the servers, walks, and prints how often what was answered."""
    parser = argparse.ArgumentParser(prog="python -m tests.walk", description=__doc__)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="default: another one each time")
    parser.add_argument("--control", action="store_true", help="break something on purpose")
    parser.add_argument("--quick-to-fail", action="store_true", help="do not make a failing walk shorter")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="quittance-walk-"))
    folder.chmod(0o755)
    postgres, valkey = Postgres(folder / "postgres", durable=False), Valkey(folder / "valkey", durable=False)
    simulator = SimulatorProcess(folder / "simulator", speed=SPEED)
    try:
        postgres.start()
        valkey.start()
        asyncio.run(create(postgres.dsn("postgres"), TEMPLATE, template="template1"))
        os.environ.update(
            QUITTANCE_ENV="test",
            QUITTANCE_LOG_LEVEL="ERROR",
            QUITTANCE_PUBLIC_URL=f"http://127.0.0.1:{free_port()}",
            QUITTANCE_SIMULATOR_URL=simulator.url,
            DATABASE_URL=postgres.dsn(TEMPLATE),
            REDIS_URL=valkey.url(0),
        )
        subprocess.run([sys.executable, "manage.py", "migrate"], check=True, stdout=subprocess.DEVNULL)
        os.environ["DATABASE_URL"] = postgres.dsn(DATABASE)
        simulator.start()
        from tests.walk import run  # noqa: PLC0415 - reads the configuration, which points at these servers now

        failed = run.is_wrong(chosen, server=postgres.dsn("postgres"))
        if chosen.control:
            print("Noticed, as it must be." if failed else "NOT NOTICED")
        return int(failed is not chosen.control)
    finally:
        simulator.stop()
        valkey.stop(hurry=True)
        postgres.stop(hurry=True)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
