"""PostgreSQL that says nothing any more, frozen, or behind what drops all that is sent: nobody waits for ever."""

import abc
import asyncio
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import psutil
import pytest

from config import settings
from launch.embedded import Postgres
from models import database
from models.engine import ACQUIRE_TIMEOUT_SECONDS, Engine
from models.postgres import GRACE_SECONDS
from tests.api.processes import WebProcess, own_postgres
from tests.relays import Relay, by_way_of

STATEMENT_SECONDS = 1
# A statement's time, and a connection's, and what a busy machine adds.
BOUND_SECONDS = STATEMENT_SECONDS + GRACE_SECONDS + ACQUIRE_TIMEOUT_SECONDS + 10
PERSON = {"email": "ada@example.com", "password": "a long passphrase", "name": "Ada"}


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server of our own, with the schema."""
    with own_postgres(durable=False) as postgres:
        yield postgres


def processes(server: Postgres) -> list[psutil.Process]:
    """The server's processes, the first one last."""
    first = psutil.Process(int((server.data / "postmaster.pid").read_text().splitlines()[0]))
    return [*first.children(recursive=True), first]


@pytest.fixture
async def frozen_at_will(server: Postgres) -> AsyncIterator[None]:
    yield
    for process in processes(server):
        process.send_signal(signal.SIGCONT)


async def ask(client: httpx.AsyncClient, token: str, key: str) -> tuple[httpx.Response, float]:
    """The answer to a change, and the seconds that it took."""
    began = time.monotonic()
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    answer = await client.post("/v1/receivers", json={"name": "Ada", "currency": "EUR"}, headers=headers)
    return answer, time.monotonic() - began


async def assert_bounded_then_well(web: WebProcess, silence: "Silence") -> None:
    """While nothing is heard of PostgreSQL, requests get 503 in bounded time; afterwards all is well by itself."""
    async with httpx.AsyncClient(base_url=web.url, timeout=60) as client:
        registered = await client.post("/v1/auth/register", json=PERSON | {"email": f"a{time.time_ns()}@example.com"})
        token = registered.json()["access_token"]
        assert (await ask(client, token, "before"))[0].status_code == 201
        await silence.begin()
        # More than the pool has connections.
        asked = [ask(client, token, str(number)) for number in range(15)]
        for answer, seconds in await asyncio.gather(*asked):
            assert answer.status_code == 503
            assert answer.json()["code"] in ("unavailable", "outcome_unknown", "overloaded")
            assert int(answer.headers["retry-after"]) >= 1
            assert seconds < BOUND_SECONDS
        began = time.monotonic()
        ready = await client.get("/health/ready")
        assert (ready.status_code, ready.json()["database"]) == (503, "down")
        assert time.monotonic() - began < BOUND_SECONDS
        assert (await client.get("/health/live")).status_code == 200
        await silence.end()
        async with asyncio.timeout(BOUND_SECONDS):
            while (await client.get("/health/ready")).status_code != 200:
                await asyncio.sleep(0.1)
        for number in range(15):
            assert (await ask(client, token, str(number)))[0].status_code == 201


class Silence(abc.ABC):
    """How PostgreSQL falls silent, and speaks again."""

    @abc.abstractmethod
    async def begin(self) -> None: ...

    @abc.abstractmethod
    async def end(self) -> None: ...


class Frozen(Silence):
    def __init__(self, server: Postgres) -> None:
        self.server = server

    async def begin(self) -> None:
        for process in processes(self.server):
            process.send_signal(signal.SIGSTOP)

    async def end(self) -> None:
        for process in processes(self.server):
            process.send_signal(signal.SIGCONT)


class Dropped(Silence):
    def __init__(self, relay: Relay) -> None:
        self.relay = relay

    async def begin(self) -> None:
        self.relay.is_silent = True

    async def end(self) -> None:
        self.relay.is_silent = False


@pytest.mark.usefixtures("frozen_at_will")
async def test_a_frozen_server_holds_up_nobody_for_ever(server: Postgres, tmp_path: Path) -> None:
    web = WebProcess(
        tmp_path / "log.txt", DATABASE_URL=server.dsn(), QUITTANCE_STATEMENT_SECONDS=str(STATEMENT_SECONDS)
    )
    await asyncio.to_thread(web.start)
    try:
        await assert_bounded_then_well(web, Frozen(server))
    finally:
        await asyncio.to_thread(web.stop)


