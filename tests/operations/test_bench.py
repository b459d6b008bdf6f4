"""The benchmark counts right: answers are read whole, percentiles are values that occurred, disturbed samples show, and
statements are sent again as they were."""

import http.server
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.bench import generator, meter, pay_page, pressure, replay, report, sampling
from tests.bench.generator import Generator, Load, Outcome, UnknownLength
from tests.bench.meter import Moment, Yardstick
from tests.bench.replay import Recording, Statement
from tests.bench.rows import Requests
from tests.bench.sampling import Bench, Key, WrongAnswers
from tests.bench.sides import Side

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


def test_the_page_that_is_measured_is_the_one_that_is_shown() -> None:
    invoice = pay_page.drawn(5, 2, 7)
    page = pay_page.page(invoice).decode()
    for words in ("Work 7 of day 4", "Pay online", "I have paid already", 'class="logo"', "/assets/colours/"):
        assert words in page, words


# Ours is process 10 with its children 11 and 12; 20 is somebody else's.
PARENTS = {10: 1, 11: 10, 12: 11, 20: 1, 1: 0}


@pytest.mark.parametrize(
    ("others", "kernel", "busy", "expected"),
    [
        pytest.param(0.0, 0.0, 6.0, 0.0, id="only we have worked"),
        pytest.param(0.5, 0.0, 6.0, 0.25, id="another process has"),
        pytest.param(0.0, 0.0, 7.0, 0.5, id="somebody has whom we cannot see"),
        pytest.param(0.0, 1.0, 7.0, 0.0, id="the kernel has written to disk"),
        pytest.param(0.0, 0.0, 5.0, 0.0, id="ticks have missed what we did"),
    ],
)
def test_what_others_did_is_not_taken_for_ours(others: float, kernel: float, busy: float, expected: float) -> None:
    before = Moment(100.0, PARENTS, {1: 9.0, 10: 1.0, 11: 2.0, 12: 3.0, 20: 4.0}, 50.0, 8.0)
    after = Moment(102.0, PARENTS, {1: 9.0, 10: 2.0, 11: 4.0, 12: 6.0, 20: 4.0 + others}, 50.0 + busy, 8.0 + kernel)

    assert after.of(10) - before.of(10) == 6.0
    assert meter.foreign_cores(before, after, ours=10) == expected
    assert meter.is_disturbed(before, after, ours=10) is (expected > meter.FOREIGN_CORES_MAX)


def test_what_a_child_cost_counts_after_it_has_ended() -> None:
    before = meter.now()
    subprocess.run([sys.executable, "-c", "import time\nwhile time.process_time() < 0.3: pass"], check=True)
    after = meter.now()

    assert after.of(os.getpid()) - before.of(os.getpid()) > 0.25


class Still(Yardstick):
    """A yardstick whose loop took what it is told."""

    def __init__(self, taken: list[tuple[float, float]]) -> None:
        super().__init__()
        self._taken = taken


def test_the_yardstick_is_held_against_its_best() -> None:
    yardstick = Still([(1.0, 0.2), (2.0, 0.1), (3.0, 0.2), (4.0, 0.3)])
    found = [yardstick.slowness(*between) for between in ((1.0, 2.0), (2.5, 4.5), (2.0, 2.0), (5.0, 6.0))]
    assert found == [pytest.approx(1.5), pytest.approx(2.5), 1.0, 1.0]


def test_the_yardstick_runs_beside_us_and_leaves_us_all_processors() -> None:
    allowed = os.sched_getaffinity(0) if meter.ON_LINUX else None
    began = time.monotonic()
    with Yardstick() as yardstick:
        time.sleep(4 * meter.YARDSTICK_PAUSE)
        assert allowed is None or os.sched_getaffinity(0) == allowed
    assert 1 <= yardstick.slowness(began, time.monotonic()) < 100
    assert not yardstick._thread.is_alive()


@pytest.mark.parametrize(
    ("taken", "patience", "waits"),
    [
        pytest.param([0.1, 0.1], 60.0, False, id="the host is quiet"),
        pytest.param([0.1, 0.2], 0.3, True, id="a neighbour is at work"),
        pytest.param([0.1, 0.2], 0.0, False, id="there is no patience"),
    ],
)
def test_the_yardstick_waits_for_a_quiet_host_for_so_long(taken: list[float], patience: float, waits: bool) -> None:
    began = time.monotonic()
    best, latest = taken
    Still([(began - 100, best), (began, latest)]).wait_for_calm(began + patience)
    assert (time.monotonic() - began >= meter.YARDSTICK_PAUSE) is waits


