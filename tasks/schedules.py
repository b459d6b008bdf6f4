"""Invoices that recur."""

from models import nudge
from models.billing import schedule_runs
from tasks.app import app, run

# Some seconds of work, after which others of the same workers have their turn.
RUN_MAX = 100


@app.task(name="tasks.schedules.make_due")
def make_due() -> None:
    """Makes the invoices of schedules whose period has begun."""
    if run(schedule_runs.make_due(limit=RUN_MAX)) == RUN_MAX:
        nudge.now("schedules")
