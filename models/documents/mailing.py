"""Mails of invoices go out with the PDF, the same one that everybody gets who asks for it."""

import msgspec
import structlog

from models import database
from models.billing import sending
from models.documents import making
from models.errors import DocumentFailed
from models.mail.mails import Attached, Prepared
from models.money import numbering
from models.tables.mail import Mail

logger = structlog.get_logger(__name__)


async def prepare(mail: Mail) -> Prepared | None:
    """What `sending.prepare` says, and the invoice's PDF beside it.

    No mail waits for its PDF: where none can be made, it goes out without, and its link leads to the same."""
    found = await sending.prepare(mail)
    if found is None:
        return None
    prepared, invoice = found
    try:
        file = await making.at_once("invoice", invoice["id"])
    except database.UNAVAILABLE:
        raise
    except DocumentFailed:
        return prepared
    except Exception:
        logger.exception("mail.without_document", mail_id=str(mail.id), invoice_id=str(invoice["id"]))
        return prepared
    name = numbering.file_name(invoice["number"] or "")
    return msgspec.structs.replace(prepared, files=[Attached(f"{name}.pdf", "application/pdf", file.content)])