async def test_a_line_that_drops_all_holds_up_nobody_for_ever(pool: None, tmp_path: Path) -> None:
    relay = Relay(*_address())
    await relay.start()
    web = WebProcess(
        tmp_path / "log.txt", DATABASE_URL=by_way_of(relay), QUITTANCE_STATEMENT_SECONDS=str(STATEMENT_SECONDS)
    )
    await asyncio.to_thread(web.start)
    try:
        await assert_bounded_then_well(web, Dropped(relay))
    finally:
        await asyncio.to_thread(web.stop)
        await relay.stop()


@pytest.mark.usefixtures("frozen_at_will")
async def test_a_process_starts_and_ends_while_the_server_is_frozen(server: Postgres, tmp_path: Path) -> None:
    web = WebProcess(
        tmp_path / "log.txt", DATABASE_URL=server.dsn(), QUITTANCE_STATEMENT_SECONDS=str(STATEMENT_SECONDS)
    )
    await Frozen(server).begin()
    await asyncio.to_thread(web.start)
    async with httpx.AsyncClient(base_url=web.url, timeout=60) as client:
        assert (await client.get("/health/ready")).status_code == 503
        await Frozen(server).end()
        async with asyncio.timeout(BOUND_SECONDS):
            while (await client.get("/health/ready")).status_code != 200:
                await asyncio.sleep(0.1)
    await Frozen(server).begin()
    await asyncio.to_thread(web.stop)


# --- the same below HTTP, where each moment can be met


@pytest.fixture
async def relay(pool: None) -> AsyncIterator[Relay]:
    relay = Relay(*_address())
    await relay.start()
    yield relay
    await relay.stop()


@pytest.fixture
async def engine(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Engine]:
    """The engine of all operations, behind a line that can fall silent, and with little patience."""
    engine = Engine(by_way_of(relay))
    engine.statement_seconds = 0.5
    monkeypatch.setattr("models.engine.GRACE_SECONDS", 0.5)
    monkeypatch.setattr("models.engine.ACQUIRE_TIMEOUT_SECONDS", 1.0)
    monkeypatch.setattr(database, "DB", engine)
    await database.open_pool(size_min=1, size_max=1)
    yield engine
    relay.is_silent = False
    await database.close_pool()


async def backend() -> int | None:
    return await database.fetch_value(int, "SELECT pg_backend_pid()")


@pytest.mark.usefixtures("engine")
async def test_a_connection_that_did_not_answer_is_thrown_away(relay: Relay) -> None:
    before = await backend()
    relay.is_silent = True
    with pytest.raises(TimeoutError):
        await backend()
    relay.is_silent = False
    assert await backend() != before


@pytest.mark.usefixtures("engine")
async def test_a_transaction_whose_statement_was_not_answered_is_over(relay: Relay) -> None:
    async def work() -> None:
        async with database.transaction():
            await database.execute("SELECT 1")
            relay.is_silent = True
            await database.execute("SELECT 1")

    with pytest.raises(TimeoutError):
        await work()
    relay.is_silent = False
    assert await backend()


@pytest.mark.usefixtures("engine")
async def test_a_transaction_that_could_not_begin_is_none(relay: Relay) -> None:
    async def work() -> None:
        async with database.transaction():
            await database.execute("SELECT 1")

    await backend()
    relay.is_silent = True
    with pytest.raises(TimeoutError):
        await work()
    assert not database.in_transaction()
    relay.is_silent = False
    assert await backend()


@pytest.mark.usefixtures("engine")
async def test_a_commit_that_was_not_answered_may_have_been_done(relay: Relay) -> None:
    async def work() -> None:
        async with database.transaction():
            await database.execute("SELECT 1")
            relay.is_silent = True

    with pytest.raises(database.CommitLostError):
        await work()
    relay.is_silent = False
    assert await backend()


@pytest.mark.usefixtures("engine")
async def test_who_is_allowed_more_time_has_it_here_and_there() -> None:
    async with database.transaction():
        await database.allow(20)
        await database.execute("SELECT pg_sleep(1.5)")
    with pytest.raises(asyncpg.QueryCanceledError):
        await database.execute("SELECT pg_sleep(1.5)")


async def test_connections_are_watched_by_the_kernel(engine: Engine) -> None:
    async with asyncio.timeout(30):
        connection = await engine.acquire()
    found = connection._con._transport.get_extra_info("socket")
    assert found.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        assert found.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 1000
    await engine.release(connection)


def _address() -> tuple[str, int]:
    parts = urlsplit(settings.database_url)
    return str(parts.hostname), int(parts.port or 5432)
