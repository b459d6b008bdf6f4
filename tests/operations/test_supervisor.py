"""The supervisor, run as a newcomer runs it, on a small project of its own; and killed in every way that we know."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
import redis

from launch import machine
from launch.child import restart_delay_seconds
from launch.machine import free_port
from launch.procfile import read_settings
from launch.surroundings import MARK, end_leftovers, place_of
from tests.operations.processes import is_running, wait_until

PROJECT = Path(__file__).resolve().parents[2]
MANAGE = """
import os, sys
print("migrating", sys.argv[1:], flush=True)
sys.exit(int(os.environ.get("MIGRATE_FAILS", "0")))
"""
# Answers 503 first, writes what it is given to the folder that it works in, and has a child of its own.
WEB = """
import http.server, os, signal, subprocess, sys
answers = iter([503])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(next(answers, 200)); self.end_headers()
    def log_message(self, *_): pass
signal.signal(signal.SIGTERM, lambda *_: (print("web ends cleanly"), sys.exit(0)))
helper = subprocess.Popen(["sleep", "600"])
print("web", os.getpid(), "helper", helper.pid)
server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
server.serve_forever()
"""
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("stubborn", os.getpid())
time.sleep(600)
"""


class Project:
    """A folder with a Procfile, and at most one supervisor that the test talks about as `it`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.output = folder / "output"
        self.port = free_port()
        self.it: subprocess.Popen[bytes] | None = None
        (folder / "manage.py").write_text(MANAGE)
        (folder / "web.py").write_text(WEB)
        (folder / "stubborn.py").write_text(STUBBORN)
        (folder / "Procfile").write_text("web: python web.py $PORT\n")

    def environment(self, **more: str) -> dict[str, str]:
        ours = ("QUITTANCE_", "SIMULATOR_", "DATABASE_URL", "REDIS_URL", "PORT", "HOST", MARK)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        settings = {"PORT": str(self.port), "QUITTANCE_DATA": str(self.data), "QUITTANCE_SHUTDOWN_SECONDS": "5"}
        settings["PYTHONPATH"] = str(PROJECT)
        return kept | settings | more

    def start(self, *arguments: str, **more: str) -> None:
        with self.output.open("wb") as output:
            self.it = subprocess.Popen(
                [sys.executable, "-m", "launch", *arguments],
                cwd=self.folder,
                env=self.environment(**more),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "launch", *arguments],
            cwd=self.folder,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=300,
        )

    def said(self) -> str:
        return self.output.read_text()

    def wait_for(self, text: str, *, times: int = 1) -> None:
        def has_said() -> bool:
            assert self.it is not None
            assert self.it.poll() is None or self.said().count(text) >= times, self.said()
            return self.said().count(text) >= times

        wait_until(has_said)

    def process_ids(self, name: str) -> list[int]:
        """The numbers after a name in the output, in order."""
        words = self.said().split()
        return [int(words[i + 1]) for i, word in enumerate(words[:-1]) if word == name and words[i + 1].isdigit()]

    def signal(self, number: signal.Signals) -> None:
        assert self.it is not None
        self.it.send_signal(number)

    def ended(self, *, seconds: float = 300) -> int:
        assert self.it is not None
        return self.it.wait(seconds)

    def server_id(self, name: str) -> int:
        """The process of one of the servers: `postgresql` or `valkey`."""
        titles = {"postgresql": ("postgres",), "valkey": ("valkey-server", "redis-server")}[name]
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                in_folder = os.path.samefile(process.cwd(), self.data / name / "data")
                if in_folder and process.name() in titles and not process.cmdline()[0].startswith("postgres:"):
                    return process.pid
        raise AssertionError(f"{name} does not run")

    def remains(self) -> list[str]:
        """What still runs of it, servers included."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                marked = process.environ().get(MARK) == str(self.data)
                if (marked or process.cwd().startswith(str(self.data))) and is_running(process.pid):
                    found.append(f"{process.pid} {process.name()}")
        return found

    def urls(self) -> dict[str, str]:
        return read_settings((self.data / "environment").read_text(), file_name="environment")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = Project(tmp_path)
    yield project
    if project.it is not None and project.it.poll() is None:
        project.signal(signal.SIGTERM)
        project.ended()
    end_leftovers(project.data)
    assert project.remains() == []


@pytest.fixture
def elsewhere() -> dict[str, str]:
    """The servers of this suite, for tests that are not about servers."""
    return {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}


