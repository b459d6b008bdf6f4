"""Refunds: reserved under the payment's row lock, so that together they never exceed what was paid.

Raw SQL: what a refund takes of its payment is added to columns in place, under the lock.
"""

import datetime
import uuid
from collections.abc import Mapping

from models import access, clock, database, events, ids, ledger, lists, nudge, rows
from models.access import Caller
from models.collection import settlement
from models.collection.settlement import MONEY_ACCOUNTS
from models.errors import PaymentStateForbids, RefundTooHigh
from models.gateways.base import RefundFact
from models.ledger import Entry
from models.money.currencies import format_amount
from models.shapes import collection as shapes
from models.shapes.billing import InvoiceRow
from models.shapes.collection import PaymentRow, RefundInput
from models.tables.collection import Attempt, Payment, Refund, RefundStatus

# From which statuses a gateway's word may still move a refund, by the status that it reports.
FORWARD: Mapping[str, frozenset[RefundStatus]] = {
    "pending": frozenset({"requested", "unknown"}),
    "failed": frozenset({"requested", "processing", "unknown", "succeeded"}),
    "succeeded": frozenset({"requested", "processing", "unknown"}),
}


async def create(caller: Caller, given: RefundInput) -> Refund:
    """Asks the gateway to send money back, or records that the receiver has given offline money back.

    Raises NotFound, Forbidden, PaymentStateForbids, RefundTooHigh.
    """
    async with database.transaction():
        payment_id = ids.decode("payment", given.payment_id)
        found = await access.find(caller, Payment, payment_id, "refunds.write")
        invoices, payment = await settlement.lock(found.id)
        if payment["status"] != "succeeded":
            raise PaymentStateForbids(payment["status"], "refunded")
        refundable = payment["amount"] - payment["amount_refunded"] - payment["amount_refund_reserved"]
        amount = refundable if given.amount is None else given.amount
        if amount > refundable or refundable == 0:
            raise RefundTooHigh(amount or payment["amount"], refundable, payment["currency"])
        refund = await rows.insert(
            Refund(
                receiver_id=payment["receiver_id"],
                payer_id=payment["payer_id"],
                payment_id=payment["id"],
                status="requested",
                currency=payment["currency"],
                amount=amount,
                reason=given.reason,
                gateway_account_id=payment["gateway_account_id"],
                created_by=caller.user_id,
                metadata=given.metadata,
            )
        )
        await database.execute(
            "UPDATE payments SET amount_refund_reserved = amount_refund_reserved + $2 WHERE id = $1",
            payment["id"],
            amount,
        )
        await events.record(payment["receiver_id"], events.announcement("refund.created", shapes.refund(refund)))
        if payment["gateway_account_id"] is None:
            return await _succeed(invoices, refund, gateway_refund_id=None, occurred_at=None)
        await rows.insert(
            Attempt(
                receiver_id=payment["receiver_id"],
                gateway_account_id=payment["gateway_account_id"],
                payment_id=payment["id"],
                refund_id=refund.id,
                kind="refund",
                next_attempt_at=clock.now(),
            )
        )
        nudge.after_commit("payments")
        return refund


async def apply(fact: RefundFact, *, gateway_account_id: uuid.UUID) -> bool:
    """Moves a refund forward by what its gateway says; False when we know no such refund. Harmless twice."""
    async with database.transaction():
        attempt = await database.fetch_row(
            "SELECT payment_id, refund_id FROM attempts WHERE id = $1 AND gateway_account_id = $2 AND kind = 'refund'",
            ids.decode("attempt", fact.reference),
            gateway_account_id,
        )
        if attempt is None:
            return False
        invoices, _ = await settlement.lock(attempt["payment_id"])
        refund = await _lock(attempt["refund_id"])
        if refund.status not in FORWARD[fact.status]:
            return True
        if (fact.amount, fact.currency) != (refund.amount, refund.currency):
            expected = format_amount(refund.amount, refund.currency)
            message = f"We asked for {expected}; the gateway reports {fact.amount} {fact.currency}."
            await _set_status(refund, "unknown", code="fact_differs", message=message)
        elif await _is_anothers(fact, refund):
            message = f"The gateway's refund {fact.gateway_refund_id} is another one of ours."
            await _set_status(refund, "unknown", code="fact_differs", message=message)
        elif fact.status == "pending":
            await _set_status(refund, "processing", gateway_refund_id=fact.gateway_refund_id)
        elif fact.status == "succeeded":
            await _succeed(invoices, refund, gateway_refund_id=fact.gateway_refund_id, occurred_at=fact.occurred_at)
        elif refund.status == "succeeded":
            await _take_back(invoices, refund, fact)
        else:
            await _fail(
                refund,
                code=fact.failure_code,
                message=fact.failure_message,
                gateway_refund_id=fact.gateway_refund_id,
            )
        return True


async def _is_anothers(fact: RefundFact, refund: Refund) -> bool:
    """Whether another refund has the gateway's id that this one, which has not succeeded yet, was to take."""
    return refund.status != "succeeded" and await Refund.exists().where(
        Refund.gateway_account_id == refund.gateway_account_id,
        Refund.gateway_refund_id == fact.gateway_refund_id,
        Refund.id != refund.id,
    )


async def mark_unknown(refund_id: uuid.UUID) -> None:
    """The gateway's answer did not come: the reservation stays until somebody knows."""
    await database.execute("UPDATE refunds SET status = 'unknown' WHERE id = $1 AND status = 'requested'", refund_id)


