"""What became of a payment: it has succeeded, or was given up.

The smaller functions work within the caller's transaction, on rows locked by `settlement.lock`. What a gateway says of
a payment is told apart by `payment_facts`, and what is taken back of it by `reversals`.

Raw SQL: a payment is changed by guarded statements that return it with its allocations.
"""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from models import clock, database, events, ledger
from models.billing import corrections, credit_runs, write_offs
from models.collection import credit, duplicates, invoice_events, settlement, tolerances
from models.collection.settlement import Part
from models.ledger import Entry
from models.shapes import collection as shapes
from models.shapes.collection import PaymentRow
from models.shapes.invoice_rows import InvoiceRow
from models.tables.collection import OPEN_PAYMENTS, Attempt, Payment, PaymentStatus

# Statuses of an online payment that a client which waits for news waits in.
AWAITED: frozenset[str] = frozenset({"created", "unknown"})
# After a lost answer: what is still on its way to the gateway has come there by then, as for the first question.
SETTLES_AFTER = datetime.timedelta(minutes=1)


async def mark_unknown(payment_id: uuid.UUID) -> None:
    """The gateway's answer did not come: the reservation stays until somebody knows. Announced to nobody."""
    await Payment.update({Payment.status: "unknown"}).where(Payment.id == payment_id, Payment.status == "created")


async def note_not_canceled(payment_id: uuid.UUID) -> None:
    """The gateway goes on with a payment that it was asked to cancel. Announced to nobody."""
    await Payment.update({Payment.cancel_refused_at: clock.now()}).where(
        Payment.id == payment_id, Payment.cancel_refused_at.is_null()
    )


@database.retrying
async def fail(
    payment_id: uuid.UUID, *, code: str, message: str, status: Literal["failed", "canceled"] = "failed"
) -> None:
    """No money moved and none will, by our own knowledge; changes nothing when the gateway has said otherwise."""
    async with database.transaction():
        invoices, payment = await settlement.lock(payment_id)
        if payment["status"] in OPEN_PAYMENTS:
            await give_up(invoices, payment, status=status, code=code, message=message)


async def settle_reserved(
    invoices: Mapping[uuid.UUID, InvoiceRow],
    payment: PaymentRow,
    *,
    effective_on: datetime.date,
    gateway_payment_id: str | None = None,
    reported_at: datetime.datetime | None = None,
) -> PaymentRow:
    """The money has arrived as it was asked for: what was reserved is paid."""
    allocated = shapes.amounts(payment, status="reserved")
    now = await settlement.settle_reserved(payment, invoices)
    succeeded = _succeeded(payment, allocated, payment["amount"], effective_on, gateway_payment_id, reported_at)
    succeeded["allocations"] = shapes.once_settled(payment)
    return await _finish_success(invoices, payment, succeeded, now, allocated)


async def settle_what_it_can(
    invoices: Mapping[uuid.UUID, InvoiceRow],
    payment: PaymentRow,
    wanted: Mapping[uuid.UUID, int],
    *,
    amount: int,
    effective_on: datetime.date,
    gateway_payment_id: str | None,
    reported_at: datetime.datetime | None = None,
    before: Mapping[uuid.UUID, InvoiceRow] | None = None,
) -> PaymentRow:
    """Money has arrived that nothing is reserved for: it takes what it finds of the wanted parts, the rest is credit.

    `invoices` are as they are now, `before` as they were when the operation began, if that is not the same.
    """
    reopened = await write_offs.reopen(invoices[invoice_id] for invoice_id in wanted)
    await events.record(
        payment["receiver_id"], *(corrections.announcement(invoices[id_], row) for id_, row in reopened.items())
    )
    invoices = {**invoices, **reopened}
    rest, parts = amount, []
    for invoice_id, part in wanted.items():
        invoice = invoices[invoice_id]
        part = min(rest, part, settlement.payable(invoice))
        if part:
            parts.append(Part(invoice, part))
            rest -= part
    now = await settlement.settle(payment["id"], parts)
    allocated = {part.invoice["id"]: part.amount for part in parts}
    succeeded = _succeeded(payment, allocated, amount, effective_on, gateway_payment_id, reported_at)
    succeeded["allocations"] = shapes.once_released(payment, allocated.items())
    return await _finish_success(before or invoices, payment, succeeded, now, allocated)


async def book(payment: PaymentRow, parts: Sequence[tuple[uuid.UUID, int]]) -> None:
    """Posts money that has arrived: what parts of invoices it covers, and the rest as the payer's credit.

    What was put aside for a review stands in suspense already, and comes from there.
    """
    assert payment["effective_on"] is not None, "what has arrived is dated"
    if payment["review"] is not None:
        debit = Entry("suspense", payment["amount"], payer_id=payment["payer_id"])
    else:
        debit = settlement.money(payment, payment["amount"])
    await ledger.post(
        receiver_id=payment["receiver_id"],
        kind="payment.succeeded",
        source_id=payment["id"],
        currency=payment["currency"],
        effective_on=payment["effective_on"],
        entries=[debit, *settlement.credits(payment, parts, payment["amount_unapplied"])],
    )


