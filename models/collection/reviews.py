"""Reviews: a person settles what a gateway reported otherwise than we had asked, and what a payer has reported.

A payment or a refund under review has its money in suspense. Accepted, it counts as it came; returned, the gateway is
asked to send it back; rejected, it stays in suspense, to be explained.

Raw SQL: the invoices are read again after the money has taken its part.
"""

import uuid
from collections.abc import Sequence

from models import access, database, events, ids, rows, versions
from models.access import Caller
from models.billing import bounds
from models.collection import (
    credit,
    dates,
    invoice_events,
    lookups,
    outcomes,
    payments,
    refund_outcomes,
    refund_reviews,
    refunds,
    settlement,
    suspense,
)
from models.collection.allocations import amounts_by_invoice, lock_named
from models.errors import Invalid, PaymentStateForbids, RefundStateForbids, ReviewNotAcceptable
from models.shapes import collection as shapes
from models.shapes import refunds as refund_shapes
from models.shapes.collection import AllocationInput, ConfirmInput, PaymentRow, Review
from models.shapes.invoice_rows import COLUMNS as INVOICE_COLUMNS
from models.shapes.invoice_rows import InvoiceRow
from models.tables.collection import Payment, Refund
from models.versions import Wanted


@database.retrying
async def accept_payment(
    caller: Caller,
    payment_id: uuid.UUID | None,
    *,
    allocations: Sequence[AllocationInput] | None = None,
    version: Wanted = None,
) -> PaymentRow:
    """The receiver takes the money of a payment under review as it came, whatever was asked for.

    It pays what it was meant for, or the given allocations; what these do not take is the payer's credit. Raises
    NotFound, Forbidden, PaymentStateForbids, ReviewNotAcceptable, SumTooLarge, InvoiceNotOpen, Invalid,
    PreconditionFailed.
    """
    found = await access.find(caller, Payment, payment_id, "payments.record")
    async with database.transaction():
        named = None if allocations is None else amounts_by_invoice(allocations)
        others = await lock_named(caller, found, named or {})
        invoices, payment = await settlement.lock(found.id)
        versions.check(payment, version)
        if payment["status"] != "needs_review":
            raise PaymentStateForbids(payment["status"], "accepted")
        review = shapes.review_of(payment)
        if review.currency != payment["currency"]:
            raise ReviewNotAcceptable(
                f"The money came in {review.currency}, and its invoices are in {payment['currency']}. "
                "Return it, or reject it and settle it by hand."
            )
        if await _is_anothers(payment, review):
            raise ReviewNotAcceptable(
                f"The gateway's payment {review.id} is that of another payment of yours. Reject this one."
            )
        amount = await suspense.left(payment)
        if amount <= 0:
            raise ReviewNotAcceptable("All of the money has gone back already. Reject the payment.")
        await bounds.check_payment(
            receiver_id=payment["receiver_id"],
            currency=payment["currency"],
            # What was asked for counts already.
            amount=amount - payment["amount"],
            pointer=None,
        )
        if named is not None:
            if sum(named.values()) > amount:
                raise Invalid(
                    f"The allocations come to {sum(named.values())}, and {amount} has come.", pointer="/allocations"
                )
            # All of them are ids: the others were not found.
            wanted = {invoice_id: part for invoice_id, part in named.items() if invoice_id is not None}
        elif payment["invoice_id"] is not None:
            wanted = {payment["invoice_id"]: amount}
        else:
            wanted = shapes.amounts(payment, status="reserved") or shapes.amounts(payment, status="released")
        before = {**others, **invoices}
        released = await settlement.release(payment["id"])
        now = before | {row["id"]: row for row in released}
        accepted = await outcomes.settle_what_it_can(
            now,
            payment,
            wanted,
            amount=amount,
            effective_on=await dates.business_date(payment["receiver_id"], payment["reported_at"]),
            gateway_payment_id=review.id,
            before=before,
        )
        await _fill(released, but_not_of=payment["id"])
        return accepted


@database.retrying
async def confirm(
    caller: Caller, payment_id: uuid.UUID | None, given: ConfirmInput | None = None, *, version: Wanted = None
) -> PaymentRow:
    """The receiver says that a reported payment has arrived, and what has come where that differs from the report.

    Raises NotFound, Forbidden, PaymentStateForbids, PreconditionFailed, Invalid, SumTooLarge.
    """
    given = given or ConfirmInput()
    async with database.transaction():
        invoices, payment = await payments.lock_offline(caller, payment_id, "reported", "confirmed", version)
        assert payment["effective_on"] is not None, "what is paid offline is dated when it is recorded"
        day = payment["effective_on"]
        if given.received_on is not None:
            today = await dates.business_date(payment["receiver_id"], None)
            day = dates.past(given.received_on, today=today, pointer="/received_on")
        if given.amount in (None, payment["amount"]):
            return await outcomes.settle_reserved(invoices, payment, effective_on=day)
        assert given.amount is not None, "it differs"
        await bounds.check_payment(
            receiver_id=payment["receiver_id"],
            currency=payment["currency"],
            # What was reported counts already.
            amount=given.amount - payment["amount"],
            pointer="/amount",
        )
        wanted = shapes.amounts(payment, status="reserved")
        if payment["invoice_id"] is not None:
            wanted = {payment["invoice_id"]: given.amount}
        released = await settlement.release(payment["id"])
        confirmed = await outcomes.settle_what_it_can(
            invoices | {row["id"]: row for row in released},
            payment,
            wanted,
            amount=given.amount,
            effective_on=day,
            gateway_payment_id=None,
            before=invoices,
        )
        await _fill(released, but_not_of=payment["id"])
        return confirmed


