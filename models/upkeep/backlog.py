"""How much work waits, and for how long: the numbers that say that something is stuck.

Raw SQL: all work lists are counted in one statement.
"""

from prometheus_client import Gauge

from models import clock, database
from models.webhooks.health import FAILURES_TOLERATED

WAITING = Gauge("quittance_work_waiting", "Rows of a work list that are due or leased.", ["list"])
OLDEST_DUE = Gauge("quittance_work_oldest_due_seconds", "For how long the oldest due row has waited.", ["list"])

# Of deliveries only those count that nothing holds up but us: what waits for an endpoint that is disabled, or in the
# breaker's hands, waits on purpose.
_DUE_AT = {
    "attempts": "attempts",
    "callbacks": "callbacks",
    "reconciliation_runs": "reconciliation_runs",
    "webhook_deliveries": f"""webhook_deliveries_open AS delivery JOIN webhook_endpoints AS endpoint
        ON endpoint.id = delivery.endpoint_id AND endpoint.status = 'enabled'
        AND endpoint.failures_in_a_row < {FAILURES_TOLERATED}
        AND (endpoint.paused_until IS NULL OR endpoint.paused_until <= $1)""",
    "mails": "mails",
}
WORK_LISTS = tuple(_DUE_AT)
_STATEMENT = " UNION ALL ".join(
    f"SELECT '{name}' AS list, count(*) AS waiting, extract(epoch FROM $1 - min(next_attempt_at))::float AS oldest "
    f"FROM {rows} WHERE next_attempt_at <= $1"
    + ("" if name == "webhook_deliveries" else " AND status IN ('pending', 'leased')")
    for name, rows in _DUE_AT.items()
)


async def measure() -> None:
    """Sets the gauges from the tables, in one statement over the indexes of what is due."""
    for row in await database.fetch(_STATEMENT, clock.now()):
        WAITING.labels(row["list"]).set(row["waiting"])
        OLDEST_DUE.labels(row["list"]).set(row["oldest"] or 0)
