"""Issues receipts."""

from models.collection import receipts
from tasks.app import app, run_batches


@app.task(name="tasks.receipts.issue_due")
def issue_due() -> None:
    """Issues the receipts of what has been booked, a batch at a time."""
    run_batches(receipts.issue_due, receipts.BATCH)
