"""What workers do: they make the documents that were asked for, one after the other, and write them down.

A document is set in a thread, with no transaction open. Where a lease has passed on meanwhile, whoever has it writes.
What cannot be made is given up after SCHEDULE, and holds up no other.
"""

import asyncio
import datetime
import hashlib
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from models import database, rows, work
from models.billing import addressees, invoices
from models.documents import contents, pdf, printing, receipts, storage
from models.documents.fonts import fonts
from models.documents.storage import File
from models.documents.view import View
from models.einvoices import building, cii
from models.einvoices.model import Document as EInvoice
from models.errors import EInvoiceIncomplete, EInvoiceNotPossible
from models.languages.words import Language
from models.shapes import billing, corrections
from models.shapes.common import from_json
from models.tables.billing import CreditNote
from models.tables.documents import Document, DocumentKind
from models.tables.receipts import Receipt

LEASE_SECONDS = 60
# Setting takes a fraction of a second; a document that takes longer would outlast its lease.
SECONDS_MAX = 30.0
SCHEDULE = (
    datetime.timedelta(seconds=2),
    datetime.timedelta(seconds=30),
    datetime.timedelta(minutes=5),
    datetime.timedelta(hours=1),
)


class _Subject(NamedTuple):
    """What a document prints, and what makes the e-invoice of it, where it is one."""

    view: View
    einvoice: Callable[[], EInvoice] | None = None


async def make_due(*, limit: int) -> int:
    """Makes up to `limit` documents that were asked for, the longest due first; returns how many it tried."""
    tried = 0
    while tried < limit:
        row = await work.claim_next(Document, lease_seconds=LEASE_SECONDS)
        if row is None:
            break
        tried += 1
        await _work_on(row)
    return tried


async def at_once(kind: DocumentKind, subject_id: uuid.UUID) -> File:
    """The document of something issued: the one that is kept, or made now where no worker has come to it.

    Raises DocumentFailed for one that was given up, TimeoutError after SECONDS_MAX."""
    kept = await storage.find(kind, subject_id)
    if kept is None:
        subject = await _READERS[kind](Document(kind=kind, subject_id=subject_id))
        content = await asyncio.wait_for(asyncio.to_thread(_made, kind, subject), SECONDS_MAX)
        await storage.keep(kind, subject_id, content, subject.view.language)
        kept = await storage.find(kind, subject_id)
    assert kept is not None, "it was kept, or another one was before"
    return kept


async def _work_on(row: Document) -> None:
    async def make() -> None:
        subject = await _READERS[row.kind](row)
        content = await asyncio.to_thread(_made, row.kind, subject)
        await _write(row, content, subject.view.language)

    async def give_up(error: str) -> None:
        await work.finish(row, status="exhausted", error=error)

    await work.try_once(row, make, schedule=SCHEDULE, give_up=give_up, seconds_max=SECONDS_MAX)


def _made(kind: DocumentKind, subject: _Subject) -> bytes:
    return pdf.render(kind, printing.printed(subject.view, fonts()), einvoice=_einvoice(subject))


def _einvoice(subject: _Subject) -> bytes | None:
    """The e-invoice to be attached; None where the standard cannot say what the document says, or wants more."""
    if subject.einvoice is None:
        return None
    try:
        return cii.write(subject.einvoice())
    except (EInvoiceIncomplete, EInvoiceNotPossible):
        return None


async def _write(row: Document, content: bytes, language: Language) -> None:
    """Keeps a document, unless the lease has passed on."""
    async with database.transaction():
        if await work.hold(row):
            values: dict[str, object] = {
                "content": content,
                "digest": hashlib.sha256(content).digest(),
                "size": len(content),
                "language": language,
                "status": "done",
                "lease_token": None,
                "error": None,
            }
            await rows.update(row, values)


async def _invoice(row: Document) -> _Subject:
    found = await invoices.read(row.subject_id)
    invoice = billing.invoice(found)
    composed = contents.of_invoice(invoice, await addressees.read_language(found["payer_id"]))
    return _Subject(composed, lambda: building.of_invoice(invoice))


async def _credit_note(row: Document) -> _Subject:
    found = await CreditNote.objects().where(CreditNote.id == row.subject_id).first()
    assert found is not None, "a document is asked for of what is there"
    note, invoice = corrections.credit_note(found), billing.invoice(await invoices.read(found.invoice_id))
    composed = contents.of_credit_note(note, invoice, await addressees.read_language(found.payer_id))
    return _Subject(composed, lambda: building.of_credit_note(note, invoice))


async def _receipt(row: Document) -> _Subject:
    found = await Receipt.objects().where(Receipt.id == row.subject_id).first()
    assert found is not None, "a document is asked for of what is there"
    return _Subject(receipts.composed(found, await addressees.read_language(found.payer_id)))


async def _statement(row: Document) -> _Subject:
    assert row.contents is not None, "it says all that is printed"
    return _Subject(from_json(row.contents, View))


_READERS: Mapping[DocumentKind, Callable[[Document], Awaitable[_Subject]]] = {
    "invoice": _invoice,
    "credit_note": _credit_note,
    "receipt": _receipt,
    "statement": _statement,
}
