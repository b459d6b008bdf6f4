"""Files of invoices, and their contents, which hardly anybody reads."""

from typing import Literal, get_args

from piccolo.columns import UUID, Bytea, Integer, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.billing import Invoice
from models.tables.columns import Field
from models.tables.parties import Receiver
from models.tables.row import Row

AttachmentType = Literal["application/pdf", "image/png", "image/jpeg", "text/csv"]
ATTACHMENT_TYPES: tuple[AttachmentType, ...] = get_args(AttachmentType)


class Attachment(Row, Table, tablename="attachments"):
    """A file of an invoice, as it is listed. It goes with a draft that is deleted, and is frozen with one that is
    issued; a trigger in the migration holds that."""

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver, index=True)
    invoice_id = columns.reference(Invoice, on_delete=OnDelete.cascade)
    name = Varchar(length=100)
    media_type: Field[AttachmentType] = columns.word(15)
    size = Integer(help_text="In bytes.")
    digest = columns.digest()
    created_at = columns.created_at()

    attachments_have_a_known_type = Check(columns.one_of("media_type", ATTACHMENT_TYPES))
    attachments_have_a_size = Check('"size" BETWEEN 1 AND 10000000')
    attachments_are_there_once = Unique(["invoice_id", "digest"])


class AttachmentContent(Row, Table, tablename="attachment_contents"):
    """The bytes of a file. PostgreSQL keeps them as they came, so that a part of them is read without the others."""

    attachment_id = UUID(primary_key=True, default=None)
    content = Bytea(default=b"")
