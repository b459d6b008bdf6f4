"""Documents: what was asked for is made, and what was issued is asked for."""

from models import nudge
from models.documents import making, storage
from tasks.app import app, run, run_batches


@app.task(name="tasks.documents.make_due")
def make_due() -> None:
    """Makes the documents that were asked for."""
    # What was left when its time was over, and what has come meanwhile, has another run.
    if run(making.make_due()):
        nudge.now(storage.WORK_LIST)


@app.task(name="tasks.documents.follow")
def follow() -> None:
    """Asks for the documents of what was issued, a batch of the feed at a time."""
    run_batches(storage.follow, storage.BATCH)


@app.task(name="tasks.documents.forget_statements")
def forget_statements() -> None:
    """Deletes the statements that nobody waits for any more."""
    run_batches(storage.forget_statements, storage.FORGET_BATCH)
