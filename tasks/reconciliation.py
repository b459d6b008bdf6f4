"""Compares gateways' books with ours."""

from models.reconciliation import runs
from tasks.app import LONG, app, is_stopping, run, term

# A month of a busy account takes longer than the runs of other work lists: what has begun when the term is over may go
# on for so long. A run that is cut short comes again by its schedule.
SOFT_TIME_LIMIT_SECONDS = 3600


@app.task(
    name="tasks.reconciliation.run_due",
    **LONG | {"soft_time_limit": SOFT_TIME_LIMIT_SECONDS, "time_limit": SOFT_TIME_LIMIT_SECONDS + 30},
)
def run_due() -> None:
    """Works through the comparisons that are due."""
    run(runs.run_due(budget_seconds=term(), is_stopping=is_stopping))


@app.task(name="tasks.reconciliation.schedule_runs")
def schedule_runs() -> None:
    """Asks for a comparison of every account whose last one is an hour old."""
    run(runs.schedule())