@database.retrying
async def reject_payment(
    caller: Caller, payment_id: uuid.UUID | None, *, reason: str, version: Wanted = None
) -> PaymentRow:
    """The receiver says that a reported payment never came, or does not take one that needs review.

    What a gateway has reported for it stays in suspense, to be returned or explained. Raises NotFound, Forbidden,
    PaymentStateForbids, PreconditionFailed.
    """
    found = await access.find(caller, Payment, payment_id, "payments.record")
    async with database.transaction():
        invoices, payment = await settlement.lock(found.id)
        versions.check(payment, version)
        if payment["status"] not in ("reported", "needs_review"):
            raise PaymentStateForbids(payment["status"], "rejected")
        return await outcomes.give_up(invoices, payment, status="rejected", code="rejected", message=reason)


@database.retrying
async def return_payment(
    caller: Caller, payment_id: uuid.UUID | None, *, reason: str, version: Wanted = None
) -> PaymentRow:
    """The receiver does not take the money of a payment under review, or of one that was rejected: the gateway is asked
    to send back what stands in suspense of it. The refund says what becomes of that.

    Raises NotFound, Forbidden, PaymentStateForbids, PreconditionFailed.
    """
    found = await access.find(caller, Payment, payment_id, "refunds.write")
    async with database.transaction():
        invoices, payment = await settlement.lock(found.id)
        versions.check(payment, version)
        if payment["status"] not in ("needs_review", "rejected") or payment["review"] is None:
            raise PaymentStateForbids(payment["status"], "returned")
        review = shapes.review_of(payment)
        amount = await suspense.left(payment)
        if amount <= 0:
            raise ReviewNotAcceptable("All of the money has gone back, or is on its way back, already.")
        if payment["status"] == "needs_review":
            payment = await outcomes.give_up(invoices, payment, status="rejected", code="returned", message=reason)
        refund = await rows.insert(
            Refund(
                id=ids.make(),
                receiver_id=payment["receiver_id"],
                payer_id=payment["payer_id"],
                payment_id=payment["id"],
                status="requested",
                takes_from="suspense",
                currency=review.currency,
                amount=amount,
                amount_reserved=0,
                reason=reason,
                gateway_account_id=payment["gateway_account_id"],
                created_by=caller.user_id,
            )
        )
        await events.record(payment["receiver_id"], events.announcement("refund.created", refund_shapes.refund(refund)))
        await refunds.send(refund)
        return payment


@database.retrying
async def accept_refund(caller: Caller, refund_id: uuid.UUID | None, *, version: Wanted = None) -> Refund:
    """The receiver takes a refund under review as it went: it comes off its payment.

    Raises NotFound, Forbidden, RefundStateForbids, ReviewNotAcceptable, PreconditionFailed.
    """
    found = await access.find(caller, Refund, refund_id, "refunds.write")
    async with database.transaction():
        invoices, payment = await settlement.lock(found.payment_id)
        refund = await refund_outcomes.lock(found.id)
        versions.check(refund, version)
        if refund.status != "needs_review":
            raise RefundStateForbids(refund.status, "accepted")
        review = refund_shapes.review_of_refund(refund)
        # Money that was put aside may have come in another currency than its payment was asked for in.
        currency = refund.currency if refund.takes_from == "suspense" else payment["currency"]
        if review.currency != currency:
            raise ReviewNotAcceptable(
                f"The gateway sent {review.currency} back of money in {currency}. Reject the refund, and settle it by "
                "hand."
            )
        if await lookups.refund_id_is_taken(refund, review.id):
            raise ReviewNotAcceptable(
                f"The gateway's refund {review.id} is that of another refund of yours. Reject this one."
            )
        return await refund_reviews.accept(invoices, refund)


@database.retrying
async def reject_refund(caller: Caller, refund_id: uuid.UUID | None, *, reason: str, version: Wanted = None) -> Refund:
    """The receiver does not take a refund under review for one of the payment: what has gone stays in suspense.

    Raises NotFound, Forbidden, RefundStateForbids, PreconditionFailed.
    """
    found = await access.find(caller, Refund, refund_id, "refunds.write")
    async with database.transaction():
        invoices, _ = await settlement.lock(found.payment_id)
        refund = await refund_outcomes.lock(found.id)
        versions.check(refund, version)
        if refund.status != "needs_review":
            raise RefundStateForbids(refund.status, "rejected")
        return await refund_outcomes.fail(
            invoices,
            refund,
            code="rejected",
            message=reason,
            reported_at=refund.reported_at,
            status="rejected",
        )


async def _fill(released: Sequence[InvoiceRow], *, but_not_of: uuid.UUID) -> None:
    """What the money did not take of its reservation is open for money that stands unapplied on the same invoices."""
    now = await database.fetch_as(
        InvoiceRow,
        f"SELECT {INVOICE_COLUMNS} FROM invoices WHERE id = ANY($1) ORDER BY id",
        [row["id"] for row in released],
    )
    filled = await credit.fill(now, but_not_of=but_not_of)
    if filled:
        announcements = invoice_events.settled({row["id"]: row for row in now}, filled.values())
        await events.record(next(iter(filled.values()))["receiver_id"], *announcements)


async def _is_anothers(payment: PaymentRow, review: Review) -> bool:
    return await Payment.exists().where(
        Payment.gateway_account_id == payment["gateway_account_id"],
        Payment.gateway_payment_id == review.id,
        Payment.id != payment["id"],
    )
