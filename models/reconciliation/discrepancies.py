"""Discrepancies: differences between a gateway's books and ours, kept until somebody, or the facts, resolve them.

Raw SQL: a step of a run closes hundreds at once.
"""

import datetime
import uuid
from collections.abc import Mapping

from models import access, audit, clock, database, ids, lists, rows, versions
from models.access import Caller
from models.collection import findings
from models.errors import DiscrepancyResolved
from models.reconciliation.comparison import Judged
from models.tables.reconciliation import Discrepancy, DiscrepancySubject, ReconciliationRun
from models.versions import Wanted

# By which columns one of a subject is known: our id, and the gateway's.
_KEYS: Mapping[DiscrepancySubject, tuple[str, str]] = {
    "payment": ("payment_id", "gateway_payment_id"),
    "refund": ("refund_id", "gateway_object_id"),
    "reversal": ("reversal_id", "gateway_object_id"),
}


async def write(run: ReconciliationRun, judged: Judged, *, now: datetime.datetime) -> None:
    """Keeps and announces what differs, and closes what no longer does, in the caller's transaction.

    The second time it finds no news: a difference that is open stays as it is.
    """
    assert database.in_transaction(), "what was found and how far the run has come are one transaction"
    await _close_the_settled(run, judged, now)
    await findings.keep(
        judged.differences,
        receiver_id=run.receiver_id,
        gateway_account_id=run.gateway_account_id,
        run_id=run.id,
    )


async def get(caller: Caller, discrepancy_id: uuid.UUID | None) -> Discrepancy:
    """One discrepancy. Raises NotFound."""
    return await access.find(caller, Discrepancy, discrepancy_id, "reconciliation.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[Discrepancy]:
    """A page of discrepancies, newest first."""
    return await lists.page(caller, Discrepancy, filters=filters, limit=limit, after=after)


async def resolve(
    caller: Caller, discrepancy_id: uuid.UUID | None, resolution: str, *, version: Wanted = None
) -> Discrepancy:
    """Closes a discrepancy, saying how. Runs do not open it again while both sides stay as they are.

    Raises NotFound, Forbidden, PreconditionFailed, DiscrepancyResolved.
    """
    async with database.transaction():
        before = await access.find(caller, Discrepancy, discrepancy_id, "reconciliation.write", lock=True)
        versions.check(before, version)
        if before.status == "resolved":
            raise DiscrepancyResolved(f"This discrepancy was resolved before: {before.resolution}")
        resolved = await rows.update(
            before,
            {
                Discrepancy.status: "resolved",
                Discrepancy.resolution: resolution,
                Discrepancy.resolved_by: caller.user_id,
                Discrepancy.resolved_at: clock.now(),
            },
        )
        await audit.record(
            "discrepancy.resolved",
            object_kind="discrepancy",
            object_id=before.id,
            receiver_id=before.receiver_id,
            before=before,
            after=resolved,
        )
        return resolved


async def _close_the_settled(run: ReconciliationRun, judged: Judged, now: datetime.datetime) -> None:
    """What has gone beyond a payment is no difference from the gateway, and ends where the money does."""
    here, there = _KEYS[judged.subject]
    await database.execute(
        f"""
        UPDATE discrepancies SET status = 'resolved', resolved_at = $3, resolution = $4
        WHERE gateway_account_id = $1 AND subject = $2 AND status = 'open'
          AND kind NOT IN ('exceeds_payment', 'paid_twice')
          AND CASE kind WHEN 'missing_here' THEN {there} = ANY($5) ELSE {here} = ANY($6) END
          AND NOT EXISTS (
            SELECT FROM unnest($7::text[], $8::uuid[], $9::text[]) AS still (kind, here, there)
            WHERE (still.kind, still.here, still.there) IS NOT DISTINCT FROM
                (discrepancies.kind::text, discrepancies.{here}, discrepancies.{there}::text))
        """,
        run.gateway_account_id,
        judged.subject,
        now,
        f"Run {ids.encode('reconciliation_run', run.id)} compared the two again and found no such difference.",
        judged.ids_there,
        judged.ids_here,
        [difference.kind for difference in judged.differences],
        [getattr(difference, here) for difference in judged.differences],
        [getattr(difference, there) for difference in judged.differences],
    )
