"""Money that stands aside for a review of its payment: what is left of it, and when there is something to decide.

Every function works within the caller's transaction, on rows locked by `settlement.lock`.

Raw SQL: what has left suspense again is summed up over refunds and reversals.
"""

import datetime
import uuid
from collections.abc import Mapping

import msgspec

from models import database, events
from models.collection import excess, outcomes, settlement
from models.shapes import collection as shapes
from models.shapes.collection import PaymentRow, Review
from models.shapes.common import to_json
from models.shapes.invoice_rows import InvoiceRow
from models.tables.reconciliation import DiscrepancySubject


async def left(payment: PaymentRow) -> int:
    """What stands in suspense of a payment that was put aside: what came, less what was sent or taken back or is on its
    way back. Below zero where more went than came.
    """
    gone = await database.fetch_value(
        int,
        """
        SELECT (
            (SELECT coalesce(sum(coalesce((review ->> 'amount')::bigint, amount)), 0) FROM refunds
                WHERE payment_id = $1 AND takes_from = 'suspense' AND (status IN
                    ('requested', 'processing', 'unknown', 'needs_review', 'succeeded')
                    OR status = 'rejected' AND review IS NOT NULL))
            + (SELECT coalesce(sum(amount), 0) FROM reversals WHERE payment_id = $1 AND takes_from = 'suspense'
                AND refund_id IS NULL AND status = 'standing')
        )::bigint
        """,
        payment["id"],
    )
    return shapes.review_of(payment).amount - (gone or 0)


async def report_beyond(
    payment: PaymentRow,
    left_now: int,
    *,
    subject: DiscrepancySubject,
    object_id: str | None,
    refund_id: uuid.UUID | None = None,
    reversal_id: uuid.UUID | None = None,
) -> None:
    """Tells people where more has gone out of suspense than had come for the payment."""
    if left_now < 0:
        came = shapes.review_of(payment).amount
        await excess.report(
            payment,
            subject=subject,
            object_id=object_id,
            refund_id=refund_id,
            reversal_id=reversal_id,
            gone=came - left_now,
        )


async def end_emptied(
    invoices: Mapping[uuid.UUID, InvoiceRow],
    payment_id: uuid.UUID,
    *,
    code: str | None = None,
    message: str | None = None,
    reported_at: datetime.datetime | None = None,
) -> None:
    """Without any of its money in suspense a payment under review has nothing left to decide: it has failed."""
    payment = await settlement.read(payment_id)
    if payment["status"] != "needs_review" or payment["review"] is None:
        return
    if await left(payment) <= 0:
        await outcomes.give_up(
            invoices,
            payment,
            status="failed",
            code=code or "returned",
            message=message,
            reported_at=reported_at,
        )


async def put_under_review(
    payment: PaymentRow, review: Review, *, message: str | None, reported_at: datetime.datetime | None
) -> None:
    """A person must look at what the gateway reported for a payment; its money is booked to suspense by the caller."""
    row = await outcomes.changed(
        "UPDATE payments SET status = 'needs_review', next_action = NULL, review = $2, failure_code = 'fact_differs', "
        "failure_message = coalesce($3, failure_message), reported_at = coalesce($4, reported_at) "
        f"WHERE id = $1 RETURNING {shapes.COLUMNS}",
        payment["id"],
        to_json(msgspec.to_builtins(review)),
        message,
        reported_at,
    )
    await events.record(
        payment["receiver_id"],
        events.announcement("payment.needs_review", shapes.payment(row), before=shapes.payment(payment)),
    )


async def review_again(payment: PaymentRow) -> None:
    """Money of a payment whose review had nothing left may be here again: then there is something to decide."""
    if payment["status"] == "failed" and payment["review"] is not None and await left(payment) > 0:
        await put_under_review(payment, shapes.review_of(payment), message=None, reported_at=None)
