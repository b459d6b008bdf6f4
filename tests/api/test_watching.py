"""GET /pay/{token}/events over real connections: what stands is told at once and with each change, and costs little."""

import asyncio
import os
import re
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from api import watches
from api.pages import watching
from api.pages.watching import watch
from models import database, ids
from models.collection import link_states
from tests.api import worlds
from tests.api.people import Shop
from tests.api.processes import WebProcess
from tests.api.streaming import PATIENCE_SECONDS, Stream, served, until
from tests.api.test_pay_page import BROWSER, path

# A look is taken every second.
TOLD_SECONDS_MAX = 4.0
HOSTILE = [
    "0",
    "evt_00000000000000000000000000",
    "'; DROP TABLE invoices; --",
    "\N{SNOWMAN}",
    "x" * 8_000,
    "\x01\x7f",
    "",
]
_SHOWN = re.compile(r'data-shown="([0-9a-f]{64})"')


@pytest.fixture
async def here(pool: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The same server in the tests' own process, which looks often, and where we can look."""
    from api.app import app  # noqa: PLC0415 - see tests/conftest.py

    monkeypatch.setattr(watching, "settings", msgspec.structs.replace(watching.settings, stream_seconds=120))
    monkeypatch.setattr(watch, "ping_seconds", 0.3)
    monkeypatch.setattr(watch, "look_seconds", 0.05)
    async with served(app) as url:
        yield url


@pytest.fixture
async def invoice(shop: Shop) -> dict[str, Any]:
    return await shop.issue(10_000)


@pytest.fixture
async def anyone() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, limits=httpx.Limits(max_connections=None)) as client:
        yield client


async def ask(client: httpx.AsyncClient, url: str, invoice: dict[str, Any], **headers: bytes) -> httpx.Response:
    sent = [(b"accept", b"text/event-stream"), *((name.encode(), value) for name, value in headers.items())]
    request = client.build_request("GET", f"{url}{path(invoice)}/events", headers=sent)
    return await client.send(request, stream=True)


@asynccontextmanager
async def follow(client: httpx.AsyncClient, url: str, invoice: dict[str, Any]) -> AsyncIterator[Stream]:
    response = await ask(client, url, invoice)
    assert response.status_code == 200, await response.aread()
    stream = Stream(response)
    try:
        yield stream
    finally:
        await stream.leave()


async def word(stream: Stream) -> str | None:
    """The next state that is told; None at the end of the stream."""
    while (frame := await stream.next()) is not None:
        if frame.rpartition(b"\n")[2].startswith(b"data: "):
            return frame.rpartition(b"data: ")[2].decode()
    return None


async def shown(client: httpx.AsyncClient, url: str, invoice: dict[str, Any]) -> str:
    """What the page says that it shows."""
    page = await client.get(url + path(invoice), headers={"accept": BROWSER})
    found = _SHOWN.search(page.text)
    assert found is not None, "it is not watched"
    return found[1]


async def test_it_begins_with_what_the_page_shows(
    anyone: httpx.AsyncClient, long_web: WebProcess, invoice: dict[str, Any]
) -> None:
    before = await shown(anyone, long_web.url, invoice)
    async with follow(anyone, long_web.url, invoice) as stream:
        headers = stream.response.headers
        assert headers["content-type"] == "text/event-stream; charset=utf-8"
        assert headers["cache-control"] == "no-store"
        assert headers["x-accel-buffering"] == "no"
        assert headers["transfer-encoding"] == "chunked"
        assert await stream.next() == f"retry: 2000\ndata: {before}".encode()
    assert (await anyone.get(f"{long_web.url}{path(invoice)}/state")).text == before


async def pays_in_cash(shop: Shop, invoice: dict[str, Any]) -> None:
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=2_500)


async def voids(shop: Shop, invoice: dict[str, Any]) -> None:
    assert (await shop.owner.post(f"/v1/invoices/{invoice['id']}/void")).status_code == 200


async def credits(shop: Shop, invoice: dict[str, Any]) -> None:
    await shop.owner.make("/v1/credit-notes", invoice_id=invoice["id"], amount=1_000, reason="Goodwill")


async def writes_off(shop: Shop, invoice: dict[str, Any]) -> None:
    answer = await shop.owner.post(f"/v1/invoices/{invoice['id']}/mark_uncollectible", {"reason": "Insolvent"})
    assert answer.status_code == 200


