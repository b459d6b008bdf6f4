"""The whole system as a newcomer starts it, in a temporary folder and on free ports."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

from launch.machine import free_port

PROJECT = Path(__file__).parent.parent.parent
READY_SECONDS_MAX = 300.0
STOP_SECONDS_MAX = 120.0


def words(process: psutil.Process) -> str:
    """Its command line; nothing of one that has just ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


class System:
    """`make run`, without make: the supervisor with both Procfiles."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port, self.simulator_port = free_port(), free_port()
        self.log = folder / "run.log"
        # Nothing of the test's own servers: the system starts its own, as on a new machine.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("QUITTANCE_", "REDIS"))}
        inherited.pop("DATABASE_URL", None)
        self.environment = inherited | {
            "QUITTANCE_DATA": str(folder / "data"),
            "PORT": str(self.port),
            "SIMULATOR_PORT": str(self.simulator_port),
            "MAIL_PORT": str(free_port()),
            "POSTBOX_PORT": str(free_port()),
            # Tests are a crowd at one address: people who register, and payers, who would soon be sent away.
            "QUITTANCE_ACCOUNT_REQUESTS_PER_MINUTE": "6000",
            "QUITTANCE_PAY_LINK_REQUESTS_PER_MINUTE": "6000",
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.seconds_to_ready = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns when the supervisor says that the system is ready."""
        started = time.monotonic()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "launch", "Procfile", "Procfile.dev"],
                cwd=PROJECT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        while "ready after" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()[-4000:]
            assert time.monotonic() < started + READY_SECONDS_MAX, self.log.read_text()[-4000:]
            time.sleep(0.05)
        self.seconds_to_ready = time.monotonic() - started

    def run(self, *command: str, extra: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Runs a command beside the system, as the Makefile does; returns its exit code and what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "launch", "--run", *command],
            cwd=PROJECT,
            env=self.environment | dict(extra or {}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def processes(self, wanted: str) -> list[psutil.Process]:
        """The system's processes whose command line holds these words."""
        assert self.process is not None
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in children if wanted in words(child)]

    def stop(self) -> int:
        """Ctrl-C; returns the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=STOP_SECONDS_MAX)
