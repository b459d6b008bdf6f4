"""What became of a refund: the money has gone back, did not go, came back to the receiver, or needs a review.

Every function works within the caller's transaction, on rows locked by `settlement.lock` and then `lock`, unless it
says that it begins one.

Raw SQL: what a refund takes of its payment is added to columns in place, under the lock.
"""

import datetime
import uuid
from collections.abc import Mapping

from models import clock, database, events, ids, ledger, rows
from models.billing import credit_runs
from models.collection import credit, dates, excess, findings, invoice_events, settlement, suspense
from models.collection.findings import Difference
from models.collection.settlement import Cause
from models.gateways.base import RefundFact
from models.ledger import Entry
from models.shapes import refunds as shapes
from models.shapes.collection import PaymentRow
from models.shapes.invoice_rows import InvoiceRow
from models.tables.collection import BOOKED_PAYMENTS, OPEN_REFUNDS, Refund, RefundStatus, Reversal

# Statuses of a refund that a client which waits for news waits in.
AWAITED: frozenset[RefundStatus] = frozenset({"requested", "unknown"})
# Statuses in which the gateway has not reported an outcome yet.
UNDECIDED: frozenset[RefundStatus] = frozenset({"requested", "processing", "unknown"})


async def lock(refund_id: uuid.UUID) -> Refund:
    """The refund, locked after its payment."""
    refund = await Refund.objects().where(Refund.id == refund_id).lock_rows("NO KEY UPDATE").first()
    assert refund is not None, "refunds are never deleted"
    return refund


async def mark_unknown(refund_id: uuid.UUID) -> None:
    """The gateway's answer did not come: the reservation stays until somebody knows."""
    await Refund.update({Refund.status: "unknown"}).where(Refund.id == refund_id, Refund.status == "requested")


async def mark_processing(refund: Refund, fact: RefundFact) -> None:
    """The gateway has taken it, and the money is on its way. Announced to nobody."""
    await rows.update(
        refund,
        {
            Refund.status: "processing",
            Refund.gateway_refund_id: fact.gateway_refund_id,
            Refund.reported_at: fact.occurred_at or refund.reported_at,
        },
    )


@database.retrying
async def fail_by_ourselves(refund_id: uuid.UUID, payment_id: uuid.UUID, *, code: str, message: str) -> None:
    """No money went back and none will, as far as we know; changes nothing when the gateway has said anything.

    Should the gateway say later that it has gone, that counts. Begins its own transaction.
    """
    async with database.transaction():
        invoices, _ = await settlement.lock(payment_id)
        refund = await lock(refund_id)
        if refund.status in AWAITED:
            await fail(invoices, refund, code=code, message=message)


async def succeed(
    invoices: Mapping[uuid.UUID, InvoiceRow],
    refund: Refund,
    *,
    effective_on: datetime.date,
    gateway_refund_id: str | None = None,
    reported_at: datetime.datetime | None = None,
) -> Refund:
    """The money has gone back: it comes off what was unapplied first, then off the invoices, newest first.

    What the payment does not hold any more has gone nevertheless: it stands in suspense, and is a discrepancy.
    """
    payment = await settlement.read(refund.payment_id)
    back = await came_back(refund)
    reopened, entries = await take(payment, refund, refund.amount)
    done = await rows.update(
        refund,
        {
            Refund.status: "succeeded",
            Refund.amount_reserved: 0,
            Refund.effective_on: effective_on,
            Refund.failure_code: None,
            Refund.failure_message: None,
            Refund.gateway_refund_id: gateway_refund_id or refund.gateway_refund_id,
            Refund.reported_at: reported_at or refund.reported_at,
        },
    )
    if back is not None:
        await rows.update(back, {Reversal.status: "undone", Reversal.undone_on: effective_on})
    await ledger.post(
        receiver_id=refund.receiver_id,
        # It was booked under its own id when it went for the first time.
        kind="refund.succeeded" if back is None else "refund.resent",
        source_id=refund.id if back is None else back.id,
        currency=refund.currency,
        effective_on=effective_on,
        entries=[*entries, _comes_from(payment, refund)],
    )
    await announce(refund, done, invoices, reopened)
    return done


