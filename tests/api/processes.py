"""`web` as it runs in production, plain sockets to it, for what no HTTP client would send, and a PostgreSQL to harm."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from launch.embedded import Postgres
from launch.machine import free_port

PROJECT = Path(__file__).parents[2]
START_SECONDS_MAX = 300
# As the Procfile has it, which a test compares.
PROTOCOL = ("--http", "api.protocol:Bounded")


class WebProcess:
    """uvicorn with our application, on the tests' database unless the environment says otherwise."""

    def __init__(self, log: Path, **environment: str) -> None:
        self.log = log
        self.environment = environment
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Returns when it answers."""
        command = [sys.executable, "-m", "uvicorn", "api.app:app", *PROTOCOL, "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--log-level", "warning", "--timeout-graceful-shutdown", "2"],
                cwd=PROJECT,
                env=os.environ | self.environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/health/live", timeout=2).status_code == 200:
                    return
            time.sleep(0.05)
        self.stop()
        pytest.fail("The web process did not start:\n" + self.log.read_text()[-4000:])

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(30)

    async def send_bytes(self, head: bytes, body: Iterable[bytes]) -> tuple[int, dict[str, Any]]:
        """The status and the problem that answer a request, even while it is still being written."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)

        async def write() -> None:
            # The server may hang up as soon as it has seen enough.
            with contextlib.suppress(ConnectionError):
                writer.write(head)
                for part in body:
                    writer.write(part)
                    await writer.drain()

        async with asyncio.timeout(20):
            writing = asyncio.create_task(write())
            answer = await reader.readuntil(b"\r\n\r\n")
            status = int(answer.split(b" ", 2)[1])
            length = next(
                int(line.partition(b":")[2])
                for line in answer.lower().split(b"\r\n")
                if line.startswith(b"content-length:")
            )
            problem = msgspec.json.decode(await reader.readexactly(length))
            writing.cancel()
            writer.close()
        return status, problem


@contextlib.contextmanager
def own_postgres(*, durable: bool) -> Iterator[Postgres]:
    """A server of a test's own, with the schema."""
    folder = Path(tempfile.mkdtemp(prefix="quittance-own-"))
    folder.chmod(0o755)
    postgres = Postgres(folder / "postgres", durable=durable)
    try:
        postgres.start()
        environment = os.environ | {"DATABASE_URL": postgres.dsn()}
        command = [sys.executable, "manage.py", "migrate"]
        subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.DEVNULL)
        yield postgres
    finally:
        postgres.stop(hurry=True)
        shutil.rmtree(folder, ignore_errors=True)
