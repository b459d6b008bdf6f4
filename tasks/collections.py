"""Collects what is due by saved payment methods."""

import functools

from models.billing import collections
from models.collection import collecting
from tasks.app import app, run_batches

BATCH = 100


@app.task(name="tasks.collections.collect_due")
def collect_due() -> None:
    """Works on the instalments whose time has come, a batch at a time."""
    run_batches(functools.partial(collecting.collect_due, limit=BATCH), BATCH)


@app.task(name="tasks.collections.enrol_missing")
def enrol_missing() -> None:
    """Has those collected too that were missed, a batch at a time."""
    run_batches(collections.enrol_missing, collections.BATCH)