def _comes_from(payment: PaymentRow, refund: Refund) -> Entry:
    """Takes the money that has gone back from where it was: with the payment's, unless it was given back by hand."""
    if refund.gateway_account_id is None and payment["gateway_account_id"] is not None:
        return Entry("bank", -refund.amount)
    return settlement.money(payment, -refund.amount)


async def fail(
    invoices: Mapping[uuid.UUID, InvoiceRow],
    refund: Refund,
    *,
    code: str | None,
    message: str | None,
    gateway_refund_id: str | None = None,
    reported_at: datetime.datetime | None = None,
    status: RefundStatus = "failed",
) -> Refund:
    """No money went back: what the refund held of its payment can go another way.

    `reported_at` is when the gateway said so; None for our own conclusion, which a later report overrules.
    """
    done = await rows.update(
        refund,
        {
            Refund.status: status,
            Refund.amount_reserved: 0,
            Refund.failure_code: code,
            Refund.failure_message: message,
            Refund.gateway_refund_id: gateway_refund_id or refund.gateway_refund_id,
            Refund.reported_at: reported_at,
        },
    )
    await _release(refund)
    covered = await excess.cover(refund.payment_id)
    await announce(refund, done, invoices, covered)
    return done


async def come_back(invoices: Mapping[uuid.UUID, InvoiceRow], refund: Refund, fact: RefundFact) -> Refund:
    """A refund that had gone came back to the receiver: the money is the payer's credit now.

    What stands in suspense is covered first: where the payment was taken back as well, nobody is owed anything.
    """
    payment = await settlement.read(refund.payment_id)
    aside = refund.takes_from == "suspense" or refund.status in ("needs_review", "rejected")
    booked = shapes.review_of_refund(refund) if refund.status in ("needs_review", "rejected") else None
    amount, currency = (refund.amount, refund.currency) if booked is None else (booked.amount, booked.currency)
    effective_on = await dates.business_date(refund.receiver_id, fact.occurred_at)
    reversal = await rows.insert(
        Reversal(
            id=ids.make(),
            receiver_id=refund.receiver_id,
            payer_id=refund.payer_id,
            payment_id=refund.payment_id,
            refund_id=refund.id,
            kind="return",
            takes_from="suspense" if aside else "payment",
            currency=currency,
            amount=amount,
            effective_on=effective_on,
            reason_code=fact.failure_code,
            reason=fact.failure_message,
            gateway_account_id=refund.gateway_account_id,
            reported_at=fact.occurred_at,
        )
    )
    overpaid = None
    if not aside:
        await database.execute(
            "UPDATE payments SET amount_refunded = amount_refunded - $2, amount_unapplied = amount_unapplied + $2 "
            "WHERE id = $1",
            payment["id"],
            amount,
        )
        overpaid = await settlement.note_overpaid(payment["invoice_id"], amount)
    await ledger.post(
        receiver_id=refund.receiver_id,
        kind="refund.returned",
        source_id=reversal.id,
        currency=currency,
        effective_on=effective_on,
        entries=[
            settlement.money(payment, amount),
            Entry("suspense" if aside else "payer_credit", -amount, payer_id=refund.payer_id),
        ],
    )
    done = await rows.update(
        refund,
        {
            Refund.status: "failed",
            Refund.amount_reserved: 0,
            Refund.failure_code: fact.failure_code,
            Refund.failure_message: fact.failure_message,
            Refund.reported_at: fact.occurred_at or clock.now(),
        },
    )
    await _release(refund)
    if refund.takes_from == "suspense" and payment["status"] in BOOKED_PAYMENTS:
        # The rest of it was accepted meanwhile, and no review is left in which a person could decide.
        assert refund.gateway_account_id is not None, "what stands aside came through a gateway"
        await findings.report(
            receiver_id=refund.receiver_id,
            gateway_account_id=refund.gateway_account_id,
            difference=Difference(
                subject="refund",
                kind="state_differs",
                currency=currency,
                payment_id=payment["id"],
                gateway_payment_id=fact.gateway_payment_id,
                refund_id=refund.id,
                gateway_object_id=fact.gateway_refund_id,
                amount_here=amount,
                amount_there=amount,
                status_here="failed",
                status_there=fact.status,
            ),
        )
    if refund.takes_from == "suspense":
        await suspense.review_again(payment)
    covered = await excess.cover(refund.payment_id)
    settled = [] if overpaid is None or overpaid["id"] in covered else [overpaid]
    now = await settlement.read(payment["id"])
    await events.record(
        refund.receiver_id,
        events.announcement("refund.failed", shapes.refund(done), before=shapes.refund(refund)),
        *credit.created(now, before=payment),
        *invoice_events.settled(invoices, settled),
        *invoice_events.reopened(invoices, covered.values()),
    )
    return done


