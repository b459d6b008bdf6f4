"""Asks gateways whether credentials work."""

from models.collection import credentials
from tasks.app import app, run


@app.task(name="tasks.gateways.check_credentials")  # type: ignore[untyped-decorator]  # Celery has no types
def check_credentials() -> None:
    """Works through the checks that are due, a batch at a time."""
    while run(credentials.check_due()):
        pass
