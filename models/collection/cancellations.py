"""Cancellations: what somebody has announced and will not pay after all, before any money has moved."""

import uuid

from models import access, database, versions
from models.access import Caller
from models.collection import outcomes, settlement
from models.errors import PaymentNotCancelable, PaymentStateForbids
from models.shapes.collection import PaymentRow
from models.tables.collection import Payment
from models.versions import Wanted


@database.retrying
async def cancel(caller: Caller, payment_id: uuid.UUID | None, *, version: Wanted = None) -> PaymentRow:
    """Withdraws what a payer has reported, or gives a cheque back that has not cleared: its reservation is given back.

    Raises NotFound, Forbidden, PreconditionFailed, PaymentNotCancelable, PaymentStateForbids.
    """
    found = await access.find(caller, Payment, payment_id, "payments.pay")
    async with database.transaction():
        invoices, payment = await settlement.lock(found.id)
        versions.check(payment, version)
        if payment["gateway_account_id"] is not None and payment["status"] in outcomes.OPEN:
            raise PaymentNotCancelable(
                "This payment is with its gateway, which says how it ends: the payer can decline it there, and a page "
                "that nobody answers expires by itself. Wait for its outcome, and refund what arrives."
            )
        if payment["status"] not in ("reported", "pending"):
            raise PaymentStateForbids(
                payment["status"],
                "canceled: only what is reported, or a cheque that has not cleared, is. Money that has arrived is "
                "refunded, or corrected where it was recorded by mistake",
            )
        whose = {"receiver_id": payment["receiver_id"], "payer_id": payment["payer_id"]}
        if payment["status"] == "pending":
            access.require(caller, "payments.record", found, Payment)
        elif caller.role_towards(**whose) != "payer" and not caller.is_admin:
            raise PaymentNotCancelable(
                "The payer has reported this payment and can withdraw it. If it has not come, reject it with a reason, "
                "by /v1/payments/{id}/reject."
            )
        return await outcomes.give_up(invoices, payment, status="canceled", code="canceled", message=None)