async def value(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def test_it_starts_everything_says_where_and_leaves_nothing_after_ctrl_c(project: Project) -> None:
    (project.folder / "Procfile.dev").write_text("simulator: python web.py $SIMULATOR_PORT\n")
    simulator_port = str(free_port())
    project.start("Procfile", "Procfile.dev", SIMULATOR_PORT=simulator_port)
    project.wait_for("Simulator")
    assert "migrate    | migrating ['migrate']" in project.said()
    assert f"API        http://127.0.0.1:{project.port}" in project.said()
    assert f"API docs   http://127.0.0.1:{project.port}/docs" in project.said()
    assert f"Simulator  http://127.0.0.1:{simulator_port}" in project.said()
    assert project.said().index("migrating") < project.said().index("web        | web")
    with urllib.request.urlopen(f"http://127.0.0.1:{project.port}/health/ready") as answer:
        assert answer.status == 200
    assert (project.data / "environment").stat().st_mode & 0o077 == 0
    project.signal(signal.SIGINT)
    assert project.ended() == 0
    assert project.said().count("web ends cleanly") == 2
    assert project.remains() == []
    assert not (project.data / "environment").exists()
    log = (project.data / "postgresql" / "server.log").read_text()
    assert log.rstrip().endswith("database system is shut down")


@pytest.mark.parametrize("name", ["PORT", "SIMULATOR_PORT"])
def test_a_taken_port_is_one_sentence_and_nothing_is_started(project: Project, name: str) -> None:
    (project.folder / "Procfile.dev").write_text("simulator: python web.py $SIMULATOR_PORT\n")
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]
        answer = project.run("Procfile", "Procfile.dev", **{"SIMULATOR_PORT": str(free_port()), name: str(port)})
    assert answer.returncode == 1
    assert answer.stderr == f"supervisor: port {port} is taken by another program: choose another one with {name}=.\n"
    assert answer.stdout == ""
    assert not (project.data / "postgresql").exists()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"PORT": "http"}, "PORT is 'http': it must be a whole number from 1 to 65535."),
        ({"SIMULATOR_PORT": "0"}, "SIMULATOR_PORT is '0': it must be a whole number from 1 to 65535."),
        ({"QUITTANCE_DATA": "/dev/null/data"}, "QUITTANCE_DATA /dev/null/data cannot be used: Not a directory."),
    ],
)
def test_a_malformed_setting_is_one_sentence(project: Project, settings: dict[str, str], sentence: str) -> None:
    answer = project.run(**settings)
    assert (answer.returncode, answer.stderr) == (1, f"supervisor: {sentence}\n")


def test_a_missing_procfile_is_one_sentence(project: Project) -> None:
    answer = project.run("Procfile.none")
    assert answer.stderr == "supervisor: Procfile.none cannot be read: No such file or directory.\n"
    assert answer.returncode == 1


def test_a_failed_migration_starts_nothing_and_shows_why(project: Project, elsewhere: dict[str, str]) -> None:
    answer = project.run(MIGRATE_FAILS="3", **elsewhere)
    assert answer.returncode == 1
    assert "migrating ['migrate']" in answer.stdout
    assert "web |" not in answer.stdout
    assert "the migrations ended with exit code 3, so nothing was started" in answer.stderr
    assert project.remains() == []


def test_a_command_that_does_not_exist_is_one_sentence(project: Project, elsewhere: dict[str, str]) -> None:
    (project.folder / "Procfile").write_text("web: python web.py $PORT\ntypo: pyhton typo.py\n")
    answer = project.run(**elsewhere)
    assert (answer.returncode, answer.stderr) == (
        1,
        "supervisor: typo cannot be started: No such file or directory: pyhton.\n",
    )
    assert project.remains() == []


def test_servers_that_are_named_are_used_instead_of_our_own(project: Project, elsewhere: dict[str, str]) -> None:
    (project.folder / "web.py").write_text(WEB + 'print(os.environ["DATABASE_URL"])\n')
    project.start(**elsewhere)
    project.wait_for("ready after")
    assert project.urls() == elsewhere
    assert not (project.data / "postgresql").exists()
    assert not (project.data / "valkey").exists()


