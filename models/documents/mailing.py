"""Mails of invoices and receipts go out with the PDF, the same one that everybody gets who asks for it."""

import uuid

import msgspec
import structlog

from models import database, rows
from models.billing import sending
from models.documents import making
from models.errors import DocumentFailed
from models.mail.mails import Attached, Prepared
from models.money import numbering
from models.tables.documents import IssuedKind
from models.tables.invoice_mails import InvoiceMail
from models.tables.mail import Mail
from models.tables.receipts import Receipt

logger = structlog.get_logger(__name__)


async def prepare(mail: Mail) -> Prepared | None:
    """What `sending.prepare` says, and the invoice's PDF beside it."""
    found = await sending.prepare(mail)
    if found is None:
        return None
    prepared, invoice = found
    return await _with_document(prepared, mail, "invoice", invoice["id"], number=invoice["number"] or "")


async def prepare_receipt(mail: Mail) -> Prepared | None:
    """What `sending.prepare_written` says, and the receipt's PDF beside it, where it is a receipt for an invoice."""
    prepared = await sending.prepare_written(mail)
    if prepared is None or mail.about_id is None:
        return prepared
    about = await rows.find(InvoiceMail, mail.about_id)
    assert about is not None, "it is kept as long as its invoice"
    receipt = (
        await Receipt.objects().where(Receipt.receiver_id == about.receiver_id, Receipt.number == about.reason).first()
    )
    assert receipt is not None, "it was issued together with its mail, and is kept"
    return await _with_document(prepared, mail, "receipt", receipt.id, number=receipt.number)


async def _with_document(
    prepared: Prepared, mail: Mail, kind: IssuedKind, subject_id: uuid.UUID, *, number: str
) -> Prepared:
    """No mail waits for its PDF: where none can be made it goes out without, and people can ask for the same later."""
    if mail.deaths:
        # A worker has died with it, and it may be the PDF that killed it.
        logger.warning("mail.without_document", mail_id=str(mail.id), kind=kind, subject_id=str(subject_id))
        return prepared
    try:
        file = await making.at_once(kind, subject_id)
    except database.UNAVAILABLE:
        raise
    except DocumentFailed:
        return prepared
    except Exception:
        logger.exception("mail.without_document", mail_id=str(mail.id), kind=kind, subject_id=str(subject_id))
        return prepared
    attached = Attached(f"{numbering.file_name(number)}.pdf", "application/pdf", file.content)
    return msgspec.structs.replace(prepared, files=[attached])
