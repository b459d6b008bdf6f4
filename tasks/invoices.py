"""What happens to invoices as time goes by."""

from models.billing import overdue
from tasks.app import app, run_batches


@app.task(name="tasks.invoices.mark_overdue")
def mark_overdue() -> None:
    """Flags the invoices whose due date is over, a batch at a time."""
    run_batches(overdue.mark, overdue.BATCH)
