"""Refunds: reserved under the payment's row lock, so that together they never exceed what was paid."""

import datetime
import uuid

from models import access, clock, database, events, ids, lists, nudge, rows
from models.access import Caller
from models.collection import dates, refund_outcomes, settlement
from models.errors import Invalid, PaymentStateForbids, RefundTooHigh
from models.shapes import refunds as shapes
from models.shapes.collection import PaymentRow
from models.shapes.refunds import RefundInput
from models.tables.collection import Attempt, Payment, Refund, RefundStatus


@database.retrying
async def create(caller: Caller, given: RefundInput) -> Refund:
    """Asks the gateway to send money back, or records that the receiver has given offline money back.

    Raises NotFound, Forbidden, PaymentStateForbids, RefundTooHigh, Invalid.
    """
    return await _create(caller, given, is_paid_out=False)


@database.retrying
async def pay_out(caller: Caller, given: RefundInput) -> Refund:
    """Records that the receiver has given money back by hand, also where it had come through a gateway.

    Raises what `create` does.
    """
    return await _create(caller, given, is_paid_out=True)


async def _create(caller: Caller, given: RefundInput, *, is_paid_out: bool) -> Refund:
    async with database.transaction():
        if given.currency is not None:
            raise Invalid("A refund is in its payment's currency: leave currency out.", pointer="/currency")
        payment_id = ids.decode("payment", given.payment_id or "")
        found = await access.find(caller, Payment, payment_id, "refunds.write")
        invoices, payment = await settlement.lock(found.id)
        if payment["status"] != "succeeded":
            raise PaymentStateForbids(payment["status"], "refunded")
        is_online = payment["gateway_account_id"] is not None and not is_paid_out
        if is_online and given.effective_on is not None:
            raise Invalid("The gateway says when its money went back: leave effective_on out.", pointer="/effective_on")
        refundable = settlement.free(payment)
        amount = refundable if given.amount is None else given.amount
        if amount > refundable or refundable == 0:
            raise RefundTooHigh(amount or payment["amount"], refundable, payment["currency"])
        refund = await rows.insert(
            Refund(
                receiver_id=payment["receiver_id"],
                payer_id=payment["payer_id"],
                payment_id=payment["id"],
                status="requested",
                takes_from="payment",
                currency=payment["currency"],
                amount=amount,
                amount_reserved=amount,
                reason=given.reason,
                gateway_account_id=payment["gateway_account_id"] if is_online else None,
                created_by=caller.user_id,
                metadata=given.metadata,
            )
        )
        await refund_outcomes.reserve(refund, amount)
        await events.record(payment["receiver_id"], events.announcement("refund.created", shapes.refund(refund)))
        if is_online:
            await send(refund)
            return refund
        effective_on = await _given_back_on(payment, given.effective_on)
        return await refund_outcomes.succeed(invoices, refund, effective_on=effective_on)


async def get(caller: Caller, refund_id: uuid.UUID | None, *, permission: str = "refunds.read") -> Refund:
    """One refund, for who has that permission towards it. Raises NotFound, Forbidden."""
    return await access.find(caller, Refund, refund_id, permission)


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[Refund]:
    """A page of refunds, newest first."""
    return await lists.page(caller, Refund, filters=filters, limit=limit, after=after)


async def status_now(refund_id: uuid.UUID) -> RefundStatus:
    """The status of a refund that the caller has just asked for."""
    refund = await rows.find(Refund, refund_id)
    assert refund is not None, "refunds are never deleted"
    return refund.status


async def send(refund: Refund) -> None:
    """Lets a worker ask the gateway for the money of a refund that stands, within the caller's transaction."""
    assert refund.gateway_account_id is not None, "what was paid offline goes back offline"
    await rows.insert(
        Attempt(
            receiver_id=refund.receiver_id,
            gateway_account_id=refund.gateway_account_id,
            payment_id=refund.payment_id,
            refund_id=refund.id,
            kind="refund",
            next_attempt_at=clock.now(),
        )
    )
    nudge.after_commit("payments")


async def _given_back_on(payment: PaymentRow, given: datetime.date | None) -> datetime.date:
    """The day that the receiver names, by default today; not before the money had come."""
    assert payment["effective_on"] is not None, "what has arrived is dated"
    today = await dates.business_date(payment["receiver_id"], None)
    earliest = (payment["effective_on"], "the payment arrived")
    return dates.past(given, today=today, pointer="/effective_on", not_before=earliest)
