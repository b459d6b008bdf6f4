"""E-invoices as files: whoever may read an issued invoice or a credit note may have it."""

import asyncio
import hashlib
import uuid
from collections.abc import Callable
from typing import Literal, NamedTuple

from models import access
from models.access import Caller
from models.billing import invoices
from models.einvoices import building, cii, ubl
from models.einvoices.model import Document
from models.errors import InvoiceNotIssued
from models.money import numbering
from models.shapes import billing, corrections
from models.tables.billing import CreditNote

Syntax = Literal["ubl", "cii"]
_WRITERS: dict[Syntax, Callable[[Document], bytes]] = {"ubl": ubl.write, "cii": cii.write}


class File(NamedTuple):
    """A document's bytes, the name to save them by, and a hash that changes if they do."""

    name: str
    content: bytes
    digest: str


async def of_invoice(caller: Caller, invoice_id: uuid.UUID | None, syntax: Syntax) -> File:
    """An invoice as an e-invoice. Raises NotFound, InvoiceNotIssued, EInvoiceNotPossible, EInvoiceIncomplete."""
    row = await invoices.get(caller, invoice_id)
    if row["status"] == "draft":
        raise InvoiceNotIssued("have an e-invoice")
    return await _file(building.of_invoice(billing.invoice(row)), syntax)


async def of_credit_note(caller: Caller, note_id: uuid.UUID | None, syntax: Syntax) -> File:
    """A credit note as an e-invoice. Raises NotFound, EInvoiceNotPossible, EInvoiceIncomplete."""
    note = await access.find(caller, CreditNote, note_id, "credit_notes.read")
    invoice = await invoices.read(note.invoice_id)
    return await _file(building.of_credit_note(corrections.credit_note(note), billing.invoice(invoice)), syntax)


async def _file(document: Document, syntax: Syntax) -> File:
    # Up to 25 ms for 200 lines, in which others have their turn.
    content = await asyncio.to_thread(_WRITERS[syntax], document)
    name = f"{numbering.file_name(document.number)}-{syntax}.xml"
    return File(name, content, hashlib.sha256(content).hexdigest())
