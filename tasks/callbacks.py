"""Applies what gateways have announced."""

from models.collection import callbacks
from tasks.app import app, run


@app.task(name="tasks.callbacks.apply_due")  # type: ignore[untyped-decorator]  # Celery has no types
def apply_due() -> None:
    """Works through the callbacks that are due, a batch at a time."""
    while run(callbacks.apply_due()):
        pass
