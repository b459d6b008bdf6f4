"""Keeps tables from growing for ever, what PostgreSQL knows of them, and the index of what invoices are found by."""

from models.billing import search
from models.identity import sessions
from models.mail import action_tokens, mails
from models.requests import idempotency
from models.upkeep import partitions, statistics
from tasks.app import app, run, run_batches


@app.task(name="tasks.upkeep.forget_idempotency_keys")
def forget_idempotency_keys() -> None:
    """Deletes the keys that are too old to be honoured, a batch at a time."""
    run_batches(idempotency.forget_old, idempotency.FORGET_BATCH)


@app.task(name="tasks.upkeep.forget_mails_and_sessions")
def forget_mails_and_sessions() -> None:
    """Deletes what is long over: mails, links of mails, sessions. A batch at a time."""
    for operation, batch in (
        (mails.forget_old, mails.FORGET_BATCH),
        (action_tokens.forget_old, action_tokens.FORGET_BATCH),
        (sessions.forget_old, sessions.FORGET_BATCH),
    ):
        run_batches(operation, batch)


@app.task(name="tasks.upkeep.keep_partitions")
def keep_partitions() -> None:
    """Makes the months to come, and drops those whose events and deliveries are old enough."""
    run(partitions.maintain())


@app.task(name="tasks.upkeep.sort_in_texts")
def sort_in_texts() -> None:
    """Sorts what invoices are found by into its index, before somebody who issues one has to."""
    run(search.sort_in())


@app.task(name="tasks.upkeep.renew_statistics")
def renew_statistics() -> None:
    """Lets PostgreSQL look at tables that have grown, before it plans by what they were."""
    run(statistics.renew())
