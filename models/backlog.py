"""How much work waits, and for how long: the numbers that say that something is stuck."""

from prometheus_client import Gauge

from models import clock, database

WAITING = Gauge("quittance_work_waiting", "Rows of a work list that are due or leased.", ["list"])
OLDEST_DUE = Gauge("quittance_work_oldest_due_seconds", "For how long the oldest due row has waited.", ["list"])

WORK_LISTS = ("attempts", "callbacks", "reconciliation_runs", "webhook_deliveries", "mails")
_STATEMENT = " UNION ALL ".join(
    f"SELECT '{table}' AS list, count(*) AS waiting, extract(epoch FROM $1 - min(next_attempt_at))::float AS oldest "
    f"FROM {table} WHERE status IN ('pending', 'leased') AND next_attempt_at <= $1"
    for table in WORK_LISTS
)


async def measure() -> None:
    """Sets the gauges from the tables, in one statement over the indexes of what is due."""
    for row in await database.fetch(_STATEMENT, clock.now()):
        WAITING.labels(row["list"]).set(row["waiting"])
        OLDEST_DUE.labels(row["list"]).set(row["oldest"] or 0)
