"""Corrections: a payment that was recorded by mistake, and the mistake that was none.

No money moves in the world. The record stays, and a reversal of kind `correction` says that it was wrong.
"""

import uuid

from models import access, database, versions
from models.access import Caller
from models.collection import reversals, settlement
from models.errors import PaymentNotCorrectable, PaymentStateForbids, ReversalNotUndoable
from models.money.currencies import format_amount
from models.shapes.collection import PaymentRow
from models.tables.collection import Payment, Reversal
from models.versions import Wanted


@database.retrying
async def correct(caller: Caller, payment_id: uuid.UUID | None, *, reason: str, version: Wanted = None) -> PaymentRow:
    """Takes back all of an offline payment that was recorded by mistake: what it had paid is owed again.

    Raises NotFound, Forbidden, PreconditionFailed, PaymentNotCorrectable, PaymentStateForbids.
    """
    found = await access.find(caller, Payment, payment_id, "payments.record")
    async with database.transaction():
        invoices, payment = await settlement.lock(found.id)
        versions.check(payment, version)
        if payment["gateway_account_id"] is not None:
            raise PaymentNotCorrectable(
                "This payment came through a gateway, which says what has moved: it is not corrected by hand. Send the "
                "money back by POST /v1/refunds, or take it off the invoice by /v1/payments/{id}/unallocate."
            )
        if payment["status"] != "succeeded":
            raise PaymentStateForbids(
                payment["status"],
                "corrected: only what was recorded as arrived is. Reject what is reported, cancel what is pending",
            )
        if given_back := payment["amount_refunded"] + payment["amount_refund_reserved"]:
            raise PaymentNotCorrectable(
                f"{format_amount(given_back, payment['currency'])} of this payment was given back, so it has been "
                "there. Refund the rest by POST /v1/refunds, if that shall go too."
            )
        return await reversals.take(
            invoices,
            payment,
            kind="correction",
            amount=payment["amount"] - payment["amount_reversed"],
            code="corrected",
            message=reason,
            created_by=caller.user_id,
        )


@database.retrying
async def undo(caller: Caller, reversal_id: uuid.UUID | None, *, version: Wanted = None) -> Reversal:
    """A correction was the mistake: the money goes where it was taken from, as far as there is room for it still.

    Raises NotFound, Forbidden, PreconditionFailed, ReversalNotUndoable.
    """
    found = await access.find(caller, Reversal, reversal_id, "payments.record")
    async with database.transaction():
        invoices, payment = await settlement.lock(found.payment_id)
        reversal = await access.find(caller, Reversal, reversal_id, "payments.record", lock=True)
        versions.check(reversal, version)
        if reversal.kind != "correction":
            raise ReversalNotUndoable(
                f"This is a {reversal.kind}, which moved money: only a correction is undone by hand. Record what came "
                "since as a payment of its own."
            )
        if reversal.status == "undone":
            raise ReversalNotUndoable(
                f"This was undone on {reversal.undone_on} already. To correct the payment once more, POST "
                "/v1/payments/{id}/correct."
            )
        await reversals.undo(invoices, payment, reversal)
        return await access.find(caller, Reversal, reversal_id, "payments.record")