async def pays_online(shop: Shop, invoice: dict[str, Any]) -> None:
    answer = await shop.owner.http.post(f"{path(invoice)}/payments", headers={"accept": BROWSER})
    assert answer.status_code in (200, 303)
    assert (await shop.owner.list_ids(f"/v1/payments?invoice_id={invoice['id']}")) != []


async def reports(shop: Shop, invoice: dict[str, Any]) -> None:
    payer = await shop.payer_login()
    await payer.make("/v1/payments", invoice_id=invoice["id"], method="bank_transfer", amount=2_500)


@pytest.mark.parametrize("happens", [pays_in_cash, voids, credits, writes_off, pays_online, reports])
async def test_what_changes_is_told_within_seconds(
    anyone: httpx.AsyncClient,
    long_web: WebProcess,
    shop: Shop,
    invoice: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    happens: Callable[[Shop, dict[str, Any]], Awaitable[None]],
) -> None:
    from api.pages import paying  # noqa: PLC0415 - see tests/conftest.py

    monkeypatch.setattr(paying, "GATEWAY_SECONDS_MAX", 0)
    await shop.pretend_gateway()
    other = await shop.issue()
    async with follow(anyone, long_web.url, invoice) as stream, follow(anyone, long_web.url, other) as still:
        before = await word(stream)
        await word(still)
        await happens(shop, invoice)
        happened_at = time.monotonic()
        later = await word(stream)
        assert time.monotonic() - happened_at < TOLD_SECONDS_MAX
        assert later not in (None, before)
        assert (await anyone.get(f"{long_web.url}{path(invoice)}/state")).text == later
        with pytest.raises(TimeoutError):
            await still.next(1.5)


async def test_a_report_that_is_confirmed_and_its_receipt_are_told_each(
    anyone: httpx.AsyncClient, long_web: WebProcess, shop: Shop, invoice: dict[str, Any]
) -> None:
    await reports(shop, invoice)
    [payment_id] = await shop.owner.list_ids(f"/v1/payments?invoice_id={invoice['id']}")
    async with follow(anyone, long_web.url, invoice) as stream:
        words = [await word(stream)]
        assert (await shop.owner.post(f"/v1/payments/{payment_id}/confirm")).status_code == 200
        words.append(await word(stream))
        await shop.owner.read(f"/v1/payments/{payment_id}/receipt")
        words.append(await word(stream))
    assert len({*words, None}) == 4


async def test_what_changes_between_the_page_and_its_stream_is_told_at_once(
    anyone: httpx.AsyncClient, long_web: WebProcess, shop: Shop, invoice: dict[str, Any]
) -> None:
    before = await shown(anyone, long_web.url, invoice)
    await pays_in_cash(shop, invoice)
    async with follow(anyone, long_web.url, invoice) as stream:
        first = await stream.next()
        assert first is not None
        assert before.encode() not in first
        assert first.endswith((await shown(anyone, long_web.url, invoice)).encode())


@pytest.mark.parametrize("last", HOSTILE)
async def test_what_is_sent_as_the_last_id_does_not_matter(
    anyone: httpx.AsyncClient, long_web: WebProcess, invoice: dict[str, Any], last: str
) -> None:
    response = await ask(anyone, long_web.url, invoice, **{"last-event-id": last.encode()})
    if response.status_code == 400:
        # What is no header at all is refused before us.
        assert "\x01" in last
        await response.aclose()
        return
    stream = Stream(response)
    assert await stream.next() == f"retry: 2000\ndata: {await shown(anyone, long_web.url, invoice)}".encode()
    await stream.leave()


@pytest.mark.parametrize("accepted", ["text/html", "application/json", "*/*"])
async def test_a_link_that_is_none_is_refused(anyone: httpx.AsyncClient, long_web: WebProcess, accepted: str) -> None:
    answer = await anyone.get(f"{long_web.url}/pay/nobodys/events", headers={"accept": accepted})
    assert answer.status_code == 404


async def test_head_ends_at_once(http: httpx.AsyncClient, invoice: dict[str, Any]) -> None:
    async with asyncio.timeout(5):
        head = await http.head(f"{path(invoice)}/events")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/event-stream")
    assert watch.count() == 0


