"""Seals the audit log."""

from models.proof import audit_chain
from tasks.app import app, run_batches


@app.task(name="tasks.audit.seal")
def seal() -> None:
    """Chains the entries that have been committed, a batch at a time."""
    run_batches(audit_chain.seal, audit_chain.BATCH)
