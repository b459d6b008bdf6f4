"""What a pay link shows of an invoice."""

import datetime
from typing import Literal

import msgspec

from models.pay_codes.codes import PayCode
from models.shapes import billing, pay_codes
from models.shapes.billing import Instalment, Invoice, Period
from models.shapes.invoice_rows import InvoiceRow
from models.shapes.lines import InvoiceLine, TaxAmount, WithholdingAmount
from models.shapes.parties import PartySnapshot
from models.tables.billing import Settlement


class PayableInvoice(msgspec.Struct, kw_only=True):
    """What is printed on the invoice, what can be paid now, and codes by which a banking app pays that; nothing that is
    the receiver's own."""

    object: Literal["payable_invoice"] = "payable_invoice"
    number: str
    reference: str
    status: Literal["open", "void", "uncollectible"]
    settlement: Settlement
    overdue: bool
    in_flight: bool
    currency: str
    lines: list[InvoiceLine]
    subtotal: int
    discount_total: int
    tax_total: int
    taxes: list[TaxAmount]
    total: int
    withholdings: list[WithholdingAmount]
    amount_withheld: int
    amount_paid: int
    amount_due: int
    amount_overdue: int
    amount_reserved: int
    amount_payable: int
    instalments: list[Instalment]
    issued_on: datetime.date
    due_on: datetime.date
    purchase_order: str | None
    delivered_on: datetime.date | None
    period: Period | None
    memo: str | None
    receiver: PartySnapshot
    payer: PartySnapshot
    pay_codes: list[PayCode]


def payable_invoice(row: InvoiceRow) -> PayableInvoice:
    """The shape of an issued invoice's row."""
    invoice = billing.invoice(row)
    shared = set(PayableInvoice.__struct_fields__) & set(Invoice.__struct_fields__) - {"object"}
    return PayableInvoice(pay_codes=pay_codes.of_invoice(invoice), **{name: getattr(invoice, name) for name in shared})
