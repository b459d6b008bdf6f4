"""What the launchers of `embedded.py` share: a folder with a lock, a port, and one process that ends with ours."""

import abc
import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from launch.machine import (
    Account,
    LaunchError,
    dying_with_parent,
    free_port,
    is_port_free,
    still_running,
    unprivileged_account,
)

LOG_BYTES_MAX = 10_000_000
# A free port may be taken between our look and the server's bind; three unlucky tries in a row do not happen.
PORT_TRIES = 3


class Server(abc.ABC):
    """What both launchers share: one folder, one lock, one process that ends with ours.

    Call from the main thread (see `dying_with_parent`). `launch` and `is_ready` serve callers that start several
    servers at once or have an event loop to turn; `start` does both and waits.
    """

    title: str
    # As the system lists them, to recognise what an earlier launcher left behind.
    process_names: tuple[str, ...]
    # Signals that stop the server, with the seconds that each is given; the second one gives up cleanliness for speed.
    stop_steps: tuple[tuple[signal.Signals, float], ...]

    def __init__(self, folder: str | os.PathLike[str], *, port: int | None = None, durable: bool = True) -> None:
        """`folder` belongs to this launcher alone. Without `port`, the last one is used if it is free, else another.

        `durable=False` is for tests: faster, and a power cut may lose everything.
        """
        self.folder = Path(folder).absolute()
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.durable = durable
        self._requested_port = port
        self._port: int | None = None
        self._port_is_known = False
        self._port_tries = 0
        self._lock: int | None = None
        self._account: Account | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._log_offset = 0

    @property
    def port(self) -> int:
        """The port on 127.0.0.1; known once launched, and final once ready."""
        if self._port is None:
            raise LaunchError(f"{self.title} has not been launched yet.")
        return self._port

    @property
    def process_id(self) -> int | None:
        """The server's process while it runs, else None."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def how_it_ended(self) -> str | None:
        """None while the server runs, else words that go on from its name."""
        if self._process is None or (exit_code := self._process.poll()) is None:
            return None
        return f"has died (exit code {exit_code}, see {self.log})"

    def start(self, *, timeout_seconds: float = 60) -> None:
        """Launches and waits until the server takes requests. Raises LaunchError, and then nothing is left running."""
        try:
            self.launch()
            deadline = time.monotonic() + timeout_seconds
            while not self.is_ready():
                if time.monotonic() > deadline:
                    raise LaunchError(f"{self.title} was not ready after {timeout_seconds:g} s. {self._log_tail()}")
                time.sleep(0.01)
        except BaseException:
            self.stop(hurry=True)
            raise

    def launch(self) -> None:
        """Starts the server's process, after stopping whatever an earlier launcher left running in the folder.

        Raises LaunchError: no usable program; folder not accessible, or in use by a living launcher; fixed port taken.
        A second call is for a server that has died: it keeps port and password.
        """
        if self.process_id is not None:
            return
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._take_lock()
            self._account = unprivileged_account(self.folder)
            self._give(self.folder)
            self._stop_leftovers()
            self._prepare()
            self._choose_port()
            self._spawn()
        except PermissionError as error:
            raise LaunchError(
                f"{error.filename or self.folder} is not accessible to this account; another one, such as root, may "
                "have made it. Remove that folder or choose another."
            ) from error

    def is_ready(self) -> bool:
        """Tells whether *our* process takes requests; a stranger's server on the same port does not count.

        Raises LaunchError with the end of the server's log when the process has ended.
        """
        if self._process is None:
            raise LaunchError(f"{self.title} has not been launched yet.")
        if self._process.poll() is None:
            if not self._answers(self._process.pid):
                return False
            self._port_is_known = True
            return True
        may_move = self._requested_port is None and not self._port_is_known and self._port_tries < PORT_TRIES
        if may_move and not is_port_free(self.port):
            self._choose_port()
            self._spawn()
            return False
        raise LaunchError(f"{self.title} ended with code {self._process.returncode}. {self._log_tail()}")

    def stop(self, *, hurry: bool = False) -> None:
        """Stops the server, cleanly unless `hurry`, and whatever it left behind. Harmless when it does not run."""
        if self._process is not None:
            for signal_number, seconds in self.stop_steps[1 if hurry else 0 :]:
                self._process.send_signal(signal_number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(seconds)
                    break
            self._process = None
        self._port_is_known, self._port_tries = False, 0
        if self._lock is not None:
            try:
                self._stop_leftovers()
            finally:
                os.close(self._lock)
                self._lock = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    @abc.abstractmethod
    def _prepare(self) -> None:
        """Finds the program and makes the data folder fit to be served. The lock is held and nothing runs."""

    @abc.abstractmethod
    def _command(self) -> tuple[list[str], bytes]:
        """The command line, and what the server reads from its standard input."""

    @abc.abstractmethod
    def _answers(self, process_id: int) -> bool:
        """Tells whether the process with this id takes requests."""

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise LaunchError(f"{self.folder} is in use: another process has started {self.title} there.") from None
        self._lock = lock

    def _give(self, path: Path) -> None:
        if self._account is not None:
            os.chown(path, self._account.user_id, self._account.group_id)

    def _leftovers(self) -> Iterator[psutil.Process]:
        """Server processes that work in our data folder. Zombies have no folder, so they do not count."""
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if process.name() in self.process_names and os.path.samefile(process.cwd(), self.data):
                    yield process

    def _stop_leftovers(self) -> None:
        """Whoever started them is dead, since we hold the lock; two servers on one data folder would destroy it."""
        remaining = list(self._leftovers())
        # Without the process that leads them, none can stop cleanly: what they had not finished is recovered anyway.
        steps = self.stop_steps if self._leads_any({process.pid for process in remaining}) else self.stop_steps[-1:]
        for signal_number, seconds in steps:
            ids = {process.pid for process in remaining}
            for process in remaining:
                with contextlib.suppress(psutil.NoSuchProcess):
                    # A server tells its own children to stop; only the last step goes past it.
                    if signal_number == signal.SIGKILL or process.ppid() not in ids:
                        process.send_signal(signal_number)
            remaining = still_running(remaining, wait_seconds=seconds)
        if remaining:
            raise LaunchError(
                f"{self.title} with process id {remaining[0].pid} still runs in {self.data}: stop it first."
            )

    def _leads_any(self, _process_ids: set[int]) -> bool:
        """Tells whether one of these is the process that its server's others obey."""
        return True

    def _choose_port(self) -> None:
        self._port_tries += 1
        required = self._port if self._port_is_known else self._requested_port
        if required is not None:
            if not is_port_free(required):
                raise LaunchError(f"Port {required} of 127.0.0.1 is taken, so {self.title} cannot use it.")
            self._port = required
            return
        remembered = self.folder / "port"
        last = remembered.read_text().strip() if remembered.exists() else ""
        self._port = int(last) if last.isdigit() and is_port_free(int(last)) else free_port()
        remembered.write_text(str(self._port))

    def _spawn(self) -> None:
        command, standard_input = self._command()
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES_MAX:
            self.log.replace(self.log.with_suffix(".log.old"))
        with self.log.open("ab") as log:
            self._log_offset = log.tell()
            self._process = subprocess.Popen(  # noqa: S603  # a program that we found ourselves
                command,
                cwd=self.data,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                # Ctrl-C in a terminal must not reach the servers before those who use them have ended.
                start_new_session=True,
                preexec_fn=dying_with_parent(self.stop_steps[0][0]),
                user=self._account and self._account.user_id,
                group=self._account and self._account.group_id,
                extra_groups=None if self._account is None else [],
            )
        assert self._process.stdin is not None
        # A pipe that is broken already belongs to a server that has ended: is_ready tells why.
        with contextlib.suppress(BrokenPipeError), self._process.stdin as pipe:
            pipe.write(standard_input)

    def _log_tail(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._log_offset)
            lines = log.read().decode(errors="replace").splitlines()
        return f"The end of {self.log}:\n  " + "\n  ".join(lines[-8:])