async def fail(refund_id: uuid.UUID, payment_id: uuid.UUID, *, code: str, message: str) -> None:
    """No money went back and none will, by our own knowledge; changes nothing when the gateway has said otherwise."""
    async with database.transaction():
        await settlement.lock(payment_id)
        refund = await _lock(refund_id)
        if refund.status in FORWARD["pending"]:
            await _fail(refund, code=code, message=message, gateway_refund_id=None)


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
    refund = await Refund.objects().where(Refund.id == refund_id).first()
    assert refund is not None, "refunds are never deleted"
    return refund.status


async def _lock(refund_id: uuid.UUID) -> Refund:
    refund = await Refund.objects().where(Refund.id == refund_id).lock_rows("NO KEY UPDATE").first()
    assert refund is not None, "refunds are never deleted"
    return refund


async def _succeed(
    invoices: dict[uuid.UUID, InvoiceRow],
    refund: Refund,
    *,
    gateway_refund_id: str | None,
    occurred_at: datetime.datetime | None,
) -> Refund:
    """The money has gone back: it comes off what was unapplied first, then off the invoices, newest first."""
    payment = await settlement.read(refund.payment_id)
    if payment["status"] == "reversed":
        reopened, debits = await _refund_twice(payment, refund)
    else:
        reopened, debits, unapplied = await settlement.take_off(payment, refund.amount, refund_id=refund.id)
        await database.execute(
            """
            UPDATE payments SET amount_refund_reserved = amount_refund_reserved - $2,
                amount_refunded = amount_refunded + $2,
                amount_unapplied = amount_unapplied - $3, amount_allocated = amount_allocated - ($2 - $3)
            WHERE id = $1
            """,
            payment["id"],
            refund.amount,
            unapplied,
        )
    effective_on = await settlement.business_date(refund.receiver_id, occurred_at)
    succeeded = await rows.update(
        refund,
        {
            Refund.status: "succeeded",
            Refund.effective_on: effective_on,
            Refund.failure_code: None,
            Refund.failure_message: None,
            Refund.gateway_refund_id: refund.gateway_refund_id if gateway_refund_id is None else gateway_refund_id,
        },
    )
    await ledger.post(
        receiver_id=refund.receiver_id,
        kind="refund.succeeded",
        source_id=refund.id,
        currency=refund.currency,
        effective_on=effective_on,
        entries=[*debits, Entry(MONEY_ACCOUNTS[payment["method"]], -refund.amount)],
    )
    await events.record(
        refund.receiver_id,
        events.announcement("refund.succeeded", shapes.refund(succeeded), before=shapes.refund(refund)),
        *settlement.announce_reopened(invoices, reopened),
    )
    return succeeded


async def _refund_twice(payment: PaymentRow, refund: Refund) -> tuple[list[InvoiceRow], list[Entry]]:
    """The payer's bank has taken the whole payment back meanwhile, so the payer has this money twice.

    Nothing comes off any invoice again; what is gone stands in suspense until a person has it back.
    """
    await database.execute(
        "UPDATE payments SET amount_reversed = amount_reversed - $2, amount_refunded = amount_refunded + $2 "
        "WHERE id = $1",
        payment["id"],
        refund.amount,
    )
    return [], [Entry("suspense", refund.amount, payer_id=refund.payer_id)]


async def _fail(refund: Refund, *, code: str | None, message: str | None, gateway_refund_id: str | None) -> None:
    await database.execute(
        # A reversal has ended the reservation before.
        "UPDATE payments SET amount_refund_reserved = amount_refund_reserved - $2 "
        "WHERE id = $1 AND status <> 'reversed'",
        refund.payment_id,
        refund.amount,
    )
    row = await _set_status(refund, "failed", code=code, message=message, gateway_refund_id=gateway_refund_id)
    await events.record(
        refund.receiver_id, events.announcement("refund.failed", shapes.refund(row), before=shapes.refund(refund))
    )


async def _take_back(invoices: dict[uuid.UUID, InvoiceRow], refund: Refund, fact: RefundFact) -> None:
    """A refund that had succeeded came back to the receiver: the money is the payer's credit now."""
    payment = await settlement.read(refund.payment_id)
    await database.execute(
        "UPDATE payments SET amount_refunded = amount_refunded - $2, amount_unapplied = amount_unapplied + $2 "
        "WHERE id = $1",
        payment["id"],
        refund.amount,
    )
    overpaid = await settlement.note_overpaid(payment["invoice_id"], refund.amount)
    await ledger.post(
        receiver_id=refund.receiver_id,
        kind="refund.returned",
        source_id=refund.id,
        currency=refund.currency,
        effective_on=await settlement.business_date(refund.receiver_id, fact.occurred_at),
        entries=[
            Entry(MONEY_ACCOUNTS[payment["method"]], refund.amount),
            Entry("payer_credit", -refund.amount, payer_id=refund.payer_id),
        ],
    )
    row = await _set_status(refund, "failed", code=fact.failure_code, message=fact.failure_message)
    await events.record(
        refund.receiver_id,
        events.announcement("refund.failed", shapes.refund(row), before=shapes.refund(refund)),
        *settlement.announce_settled(invoices, [overpaid] if overpaid is not None else []),
    )


async def _set_status(
    refund: Refund,
    status: RefundStatus,
    *,
    code: str | None = None,
    message: str | None = None,
    gateway_refund_id: str | None = None,
) -> Refund:
    return await rows.update(
        refund,
        {
            Refund.status: status,
            Refund.failure_code: code,
            Refund.failure_message: message,
            Refund.gateway_refund_id: refund.gateway_refund_id if gateway_refund_id is None else gateway_refund_id,
        },
    )