async def announce_success(
    payment: PaymentRow,
    before: Mapping[uuid.UUID, InvoiceRow],
    now: Iterable[InvoiceRow],
    *,
    payment_before: PaymentRow | None = None,
) -> None:
    """Says that money has arrived, and what its invoices have become: `now`, as they were `before`; and where it may
    have come twice.
    """
    now = list(now)
    await events.record(
        payment["receiver_id"],
        events.announcement(
            "payment.succeeded",
            shapes.payment(payment),
            before=None if payment_before is None else shapes.payment(payment_before),
        ),
        *credit.created(payment),
        *invoice_events.settled(before, now),
    )
    if payment["amount_unapplied"]:
        await credit_runs.wake(payment["receiver_id"], payment["payer_id"])
    await duplicates.report(now)


async def give_up(
    invoices: Mapping[uuid.UUID, InvoiceRow],
    payment: PaymentRow,
    *,
    status: PaymentStatus,
    code: str | None,
    message: str | None,
    gateway_payment_id: str | None = None,
    reported_at: datetime.datetime | None = None,
) -> PaymentRow:
    """Ends a payment that brought no money, and gives back what it had reserved: money that stands unapplied on the
    invoice takes its place. A cheque is not at the bank any more.
    """
    released = await settlement.release(payment["id"])
    row = await changed(
        f"""
        UPDATE payments SET status = $2, failure_code = $3, failure_message = $4, next_action = NULL,
            deposited_on = NULL, gateway_payment_id = coalesce($5, gateway_payment_id),
            reported_at = coalesce($6, reported_at)
        WHERE id = $1 RETURNING {shapes.COLUMNS}
        """,
        payment["id"],
        status,
        code,
        message,
        gateway_payment_id,
        reported_at,
    )
    await forget_token(payment["id"])
    filled = await credit.fill(released, instant=reported_at)
    await events.record(
        payment["receiver_id"],
        events.announcement(f"payment.{status}", shapes.payment(row), before=shapes.payment(payment)),
        *invoice_events.settled(invoices, filled.values()),
    )
    return row


async def note_heard(payment_id: uuid.UUID, occurred_at: datetime.datetime | None) -> None:
    """Notes the instant of a report that agrees: what is older changes nothing from now on."""
    if occurred_at is not None:
        await Payment.update({Payment.reported_at: occurred_at}).where(
            Payment.id == payment_id, Payment.reported_at < occurred_at
        )


async def changed(statement: str, *parameters: object) -> PaymentRow:
    """The payment that a statement has changed, which the caller has locked."""
    row = await database.fetch_row_as(PaymentRow, statement, *parameters)
    assert row is not None, "the payment is locked"
    return row


async def forget_token(payment_id: uuid.UUID) -> None:
    """Erases the payment token: the outcome is known."""
    await Attempt.update({Attempt.payment_token: None}).where(
        Attempt.payment_id == payment_id, Attempt.payment_token.is_not_null()
    )


def _succeeded(
    payment: PaymentRow,
    allocated: Mapping[uuid.UUID, int],
    amount: int,
    effective_on: datetime.date,
    gateway_payment_id: str | None,
    reported_at: datetime.datetime | None,
) -> PaymentRow:
    """The payment once its money has arrived, but for its allocations."""
    covered = sum(allocated.values())
    return {
        **payment,
        "status": "succeeded",
        "amount": amount,
        "amount_allocated": covered,
        "amount_unapplied": amount - covered,
        "effective_on": effective_on,
        "gateway_payment_id": gateway_payment_id or payment["gateway_payment_id"],
        "next_action": None,
        "failure_code": None,
        "failure_message": None,
        "reported_at": reported_at or payment["reported_at"],
        "version": payment["version"] + 1,
        "updated_at": clock.now(),
    }


# What a payment gets when its money arrives.
CHANGED: Final = (
    "version",
    "updated_at",
    "status",
    "amount",
    "amount_allocated",
    "amount_unapplied",
    "effective_on",
    "gateway_payment_id",
    "next_action",
    "failure_code",
    "failure_message",
    "reported_at",
)
_SUCCEED = f"""
    forgotten AS (UPDATE attempts SET payment_token = NULL WHERE payment_id = $1 AND payment_token IS NOT NULL),
    succeeded AS (
        UPDATE payments SET {", ".join(f"{name} = ${place}" for place, name in enumerate(CHANGED, start=2))}
        WHERE id = $1 AND version = $2 - 1 RETURNING 1
    )"""


async def _finish_success(
    before: Mapping[uuid.UUID, InvoiceRow],
    payment: PaymentRow,
    row: PaymentRow,
    now: Sequence[InvoiceRow],
    allocated: Mapping[uuid.UUID, int],
) -> PaymentRow:
    await database.write_later(
        _SUCCEED, payment["id"], *(row[name] for name in CHANGED), counted="succeeded", rows_expected=1
    )
    latest = {invoice["id"]: invoice for invoice in now}
    overpaid = await settlement.note_overpaid(payment["invoice_id"], row["amount_unapplied"])
    if overpaid is not None:
        latest[overpaid["id"]] = overpaid
    await book(row, list(allocated.items()))
    settled = await tolerances.settle_short(row, list(latest.values()))
    await announce_success(row, before, settled, payment_before=payment)
    return row