def test_a_named_server_that_does_not_answer_is_one_sentence_without_its_password(project: Project) -> None:
    port = free_port()
    impatient = (
        "import sys; from launch import supervisor; supervisor.REACHABLE_SECONDS_MAX = 0.3; "
        "sys.exit(supervisor.main([]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", impatient],
        cwd=project.folder,
        env=project.environment(
            PYTHONPATH=str(PROJECT),
            DATABASE_URL=f"postgresql://me:hunter2@127.0.0.1:{port}/x",
            REDIS_URL="redis://127.0.0.1",
        ),
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert answer.returncode == 1
    assert answer.stderr == (
        f"supervisor: DATABASE_URL points to 127.0.0.1:{port}, where nothing answers (tried for 0.3 s).\n"
    )


def test_what_dies_is_started_again_and_what_it_had_started_is_ended(
    project: Project, elsewhere: dict[str, str]
) -> None:
    project.start(**elsewhere)
    project.wait_for("ready after")
    (first,), (helper,) = project.process_ids("web"), project.process_ids("helper")
    os.kill(first, signal.SIGKILL)
    project.wait_for("helper", times=2)
    assert "web was ended by signal 9 (Killed); starting it again now." in project.said()
    assert not is_running(helper)
    second = project.process_ids("web")[1]
    assert is_running(second)
    os.kill(second, signal.SIGKILL)
    project.wait_for("helper", times=3)
    assert "web was ended by signal 9 (Killed); starting it again in 0.5 s." in project.said()


async def test_servers_that_are_killed_come_back_where_they_were_with_their_data(project: Project) -> None:
    project.start()
    project.wait_for("ready after")
    urls = project.urls()
    await value(urls["DATABASE_URL"], "CREATE TABLE kept AS SELECT 7 AS id")
    with redis.Redis.from_url(urls["REDIS_URL"]) as client:
        client.set("kept", "7")
    for name, title in (("postgresql", "PostgreSQL"), ("valkey", "Valkey")):
        os.kill(project.server_id(name), signal.SIGKILL)
        project.wait_for(f"{title} has been started again.")
    # They have been started; that they take requests comes a little later.
    deadline = time.monotonic() + 300
    kept: object = None
    while kept is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError, asyncpg.PostgresError):
            kept = await value(urls["DATABASE_URL"], "SELECT id FROM kept")
    assert kept == 7
    with redis.Redis.from_url(urls["REDIS_URL"]) as client:
        wait_until(lambda: answers(client))
        assert client.get("kept") == b"7"


def answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except (redis.ConnectionError, redis.exceptions.BusyLoadingError):
        return False


@pytest.mark.skipif(not machine.ON_LINUX, reason="only Linux tells a process that its parent has died")
def test_nothing_outlives_a_supervisor_that_is_killed(project: Project) -> None:
    project.start()
    project.wait_for("ready after")
    web = project.process_ids("web")[0]
    project.signal(signal.SIGKILL)
    project.ended()
    wait_until(lambda: not is_running(web))
    wait_until(lambda: all("sleep" in process for process in project.remains()))
    project.start()
    project.wait_for("ready after")
    assert len(project.remains()) > 0
    # The helper of the first run, which nobody had told, is gone too.
    project.signal(signal.SIGINT)
    assert project.ended() == 0
    assert project.remains() == []


def test_recovery_after_everything_was_killed_at_once(project: Project) -> None:
    project.start()
    project.wait_for("ready after")
    assert project.it is not None
    tree = [project.it.pid, *(child.pid for child in psutil.Process(project.it.pid).children(recursive=True))]
    assert len(tree) > 8
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for process_id in tree:
            os.kill(process_id, number)
    project.ended()
    assert (project.data / "postgresql" / "data" / "postmaster.pid").exists()
    assert (project.data / "environment").exists()
    project.start()
    project.wait_for("ready after")


def test_a_process_that_does_not_listen_is_killed_in_the_end(project: Project, elsewhere: dict[str, str]) -> None:
    (project.folder / "Procfile").write_text("stubborn: python stubborn.py\n")
    project.start(**elsewhere, QUITTANCE_SHUTDOWN_SECONDS="1")
    project.wait_for("| stubborn")
    (stubborn,) = project.process_ids("stubborn")
    asked_at = time.monotonic()
    project.signal(signal.SIGTERM)
    assert project.ended() == 0
    assert time.monotonic() - asked_at >= 4
    assert "stubborn has not ended yet, so it is killed." in project.said()
    assert not is_running(stubborn)


