"""Files that belong to an invoice: added to and taken off drafts, and frozen with the invoice once it is issued.

models/billing/files.py says what a file is, and how many bytes of them a receiver may have.

Raw SQL: the content is written without being read back.
"""

import uuid
from collections.abc import AsyncGenerator

from models import access, audit, database, ids, rows
from models.access import Caller
from models.billing import drafts, files
from models.billing.files import File
from models.errors import NotFound, TooManyFiles
from models.shapes import attachments as shapes
from models.tables.attachments import Attachment
from models.tables.billing import Invoice
from models.versions import Wanted

PER_INVOICE_MAX = 20


async def add(
    caller: Caller, invoice_id: uuid.UUID | None, file: File, *, version: Wanted = None
) -> tuple[Attachment, bool]:
    """Adds a file to a draft; returns it, and whether it is new: the same bytes are there once, under their first name.

    Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotDraft, TooManyFiles.
    """
    async with database.transaction():
        invoice = await _draft(caller, invoice_id, "given a file", version)
        there = await _all(invoice.id)
        same = next((row for row in there if row.digest == file.digest), None)
        if same is not None:
            return same, False
        if len(there) >= PER_INVOICE_MAX:
            raise TooManyFiles(f"The invoice has {PER_INVOICE_MAX} files already: delete one of them first.")
        await files.check_sum(
            "attachments",
            invoice.receiver_id,
            len(file.content),
            whose="The receiver's files",
            advice="delete some of drafts, or send this one by other means",
        )
        row = await rows.insert(
            Attachment(
                id=ids.make(),
                receiver_id=invoice.receiver_id,
                invoice_id=invoice.id,
                name=file.name,
                media_type=file.media_type,
                size=len(file.content),
                digest=file.digest,
            )
        )
        await database.execute(
            "INSERT INTO attachment_contents (attachment_id, content) VALUES ($1, $2)", row.id, file.content
        )
        await _record("attachment.created", row)
        return row, True


async def list_all(caller: Caller, invoice_id: uuid.UUID | None) -> list[Attachment]:
    """The files of an invoice, in the order in which they were added. Raises NotFound."""
    invoice = await access.find(caller, Invoice, invoice_id, "invoices.read")
    return await _all(invoice.id)


async def get(caller: Caller, invoice_id: uuid.UUID | None, attachment_id: uuid.UUID | None) -> Attachment:
    """One file, without its content. Raises NotFound."""
    invoice = await access.find(caller, Invoice, invoice_id, "invoices.read")
    return await _one(invoice.id, attachment_id)


def content(row: Attachment) -> AsyncGenerator[bytes, None]:
    """The content, part by part."""
    return files.parts("attachment_contents", "attachment_id", row.id, size=row.size)


async def delete(caller: Caller, invoice_id: uuid.UUID | None, attachment_id: uuid.UUID | None) -> None:
    """Takes a file off a draft. Raises NotFound, Forbidden, InvoiceNotDraft."""
    async with database.transaction():
        invoice = await _draft(caller, invoice_id, "deprived of a file", None)
        row = await _one(invoice.id, attachment_id)
        await rows.delete(row)
        await _record("attachment.deleted", row)


async def _draft(caller: Caller, invoice_id: uuid.UUID | None, action: str, version: Wanted) -> Invoice:
    """The draft, locked: who adds files at once does so one after the other, and before it is issued or after."""
    invoice = await access.find(caller, Invoice, invoice_id, "invoices.write", lock=True)
    drafts.check(invoice, action, version=version)
    return invoice


async def _all(invoice_id: uuid.UUID) -> list[Attachment]:
    return await Attachment.objects().where(Attachment.invoice_id == invoice_id).order_by(Attachment.id)


async def _one(invoice_id: uuid.UUID, attachment_id: uuid.UUID | None) -> Attachment:
    row = await Attachment.objects().where(Attachment.id == attachment_id, Attachment.invoice_id == invoice_id).first()
    if attachment_id is None or row is None:
        raise NotFound("There is no such attachment.")
    return row


async def _record(action: str, row: Attachment) -> None:
    shape = shapes.attachment(row)
    await audit.record(
        action,
        object_kind="attachment",
        object_id=row.id,
        receiver_id=row.receiver_id,
        before=shape if action.endswith(".deleted") else None,
        after=None if action.endswith(".deleted") else shape,
    )
