"""Applies what gateways have announced. Nudged after commits; beat asks again every tick."""

from models.online import callbacks
from tasks.app import LONG, app, is_stopping, run, term


@app.task(name="tasks.callbacks.apply_due", **LONG)
def apply_due() -> None:
    """Works through the callbacks that are due."""
    run(callbacks.apply_due(budget_seconds=term(), is_stopping=is_stopping))
