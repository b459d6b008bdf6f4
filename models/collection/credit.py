"""The payer's credit: money of payments that no invoice holds, and how it gets to an invoice and back.

It stands unapplied on the payment that brought it. An invoice that can take money again, because a reservation was
given back or money was taken off it, takes what stands unapplied of the payments that were made for it: `fill`. What
somebody has taken off an invoice by hand does not go back there by itself, until somebody applies it there again. Where
the receiver has a policy, models/collection/credit_policy.py applies the rest.

Every function works within the caller's transaction, on rows that the caller has locked as `settlement` says.

Raw SQL: money is moved between a payment and an invoice by one statement, which returns the invoice.
"""

import datetime
import uuid
from collections.abc import Iterable
from typing import Literal, TypedDict

from models import database, events, ids, ledger
from models.billing import credit_runs, write_offs
from models.collection import dates, settlement
from models.collection.settlement import Cause
from models.ledger import Entry
from models.shapes import collection as shapes
from models.shapes.collection import PaymentRow
from models.shapes.invoice_rows import COLUMNS as INVOICE_COLUMNS
from models.shapes.invoice_rows import InvoiceRow
from models.tables.ledger import TransactionKind


class _Unapplied(TypedDict):
    """A payment made for an invoice, and how much of what it has unapplied goes there by itself."""

    id: uuid.UUID
    amount: int


def spendable(payment: PaymentRow) -> int:
    """What a payment has unapplied, less what refunds on their way will take of it."""
    if payment["status"] != "succeeded":
        return 0
    return max(0, payment["amount_unapplied"] - payment["amount_refund_reserved"])


async def fill(
    invoices: Iterable[InvoiceRow],
    *,
    instant: datetime.datetime | None = None,
    but_not_of: uuid.UUID | None = None,
) -> dict[uuid.UUID, InvoiceRow]:
    """Lets invoices that can take money take what stands unapplied of their own payments, the oldest first.

    `invoices` are as they are now; returns those that took something, as they are then. The caller announces them. Of
    the payment `but_not_of` somebody has decided what becomes of it. What can take more is left to the policy.
    """
    invoices = list(invoices)
    filled: dict[uuid.UUID, InvoiceRow] = {}
    for invoice in invoices:
        room = settlement.payable(invoice)
        if room == 0 or invoice["amount_overpaid"] == 0:
            continue
        for found in await database.fetch_as(_Unapplied, _ITS_OWN, invoice["id"], but_not_of):
            part = min(room, found["amount"])
            if part <= 0:
                continue
            room -= part
            before = await settlement.read(found["id"])
            _, filled[invoice["id"]] = await apply(before, invoice["id"], part, cause="payment", instant=instant)
            after = await settlement.read(found["id"])
            await events.record(after["receiver_id"], applied(after, before=before))
    short = [row for row in invoices if settlement.payable(filled.get(row["id"], row)) > 0]
    if short:
        await credit_runs.wake(short[0]["receiver_id"], short[0]["payer_id"])
    return filled


def taken_off(which: str, *, left_in: str | None = None) -> str:
    """What people have taken off by hand and not applied again by hand, in SQL: it stays where they have put it.

    Adds up these moves from the newest to the oldest, and returns the largest sum on the way. `which` is a condition on
    allocations, called `part`: those of a payment, of an invoice, or between the two. With `left_in`, a payment's id,
    what has been refunded of the payment's credit since, and has not come back, is subtracted.

    The order is that of the books: positions there rise under the locks, while ids follow the clocks of their hosts.
    """
    gone = "" if left_in is None else _GONE.format(payment_id=left_in)
    return f"""coalesce((
        SELECT greatest(0, max(taken)) FROM (
            SELECT sum(amount) OVER (ORDER BY position DESC NULLS LAST, id DESC)::bigint AS taken FROM (
                SELECT -part.amount AS amount, booked.position, booked.id
                FROM allocations AS part JOIN ledger_transactions AS booked ON booked.source_id = part.id
                    AND booked.kind = CASE WHEN part.amount > 0 THEN 'credit.applied' ELSE 'credit.unapplied' END
                WHERE {which} AND part.cause = 'move'{gone}
            ) AS moves
        ) AS sums
    ), 0)"""