@pytest.mark.measured
def test_a_second_ctrl_c_hurries(project: Project, elsewhere: dict[str, str]) -> None:
    (project.folder / "Procfile").write_text("stubborn: python stubborn.py\n")
    project.start(**elsewhere, QUITTANCE_SHUTDOWN_SECONDS="60")
    project.wait_for("| stubborn")
    asked_at = time.monotonic()
    project.signal(signal.SIGINT)
    project.wait_for("stopping ...")
    project.signal(signal.SIGINT)  # one wish that came twice, as from `kill` of make
    time.sleep(0.6)
    assert project.it is not None
    assert project.it.poll() is None
    project.signal(signal.SIGINT)
    assert project.ended() == 0
    assert time.monotonic() - asked_at < 30, "half of what it was given"


def test_leftovers_that_did_not_listen_are_ended_by_the_next_start(project: Project, elsewhere: dict[str, str]) -> None:
    (project.folder / "Procfile").write_text("stubborn: python stubborn.py\n")
    project.start(**elsewhere)
    project.wait_for("| stubborn")
    (stubborn,) = project.process_ids("stubborn")
    project.signal(signal.SIGKILL)
    project.ended()
    assert is_running(stubborn)
    project.start(**elsewhere)
    project.wait_for(f"ended process {stubborn}, which an earlier run had left behind.")
    assert not is_running(stubborn)
    project.wait_for("| stubborn")
    os.kill(project.process_ids("stubborn")[-1], signal.SIGKILL)


def test_a_data_folder_has_one_supervisor(project: Project, elsewhere: dict[str, str]) -> None:
    project.start(**elsewhere)
    project.wait_for("ready after")
    assert project.it is not None
    answer = project.run(**elsewhere)
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"supervisor: Process {project.it.pid} already runs Quittance on {project.data}:")
    assert project.it.poll() is None


def test_a_command_runs_on_the_servers_of_the_running_system(project: Project) -> None:
    project.start()
    project.wait_for("ready after")
    answer = project.run("--run", "sh", "-c", "echo $DATABASE_URL; exit 7")
    assert (answer.stdout.strip(), answer.returncode) == (project.urls()["DATABASE_URL"], 7)


def test_a_command_has_servers_of_its_own_when_nothing_runs(project: Project) -> None:
    script = "import os, redis; print(redis.Redis.from_url(os.environ['REDIS_URL']).ping())"
    answer = project.run("--run", "python", "-c", script)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "True\n", "")
    assert project.remains() == []


def test_the_settings_file_counts_below_the_real_environment(project: Project, elsewhere: dict[str, str]) -> None:
    (project.folder / ".env").write_text("PORT=1\nFROM_FILE='of the file'\n")
    answer = project.run("--run", "sh", "-c", 'echo "$PORT $FROM_FILE $QUITTANCE_PUBLIC_URL"', **elsewhere)
    assert answer.stdout == f"{project.port} of the file http://127.0.0.1:{project.port}\n"


def test_nobody_reading_its_output_stops_it_cleanly(project: Project, elsewhere: dict[str, str]) -> None:
    it = subprocess.Popen(
        [sys.executable, "-m", "launch"],
        cwd=project.folder,
        env=project.environment(**elsewhere),
        stdout=subprocess.PIPE,
    )
    assert it.stdout is not None
    it.stdout.readline()
    it.stdout.close()
    assert it.wait(20) == 0
    assert project.remains() == []


def test_waits_between_restarts_grow_up_to_a_limit() -> None:
    assert [restart_delay_seconds(failures) for failures in (1, 2, 3, 4, 5, 6, 7, 5000)] == [0, 0.5, 1, 2, 4, 8, 10, 10]


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://me:secret@db.example.com:6000/x", "db.example.com:6000"),
        ("postgres://db.example.com", "db.example.com:5432"),
        ("postgresql://me:p%40ss@one:1,two:2/x", "one:1"),
        ("postgresql://[::1]/x", "::1:5432"),
        ("postgresql:///x", "localhost:5432"),
        ("postgresql:///x?host=/run/postgresql", "/run/postgresql/.s.PGSQL.5432"),
        ("redis://:secret@cache/2", "cache:6379"),
        ("rediss://cache:7000", "cache:7000"),
    ],
)
def test_the_place_of_a_server_is_told_without_its_password(url: str, place: str) -> None:
    assert place_of(url) == place
