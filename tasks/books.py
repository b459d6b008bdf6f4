"""Checks the books."""

import time

from models.proof import integrity
from tasks.app import app, run

# Less than the time between two ticks.
CHECK_SECONDS = 240


# Acknowledged at once: it may outlast the time after which the broker would give the message to another worker.
@app.task(name="tasks.books.check", acks_late=False, soft_time_limit=900, time_limit=960)
def check() -> None:
    """Checks every invariant over everything."""
    integrity.log_violations(run(integrity.check()))


@app.task(name="tasks.books.check_changed", acks_late=False, soft_time_limit=900, time_limit=960)
def check_changed() -> None:
    """Checks the receivers of whom anything has changed, for some minutes."""
    ends_at = time.monotonic() + CHECK_SECONDS
    while (left := ends_at - time.monotonic()) > 0 and run(integrity.check_changed(seconds_max=left)):
        pass
