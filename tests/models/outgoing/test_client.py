"""The guarded client against real sockets: addresses it must not reach, and receivers that misbehave."""

import asyncio
import contextlib
import datetime
import logging
import os
import resource
import socket
import sys
import threading
import time
import tomllib
from email.utils import format_datetime
from pathlib import Path

import pytest

from models.outgoing import client as outgoing
from tests.receivers import METADATA_URL, Names, certificates, open_zoo, raw

HEADERS = {"Content-Type": "application/json", "webhook-id": "evt_1"}
HOST = "receiver.example.com"
# Long enough for a loaded machine, short enough for a quick suite.
CONNECT_SECONDS = 1.0
TOTAL_SECONDS = 0.6


@pytest.fixture
async def zoo():
    async with open_zoo(drip_seconds=0.05) as zoo:
        yield zoo


@pytest.fixture
async def client():
    async with outgoing.Client(allow_loopback=True, connect_seconds=CONNECT_SECONDS) as client:
        yield client


@pytest.fixture
async def impatient():
    async with outgoing.Client(allow_loopback=True, total_seconds=TOTAL_SECONDS) as client:
        yield client


@pytest.fixture(scope="session")
def tls(tmp_path_factory):
    return certificates(tmp_path_factory.mktemp("certificates"), HOST)


async def post(client, url, **headers):
    return await client.post(url, body=b'{"id": "evt_1"}', headers=HEADERS | headers)


# --- The guard at the connection


@pytest.fixture
def no_url_check(monkeypatch):
    """Takes the first wall away, to see the second one."""
    monkeypatch.setattr(outgoing, "check_url", lambda url, **_: url)
    outgoing._target.cache_clear()
    yield
    outgoing._target.cache_clear()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1.", "[::ffff:127.0.0.1]", "localhost", "127.1", "0x7f.1", "2130706433", "0"]
)
@pytest.mark.usefixtures("no_url_check")
async def test_the_guard_alone_lets_no_spelling_of_loopback_through(zoo, host):
    async with outgoing.Client() as client:
        answer = await post(client, f"http://{host}:{zoo.port}/200")
    assert answer.error in {"blocked_address", "url_refused"}, answer
    assert answer.status is None
    assert zoo.connections == 0


@pytest.mark.usefixtures("no_url_check")
async def test_the_guard_alone_blocks_ip_literals_of_both_families(zoo):
    async with open_zoo(host="::1") as zoo6, outgoing.Client() as client:
        for url in (zoo.url("/200"), zoo6.url("/200")):
            answer = await post(client, url)
            assert answer.error == "blocked_address"
        assert (zoo.connections, zoo6.connections) == (0, 0)
        async with outgoing.Client(allow_loopback=True) as permitted:
            for url in (zoo.url("/200"), zoo6.url("/200")):
                assert (await post(permitted, url)).is_success


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::1", "127.0.0.1"],
        ["127.0.0.1", "::1", "127.0.0.2", "::ffff:127.0.0.1"],
        ["169.254.169.254", "127.0.0.1"],
        ["not an address", "127.0.0.1"],
    ],
)
async def test_a_name_that_leads_to_loopback_is_blocked_on_every_address(zoo, tls, found):
    names = Names({HOST: [found]})
    async with outgoing.Client(ports={zoo.port}, resolver=names, tls=tls.client) as client:
        answer = await post(client, f"https://{HOST}:{zoo.port}/200")
    assert (answer.error, answer.status, zoo.connections) == ("blocked_address", None, 0)
    assert names.looked_up == [HOST]
    assert "127" not in answer.detail


connected: list[str] = []
sys.addaudithook(lambda event, values: connected.append(values[1][0]) if event == "socket.connect" else None)


async def test_of_several_addresses_the_inner_ones_are_never_tried(zoo):
    names = Names({"api.localhost": [["10.0.0.1", "fd00::1", "169.254.169.254", "127.0.0.1"]]})
    connected.clear()
    async with outgoing.Client(allow_loopback=True, resolver=names) as client:
        answer = await post(client, f"http://api.localhost:{zoo.port}/204")
    assert answer.is_success
    assert set(connected) == {"127.0.0.1"}


