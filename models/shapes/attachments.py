"""Files of invoices, as clients see them."""

import datetime
from typing import Literal

import msgspec

from models import ids
from models.tables.attachments import Attachment as Row
from models.tables.attachments import AttachmentType


class Attachment(msgspec.Struct, kw_only=True):
    """A file of an invoice. `media_type` follows from its bytes, and `sha256` is the hash of them in hexadecimal."""

    id: str
    object: Literal["attachment"] = "attachment"
    invoice_id: str
    name: str
    media_type: AttachmentType
    size: int
    sha256: str
    created_at: datetime.datetime


def attachment(row: Row) -> Attachment:
    """The shape of a row of `attachments`."""
    return Attachment(
        id=ids.encode("attachment", row.id),
        invoice_id=ids.encode("invoice", row.invoice_id),
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.digest.hex(),
        created_at=row.created_at,
    )
