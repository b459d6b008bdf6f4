"""Invoices as everybody reads them: one of them, a page of them, and those that hold a text.

Raw SQL: whoever collects reads an invoice as the row that its shape is made from, in one hot statement.

What `q` looks for is compared by functions of the database, since an index is made of what they return. Triggers keep
what it is compared with, in a table beside the invoices.
"""

import contextlib
import re
import uuid

import asyncpg

from models import access, database, lists
from models.access import Caller
from models.errors import Invalid, InvoiceNotIssued
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


# Three characters at least, or two of a script that says more with each: of fewer the index knows nothing.
ENOUGH_TO_SEARCH = re.compile(r"[^\W_]{3}|[^\W_\x00-\x7f]{2}")


def holding(text: str | None) -> list[tuple[str, object]]:
    """The conditions for invoices whose number, reference, memo or payer's printed name holds a text, in any case.

    None is no condition. Raises Invalid for a text of which nearly every invoice could hold one.
    """
    if text is not None and not ENOUGH_TO_SEARCH.search(text):
        raise Invalid("The parameter q has too little to look for: give three letters or digits in a row at least.")
    return [
        (
            "EXISTS (SELECT FROM invoice_texts AS found WHERE invoice_id = invoices.id AND holds(found.texts, {}))",
            text,
        )
    ]


async def sort_in_texts() -> None:
    """Sorts in what has come to the index of those texts since the last time.

    PostgreSQL would let whoever fills the list of what waits do it, and be waited for. Only the index's owner may; where
    this process is another's, it goes on as PostgreSQL does it.
    """
    with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
        await database.execute("SELECT gin_clean_pending_list('invoice_texts_by_three_letters')")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[InvoiceRow]:
    """A page of invoices, newest first."""
    return await lists.page_as(caller, Invoice, InvoiceRow, filters=filters, limit=limit, after=after, columns=COLUMNS)


async def read(invoice_id: uuid.UUID) -> InvoiceRow:
    """One invoice that is there, for an operation that has found it before."""
    row = await database.fetch_row_as(InvoiceRow, f"SELECT {COLUMNS} FROM invoices WHERE id = $1", invoice_id)
    assert row is not None, "found before"
    return row
