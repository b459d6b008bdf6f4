"""Reminders of what is due."""

from models import nudge
from models.billing import reminder_runs
from tasks.app import app, run

# Each looks through a hundred invoices at most; then others of the same workers have their turn.
RUN_MAX = 10


@app.task(name="tasks.reminders.make_due")
def make_due() -> None:
    """Decides the reminders of the receivers whose day has begun."""
    if run(reminder_runs.make_due(limit=RUN_MAX)) == RUN_MAX:
        nudge.now("reminders")