# By refunds and by reversals that stand; where a refund has come back, the money is where it was.
_GONE = """
                UNION ALL
                SELECT -entry.amount, booked.position, booked.id
                FROM (
                    SELECT id FROM refunds
                    WHERE refunds.payment_id = {payment_id} AND refunds.status = 'succeeded'
                    UNION ALL
                    SELECT id FROM reversals
                    WHERE reversals.payment_id = {payment_id} AND reversals.status = 'standing'
                ) AS went
                JOIN ledger_transactions AS booked ON booked.source_id = went.id
                    AND booked.kind IN ('refund.succeeded', 'refund.accepted', 'payment.reversed')
                JOIN ledger_entries AS entry ON entry.transaction_id = booked.id
                JOIN ledger_accounts AS account ON account.id = entry.account_id AND account.kind = 'payer_credit'"""
TAKEN_OFF_PAYMENT = taken_off("part.payment_id = payments.id", left_in="payments.id")
_ITS_OWN = f"""
    SELECT id, amount_unapplied - {taken_off("part.payment_id = payments.id AND part.invoice_id = $1")} AS amount
    FROM payments WHERE invoice_id = $1 AND amount_unapplied > 0 AND id IS DISTINCT FROM $2
    ORDER BY effective_on, id
"""


async def apply(
    payment: PaymentRow,
    invoice_id: uuid.UUID,
    amount: int,
    *,
    cause: Literal["payment", "move", "policy"] = "move",
    instant: datetime.datetime | None = None,
) -> tuple[InvoiceRow | None, InvoiceRow]:
    """Moves money of a payment from the payer's credit to an invoice, and books it.

    Returns the invoice that the payment was made for, where that is another one and has changed, and the invoice that
    took the money.
    """
    own = payment["invoice_id"]
    other = None if own == invoice_id else await settlement.note_overpaid(own, -amount)
    allocation_id = ids.make()
    row = await database.fetch_row_as(
        InvoiceRow,
        f"""
        WITH written AS (
            INSERT INTO allocations (id, receiver_id, payment_id, invoice_id, cause, currency, amount, status)
            VALUES ($1, $2, $3, $4, $7, $5, $6, 'settled')
        ), moved AS (
            UPDATE payments SET amount_unapplied = amount_unapplied - $6, amount_allocated = amount_allocated + $6
            WHERE id = $3
        )
        UPDATE invoices SET amount_paid = amount_paid + $6, amount_overpaid = amount_overpaid - $8
        WHERE id = $4 RETURNING {INVOICE_COLUMNS}
        """,
        allocation_id,
        payment["receiver_id"],
        payment["id"],
        invoice_id,
        payment["currency"],
        amount,
        cause,
        amount if own == invoice_id else 0,
    )
    assert row is not None, "the invoice is locked"
    await _book("credit.applied", payment, allocation_id, invoice_id, amount, instant)
    return other, row


async def take_back(payment: PaymentRow, invoice_id: uuid.UUID, amount: int) -> list[InvoiceRow]:
    """Takes money of a payment off an invoice by a counter-allocation, and books it: it is the payer's credit then.

    What had been written off since the payment was short is owed again. Returns the changed invoices. Nothing takes the
    money's place: somebody has decided that it shall not be there.
    """
    allocation_id = ids.make()
    changed = await settlement.set_free(payment, invoice_id, amount, cause=Cause("move", allocation_id))
    await _book("credit.unapplied", payment, allocation_id, invoice_id, -amount, None)
    owed_again = await write_offs.take_back_with(payment["id"], [row for row in changed if row["id"] == invoice_id])
    return [owed_again.get(row["id"], row) for row in changed]


def created(now: PaymentRow, *, before: PaymentRow | None = None) -> list[events.Announcement]:
    """The event of a payment of which more is the payer's credit than before; none where it is not."""
    if now["amount_unapplied"] <= (0 if before is None else before["amount_unapplied"]):
        return []
    shape_before = None if before is None else shapes.payment(before)
    return [events.announcement("credit.created", shapes.payment(now), before=shape_before)]


def applied(now: PaymentRow, *, before: PaymentRow) -> events.Announcement:
    """The event of a payment whose money has gone from the payer's credit to invoices."""
    return events.announcement("credit.applied", shapes.payment(now), before=shapes.payment(before))


async def _book(
    kind: TransactionKind,
    payment: PaymentRow,
    allocation_id: uuid.UUID,
    invoice_id: uuid.UUID,
    amount: int,
    instant: datetime.datetime | None,
) -> None:
    await ledger.post(
        receiver_id=payment["receiver_id"],
        kind=kind,
        source_id=allocation_id,
        currency=payment["currency"],
        effective_on=await dates.business_date(payment["receiver_id"], instant),
        entries=[
            Entry("payer_credit", amount, payer_id=payment["payer_id"]),
            Entry("receivables", -amount, payer_id=payment["payer_id"], invoice_id=invoice_id),
        ],
    )