async def test_a_link_that_ends_is_told_so_and_its_stream_ends(
    anyone: httpx.AsyncClient, here: str, shop: Shop, invoice: dict[str, Any]
) -> None:
    invoice_id = ids.decode("invoice", invoice["id"])
    async with follow(anyone, here, invoice) as stream:
        await word(stream)
        # As an operation that gave the invoice another link would leave it.
        await database.execute(
            "UPDATE invoices SET pay_token_digest = sha256(pay_token_digest) WHERE id = $1", invoice_id
        )
        assert await word(stream) == "gone"
        assert await stream.next() is None
    assert (await anyone.get(f"{here}{path(invoice)}/events")).status_code == 404
    assert (await anyone.get(f"{here}{path(invoice)}/state")).status_code == 404
    assert watch.count() == 0


async def test_pings_come_from_time_to_time_and_it_ends_in_the_end(
    anyone: httpx.AsyncClient, here: str, invoice: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "settings", msgspec.structs.replace(watching.settings, stream_seconds=1))
    async with follow(anyone, here, invoice) as stream:
        frames = []
        while (frame := await stream.next()) is not None:
            frames.append(frame)
        assert stream.rest == b""
    assert frames[0].startswith(b"retry: ")
    assert set(frames[1:]) == {b": ping"}
    assert len(frames) <= 5
    assert watch.count() == 0


