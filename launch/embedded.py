"""A private PostgreSQL and a private Valkey, run from the programs inside PyPI wheels.

Each launcher owns one folder: the data, a lock, the server's log, and the port and password that it keeps.
Both servers listen on 127.0.0.1 only and ask for a password, because other accounts of the machine can reach loopback.

    with Postgres(folder / "postgresql") as postgres, Valkey(folder / "valkey") as valkey:
        postgres.dsn(), valkey.url()
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from launch.embedded_server import Server
from launch.machine import ON_LINUX, LaunchError, find_postgres, find_valkey

__all__ = ["LaunchError", "Postgres", "Server", "Valkey"]


class Postgres(Server):
    """PostgreSQL, 18 from the wheel or at least 15 from PATH, with UTF-8 and the superuser `postgres`."""

    title = "PostgreSQL"
    process_names = ("postgres",)
    # Fast, immediate (the next start recovers), and last what cannot be refused.
    stop_steps = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))

    def dsn(self, database: str = "postgres") -> str:
        """The URL of a database, with the password in it."""
        return f"postgresql://postgres:{(self.folder / 'password').read_text()}@127.0.0.1:{self.port}/{database}"

    def _prepare(self) -> None:
        self._program = find_postgres(self._account)
        if not self.data.exists():
            self._make_data()
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self._program.version[0]):
            raise LaunchError(
                f"{self.data} was made by PostgreSQL {made_by}, and {self._program.path} is version "
                f"{self._program.version[0]}: use the same major version, or move the data by pg_dump."
            )
        # Nothing runs here (checked under the lock). PostgreSQL itself would refuse to start when the process id in the
        # file has been given to another process of this account, which after a reboot or in a container is likely.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _leads_any(self, process_ids: set[int]) -> bool:
        return any(
            line.strip() == str(process_id) for line in self._postmaster_file()[:1] for process_id in process_ids
        )

    def _make_data(self) -> None:
        """Builds the data beside its place and renames it, so that an interrupted start leaves nothing half made."""
        password = self.folder / "password"
        with open(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(16))
        self._give(password)
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._give(unfinished)
        major = self._program.version[0]
        command = [str(self._program.path.with_name("initdb")), "-D", self._data_argument(unfinished), "-U", "postgres"]
        command += ["-A", "scram-sha-256", "--pwfile=../password", "-E", "UTF8"]
        # Unicode-aware lower() and a stable order without ICU or the machine's locales.
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command += builtin if major >= 17 else ["--no-locale"]
        # Iterations slow down the guessing of weak passwords; ours has 128 random bits, and tests connect often.
        command += ["--set", "scram_iterations=1"] if major >= 16 else []
        command += [] if self.durable else ["--no-sync"]
        made = subprocess.run(  # noqa: S603  # a program that we found ourselves
            command,
            cwd=unfinished,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            user=self._account and self._account.user_id,
            group=self._account and self._account.group_id,
            extra_groups=None if self._account is None else [],
        )
        if made.returncode:
            raise LaunchError(f"initdb could not make {self.data}: {(made.stderr or made.stdout).strip()}")
        unfinished.rename(self.data)

    def _data_argument(self, folder: Path) -> str:
        """How the server names the folder that it is started in.

        The unprivileged account may not reach our folder through its parents, which we do not open for it; what it
        works in, it can always name like this.
        """
        return "/proc/self/cwd" if self._account is not None and ON_LINUX else str(folder)

    def _command(self) -> tuple[list[str], bytes]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",  # their paths have a limit of about 100 bytes, which folders can exceed
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [str(self._program.path), "-D", self._data_argument(self.data), "-p", str(self.port)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return command, b""

    def _answers(self, process_id: int) -> bool:
        # What pg_ctl does. A connection would prove nothing: a stranger's server may answer on the port.
        lines = self._postmaster_file()
        return len(lines) > 7 and lines[0].strip() == str(process_id) and lines[7].strip() == "ready"

    def _postmaster_file(self) -> list[str]:
        """The lines that a running server keeps about itself: process id first, state eighth. May be incomplete."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []


class Valkey(Server):
    """Valkey from the wheel, or Valkey or Redis (6.2 or newer) from PATH. Evicts nothing; keeps data when durable."""

    title = "Valkey"
    process_names = ("valkey-server", "redis-server")
    stop_steps = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))

    def __init__(self, folder: str | os.PathLike[str], *, port: int | None = None, durable: bool = True) -> None:
        super().__init__(folder, port=port, durable=durable)
        self._password = secrets.token_hex(16)

    def url(self, database: int = 0) -> str:
        """The URL of a numbered database, with the password in it; each launcher object has a password of its own."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/{database}"

    def _prepare(self) -> None:
        self._program = find_valkey(self._account)
        self.data.mkdir(mode=0o700, exist_ok=True)
        for path in (self.data, *self.data.rglob("*")):
            self._give(path)

    def _command(self) -> tuple[list[str], bytes]:
        configuration = (
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self._password}\n"
            'save ""\nappendfsync everysec\nmaxmemory-policy noeviction\n'
            f"appendonly {'yes' if self.durable else 'no'}\n"
        )
        # By standard input, because every account of the machine can read command lines.
        return [str(self._program.path), "-"], configuration.encode()

    def _answers(self, process_id: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self._password}\r\nINFO\r\nQUIT\r\n".encode())
                answer = b"".join(iter(lambda: connection.recv(65_536), b""))
        except OSError:
            return False
        return f"\nprocess_id:{process_id}\r".encode() in answer and b"\nloading:0\r" in answer
