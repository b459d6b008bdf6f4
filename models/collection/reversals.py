"""Reversals: money that was taken back from a payment, all of it or a part, each time as a row of its own.

A returned debit, a chargeback, a bounced cheque, a correction. Each may be undone, and what is taken once more after
that is another row, so a payment can be returned, won back and returned again. The functions that move money work
within the caller's transaction, on rows locked by `settlement.lock`.

Raw SQL: a payment is changed by guarded statements that return it with its allocations.
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence

from models import access, database, events, ids, ledger, lists, rows
from models.access import Caller
from models.billing import corrections, credit_runs
from models.collection import credit, dates, excess, invoice_events, outcomes, settlement, suspense
from models.collection.settlement import Cause
from models.ledger import Entry
from models.shapes import collection as shapes
from models.shapes.collection import PaymentRow
from models.shapes.invoice_rows import InvoiceRow
from models.tables.collection import Reversal, ReversalKind, TakesFrom
from models.tables.ledger import TransactionKind


async def take(
    invoices: Mapping[uuid.UUID, InvoiceRow],
    payment: PaymentRow,
    *,
    kind: ReversalKind,
    amount: int,
    code: str | None,
    message: str | None,
    effective_on: datetime.date | None = None,
    gateway_reversal_id: str | None = None,
    reported_at: datetime.datetime | None = None,
    created_by: uuid.UUID | None = None,
    reversal_id: uuid.UUID | None = None,
    fee_invoice_id: uuid.UUID | None = None,
) -> PaymentRow:
    """Takes an amount of a payment back: off what no invoice holds, then off its invoices, which are owed again.

    What the payment holds no more, because it was refunded or taken back before, has gone nevertheless: that stands in
    suspense and, online, is a discrepancy. Dated `effective_on`, or else by `reported_at`.
    `reversal_id` is the id that the debit note `fee_invoice_id` over its fee names already.
    """
    effective_on = effective_on or await dates.business_date(payment["receiver_id"], reported_at)
    reversal = await _insert(
        payment,
        kind=kind,
        amount=amount,
        currency=payment["currency"],
        takes_from="payment",
        code=code,
        message=message,
        effective_on=effective_on,
        gateway_reversal_id=gateway_reversal_id,
        reported_at=reported_at,
        created_by=created_by,
        reversal_id=reversal_id,
        fee_invoice_id=fee_invoice_id,
    )
    held = payment["amount_allocated"] + payment["amount_unapplied"]
    taken = await settlement.take_off(payment, amount, available=held, cause=Cause("reversal", reversal.id))
    row = await outcomes.changed(
        f"""
        UPDATE payments SET amount_reversed = amount_reversed + $2, amount_excess = amount_excess + $3,
            amount_allocated = amount_allocated - $4, amount_unapplied = amount_unapplied - $5,
            status = CASE WHEN amount_reversed + $2 >= amount THEN 'reversed' ELSE status END,
            failure_code = $6, failure_message = $7, reported_at = coalesce($8, reported_at),
            deposited_on = CASE WHEN $9 THEN NULL ELSE deposited_on END
        WHERE id = $1 RETURNING {shapes.COLUMNS}
        """,
        payment["id"],
        amount,
        taken.excess,
        taken.allocated,
        taken.unapplied,
        code,
        message,
        # What has an id of its own has an order of its own, beside that of reports about the payment.
        reported_at if gateway_reversal_id is None else None,
        # A cheque that bounced is in hand again.
        kind == "bounce",
    )
    await ledger.post(
        receiver_id=payment["receiver_id"],
        kind="payment.reversed",
        source_id=reversal.id,
        currency=payment["currency"],
        effective_on=effective_on,
        entries=[*taken.debits, settlement.money(payment, -amount)],
    )
    reopened = {found["id"]: found for found in taken.reopened}
    filled = await credit.fill(taken.reopened, instant=reported_at)
    if filled:
        # What it had unapplied itself may have taken the place.
        reopened |= filled
        row = await settlement.read(payment["id"])
    await events.record(
        payment["receiver_id"],
        events.announcement("payment.reversed", shapes.payment(row), before=shapes.payment(payment)),
        *invoice_events.reopened(invoices, reopened.values()),
    )
    if taken.excess:
        await excess.report(row, subject="reversal", object_id=gateway_reversal_id, reversal_id=reversal.id)
    return row


async def undo(
    invoices: Mapping[uuid.UUID, InvoiceRow],
    payment: PaymentRow,
    reversal: Reversal,
    *,
    reported_at: datetime.datetime | None = None,
    undone_on: datetime.date | None = None,
) -> PaymentRow:
    """What was taken back is here again: a dispute that was won, a return that was a mistake, a cheque that was
    presented again. Dated `undone_on`, or else by `reported_at`.

    It goes to the invoices that it was taken from, as far as they can take it, and is the payer's credit beyond that.
    """
    undone = await _mark_undone(reversal, reported_at, undone_on)
    reopened, settled, credits, allocated = await settlement.put_back(
        payment, reversal.amount, invoices=invoices, cause=Cause("reversal", reversal.id)
    )
    await database.execute(
        """
        UPDATE payments SET amount_reversed = amount_reversed - $2, amount_allocated = amount_allocated + $3,
            amount_unapplied = amount_unapplied + $2 - $3, failure_code = NULL, failure_message = NULL,
            status = CASE WHEN amount_reversed - $2 >= amount THEN status ELSE 'succeeded' END,
            reported_at = coalesce($4, reported_at)
        WHERE id = $1
        """,
        payment["id"],
        reversal.amount,
        allocated,
        reported_at if reversal.gateway_reversal_id is None else None,
    )
    await ledger.post(
        receiver_id=payment["receiver_id"],
        kind="payment.reinstated",
        source_id=reversal.id,
        currency=payment["currency"],
        effective_on=undone,
        entries=[settlement.money(payment, reversal.amount), *credits],
    )
    covered = await excess.cover(payment["id"])
    row = await settlement.read(payment["id"])
    if row["amount_unapplied"] > payment["amount_unapplied"]:
        await credit_runs.wake(row["receiver_id"], row["payer_id"])
    await events.record(
        payment["receiver_id"],
        events.announcement("payment.reinstated", shapes.payment(row), before=shapes.payment(payment)),
        *credit.created(row, before=payment),
        *(corrections.announcement(invoices[id_], now) for id_, now in reopened.items()),
        *invoice_events.settled({**invoices, **reopened}, [found for found in settled if found["id"] not in covered]),
        *invoice_events.reopened(invoices, covered.values()),
    )
    return row


async def take_aside(
    payment: PaymentRow,
    *,
    kind: ReversalKind,
    amount: int,
    currency: str,
    code: str | None,
    message: str | None,
    gateway_reversal_id: str | None = None,
    reported_at: datetime.datetime | None = None,
) -> None:
    """The gateway has taken back what stood in suspense for a review of the payment."""
    effective_on = await dates.business_date(payment["receiver_id"], reported_at)
    reversal = await _insert(
        payment,
        kind=kind,
        amount=amount,
        currency=currency,
        takes_from="suspense",
        code=code,
        message=message,
        effective_on=effective_on,
        gateway_reversal_id=gateway_reversal_id,
        reported_at=reported_at,
    )
    await _book_aside(payment, reversal, "payment.reversed", effective_on, sign=-1)
    left = await suspense.left(payment)
    await suspense.report_beyond(
        payment, left, subject="reversal", object_id=gateway_reversal_id, reversal_id=reversal.id
    )


async def undo_aside(payment: PaymentRow, reversal: Reversal, *, reported_at: datetime.datetime | None = None) -> None:
    """What was taken back from suspense is there again."""
    undone = await _mark_undone(reversal, reported_at)
    await _book_aside(payment, reversal, "payment.reinstated", undone, sign=1)


async def standing(payment_id: uuid.UUID, *, takes_from: TakesFrom) -> Sequence[Reversal]:
    """The returns of a payment that stand and have no id of their own at the gateway, the newest first."""
    return (
        await Reversal.objects()
        .where(
            Reversal.payment_id == payment_id,
            Reversal.status == "standing",
            Reversal.takes_from == takes_from,
            Reversal.refund_id.is_null(),
            Reversal.gateway_reversal_id.is_null(),
        )
        .order_by(Reversal.id, ascending=False)
    )


async def newest(gateway_account_id: uuid.UUID, gateway_reversal_id: str) -> Reversal | None:
    """The newest reversal with that id at the gateway."""
    return (
        await Reversal.objects()
        .where(Reversal.gateway_account_id == gateway_account_id, Reversal.gateway_reversal_id == gateway_reversal_id)
        .order_by(Reversal.id, ascending=False)
        .first()
    )


async def get(caller: Caller, reversal_id: uuid.UUID | None) -> Reversal:
    """One reversal. Raises NotFound."""
    return await access.find(caller, Reversal, reversal_id, "reversals.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[Reversal]:
    """A page of reversals, newest first."""
    return await lists.page(caller, Reversal, filters=filters, limit=limit, after=after)


async def _insert(
    payment: PaymentRow,
    *,
    kind: ReversalKind,
    amount: int,
    currency: str,
    takes_from: TakesFrom,
    code: str | None,
    message: str | None,
    effective_on: datetime.date,
    gateway_reversal_id: str | None,
    reported_at: datetime.datetime | None,
    created_by: uuid.UUID | None = None,
    reversal_id: uuid.UUID | None = None,
    fee_invoice_id: uuid.UUID | None = None,
) -> Reversal:
    return await rows.insert(
        Reversal(
            id=reversal_id or ids.make(),
            receiver_id=payment["receiver_id"],
            payer_id=payment["payer_id"],
            payment_id=payment["id"],
            kind=kind,
            takes_from=takes_from,
            currency=currency,
            amount=amount,
            effective_on=effective_on,
            reason_code=code,
            reason=message,
            gateway_account_id=payment["gateway_account_id"],
            gateway_reversal_id=gateway_reversal_id,
            reported_at=reported_at,
            created_by=created_by,
            fee_invoice_id=fee_invoice_id,
        )
    )


async def _mark_undone(
    reversal: Reversal, reported_at: datetime.datetime | None, undone_on: datetime.date | None = None
) -> datetime.date:
    """Returns the day of it."""
    undone_on = undone_on or await dates.business_date(reversal.receiver_id, reported_at)
    await rows.update(
        reversal,
        {
            Reversal.status: "undone",
            Reversal.undone_on: undone_on,
            Reversal.reported_at: reported_at or reversal.reported_at,
        },
    )
    return undone_on


async def _book_aside(
    payment: PaymentRow, reversal: Reversal, kind: TransactionKind, effective_on: datetime.date, *, sign: int
) -> None:
    await ledger.post(
        receiver_id=payment["receiver_id"],
        kind=kind,
        source_id=reversal.id,
        currency=reversal.currency,
        effective_on=effective_on,
        entries=[
            Entry("gateway_clearing", sign * reversal.amount, gateway_account_id=payment["gateway_account_id"]),
            Entry("suspense", -sign * reversal.amount, payer_id=payment["payer_id"]),
        ],
    )
