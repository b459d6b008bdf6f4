"""Asks gateways for money, after payments without an answer, and whether credentials work.

Nudged after commits; beat asks again every tick.
"""

from models.collection import reported
from models.online import asking
from tasks.app import LONG, app, is_stopping, run, term


@app.task(name="tasks.payments.ask_due", **LONG)
def ask_due() -> None:
    """Works through what is due to be asked."""
    run(asking.ask_due(budget_seconds=term(), is_stopping=is_stopping))


@app.task(name="tasks.payments.escalate_reports")
def escalate_reports() -> None:
    """Tells receivers of payments that were reported to them and that nobody has answered."""
    run(reported.escalate())
