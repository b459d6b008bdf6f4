"""GET /v1/events/stream over real connections: exact frames, nothing lost or doubled by cuts, nothing left behind."""

import asyncio
import os
import random
import socket
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from api import events
from api.feed_hub import hub
from models import database, ids
from models.webhooks import feed
from tests import factories
from tests.api import worlds
from tests.api.processes import WebProcess
from tests.api.streaming import PATIENCE_SECONDS, Stream, served, until
from tests.factories import Receiver
from tests.models.webhooks.subscribers import announce

ANSWER_SECONDS_MAX = 2.0


class Client:
    """Somebody who may open streams of a server."""

    def __init__(self, url: str, token: str) -> None:
        self.http = httpx.AsyncClient(
            base_url=url,
            headers={"authorization": f"Bearer {token}"},
            timeout=PATIENCE_SECONDS,
            limits=httpx.Limits(max_connections=None),
        )

    async def ask(self, query: str = "", last_event_id: str | None = None) -> httpx.Response:
        headers = {} if last_event_id is None else {"last-event-id": last_event_id}
        request = self.http.build_request("GET", f"/v1/events/stream?{query}", headers=headers)
        return await self.http.send(request, stream=True)

    @asynccontextmanager
    async def follow(self, query: str = "", last_event_id: str | None = None) -> AsyncIterator[Stream]:
        """A stream whose first frame has been read."""
        response = await self.ask(query, last_event_id)
        assert response.status_code == 200, await response.aread()
        stream = Stream(response)
        try:
            yield stream
        finally:
            await stream.leave()


def fields(frame: bytes | None) -> dict[str, str]:
    """What a frame says; a comment by the name ""."""
    assert frame is not None
    return dict(line.partition(": ")[::2] for line in frame.decode().split("\n"))


async def stored(receiver: Receiver) -> list[Any]:
    await feed.number()
    return await database.fetch("SELECT * FROM events WHERE receiver_id = $1 ORDER BY position", receiver.id)


def frame_of(row: Any) -> bytes:
    head = f"id: {ids.encode('event', row['id'])}\nevent: {row['type']}\ndata: "
    body: bytes = row["body"]
    return head.encode() + body


@pytest.fixture
async def receiver(pool: None) -> Receiver:
    return await factories.receiver()


@pytest.fixture
async def client(receiver: Receiver, long_web: WebProcess) -> AsyncIterator[Client]:
    client = Client(long_web.url, await worlds.log_in(receiver.user_id))
    async with client.http:
        yield client