async def came_back(refund: Refund) -> Reversal | None:
    """How a refund that has failed came back the last time; None where it had never gone."""
    if refund.status != "failed":
        return None
    came = Reversal.objects().where(Reversal.refund_id == refund.id, Reversal.status == "standing")
    return await came.order_by(Reversal.id, ascending=False).first()


async def take(payment: PaymentRow, refund: Refund, amount: int) -> tuple[dict[uuid.UUID, InvoiceRow], list[Entry]]:
    """Takes what has gone off the payment, or out of suspense; returns the changed invoices and the debits."""
    if refund.takes_from == "suspense":
        await _check_aside(payment, refund, amount)
        return {}, [Entry("suspense", amount, payer_id=refund.payer_id)]
    held = payment["amount_allocated"] + payment["amount_unapplied"]
    others = payment["amount_refund_reserved"] - refund.amount_reserved
    taken = await settlement.take_off(
        payment, amount, available=max(0, held - others), cause=Cause("refund", refund.id)
    )
    await database.execute(
        """
        UPDATE payments SET amount_refund_reserved = amount_refund_reserved - $2,
            amount_refunded = amount_refunded + $3, amount_excess = amount_excess + $4,
            amount_allocated = amount_allocated - $5, amount_unapplied = amount_unapplied - $6
        WHERE id = $1
        """,
        payment["id"],
        refund.amount_reserved,
        amount,
        taken.excess,
        taken.allocated,
        taken.unapplied,
    )
    reopened = {row["id"]: row for row in taken.reopened}
    reopened |= await credit.fill(taken.reopened)
    if taken.excess:
        now = await settlement.read(payment["id"])
        await excess.report(now, subject="refund", object_id=refund.gateway_refund_id, refund_id=refund.id)
    return reopened, taken.debits


async def _check_aside(payment: PaymentRow, refund: Refund, amount: int) -> None:
    """Tells people where more goes out of suspense than had come. One that is open still has been counted."""
    left = await suspense.left(payment)
    is_counted = refund.status in OPEN_REFUNDS
    await suspense.report_beyond(
        payment,
        left if is_counted else left - amount,
        subject="refund",
        object_id=refund.gateway_refund_id,
        refund_id=refund.id,
    )


async def reserve(refund: Refund, amount: int) -> None:
    """Adds so much to what refunds hold of the payment, which is locked; a negative amount sets it free."""
    if amount:
        await database.execute(
            "UPDATE payments SET amount_refund_reserved = amount_refund_reserved + $2 WHERE id = $1",
            refund.payment_id,
            amount,
        )


async def _release(refund: Refund) -> None:
    await reserve(refund, -refund.amount_reserved)
    # Credit that it held, or that it has become by coming back.
    await credit_runs.wake(refund.receiver_id, refund.payer_id)


async def announce(
    before: Refund, done: Refund, invoices: Mapping[uuid.UUID, InvoiceRow], changed: Mapping[uuid.UUID, InvoiceRow]
) -> None:
    await events.record(
        done.receiver_id,
        events.announcement(f"refund.{done.status}", shapes.refund(done), before=shapes.refund(before)),
        *invoice_events.reopened(invoices, changed.values()),
    )
