"""What ledger accounts and payers stand at: kept sums, and what was booked since.

A balance is a row for each account, kind of transaction and month, and one for each payer and account. Nobody who posts
touches them: a job adds what was committed since, so postings never wait for each other, and no month is ever summed
twice, not even when something takes effect in one that is long over. Whoever reads adds the few entries that the job
has not come to yet, in the same snapshot.

How far the job has come is a place in the ledger. Places are given while a row is written and not when it commits, so a
place may be passed only once all who might still commit below it have ended: see `_settled`. docs/decisions/0024 has
what else was thought of.

Raw SQL: sums over sets, and who holds which lock, which Piccolo knows nothing of.
"""

import asyncio
import time
import uuid
from typing import TypedDict

from models import database
from models.shapes.reports import booked_since, paid_days

BATCH = 5000
# Any number that nothing else in this database uses as an advisory lock.
LOCK = 0x6C6564676572
# Postings end within milliseconds. Who takes longer is waited for by the next run.
PATIENCE_SECONDS = 2.0
LOOK_SECONDS = 0.02

# Whoever writes to a table has this lock on it, from before the first row until the end of the transaction.
_WRITING = """
SELECT virtualtransaction FROM pg_locks
WHERE relation = 'ledger_transactions'::regclass AND mode = 'RowExclusiveLock'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
SUM_UP = f"""
WITH batch AS (
    SELECT id, position, kind, effective_on, date_trunc('month', effective_on)::date AS month FROM ledger_transactions
    WHERE position > (SELECT position FROM ledger_summed) AND position <= $1 ORDER BY position LIMIT $2
), entry AS MATERIALIZED (
    SELECT account_id, payer_id, batch.kind, month, amount, {paid_days("batch")} AS paid_days
    FROM batch JOIN ledger_entries AS entry ON entry.transaction_id = batch.id
), of_months AS (
    INSERT INTO ledger_balances (id, account_id, kind, month, amount, paid_days)
    SELECT new_id(), account_id, kind, month, sum(amount), sum(paid_days) FROM entry GROUP BY account_id, kind, month
    ON CONFLICT (account_id, kind, month) DO UPDATE
        SET amount = ledger_balances.amount + excluded.amount,
            paid_days = ledger_balances.paid_days + excluded.paid_days
), of_payers AS (
    INSERT INTO payer_balances (id, payer_id, account_id, amount)
    SELECT new_id(), payer_id, account_id, sum(amount) FROM entry WHERE payer_id IS NOT NULL
    GROUP BY payer_id, account_id
    ON CONFLICT (payer_id, account_id) DO UPDATE SET amount = payer_balances.amount + excluded.amount
), counted AS (
    SELECT count(*) AS transactions, max(position) AS last FROM batch
)
UPDATE ledger_summed SET position = CASE WHEN transactions = $2 THEN last ELSE $1 END FROM counted
WHERE position < $1
RETURNING transactions
"""
_OF_PAYER = f"""
SELECT account.currency, coalesce(sum(amount) FILTER (WHERE kind = 'receivables'), 0)::text AS due,
    coalesce(-sum(amount) FILTER (WHERE kind = 'payer_credit'), 0)::text AS credit
FROM (
    SELECT account_id, amount FROM payer_balances WHERE payer_id = $1
    UNION ALL
    SELECT newer.account_id, newer.amount FROM {booked_since(receiver="$2", entries="entry.payer_id = $1")}
) AS part JOIN ledger_accounts AS account ON account.id = part.account_id
GROUP BY account.currency ORDER BY account.currency
"""


class OfPayer(TypedDict):
    """What `_OF_PAYER` returns; sums of any size, as text."""

    currency: str
    due: str
    credit: str


async def of_payer(payer_id: uuid.UUID, *, receiver_id: uuid.UUID) -> list[OfPayer]:
    """What a payer owes and has as credit, for each currency in which anything was ever booked."""
    return await database.fetch_as(OfPayer, _OF_PAYER, payer_id, receiver_id)


async def sum_up() -> int:
    """Adds a batch of what was committed to the balances; returns how many transactions. For beat.

    One works at a time; another one finds nothing to do. One that is killed has done all of its batch, or nothing.
    """
    until = await _settled()
    if until is None:
        return 0
    async with database.transaction():
        if not await database.fetch_value(bool, "SELECT pg_try_advisory_xact_lock($1)", LOCK):
            return 0
        # A statement of its own: it sees what was committed when the lock was taken.
        return await database.fetch_value(int, SUM_UP, until, BATCH) or 0


async def _settled() -> int | None:
    """A place that no transaction is below, or at, which might still commit; None when there is nothing new.

    Read the last place that was given, then see who is writing to the ledger: whoever has a place up to that one is
    among them, or has ended. Once all of these have ended, whatever they did is there for the next statement to see.
    Who begins meanwhile gets places beyond.
    """
    last = await database.fetch_value(
        int,
        "SELECT last_value FROM ledger_positions WHERE is_called AND last_value > (SELECT position FROM ledger_summed)",
    )
    if last is None:
        return None
    deadline = time.monotonic() + PATIENCE_SECONDS
    awaited = await _writing()
    while awaited:
        if time.monotonic() > deadline:
            return None
        await asyncio.sleep(LOOK_SECONDS)
        awaited &= await _writing()
    return last


async def _writing() -> set[str]:
    return {row["virtualtransaction"] for row in await database.fetch(_WRITING)}