@pytest.fixture
async def here(pool: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The same server in the tests' own process, where a client is looked at every 0.3 s, and where we can look."""
    from api.app import app  # noqa: PLC0415 - see tests/conftest.py

    monkeypatch.setattr(events, "settings", msgspec.structs.replace(events.settings, stream_seconds=120))
    monkeypatch.setattr(hub, "ping_seconds", 0.3)
    async with served(app) as url:
        yield url


@pytest.fixture
async def client_here(receiver: Receiver, here: str) -> AsyncIterator[Client]:
    client = Client(here, await worlds.log_in(receiver.user_id))
    async with client.http:
        yield client


@pytest.fixture
def listeners(pool: None) -> Callable[[], int]:
    """How many listen in the tests' own process."""
    return hub.count


async def test_frames_are_the_stored_bytes_behind_their_id_and_type(client: Client, receiver: Receiver) -> None:
    async with client.follow() as stream:
        headers = stream.response.headers
        assert headers["content-type"] == "text/event-stream; charset=utf-8"
        assert headers["cache-control"] == "no-store"
        assert headers["x-accel-buffering"] == "no"
        assert await stream.next() == b"retry: 1000\nid: evt_00000000000000000000000000"
        for type_ in ("invoice.paid", "ping", "payment.succeeded"):
            await announce(receiver, type_)
        found = [await stream.next_event() for _ in range(3)]
        assert found == [frame_of(row) for row in await stored(receiver)]
    last = fields(found[-1])["id"]
    async with client.follow() as stream:
        assert await stream.next() == f"retry: 1000\nid: {last}".encode()
    async with client.follow("after=evt_00000000000000000000000000") as stream:
        assert await stream.next() == b"retry: 1000\nid: evt_00000000000000000000000000"
        assert [await stream.next_event() for _ in range(3)] == found
    first = fields(found[0])["id"]
    async with client.follow(f"after={last}", last_event_id=first) as stream:
        assert await stream.next() == f"retry: 1000\nid: {first}".encode()
        assert await stream.next_event() == found[1]


async def test_more_than_a_page_of_backlog_comes_in_order(client: Client, receiver: Receiver) -> None:
    await announce(receiver, count=330)
    async with client.follow("after=evt_00000000000000000000000000") as stream:
        found = [await stream.next_event() for _ in range(330)]
    assert found == [frame_of(row) for row in await stored(receiver)]


@pytest.mark.measured
async def test_an_event_arrives_within_two_seconds_though_no_worker_runs(client: Client, receiver: Receiver) -> None:
    seconds = []
    async with client.follow() as stream:
        await stream.next()
        for _ in range(5):
            await announce(receiver)
            committed_at = time.monotonic()
            await stream.next_event()
            seconds.append(time.monotonic() - committed_at)
    assert max(seconds) < ANSWER_SECONDS_MAX


async def test_types_and_receivers_are_filtered(client: Client, receiver: Receiver) -> None:
    other = await factories.receiver()
    await factories.member(other.id, role="viewer", user_id=receiver.user_id)
    async with (
        client.follow("types=invoice.*") as invoices,
        client.follow(f"receiver_id={other.text_id}") as one,
        client.follow() as both,
    ):
        for stream in (invoices, one, both):
            await stream.next()
        for owner, type_ in (
            (receiver, "ping"),
            (other, "ping"),
            (receiver, "invoice.paid"),
            (other, "invoice.voided"),
        ):
            await announce(owner, type_)
            await feed.number()
        await announce(await factories.receiver(), "invoice.paid")
        mine, theirs = [[frame_of(row) for row in await stored(owner)] for owner in (receiver, other)]
        assert [await invoices.next_event(), await invoices.next_event()] == [mine[1], theirs[1]]
        assert [await one.next_event(), await one.next_event()] == theirs
        expected = [mine[0], theirs[0], mine[1], theirs[1]]
        assert [await both.next_event() for _ in range(4)] == expected


async def follow_all(client: Client, *, until_seen: Callable[[set[bytes]], bool], cut_after: Callable[[], int]) -> Any:
    """What a client has got that is cut again and again, and the number of its connections."""
    found: list[bytes] = []
    last, connections = ids.encode("event", feed.BEGINNING), 0
    async with asyncio.timeout(30):
        while not until_seen(set(found)):
            connections += 1
            with suppress(httpx.TransportError, AssertionError):
                async with client.follow(last_event_id=last) as stream:
                    left = cut_after()
                    while left and (frame := await stream.next()) is not None:
                        last = fields(frame).get("id", last)
                        if b"data: " in frame:
                            found.append(frame)
                            left -= 1
                            if until_seen(set(found)):
                                break
    return found, connections


async def test_cuts_lose_and_double_nothing_while_a_writer_writes(client: Client, receiver: Receiver) -> None:
    chance = random.Random(4711)

    sizes = [chance.randint(1, 4) for _ in range(80)]

    async def write() -> None:
        for size in sizes:
            await announce(receiver, count=size)
            await asyncio.sleep(chance.uniform(0, 0.03))

    writing = asyncio.create_task(write())
    found, connections = await follow_all(
        client, until_seen=lambda seen: len(seen) >= sum(sizes), cut_after=lambda: chance.randint(1, 25)
    )
    await writing
    assert found == [frame_of(row) for row in await stored(receiver)]
    assert connections > 5


async def test_a_ping_says_where_to_go_on_though_nothing_was_for_the_reader(
    client_here: Client, receiver: Receiver
) -> None:
    async with client_here.follow("types=payment.*") as stream:
        await stream.next()
        await announce(receiver, "invoice.paid", count=3)
        last = ids.encode("event", (await stored(receiver))[-1]["id"])
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (frame := await stream.next()) != f": ping\nid: {last}".encode():
                assert frame is not None
                assert frame.startswith(b": ping\nid: ")
    async with client_here.follow("types=payment.*", last_event_id=last) as stream:
        await announce(receiver, "payment.failed")
        assert fields(await stream.next_event())["event"] == "payment.failed"


@pytest.mark.measured
async def test_pings_come_from_time_to_time_and_a_stream_ends_in_the_end(
    client_here: Client, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api import events  # noqa: PLC0415 - see tests/conftest.py

    monkeypatch.setattr(events, "settings", msgspec.structs.replace(events.settings, stream_seconds=1))
    began_at = time.monotonic()
    async with client_here.follow() as stream:
        frames = []
        while (frame := await stream.next()) is not None:
            frames.append(frame)
        assert stream.rest == b""
    assert 3 <= sum(frame.startswith(b": ping") for frame in frames) <= 5
    assert 0.9 < time.monotonic() - began_at < 1 + ANSWER_SECONDS_MAX


async def revoke(receiver: Receiver) -> None:
    await database.execute("UPDATE api_keys SET revoked_at = now() WHERE user_id = $1", receiver.user_id)


async def deactivate(receiver: Receiver) -> None:
    await database.execute("UPDATE users SET status = 'deactivated' WHERE id = $1", receiver.user_id)


async def dismiss(receiver: Receiver) -> None:
    await database.execute("DELETE FROM receiver_members WHERE user_id = $1", receiver.user_id)


async def log_out(receiver: Receiver) -> None:
    await database.execute(
        "UPDATE sessions SET ended_at = now(), ended_because = 'logout' WHERE user_id = $1", receiver.user_id
    )


@pytest.mark.parametrize("is_busy", [False, True])
@pytest.mark.parametrize("loss", [revoke, deactivate, dismiss, log_out])
async def test_who_may_not_listen_any_more_is_heard_no_longer_than_until_the_next_look(
    here: str, receiver: Receiver, loss: Callable[[Receiver], Awaitable[None]], is_busy: bool
) -> None:
    login, key = await worlds.log_in(receiver.user_id), await worlds.a_key(receiver.user_id, "events:read")
    client = Client(here, key if loss is revoke else login)

    async def be_busy() -> None:
        while is_busy:
            await announce(receiver)
            await asyncio.sleep(0.02)

    async with client.http, client.follow(f"receiver_id={receiver.text_id}") as stream:
        await stream.next()
        busy = asyncio.create_task(be_busy())
        await asyncio.sleep(0.1)
        await loss(receiver)
        lost_at = time.monotonic()
        await stream.end()
        assert time.monotonic() - lost_at < PATIENCE_SECONDS, "that was the end of its time, and no look"
        busy.cancel()
        assert (await client.ask(f"receiver_id={receiver.text_id}")).status_code in (401, 404)


async def test_a_stream_of_all_ones_receivers_goes_on_without_the_one_that_was_lost(
    client_here: Client, receiver: Receiver
) -> None:
    kept = await factories.receiver()
    await factories.member(kept.id, role="viewer", user_id=receiver.user_id)
    async with client_here.follow() as stream:
        await stream.next()
        await announce(receiver)
        await stream.next_event()
        await database.execute(
            "DELETE FROM receiver_members WHERE user_id = $1 AND receiver_id = $2", receiver.user_id, receiver.id
        )
        # It is looked at again after each of them, and one may have been on its way.
        for _ in range(3):
            while not (await stream.next() or b"").startswith(b": ping"):
                pass
        await announce(receiver)
        await announce(kept, "ping")
        assert fields(await stream.next_event())["event"] == "ping"


async def test_the_eleventh_stream_of_a_caller_is_refused_until_one_is_closed(
    client_here: Client, here: str, receiver: Receiver, listeners: Callable[[], int]
) -> None:
    answers = await asyncio.gather(*[client_here.ask() for _ in range(25)])
    open_ones = [answer for answer in answers if answer.status_code == 200]
    assert len(open_ones) == listeners() == 10
    refused = [answer for answer in answers if answer.status_code != 200]
    for answer in refused:
        problem = msgspec.json.decode(await answer.aread())
        assert (answer.status_code, problem["code"]) == (429, "too_many_requests")
        assert int(answer.headers["retry-after"]) > 0
    other = Client(here, await worlds.log_in((await factories.receiver()).user_id))
    async with other.http, other.follow() as stream:
        assert await stream.next() is not None
    await open_ones[0].aclose()
    await until(lambda: listeners() == 9)
    async with client_here.follow() as stream:
        assert await stream.next() is not None
        assert listeners() == 10
    for answer in open_ones:
        await answer.aclose()
    await until(lambda: listeners() == 0)


async def answers_of(clients: Sequence[Client], query: str = "") -> list[httpx.Response]:
    """What they get who ask for a stream one after another."""
    return [await client.ask(query) for client in clients]


async def test_all_keys_and_logins_of_a_user_share_its_places(
    here: str, receiver: Receiver, listeners: Callable[[], int]
) -> None:
    tokens = [await worlds.a_key(receiver.user_id, "events:read") for _ in range(11)]
    tokens.append(await worlds.log_in(receiver.user_id))
    answers = await answers_of([Client(here, token) for token in tokens])
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert "those of all your logins and API keys together" in (await answers[-1].aread()).decode()
    for answer in answers:
        await answer.aclose()
    await until(lambda: listeners() == 0)
    async with Client(here, tokens[10]).follow() as stream:
        assert await stream.next() is not None


async def test_one_receivers_crowd_does_not_take_all_places(
    here: str, receiver: Receiver, listeners: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "STREAMS_PER_RECEIVER_MAX", 3)
    other = await factories.receiver()
    members = [(await factories.member(receiver.id, role="viewer")).user_id for _ in range(4)]
    for user_id in members:
        await factories.member(other.id, role="viewer", user_id=user_id)
    crowd = [Client(here, await worlds.log_in(user_id)) for user_id in members]
    # Some ask for all of their receivers, one for this one alone: each listens to it.
    answers = [*await answers_of(crowd[:2]), *await answers_of(crowd[2:], f"receiver_id={receiver.text_id}")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert f"3 streams of {receiver.text_id} are open" in (await answers[3].aread()).decode()
    async with crowd[3].follow(f"receiver_id={other.text_id}") as stream:
        assert await stream.next() is not None
    # Who was sent away gives up the place at the next look, though their stream goes on for others.
    await database.execute(
        "DELETE FROM receiver_members WHERE user_id = $1 AND receiver_id = $2", members[0], receiver.id
    )
    await until(lambda: hub.count_of_receiver(receiver.id) == 2)
    async with crowd[3].follow(f"receiver_id={receiver.text_id}") as stream:
        assert await stream.next() is not None
    for answer in answers:
        await answer.aclose()
    await until(lambda: listeners() == 0)
    assert hub.count_of_receiver(receiver.id) == hub.count_of_receiver(other.id) == 0


async def test_a_stream_that_is_refused_takes_no_place(client_here: Client, listeners: Callable[[], int]) -> None:
    for _ in range(12):
        answer = await client_here.ask(f"after={ids.encode('event', ids.new())}")
        assert answer.status_code == 422
        await answer.aclose()
    assert listeners() == 0


async def vanish(url: str, token: str, *, after_seconds: float, query: str = "") -> None:
    """A client that asks, reads nothing, and is gone without a word."""
    parts = urlsplit(url)
    connection = socket.create_connection((str(parts.hostname), parts.port or 80))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    _, writer = await asyncio.open_connection(sock=connection, limit=1)
    head = [f"GET /v1/events/stream?{query} HTTP/1.1", f"Host: {parts.netloc}", f"Authorization: Bearer {token}"]
    writer.write("\r\n".join([*head, "", ""]).encode())
    await writer.drain()
    await asyncio.sleep(after_seconds)
    writer.transport.abort()


async def test_clients_that_come_and_go_leave_nothing_behind(
    here: str, receiver: Receiver, listeners: Callable[[], int]
) -> None:
    # Several megabytes of backlog: more than fits between a server that sends and a client that does not read.
    await announce(receiver, count=10)
    await database.execute(
        "INSERT INTO events (id, receiver_id, type, object_kind, object_id, sequence, body) "
        "SELECT new_id(), $1, 'invoice.paid', 'invoice', new_id(), 1, "
        """convert_to('{"type":"invoice.paid","memo":"' || repeat('x', 200000) || '"}', 'UTF8') """
        "FROM generate_series(1, 30)",
        receiver.id,
    )
    token = await worlds.log_in(receiver.user_id)
    backlog = "after=evt_00000000000000000000000000"
    chance = random.Random(4711)
    for _ in range(10):
        await asyncio.gather(
            *[
                vanish(
                    here,
                    token,
                    after_seconds=chance.choice([0, 0.005, 0.02, 0.1, 0.4]),
                    query=chance.choice(["", backlog]),
                )
                for _ in range(5)
            ]
        )
    await until(lambda: listeners() == 0)
    await until(lambda: database.DB.is_at_rest)
    assert (
        await database.fetch_value(
            object,
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'",
        )
        == 0
    )
    client = Client(here, token)
    async with client.http, client.follow(backlog) as stream:
        found = [await stream.next_event() for _ in range(40)]
    assert found == [frame_of(row) for row in await stored(receiver)]


async def test_a_server_that_is_told_to_end_does_not_wait_for_its_streams(tmp_path: Path, receiver: Receiver) -> None:
    process = WebProcess(tmp_path / "log.txt", QUITTANCE_STREAM_SECONDS="300")
    await asyncio.to_thread(process.start)
    client = Client(process.url, await worlds.log_in(receiver.user_id))
    async with client.http, client.follow() as one, client.follow() as other:
        await announce(receiver)
        assert await one.next_event() == await other.next_event()
        await asyncio.to_thread(process.stop)
        await one.end()
        await other.end()
    # Cut at the end of its grace, each of them would have left a traceback.
    assert "Traceback" not in process.log.read_text()


async def test_a_database_that_throws_out_the_server_costs_no_event(tmp_path: Path, receiver: Receiver) -> None:
    name = f"web_{uuid.uuid4().hex}"
    await database.execute(f"CREATE ROLE {name} SUPERUSER LOGIN PASSWORD 'web'")
    here = urlsplit(os.environ["DATABASE_URL"])
    url = here._replace(netloc=f"{name}:web@{here.hostname}:{here.port}").geturl()
    process = WebProcess(tmp_path / "log.txt", QUITTANCE_STREAM_SECONDS="300", DATABASE_URL=url)
    await asyncio.to_thread(process.start)
    client = Client(process.url, await worlds.log_in(receiver.user_id))

    async def write_and_throw_out() -> None:
        for number in range(40):
            await announce(receiver)
            if number % 10 == 5:
                rows = await database.fetch(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", name
                )
                assert rows
            await asyncio.sleep(0.05)

    try:
        writing = asyncio.create_task(write_and_throw_out())
        async with client.http:
            found, _ = await follow_all(client, until_seen=lambda seen: len(seen) >= 40, cut_after=lambda: -1)
        await writing
    finally:
        await asyncio.to_thread(process.stop)
        await database.execute(f"DROP ROLE {name}")
    assert found == [frame_of(row) for row in await stored(receiver)]
