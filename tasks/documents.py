"""Documents: what was asked for is made, and what was issued is asked for."""

from models import nudge
from models.documents import making, storage
from tasks.app import app, run

# A run takes a second or two; then others of the same workers have their turn.
RUN_MAX = 50


@app.task(name="tasks.documents.make_due")
def make_due() -> None:
    """Makes the documents that were asked for."""
    if run(making.make_due(limit=RUN_MAX)) == RUN_MAX:
        nudge.now(storage.WORK_LIST)


@app.task(name="tasks.documents.follow")
def follow() -> None:
    """Asks for the documents of what was issued."""
    run(storage.follow())


@app.task(name="tasks.documents.forget_statements")
def forget_statements() -> None:
    """Deletes the statements that nobody waits for any more."""
    while run(storage.forget_statements()) == storage.FORGET_BATCH:
        pass
