"""Payments that are a little short: what a receiver tolerates is written off, and the invoice is settled.

Banks on the way keep a fee, payers round: asking for fifty cents costs more than it brings.
"""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from models import rows
from models.billing import write_offs
from models.billing.corrections import remaining
from models.money.amounts import exact
from models.shapes.collection import PaymentRow
from models.shapes.common import from_json
from models.shapes.invoice_rows import InvoiceRow
from models.shapes.parties import TOLERATED_PERCENT_MAX, Tolerance
from models.tables.collection import OFFLINE_METHODS
from models.tables.parties import Receiver


async def settle_short(payment: PaymentRow, invoices: Sequence[InvoiceRow]) -> list[InvoiceRow]:
    """Writes off what invoices are short by after a payment, where their receiver tolerates that.

    Only of money that came offline: who pays through a gateway pays what they have chosen to. Returns the invoices as
    they are then; without one that is nearly paid nothing is asked.
    """
    short = [row for row in invoices if _is_nearly_paid(row)]
    if payment["method"] not in OFFLINE_METHODS or not short:
        return list(invoices)
    receiver = await rows.find(Receiver, payment["receiver_id"])
    assert receiver is not None, "an invoice's receiver cannot go"
    if receiver.tolerance is None:
        return list(invoices)
    tolerance = from_json(receiver.tolerance, Tolerance)
    settled: dict[uuid.UUID, InvoiceRow] = {}
    for row in short:
        if _is_tolerated(row, tolerance):
            _, settled[row["id"]] = await write_offs.make(
                row,
                amount=remaining(row),
                reason=tolerance.reason,
                note=None,
                created_by=payment["created_by"],
                payment_id=payment["id"],
            )
    return [settled.get(row["id"], row) for row in invoices]


def _is_nearly_paid(invoice: InvoiceRow) -> bool:
    """Whether somebody could tolerate what is missing, so that the receiver is worth a question."""
    return (
        invoice["status"] == "open"
        and invoice["amount_reserved"] == 0
        and 0 < remaining(invoice) <= _percent_of(invoice["total"], TOLERATED_PERCENT_MAX)
    )


def _is_tolerated(invoice: InvoiceRow, tolerance: Tolerance) -> bool:
    short = remaining(invoice)
    return short <= tolerance.amounts.get(invoice["currency"], 0) and short <= _percent_of(
        invoice["total"], Decimal(tolerance.percent)
    )


def _percent_of(amount: int, percent: int | Decimal) -> Fraction:
    return amount * exact(percent) / 100
