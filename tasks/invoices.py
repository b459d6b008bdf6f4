"""What happens to invoices as time goes by."""

import time

from models.billing import overdue
from tasks.app import app, run

# After that the others of the same workers, such as mails, have their turn; beat asks again within a minute.
RUN_SECONDS = 30.0


@app.task(name="tasks.invoices.mark_overdue")
def mark_overdue() -> None:
    """Flags the invoices whose due date is over, a batch at a time."""
    ends_at = time.monotonic() + RUN_SECONDS
    while run(overdue.mark()) == overdue.BATCH and time.monotonic() < ends_at:
        pass
