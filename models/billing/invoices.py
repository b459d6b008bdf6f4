"""Invoices as everybody reads them: their columns, one of them, a page of them, and how a change is announced.

Raw SQL: an invoice is read with its lines and its generated settlement, which no table of Piccolo's has, in the
statements of all who collect; so each of them is one round trip.

A draft's lines are read in a statement of their own after it is locked: within one statement, a lock that had to wait
shows the newest invoice beside lines from before the wait.
"""

import datetime
import uuid
from typing import TypedDict

from models import access, database, events, lists
from models.access import Caller
from models.shapes import invoices as shapes
from models.tables.billing import Invoice, InvoiceStatus, Settlement

# What the shape of an invoice is made from; `InvoiceRow` has their types.
COLUMNS = """invoices.*, (
    SELECT coalesce(json_agg(json_build_object(
        'id', line.id, 'description', line.description, 'quantity', trim_scale(line.quantity)::text,
        'unit_price', trim_scale(line.unit_price)::text, 'discount', line.discount, 'taxes', line.taxes,
        'amount', line.amount, 'tax_amount', line.tax_amount) ORDER BY line.position), '[]')::text
    FROM invoice_lines AS line WHERE line.invoice_id = invoices.id) AS lines"""


class InvoiceRow(TypedDict):
    """What `COLUMNS` select. JSON is text here, `lines` too."""

    id: uuid.UUID
    receiver_id: uuid.UUID
    payer_id: uuid.UUID
    status: InvoiceStatus
    settlement: Settlement
    number: str | None
    reference: str | None
    currency: str
    lines: str
    prices_include_tax: bool
    discount: str | None
    memo: str | None
    subtotal: int
    discount_total: int
    tax_total: int
    total: int
    taxes: str
    amount_paid: int
    amount_reserved: int
    amount_credited: int
    amount_written_off: int
    amount_overpaid: int
    payment_terms_days: int | None
    due_on: datetime.date | None
    issued_on: datetime.date | None
    time_zone: str | None
    overdue: bool
    disputed: bool
    receiver_snapshot: str | None
    payer_snapshot: str | None
    pay_token: bytes | None
    pay_token_digest: bytes | None
    finalized_at: datetime.datetime | None
    metadata: str
    version: int
    created_at: datetime.datetime
    updated_at: datetime.datetime


async def get(caller: Caller, invoice_id: uuid.UUID | None) -> InvoiceRow:
    """One invoice with its lines. Raises NotFound."""
    return await access.find_as(caller, Invoice, InvoiceRow, invoice_id, "invoices.read", columns=COLUMNS)


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[InvoiceRow]:
    """A page of invoices with their lines, newest first."""
    return await lists.page_as(caller, Invoice, InvoiceRow, filters=filters, limit=limit, after=after, columns=COLUMNS)


async def read(invoice_id: uuid.UUID) -> InvoiceRow:
    """One invoice that is there, for an operation that has found it before."""
    row = await database.fetch_row_as(InvoiceRow, f"SELECT {COLUMNS} FROM invoices WHERE id = $1", invoice_id)
    assert row is not None, "found before"
    return row


def announce(type_: str, row: InvoiceRow, *, before: shapes.Invoice | None = None) -> events.Announcement:
    """The event of that type for an invoice as it is now; `before` tells which fields changed."""
    data = shapes.invoice(row)
    return events.Announcement(
        type=type_, object_kind="invoice", object_id=row["id"], data=data, previous=events.previous(before, data)
    )
