"""The simulator as a real process, and a receiver of callbacks on the loopback interface."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from aiohttp import web

from launch.machine import free_port

REPOSITORY = Path(__file__).parents[3]
SPEED = 20


class SimulatorProcess:
    """`uvicorn models.gateways.simulator.app:app` on a port of its own; start, stop and kill it at will."""

    def __init__(self, folder: Path, *, speed: float = SPEED) -> None:
        self.folder = folder
        self.speed = speed
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "uvicorn", "models.gateways.simulator.app:app", "--log-level", "warning"]
        command += ["--port", str(self.port), "--timeout-graceful-shutdown", "2"]
        environment = os.environ | {"SIMULATOR_DATA": str(self.folder), "SIMULATOR_SPEED": str(self.speed)}
        with (self.folder / "log.txt").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.kill()
                    pytest.fail("The simulator did not start:\n" + (self.folder / "log.txt").read_text())
                time.sleep(0.05)

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(30)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(30)


class CallbackReceiver:
    """Keeps what it is sent. The first `refusals` callbacks are answered 500."""

    def __init__(self) -> None:
        self.url = ""
        self.refusals = 0
        self.received: list[tuple[dict[str, str], bytes]] = []
        self._arrived = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        self.received.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        self._arrived.set()
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=500)
        return web.Response()

    async def wait_for(self, count: int) -> list[tuple[dict[str, str], bytes]]:
        """What has been received, once it is as many as `count`, in order of arrival."""
        await self.wait_until(lambda: len(self.received) >= count)
        return self.received

    async def wait_until(self, condition: Callable[[], bool]) -> None:
        """Fails when what arrives within 10 s does not make `condition` true."""
        async with asyncio.timeout(30):
            while not condition():
                self._arrived.clear()
                await self._arrived.wait()

    def kinds(self) -> list[list[str]]:
        """The types of the events of each callback."""
        return [[event["type"] for event in msgspec.json.decode(body)["events"]] for _, body in self.received]
