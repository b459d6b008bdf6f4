"""Discrepancies: differences between a gateway's books and ours, kept until somebody, or the facts, resolve them.

Raw SQL: a step of a run closes and finds hundreds at once, and only the database can say which are news.
"""

import datetime
import uuid
from collections.abc import Sequence

from models import access, audit, clock, database, events, ids, lists, rows, versions
from models.access import Caller
from models.errors import DiscrepancyResolved
from models.reconciliation.comparison import Difference, Judged
from models.shapes import reconciliation as shapes
from models.tables.reconciliation import Discrepancy, ReconciliationRun
from models.tables.row import of_record
from models.versions import Wanted


async def write(run: ReconciliationRun, judged: Judged, *, now: datetime.datetime) -> None:
    """Keeps and announces what differs, and closes what no longer does, in the caller's transaction.

    The second time it finds no news: a difference that is open stays as it is.
    """
    assert database.in_transaction(), "what was found and how far the run has come are one transaction"
    await _close_the_settled(run, judged, now)
    found = await _insert(run, judged.differences)
    if found:
        announcements = [
            events.announcement("reconciliation.discrepancy_found", shapes.discrepancy(row, now=now)) for row in found
        ]
        await events.record(run.receiver_id, *announcements)


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
    await database.execute(
        """
        UPDATE discrepancies SET status = 'resolved', resolved_at = $2, resolution = $3
        WHERE gateway_account_id = $1 AND status = 'open'
          AND CASE kind WHEN 'missing_here' THEN gateway_payment_id = ANY($4) ELSE payment_id = ANY($5) END
          AND NOT EXISTS (
            SELECT FROM unnest($6::text[], $7::uuid[], $8::text[]) AS still (kind, payment_id, gateway_payment_id)
            WHERE (still.kind, still.payment_id, still.gateway_payment_id) IS NOT DISTINCT FROM
                (discrepancies.kind::text, discrepancies.payment_id, discrepancies.gateway_payment_id::text))
        """,
        run.gateway_account_id,
        now,
        f"Run {ids.encode('reconciliation_run', run.id)} compared the two again and found no such difference.",
        judged.gateway_payment_ids,
        judged.payment_ids,
        [difference.kind for difference in judged.differences],
        [difference.payment_id for difference in judged.differences],
        [difference.gateway_payment_id for difference in judged.differences],
    )


async def _insert(run: ReconciliationRun, differences: Sequence[Difference]) -> list[Discrepancy]:
    """Writes the differences that are news; returns their rows.

    Those are no news that are open already, or that somebody has resolved just as they are.
    """
    if not differences:
        return []
    written = await database.fetch(
        """
        INSERT INTO discrepancies (id, receiver_id, gateway_account_id, run_id, kind, payment_id, gateway_payment_id,
            currency, amount_here, amount_there, status_here, status_there)
        SELECT found.id, $1, $2, $3, found.kind, found.payment_id, found.gateway_payment_id, found.currency,
            found.amount_here, found.amount_there, found.status_here, found.status_there
        FROM unnest($4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::bigint[], $10::bigint[],
            $11::text[], $12::text[]) AS found (id, kind, payment_id, gateway_payment_id, currency,
            amount_here, amount_there, status_here, status_there)
        WHERE NOT EXISTS (
            SELECT FROM discrepancies AS known
            WHERE known.receiver_id = $1 AND known.gateway_account_id = $2 AND known.resolved_by IS NOT NULL
              AND (known.kind::text, known.payment_id, known.gateway_payment_id::text, known.currency::text,
                known.amount_here, known.amount_there, known.status_here::text, known.status_there::text)
              IS NOT DISTINCT FROM (found.kind, found.payment_id, found.gateway_payment_id, found.currency,
                found.amount_here, found.amount_there, found.status_here, found.status_there))
        ON CONFLICT DO NOTHING RETURNING *
        """,
        run.receiver_id,
        run.gateway_account_id,
        run.id,
        [ids.new() for _ in differences],
        *([getattr(difference, name) for difference in differences] for name in Difference._fields),
    )
    return [of_record(Discrepancy, row) for row in written]
