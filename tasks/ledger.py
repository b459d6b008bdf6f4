"""Keeps the balances of the ledger."""

from models.reports import balances
from tasks.app import app, run_batches


@app.task(name="tasks.ledger.sum_up")
def sum_up() -> None:
    """Adds what was committed to the balances, a batch at a time."""
    run_batches(balances.sum_up, balances.BATCH)
