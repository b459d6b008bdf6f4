"""Payers' credit, where their receiver's policy applies it."""

from models import nudge
from models.billing import credit_runs
from models.collection import credit_policy
from tasks.app import app, run

# Some seconds of work, after which others of the same workers have their turn.
RUN_MAX = 100


@app.task(name="tasks.credit.apply_due")
def apply_due() -> None:
    """Applies what has become credit, and what there is to invoices that have become payable."""
    if run(credit_policy.apply_due(limit=RUN_MAX)) == RUN_MAX:
        nudge.now("credit")


@app.task(name="tasks.credit.look_for_missed")
def look_for_missed() -> None:
    """Has that looked at which nobody was woken for."""
    run(credit_runs.look_for_missed())
