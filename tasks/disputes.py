"""Watches over the deadlines of disputes."""

from models.online import disputes
from tasks.app import app, run


@app.task(name="tasks.disputes.watch_deadlines")
def watch_deadlines() -> None:
    """Tells of those that are to be answered soon, and ends those that were not in time."""
    run(disputes.watch_deadlines())
