"""The benchmark counts right: answers are read whole, percentiles are values that occurred, disturbed samples show."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from tests.bench import generator, meter
from tests.bench.generator import Generator, Load, UnknownLength
from tests.bench.meter import Moment

WHOLE = b"HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"


def test_an_answer_counts_only_once_all_of_it_has_come() -> None:
    assert [come for come in range(len(WHOLE) + 1) if generator.parse(WHOLE[:come])] == [len(WHOLE)]


def test_an_answer_ends_where_its_length_says() -> None:
    answer = generator.parse(WHOLE + b"HTTP/1.1 500 ")

    assert answer is not None
    assert (answer.status, answer.bytes) == (201, len(WHOLE))
    assert WHOLE[answer.head_bytes : answer.bytes] == b"hello"


def test_an_answer_without_content_is_an_answer() -> None:
    head = b"HTTP/1.1 204 No Content\r\n\r\n"

    assert generator.parse(head) == (204, len(head), len(head))


def test_an_answer_of_unknown_length_is_not_guessed_at() -> None:
    with pytest.raises(UnknownLength):
        generator.parse(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([7], 50, 7), ([1, 2], 50, 1), ([1, 2, 3], 50, 2), (range(1, 201), 99, 198), (range(1, 11), 99, 10), ([3], 0, 3)],
)
def test_a_percentile_is_one_of_the_values(values: list[float], percent: float, expected: float) -> None:
    assert meter.percentile(values, percent) == expected


# Ours is process 10 with its children 11 and 12; 20 is somebody else's.
PARENTS = {10: 1, 11: 10, 12: 11, 20: 1, 1: 0}


@pytest.mark.parametrize(
    ("others", "busy", "expected"),
    [
        pytest.param(0.0, 6.0, 0.0, id="only we have worked"),
        pytest.param(0.5, 6.0, 0.25, id="another process has"),
        pytest.param(0.0, 7.0, 0.5, id="somebody has whom we cannot see"),
        pytest.param(0.0, 5.0, 0.0, id="ticks have missed what we did"),
    ],
)
def test_what_others_did_is_not_taken_for_ours(others: float, busy: float, expected: float) -> None:
    before = Moment(100.0, PARENTS, {1: 9.0, 10: 1.0, 11: 2.0, 12: 3.0, 20: 4.0}, 50.0)
    after = Moment(102.0, PARENTS, {1: 9.0, 10: 2.0, 11: 4.0, 12: 6.0, 20: 4.0 + others}, 50.0 + busy)

    assert after.of(10) - before.of(10) == 6.0
    assert meter.foreign_cores(before, after, ours=10) == expected
    assert meter.is_disturbed(before, after, ours=10) is (expected > meter.FOREIGN_CORES_MAX)


def test_what_a_child_cost_counts_after_it_has_ended() -> None:
    before = meter.now()
    subprocess.run([sys.executable, "-c", "import time\nwhile time.process_time() < 0.3: pass"], check=True)
    after = meter.now()

    assert after.of(os.getpid()) - before.of(os.getpid()) > 0.25


class Answers(http.server.BaseHTTPRequestHandler):
    """Says which path was asked for, and refuses one of them."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(503 if self.path == "/refused" else 200)
        self.send_header("Content-Length", str(len(self.path)))
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_the_generator_sends_each_request_once_and_counts_what_is_refused(port: int) -> None:
    paths = [f"/{number}" for number in range(20)] + ["/refused"]
    requests = [f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode() for path in paths]
    started = Generator()
    try:
        started.prepare(Load(port, 3, requests, warm_up=5, expected=200, keeps_bodies=True))
        started.run()
        outcome = started.outcome()
    finally:
        started.stop()

    assert sorted(outcome.bodies) == sorted(path.encode() for path in paths[5:20])
    assert len(outcome.latencies) == 16
    assert outcome.errors == 1
    assert outcome.wrong[0].startswith(b"HTTP/1.1 503")
