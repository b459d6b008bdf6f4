"""Files that belong to an invoice: added to and taken off drafts, and frozen with the invoice once it is issued.

What a file is follows from its bytes, whatever it is called and said to be. Its content is a row of a table of its own,
written and read by nobody who does not ask for it. One receiver's files are bounded, and so are one invoice's; two
requests at once can pass the first of these bounds by what they bring.

Raw SQL: the content is written without being read back, and read in parts.
"""

import codecs
import hashlib
import re
import unicodedata
import uuid
from collections.abc import AsyncGenerator
from typing import NamedTuple

from models import access, audit, database, ids, rows
from models.access import Caller
from models.billing import drafts
from models.errors import FileRefused, NotFound, TooManyFiles
from models.shapes import attachments as shapes
from models.tables.attachments import Attachment, AttachmentType
from models.tables.billing import Invoice
from models.versions import Wanted

BYTES_MAX = 10_000_000
PER_INVOICE_MAX = 20
BYTES_PER_RECEIVER_MAX = 10_000_000_000
NAME_CHARACTERS_MAX = 100
# As much as is read of the database and held at a time.
PART_BYTES = 256 * 1024

_BEGINNINGS: dict[bytes, AttachmentType] = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
# By which a file of that type may be called; the first one, where it is called otherwise.
ENDINGS: dict[AttachmentType, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "text/csv": (".csv",),
}
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SEPARATOR = re.compile(r"[,;\t]")
_DECODED_AT_ONCE = 64 * 1024


class File(NamedTuple):
    """A file as it came, with what its bytes say that it is."""

    name: str
    media_type: AttachmentType
    content: bytes
    digest: bytes


def inspect(name: str, content: bytes) -> File:
    """What a file is, under a name that is safe to save it by. Takes some 30 ms for 10 MB. Raises FileRefused."""
    if len(content) > BYTES_MAX:
        raise FileRefused(f"The file has {len(content):,} bytes, and {BYTES_MAX:,} are possible.")
    media_type = _media_type(content)
    return File(_safe(name, media_type), media_type, content, hashlib.sha256(content).digest())


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
        await _check_quota(invoice.receiver_id, len(file.content))
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


async def content(row: Attachment) -> AsyncGenerator[bytes, None]:
    """The content, part by part: no more of it is held than one of them."""
    for begin in range(0, row.size, PART_BYTES):
        part = await database.fetch_value(
            bytes,
            "SELECT substring(content FROM $2 FOR $3) FROM attachment_contents WHERE attachment_id = $1",
            row.id,
            begin + 1,
            PART_BYTES,
        )
        if part is None:
            raise NotFound("The file was deleted while it was read.")
        yield part


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


async def _check_quota(receiver_id: uuid.UUID, size: int) -> None:
    sum_ = await database.fetch_value(
        int, "SELECT coalesce(sum(size), 0)::bigint FROM attachments WHERE receiver_id = $1", receiver_id
    )
    if (sum_ or 0) + size > BYTES_PER_RECEIVER_MAX:
        raise TooManyFiles(
            f"The receiver's files have {sum_:,} bytes, and {BYTES_PER_RECEIVER_MAX:,} are possible: delete some of "
            "drafts, or send this one by other means."
        )


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


def _media_type(content: bytes) -> AttachmentType:
    found = next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), None)
    if found is None and _is_csv(content):
        found = "text/csv"
    if found is None:
        raise FileRefused("The file's bytes are neither those of a PDF, a PNG or a JPEG, nor of a CSV in UTF-8.")
    return found


def _is_csv(content: bytes) -> bool:
    """Text in UTF-8 without control characters, whose first line has a separator; never what a browser could run."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    first = ""
    try:
        for begin in range(0, len(content), _DECODED_AT_ONCE):
            end = begin + _DECODED_AT_ONCE
            text = decoder.decode(content[begin:end], final=end >= len(content))
            if _NO_TEXT.search(text):
                return False
            first = first or text
    except UnicodeDecodeError:
        return False
    line = first.lstrip()
    return not line.startswith("<") and bool(_SEPARATOR.search(line.partition("\n")[0]))


def _safe(name: str, media_type: AttachmentType) -> str:
    """The last part of a path, of letters, digits and a few signs, with an ending that says what it is."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    kept = "".join(sign if sign.isalnum() or sign in " ._-()" else "_" for sign in last)
    stem = re.sub(r"\.{2,}", ".", kept).strip(" .")
    endings = ENDINGS[media_type]
    ending = next((known for known in endings if stem.lower().endswith(known)), None)
    if ending is not None:
        stem = stem[: -len(ending)]
    room = NAME_CHARACTERS_MAX - len(endings[-1])
    return (stem[:room].rstrip(" .") or "attachment") + (ending or endings[0])
