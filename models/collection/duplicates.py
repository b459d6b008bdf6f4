"""Duplicates: payments that brought nothing but credit, since another of the same amount has paid their invoice.

Money that has moved is never refused. A discrepancy tells the receiver that the payer may have paid twice, and a person
decides.

Raw SQL: which payments of an invoice look alike is asked in one statement.
"""

import uuid
from collections.abc import Iterable
from typing import TypedDict

from models import database
from models.collection import findings
from models.collection.findings import Difference
from models.shapes.invoice_rows import InvoiceRow
from models.tables.collection import PaymentStatus


class _Twin(TypedDict):
    id: uuid.UUID
    receiver_id: uuid.UUID
    gateway_account_id: uuid.UUID | None
    gateway_payment_id: str | None
    currency: str
    amount: int
    status: PaymentStatus


async def report(invoices: Iterable[InvoiceRow]) -> None:
    """Keeps and announces a discrepancy for each such payment that was made for these invoices, in whatever order they
    came, within the caller's transaction. The second time there is no news; only what is overpaid is asked about.
    """
    overpaid = [invoice["id"] for invoice in invoices if invoice["amount_overpaid"]]
    if not overpaid:
        return
    for found in await database.fetch_as(_Twin, _TWINS, overpaid):
        await findings.report(
            receiver_id=found["receiver_id"],
            gateway_account_id=found["gateway_account_id"],
            difference=Difference(
                subject="payment",
                kind="paid_twice",
                currency=found["currency"],
                payment_id=found["id"],
                gateway_payment_id=found["gateway_payment_id"],
                amount_here=found["amount"],
                status_here=found["status"],
            ),
        )


_TWINS = """
    SELECT id, receiver_id, gateway_account_id, gateway_payment_id, currency, amount, status FROM payments AS twin
    WHERE invoice_id = ANY($1) AND status = 'succeeded' AND amount_unapplied = amount AND EXISTS (
        SELECT FROM payments AS other
        WHERE other.invoice_id = twin.invoice_id AND other.amount = twin.amount AND other.id <> twin.id
          AND other.status = 'succeeded' AND other.amount_allocated > 0)
    -- What is open still is no news.
    AND NOT EXISTS (SELECT FROM discrepancies AS known
        WHERE known.receiver_id = twin.receiver_id AND known.kind = 'paid_twice' AND known.payment_id = twin.id)
    ORDER BY id
"""
