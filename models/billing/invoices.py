"""Invoices as everybody reads them: one of them, and a page of them.

Raw SQL: whoever collects reads an invoice as the row that its shape is made from, in one hot statement.
"""

import uuid

from models import access, database, lists
from models.access import Caller
from models.billing import search
from models.errors import InvoiceNotIssued
from models.pay_codes.codes import PayCode
from models.shapes import billing, pay_codes
from models.shapes.invoice_rows import COLUMNS, InvoiceRow
from models.tables.billing import Invoice


async def get(caller: Caller, invoice_id: uuid.UUID | None) -> InvoiceRow:
    """One invoice. Raises NotFound."""
    return await access.find_as(caller, Invoice, InvoiceRow, invoice_id, "invoices.read", columns=COLUMNS)


async def codes(caller: Caller, invoice_id: uuid.UUID | None) -> list[PayCode]:
    """The pay codes of an issued invoice, for whoever may read it. Raises NotFound, InvoiceNotIssued."""
    row = await get(caller, invoice_id)
    if row["status"] == "draft":
        raise InvoiceNotIssued("have pay codes")
    return pay_codes.of_invoice(billing.invoice(row))


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None, q: str | None = None
) -> lists.Page[InvoiceRow]:
    """A page of invoices, newest first; with `q` of those that hold that text. Raises Invalid for a text too short."""
    among = None if q is None else await search.among(q, after=after)
    if among is None:
        filters = search.holding(filters, q)
    return await lists.page_as(
        caller, Invoice, InvoiceRow, filters=filters, limit=limit, after=after, columns=COLUMNS, among=among
    )


async def read(invoice_id: uuid.UUID) -> InvoiceRow:
    """One invoice that is there, for an operation that has found it before."""
    row = await database.fetch_row_as(InvoiceRow, f"SELECT {COLUMNS} FROM invoices WHERE id = $1", invoice_id)
    assert row is not None, "found before"
    return row
