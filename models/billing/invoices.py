"""Invoices as everybody reads them: one of them, a page of them, and those that hold a text.

Raw SQL: whoever collects reads an invoice as the row that its shape is made from, in one hot statement.

What `q` looks for is compared by functions of the database, since an index is made of what they return. Triggers keep
what it is compared with, in a table beside the invoices.
"""

import contextlib
import re
import uuid

import asyncpg
import msgspec
from piccolo.columns.combination import WhereRaw

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
# Where no more than so many invoices hold a text, those that the caller sees are looked up among them, one by one.
FOUND_MAX = 1000


def holding(filters: lists.Filters, text: str | None) -> lists.Filters:
    """The same filters, for invoices whose number, reference, memo or payer's printed name holds a text, in any case.

    None is no condition. Raises Invalid for a text of which nearly every invoice could hold one.
    """
    if text is None:
        return filters
    if not ENOUGH_TO_SEARCH.search(text):
        raise Invalid("The parameter q has too little to look for: give three letters or digits in a row at least.")
    condition = "EXISTS (SELECT FROM invoice_texts AS found WHERE invoice_id = invoices.id AND holds(found.texts, {}))"
    return msgspec.structs.replace(filters, conditions=[*filters.conditions, (condition, text)])


async def sort_in_texts() -> None:
    """Sorts into the index of those texts what has come since the last time.

    Else PostgreSQL lets whoever fills the list of what waits do it, and others wait for them. Only the index's owner
    may ask for it: for another role nothing is done here, and PostgreSQL does it as ever.
    """
    with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
        await database.execute("SELECT gin_clean_pending_list('invoice_texts_by_three_letters')")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None, q: str | None = None
) -> lists.Page[InvoiceRow]:
    """A page of invoices, newest first; with `q` of those that hold that text. Raises Invalid as `holding` does."""
    among, with_text = None, holding(filters, q)
    if q is not None and (found := await _found(q, after)) is not None:
        among = WhereRaw("SELECT id FROM unnest({}::uuid[]) AS id ORDER BY id DESC", found)
    else:
        filters = with_text
    return await lists.page_as(
        caller, Invoice, InvoiceRow, filters=filters, limit=limit, after=after, columns=COLUMNS, among=among
    )


async def _found(text: str, after: uuid.UUID | None) -> list[uuid.UUID] | None:
    """The ids of all invoices that hold a text, whosever they are, older than `after`; None where there are more than
    FOUND_MAX.

    PostgreSQL takes what holds a text for spread evenly over all invoices. Looking for a page of the newest ones it
    would walk through all of them for a text that only old ones hold.
    """
    rows = await database.fetch(
        "SELECT invoice_id FROM invoice_texts WHERE holds(texts, $1) AND invoice_id < $2 "
        "ORDER BY invoice_id DESC LIMIT $3",
        text,
        after or uuid.UUID(int=2**128 - 1),
        FOUND_MAX + 1,
    )
    return None if len(rows) > FOUND_MAX else [row["invoice_id"] for row in rows]


async def read(invoice_id: uuid.UUID) -> InvoiceRow:
    """One invoice that is there, for an operation that has found it before."""
    row = await database.fetch_row_as(InvoiceRow, f"SELECT {COLUMNS} FROM invoices WHERE id = $1", invoice_id)
    assert row is not None, "found before"
    return row
