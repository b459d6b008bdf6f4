"""What a supervisor finds when it starts: settings, the data folder and its lock, servers elsewhere, leftovers."""

import contextlib
import fcntl
import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil

from launch.embedded import Postgres, Server, Valkey
from launch.machine import still_running
from launch.procfile import read_settings

# Every process that we start carries our data folder under this name, so that leftovers can be told from strangers.
MARK = "QUITTANCE_SUPERVISED_IN"
# Where processes that share a port add up their metrics, as prometheus_client reads it.
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# Settings that are numbers, with their defaults.
NUMBERS = {
    "PORT": "8000",
    "SIMULATOR_PORT": "8001",
    "MAIL_PORT": "8002",
    "POSTBOX_PORT": "8003",
    "QUITTANCE_SHUTDOWN_SECONDS": "10",
}
# Leftovers were told to stop when their supervisor died; whoever still runs after this does not listen.
LEFTOVER_SECONDS_MAX = 3.0
# For a supervisor that is just starting or stopping its servers.
SETTLING_SECONDS_MAX = 15.0


class SupervisorError(Exception):
    """The system cannot run; the message is a sentence for the person who starts it."""


def read_environment(given: Mapping[str, str]) -> dict[str, str]:
    """The environment for the processes: what was given, else `.env` of the working folder, else defaults.

    DATABASE_URL and REDIS_URL stay away when nothing names such a server. Raises SupervisorError, ProcfileError.
    """
    settings = Path(".env")
    environment = read_settings(settings.read_text(), file_name=".env") if settings.is_file() else {}
    environment |= given
    for name in ("DATABASE_URL", "REDIS_URL"):
        if not environment.get(name, "").strip():
            environment.pop(name, None)
    data = Path(environment.get("QUITTANCE_DATA") or ".quittance").absolute()
    environment["QUITTANCE_DATA"] = str(data)
    for name, default in NUMBERS.items():
        environment[name] = value = environment.get(name, "").strip() or default
        if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65_536:
            raise SupervisorError(f"{name} is {value!r}: it must be a whole number from 1 to 65535.")
    defaults = {
        "SIMULATOR_DATA": str(data / "simulator"),
        "QUITTANCE_SIMULATOR_URL": f"http://127.0.0.1:{environment['SIMULATOR_PORT']}",
    }
    if environment.get("QUITTANCE_ENV", "development") != "production":  # there it must be said
        defaults["QUITTANCE_PUBLIC_URL"] = f"http://127.0.0.1:{environment['PORT']}"
        defaults["QUITTANCE_SMTP_URL"] = f"smtp://127.0.0.1:{environment['MAIL_PORT']}"
    for name, default in defaults.items():
        environment[name] = environment.get(name) or default
    environment["PYTHONUNBUFFERED"] = "1"
    # `python` in the Procfile is the one that runs us.
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", os.defpath)])
    return environment


def is_several(environment: Mapping[str, str]) -> bool:
    """Whether uvicorn starts more than one process behind the port of `web`."""
    return environment.get("WEB_CONCURRENCY", "").strip() not in ("", "1")


@contextlib.contextmanager
def lock(data: Path) -> Iterator[None]:
    """Holds the data folder for one supervisor; the kernel lets go of it however we end. Raises SupervisorError."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data / "supervisor.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SupervisorError(f"QUITTANCE_DATA {data} cannot be used: {error.strerror}.") from None
    with open(descriptor, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SupervisorError(
                f"Process {file.read().strip() or 'unknown'} already runs Quittance on {data}: stop it first, or "
                "choose another folder with QUITTANCE_DATA (and another PORT)."
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def embedded_servers(environment: Mapping[str, str]) -> dict[str, Server]:
    """Servers of our own, not started, by the variable that nobody has set and that will hold their URL."""
    data = Path(environment["QUITTANCE_DATA"])
    servers: dict[str, Server] = {}
    if "DATABASE_URL" not in environment:
        servers["DATABASE_URL"] = Postgres(data / "postgresql")
    if "REDIS_URL" not in environment:
        servers["REDIS_URL"] = Valkey(data / "valkey")
    return servers


def url_of(server: Server) -> str:
    """The URL of an embedded server, with its password."""
    if isinstance(server, Postgres):
        return server.dsn()
    assert isinstance(server, Valkey)
    return server.url()


@contextlib.contextmanager
def published(environment: Mapping[str, str]) -> Iterator[None]:
    """Leaves the servers' URLs in the data folder, readable by our account only, while the system runs."""
    file = Path(environment["QUITTANCE_DATA"]) / "environment"
    unfinished = file.with_name("environment.unfinished")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        output.writelines(f"{name}={environment[name]}\n" for name in ("DATABASE_URL", "REDIS_URL"))
    unfinished.replace(file)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def published_urls(data: Path) -> dict[str, str]:
    """The variables that the running supervisor has published. Raises SupervisorError."""
    file = data / "environment"
    deadline = time.monotonic() + SETTLING_SECONDS_MAX
    while time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError):
            return read_settings(file.read_text(), file_name=str(file))
        time.sleep(0.1)
    raise SupervisorError(f"Quittance is being started or stopped on {data}: try again when it has settled.")


def end_leftovers(data: Path) -> list[str]:
    """Ends what an earlier supervisor of this folder left running when it was killed; returns their descriptions.

    The lock is held, so no living supervisor has any.
    """
    leftovers = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK) == str(data):
                leftovers.append(process)
    remaining = still_running(leftovers, wait_seconds=LEFTOVER_SECONDS_MAX)
    for process in remaining:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    still_running(remaining, wait_seconds=LEFTOVER_SECONDS_MAX)
    return [f"process {process.pid}" for process in remaining]


def is_reachable(url: str, *, timeout_seconds: float = 2.0) -> bool:
    """Tells whether something accepts connections where a DATABASE_URL or REDIS_URL points to."""
    with contextlib.suppress(OSError), _connection(url, timeout_seconds):
        return True
    return False


def place_of(url: str) -> str:
    """Where a DATABASE_URL or REDIS_URL points to, without its password."""
    place = _place(url)
    return place if isinstance(place, str) else f"{place[0]}:{place[1]}"


def _connection(url: str, timeout_seconds: float) -> socket.socket:
    place = _place(url)
    if isinstance(place, tuple):
        return socket.create_connection(place, timeout=timeout_seconds)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(timeout_seconds)
        connection.connect(place)
    except BaseException:
        connection.close()
        raise
    return connection


def _place(url: str) -> str | tuple[str, int]:
    """The path of a unix socket, or host and port; the first one where a URL names several."""
    parts = urlsplit(url)
    default_port = 5432 if parts.scheme.startswith("postgres") else 6379
    query = parse_qs(parts.query)
    first = parts.netloc.rpartition("@")[2].split(",")[0] or query.get("host", ["localhost"])[0]
    found = urlsplit(f"//{first}")
    try:
        port = found.port or int(query.get("port", [str(default_port)])[0])
    except ValueError:
        port = default_port
    if first.startswith("/"):
        return f"{first}/.s.PGSQL.{port}"
    return found.hostname or "localhost", port
