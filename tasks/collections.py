"""Collects what is due by saved payment methods."""

from models.collection import collecting
from tasks.app import app, run

BATCH = 100


@app.task(name="tasks.collections.collect_due")
def collect_due() -> None:
    """Works on the instalments whose time has come, a batch at a time."""
    while run(collecting.collect_due(limit=BATCH)) == BATCH:
        pass
