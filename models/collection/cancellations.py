"""Cancellations: what somebody has announced or begun and does not want after all, before any money has moved.

What a gateway knows of is the gateway's to cancel. The wish is written here, a worker passes it on, and the payment
holds its part of the invoice until the gateway has said what has become of it (models/online/attempts.py).

Raw SQL: the request to the gateway is taken from its worker, or made due, under its row's lock.
"""

import datetime
import uuid
from typing import TypedDict

from models import access, audit, clock, database, nudge, versions
from models.access import Caller
from models.collection import outcomes, settlement
from models.errors import PaymentNotCancelable, PaymentStateForbids
from models.shapes import collection as shapes
from models.shapes.collection import PaymentRow
from models.shapes.invoice_rows import InvoiceRow
from models.tables.collection import OPEN_PAYMENTS, Attempt, Payment
from models.tables.columns import WorkStatus
from models.versions import Wanted


class _Attempt(TypedDict):
    id: uuid.UUID
    sends: int
    status: WorkStatus


@database.retrying
async def cancel(caller: Caller, payment_id: uuid.UUID | None, *, version: Wanted = None) -> PaymentRow:
    """Withdraws what a payer has reported, gives a cheque back that has not cleared, or ends an online payment.

    An online payment that no gateway has heard of is canceled at once. Of any other the gateway is asked, and what it
    says decides: the second time while it is asked changes nothing. Once it has refused, or has not answered for so
    long that it is asked no more, it can be asked again. One that is canceled is returned as it is.

    Raises NotFound, Forbidden, PreconditionFailed, PaymentNotCancelable, PaymentStateForbids.
    """
    found = await access.find(caller, Payment, payment_id, "payments.pay")
    async with database.transaction():
        invoices, payment = await settlement.lock(found.id)
        versions.check(payment, version)
        if payment["status"] == "canceled":
            return payment
        if payment["gateway_account_id"] is not None and payment["status"] in OPEN_PAYMENTS:
            return await _cancel_online(invoices, payment)
        if payment["status"] not in ("reported", "pending"):
            raise PaymentStateForbids(
                payment["status"],
                "canceled: only what has not moved yet is. Money that has arrived is refunded, or corrected where it "
                "was recorded by mistake",
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


async def _cancel_online(invoices: dict[uuid.UUID, InvoiceRow], payment: PaymentRow) -> PaymentRow:
    attempt = await database.fetch_row_as(
        _Attempt,
        "SELECT id, sends, status FROM attempts WHERE payment_id = $1 AND kind = 'charge' FOR UPDATE",
        payment["id"],
    )
    assert attempt is not None, "an online payment that is open was begun here"
    if attempt["sends"] == 0:
        # Each send is counted before it is made: a worker that holds the row finds its lease gone, and sends nothing.
        await Attempt.update({Attempt.status: "done", Attempt.lease_token: None}).where(Attempt.id == attempt["id"])
        return await outcomes.give_up(invoices, payment, status="canceled", code="canceled", message=None)
    if shapes.cancellation(payment) == "requested" and attempt["status"] in ("pending", "leased"):
        return payment
    row = await outcomes.changed(
        "UPDATE payments SET cancel_requested_at = $2, cancel_refused_at = NULL WHERE id = $1 "
        f"RETURNING {shapes.COLUMNS}",
        payment["id"],
        clock.now(),
    )
    # One that is with a worker just now is due again as soon as that has its answer.
    await database.execute(
        "UPDATE attempts SET status = 'pending', attempts = 0, deaths = 0, next_attempt_at = "
        "CASE WHEN status = 'pending' AND next_attempt_at < $2 THEN next_attempt_at ELSE $2 END "
        "WHERE id = $1 AND status <> 'leased'",
        attempt["id"],
        clock.now() + (outcomes.SETTLES_AFTER if payment["status"] in outcomes.AWAITED else datetime.timedelta()),
    )
    await audit.record(
        "payment.cancel_requested",
        object_kind="payment",
        object_id=payment["id"],
        receiver_id=payment["receiver_id"],
        before=shapes.payment(payment),
        after=shapes.payment(row),
    )
    nudge.after_commit("payments")
    return row