async def test_a_rebinding_name_that_was_public_when_it_was_checked_is_blocked_at_the_connection(zoo, tls):
    names = Names({HOST: [["93.184.215.14"], ["127.0.0.1"]]})
    first = await names.resolve(HOST)
    assert all(outgoing.is_public(found["host"]) for found in first), "A check before the connection would pass."
    async with outgoing.Client(ports={zoo.port}, resolver=names, tls=tls.client) as client:
        answer = await post(client, f"https://{HOST}:{zoo.port}/200")
    assert (answer.error, answer.status, zoo.connections) == ("blocked_address", None, 0)
    assert len(names.looked_up) == 2


async def test_a_url_that_was_accepted_in_development_is_refused_in_production(zoo):
    async with outgoing.Client() as client:
        answer = await post(client, zoo.url("/200"))
        assert (answer.error, zoo.connections) == ("blocked_address", 0)
        answer = await post(client, "http://example.com/hook")
        assert answer.error == "url_refused"
        assert answer.detail.startswith("Use https")


async def test_proxies_of_the_environment_are_not_used(zoo, client, monkeypatch):
    async with open_zoo() as proxy:
        for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(variable, proxy.origin)
        monkeypatch.delenv("no_proxy", raising=False)
        assert (await post(client, zoo.url("/200"))).is_success
        assert (proxy.connections, zoo.connections) == (0, 1)


async def test_the_permission_of_loopback_is_loud(caplog):
    with caplog.at_level(logging.WARNING):
        async with outgoing.Client():
            assert not caplog.records
        async with outgoing.Client(allow_loopback=True):
            assert "development only" in caplog.text


# --- What receivers answer


async def test_the_request_is_sent_as_given(zoo, client):
    await post(client, zoo.url("/200?a=%2F&b=1;2/../x"))
    received = zoo.received[0]
    assert (received.method, received.target, received.body) == ("POST", "/200?a=%2F&b=1;2/../x", b'{"id": "evt_1"}')
    assert received.headers == {
        "host": f"127.0.0.1:{zoo.port}",
        "content-type": "application/json",
        "webhook-id": "evt_1",
        "accept-encoding": "identity",
        "accept": "*/*",
        "user-agent": outgoing.USER_AGENT,
        "content-length": "15",
    }


def test_the_user_agent_tells_the_version_of_the_project():
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]
    assert f"Quittance/{project['version']}" == outgoing.USER_AGENT


@pytest.mark.parametrize(
    ("path", "status", "success", "excerpt", "retry_after"),
    [
        ("/200", 200, True, b'{"taken": true}', None),
        ("/204", 204, True, b"", None),
        ("/301", 301, False, b"over there", None),
        ("/307", 307, False, b"", None),
        ("/410", 410, False, b"gone", None),
        ("/429", 429, False, b"slow down", 120),
        ("/500", 500, False, b"oops", None),
        ("/304", 304, False, b"", None),
        ("/299", 299, True, b"", None),
    ],
)
async def test_an_answer_is_told_as_it_was(zoo, client, path, status, success, excerpt, retry_after):
    answer = await post(client, zoo.url(path))
    assert (answer.status, answer.is_success, answer.excerpt) == (status, success, excerpt)
    assert (answer.error, answer.detail, answer.retry_after_seconds) == (None, None, retry_after)


@pytest.mark.parametrize("path", ["/301", "/307"])
async def test_a_redirect_to_a_private_address_is_not_followed(zoo, path):
    names = Names({})
    async with outgoing.Client(allow_loopback=True, resolver=names) as client:
        answer = await post(client, zoo.url(path))
    assert answer.status == int(path[1:])
    assert METADATA_URL.encode() not in answer.excerpt
    assert (len(zoo.received), names.looked_up) == (1, [])


