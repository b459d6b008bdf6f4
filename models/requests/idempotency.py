"""Idempotency keys: the first answer to a request, kept in the transaction of its effect, given again to its twins.

Raw SQL: each request that brings a key passes here, under an advisory lock; a key that is too old is written over.
"""

import datetime
import uuid

import msgspec

from models import clock, database, ids, secrets
from models.errors import IdempotencyInProgress, IdempotencyKeyReused

KEPT = datetime.timedelta(days=30)
FORGET_BATCH = 1000


class Answer(msgspec.Struct, frozen=True):
    """An answer as it was sent: what is needed to send it again."""

    status_code: int
    headers: dict[str, str]
    body: bytes


async def find(*, caller: str, key: str, request_hash: bytes) -> Answer | None:
    """The answer that the caller's earlier request with this key got; None when there was none, and ours is the first.

    Must begin a transaction: its advisory lock, kept to the end, marks the request as running. It is a lock and not a
    row, so that a process that dies leaves nothing behind that would have to expire. Raises IdempotencyInProgress,
    IdempotencyKeyReused.
    """
    assert database.in_transaction(), "the lock lasts as long as the transaction"
    is_first = await database.fetch_value(
        bool, "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", f"{caller} {key}"
    )
    if not is_first:
        raise IdempotencyInProgress("The first request with this Idempotency-Key is still running. Try again soon.")
    # Read only now that we hold the lock: whoever held it before has committed what we look for.
    row = await database.fetch_row(
        "SELECT id, request_hash, status_code, answer FROM idempotency_keys WHERE caller = $1 AND key = $2 "
        "AND created_at > $3",
        caller,
        key,
        clock.now() - KEPT,
    )
    if row is None:
        return None
    if row["request_hash"] != request_hash:
        raise IdempotencyKeyReused(
            "This Idempotency-Key was used for another request: use a new one for a new request."
        )
    return msgspec.msgpack.decode(secrets.decrypt(row["answer"], context=_context(row["id"])), type=Answer)


async def keep(*, caller: str, key: str, request_hash: bytes, answer: Answer) -> None:
    """Keeps the first answer, in the transaction of its effect."""
    identifier = ids.new()
    await database.execute(
        """
        INSERT INTO idempotency_keys (id, caller, key, request_hash, status_code, answer)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (caller, key) DO UPDATE SET id = excluded.id, request_hash = excluded.request_hash,
            status_code = excluded.status_code, answer = excluded.answer, created_at = now()
        """,
        identifier,
        caller,
        key,
        request_hash,
        answer.status_code,
        # Answers can hold secrets that are shown once, so they are encrypted like every secret.
        secrets.encrypt(msgspec.msgpack.encode(answer), context=_context(identifier)),
    )


async def forget_old() -> int:
    """Deletes a batch of keys that are no longer honoured; returns how many."""
    rows = await database.fetch(
        "DELETE FROM idempotency_keys WHERE id IN (SELECT id FROM idempotency_keys WHERE created_at <= $1 LIMIT $2) "
        "RETURNING id",
        clock.now() - KEPT,
        FORGET_BATCH,
    )
    return len(rows)


def _context(identifier: uuid.UUID) -> str:
    return f"idempotency_key:{identifier}"
