"""Deliverers and beat exactly as the Procfile starts them."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil

from launch import procfile
from launch.machine import dying_with_parent, still_running
from tests.bench.servers import PROJECT

NAMES = ("deliverer", "beat")
STOP_SECONDS = 1.0


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Starts them; ends them without waiting for requests that never end."""
    file = PROJECT / "Procfile"
    commands = procfile.read_processes(file.read_text(), file_name=file.name)
    started: list[psutil.Popen] = []
    try:
        for name in NAMES:
            _, *arguments = procfile.expand(commands[name], os.environ)
            started.append(
                psutil.Popen(
                    [sys.executable, *arguments],
                    cwd=PROJECT,
                    stdout=subprocess.DEVNULL,
                    preexec_fn=dying_with_parent(signal.SIGKILL),
                )
            )
        yield
    finally:
        families = [[process, *process.children(recursive=True)] for process in started]
        for process in started:
            process.terminate()
        for process in still_running([one for family in families for one in family], wait_seconds=STOP_SECONDS):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        for process in started:
            process.wait()
