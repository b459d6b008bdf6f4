"""Gateway answers: what gateways answered to our calls, kept as it came, with the outcome that was made of it.

Raw SQL: answers are kept by the statement that takes the lock under which the outcome is written, so they cost no round
trip.
"""

import uuid
from collections.abc import Sequence

from models import database, ids, secrets, work
from models.gateways.base import Answer
from models.tables.collection import Attempt, GatewayAnswer
from models.tables.gateways import Callback

_KEEP = """
    INSERT INTO gateway_answers (id, attempt_id, callback_id, call, status, content, is_whole, received_at)
    SELECT given.id, $1, $2, call, status, content, is_whole, received_at
    FROM unnest($3::uuid[], $4::text[], $5::int[], $6::bytea[], $7::boolean[], $8::timestamptz[])
        AS given (id, call, status, content, is_whole, received_at)
"""


async def keep(asked_for: Attempt | Callback, answers: Sequence[Answer]) -> None:
    """Keeps what was answered for this row, whatever was made of it."""
    if answers:
        await database.execute(_KEEP, *_parameters(asked_for, answers))


async def keep_and_hold(asked_for: Attempt | Callback, answers: Sequence[Answer]) -> bool:
    """Keeps what was answered for a claimed row, and locks the row as `work.hold` does, in the caller's transaction.

    False when its lease has passed on: what was answered is kept all the same.
    """
    if not answers:
        return await work.hold(asked_for)
    assert database.in_transaction(), "a row lock lasts as long as the transaction"
    held = await database.fetch_row(
        f"WITH kept AS ({_KEEP}) SELECT FROM {asked_for._meta.tablename} "
        "WHERE id = coalesce($1, $2) AND lease_token = $9 FOR UPDATE",
        *_parameters(asked_for, answers),
        asked_for.lease_token,
    )
    return held is not None


def read(answer: GatewayAnswer) -> bytes:
    """What was answered. Raises secrets.CannotDecrypt."""
    return secrets.decrypt(answer.content, context=_context(answer.id))


def _parameters(asked_for: Attempt | Callback, answers: Sequence[Answer]) -> list[object]:
    given = [(ids.make(), answer) for answer in answers]
    return [
        asked_for.id if isinstance(asked_for, Attempt) else None,
        asked_for.id if isinstance(asked_for, Callback) else None,
        [answer_id for answer_id, _ in given],
        [answer.call for _, answer in given],
        [answer.status for _, answer in given],
        [secrets.encrypt(answer.content, context=_context(answer_id)) for answer_id, answer in given],
        [answer.is_whole for _, answer in given],
        [answer.received_at for _, answer in given],
    ]


def _context(answer_id: uuid.UUID) -> str:
    return f"gateway_answer:{answer_id}"
