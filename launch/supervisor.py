"""Runs the whole system on one machine: `python -m launch [Procfile ...]`, in the project's folder.

Starts PostgreSQL and Valkey unless DATABASE_URL and REDIS_URL name others, migrates, starts every process of the
Procfiles, starts again what dies, and stops everything on Ctrl-C. `python -m launch --run COMMAND ...` runs one
command with the same servers, started for it when the system does not run. `.env.example` lists the variables.
"""

import contextlib
import http.client
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from launch.child import Child, Kept, how_it_ended
from launch.embedded import Server
from launch.machine import LaunchError, dying_with_parent, is_port_free
from launch.procfile import ProcfileError, expand, read_processes, variables
from launch.surroundings import (
    MARK,
    METRICS_FOLDER,
    SupervisorError,
    embedded_servers,
    end_leftovers,
    is_reachable,
    is_several,
    lock,
    place_of,
    published,
    published_urls,
    read_environment,
    url_of,
)

OURS = "supervisor"
MIGRATE = "python manage.py migrate"
COLOURS = (36, 33, 32, 35, 34, 96, 93, 92, 95, 94)
SERVERS_SECONDS_MAX = 60.0
# A server that was started a moment ago, by another tool or on another machine, is worth this wait.
REACHABLE_SECONDS_MAX = 15.0
READY_WARNING_SECONDS = 30.0
# What a process gets beyond its own QUITTANCE_SHUTDOWN_SECONDS before it is killed.
STOP_MARGIN_SECONDS = 3.0
# After a line was passed on, others gather for so long: to wake up for each one cost half as much as the request that
# wrote it.
GATHER_SECONDS = 0.02
# `kill` of make reaches us twice (from the sender and from make); that is one wish, not two.
SAME_WISH_SECONDS = 0.5


class Stopping(Exception):
    """Somebody has asked us to stop."""


def main(arguments: list[str]) -> int:
    """Returns the exit code: 0 after a wished stop, 1 with a sentence on standard error, or the code of `--run`."""
    started_at = time.monotonic()
    try:
        environment = read_environment(os.environ)
        if arguments[:1] == ["--run"]:
            return run_command(arguments[1:], environment)
        return Supervisor(arguments or ["Procfile"], environment, started_at=started_at).run()
    except (SupervisorError, LaunchError, ProcfileError) as error:
        print(f"{OURS}: {error}", file=sys.stderr)
        return 1


def run_command(command: list[str], environment: dict[str, str]) -> int:
    """Runs one command in the terminal, beside the running system or with servers of its own; returns its exit code."""
    if not command:
        raise SupervisorError("--run needs a command.")
    data = Path(environment["QUITTANCE_DATA"])
    # Ctrl-C is for the command; we follow when it has ended.
    signal.signal(signal.SIGINT, lambda *_: None)
    with contextlib.ExitStack() as stack:
        servers = embedded_servers(environment)
        if servers:
            try:
                stack.enter_context(lock(data))
            except SupervisorError:
                urls = published_urls(data)
                environment |= {variable: urls[variable] for variable in servers}
            else:
                for variable, server in servers.items():
                    stack.enter_context(server)
                    environment[variable] = url_of(server)
        try:
            return subprocess.run(  # noqa: S603  # the caller's own command
                command, env=environment, check=False, preexec_fn=dying_with_parent(signal.SIGTERM)
            ).returncode
        except OSError as error:
            raise SupervisorError(f"{command[0]} cannot be started: {error.strerror}.") from None