async def test_connections_are_kept_and_cookies_are_not(zoo, client):
    for path in ("/cookie", "/200", "/204", "/500", "/200"):
        await post(client, zoo.url(path))
    assert zoo.connections == 1
    assert not any("cookie" in received.headers for received in zoo.received)


@pytest.mark.parametrize("name", ["Host", "Content-Length", "transfer-encoding", "CONNECTION", "User-Agent"])
async def test_a_header_of_the_client_itself_is_not_for_callers(zoo, client, name):
    with pytest.raises(ValueError, match="belong to the client"):
        await post(client, zoo.url("/200"), **{name: "x"})
    assert zoo.connections == 0


# Dates that are told from when the test runs, not from when it was collected.
DATES = {"in 90 s": 90, "in 90 s, no zone": 90, "in days": 999_999, "90 s ago": -90}


def in_seconds(seconds: float) -> str:
    return format_datetime(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("value", "lowest", "highest"),
    [
        ("0", 0, 0),
        ("120", 120, 120),
        ("3601", 3600, 3600),
        ("9" * 4000, 3600, 3600),
        ("in 90 s", 60, 91),
        ("in 90 s, no zone", 60, 91),
        ("in days", 3600, 3600),
        ("90 s ago", 0, 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3600, 3600),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 3600, 3600),
        ("Fri, 31 Dec 9999 23:59:59 -" + "9" * 20, None, None),
        ("Fri, 31 Dec " + "9" * 20 + " 23:59:59 GMT", None, None),
        ("-1", None, None),
        ("1.5", None, None),
        ("soon", None, None),
        ("", None, None),
        ("Tue, 99 Foo 2026 99:99:99 GMT", None, None),
    ],
)
async def test_retry_after_is_read_in_both_forms_and_bounded_to_an_hour(client, value, lowest, highest):
    if value in DATES:
        date = in_seconds(DATES[value])
        value = date.replace("GMT", "-0000") if "no zone" in value else date
    busy = raw(f"HTTP/1.1 503 Busy\r\nRetry-After: {value}\r\nContent-Length: 0\r\n\r\n".encode())
    async with open_zoo(behaviours={"/busy": busy}) as zoo:
        answer = await post(client, zoo.url("/busy"))
    assert (answer.status, answer.error) == (503, None)
    if lowest is None:
        assert answer.retry_after_seconds is None
    else:
        assert lowest <= answer.retry_after_seconds <= highest


# --- Slow, hostile and huge answers


@pytest.mark.parametrize("path", ["/drip-headers", "/silent", "/interim"])
async def test_an_answer_that_does_not_come_in_time_is_too_slow(zoo, impatient, path):
    began = time.monotonic()
    answer = await post(impatient, zoo.url(path))
    assert (answer.error, answer.status, answer.is_success) == ("response_too_slow", None, False)
    elapsed_seconds = time.monotonic() - began
    # A busy machine may be late. Without a limit the answer would never end.
    assert 950 * TOTAL_SECONDS <= answer.duration_ms <= elapsed_seconds * 1000 + 1
    assert elapsed_seconds < 20


async def test_a_body_that_drips_is_cut_off_in_time_and_is_no_success(zoo, impatient):
    answer = await post(impatient, zoo.url("/drip"))
    assert (answer.error, answer.status, answer.is_success) == ("response_too_slow", 200, False)
    assert 1 <= len(answer.excerpt) < 20
    assert set(answer.excerpt) == set(b".")


async def test_an_endless_body_costs_16_kilobytes_and_is_hung_up_on(zoo, client):
    answer = await post(client, zoo.url("/endless"))
    assert (answer.status, answer.error, len(answer.excerpt)) == (200, None, outgoing.EXCERPT_BYTES_MAX)
    assert answer.is_success
    for _ in range(100):
        written = zoo.bytes_written
        await asyncio.sleep(0.02)
        if written == zoo.bytes_written:
            break
    # What lies in the buffers of both sides; the server would have gone on to 64 MB.
    assert zoo.bytes_written < 8_000_000


