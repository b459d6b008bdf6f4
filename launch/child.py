"""One process of the Procfile: started, listened to, watched, started again, and stopped with all that it started."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence

from launch.machine import LaunchError, dying_with_parent

READ_BYTES = 65_536
# A line that is longer than this is shown in pieces.
LINE_BYTES_MAX = 65_536
RESTART_SECONDS_FIRST = 0.5
RESTART_SECONDS_MAX = 10.0
HEALTHY_SECONDS = 30.0


class Kept:
    """Something that is started again whenever it ends: at once, then after 0.5 s, doubling up to 10 s."""

    def __init__(self, name: str, *, start: Callable[[], None], ended: Callable[[], str | None]) -> None:
        """It runs already. `ended` says once how it ended, else None; `start` may raise OSError or LaunchError."""
        self.name = name
        self._start = start
        self._ended = ended
        self._started_at = time.monotonic()
        self._failures = 0
        self._due_at: float | None = None

    def tend(self) -> str | None:
        """Notices an end, or starts again what is due; returns a sentence when there is something to tell."""
        if self._due_at is None:
            how = self._ended()
            return None if how is None else self._plan_restart(how)
        if time.monotonic() < self._due_at:
            return None
        try:
            self._start()
        except (OSError, LaunchError) as error:
            return self._plan_restart(f"cannot be started: {error}")
        self._due_at, self._started_at = None, time.monotonic()
        return f"{self.name} has been started again."

    def seconds_until_due(self) -> float:
        """How long until `tend` has something to start; infinity while it runs."""
        return float("inf") if self._due_at is None else max(0.0, self._due_at - time.monotonic())

    def _plan_restart(self, how: str) -> str:
        now = time.monotonic()
        # A long healthy life makes up for all earlier ends.
        self._failures = 1 if now - self._started_at >= HEALTHY_SECONDS else self._failures + 1
        delay = restart_delay_seconds(self._failures)
        self._due_at = now + delay
        return f"{self.name} {how}; starting it again {f'in {delay:g} s' if delay else 'now'}."


def restart_delay_seconds(failures: int) -> float:
    """The wait after so many ends (from 1) without a healthy life between them."""
    # The exponent is bounded because a number like 2.0 ** 5000 is an error.
    return 0.0 if failures == 1 else min(RESTART_SECONDS_MAX, RESTART_SECONDS_FIRST * 2.0 ** (min(failures, 20) - 2))


def how_it_ended(exit_code: int) -> str:
    """An exit code of subprocess in words."""
    if exit_code >= 0:
        return f"ended with exit code {exit_code}"
    return f"was ended by signal {-exit_code} ({signal.strsignal(-exit_code)})"


class Child:
    """A process in a group of its own, whose output is passed on line by line.

    Start it from the main thread (see `dying_with_parent`).
    """

    def __init__(
        self, name: str, command: Sequence[str], *, environment: Mapping[str, str], write: Callable[[str, str], None]
    ) -> None:
        """`write` takes the name and one line without its end."""
        self.name = name
        self._command = command
        self._environment = environment
        self._write = write
        self._process: subprocess.Popen[bytes] | None = None
        self._unfinished_line = b""

    @property
    def is_running(self) -> bool:
        """True from `start` until `reap` has seen the end."""
        return self._process is not None

    @property
    def output(self) -> int:
        """The file descriptor of the output, to wait for; only while it runs."""
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def start(self) -> None:
        """Starts the process. Raises OSError when that is not possible."""
        self._process = subprocess.Popen(  # noqa: S603  # running the commands of the Procfile is what we are for
            self._command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # A group (and session) of its own: Ctrl-C reaches us alone, and the group can be ended as a whole.
            start_new_session=True,
            preexec_fn=dying_with_parent(signal.SIGTERM),
        )
        os.set_blocking(self.output, False)

    def pass_output_on(self) -> bool:
        """Writes the lines that have come so far; False when no more will come."""
        chunk = self._read()
        self._write_lines(chunk or b"", is_end=chunk == b"")
        return chunk != b""

    def has_ended(self) -> bool:
        """Tells whether there is an end for `reap` to take note of."""
        if self._process is None:
            return False
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def reap(self) -> int:
        """After the end: ends the rest of the group, passes the last words on, and returns the exit code.

        Codes are those of subprocess: minus the signal's number for a process that was killed.
        """
        assert self._process is not None
        assert self._process.stdout is not None
        # Before the process is taken note of, because until then nobody else can be given the group's id.
        self.kill()
        exit_code = self._process.wait()
        # Bounded, because something that has left the group may hold the pipe and write for ever.
        for _ in range(100):
            if not (chunk := self._read()):
                break
            self._write_lines(chunk, is_end=False)
        self._write_lines(b"", is_end=True)
        self._process.stdout.close()
        self._process = None
        return exit_code

    def terminate(self) -> None:
        """Asks the process to end cleanly; it tells its own children."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the process and its whole group at once."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # a group of zombies, on some systems
                os.killpg(self._process.pid, signal.SIGKILL)

    def _read(self) -> bytes | None:
        """What has come, nothing at the end of the output, or None when nothing has come yet."""
        try:
            return os.read(self.output, READ_BYTES)
        except BlockingIOError:
            return None

    def _write_lines(self, chunk: bytes, *, is_end: bool) -> None:
        *lines, self._unfinished_line = (self._unfinished_line + chunk).split(b"\n")
        if self._unfinished_line and (is_end or len(self._unfinished_line) > LINE_BYTES_MAX):
            lines.append(self._unfinished_line)
            self._unfinished_line = b""
        for line in lines:
            self._write(self.name, line.decode(errors="replace").rstrip("\r"))
