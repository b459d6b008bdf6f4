"""Whose credit is to be looked at by the policy of their receiver: a row for each cause, written with it.

The rows are work to be done (models/collection/credit_policy.py), and several of one payer do no harm. Where the
receiver's policy is `manual` there are none. So who pays, issues and gives up adds a part to a statement that is sent
anyway, and locks nothing more.

Raw SQL: whether there is a policy is asked by the statement that writes the row.
"""

import uuid
from collections.abc import Collection, Iterable

from models import clock, database, ids, nudge
from models.tables.parties import Receiver


async def wake(receiver_id: uuid.UUID, payer_id: uuid.UUID) -> None:
    """A payer has more credit than before, or an invoice that can take some again."""
    await database.write_later(
        _WAKE, ids.make(), receiver_id, payer_id, clock.now(), counted="credit_run", then=_tell_workers
    )


async def wake_holders(receiver: Receiver, payer_ids: Collection[uuid.UUID]) -> None:
    """There are new invoices of these payers, for those of them who have credit."""
    if receiver.credit_policy != "manual":
        await _write(_WAKE_HOLDERS, receiver.id, payer_ids)


async def wake_payers(receiver_id: uuid.UUID, payer_ids: Collection[uuid.UUID]) -> None:
    """What somebody has found out about these payers of a receiver with a policy."""
    await _write(_WAKE_PAYERS, receiver_id, payer_ids)


async def wake_all(receiver_ids: Iterable[uuid.UUID]) -> None:
    """All payers of these receivers are to be looked at, of those that have a policy now."""
    wanted = list(receiver_ids)
    await database.write_later(
        _WAKE_ALL, [ids.make() for _ in wanted], wanted, clock.now(), counted="credit_run", then=_tell_workers
    )


async def look_for_missed() -> int:
    """Has all receivers looked at that have a policy, and payers with credit; returns how many. For beat.

    Credit and an invoice for it may have come at the same instant, each unseen by the other; and not all that makes an
    invoice payable again wakes anybody.
    """
    async with database.transaction():
        found = await database.fetch(_WITH_CREDIT)
        if found:
            await wake_all(row["id"] for row in found)
        return len(found)


async def _write(text: str, receiver_id: uuid.UUID, payer_ids: Collection[uuid.UUID]) -> None:
    if payer_ids:
        made = [ids.make() for _ in payer_ids]
        await database.write_later(
            text, made, receiver_id, list(payer_ids), clock.now(), counted="credit_run", then=_tell_workers
        )


def _tell_workers(there_is_work: bool) -> None:
    if there_is_work:
        nudge.after_commit("credit")


_WAKE = """credit_run AS (
    INSERT INTO credit_runs (id, receiver_id, payer_id, next_attempt_at)
    SELECT $1::uuid, id, $3::uuid, $4::timestamptz FROM receivers WHERE id = $2 AND credit_policy <> 'manual'
    RETURNING 1
)"""
_WAKE_GIVEN = """credit_run AS (
    INSERT INTO credit_runs (id, receiver_id, payer_id, next_attempt_at)
    SELECT given.id, $2::uuid, given.payer_id, $4::timestamptz
    FROM unnest($1::uuid[], $3::uuid[]) AS given (id, payer_id) {} RETURNING 1
)"""
_WAKE_PAYERS = _WAKE_GIVEN.format("")
_WAKE_HOLDERS = _WAKE_GIVEN.format(
    "WHERE EXISTS (SELECT FROM payments WHERE payments.payer_id = given.payer_id AND amount_unapplied > 0)"
)
_WAKE_ALL = """credit_run AS (
    INSERT INTO credit_runs (id, receiver_id, next_attempt_at)
    SELECT given.id, receivers.id, $3::timestamptz FROM unnest($1::uuid[], $2::uuid[]) AS given (id, receiver_id)
    JOIN receivers ON receivers.id = given.receiver_id AND receivers.credit_policy <> 'manual'
    RETURNING 1
)"""
# Those that wait to be looked at as a whole already are left alone; those for whom that has failed are not.
_WITH_CREDIT = """
    SELECT id FROM receivers WHERE credit_policy <> 'manual'
        AND EXISTS (SELECT FROM payments WHERE payments.receiver_id = receivers.id AND amount_unapplied > 0)
        AND NOT EXISTS (SELECT FROM credit_runs
            WHERE credit_runs.receiver_id = receivers.id AND credit_runs.payer_id IS NULL
                AND credit_runs.status IN ('pending', 'leased'))
    ORDER BY id
"""
