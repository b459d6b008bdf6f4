"""Asks gateways for money, and after payments without an answer."""

from models.collection import attempts
from tasks.app import app, run


@app.task(name="tasks.payments.send_due")  # type: ignore[untyped-decorator]  # Celery has no types
def send_due() -> None:
    """Works through the attempts that are due, a batch at a time."""
    while run(attempts.send_due()):
        pass