class Pretended:
    """A place where a sample costs nothing, and others are at work during the first ones after the warm-up."""

    key = Key("get", "token", 1, "here")

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, disturbed: int) -> None:
        self.processes = {"web": os.getpid(), "PostgreSQL": os.getpid()}
        self.counts: list[int] = []
        monkeypatch.setattr(meter, "is_disturbed", lambda *_, **__: 1 < len(self.counts) <= disturbed + 1)

    def make_ready(self, count: int) -> None:
        self.counts.append(count)

    def prepare(self, count: int) -> None:
        pass

    def run(self) -> None:
        pass

    def outcome(self) -> Outcome:
        return Outcome(2.0, [0.001 * number for number in range(1, self.counts[-1] + 1)])


@pytest.mark.parametrize(
    ("disturbed", "thrown_away", "given_up"), [(0, 0, 0), (2, 2, 0), (sampling.TRIES_MAX, sampling.TRIES_MAX, 1)]
)
def test_a_disturbed_sample_is_taken_again_a_few_times_and_counted(
    monkeypatch: pytest.MonkeyPatch, disturbed: int, thrown_away: int, given_up: int
) -> None:
    place, bench = Pretended(monkeypatch, disturbed=disturbed), Bench(Yardstick(), seconds=4.0)
    bench.warm_up(place)
    bench.take(place)

    # 60 in two seconds are 120 in four.
    assert place.counts == [sampling.COUNT_FIRST] + [120] * min(disturbed + 1, sampling.TRIES_MAX)
    assert (bench.thrown_away, bench.given_up) == (thrown_away, given_up)
    figures = bench.figures(place.key)
    assert (figures is None) is bool(given_up)
    assert figures is None or (figures.per_second, round(figures.p50), figures.samples) == (60.0, 60, 1)


@pytest.mark.parametrize(("patience", "kept"), [(0.0, [2.0]), (60.0, [1.1])])
def test_a_sample_that_a_neighbour_slowed_is_taken_again_while_there_is_patience(
    monkeypatch: pytest.MonkeyPatch, patience: float, kept: list[float]
) -> None:
    place, yardstick = Pretended(monkeypatch, disturbed=0), Yardstick()
    found = iter([1.0, *[2.0] * sampling.TRIES_MAX, 1.1])
    monkeypatch.setattr(yardstick, "slowness", lambda begin, end: next(found))
    monkeypatch.setattr(yardstick, "wait_for_calm", lambda until: None)
    bench = Bench(yardstick, seconds=4.0, patience=patience)
    bench.warm_up(place)
    bench.take(place)

    assert (bench.slownesses, bench.thrown_away) == (kept, sampling.TRIES_MAX if patience else 0)
    assert f"had slowed {int(kept[0] > meter.SLOWNESS_MAX)} of 1 samples" in report.slowness(bench)


def test_an_answer_that_was_not_as_expected_ends_the_run_with_what_it_said() -> None:
    outcome = Outcome(1.0, [0.1, 0.1], [201, 409], errors=1, wrong=[b"HTTP/1.1 409 Conflict"])
    generator = SimpleNamespace(outcome=lambda: outcome)
    web = SimpleNamespace(end_of_log=lambda: "the log")
    place = Requests(Key("pay", "token", 1, "here"), web, SimpleNamespace(generator=generator), make=list, expected=201)

    with pytest.raises(WrongAnswers, match=r"(?s)1 answers to pay of here were not 201.*409 Conflict"):
        place.outcome()


def test_books_that_do_not_balance_end_the_run(tmp_path: Path) -> None:
    (tmp_path / "manage.py").write_text("print('FAIL  every transaction balances')\nraise SystemExit(1)")
    side = object.__new__(Side)
    side.name, side.checkout, side.environment = "here", tmp_path, {}

    with pytest.raises(WrongAnswers, match=r"(?s)do not balance.*every transaction balances"):
        side.check_books()


