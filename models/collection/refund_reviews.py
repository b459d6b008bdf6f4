"""Refunds that went otherwise than asked, or that nobody asked for: put aside, kept, or accepted after a review.

Every function works within the caller's transaction, on rows locked by `settlement.lock` and `refund_outcomes.lock`.
"""

import uuid
from collections.abc import Mapping

import msgspec

from models import clock, events, ids, ledger, rows
from models.collection import dates, refund_outcomes, settlement, suspense
from models.gateways.base import RefundFact
from models.ledger import Entry
from models.shapes import refunds as shapes
from models.shapes.collection import PaymentRow
from models.shapes.invoice_rows import InvoiceRow
from models.shapes.refunds import RefundReview
from models.tables.collection import BOOKED_PAYMENTS, Refund, Reversal


async def put_aside(refund: Refund, fact: RefundFact, *, message: str) -> Refund:
    """Money has gone back otherwise than we asked: a person must look.

    It stands in suspense, and what the payment still holds for it stays reserved meanwhile.
    """
    payment = await settlement.read(refund.payment_id)
    back = await refund_outcomes.came_back(refund)
    free = 0 if refund.takes_from == "suspense" else settlement.free(payment)
    more = min(refund.amount - refund.amount_reserved, free)
    await refund_outcomes.reserve(refund, more)
    done = await rows.update(
        refund,
        {
            Refund.status: "needs_review",
            Refund.amount_reserved: refund.amount_reserved + more,
            Refund.review: _review(fact),
            Refund.failure_code: "fact_differs",
            Refund.failure_message: message,
            Refund.reported_at: fact.occurred_at or refund.reported_at,
        },
    )
    await _book_aside(done, fact, back)
    await events.record(
        refund.receiver_id,
        events.announcement("refund.needs_review", shapes.refund(done), before=shapes.refund(refund)),
    )
    return done


async def adopt(payment: PaymentRow, fact: RefundFact, *, message: str) -> Refund:
    """Money has gone back that we never asked for, such as by the gateway's own desk: a person must look."""
    is_ours = fact.currency == payment["currency"]
    refund = await rows.insert(
        Refund(
            id=ids.make(),
            receiver_id=payment["receiver_id"],
            payer_id=payment["payer_id"],
            payment_id=payment["id"],
            status="needs_review",
            takes_from="payment",
            currency=fact.currency,
            amount=fact.amount,
            amount_reserved=min(fact.amount, settlement.free(payment)) if is_ours else 0,
            gateway_account_id=payment["gateway_account_id"],
            gateway_refund_id=fact.gateway_refund_id,
            failure_code="not_asked_for",
            failure_message=message,
            review=_review(fact),
            reported_at=fact.occurred_at,
        )
    )
    await refund_outcomes.reserve(refund, refund.amount_reserved)
    await _book_aside(refund, fact, None)
    await events.record(refund.receiver_id, events.announcement("refund.needs_review", shapes.refund(refund)))
    return refund


async def adopt_failed(payment: PaymentRow, fact: RefundFact) -> Refund:
    """A refund that nobody asked for has not gone, or has come back: kept, so that an older report does not count."""
    refund = await rows.insert(
        Refund(
            id=ids.make(),
            receiver_id=payment["receiver_id"],
            payer_id=payment["payer_id"],
            payment_id=payment["id"],
            status="failed",
            takes_from="payment" if payment["status"] in BOOKED_PAYMENTS else "suspense",
            currency=fact.currency,
            amount=fact.amount,
            amount_reserved=0,
            gateway_account_id=payment["gateway_account_id"],
            gateway_refund_id=fact.gateway_refund_id,
            failure_code=fact.failure_code,
            failure_message=fact.failure_message,
            reported_at=fact.occurred_at or clock.now(),
        )
    )
    await events.record(refund.receiver_id, events.announcement("refund.failed", shapes.refund(refund)))
    return refund


async def adopt_aside(invoices: Mapping[uuid.UUID, InvoiceRow], payment: PaymentRow, fact: RefundFact) -> Refund:
    """Money that stood in suspense for a review of its payment has gone back, by the gateway's own desk: no invoice and
    no credit had it. Without any of it there is nothing left to review.
    """
    assert payment["review"] is not None, "it was put aside"
    refund = await rows.insert(
        Refund(
            id=ids.make(),
            receiver_id=payment["receiver_id"],
            payer_id=payment["payer_id"],
            payment_id=payment["id"],
            status="requested",
            takes_from="suspense",
            currency=fact.currency,
            amount=fact.amount,
            amount_reserved=0,
            gateway_account_id=payment["gateway_account_id"],
            gateway_refund_id=fact.gateway_refund_id,
        )
    )
    await events.record(refund.receiver_id, events.announcement("refund.created", shapes.refund(refund)))
    effective_on = await dates.business_date(refund.receiver_id, fact.occurred_at)
    done = await refund_outcomes.succeed(invoices, refund, effective_on=effective_on, reported_at=fact.occurred_at)
    await suspense.end_emptied(invoices, payment["id"], message=fact.failure_message)
    return done


async def accept(invoices: Mapping[uuid.UUID, InvoiceRow], refund: Refund) -> Refund:
    """A person takes a refund under review as it came: what has gone comes off its payment."""
    review = shapes.review_of_refund(refund)
    payment = await settlement.read(refund.payment_id)
    effective_on = await dates.business_date(refund.receiver_id, refund.reported_at)
    reopened, entries = await refund_outcomes.take(payment, refund, review.amount)
    done = await rows.update(
        refund,
        {
            Refund.status: "succeeded",
            Refund.amount: review.amount,
            Refund.amount_reserved: 0,
            Refund.effective_on: effective_on,
            Refund.failure_code: None,
            Refund.failure_message: None,
            Refund.gateway_refund_id: review.id,
        },
    )
    await ledger.post(
        receiver_id=refund.receiver_id,
        kind="refund.accepted",
        # What came back, and went otherwise again, is accepted once more.
        source_id=refund.id if refund.effective_on is None else uuid.uuid5(refund.id, str(refund.version)),
        currency=refund.currency,
        effective_on=effective_on,
        entries=[*entries, Entry("suspense", -review.amount, payer_id=refund.payer_id)],
    )
    await refund_outcomes.announce(refund, done, invoices, reopened)
    return done


async def _book_aside(refund: Refund, fact: RefundFact, back: Reversal | None) -> None:
    """Books what has gone otherwise than asked; `back` is how the refund came back the last time, if it did."""
    await ledger.post(
        receiver_id=refund.receiver_id,
        kind="refund.needs_review" if back is None else "refund.resent_aside",
        source_id=refund.id if back is None else back.id,
        currency=fact.currency,
        effective_on=await dates.business_date(refund.receiver_id, fact.occurred_at),
        entries=[
            Entry("gateway_clearing", -fact.amount, gateway_account_id=refund.gateway_account_id),
            Entry("suspense", fact.amount, payer_id=refund.payer_id),
        ],
    )


def _review(fact: RefundFact) -> object:
    """What a person will look at, as its column takes it."""
    review = RefundReview(
        amount=fact.amount,
        currency=fact.currency,
        account=fact.account,
        id=fact.gateway_refund_id,
        gateway_payment_id=fact.gateway_payment_id,
    )
    return msgspec.to_builtins(review)
