"""Between whom an invoice's mails go: in whose name, to which address, and in which language."""

import uuid

from models import database, rows
from models.languages.words import Language
from models.shapes.invoice_rows import InvoiceRow
from models.tables.parties import Payer, Receiver


async def of(invoice: InvoiceRow) -> tuple[Receiver, Payer]:
    """An invoice's receiver and payer as they are now. Needs a transaction.

    The payer is held to its end, after the invoice: whoever erases them comes after what is queued here, and ends it,
    or before, and then there is no address any more.
    """
    assert database.in_transaction(), "a row lock lasts as long as the transaction"
    payer = await Payer.objects().where(Payer.id == invoice["payer_id"]).lock_rows("SHARE").first()
    receiver = await rows.find(Receiver, invoice["receiver_id"])
    assert receiver is not None, "an invoice's receiver cannot go"
    assert payer is not None, "nor can its payer"
    return receiver, payer


def language_of(payer: Payer, receiver: Receiver) -> Language:
    """What a payer reads: their own language, or the receiver's."""
    return payer.language or receiver.language


async def of_payer(payer_id: uuid.UUID) -> tuple[Receiver, Payer]:
    """A payer of whom there is something, and their receiver, as they are now; both may change meanwhile."""
    payer = await rows.find(Payer, payer_id)
    assert payer is not None, "whom something was issued to is archived, never deleted"
    receiver = await rows.find(Receiver, payer.receiver_id)
    assert receiver is not None, "nor is its receiver"
    return receiver, payer


async def read_language(payer_id: uuid.UUID) -> Language:
    """What that payer reads."""
    receiver, payer = await of_payer(payer_id)
    return language_of(payer, receiver)
