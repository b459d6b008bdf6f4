"""An invoice as the holder of its pay link sees it."""

import datetime
from typing import Any, Literal

import msgspec

from models.shapes import invoices
from models.shapes.invoices import InvoiceLine, TaxAmount
from models.shapes.parties import PartySnapshot


class PayableInvoice(msgspec.Struct, kw_only=True):
    """What is printed on the invoice, and what can be paid now; nothing that is the receiver's own."""

    object: Literal["payable_invoice"] = "payable_invoice"
    number: str
    reference: str
    status: Literal["open", "void", "uncollectible"]
    settlement: Literal["unpaid", "partially_paid", "paid", "overpaid"]
    overdue: bool
    in_flight: bool
    currency: str
    lines: list[InvoiceLine]
    subtotal: int
    discount_total: int
    tax_total: int
    taxes: list[TaxAmount]
    total: int
    amount_paid: int
    amount_due: int
    amount_reserved: int
    amount_payable: int
    issued_on: datetime.date
    due_on: datetime.date
    memo: str | None
    receiver: PartySnapshot
    payer: PartySnapshot


def payable_invoice(row: Any) -> PayableInvoice:
    """The shape of an issued invoice's row."""
    invoice = invoices.invoice(row)
    return PayableInvoice(
        **{name: getattr(invoice, name) for name in PayableInvoice.__struct_fields__ if name != "object"}
    )