async def test_after_a_large_body_the_connection_is_not_used_again(zoo, client):
    answer = await post(client, zoo.url("/large"))
    assert (answer.status, answer.excerpt) == (200, b"x" * outgoing.EXCERPT_BYTES_MAX)
    assert (await post(client, zoo.url("/200"))).excerpt == b'{"taken": true}'
    assert zoo.connections == 2


async def test_a_gzip_bomb_stays_folded(zoo, client):
    answer = await post(client, zoo.url("/gzip"))
    assert answer.is_success
    assert answer.excerpt.startswith(b"\x1f\x8b")
    assert len(answer.excerpt) <= outgoing.EXCERPT_BYTES_MAX


@pytest.mark.parametrize("path", ["/header", "/headers", "/garbage"])
async def test_headers_without_measure_and_what_is_not_http_are_malformed(zoo, client, path):
    answer = await post(client, zoo.url(path))
    assert (answer.error, answer.status, answer.excerpt) == ("response_malformed", None, b"")


@pytest.mark.parametrize("path", ["/close", "/reset"])
async def test_a_connection_that_ends_before_the_answer_is_lost(zoo, client, path):
    answer = await post(client, zoo.url(path))
    assert (answer.error, answer.status) == ("connection_lost", None)


async def test_a_connection_that_ends_within_the_answer_is_lost_and_keeps_what_came(zoo, client):
    answer = await post(client, zoo.url("/cut"))
    assert (answer.error, answer.status, answer.excerpt) == ("connection_lost", 200, b"only this")
    assert not answer.is_success


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 100,
        b"\xff\xfe\xfd\r\n\r\n",
        b"HTTP/1.1 \r\n\r\n",
        b"HTTP/1.1 99999 No\r\n\r\n",
        b"HTTP/1.1 abc No\r\n\r\n",
        b"HTTP/1.1 -20 No\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 200 \xff\xfe\r\nContent-Length: 0\r\nX-\xff: \xfe\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br, \xff\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Type: \x7f;charset=\xff\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 301 Moved\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: \xff\xff://\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nSet-Cookie: \xff=\xfe; Path=\x01\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nLink: <\xff>; rel=\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nRetry-After: \xff\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nRetry-After: \xc2\xb2\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n folded\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nframes",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 50 + b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 204 No\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"200 OK",
        b"\r\n" * 1000,
    ],
)
async def test_no_answer_however_strange_raises_or_hangs(client, data):
    async with open_zoo(behaviours={"/strange": raw(data)}) as zoo:
        answer = await asyncio.wait_for(post(client, zoo.url("/strange")), 5)
    assert answer.error in {None, "response_malformed", "connection_lost"}
    assert (answer.error is None) == (answer.detail is None)
    assert answer.status is not None or answer.error is not None
    assert len(answer.excerpt) <= 5


# --- Connections that do not come about


async def test_a_closed_port_refuses_the_connection(client):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    answer = await post(client, f"http://127.0.0.1:{port}/")
    assert (answer.error, answer.status) == ("connection_refused", None)


async def test_our_own_lack_of_sockets_is_not_blamed_on_the_receiver(zoo, client):
    free = os.dup(0)
    os.close(free)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, before[1]))
    try:
        answer = await post(client, zoo.url("/200"))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert (answer.error, answer.status, zoo.connections) == ("sender_failed", None, 0)
    assert (await post(client, zoo.url("/200"))).is_success


async def test_a_host_that_does_not_accept_times_out():
    # The backlog of one is full, so Linux answers no further SYN.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, contextlib.ExitStack() as others:
        for _ in range(3):
            other = others.enter_context(socket.socket())
            other.setblocking(False)
            other.connect_ex(server.getsockname())
        async with outgoing.Client(allow_loopback=True, connect_seconds=0.3) as client:
            answer = await post(client, f"http://127.0.0.1:{server.getsockname()[1]}/")
    assert answer.error == "connection_timeout"
    assert 290 <= answer.duration_ms < 2000


