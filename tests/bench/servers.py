"""What the benchmarks share: throw-away servers as durable as in production, and what processes have cost."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psutil

from launch.embedded import Postgres, Valkey

PROJECT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Servers:
    """A migrated PostgreSQL and a Valkey. `environment` is for processes that shall use them."""

    environment: Mapping[str, str]
    postgres_id: int
    postgres_log: Path
    valkey: Valkey


@contextmanager
def running() -> Iterator[Servers]:
    """Starts both in a temporary folder, migrates, and removes everything afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="quittance-bench-"))
    folder.chmod(0o755)
    postgres, valkey = Postgres(folder / "postgres"), Valkey(folder / "valkey")
    try:
        postgres.start()
        valkey.start()
        environment = os.environ | {
            "DATABASE_URL": postgres.dsn("postgres"),
            "REDIS_URL": valkey.url(0),
            "QUITTANCE_LOG_LEVEL": "WARNING",
            "QUITTANCE_DATA": str(folder),
        }
        subprocess.run(
            [sys.executable, "manage.py", "migrate"],
            cwd=PROJECT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        assert postgres.process_id is not None
        yield Servers(
            environment=environment,
            postgres_id=postgres.process_id,
            postgres_log=postgres.log,
            valkey=valkey,
        )
    finally:
        valkey.stop(hurry=True)
        postgres.stop(hurry=True)
        shutil.rmtree(folder, ignore_errors=True)


async def execute(dsn: str, statement: str) -> None:
    """Runs a statement on a connection of its own."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def cpu_seconds(process: psutil.Process) -> float:
    """Processor time of a process, of the children that it has, and of those that it had."""
    times = process.cpu_times()
    seconds = float(times.user + times.system + times.children_user + times.children_system)
    for child in process.children():
        try:
            of_child = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        seconds += float(of_child.user + of_child.system)
    return seconds


def load() -> str:
    """How busy the machine is, in words."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
