"""Idempotency keys: the first answer to a request, kept in the transaction of its effect, given again to its twins.

An answer is given again only to who still has the rights by which it was got: they are kept beside it and asked anew,
of what the caller is now, which costs no statement.

Raw SQL: each request that brings a key passes here, under an advisory lock; a key that is too old is written over.
"""

import datetime
import uuid
from collections.abc import Sequence

import msgspec

from models import access, clock, database, ids, secrets
from models.access import Caller, Right
from models.errors import IdempotencyInProgress, IdempotencyKeyReused
from models.resources import USERS

KEPT = datetime.timedelta(days=30)
# What is shown once shall not lie about for a month: a client that lost the answer asks again within minutes.
SECRETS_KEPT = datetime.timedelta(days=1)
FORGET_BATCH = 1000


class Answer(msgspec.Struct, frozen=True):
    """An answer as it was sent: what is needed to send it again.

    `rights` are those that the caller used; None in what 0.3.0 kept, which did not note them.
    """

    status_code: int
    headers: dict[str, str]
    body: bytes
    rights: Sequence[Right] | None = None


async def find(*, caller: Caller, key: str, request_hash: bytes, permission: str | None) -> Answer | None:
    """The answer that the caller's earlier request with this key got; None when there was none, and ours is the first.

    `permission` is the route's, of which the caller was asked what can be asked without an object.

    Must begin a transaction: its advisory lock, kept to the end, marks the request as running. It is a lock and not a
    row, so that a process that dies leaves nothing behind that would have to expire. Raises IdempotencyInProgress,
    IdempotencyKeyReused; then NotFound, Forbidden, ReasonRequired for who has lost a right by which it was got.
    """
    assert database.in_transaction(), "the lock lasts as long as the transaction"
    is_first = await database.fetch_value(
        bool, "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", f"{caller.key} {key}"
    )
    if not is_first:
        raise IdempotencyInProgress("The first request with this Idempotency-Key is still running. Try again soon.")
    # Read only now that we hold the lock: whoever held it before has committed what we look for.
    row = await database.fetch_row(
        "SELECT id, request_hash, answer, created_at FROM idempotency_keys WHERE caller = $1 AND key = $2 "
        "AND expires_at > $3",
        caller.key,
        key,
        clock.now(),
    )
    if row is None:
        return None
    if row["request_hash"] != request_hash:
        raise IdempotencyKeyReused(
            "This Idempotency-Key was used for another request: use a new one for a new request."
        )
    answer = msgspec.msgpack.decode(secrets.decrypt(row["answer"], context=_context(row["id"])), type=Answer)
    rights = answer.rights
    if rights is None:
        shown = msgspec.json.decode(answer.body or b"{}", type=_Shown)
        if shown.secret is not None and row["created_at"] <= clock.now() - SECRETS_KEPT:
            await database.execute("DELETE FROM idempotency_keys WHERE id = $1", row["id"])
            return None
        rights = _rights_to(shown, permission)
    for right in rights:
        access.ask(caller, right)
    return answer


async def keep(*, caller: Caller, key: str, request_hash: bytes, answer: Answer, holds_a_secret: bool) -> None:
    """Keeps the first answer, in the transaction of its effect: for 30 days, or one day if it holds a secret that is
    not shown again."""
    identifier = ids.make()
    now = clock.now()
    await database.write_later(
        """
        kept_answer AS (
            INSERT INTO idempotency_keys (id, caller, key, request_hash, status_code, answer, expires_at, created_at)
            VALUES [[($1, $2, $3, $4, $5, $6, $7, $8)]]
            ON CONFLICT (caller, key) DO UPDATE SET id = excluded.id, request_hash = excluded.request_hash,
                status_code = excluded.status_code, answer = excluded.answer, expires_at = excluded.expires_at,
                created_at = excluded.created_at
            WHERE idempotency_keys.expires_at <= excluded.created_at
            RETURNING 1
        )
        """,
        identifier,
        caller.key,
        key,
        request_hash,
        answer.status_code,
        # Answers can hold secrets that are shown once, so they are encrypted like every secret.
        secrets.encrypt(msgspec.msgpack.encode(answer), context=_context(identifier)),
        now + (SECRETS_KEPT if holds_a_secret else KEPT),
        now,
        counted="kept_answer",
        rows_expected=1,
    )


async def forget_old() -> int:
    """Deletes a batch of keys that are no longer honoured; returns how many."""
    rows = await database.fetch(
        "DELETE FROM idempotency_keys WHERE id IN (SELECT id FROM idempotency_keys WHERE expires_at <= $1 LIMIT $2) "
        "RETURNING id",
        clock.now(),
        FORGET_BATCH,
    )
    return len(rows)


def _context(identifier: uuid.UUID) -> str:
    return f"idempotency_key:{identifier}"


class _Shown(msgspec.Struct):
    """What an answer says of whose its object is."""

    object: str = ""
    id: str = ""
    receiver_id: str | None = None
    payer_id: str | None = None
    secret: str | None = None


def _rights_to(shown: _Shown, permission: str | None) -> list[Right]:
    """What is asked for an answer that 0.3.0 kept: the route's permission towards the receiver or payer whose object it
    shows, or merely to be something to them where everybody with a login has that permission.

    The last of these answers ends 30 days after the upgrade.
    """
    receiver_id = shown.id if shown.object == "receiver" else shown.receiver_id
    payer_id = shown.id if shown.object == "payer" else shown.payer_id
    if permission is None or receiver_id is None:
        return []
    return [
        Right(
            permission="payers.read" if access.PERMISSIONS[permission].holders == USERS else permission,
            kind="receiver",
            receiver_id=ids.decode("receiver", receiver_id),
            payer_id=None if payer_id is None else ids.decode("payer", payer_id),
        )
    ]
