"""Excess: what has gone out of a payment beyond what it held. It stands in suspense until something covers it.

Every function works within the caller's transaction, on rows locked by `settlement.lock`.

Raw SQL: amounts are moved in place, under the lock.
"""

import uuid

from models import clock, database, ids, ledger
from models.collection import credit, dates, findings, settlement
from models.collection.findings import Difference
from models.collection.settlement import Cause
from models.ledger import Entry
from models.shapes.collection import PaymentRow
from models.shapes.invoice_rows import InvoiceRow
from models.tables.reconciliation import DiscrepancySubject


async def cover(payment_id: uuid.UUID) -> dict[uuid.UUID, InvoiceRow]:
    """What has gone out beyond a payment is taken off it, once it holds money again that no refund has reserved.

    Returns the changed invoices, as they are now.
    """
    payment = await settlement.read(payment_id)
    amount = min(payment["amount_excess"], settlement.free(payment))
    if amount == 0:
        return {}
    taken = await settlement.take_off(payment, amount, available=amount, cause=await _newest_taker(payment_id))
    await database.execute(
        "UPDATE payments SET amount_excess = amount_excess - $2, amount_allocated = amount_allocated - $3, "
        "amount_unapplied = amount_unapplied - $4 WHERE id = $1",
        payment_id,
        amount,
        taken.allocated,
        taken.unapplied,
    )
    await ledger.post(
        receiver_id=payment["receiver_id"],
        kind="payment.excess_covered",
        source_id=ids.make(),
        currency=payment["currency"],
        effective_on=await dates.business_date(payment["receiver_id"], None),
        entries=[*taken.debits, Entry("suspense", -amount, payer_id=payment["payer_id"])],
    )
    if amount == payment["amount_excess"]:
        await _close(payment_id)
    return {row["id"]: row for row in taken.reopened} | await credit.fill(taken.reopened)


async def report(
    payment: PaymentRow,
    *,
    subject: DiscrepancySubject,
    object_id: str | None,
    refund_id: uuid.UUID | None = None,
    reversal_id: uuid.UUID | None = None,
    gone: int | None = None,
) -> None:
    """More has gone out of a payment through its gateway than it had brought; what is beyond stands in suspense.

    `gone` is how much of the money under review has left. Without it, the payment's own amounts are reported. An
    offline payment has no gateway that could say otherwise, so nothing is reported for it.
    """
    if payment["gateway_account_id"] is None:
        return
    await findings.report(
        receiver_id=payment["receiver_id"],
        gateway_account_id=payment["gateway_account_id"],
        difference=Difference(
            subject=subject,
            kind="exceeds_payment",
            currency=payment["currency"],
            payment_id=payment["id"],
            gateway_payment_id=payment["gateway_payment_id"],
            refund_id=refund_id,
            reversal_id=reversal_id,
            gateway_object_id=object_id,
            amount_here=payment["amount"],
            amount_there=payment["amount"] + payment["amount_excess"] if gone is None else gone,
            status_here=payment["status"],
        ),
    )


async def _close(payment_id: uuid.UUID) -> None:
    """Nothing stands beyond a payment any more: the discrepancies about that are over."""
    await database.execute(
        "UPDATE discrepancies SET status = 'resolved', resolved_at = $2, resolution = $3 "
        "WHERE payment_id = $1 AND kind = 'exceeds_payment' AND status = 'open'",
        payment_id,
        clock.now(),
        "The money has come back, or was taken off what the payment holds: nothing is beyond it any more.",
    )


async def _newest_taker(payment_id: uuid.UUID) -> Cause:
    """The newest refund or reversal that took money of a payment, which is what went beyond it.

    One that has come back only where there is no other.
    """
    row = await database.fetch_row(
        """
        SELECT 'reversal' AS kind, id, status = 'standing' AS has_gone, created_at AS at FROM reversals
        WHERE payment_id = $1 AND refund_id IS NULL AND takes_from = 'payment'
        UNION ALL
        SELECT 'refund', id, status = 'succeeded', updated_at FROM refunds
        WHERE payment_id = $1 AND takes_from = 'payment'
        ORDER BY has_gone DESC, at DESC LIMIT 1
        """,
        payment_id,
    )
    assert row is not None, "something has gone beyond what the payment held"
    return Cause(row["kind"], row["id"])
