"""Invoices as everybody reads them: their columns, one of them, a page of them, and how a change is announced.

Raw SQL: an invoice is read with its lines and its generated settlement, which no table of Piccolo's has, in the
statements of all who collect; so each of them is one round trip.

A draft's lines are read in a statement of their own after it is locked: within one statement, a lock that had to wait
shows the newest invoice beside lines from before the wait.
"""

import uuid

from models import access, database, lists
from models.access import Caller
from models.shapes.billing import COLUMNS, InvoiceRow
from models.tables.billing import Invoice


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
