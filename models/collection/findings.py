"""Findings: what a gateway says and our books cannot take, kept as a discrepancy at once, before any run looks.

Raw SQL: only the database can say, by the index, that the same is open already.
"""

import uuid

from models import clock, database, events, ids
from models.shapes import reconciliation as shapes
from models.tables.reconciliation import Discrepancy, DiscrepancyKind, DiscrepancySubject
from models.tables.row import of_record


async def report(
    *,
    receiver_id: uuid.UUID,
    gateway_account_id: uuid.UUID,
    subject: DiscrepancySubject,
    kind: DiscrepancyKind,
    currency: str,
    payment_id: uuid.UUID | None = None,
    gateway_payment_id: str | None = None,
    refund_id: uuid.UUID | None = None,
    reversal_id: uuid.UUID | None = None,
    gateway_object_id: str | None = None,
    amount_here: int | None = None,
    amount_there: int | None = None,
    status_here: str | None = None,
    status_there: str | None = None,
) -> None:
    """Keeps and announces a difference, in the caller's transaction.

    It is no news when the same is open, or when somebody has resolved it just as it is.
    """
    assert database.in_transaction(), "what differs and what is done about it are one transaction"
    written = await database.fetch(
        """
        INSERT INTO discrepancies (id, receiver_id, gateway_account_id, subject, kind, payment_id, gateway_payment_id,
            refund_id, reversal_id, gateway_object_id, currency, amount_here, amount_there, status_here, status_there)
        SELECT $1, $2, $3::uuid, $4::text, $5::text, $6::uuid, $7::text, $8, $9, $10::text, $11, $12, $13::bigint, $14,
            $15::text
        WHERE NOT EXISTS (
            SELECT FROM discrepancies AS known
            WHERE known.gateway_account_id = $3 AND known.status = 'resolved' AND known.resolved_by IS NOT NULL
              AND (known.subject::text, known.kind::text, known.payment_id, known.gateway_payment_id::text,
                known.gateway_object_id::text, known.amount_there, known.status_there::text)
              IS NOT DISTINCT FROM ($4::text, $5::text, $6::uuid, $7::text, $10::text, $13::bigint, $15::text))
        ON CONFLICT DO NOTHING RETURNING *
        """,
        ids.new(),
        receiver_id,
        gateway_account_id,
        subject,
        kind,
        payment_id,
        gateway_payment_id,
        refund_id,
        reversal_id,
        gateway_object_id,
        currency,
        amount_here,
        amount_there,
        status_here,
        status_there,
    )
    if written:
        shape = shapes.discrepancy(of_record(Discrepancy, written[0]), now=clock.now())
        await events.record(receiver_id, events.announcement("reconciliation.discrepancy_found", shape))
