"""Keeps tables from growing for ever."""

import time

from models.proof import integrity
from models.requests import idempotency
from models.upkeep import partitions
from tasks.app import app, run

# Less than the time between two ticks.
CHECK_SECONDS = 240


@app.task(name="tasks.upkeep.forget_idempotency_keys")
def forget_idempotency_keys() -> None:
    """Deletes the keys that are too old to be honoured, a batch at a time."""
    while run(idempotency.forget_old()) == idempotency.FORGET_BATCH:
        pass


@app.task(name="tasks.upkeep.keep_partitions")
def keep_partitions() -> None:
    """Makes the months to come, and drops those whose events and deliveries are old enough."""
    run(partitions.maintain())


# Acknowledged at once: it may outlast the time after which the broker would give the message to another worker.
@app.task(name="tasks.upkeep.check_books", acks_late=False, soft_time_limit=900, time_limit=960)
def check_books() -> None:
    """Checks every invariant over everything."""
    integrity.log_violations(run(integrity.check()))


@app.task(name="tasks.upkeep.check_changed_books", acks_late=False, soft_time_limit=900, time_limit=960)
def check_changed_books() -> None:
    """Checks the receivers of whom anything has changed, for some minutes."""
    ends_at = time.monotonic() + CHECK_SECONDS
    while (left := ends_at - time.monotonic()) > 0 and run(integrity.check_changed(seconds_max=left)):
        pass