async def test_a_tls_handshake_that_never_ends_times_out():
    with socket.create_server(("127.0.0.1", 0)) as server:
        async with outgoing.Client(allow_loopback=True, connect_seconds=0.3) as client:
            answer = await post(client, f"https://127.0.0.1:{server.getsockname()[1]}/")
    assert answer.error == "connection_timeout"
    assert 290 <= answer.duration_ms < 2000


async def test_a_name_that_does_not_exist_is_not_found(client):
    async with outgoing.Client(resolver=Names({})) as other:
        assert (await post(other, f"https://{HOST}/")).error == "name_not_found"
    # The system's own resolver; ".invalid" never exists (RFC 6761).
    answer = await post(client, "https://nowhere.invalid/")
    assert answer.error == "name_not_found"


async def test_a_name_server_that_does_not_answer_frees_the_slot_in_time(monkeypatch):
    released = asyncio.Event()
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(
        outgoing.socket,
        "getaddrinfo",
        lambda *_, **__: asyncio.run_coroutine_threadsafe(released.wait(), loop).result(),
    )
    try:
        async with outgoing.Client(connect_seconds=0.3) as client:
            answer = await post(client, f"https://{HOST}/")
    finally:
        released.set()
    assert answer.error == "name_not_found"
    assert answer.duration_ms < 2000


async def test_the_threads_that_look_up_names_end_with_the_client(zoo):
    before = set(threading.enumerate())
    async with outgoing.Client(allow_loopback=True) as client:
        assert (await post(client, f"http://localhost:{zoo.port}/204")).is_success
        threads = set(threading.enumerate()) - before
    assert threads
    for thread in threads:
        await asyncio.to_thread(thread.join, 1)
        assert not thread.is_alive()


# --- TLS


@pytest.mark.parametrize(
    ("kind", "error", "detail"),
    [
        ("good", None, None),
        ("expired", "tls_failed", "certificate has expired"),
        ("another_host", "tls_failed", "Hostname mismatch"),
        ("self_signed", "tls_failed", "self-signed certificate"),
    ],
)
async def test_only_a_valid_certificate_of_this_host_is_trusted(tls, kind, error, detail):
    # Served under a name, as in production, which leads to loopback.
    names = Names({HOST: [["127.0.0.1"]]})
    async with open_zoo(tls=tls.servers[kind]) as zoo:
        client = outgoing.Client(allow_loopback=True, ports={zoo.port}, resolver=names, tls=tls.client)
        async with client:
            answer = await post(client, f"https://{HOST}:{zoo.port}/200")
        assert answer.error == error
        assert len(zoo.received) == (0 if error else 1)
        assert answer.detail is None if detail is None else detail in answer.detail


async def test_an_authority_that_the_system_does_not_know_is_not_trusted(tls, client):
    async with open_zoo(tls=tls.servers["good"]) as zoo:
        answer = await post(client, zoo.url("/200"))
        assert (answer.error, zoo.received) == ("tls_failed", [])


async def test_https_to_a_server_that_speaks_http_fails_in_tls(client):
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        answer = await post(client, f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    assert (answer.error, answer.status) == ("tls_failed", None)


# --- Many at once


async def test_one_host_never_gets_more_connections_than_its_share():
    async with open_zoo() as zoo, outgoing.Client(allow_loopback=True, limit_per_host=3) as client:
        answers = await asyncio.gather(*(post(client, zoo.url("/200")) for _ in range(30)))
    assert all(answer.is_success for answer in answers)
    assert zoo.connections <= 3


async def test_a_cancelled_post_gives_its_connection_back(zoo):
    async with outgoing.Client(allow_loopback=True, limit=1) as client:
        slow = asyncio.create_task(post(client, zoo.url("/silent")))
        await asyncio.sleep(0.1)
        assert len(zoo.received) == 1
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        assert (await post(client, zoo.url("/200"))).is_success
