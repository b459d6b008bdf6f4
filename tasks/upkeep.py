"""Keeps tables from growing for ever."""

from models import idempotency
from tasks.app import app, run


@app.task(name="tasks.upkeep.forget_idempotency_keys")  # type: ignore[untyped-decorator]  # Celery has no types
def forget_idempotency_keys() -> None:
    """Deletes the keys that are too old to be honoured, a batch at a time."""
    while run(idempotency.forget_old()) == idempotency.FORGET_BATCH:
        pass
