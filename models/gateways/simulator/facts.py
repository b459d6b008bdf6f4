"""What the simulator says of payments, refunds and disputes, in answers and in callbacks, in our words."""

import re
from collections.abc import Mapping
from typing import Literal

import msgspec

from models.gateways.base import (
    CallbackEvent,
    Changed,
    DisputeSaid,
    Fact,
    PaymentFact,
    RefundFact,
    ReversalFact,
    UnreadableEvent,
)
from models.gateways.simulator import shapes

# Longer messages of a gateway are cut: they end up in rows and on pages.
MESSAGE_LENGTH_MAX = 300


def event(raw: msgspec.Raw) -> CallbackEvent | UnreadableEvent:
    """One event of a callback, or what of it cannot be read."""
    try:
        read = msgspec.json.decode(raw, type=shapes.Event)
        return CallbackEvent(gateway_event_id=read.id, kind=read.type, says=_says(read))
    except (ValueError, RecursionError) as error:
        return UnreadableEvent(body=b'{"events":[%b]}' % bytes(raw), reason=place(error))


def _says(event: shapes.Event) -> Fact | Changed | None:
    """What an event says of a payment, a refund or a dispute."""
    if not event.type.startswith(("payment.", "refund.", "dispute.")):
        return None
    if event.object:
        kind = event.object.kind
        return Changed(object="reversal" if kind == "dispute" else kind, gateway_object_id=event.object.id)
    if not event.data:
        raise ValueError("It has neither `data` nor an `object`.")
    if event.type.startswith("payment."):
        return payment(msgspec.json.decode(event.data, type=shapes.Payment))
    if event.type.startswith("refund."):
        return refund(msgspec.json.decode(event.data, type=shapes.Refund))
    return reversal(msgspec.json.decode(event.data, type=shapes.Dispute))


def place(error: ValueError | RecursionError) -> str:
    """What a decoder says of what it met, without what it met: words in quotation marks may be anything."""
    return re.sub(r"""'[^']*'|"[^"]*\"""", "…", str(error))[:MESSAGE_LENGTH_MAX] or type(error).__name__


def payment(said: shapes.Payment) -> PaymentFact:
    """What it says of a payment."""
    return PaymentFact(
        gateway_payment_id=said.id,
        reference=said.reference,
        account=said.account,
        status=said.status,
        amount=said.amount,
        currency=said.currency,
        redirect_url=said.redirect_url,
        failure_code=said.failure_code,
        failure_message=said.failure_message,
        fee_amount=said.fee_amount,
        amount_returned=said.amount_returned if said.status == "returned" else None,
        occurred_at=said.updated_at,
    )


def refund(said: shapes.Refund) -> RefundFact:
    """What it says of a refund."""
    return RefundFact(
        gateway_refund_id=said.id,
        gateway_payment_id=said.payment,
        reference=said.reference,
        account=said.account,
        status=said.status,
        amount=said.amount,
        currency=said.currency,
        failure_code=said.failure_code,
        failure_message=said.failure_message,
        occurred_at=said.updated_at,
    )


# Where a dispute's money is, its funds say; the label alone does not.
_FUNDS: Mapping[Literal["none", "withdrawn", "reinstated"], Literal["untouched", "taken", "given_back"]] = {
    "none": "untouched",
    "withdrawn": "taken",
    "reinstated": "given_back",
}


def reversal(said: shapes.Dispute) -> ReversalFact:
    """What it says of a dispute."""
    return ReversalFact(
        gateway_reversal_id=said.id,
        gateway_payment_id=said.payment,
        reference=said.reference,
        account=said.account,
        kind="chargeback",
        status=_FUNDS[said.funds],
        amount=said.amount,
        currency=said.currency,
        failure_code="disputed",
        failure_message=f"The payer disputes the payment: {said.reason}.",
        dispute=DisputeSaid(status=said.status, reason=said.reason, respond_by=said.respond_by),
        occurred_at=said.updated_at,
    )
