"""Mails of invoices go out with the PDF, the same one that everybody gets who asks for it."""

import msgspec
import structlog

from models import database
from models.billing import invoices, sending
from models.documents import making
from models.errors import DocumentFailed
from models.mail.mails import Attached, Prepared
from models.money import numbering
from models.tables.invoice_mails import InvoiceMail
from models.tables.mail import Mail

logger = structlog.get_logger(__name__)


async def prepare(mail: Mail) -> Prepared | None:
    """What `sending.prepare` says, and the invoice's PDF beside it.

    No mail waits for its PDF: where none can be made, it goes out without, and its link leads to the same."""
    prepared = await sending.prepare(mail)
    if prepared is None:
        return None
    row = await InvoiceMail.objects().where(InvoiceMail.id == mail.about_id).first()
    assert row is not None, "it is kept as long as its invoice"
    invoice = await invoices.read(row.invoice_id)
    try:
        file = await making.at_once("invoice", row.invoice_id)
    except database.UNAVAILABLE:
        raise
    except DocumentFailed:
        return prepared
    except Exception:
        logger.exception("mail.without_document", mail_id=str(mail.id), invoice_id=str(row.invoice_id))
        return prepared
    name = numbering.file_name(invoice["number"] or "")
    return msgspec.structs.replace(prepared, files=[Attached(f"{name}.pdf", "application/pdf", file.content)])
