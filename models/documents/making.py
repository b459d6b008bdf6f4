"""What workers do: they make the documents that were asked for, one after the other, and write them down.

A document is set in a thread, with no transaction open. Where a lease has passed on meanwhile, whoever has it writes.
What cannot be made is given up after SCHEDULE, and holds up no other.
"""

import asyncio
import datetime
import hashlib
import itertools
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

import structlog
from typst import TypstError

from models import database, rows, work
from models.billing import addressees, invoices
from models.documents import contents, debit_notes, logos, pdf, printing, receipts, storage
from models.documents.fonts import fonts
from models.documents.pictures import Picture
from models.documents.storage import File
from models.documents.view import View
from models.einvoices import building, cii
from models.einvoices.model import Document as EInvoice
from models.errors import EInvoiceIncomplete, EInvoiceNotPossible
from models.languages.words import Language
from models.shapes import billing, corrections
from models.shapes.common import from_json
from models.shapes.receipts import Contents
from models.tables.billing import CreditNote
from models.tables.documents import Document, IssuedKind
from models.tables.receipts import Receipt

logger = structlog.get_logger(__name__)

# Of a run, whatever documents cost; then what else the same workers do has its turn.
RUN_SECONDS = 3.0
LEASE_SECONDS = 60
# Setting takes a fraction of a second; a document that takes longer would outlast its lease.
SECONDS_MAX = 30.0
SCHEDULE = (
    datetime.timedelta(seconds=2),
    datetime.timedelta(seconds=30),
    datetime.timedelta(minutes=5),
    datetime.timedelta(hours=1),
)


class NotMadeError(Exception):
    """Setting a document went wrong; its cause says how."""


class _Subject(NamedTuple):
    """What a document prints, and what makes the e-invoice of it, where it is one."""

    view: View
    logo: Picture | None
    einvoice: Callable[[], EInvoice] | None = None


async def make_due(*, seconds_max: float = RUN_SECONDS) -> int:
    """Makes documents that were asked for, those first for which somebody waits, and begins none after so many seconds;
    returns how many it tried."""
    return await work.one_by_one(
        Document, _work_on, lease_seconds=LEASE_SECONDS, seconds_max=seconds_max, first="is_awaited"
    )


async def at_once(kind: IssuedKind, subject_id: uuid.UUID) -> File:
    """The document of something issued: the one that is kept, or made now where no worker has come to it.

    Raises DocumentFailed for one that was given up, NotMadeError for one that cannot be set, or takes longer than
    SECONDS_MAX."""
    kept = await storage.find(kind, subject_id)
    if kept is None:
        subject = await _READERS[kind](subject_id)
        try:
            content = await asyncio.wait_for(asyncio.to_thread(_made, subject), SECONDS_MAX)
        except Exception as error:
            # A file that is missing, or a setting without an end, is no database that does not answer.
            raise NotMadeError from error
        await storage.keep(kind, subject_id, content, subject.view.language)
        kept = await storage.find(kind, subject_id)
    assert kept is not None, "it was kept, or another one was before"
    return kept


async def _work_on(row: Document) -> None:
    async def make() -> None:
        subject = await _read(row)
        content = await asyncio.to_thread(_made, subject)
        await _write(row, content, subject.view.language)

    async def give_up(error: str) -> None:
        await work.finish(row, status="exhausted", error=error)

    await work.try_once(row, make, schedule=SCHEDULE, give_up=give_up, seconds_max=SECONDS_MAX)


def _made(subject: _Subject) -> bytes:
    """The document, with the most of it that Typst sets; the log says what it lacks. Raises typst.TypstError."""
    einvoice, name = _einvoice(subject), subject.view.name
    failures: dict[tuple[Picture | None, bool], TypstError] = {}
    # A script that no test has thought of costs its letters and no logo, a damaged logo itself and no letters.
    for logo, plain in itertools.product(dict.fromkeys((subject.logo, None)), (False, True)):
        try:
            printed = printing.printed(subject.view, fonts(), plain=plain)
            content = pdf.render(printed, einvoice=einvoice, logo=logo)
        except TypstError as error:
            failures[logo, plain] = error
            continue
        if logo != subject.logo:
            # Of plain text, since then the text was not in its way.
            _tell("document.set_without_logo", name, failures[subject.logo, True])
        if plain:
            _tell("document.set_plainly", name, failures[logo, False])
        return content
    raise failures[None, True]


def _tell(event: str, name: str, error: TypstError) -> None:
    logger.error(event, document=name, error=error.message, exc_info=error)


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
                "language": language,
                "status": "done",
                "lease_token": None,
                "error": None,
            }
            await rows.update(row, values)


async def _read(row: Document) -> _Subject:
    if row.kind == "statement":
        assert row.contents is not None, "it says all that is printed"
        view = from_json(row.contents, View)
        return _Subject(view, await logos.to_print(view.logo))
    return await _READERS[row.kind](row.subject_id)


async def _invoice(invoice_id: uuid.UUID) -> _Subject:
    found = await invoices.read(invoice_id)
    invoice = billing.invoice(found)
    language, logo = await _seen_by(found["payer_id"])
    return _Subject(contents.of_invoice(invoice, language), logo, lambda: building.of_invoice(invoice))


async def _credit_note(note_id: uuid.UUID) -> _Subject:
    found = await rows.find(CreditNote, note_id)
    assert found is not None, "a document is asked for of what is there"
    note, invoice = corrections.credit_note(found), billing.invoice(await invoices.read(found.invoice_id))
    language, logo = await _seen_by(found.payer_id)
    composed = contents.of_credit_note(note, invoice, language)
    return _Subject(composed, logo, lambda: building.of_credit_note(note, invoice))


async def _receipt(receipt_id: uuid.UUID) -> _Subject:
    found = await rows.find(Receipt, receipt_id)
    assert found is not None, "a document is asked for of what is there"
    language, logo = await _seen_by(found.payer_id)
    receipt = from_json(found.contents, Contents)
    notes = await debit_notes.among(part.invoice_id for part in receipt.invoices)
    composed = receipts.composed(receipt, found.hash, language, debit_notes=notes)
    return _Subject(composed, logo)


async def _seen_by(payer_id: uuid.UUID) -> tuple[Language, Picture | None]:
    """The language of a payer's documents, and the logo of whom they are from."""
    receiver, payer = await addressees.of_payer(payer_id)
    return addressees.language_of(payer, receiver), await logos.to_print(receiver.logo)


_READERS: Mapping[IssuedKind, Callable[[uuid.UUID], Awaitable[_Subject]]] = {
    "invoice": _invoice,
    "credit_note": _credit_note,
    "receipt": _receipt,
}
