"""Fees of cheques that bounce: what the receiver's bank took is a debit note to the payer, a document of its own.

It stays owed whatever becomes of the cheque. It is drafted before the bounce is written, so that each names the other
in all that is announced, and issued after that, since its number is taken last. Both functions work within the caller's
transaction, on a payment that is locked.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from models import ids, rows
from models.access import Caller
from models.billing import drafts, issuing
from models.errors import CurrencyDiffers, Refused
from models.money import currencies
from models.shapes.billing import InvoiceInput
from models.shapes.collection import FeeInput, PaymentRow
from models.shapes.invoice_rows import InvoiceRow
from models.shapes.lines import LineInput
from models.tables.parties import Payer, Receiver


async def draft(payment: PaymentRow, given: FeeInput, *, reversal_id: uuid.UUID | None) -> InvoiceRow:
    """Drafts the debit note over the fee of a bounce; with the reversal's id where the cheque had cleared.

    Raises CurrencyDiffers, ReceiverArchived, PayerArchived, Invalid.
    """
    if given.currency is not None and given.currency != payment["currency"]:
        raise CurrencyDiffers(given.currency, payment["currency"], of="cheque", pointer="/fee/currency")
    receiver = await rows.find(Receiver, payment["receiver_id"])
    payer = await rows.find(Payer, payment["payer_id"])
    assert receiver is not None, "who has payments is archived, never deleted"
    assert payer is not None, "nor is who has made them"
    with _in_the_fee():
        drafts.check_receiver(receiver)
        drafts.check_payer(payer)
        made = drafts.made(_contents(payment, given), receiver, payer.id)
    row: InvoiceRow = {**made, "fee_payment_id": payment["id"], "fee_reversal_id": reversal_id}
    await drafts.write_all([row])
    return row


async def issue(caller: Caller, drafted: InvoiceRow) -> None:
    """Issues it, as the last thing before the commit. Raises what `issuing.finalize` does."""
    with _in_the_fee():
        await issuing.finalize(caller, drafted["id"])


def _contents(payment: PaymentRow, given: FeeInput) -> InvoiceInput:
    reference = payment["reference"]
    said = "Bank fee for a bounced cheque" if reference is None else f"Bank fee for the bounced cheque {reference}"
    line = LineInput(
        description=given.description or said,
        unit_price=currencies.major(given.amount, payment["currency"]),
        taxes=given.taxes,
    )
    return InvoiceInput(
        receiver_id=ids.encode("receiver", payment["receiver_id"]),
        payer_id=ids.encode("payer", payment["payer_id"]),
        currency=payment["currency"],
        lines=[line],
    )


@contextmanager
def _in_the_fee() -> Iterator[None]:
    """What is refused of the invoice is shown where the request has it: its line is the fee."""
    try:
        yield
    except Refused as refused:
        if refused.pointer is not None:
            _, in_taxes, place = refused.pointer.partition("/taxes")
            refused.pointer = f"/fee{in_taxes}{place}"
        raise
