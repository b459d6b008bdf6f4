"""What happens when things are not even: hot invoices, no Valkey, steady rates, and more than can be done.

All of them pay one cent of an invoice at a time, so that invoices are not used up and nothing need be prepared between.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.bench import meter, rows, sampling
from tests.bench.generator import Load, Outcome
from tests.bench.report import shown, table
from tests.bench.rows import Requests, Stand
from tests.bench.sampling import Bench, Figures, Key, WrongAnswers
from tests.bench.sides import Side

CLIENTS = 32
HOT_CLIENTS = 20
HOT_INVOICES = 10
# So many that two clients hardly ever meet.
SPREAD_INVOICES = 400
HOT_SHARE_WANTED = 0.8
WITHOUT_VALKEY_WANTED = 0.9
# p99 of p50, at half of the maximum.
LATENCY_RATIO_MAX = 4.0
# Of open connections, while requests come at a steady pace.
PACED_CLIENTS = 64
OVERLOAD = 3.0
OVERLOAD_SECONDS = 5.0
OVERLOAD_CLIENTS = 400
REFUSED_MS_MAX = 100.0
ACCEPTED_RATIO_MAX = 10.0
MEMORY_RATIO_MAX = 1.1
RECOVERED_RATIO_MIN = 0.9
RECOVERY_REQUESTS = 200
VALKEY_SECONDS_MAX = 10.0


class Stage(NamedTuple):
    """Where a scenario is played. `say` shows how far it is."""

    bench: Bench
    side: Side
    stand: Stand
    rounds: int
    say: Callable[[str], None]

    def paying(self, name: str, *, clients: int, invoices: int = SPREAD_INVOICES, per_second: float = 0.0) -> Requests:
        """The place where cents are paid, to so many invoices in turn."""
        return Requests(
            Key(name, "token", clients, self.side.name),
            self.side.web,
            self.stand,
            make=lambda count: self.side.pay_cents(count, invoices=invoices),
            expected=201,
            make_ready=lambda _: self.side.make_ready(issued=invoices),
            per_second=per_second,
        )

    def reading(self, name: str, *, clients: int, per_second: float = 0.0) -> Requests:
        """The place where an invoice is read."""
        return Requests(
            Key(name, "token", clients, self.side.name),
            self.side.web,
            self.stand,
            make=lambda count: self.side.get(count, by="token"),
            make_ready=lambda _: self.side.make_ready(issued=1),
            per_second=per_second,
        )

    def measure(self, *places: Requests) -> list[Figures]:
        """The figures of places, which are measured in turn. Raises WrongAnswers."""
        for doing in sampling.there_and_back(self.bench, places, self.rounds):
            self.say(doing)
        return [self.figures(place) for place in places]

    def figures(self, place: Requests) -> Figures:
        """What a place came to. Raises WrongAnswers where others have disturbed all of it."""
        found = self.bench.figures(place.key)
        if found is None:
            raise WrongAnswers(f"{place.key.name}: others have disturbed all samples.")
        return found


def hot(stage: Stage) -> Iterator[str]:
    """Twenty clients who pay ten invoices, against as many who do not meet."""
    on_hot = stage.paying("ten invoices", clients=HOT_CLIENTS, invoices=HOT_INVOICES)
    spread = stage.paying("spread", clients=HOT_CLIENTS)
    found = stage.measure(on_hot, spread)
    yield from _rates(f"{HOT_CLIENTS} clients pay", [on_hot, spread], found)
    yield ""
    yield verdict("hot of spread", found[0].per_second / found[1].per_second, at_least=HOT_SHARE_WANTED)


def noredis(stage: Stage) -> Iterator[str]:
    """Payments while Valkey is stopped, against the same while it runs."""
    normal, without = (stage.paying(name, clients=CLIENTS) for name in ("Valkey runs", "Valkey is stopped"))
    stage.bench.warm_up(normal)
    try:
        for turn in range(stage.rounds):
            for place in (normal, without) if turn % 2 == 0 else (without, normal):
                stage.say(f"round {turn + 1} of {stage.rounds}: {place.key.name}")
                _switch_valkey(stage, runs=place is normal)
                stage.bench.warm_up(place)
                stage.bench.take(place)
    finally:
        _switch_valkey(stage, runs=True)
    found = [stage.figures(normal), stage.figures(without)]
    yield from _rates(f"{CLIENTS} clients pay", [normal, without], found)
    yield ""
    yield verdict("stopped of normal", found[1].per_second / found[0].per_second, at_least=WITHOUT_VALKEY_WANTED)


def latency(stage: Stage) -> Iterator[str]:
    """How long requests take that come at a steady rate, half of what can be done."""
    lines = []
    for make in (stage.reading, stage.paying):
        kind = "get" if make == stage.reading else "pay"
        (most,) = stage.measure(make(f"{kind} at most", clients=CLIENTS))
        half = most.per_second / 2
        (found,) = stage.measure(make(f"{kind} at half", clients=PACED_CLIENTS, per_second=half))
        ratio = found.p99 / found.p50
        figures = [most.per_second, found.per_second, found.p50, found.p99, ratio]
        lines.append([kind, *map(shown, figures), str(found.dropped), "yes" if ratio <= LATENCY_RATIO_MAX else "no"])
    heads = ["request", "at most, /s", "sent, /s", "p50, ms", "p99, ms", "p99 of p50", "dropped"]
    yield from table([*heads, f"at most {LATENCY_RATIO_MAX:g}"], lines, texts=1)


def overload(stage: Stage) -> Iterator[str]:
    """Three times as many payments as can be done."""
    most, before = stage.paying("at most", clients=CLIENTS), stage.paying("before", clients=8)
    capacity, normal = (one.per_second for one in stage.measure(most, before))
    paced = stage.paying("at half", clients=PACED_CLIENTS, per_second=capacity / 2)
    (half,) = stage.measure(paced)
    stage.say("overload")
    memory = _peak_megabytes(stage.side)
    moment = meter.now()
    found = _overload(stage, capacity * OVERLOAD)
    others = meter.foreign_cores(moment, meter.now(), ours=os.getpid())
    memory_after = _peak_megabytes(stage.side)
    stage.say("recovery")
    recovered = _run(
        stage, Load(stage.side.web.port, 8, stage.side.pay_cents(RECOVERY_REQUESTS, invoices=SPREAD_INVOICES), 0, [201])
    )
    after = len(recovered.latencies) / recovered.seconds
    by_status = {
        status: sorted(
            1000 * latency for latency, its in zip(found.latencies, found.statuses, strict=True) if its == status
        )
        for status in (201, 503)
    }
    yield from table(
        ["payments", "/s", "p50, ms", "p99, ms"],
        [
            ["sent at half of the maximum", *map(shown, (half.per_second, half.p50, half.p99))],
            [f"sent at {OVERLOAD:g} times the maximum", shown(capacity * OVERLOAD), "", ""],
            *(
                [name, shown(len(times) / found.seconds), *(shown(meter.percentile(times, p)) for p in (50, 99))]
                for name, times in (("… accepted", by_status[201]), ("… refused by 503", by_status[503]))
                if times
            ),
            [f"… not sent, all {OVERLOAD_CLIENTS} connections waiting", shown(found.dropped / found.seconds), "", ""],
        ],
        texts=1,
    )
    yield ""
    if others > meter.FOREIGN_CORES_MAX:
        yield f"- Others kept {others:.1f} processors busy meanwhile, so these figures say little."
    if by_status[503]:
        yield verdict("refused, p99 in ms", meter.percentile(by_status[503], 99), at_most=REFUSED_MS_MAX)
        yield verdict("refused without Retry-After", found.without_retry_after, at_most=0)
    else:
        yield "- Nothing was refused."
    if by_status[201]:
        ratio = meter.percentile(by_status[201], 99) / half.p99
        yield verdict("accepted, p99 of that at half", ratio, at_most=ACCEPTED_RATIO_MAX)
    yield verdict("web's memory at most, of that before", memory_after / memory, at_most=MEMORY_RATIO_MAX)
    yield verdict("payments/s directly afterwards, of before", after / normal, at_least=RECOVERED_RATIO_MIN)


SCENARIOS: dict[str, Callable[[Stage], Iterator[str]]] = {
    "hot": hot,
    "noredis": noredis,
    "latency": latency,
    "overload": overload,
}


def play(name: str, stage: Stage) -> str:
    """Plays one, and returns what is to be said of it. Raises WrongAnswers."""
    scenario = SCENARIOS[name]
    stage.side.gather_statistics()
    return "\n".join([f"### {name}: {(scenario.__doc__ or '').rstrip('.')}", "", *scenario(stage)])


def verdict(what: str, value: float, *, at_least: float | None = None, at_most: float | None = None) -> str:
    """A figure, what it was to be at least or at most, and whether it is."""
    is_good = value >= at_least if at_least is not None else value <= (at_most or 0)
    wanted = f"at least {at_least:g}" if at_least is not None else f"at most {at_most:g}"
    return f"- {what}: **{value:.2f}**, wanted {wanted}: {'reached' if is_good else 'not reached'}"


def _overload(stage: Stage, per_second: float) -> Outcome:
    requests = stage.side.pay_cents(round(per_second * OVERLOAD_SECONDS), invoices=SPREAD_INVOICES)
    port = stage.side.web.port
    return _run(stage, Load(port, OVERLOAD_CLIENTS, requests, 0, [201, 503], per_second=per_second))


def _run(stage: Stage, load: Load) -> Outcome:
    generator = stage.stand.generator
    generator.prepare(load)
    generator.run()
    outcome = generator.outcome()
    if outcome.errors:
        raise WrongAnswers(
            f"{outcome.errors} answers were none of {load.expected}, such as {outcome.wrong[0]!r}\n"
            f"The end of web's log:\n{stage.side.web.end_of_log()}"
        )
    return outcome


def _switch_valkey(stage: Stage, *, runs: bool) -> None:
    """Starts or stops it, and waits until web says so."""
    valkey = stage.stand.started.valkey
    if runs and valkey.process_id is None:
        valkey.start()
    elif not runs:
        valkey.stop()
    wanted = "ok" if runs else "down"
    deadline = time.monotonic() + VALKEY_SECONDS_MAX
    while stage.side.ask("GET", "/health/ready")["redis"] != wanted:
        assert time.monotonic() < deadline, f"web does not notice that Valkey is {wanted}"
        time.sleep(0.1)


def _peak_megabytes(side: Side) -> float:
    """The most memory that web has had so far."""
    status = Path(f"/proc/{side.web.process.pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1000


def _rates(title: str, places: list[Requests], found: list[Figures]) -> list[str]:
    lines = [
        [place.key.name, *map(shown, (one.per_second, one.p50, one.p99, one.spent[rows.WEB], one.spent[rows.POSTGRES]))]
        for place, one in zip(places, found, strict=True)
    ]
    return table([title, "/s", "p50, ms", "p99, ms", "web, µs", "PostgreSQL, µs"], lines, texts=1)
