"""A payer's credit as clients see it: what of which payment no invoice holds, and where that came from."""

import datetime
import uuid
from typing import Literal, TypedDict

import msgspec

from models import ids
from models.shapes.common import Amount, Input, from_json, text_id

CreditReason = Literal["overpayment", "credit_note", "refund_returned", "payment_reinstated", "unallocated"]

# What the shape is made from; `CreditRow` has their types. Facts that made credit, in their order: money that came
# beyond what its invoices could take is booked as such.
COLUMNS = """payments.id, payments.payer_id, payments.receiver_id, payments.invoice_id, payments.currency,
    payments.amount_unapplied, payments.amount_refund_reserved, payments.effective_on, (
    SELECT coalesce(json_agg(json_build_object('reason', reason, 'amount', made.amount, 'at', made.at,
        'source_id', source_id) ORDER BY made.at, source_id), '[]')::text
    FROM (
        SELECT CASE booked.kind WHEN 'payment.succeeded' THEN 'overpayment' ELSE 'payment_reinstated' END AS reason,
            booked.source_id, booked.created_at AS at, -entry.amount AS amount
        FROM ledger_transactions AS booked
        JOIN ledger_entries AS entry ON entry.transaction_id = booked.id
        JOIN ledger_accounts AS account ON account.id = entry.account_id AND account.kind = 'payer_credit'
        WHERE booked.kind = 'payment.succeeded' AND booked.source_id = payments.id
           OR booked.kind = 'payment.reinstated'
              AND booked.source_id IN (SELECT reversals.id FROM reversals WHERE reversals.payment_id = payments.id)
        UNION ALL
        SELECT 'refund_returned', reversals.refund_id, reversals.created_at, reversals.amount FROM reversals
        WHERE reversals.payment_id = payments.id AND refund_id IS NOT NULL AND takes_from = 'payment'
        UNION ALL
        SELECT CASE cause WHEN 'move' THEN 'unallocated' ELSE 'credit_note' END, coalesce(credit_note_id, invoice_id),
            part.created_at, -part.amount
        FROM allocations AS part
        WHERE part.payment_id = payments.id AND cause IN ('move', 'credit_note') AND part.amount < 0
    ) AS made) AS origins"""


class CreditRow(TypedDict):
    """What `COLUMNS` select; `origins` is JSON."""

    id: uuid.UUID
    payer_id: uuid.UUID
    receiver_id: uuid.UUID
    invoice_id: uuid.UUID | None
    currency: str
    amount_unapplied: int
    amount_refund_reserved: int
    effective_on: datetime.date
    origins: str


class ApplyCreditInput(Input):
    """Which invoice is paid from the payer's credit; `amount` defaults to as much as there is and it can take."""

    invoice_id: ids.InvoiceId
    amount: Amount | None = None


class CreditOrigin(msgspec.Struct, kw_only=True):
    """A part of a payment's credit that is left, and what made it credit.

    `source_id` is the payment that brought more than its invoices could take (`overpayment`), the credit note, the
    refund that came back, the reversal that was undone, or the invoice that money was taken off (`unallocated`).
    """

    reason: CreditReason
    amount: int
    at: datetime.datetime
    source_id: str


class Credit(msgspec.Struct, kw_only=True):
    """What of a payment is the payer's credit. Whatever was applied or paid out meanwhile was of its oldest origins.

    `amount_reserved` of it is what refunds on their way hold of the payment.
    """

    payment_id: str
    invoice_id: str | None
    currency: str
    amount: int
    amount_reserved: int
    effective_on: datetime.date
    since: datetime.datetime | None
    origins: list[CreditOrigin]


class CreditTotal(msgspec.Struct, kw_only=True):
    """All of a payer's credit in a currency."""

    currency: str
    amount: int


class CreditList(msgspec.Struct, kw_only=True):
    """A page of credit, the newest payments first; `totals` are of all pages."""

    data: list[Credit]
    has_more: bool
    next_cursor: str | None
    totals: list[CreditTotal]


class _Origin(msgspec.Struct):
    reason: CreditReason
    amount: int
    at: datetime.datetime
    source_id: uuid.UUID


_SOURCES = {
    "overpayment": "payment",
    "credit_note": "credit_note",
    "refund_returned": "refund",
    "payment_reinstated": "reversal",
    "unallocated": "invoice",
}


def credit(row: CreditRow) -> Credit:
    """The shape of a row of `payments` that holds credit."""
    left, origins = row["amount_unapplied"], []
    for origin in reversed(from_json(row["origins"], list[_Origin])):
        part = min(left, origin.amount)
        if part > 0:
            left -= part
            source_id = ids.encode(_SOURCES[origin.reason], origin.source_id)
            origins.append(CreditOrigin(reason=origin.reason, amount=part, at=origin.at, source_id=source_id))
    origins.reverse()
    return Credit(
        payment_id=ids.encode("payment", row["id"]),
        invoice_id=text_id("invoice", row["invoice_id"]),
        currency=row["currency"],
        amount=row["amount_unapplied"],
        amount_reserved=min(row["amount_refund_reserved"], row["amount_unapplied"]),
        effective_on=row["effective_on"],
        since=origins[0].at if origins else None,
        origins=origins,
    )