LOG = r"""
2026-11-28 11:30:51.597 UTC [8322] LOG:  parameter "log_statement" changed to "all"
2026-11-28 11:30:51.899 UTC [8399] LOG:  statement: BEGIN;
2026-11-28 11:30:51.906 UTC [8399] LOG:  execute __asyncpg_stmt_1__: SELECT $2::text,
|   $1::uuid, $3::int
2026-11-28 11:30:51.906 UTC [8399] DETAIL:  Parameters: $1 = '00000000-0000-7000-8000-000000000001', $2 = 'it''s
|$3 = ''7''', $3 = NULL
2026-11-28 11:30:51.907 UTC [8399] LOG:  statement: COMMIT;
""".replace("|", "\t")
SELECT = Statement(
    "SELECT $2::text,\n   $1::uuid, $3::int", {1: "00000000-0000-7000-8000-000000000001", 2: "it's\n$3 = '7'", 3: None}
)


def test_statements_are_read_from_postgresql_s_log_with_their_parameters() -> None:
    assert replay.parse_log(LOG) == [Statement("BEGIN;", {}), SELECT, Statement("COMMIT;", {})]


def test_a_script_sends_the_statements_with_a_row_of_parameters() -> None:
    types = [[], ["uuid", "text", "int4"]]

    made = replay.script([Statement("BEGIN;", {}), SELECT], types, table="replayed", choice=r"\set n 1")

    assert made.splitlines() == [
        r"\set i :i + 1",
        r"\set n 1",
        r"SELECT p1, p2 FROM replayed WHERE n = :n \gset",
        "BEGIN;",
        "SELECT (:p2::text)::text,",
        "   (:p1::uuid)::uuid, (NULL::int4)::int;",
        *replay.GATE,
    ]


def test_a_statement_that_pgbench_would_change_is_not_sent() -> None:
    with pytest.raises(ValueError, match="variable of its own"):
        replay.script([Statement("SELECT 'a :word'", {})], [[]], table="replayed", choice="")


def test_what_was_new_is_new_again_and_what_was_known_stays() -> None:
    invoice, other_invoice, payer, payment = (f"00000000-0000-7000-8000-00000000000{number}" for number in range(4))
    statement = Statement("SELECT", {1: invoice, 2: payer, 3: f'{{"id": "{payment}"}}', 4: payment, 5: None})

    values = replay.values(Recording([statement], invoice), f"another request about {payer}", other_invoice)

    assert values[:2] == [other_invoice, payer]
    assert values[3] not in (payment, invoice, payer, other_invoice)
    assert values[2:] == [f'{{"id": "{values[3]}"}}', values[3]]


@pytest.mark.parametrize(
    ("value", "bounds", "is_reached"),
    [
        (0.8, {"at_least": 0.8}, True),
        (0.79, {"at_least": 0.8}, False),
        (0, {"at_most": 0}, True),
        (1, {"at_most": 0}, False),
        (10.1, {"at_most": 10}, False),
    ],
)
def test_a_bound_is_reached_where_the_figure_equals_it(
    value: float, bounds: dict[str, float], is_reached: bool
) -> None:
    assert pressure.verdict("a share", value, **bounds).endswith(": reached") is is_reached


def test_figures_are_put_between_their_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Before.\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nAfter.\n")

    report.write(page, "figures", "new")

    assert page.read_text() == "Before.\n<!-- figures: begin -->\n\nnew\n\n<!-- figures: end -->\nAfter.\n"
    with pytest.raises(AssertionError, match="no place for scenarios"):
        report.write(page, "scenarios", "new")


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
        started.prepare(Load(port, 3, requests, warm_up=5, expected=[200], keeps_bodies=True))
        started.run()
        outcome = started.outcome()
    finally:
        started.stop()

    assert sorted(outcome.bodies) == sorted(path.encode() for path in paths[5:20])
    assert len(outcome.latencies) == 16
    assert outcome.errors == 1
    assert outcome.wrong[0].startswith(b"HTTP/1.1 503")


def test_at_a_steady_pace_what_finds_no_connection_is_dropped_and_counted(port: int) -> None:
    requests = [f"GET /{number} HTTP/1.1\r\nHost: here\r\n\r\n".encode() for number in range(5)]
    started = Generator()
    try:
        # All are due before the first one can be answered.
        load = Load(port, 2, requests, warm_up=0, expected=[200], keeps_bodies=True, per_second=1e9)
        started.prepare(load)
        started.run()
        outcome = started.outcome()
    finally:
        started.stop()

    assert sorted(outcome.bodies) == [b"/0", b"/1"]
    assert outcome.dropped == 3
