"""What operators see of webhooks: what waits and for how long, what was tried, what came of it; by class of endpoint.

An endpoint's class says how it fares: `well`, `failing` (not yet given a rest), `paused` (the breaker has it, and an
attempt is a probe) or `disabled`. Deliverers are many processes, so they add what they count to totals in the database;
whoever is asked for metrics reads them there. Counts of the last second are lost with a deliverer that is killed.

Raw SQL: sums over all that waits, and totals that many processes add to at once.
"""

import contextlib
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from prometheus_client import REGISTRY, Gauge
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from models import clock, database
from models.outgoing.client import Answer
from models.webhooks import health
from models.webhooks.outcomes import Outcome

CLASSES = ("well", "failing", "paused", "disabled")
# Seconds from the event to the first try: a promise is kept within a second or two, retries are minutes apart.
LAG_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 3600)
WRITE_SECONDS = 1.0

BACKLOG = Gauge(
    "quittance_webhook_backlog",
    "Deliveries that are not over, by the class of their endpoint.",
    ["class"],
    multiprocess_mode="mostrecent",
)
OLDEST_DUE = Gauge(
    "quittance_webhook_oldest_due_seconds",
    "For how long the oldest due delivery has waited, by the class of its endpoint. Of `well` ones it is an alarm.",
    ["class"],
    multiprocess_mode="mostrecent",
)
ENDPOINTS = Gauge("quittance_webhook_endpoints", "Webhook endpoints.", ["class"], multiprocess_mode="mostrecent")
UNPLACED = Gauge(
    "quittance_feed_unplaced_events",
    "Committed events that have no place in the feed yet.",
    multiprocess_mode="mostrecent",
)
UNPLACED_SECONDS = Gauge(
    "quittance_feed_unplaced_seconds", "For how long the oldest of them has waited.", multiprocess_mode="mostrecent"
)

_CLASS = f"""CASE WHEN endpoint.status = 'disabled' THEN 'disabled'
    WHEN endpoint.paused_until > $1 OR endpoint.failures_in_a_row >= {health.FAILURES_TOLERATED} THEN 'paused'
    WHEN endpoint.failing_since IS NOT NULL THEN 'failing' ELSE 'well' END"""
_BACKLOG = f"""
SELECT {_CLASS} AS class, count(*) AS endpoints, coalesce(sum(waiting.deliveries), 0)::bigint AS deliveries,
    coalesce(extract(epoch FROM $1 - min(waiting.due_at)), 0)::float AS oldest
FROM webhook_endpoints AS endpoint LEFT JOIN (
    SELECT endpoint_id, count(*) AS deliveries, min(next_attempt_at) FILTER (WHERE next_attempt_at <= $1) AS due_at
    FROM webhook_deliveries_open GROUP BY endpoint_id) AS waiting ON waiting.endpoint_id = endpoint.id
GROUP BY 1
"""
_UNPLACED = """
SELECT count(*) AS events, coalesce(extract(epoch FROM $1 - min(created_at)), 0)::float AS oldest
FROM events WHERE position IS NULL
"""
# In the order of names, so that two deliverers never wait for each other.
_ADD = """
INSERT INTO webhook_tallies (name, total) SELECT * FROM unnest($1::text[], $2::float8[]) ORDER BY 1
ON CONFLICT (name) DO UPDATE SET total = webhook_tallies.total + excluded.total
"""


class Tally:
    """What one deliverer has counted and not written yet."""

    def __init__(self) -> None:
        self._counted: dict[str, float] = defaultdict(float)
        self._write_at = time.monotonic() + WRITE_SECONDS

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Counts tries that have ended."""
        for outcome in outcomes:
            claim, answer = outcome.claim, outcome.answer
            key = f"{claim.endpoint.class_}/{result(answer)}"
            self._counted[f"attempts/{key}"] += 1
            self._counted[f"seconds/{key}"] += answer.duration_ms / 1000
            if claim.tries == 1:
                lag = max(0.0, (outcome.started_at - claim.queued_at).total_seconds())
                bound = next((bound for bound in LAG_BUCKETS if lag <= bound), "+Inf")
                self._counted[f"lag/{claim.endpoint.class_}/{bound}"] += 1
                self._counted[f"lag_seconds/{claim.endpoint.class_}"] += lag

    async def write(self, *, at_once: bool = False) -> None:
        """Adds to the totals what was counted, about once a second."""
        if not self._counted or not (at_once or time.monotonic() >= self._write_at):
            return
        counted, self._counted = self._counted, defaultdict(float)
        self._write_at = time.monotonic() + WRITE_SECONDS
        # They are numbers for a graph: deliveries do not stop for want of them.
        with contextlib.suppress(*database.UNAVAILABLE):
            await database.execute(_ADD, list(counted), list(counted.values()))


def result(answer: Answer) -> str:
    """What came of a try, in few words: `delivered`, `status_4xx` and its like, or what went wrong."""
    if answer.is_success:
        return "delivered"
    return answer.error or f"status_{(answer.status or 0) // 100}xx"


async def measure() -> None:
    """Brings all of it up to date from the tables, in three statements."""
    now = clock.now()
    found = {row["class"]: row for row in await database.fetch(_BACKLOG, now)}
    for class_ in CLASSES:
        row = found.get(class_)
        ENDPOINTS.labels(class_).set(row["endpoints"] if row else 0)
        BACKLOG.labels(class_).set(row["deliveries"] if row else 0)
        OLDEST_DUE.labels(class_).set(row["oldest"] if row else 0)
    for row in await database.fetch(_UNPLACED, now):
        UNPLACED.set(row["events"])
        UNPLACED_SECONDS.set(row["oldest"])
    rows = await database.fetch("SELECT name, total FROM webhook_tallies")
    TOTALS.totals = {row["name"]: row["total"] for row in rows}


class _Totals(Collector):
    """Shows the totals of all deliverers as counters and a histogram."""

    def __init__(self) -> None:
        self.totals: Mapping[str, float] = {}

    def collect(self) -> Iterable[Metric]:
        attempts = CounterMetricFamily(
            "quittance_webhook_attempts",
            "Tries to deliver, by the class of the endpoint before the try and what came of it.",
            labels=["class", "result"],
        )
        seconds = CounterMetricFamily(
            "quittance_webhook_attempt_seconds", "Time that these tries took.", labels=["class", "result"]
        )
        for family, name in ((attempts, "attempts"), (seconds, "seconds")):
            for labels, total in self._under(name):
                family.add_metric(labels, total)
        yield attempts
        yield seconds
        yield self._lag()

    def _lag(self) -> HistogramMetricFamily:
        lag = HistogramMetricFamily(
            "quittance_webhook_lag_seconds", "Time from an event to the first try to deliver it.", labels=["class"]
        )
        for (class_,), sum_seconds in self._under("lag_seconds"):
            counts = {bound: total for (found, bound), total in self._under("lag") if found == class_}
            buckets, reached = [], 0.0
            for bound in [*map(str, LAG_BUCKETS), "+Inf"]:
                reached += counts.get(bound, 0.0)
                buckets.append((bound, reached))
            lag.add_metric([class_], buckets, sum_seconds)
        return lag

    def _under(self, beginning: str) -> Iterator[tuple[list[str], float]]:
        for name, total in sorted(self.totals.items()):
            first, *labels = name.split("/")
            if first == beginning:
                yield labels, total


TOTALS = _Totals()
REGISTRY.register(TOTALS)
