"""Issues receipts."""

from models.collection import receipts
from tasks.app import app, run


@app.task(name="tasks.receipts.issue_due")
def issue_due() -> None:
    """Issues the receipts of what has been booked, a batch at a time."""
    while run(receipts.issue_due()) == receipts.BATCH:
        pass
