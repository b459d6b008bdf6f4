"""Several processes of `web` behind one port, workers of as many as wanted, and room for all their connections."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import psutil
import pytest

from config import load
from models.upkeep import connections
from tests.e2e.system import System, words
from tests.operations.test_config import SERVERS
from tests.operations.test_supervisor import wait_until

REQUESTS = 30
# There for an answer that never comes: on a machine that does much else, one may take longer than httpx waits.
ANSWER_SECONDS_MAX = 300.0


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("system")
    folder.chmod(0o755)
    numbers = {"QUITTANCE_DELIVERER_PROCESSES": "1", "QUITTANCE_COLLECTOR_PROCESSES": "3"}
    started = System(folder, WEB_CONCURRENCY="2", **numbers)
    started.start()
    all_answer(started)
    yield started
    started.stop()


def web(system: System) -> list[psutil.Process]:
    """The processes that answer, which uvicorn has started."""
    assert system.process is not None
    all_of_them = psutil.Process(system.process.pid).children(recursive=True)
    (parent,) = [each for each in all_of_them if "api.app:app" in words(each)]
    return [child for child in parent.children() if "spawn_main" in words(child)]


def listens(process: psutil.Process) -> bool:
    """Whether it has got that far; False of one that has just ended."""
    try:
        return any(connection.status == "LISTEN" for connection in process.net_connections())
    except psutil.Error:
        return False


def all_answer(system: System) -> None:
    """Waits for both: the system is ready as soon as one of them is."""
    wait_until(lambda: [listens(each) for each in web(system)] == [True, True])


def ask(system: System, path: str) -> httpx.Response:
    """By a connection of its own, so that either process may get it."""
    return httpx.get(system.url + path, headers={"connection": "close"}, timeout=ANSWER_SECONDS_MAX)


def counted(system: System, name: str) -> float:
    found = re.findall(rf"^{re.escape(name)} (\S+)$", ask(system, "/metrics").text, re.M)
    return sum(map(float, found))


REFUSED = 'http_requests_total{method="GET",route="/v1/invoices",status="401"}'


def test_the_processes_of_web_share_a_port_and_add_up_their_metrics(system: System) -> None:
    assert len(web(system)) == 2
    before = counted(system, REFUSED)
    for _ in range(REQUESTS):
        assert ask(system, "/v1/invoices").status_code == 401
    # Whichever is asked.
    assert {counted(system, REFUSED) for _ in range(10)} == {before + REQUESTS}
    assert [listens(each) for each in web(system)] == [True, True]


def test_a_process_that_is_killed_is_replaced_and_what_it_counted_stays(system: System) -> None:
    for _ in range(REQUESTS):
        ask(system, "/v1/invoices")
    before = counted(system, REFUSED)
    killed = web(system)[0]
    killed.kill()
    wait_until(lambda: len(web(system)) == 2 and killed.pid not in [each.pid for each in web(system)])
    assert ask(system, "/health/ready").status_code == 200
    assert counted(system, REFUSED) == before
    # Once the new one has started, nothing is on hand any more of the one that was killed.
    file = system.folder / "data" / "metrics" / f"gauge_livesum_{killed.pid}.db"
    wait_until(lambda: not file.exists())


def test_workers_have_as_many_processes_as_wanted(system: System) -> None:
    def processes(queue: str) -> int:
        return len(system.processes(f"-Q {queue}")) - 1

    def counted_now() -> tuple[int, int, int]:
        return processes("webhooks"), processes("payments"), processes("callbacks")

    # The system is ready once it answers, and workers start beside that.
    wait_until(lambda: min(counted_now()) > 0 and sum(counted_now()) >= 6)
    assert counted_now() == (1, 3, 2)


def test_nothing_is_left_of_several_processes(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    system = System(tmp_path, WEB_CONCURRENCY="2")
    system.start()
    all_answer(system)
    processes = web(system)
    assert system.stop() == 0
    assert not any(each.is_running() for each in processes)


def test_the_sum_of_the_pools_is_that_of_the_page() -> None:
    assert connections.needed(load(SERVERS)) == 12 + 10 * 5 + 5
    named = {"WEB_CONCURRENCY": "5", "QUITTANCE_DELIVERER_PROCESSES": "12", "QUITTANCE_WORKER_POOL_SIZE": "3"}
    assert connections.needed(load(SERVERS | named)) == 5 * 12 + (4 * 2 + 12) * 4 + 5


async def test_too_little_room_in_postgresql_is_one_sentence(pool: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await connections.shortage() is None
    many = msgspec.structs.replace(connections.settings, web_processes=20)
    monkeypatch.setattr(connections, "settings", many)
    sentence = await connections.shortage()
    assert sentence is not None
    assert sentence.startswith("All processes together may open 295 connections, and PostgreSQL allows 197: raise its")
