"""`make listen`: what happens at Quittance reaches a developer's own server, as a webhook would.

The feed here is a real HTTP server that speaks the contract of GET /v1/events/stream. What listens is a process that
knows none of our settings, but where pauses would take long.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from aiohttp import web
from standardwebhooks import Webhook

from launch.machine import free_port
from models.outgoing import signing
from models.webhooks import listen
from tests.api import people
from tests.api.processes import WebProcess
from tests.receivers import answer, open_zoo

PROJECT = Path(__file__).parent.parent.parent
KEY = "qk_of_a_developer"
SECRET = signing.new_secret()
PATIENCE_SECONDS = 60.0
Frame = listen.Frame


def event(number: int, type_: str = "invoice.paid", **more: Any) -> Frame:
    id_ = f"evt_{number:026}"
    data = {"id": f"inv_{number:026}", "object": "invoice", "memo": "Größe €", **more}
    return Frame(id_, type_, json.dumps({"id": id_, "type": type_, "data": data}, ensure_ascii=False).encode())


class Feed:
    """GET /v1/events/stream. `ends` says what becomes of each connection in turn: after so many events it is "cut" in
    the middle of the next frame, or is "over", as it is from time to time on purpose. Those after them stay."""

    def __init__(self, *events: Frame, ends: tuple[tuple[int, str], ...] = (), first: str = "") -> None:
        self.events, self.ends, self.first = list(events), list(ends), first
        self.requests: list[web.Request] = []
        self.news = asyncio.Condition()

    async def announce(self, *events: Frame) -> None:
        async with self.news:
            self.events += events
            self.news.notify_all()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return problem(401, "The API key is unknown, revoked or expired.")
        cursor = request.headers.get("Last-Event-ID") or request.query.get("after")
        known = [event.id for event in self.events]
        if cursor and cursor not in known:
            return problem(410, "Events are kept for a year, and this one is older.")
        place = known.index(cursor) + 1 if cursor else len(known)
        count, end = self.ends.pop(0) if self.ends else (None, "")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        await response.write(b"retry: 50\n" + self.first.encode() + b"\n: ping\n\n")
        while count is None or count > 0:
            async with self.news:
                while len(self.events) <= place:
                    await self.news.wait()
            await response.write(frame(self.events[place]))
            place, count = place + 1, None if count is None else count - 1
        if end == "cut":
            await response.write(frame(self.events[place])[:-1])
            # A client drops what it has not read when the connection breaks; it has read some, with this.
            await asyncio.sleep(0.2)
            assert request.transport is not None
            request.transport.close()
        return response


def frame(event: Frame) -> bytes:
    return f"id: {event.id}\nevent: {event.type}\ndata: ".encode() + event.data + b"\n\n"


def problem(status: int, detail: str) -> web.Response:
    body = {"type": "about:blank", "title": "No", "status": status, "detail": detail, "code": "no", "request_id": "r"}
    return web.json_response(body, status=status, content_type="application/problem+json")


class Message(NamedTuple):
    id: str
    headers: dict[str, str]
    body: bytes


class Local:
    """The developer's server. `behave` gets the id of an event and makes the answer; without it that is 204."""

    def __init__(self, behave: Callable[[str], Awaitable[web.StreamResponse | None]] | None = None) -> None:
        self.messages: list[Message] = []
        self.behave = behave

    async def answer(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.messages.append(Message(headers["webhook-id"], headers, await request.read()))
        found = await self.behave(headers["webhook-id"]) if self.behave else web.Response(status=204)
        if found is None:
            assert request.transport is not None
            request.transport.close()
        return found or web.Response()

    @property
    def ids(self) -> list[str]:
        return [message.id for message in self.messages]


@asynccontextmanager
async def serve(server: Feed | Local, port: int = 0) -> AsyncIterator[str]:
    """The server's origin, on a port of its own."""
    # Without limits, so that an event as large as the API allows comes through.
    app = web.Application(client_max_size=0)
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    try:
        yield site.name
    finally:
        await runner.cleanup()


class Listening:
    """A process of listen.py, and what it has said."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.said = ""

    async def until(self, words: str) -> None:
        """Returns when it has said these words."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            while words not in self.said:
                line = await self.process.stdout.readline()
                assert line, f"It ended without having said {words!r}:\n{self.said}"
                self.said += line.decode()

    async def end(self) -> tuple[int, str, str]:
        """Its exit code and all that it wrote, once it ends by itself."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            out, err = await self.process.communicate()
        assert self.process.returncode is not None
        self.said += out.decode()
        return self.process.returncode, self.said, err.decode()


@asynccontextmanager
async def listening(url: str, *options: str, **environment: str) -> AsyncIterator[Listening]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "models.webhooks.listen", url, *options),
        cwd=PROJECT,
        # As in a developer's shell: no DATABASE_URL, no REDIS_URL.
        env={"PATH": os.environ["PATH"], "KEY": KEY, "SECRET": SECRET, **environment},
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield Listening(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def test_the_same_bytes_arrive_with_a_signature_that_the_official_package_verifies() -> None:
    # Larger than what a reader of lines takes.
    small, large = event(1, "payment.succeeded"), event(2, lines=["x" * 1000] * 900)
    feed, local = Feed(event(0)), Local()
    async with serve(feed) as api, serve(local) as own, listening(f"{own}/hook?a=%2F", "--api", api, "--count=2") as it:
        await it.until("Connected")
        await feed.announce(small, large)
        code, said, err = await it.end()
    assert (code, err) == (0, "")
    assert [message.body for message in local.messages] == [small.data, large.data]
    for message in local.messages:
        assert message.headers["content-type"] == "application/json"
        assert message.headers["webhook-signature"].startswith("v1,")
        assert Webhook(SECRET).verify(message.body, message.headers)["id"] == message.id
    lines = said.splitlines()
    assert [word for word in lines[1].split() if ":" not in word][:3] == [small.type, f"inv_{1:026}", "204"]
    assert lines[1].endswith(" ms")
    assert "Events forwarded: 2, answered with 2xx: 2." in said
    assert f"SINCE={large.id}" in said


async def test_what_happens_at_quittance_itself_arrives_while_its_streams_end_and_begin_again(tmp_path: Path) -> None:
    web_process, local = WebProcess(tmp_path / "log.txt", QUITTANCE_STREAM_SECONDS="1"), Local()
    web_process.start()
    try:
        async with httpx.AsyncClient(base_url=web_process.url, timeout=PATIENCE_SECONDS) as http, serve(local) as own:
            shop = await people.open_shop(http)
            key = await shop.owner.make("/v1/api-keys", name="listen", scopes=["events:read"], receiver_id=shop.id)
            options = ("--api", web_process.url, "--receiver", shop.id, "--types=invoice.*", "--count=4")
            async with listening(own, *options, KEY=key["secret"]) as it:
                await it.until("Connected")
                invoices = [await shop.issue()]
                # More than one stream lasts.
                await asyncio.sleep(2.5)
                invoices.append(await shop.issue())
                code, said, err = await it.end()
            feed = (await shop.owner.get(f"/v1/events?receiver_id={shop.id}&types=invoice.*")).json()["data"]
    finally:
        web_process.stop()
    assert (code, err) == (0, ""), said
    verified = [Webhook(SECRET).verify(message.body, message.headers) for message in local.messages]
    assert verified == feed
    assert [event["type"] for event in verified] == ["invoice.created", "invoice.finalized"] * 2
    assert [event["data"]["id"] for event in verified[1::2]] == [invoice["id"] for invoice in invoices]


async def test_no_event_is_lost_or_doubled_when_streams_end_or_break() -> None:
    events = [event(number) for number in range(12)]
    feed, local = Feed(*events, ends=((3, "cut"), (0, "cut"), (2, "over"), (0, "over"), (1, "cut"))), Local()
    options = ("--since", events[0].id, "--count", "11")
    async with serve(feed) as api, serve(local) as own, listening(own, "--api", api, *options) as it:
        code, said, _ = await it.end()
    assert (code, local.ids) == (0, [event.id for event in events[1:]])
    assert feed.requests[0].query["after"] == events[0].id
    assert "Last-Event-ID" not in feed.requests[0].headers
    resumed = [request.headers["Last-Event-ID"] for request in feed.requests[1:]]
    assert resumed == sorted(resumed)
    assert not any("after" in request.query for request in feed.requests[1:])
    # Ends on purpose are not worth a word.
    assert said.count("the connection broke off") == 3


async def test_a_break_before_the_first_event_loses_nothing_when_the_feed_says_where_it_began() -> None:
    feed, local = Feed(event(0), ends=((0, "over"),), first=f"id: {event(0).id}\n"), Local()
    async with serve(feed) as api, serve(local) as own, listening(own, "--api", api, "--count=1") as it:
        await it.until("Connected")
        await feed.announce(event(1))
        await it.end()
    assert feed.requests[1].headers["Last-Event-ID"] == event(0).id
    assert local.ids == [event(1).id]


async def test_filters_are_the_feeds_own() -> None:
    feed = Feed(event(0))
    options = ("--receiver=rcv_1", "--types=invoice.*,payment.succeeded", "--since", event(0).id)
    async with serve(feed) as api, listening("http://127.0.0.1:1", "--api", f"{api}/", *options) as it:
        await it.until("Connected")
    asked = {"receiver_id": "rcv_1", "types": "invoice.*,payment.succeeded", "after": event(0).id}
    assert (feed.requests[0].path, dict(feed.requests[0].query)) == ("/v1/events/stream", asked)


async def test_an_api_that_is_down_is_waited_for() -> None:
    feed, local, port = Feed(event(0)), Local(), free_port()
    options = ("--since", event(0).id, "--count=1")
    async with serve(local) as own, listening(own, *options, PORT=str(port)) as it:
        await it.until(f"nothing answers at 127.0.0.1:{port}")
        async with serve(feed, port):
            await feed.announce(event(1))
            code, said, _ = await it.end()
    assert (code, said.count("nothing answers"), local.ids) == (0, 1, [event(1).id])


async def test_events_wait_in_order_for_a_local_server_that_starts_late() -> None:
    feed, local, port = Feed(event(0), event(1), event(2)), Local(), free_port()
    options = ("--since", event(0).id, "--count=2")
    async with serve(feed) as api, listening(f"http://127.0.0.1:{port}", "--api", api, *options) as it:
        await it.until(f"nothing answers at 127.0.0.1:{port}, again in 1 s")
        async with serve(local, port):
            code, said, _ = await it.end()
    assert (code, local.ids) == (0, [event(1).id, event(2).id])
    assert "answered with 2xx: 2" in said


async def test_a_dead_local_server_does_not_hold_up_later_events_for_ever(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def behave(id_: str) -> web.Response | None:
        return None if id_ == event(1).id else web.Response(status=204)

    monkeypatch.setattr(listen, "PAUSES_SECONDS", (0.01, 0.02, 0.05))
    local = Local(behave)
    await forward_two(local)
    assert local.ids == [event(1).id] * 4 + [event(2).id]
    # Each try is signed for its own time.
    for message in local.messages:
        assert Webhook(SECRET).verify(message.body, message.headers)
    assert f"goes on without {event(1).id}" in capsys.readouterr().out


@pytest.mark.parametrize("status", [302, 400, 500])
async def test_an_answer_is_shown_and_not_asked_for_again(status: int, capsys: pytest.CaptureFixture[str]) -> None:
    async def behave(_: str) -> web.Response:
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    local = Local(behave)
    listener = await forward_two(local)
    assert local.ids == [event(1).id, event(2).id]
    assert capsys.readouterr().out.count(f"  {status} ") == 2
    assert (listener.forwarded, listener.taken) == (2, 0)


async def test_whoever_sits_at_a_breakpoint_gets_an_event_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def behave(id_: str) -> web.Response:
        await asyncio.sleep(30 if id_ == event(1).id else 0)
        return web.Response(status=204)

    monkeypatch.setattr(listen, "ANSWER_SECONDS_MAX", 0.5)
    local = Local(behave)
    await forward_two(local)
    assert local.ids == [event(1).id, event(2).id]
    assert "no complete answer in 0.5 s" in capsys.readouterr().out


async def forward_two(local: Local) -> listen.Listener:
    """Forwards event 1 and event 2 in this process."""
    feed = Feed(event(0), event(1), event(2))
    async with serve(feed) as api, serve(local) as own:
        listener = listen.Listener(url=own, api=api, key=KEY, secret=SECRET, filters={}, position=event(0).id, count=2)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await listener.run()
    return listener


@pytest.mark.parametrize(
    ("options", "environment", "sentence"),
    [
        ((), {"KEY": "qk_unknown"}, "The API key is unknown, revoked or expired. POST /v1/api-keys makes an API key"),
        ((), {"KEY": ""}, "Say which API key to use: KEY=qk_... POST /v1/api-keys makes an API key"),
        (("--since=evt_1",), {}, "Events are kept for a year, and this one is older. Leave SINCE out"),
        ((), {"SECRET": "whsec_c2hvcnQ="}, "SECRET cannot be used. A whsec_ secret holds 24 to 64 bytes."),
        (("--api=localhost",), {}, "API is not an address like"),
    ],
)
async def test_what_cannot_go_on_is_a_sentence_and_exit_code_1(
    options: tuple[str, ...], environment: dict[str, str], sentence: str
) -> None:
    async with serve(Feed()) as api, listening("http://127.0.0.1:1", "--api", api, *options, **environment) as it:
        code, said, err = await it.end()
    assert (code, said, err.count("\n")) == (1, "", 1)
    assert err.startswith(sentence)


async def test_an_address_that_is_not_quittance_is_a_sentence_and_exit_code_1() -> None:
    page = answer(200, b"<p>Hello</p>", Content_Type="text/html")
    async with (
        open_zoo(behaviours={"/v1/events/stream": page}) as zoo,
        listening("http://127.0.0.1:1", "--api", zoo.origin) as it,
    ):
        code, _, err = await it.end()
    assert code == 1
    assert err == f"{zoo.origin} answers 200 and no stream of events: give Quittance's address as API.\n"


async def test_a_fresh_secret_is_printed_once_and_signs() -> None:
    feed, local = Feed(event(0), event(1)), Local()
    options = ("--since", event(0).id, "--count=1")
    async with serve(feed) as api, serve(local) as own, listening(own, "--api", api, *options, SECRET="") as it:
        _, said, _ = await it.end()
    assert said.startswith("Your signing secret is whsec_")
    assert said.count("whsec_") == 1
    secret = said.splitlines()[0].rpartition(" ")[2]
    assert Webhook(secret).verify(local.messages[0].body, local.messages[0].headers)


async def test_a_secret_that_was_given_is_not_printed() -> None:
    async with serve(Feed()) as api, listening("http://127.0.0.1:1", "--api", api) as it:
        await it.until("Connected")
    assert "whsec_" not in it.said


async def test_ctrl_c_ends_it_quietly_with_a_count() -> None:
    feed, local = Feed(event(0), event(1)), Local()
    async with serve(feed) as api, serve(local) as own, listening(own, "--api", api, "--since", event(0).id) as it:
        await it.until("204")
        it.process.send_signal(signal.SIGINT)
        code, said, err = await it.end()
    assert (code, err) == (0, "")
    assert said.endswith(f"Events forwarded: 1, answered with 2xx: 1. SINCE={event(1).id} goes on from here.\n")


@pytest.mark.parametrize(
    ("stream", "frames", "last_id", "retry_seconds"),
    [
        (b"id: 1\nevent: a\ndata: x\n\n", [("1", "a", b"x")], "1", 1.0),
        (b"id:1\nevent:a\ndata:x\n\n", [("1", "a", b"x")], "1", 1.0),
        (b"id: 1\r\nevent: a\r\ndata: x\r\n\r\n", [("1", "a", b"x")], "1", 1.0),
        (b"id: 1\revent: a\rdata: x\r\r", [("1", "a", b"x")], "1", 1.0),
        # Lines of data are joined; one space only is taken off.
        (b"data: x\ndata:  y\ndata\n\n", [("", "message", b"x\n y\n")], "", 1.0),
        (b": ping\n\nretry: 1500\n\ndata: x\n\n", [("", "message", b"x")], "", 1.5),
        (b"retry: soon\nretry: -1\nretry:\n\n", [], "", 1.0),
        # The id stays until another comes, the type does not; without data there is no event, but the id counts.
        (b"id: 1\nevent: a\ndata: x\n\ndata: y\n\n", [("1", "a", b"x"), ("1", "message", b"y")], "1", 1.0),
        (b"id: 7\nevent: a\n\ndata: y\n\n", [("7", "message", b"y")], "7", 1.0),
        (b"id: 1\ndata: x\n\nid: 2\0\ndata: y\n\n", [("1", "message", b"x"), ("1", "message", b"y")], "1", 1.0),
        # What has no empty line after it is not an event, and its id does not count.
        (b"id: 1\ndata: x\n\nid: 2\ndata: y\n", [("1", "message", b"x")], "1", 1.0),
        (b'unknown: 1\nDATA: 2\ndata: {"a": "b: c"}\n\n', [("", "message", b'{"a": "b: c"}')], "", 1.0),
        ("event: é\ndata: Größe €\n\n".encode(), [("", "é", "Größe €".encode())], "", 1.0),
    ],
)
def test_server_sent_events_are_read_as_the_specification_says_however_they_are_cut(
    stream: bytes, frames: list[tuple[str, str, bytes]], last_id: str, retry_seconds: float
) -> None:
    cuts = [[stream[:place], stream[place:]] for place in range(len(stream))]
    for chunks in [*cuts, [stream[place : place + 1] for place in range(len(stream))]]:
        parser = listen.Frames()
        found = [frame for chunk in chunks for frame in parser.feed(chunk)]
        assert (found, parser.last_id, parser.retry_seconds) == (frames, last_id, retry_seconds), chunks
