"""Compares gateways' books with ours."""

from models.reconciliation import runs
from tasks.app import app, run

# A month of a busy account takes longer than other tasks may. A message that the broker gives to a second worker
# meanwhile does no harm: a run is leased, and its lease is renewed as it goes.
SOFT_TIME_LIMIT_SECONDS = 3600


@app.task(  # type: ignore[untyped-decorator]  # Celery has no types
    name="tasks.reconciliation.run_due",
    soft_time_limit=SOFT_TIME_LIMIT_SECONDS,
    time_limit=SOFT_TIME_LIMIT_SECONDS + 30,
)
def run_due() -> None:
    """Works through the comparisons that are due."""
    run(runs.run_due())


@app.task(name="tasks.reconciliation.schedule_runs")  # type: ignore[untyped-decorator]
def schedule_runs() -> None:
    """Asks for a comparison of every account whose last one is an hour old."""
    run(runs.schedule())