class Supervisor:
    """One run of the system, in one thread: everything happens in `_turn`, which waits for output, signals and ends."""

    def __init__(self, procfiles: list[str], environment: dict[str, str], *, started_at: float) -> None:
        self._environment = environment
        self._started_at = started_at
        self._data = Path(environment["QUITTANCE_DATA"])
        self._commands: dict[str, str] = {}
        for file_name in procfiles:
            try:
                text = Path(file_name).read_text()
            except OSError as error:
                raise SupervisorError(f"{file_name} cannot be read: {error.strerror}.") from None
            self._commands |= read_processes(text, file_name=file_name)
        self._uses = set().union(*(variables(command) for command in self._commands.values()))
        self._printer = Printer([OURS, "migrate", *self._commands])
        self._selector = selectors.DefaultSelector()
        self._children: dict[str, Child] = {}
        self._kept: list[Kept] = []
        self._wishes_to_stop = 0
        self._last_wish_at = -SAME_WISH_SECONDS

    def run(self) -> int:
        """Returns 0 when asked to stop. Raises SupervisorError, LaunchError, ProcfileError, and then nothing runs."""
        with contextlib.ExitStack() as stack:
            self._listen_to_signals(stack)
            stack.enter_context(lock(self._data))
            for leftover in end_leftovers(self._data):
                self._say(f"ended {leftover}, which an earlier run had left behind.")
            self._refuse_taken_ports()
            try:
                # The stack unwinds from its end: processes, Valkey, PostgreSQL, lock.
                self._start_servers(stack)
                stack.enter_context(published(self._environment))
                stack.callback(self._stop_children)
                self._migrate()
                for name in self._commands:
                    self._start_child(name)
                self._wait_until_ready()
                while True:
                    self._turn(seconds_max=1.0)
            except Stopping:
                self._say("stopping ...")
        self._say("stopped.")
        return 0

    def _listen_to_signals(self, stack: contextlib.ExitStack) -> None:
        stack.callback(self._selector.close)
        woken, waker = (stack.enter_context(end) for end in socket.socketpair())
        woken.setblocking(False)
        waker.setblocking(False)
        self._selector.register(woken, selectors.EVENT_READ, lambda: woken.recv(4096))
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        stack.callback(signal.set_wakeup_fd, -1)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # its only use is to wake the selector
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_wish_to_stop)

    def _on_wish_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if now - self._last_wish_at >= SAME_WISH_SECONDS:
            self._wishes_to_stop += 1
            self._last_wish_at = now

    def _refuse_taken_ports(self) -> None:
        for name in ("PORT", "SIMULATOR_PORT", "MAIL_PORT", "POSTBOX_PORT"):
            host = (self._environment.get("HOST") if name == "PORT" else None) or "127.0.0.1"
            port = int(self._environment[name])
            if name in self._uses and not is_port_free(port, host=host):
                raise SupervisorError(f"port {port} is taken by another program: choose another one with {name}=.")

    def _start_servers(self, stack: contextlib.ExitStack) -> None:
        """Starts our servers at the same time, and waits for those elsewhere that a variable names."""
        servers = embedded_servers(self._environment)
        for server in servers.values():
            stack.callback(self._stop_server, server)
        # Valkey comes up while PostgreSQL makes its data folder.
        for server in reversed(servers.values()):
            server.launch()
        for variable, server in servers.items():
            problem = f"{server.title} was not ready after {SERVERS_SECONDS_MAX:g} s: see {server.log}."
            self._wait_for(server.is_ready, seconds_max=SERVERS_SECONDS_MAX, problem=problem)
            self._environment[variable] = url_of(server)
            self._kept.append(Kept(server.title, start=server.launch, ended=server.how_it_ended))
            self._say(f"{server.title} is ready, with its data in {server.folder}.")
        for variable in ("DATABASE_URL", "REDIS_URL"):
            if variable not in servers:
                self._wait_for_elsewhere(variable)

    def _wait_for_elsewhere(self, variable: str) -> None:
        url = self._environment[variable]
        problem = (
            f"{variable} points to {place_of(url)}, where nothing answers (tried for {REACHABLE_SECONDS_MAX:g} s)."
        )
        self._wait_for(lambda: is_reachable(url), seconds_max=REACHABLE_SECONDS_MAX, problem=problem)

    def _wait_for(self, condition: Callable[[], bool], *, seconds_max: float, problem: str) -> None:
        deadline = time.monotonic() + seconds_max
        while not condition():
            if time.monotonic() > deadline:
                raise SupervisorError(problem)
            self._turn(seconds_max=0.02)

    def _migrate(self) -> None:
        child = self._started_child("migrate", MIGRATE)
        while (exit_code := self._reap(child)) is None:
            self._turn(seconds_max=0.1)
        if exit_code != 0:
            raise SupervisorError(f"the migrations {how_it_ended(exit_code)}, so nothing was started (`{MIGRATE}`).")

    def _start_child(self, name: str) -> None:
        child = self._started_child(name, self._commands[name])

        def ended() -> str | None:
            exit_code = self._reap(child)
            return None if exit_code is None else how_it_ended(exit_code)

        self._kept.append(Kept(name, start=lambda: self._start(child), ended=ended))

    def _started_child(self, name: str, command: str) -> Child:
        environment = self._environment | {MARK: str(self._data)}
        if is_several(environment) and "PORT" in variables(command):
            environment |= {METRICS_FOLDER: str(self._metrics())}
        child = Child(name, expand(command, environment), environment=environment, write=self._printer.write)
        self._children[name] = child
        try:
            self._start(child)
        except OSError as error:
            raise SupervisorError(f"{name} cannot be started: {error.strerror}: {error.filename}.") from None
        return child

    def _metrics(self) -> Path:
        """An empty folder, in which the processes of `web` add up what they count."""
        folder = self._data / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def _start(self, child: Child) -> None:
        child.start()
        output = child.output

        def pass_on() -> None:
            if not child.pass_output_on():
                self._selector.unregister(output)

        self._selector.register(output, selectors.EVENT_READ, pass_on)

    def _reap(self, child: Child) -> int | None:
        """The exit code of a child that has ended since the last look, else None."""
        if not child.has_ended():
            return None
        if child.output in self._selector.get_map():
            self._selector.unregister(child.output)
        return child.reap()

    def _wait_until_ready(self) -> None:
        if "PORT" in self._uses:
            deadline = time.monotonic() + READY_WARNING_SECONDS
            while not self._answers_ready():
                self._turn(seconds_max=0.05)
                if time.monotonic() > deadline:
                    self._say(f"the API is still not ready after {READY_WARNING_SECONDS:g} s; waiting on ...")
                    deadline = float("inf")
        self._say(f"ready after {time.monotonic() - self._started_at:.1f} s. Ctrl-C stops everything.")
        if "PORT" in self._uses:
            base = f"http://{self._web_host()}:{self._environment['PORT']}"
            self._say(f"  API        {base}")
            self._say(f"  API docs   {base}/docs")
        if "SIMULATOR_PORT" in self._uses:
            self._say(f"  Simulator  http://127.0.0.1:{self._environment['SIMULATOR_PORT']}")
        if "POSTBOX_PORT" in self._uses:
            self._say(f"  Mails      http://127.0.0.1:{self._environment['POSTBOX_PORT']}")

    def _web_host(self) -> str:
        """Where we and a browser on this machine reach the API."""
        host = self._environment.get("HOST") or "127.0.0.1"
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared, not bound
        return f"[{host}]" if ":" in host else host

    def _answers_ready(self) -> bool:
        # The wait for the answer holds up everybody's output, hence a short one; the next look comes soon.
        connection = http.client.HTTPConnection(f"{self._web_host()}:{self._environment['PORT']}", timeout=1.0)
        try:
            # In production only the hosts of QUITTANCE_ALLOWED_HOSTS are answered.
            host = urlsplit(self._environment.get("QUITTANCE_PUBLIC_URL", "")).netloc or self._web_host()
            connection.request("GET", "/health/ready", headers={"Host": host})
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _turn(self, *, seconds_max: float) -> None:
        """Waits for something to happen, at most that long, and deals with it. Raises Stopping when asked to stop."""
        self._pass_output_on(seconds_max=min([seconds_max, *(kept.seconds_until_due() for kept in self._kept)]))
        if self._wishes_to_stop:
            raise Stopping
        for kept in self._kept:
            if news := kept.tend():
                self._say(news)

    def _pass_output_on(self, *, seconds_max: float) -> None:
        happened = self._selector.select(seconds_max)
        for key, _ in happened:
            key.data()
        self._printer.flush()
        if happened:
            time.sleep(GATHER_SECONDS)
        if self._printer.is_broken:
            self._wishes_to_stop += 1

    def _stop_children(self) -> None:
        """Asks all processes to end, and ends those that do not in time, or at once when asked to stop again."""
        for child in self._children.values():
            child.terminate()
        deadline = time.monotonic() + int(self._environment["QUITTANCE_SHUTDOWN_SECONDS"]) + STOP_MARGIN_SECONDS
        while running := [child for child in self._children.values() if child.is_running]:
            if self._wishes_to_stop > 1 or time.monotonic() > deadline:
                for child in running:
                    self._say(f"{child.name} has not ended yet, so it is killed.")
                    child.kill()
            self._pass_output_on(seconds_max=0.1)
            for child in running:
                self._reap(child)

    def _stop_server(self, server: Server) -> None:
        server.stop(hurry=self._wishes_to_stop > 1)

    def _say(self, sentence: str) -> None:
        self._printer.write(OURS, sentence)
        self._printer.flush()


class Printer:
    """Writes lines to standard output behind the name of who said them, in colour on a terminal."""

    def __init__(self, names: list[str]) -> None:
        self._width = max(len(name) for name in names)
        in_colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._colours = {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(names)} if in_colour else {}
        # Nobody reads any more, as after `make run | head`.
        self.is_broken = False

    def write(self, name: str, line: str) -> None:
        """Writes one line, which `flush` shows. Never raises, as the system must also stop well when nobody reads."""
        prefix = f"{name:<{self._width}} |"
        if name in self._colours:
            prefix = f"\033[{self._colours[name]}m{prefix}\033[0m"
        try:
            sys.stdout.write(f"{prefix} {line}\n")
        except OSError:
            self._give_up()

    def flush(self) -> None:
        """Shows what was written; never raises."""
        try:
            sys.stdout.flush()
        except OSError:
            self._give_up()

    def _give_up(self) -> None:
        self.is_broken = True
        # What remains in the buffer would fail again when Python ends.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # for the rest of our life
