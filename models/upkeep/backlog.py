"""How much work waits, and for how long, and what went wrong in it: the numbers that say that something is stuck.

Raw SQL: all work lists are counted in one statement, and what callbacks wait for in another.
"""

from collections.abc import Iterable, Mapping

from prometheus_client import REGISTRY, Gauge
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from models import clock, database, work
from models.webhooks.health import FAILURES_TOLERATED
from models.workers import LEASED_IN, OPEN_DELIVERIES

WAITING = Gauge(
    "quittance_work_waiting", "Rows of a work list that are due or leased.", ["list"], multiprocess_mode="mostrecent"
)
OLDEST_DUE = Gauge(
    "quittance_work_oldest_due_seconds",
    "For how long the oldest due row has waited.",
    ["list"],
    multiprocess_mode="mostrecent",
)
NOT_APPLIED = Gauge(
    "quittance_callbacks_not_applied",
    "What gateways sent and was tried in vain: a message that cannot be read, an event that fits nothing we know.",
    ["what", "status"],
    multiprocess_mode="mostrecent",
)

# The rows of each work list. Of deliveries only those count that nothing holds up but us: what waits for an endpoint
# that is disabled, or in the breaker's hands, waits on purpose.
_LISTS = {
    **{table: table for table in LEASED_IN if table != OPEN_DELIVERIES},
    "webhook_deliveries": f"""{OPEN_DELIVERIES} AS delivery JOIN webhook_endpoints AS endpoint
        ON endpoint.id = delivery.endpoint_id AND endpoint.status = 'enabled'
        AND endpoint.failures_in_a_row < {FAILURES_TOLERATED}
        AND (endpoint.paused_until IS NULL OR endpoint.paused_until <= $1)""",
}
_STATEMENT = " UNION ALL ".join(
    f"SELECT '{name}' AS list, count(*) AS waiting, extract(epoch FROM $1 - min(next_attempt_at))::float AS oldest "
    f"FROM {rows} WHERE next_attempt_at <= $1"
    + ("" if name == "webhook_deliveries" else " AND status IN ('pending', 'leased')")
    for name, rows in _LISTS.items()
)

_NOT_APPLIED = """
    SELECT CASE WHEN message_key IS NULL THEN 'event' ELSE 'message' END AS what,
        CASE status WHEN 'exhausted' THEN 'given_up' ELSE 'waiting' END AS status, count(*) AS count
    FROM callbacks WHERE status <> 'done' AND attempts > 0 GROUP BY 1, 2
"""


async def measure() -> None:
    """Sets the gauges from the tables, over indexes of what is due or not done, and reads what was counted."""
    for row in await database.fetch(_STATEMENT, clock.now()):
        WAITING.labels(row["list"]).set(row["waiting"])
        OLDEST_DUE.labels(row["list"]).set(row["oldest"] or 0)
    for what in ("message", "event"):
        for status in ("waiting", "given_up"):
            NOT_APPLIED.labels(what, status).set(0)
    for row in await database.fetch(_NOT_APPLIED):
        NOT_APPLIED.labels(row["what"], row["status"]).set(row["count"])
    rows = await database.fetch("SELECT name, total FROM webhook_tallies WHERE starts_with(name, $1)", work.TOTALS)
    ERRORS.totals = {row["name"]: row["total"] for row in rows}


class _Errors(Collector):
    """Shows what models/work.py has counted in all workers. Deliveries have their own: `sender_failed`."""

    def __init__(self) -> None:
        self.totals: Mapping[str, float] = {}

    def collect(self) -> Iterable[Metric]:
        errors = CounterMetricFamily(
            "quittance_work_errors",
            "Tries at a row that ended in an error nobody expected, or with their worker: the row was postponed, or "
            "given up for good.",
            labels=["list", "result"],
        )
        for name in _LISTS:
            if name != "webhook_deliveries":
                for result in ("postponed", "given_up"):
                    errors.add_metric([name, result], self.totals.get(f"{work.TOTALS}/{name}/{result}", 0.0))
        yield errors


ERRORS = _Errors()
REGISTRY.register(ERRORS)
