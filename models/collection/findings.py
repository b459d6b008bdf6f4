"""Findings: what differs between a gateway's reports and our books, kept as discrepancies and announced once.

Runs find them batch by batch; what a gateway says by itself, and our books cannot take, is found at once.

Raw SQL: hundreds are written at once, and only the database can say which are news.
"""

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from models import clock, database, events, ids
from models.shapes import reconciliation as shapes
from models.tables.reconciliation import Discrepancy, DiscrepancyKind, DiscrepancySubject
from models.tables.row import of_record


class Difference(NamedTuple):
    """What a discrepancy will say. `currency` is the gateway's where the gateway has the thing."""

    subject: DiscrepancySubject
    kind: DiscrepancyKind
    currency: str
    payment_id: uuid.UUID | None = None
    gateway_payment_id: str | None = None
    refund_id: uuid.UUID | None = None
    reversal_id: uuid.UUID | None = None
    # The gateway's id of a refund or a reversal.
    gateway_object_id: str | None = None
    amount_here: int | None = None
    amount_there: int | None = None
    status_here: str | None = None
    status_there: str | None = None


async def report(*, receiver_id: uuid.UUID, gateway_account_id: uuid.UUID | None, difference: Difference) -> None:
    """Keeps and announces what a gateway has told by itself, in the caller's transaction."""
    await keep([difference], receiver_id=receiver_id, gateway_account_id=gateway_account_id, run_id=None)


async def keep(
    differences: Sequence[Difference],
    *,
    receiver_id: uuid.UUID,
    gateway_account_id: uuid.UUID | None,
    run_id: uuid.UUID | None,
) -> None:
    """Keeps and announces the differences that are news, in the caller's transaction; `run_id` is the run's that found
    them, if one did.

    Those are no news that are open already, or that somebody has resolved while both sides were just as they are.
    """
    assert database.in_transaction(), "what differs and what is done about it are one transaction"
    if not differences:
        return
    names = ", ".join(Difference._fields)
    found = ", ".join(f"found.{name}" for name in Difference._fields)
    # A row compares as text: varchar and text are two types to it.
    found_as_text = ", ".join(f"found.{name}::text" for name in Difference._fields)
    known_as_text = ", ".join(f"known.{name}::text" for name in Difference._fields)
    written = await database.fetch(
        f"""
        INSERT INTO discrepancies (id, receiver_id, gateway_account_id, run_id, {names})
        SELECT found.id, $1, $2, $3, {found}
        FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::text[], $10::uuid[], $11::uuid[],
            $12::text[], $13::bigint[], $14::bigint[], $15::text[], $16::text[]) AS found (id, {names})
        WHERE NOT EXISTS (
            SELECT FROM discrepancies AS known
            WHERE known.receiver_id = $1 AND known.gateway_account_id IS NOT DISTINCT FROM $2
              AND known.resolved_by IS NOT NULL AND ({known_as_text}) IS NOT DISTINCT FROM ({found_as_text}))
        ON CONFLICT DO NOTHING RETURNING *
        """,
        receiver_id,
        gateway_account_id,
        run_id,
        [ids.make() for _ in differences],
        *([getattr(difference, name) for difference in differences] for name in Difference._fields),
    )
    now = clock.now()
    announcements = [
        events.announcement(
            "reconciliation.discrepancy_found", shapes.discrepancy(of_record(Discrepancy, row), now=now)
        )
        for row in written
    ]
    if announcements:
        await events.record(receiver_id, *announcements)
