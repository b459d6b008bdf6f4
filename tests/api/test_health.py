"""What machines ask: is it alive, is it ready, and how much does it do?"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from api import health
from config import settings
from models import database, postgres
from tests.api.people import Person, Shop
from tests.api.processes import WebProcess
from tests.relays import Relay, by_way_of


async def test_a_process_that_answers_is_alive(anybody: Person) -> None:
    assert await anybody.read("/health/live") == {"status": "ok"}


async def test_it_is_ready_when_database_and_redis_answer(anybody: Person) -> None:
    assert await anybody.read("/health/ready") == {"status": "ok", "database": "ok", "redis": "ok"}


async def test_without_redis_requests_are_served_all_the_same(anybody: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    async def down() -> bool:
        return False

    monkeypatch.setattr(health, "_redis_answers", down)
    assert await anybody.read("/health/ready") == {"status": "degraded", "database": "ok", "redis": "down"}


@pytest.mark.parametrize("error", [ConnectionRefusedError, TimeoutError, asyncpg.UndefinedTableError])
async def test_without_the_database_or_its_schema_nothing_is_sent_here(
    anybody: Person, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    async def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(postgres, "fetch", fail)
    answer = await anybody.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": "down", "redis": "ok"}
    assert (await anybody.get("/health/live")).status_code == 200


async def test_a_database_that_hangs_is_down_after_two_seconds(
    anybody: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(*_: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(postgres, "fetch", hang)
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.1)
    started = time.monotonic()
    assert (await anybody.get("/health/ready")).status_code == 503
    assert time.monotonic() - started < 20, "it did not wait for the database"


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    parts = urlsplit(settings.database_url)
    made = Relay(parts.hostname or "127.0.0.1", parts.port or 5432)
    await made.start()
    yield made
    await made.stop()


async def test_a_process_that_starts_before_its_database_answers_503_and_then_serves(
    relay: Relay, tmp_path: Path, shop: Shop
) -> None:
    await relay.stop()
    process = WebProcess(tmp_path / "log.txt", DATABASE_URL=by_way_of(relay))
    await asyncio.to_thread(process.start)
    try:
        async with httpx.AsyncClient(base_url=process.url, timeout=20) as client:
            person = Person(client, shop.owner.session)
            assert (await client.get("/health/ready")).status_code == 503
            refused = await person.get("/v1/me")
            assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
            await relay.start()
            assert (await client.get("/health/ready")).status_code == 200
            assert (await person.get("/v1/me")).status_code == 200
    finally:
        await asyncio.to_thread(process.stop)


async def test_a_running_process_loses_its_database_and_finds_it_again(
    relay: Relay, tmp_path: Path, shop: Shop
) -> None:
    process = WebProcess(tmp_path / "log.txt", DATABASE_URL=by_way_of(relay))
    await asyncio.to_thread(process.start)
    try:
        async with httpx.AsyncClient(base_url=process.url, timeout=20) as client:
            person = Person(client, shop.owner.session)
            assert (await client.get("/health/ready")).status_code == 200
            assert (await person.get("/v1/me")).status_code == 200
            await relay.stop()
            down = await client.get("/health/ready")
            assert (down.status_code, down.json()["database"]) == (503, "down")
            assert (await client.get("/health/live")).status_code == 200
            refused = await person.get("/v1/me")
            assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
            assert refused.headers["retry-after"]
            await relay.start()
            async with asyncio.timeout(30):
                while (await client.get("/health/ready")).status_code != 200:
                    await asyncio.sleep(0.05)
            assert (await person.get("/v1/me")).status_code == 200
    finally:
        # In a thread, since its goodbye to the database passes through our loop.
        await asyncio.to_thread(process.stop)


SHORTAGES = ["53000", "53100", "53200", "53400", "58000", "58030"]


@pytest.fixture
async def _shortage(pool: None) -> AsyncIterator[None]:
    """PostgreSQL is out of something whenever a receiver is made whose name says of what, by the code of its error."""
    await database.execute(
        """
        CREATE FUNCTION run_short() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE 'there is none left' USING ERRCODE = NEW.name;
        END $$
        """
    )
    await database.execute(
        "CREATE TRIGGER run_short BEFORE INSERT ON receivers FOR EACH ROW WHEN (NEW.name ~ '^5[38]') "
        "EXECUTE FUNCTION run_short()"
    )
    yield
    await database.execute("DROP TRIGGER IF EXISTS run_short ON receivers")
    await database.execute("DROP FUNCTION run_short")


@pytest.mark.usefixtures("_shortage")
@pytest.mark.parametrize("code", SHORTAGES)
@pytest.mark.parametrize("key", [None, "a key"])
async def test_a_database_that_is_out_of_something_asks_to_come_again(
    web: WebProcess, shop: Shop, code: str, key: str | None
) -> None:
    async with httpx.AsyncClient(base_url=web.url, timeout=20) as client:
        person = Person(client, shop.owner.session)
        headers = {} if key is None else {"idempotency_key": key + code}
        refused = await person.post("/v1/receivers", {"name": code, "currency": "EUR"}, **headers)
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
        assert int(refused.headers["retry-after"]) >= 1
        assert (await person.get("/v1/me")).status_code == 200


@pytest.mark.usefixtures("_shortage")
@pytest.mark.parametrize("code", ["53100", "58030"])
async def test_it_is_not_ready_while_the_disk_of_the_database_is_full(web: WebProcess, shop: Shop, code: str) -> None:
    async with httpx.AsyncClient(base_url=web.url, timeout=20) as client:
        person = Person(client, shop.owner.session)
        assert (await person.post("/v1/receivers", {"name": code, "currency": "EUR"})).status_code == 503
        full = await client.get("/health/ready")
        assert (full.status_code, full.json()["database"]) == (503, "full")
        assert (await client.get("/health/live")).status_code == 200
        async with asyncio.timeout(4 * health.DISK_SECONDS):
            while (ready := await client.get("/health/ready")).status_code != 200:
                await asyncio.sleep(0.1)
        assert ready.json()["database"] == "ok"


async def test_it_becomes_ready_only_where_the_disk_takes_something(
    anybody: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "DISK_SECONDS", 0.0)
    fetch = postgres.fetch

    async def full(
        connection: postgres.Connection, seconds: float, statement: str, parameters: Sequence[object]
    ) -> list[asyncpg.Record]:
        if statement.startswith("CREATE TEMPORARY TABLE"):
            postgres.note_disk_error()
            raise asyncpg.DiskFullError
        return await fetch(connection, seconds, statement, parameters)

    postgres.note_disk_error()
    with monkeypatch.context() as patched:
        patched.setattr(postgres, "fetch", full)
        for _ in range(3):
            assert (await anybody.get("/health/ready")).json()["database"] == "full"
    assert (await anybody.read("/health/ready"))["database"] == "ok"
    assert postgres.disk_error_ago() is None
    assert await database.fetch_value(bool, "SELECT to_regclass('room') IS NULL")


async def test_metrics_name_routes_by_their_template(shop: Shop, anybody: Person) -> None:
    invoice = await shop.issue()
    await shop.owner.get(f"/v1/invoices/{invoice['id']}")
    await shop.owner.get("/v1/invoices/x")
    await anybody.get("/v1/me")
    await anybody.get(f"/nowhere/{invoice['id']}")
    await anybody.send("BREW", "/v1/me")
    answer = await anybody.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    found = set(re.findall(r'http_requests_total\{method="(\w+)",route="([^"]*)",status="(\d+)"\}', answer.text))
    assert {
        ("GET", "/v1/invoices/{invoice_id}", "200"),
        ("GET", "/v1/invoices/{invoice_id}", "404"),
        ("POST", "/v1/invoices/{invoice_id}/finalize", "200"),
        ("GET", "/v1/me", "401"),
        ("GET", "unmatched", "404"),
        ("OTHER", "unmatched", "405"),
    } <= found
    assert invoice["id"] not in answer.text
    assert not any("/nowhere" in route for _, route, _ in found)


async def test_metrics_tell_how_long_requests_take_and_how_much_work_waits(anybody: Person) -> None:
    await anybody.get("/health/live")
    text = (await anybody.get("/metrics")).text
    assert 'http_request_duration_seconds_bucket{le="0.005",method="GET",route="/health/live"}' in text
    for work_list in ("attempts", "callbacks", "reconciliation_runs", "webhook_deliveries"):
        assert f'quittance_work_waiting{{list="{work_list}"}}' in text
        assert f'quittance_work_oldest_due_seconds{{list="{work_list}"}}' in text
    for what in ("message", "event"):
        for status in ("waiting", "given_up"):
            assert f'quittance_callbacks_not_applied{{status="{status}",what="{what}"}}' in text
    for work_list in ("attempts", "callbacks", "reconciliation_runs", "mails"):
        assert f'quittance_work_errors_total{{list="{work_list}",result="given_up"}}' in text


@pytest.mark.parametrize("path", ["/v1/auth/login", "/v1/receivers"])
@pytest.mark.parametrize("framing", ["Content-Length: 1000", "Transfer-Encoding: chunked"])
async def test_a_client_that_goes_in_the_middle_of_its_body_is_no_mistake_of_ours(
    tmp_path: Path, shop: Shop, path: str, framing: str
) -> None:
    process = WebProcess(tmp_path / "log.txt", QUITTANCE_LOG_LEVEL="DEBUG")
    await asyncio.to_thread(process.start)
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", process.port)
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: quittance.test\r\nContent-Type: application/json\r\n{framing}\r\n"
            f"Authorization: Bearer {shop.owner.token}\r\nX-Request-Id: gone\r\n\r\n".encode()
        )
        await writer.drain()
        writer.write(b"1\r\n{\r\n")
        await writer.drain()
        writer.transport.abort()
        async with httpx.AsyncClient(base_url=process.url, timeout=20) as client, asyncio.timeout(20):
            statuses: list[str] = []
            while not statuses:
                await asyncio.sleep(0.05)
                text = (await client.get("/metrics")).text
                statuses = re.findall(r'requests_total\{method="POST".*?status="(\w+)"', text)
        assert statuses == ["cut_off"]
        log = process.log.read_text()
        assert "Traceback" not in log
        assert "request.failed" not in log
        [line] = [line for line in log.splitlines() if "gone" in line]
        assert "debug" in line
    finally:
        await asyncio.to_thread(process.stop)


async def test_a_refused_request_is_counted_with_its_status(anybody: Person) -> None:
    def count(text: str) -> float:
        found = re.search(r'http_requests_total\{method="POST",route="/v1/auth/login",status="422"\} (\S+)', text)
        return float(found.group(1)) if found else 0.0

    before = count((await anybody.get("/metrics")).text)
    await anybody.post("/v1/auth/login", {"email": "nobody"})
    assert count((await anybody.get("/metrics")).text) == before + 1
