"""What does a request cost the web process here, against another checkout? `python -m tests.bench.checkouts OTHER`.

Both checkouts serve from databases of their own on the same servers, with this one's installed packages, and are asked
in turn (A B, B A, …), one request at a time. Prints µs of processor time for each request: the median of the rounds,
and the ratio. For a change of how rows are read, `OTHER` is a clone of the commit before it.
"""

import argparse
import asyncio
import http.client
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from launch import procfile
from launch.machine import free_port
from tests.bench import servers

READY_SECONDS_MAX = 20.0
WARM_UP = 30


class Side:
    """One checkout: its web process, a client that keeps its connection, and the receiver whose payers it asks for."""

    def __init__(self, checkout: Path, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        environment = {**environment, "PORT": str(self.port), "QUITTANCE_ENV": "test"}
        subprocess.run([sys.executable, "manage.py", "migrate"], cwd=checkout, env=environment, check=True, stdout=-3)
        # As each of them runs it in production.
        line = procfile.read_processes((checkout / "Procfile").read_text(), file_name="Procfile")["web"]
        command = [sys.executable, *procfile.expand(line, {**environment, "QUITTANCE_SHUTDOWN_SECONDS": "2"})[1:]]
        self.process = subprocess.Popen(command, cwd=checkout, env=environment, stdout=-3, stderr=-3)
        self._http = http.client.HTTPConnection("127.0.0.1", self.port)
        self._token = ""
        self._count = 0
        self._wait()
        person = {"email": "ada@example.com", "password": "a long passphrase", "name": "Ada"}
        self._token = self.ask("POST", "/v1/auth/register", person)["access_token"]
        self.receiver = self.ask("POST", "/v1/receivers", {"name": "Ada", "currency": "EUR"})["id"]
        self.payer = ""

    def ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self._token}"} if self._token else {}
        )
        while True:
            self._http.request(method, path, None if body is None else json.dumps(body), headers)
            answer = self._http.getresponse()
            content = answer.read()
            if answer.status != 429:
                break
            time.sleep(0.3)
        assert answer.status < 300, f"{method} {path}: {answer.status} {content!r}"
        found: dict[str, Any] = json.loads(content)
        return found

    def create(self) -> None:
        self._count += 1
        given = {"receiver_id": self.receiver, "name": f"Payer {self._count}", "address": {"city": "Berlin"}}
        self.payer = self.ask("POST", "/v1/payers", given)["id"]

    def read(self) -> None:
        self.ask("GET", f"/v1/payers/{self.payer}")

    def list_20(self) -> None:
        self.ask("GET", f"/v1/payers?receiver_id={self.receiver}&limit=20")

    def change(self) -> None:
        self._count += 1
        self.ask("PATCH", f"/v1/payers/{self.payer}", {"name": f"Payer {self._count}"})

    def microseconds(self, request: Callable[[], None], *, requests: int) -> float:
        """Processor time of the web process for one request."""
        # uvicorn has closed a connection that waited for the other side's turn.
        self._http.close()
        before = self._cpu_nanoseconds()
        for _ in range(requests):
            request()
        return (self._cpu_nanoseconds() - before) / requests / 1000

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def _cpu_nanoseconds(self) -> int:
        tasks = Path(f"/proc/{self.process.pid}/task")
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir())

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS_MAX
        while True:
            try:
                self.ask("GET", "/health/ready")
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < deadline, "the web process does not answer"
                self._http.close()
                time.sleep(0.1)
            else:
                return


async def _make_database(dsn: str, name: str) -> str:
    connection = await asyncpg.connect(dsn)
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
    return urlsplit(dsn)._replace(path=f"/{name}").geturl()


def main() -> None:
    """Asks both sides in turn and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.checkouts", description=__doc__)
    parser.add_argument("other", type=Path, help="the folder of the other checkout")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=6)
    chosen = parser.parse_args()
    with servers.running() as started, ExitStack() as stack:
        sides = []
        for number, checkout in enumerate((chosen.other, servers.PROJECT)):
            database = asyncio.run(_make_database(started.environment["DATABASE_URL"], f"side_{number}"))
            redis = started.environment["REDIS_URL"].removesuffix("/0") + f"/{number + 1}"
            sides.append(Side(checkout, started.environment | {"DATABASE_URL": database, "REDIS_URL": redis}))
            stack.callback(sides[-1].stop)
        print(f"µs of the web process, {chosen.rounds} rounds of {chosen.requests} requests, {servers.load()}")
        print(f"{'':10}{'other':>8}{'here':>8}{'ratio':>8}")
        for name in ("create", "read", "list_20", "change"):
            spent: list[list[float]] = [[], []]
            for side in sides:
                side.microseconds(getattr(side, name), requests=WARM_UP)
            for turn in range(chosen.rounds):
                for index in (0, 1) if turn % 2 == 0 else (1, 0):
                    request = getattr(sides[index], name)
                    spent[index].append(sides[index].microseconds(request, requests=chosen.requests))
            other, here = map(statistics.median, spent)
            print(f"{name:10}{other:8.0f}{here:8.0f}{here / other:8.2f}", flush=True)


if __name__ == "__main__":
    main()
