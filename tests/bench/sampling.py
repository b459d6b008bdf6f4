"""Samples: so many requests, what they took and what they cost, taken again where somebody else was at work."""

import os
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from tests.bench import meter
from tests.bench.generator import Outcome
from tests.bench.meter import Yardstick

# A sample that others disturbed is taken again so often; then its figures stay away.
TRIES_MAX = 4
COUNT_MIN, COUNT_MAX = 40, 20_000
# Nobody knows yet how fast it is.
COUNT_FIRST = 60


class WrongAnswers(Exception):
    """What was measured was not what it should be, so its figures mean nothing."""


class Key(NamedTuple):
    """Where figures belong in a table."""

    name: str
    by: str
    connections: int
    side: str


class Place(Protocol):
    """Something that can be measured again and again."""

    @property
    def key(self) -> Key:
        """Where its figures belong."""

    @property
    def processes(self) -> Mapping[str, int]:
        """Whose processor time counts: the name of a column, and the process whose descendants count too."""

    def make_ready(self, count: int) -> None:
        """Prepares what so many requests use up."""

    def prepare(self, count: int) -> None:
        """What does not belong to the measurement, and must come directly before it."""

    def run(self) -> None:
        """What is measured."""

    def outcome(self) -> Outcome:
        """What became of it. Raises WrongAnswers."""


class Sample(NamedTuple):
    """What one run came to. `spent` is in µs for each request, by the name of the process; `dropped` is how many were
    not sent when they were due; `slowness` how many times its best time the yardstick took meanwhile."""

    per_second: float
    latencies: list[float]
    spent: dict[str, float]
    dropped: int
    slowness: float


class Figures(NamedTuple):
    """What several samples of one place came to: medians, but percentiles of all requests together.

    Times in milliseconds; `spent` in µs for each request.
    """

    per_second: float
    p50: float
    p99: float
    spent: dict[str, float]
    samples: int
    dropped: int

    @property
    def web_and_postgres(self) -> float:
        """What is compared with others' figures."""
        return self.spent.get("web", 0.0) + self.spent.get("PostgreSQL", 0.0)


class Bench:
    """Takes samples of about so many seconds, and keeps them; with `anyway` also those that others disturbed.

    `patience` is how many seconds it waits in all for neighbours on the host to be quiet. When they are over, samples
    are kept that neighbours have slowed, and counted.
    """

    def __init__(self, yardstick: Yardstick, *, seconds: float, anyway: bool = False, patience: float = 0.0) -> None:
        self.seconds = seconds
        self.anyway = anyway
        self.thrown_away = 0
        self.given_up = 0
        self._yardstick = yardstick
        self._patient_until = time.monotonic() + patience
        self._samples: dict[Key, list[Sample]] = {}
        self._rates: dict[Key, float] = {}

    @property
    def slownesses(self) -> list[float]:
        """How many times its best time the yardstick took while each sample was taken that was kept; sorted."""
        return sorted(sample.slowness for samples in self._samples.values() for sample in samples)

    def warm_up(self, place: Place) -> None:
        """Has each connection of the pool prepare its statements and settle on their plans; learns how fast it is."""
        place.make_ready(COUNT_FIRST)
        self._sample(place, COUNT_FIRST)

    def take(self, place: Place) -> None:
        """One sample that nobody has disturbed, if there is one. Raises WrongAnswers."""
        count = round(min(COUNT_MAX, max(COUNT_MIN, self._rates[place.key] * self.seconds)))
        tries = 0
        while tries < TRIES_MAX:
            place.make_ready(count)
            self._yardstick.wait_for_calm(self._patient_until)
            sample = self._sample(place, count)
            is_slow = sample is not None and sample.slowness > meter.SLOWNESS_MAX
            if sample is not None and not (is_slow and time.monotonic() < self._patient_until):
                self._samples.setdefault(place.key, []).append(sample)
                return
            self.thrown_away += 1
            # Of those that are slow, time bounds how many there are.
            tries += not is_slow
        self.given_up += 1

    def figures(self, key: Key) -> Figures | None:
        """What the place came to, if there is a sample of it."""
        samples = self._samples.get(key)
        if samples is None:
            return None
        latencies = sorted(latency for sample in samples for latency in sample.latencies)
        return Figures(
            per_second=statistics.median(sample.per_second for sample in samples),
            p50=meter.percentile(latencies, 50) * 1000,
            p99=meter.percentile(latencies, 99) * 1000,
            spent={name: statistics.median(sample.spent[name] for sample in samples) for name in samples[0].spent},
            samples=len(samples),
            dropped=sum(sample.dropped for sample in samples),
        )

    def _sample(self, place: Place, count: int) -> Sample | None:
        place.prepare(count)
        before = meter.now()
        place.run()
        after = meter.now()
        outcome = place.outcome()
        done = len(outcome.latencies)
        self._rates[place.key] = done / outcome.seconds
        if not self.anyway and meter.is_disturbed(before, after, ours=os.getpid()):
            return None
        spent = {name: (after.of(root) - before.of(root)) / done * 1e6 for name, root in place.processes.items()}
        slowness = self._yardstick.slowness(before.at, after.at)
        return Sample(done / outcome.seconds, outcome.latencies, spent, outcome.dropped, slowness)


def there_and_back(bench: Bench, places: Sequence[Place], rounds: int) -> Iterator[str]:
    """Takes a sample of each place, `rounds` times, every other time in reverse; yields what it is about to do."""
    for place in places:
        yield f"warming up: {place.key.name}"
        bench.warm_up(place)
    for turn in range(rounds):
        for number, place in enumerate(places if turn % 2 == 0 else reversed(places)):
            yield f"round {turn + 1} of {rounds}, sample {number + 1} of {len(places)}: {place.key.name}"
            bench.take(place)