async def test_one_statement_asks_for_all_and_nothing_is_held_meanwhile(
    anyone: httpx.AsyncClient, here: str, shop: Shop, invoice: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []

    async def counted(digests: Collection[bytes]) -> dict[bytes, str]:
        looked.append(len(digests))
        return await of(digests)

    of = link_states.of
    monkeypatch.setattr(watch, "look_seconds", 0.2)
    invoices = [await shop.issue() for _ in range(3)]
    async with AsyncExitStack() as opened:
        streams = [await opened.enter_async_context(follow(anyone, here, one)) for one in invoices for _ in range(2)]
        for stream in streams:
            await word(stream)
        monkeypatch.setattr(link_states, "of", counted)
        began_at = time.monotonic()
        await asyncio.sleep(1)
        looks, seconds = list(looked), time.monotonic() - began_at
        assert 1 <= len(looks) <= seconds / 0.2 + 1
        assert set(looks) == {3}
        await until(lambda: database.DB.is_at_rest)
        await pays_in_cash(shop, invoices[0])
        words = await asyncio.gather(word(streams[0]), word(streams[1]))
        assert words[0] == words[1] is not None
    await until(lambda: watch.count() == 0)
    del looked[:]
    await asyncio.sleep(0.5)
    assert looked == [], "nobody is there to be told"


async def test_the_eleventh_of_a_link_is_refused_until_one_is_closed(
    anyone: httpx.AsyncClient, here: str, shop: Shop, invoice: dict[str, Any]
) -> None:
    answers = await asyncio.gather(*(ask(anyone, here, invoice) for _ in range(15)))
    opened = [answer for answer in answers if answer.status_code == 200]
    refused = [answer for answer in answers if answer.status_code != 200]
    assert len(opened) == watch.count() == 10
    for answer in refused:
        problem = msgspec.json.decode(await answer.aread())
        assert (answer.status_code, problem["code"]) == (429, "too_many_requests")
    async with follow(anyone, here, await shop.issue()) as other:
        assert await word(other) is not None
    await opened[0].aclose()
    await until(lambda: watch.count() == 9)
    async with follow(anyone, here, invoice) as again:
        assert await word(again) is not None
    for answer in opened:
        await answer.aclose()
    await until(lambda: watch.count() == 0)
    assert watch._links == {}


async def test_a_process_has_so_many_and_its_pages_still_open(
    anyone: httpx.AsyncClient, here: str, shop: Shop, invoice: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "streams_max", 1)
    other = await shop.issue()
    async with follow(anyone, here, invoice) as stream:
        await word(stream)
        answer = await ask(anyone, here, other)
        assert answer.status_code == 429
        await answer.aclose()
        assert (await anyone.get(f"{here}{path(other)}/state")).text == await shown(anyone, here, other)


async def test_a_database_that_is_away_ends_no_stream_and_hides_nothing(
    anyone: httpx.AsyncClient, here: str, shop: Shop, invoice: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    async def away(digests: Collection[bytes]) -> dict[bytes, str]:
        nonlocal asked
        asked += 1
        raise ConnectionRefusedError("gone")

    async with follow(anyone, here, invoice) as stream:
        before = await word(stream)
        with monkeypatch.context() as patched:
            patched.setattr(link_states, "of", away)
            await until(lambda: asked > 0)
            await pays_in_cash(shop, invoice)
            assert await stream.next() == b": ping"
        assert await word(stream) not in (None, before)


async def vanish(url: str, invoice: dict[str, Any], *, after_seconds: float | None) -> None:
    """A client that asks, reads nothing, and is gone without a word; None: once it listens."""
    parts = urlsplit(url)
    connection = socket.create_connection((str(parts.hostname), parts.port or 80))
    _, writer = await asyncio.open_connection(sock=connection, limit=1)
    writer.write(f"GET {path(invoice)}/events HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
    await writer.drain()
    if after_seconds is None:
        await until(lambda: watch.count() > 0)
    else:
        await asyncio.sleep(after_seconds)
    writer.transport.abort()


async def test_clients_that_vanish_leave_nothing_behind(
    anyone: httpx.AsyncClient, here: str, invoice: dict[str, Any]
) -> None:
    for after_seconds in (0, 0.002, 0.01, 0.05, 0.4):
        await asyncio.gather(*(vanish(here, invoice, after_seconds=after_seconds) for _ in range(8)))
    await until(lambda: watch.count() == 0)
    await vanish(here, invoice, after_seconds=None)
    await until(lambda: watch.count() == 0)
    await until(lambda: database.DB.is_at_rest)
    assert watch._links == {}


async def test_two_hundred_beside_ordinary_requests(
    anyone: httpx.AsyncClient, long_web: WebProcess, shop: Shop, invoice: dict[str, Any]
) -> None:
    invoices = [invoice, *[await shop.issue() for _ in range(19)]]
    async with AsyncExitStack() as opened:
        streams: list[tuple[dict[str, Any], Stream]] = []
        for one in invoices:
            for _ in range(10):
                streams.append((one, await opened.enter_async_context(follow(anyone, long_web.url, one))))
        firsts = [await word(stream) for _, stream in streams]
        for one in invoices[:10]:
            # The page, and a program: more at once than the gate of reads has places.
            answers = await asyncio.gather(
                *(anyone.get(long_web.url + path(one), headers={"accept": BROWSER}) for _ in range(4)),
                *(anyone.get(f"{long_web.url}/v1{path(one)}") for _ in range(4)),
            )
            assert {answer.status_code for answer in answers} == {200}
        await pays_in_cash(shop, invoices[0])
        later = await asyncio.gather(*(word(stream) for _, stream in streams[:10]))
        assert len(set(later)) == 1
        assert later[0] not in (None, firsts[0])


async def test_a_server_that_is_told_to_end_does_not_wait_for_them_and_one_that_is_killed_loses_nothing(
    anyone: httpx.AsyncClient, long_web: WebProcess, tmp_path: Path, shop: Shop, invoice: dict[str, Any]
) -> None:
    process = WebProcess(tmp_path / "log.txt", QUITTANCE_STREAM_SECONDS="300")
    await asyncio.to_thread(process.start)
    async with follow(anyone, process.url, invoice) as one, follow(anyone, process.url, invoice) as other:
        assert await word(one) == await word(other) is not None
        began_at = time.monotonic()
        await asyncio.to_thread(process.stop)
        await one.end()
        await other.end()
        # Cut at the end of its grace of 2 s, each of them would have left a traceback.
        assert time.monotonic() - began_at < PATIENCE_SECONDS
    log = process.log.read_text()
    assert "Traceback" not in log
    assert worlds.pay_token(invoice) not in log
    await asyncio.to_thread(process.start)
    async with follow(anyone, process.url, invoice) as stream:
        before = await word(stream)
        os.kill(process.pid, signal.SIGKILL)
        await pays_in_cash(shop, invoice)
        await stream.end()
    await asyncio.to_thread(process.stop)
    async with follow(anyone, long_web.url, invoice) as stream:
        assert await word(stream) not in (None, before)


async def test_a_look_that_fails_in_an_unexpected_way_is_taken_again(
    shop: Shop, here: str, anyone: httpx.AsyncClient, invoice: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = asyncio.Event()

    async def fails(_: Collection[bytes]) -> dict[bytes, str]:
        looked.set()
        raise RuntimeError("a column that an upgrade has taken away")

    monkeypatch.setattr(watches, "PAUSE_SECONDS", 0.05)
    async with follow(anyone, here, invoice) as stream:
        first = await word(stream)
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(link_states, "of", fails)
            await looked.wait()
        await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=2_500)
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await word(stream) != first
