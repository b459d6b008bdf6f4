"""Money that goes back, as clients see and send it: refunds, and reversals, which nobody here has asked for."""

import datetime
from typing import Literal

import msgspec

from models import ids
from models.shapes.common import (
    Amount,
    Currency,
    Input,
    LongText,
    Metadata,
    from_json,
    metadata,
    text_id,
)
from models.tables import collection as tables
from models.tables.collection import RefundStatus, ReversalKind, ReversalStatus, TakesFrom


class RefundInput(Input):
    """A refund; `amount` defaults to all that can still be refunded. `effective_on` is when money that was paid offline
    was given back, by default today; money that goes through a gateway is dated by the gateway.

    With a `payer_id` instead of a `payment_id` it is the payer's credit that was paid out by hand, in one `currency`,
    which may be left out where there is only one.
    """

    payment_id: ids.PaymentId | None = None
    payer_id: ids.PayerId | None = None
    currency: Currency | None = None
    amount: Amount | None = None
    reason: LongText | None = None
    effective_on: datetime.date | None = None
    metadata: Metadata = msgspec.field(default_factory=dict)


class RefundReview(msgspec.Struct, kw_only=True):
    """What the gateway reported of a refund, where it differs from what we asked, or where we asked for none."""

    amount: int
    currency: str
    account: str
    id: str
    gateway_payment_id: str


class Refund(msgspec.Struct, kw_only=True):
    """Money on its way back to the payer. One that takes from `suspense` sends back what a payment brought otherwise
    than asked.
    """

    id: str
    object: Literal["refund"] = "refund"
    receiver_id: str
    payer_id: str
    payment_id: str
    status: RefundStatus
    takes_from: TakesFrom
    currency: str
    amount: int
    reason: str | None
    effective_on: datetime.date | None
    gateway_refund_id: str | None
    failure_code: str | None
    failure_message: str | None
    review: RefundReview | None
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class Reversal(msgspec.Struct, kw_only=True):
    """Money that was taken back from a payment, all of it or a part. With a `refund_id` it is a refund that came back
    to the receiver. Of one that was undone the money is where it was before. `fee_invoice_id` is the debit note over
    the fee of a cheque that bounced.
    """

    id: str
    object: Literal["reversal"] = "reversal"
    receiver_id: str
    payer_id: str
    payment_id: str
    refund_id: str | None
    kind: ReversalKind
    status: ReversalStatus
    takes_from: TakesFrom
    currency: str
    amount: int
    effective_on: datetime.date
    undone_on: datetime.date | None
    reason_code: str | None
    reason: str | None
    gateway_reversal_id: str | None
    fee_invoice_id: str | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


def review_of_refund(row: tables.Refund) -> RefundReview:
    """What the gateway reported of a refund that was put aside."""
    assert row.review is not None, "it was put aside"
    return from_json(row.review, RefundReview)


def refund(row: tables.Refund) -> Refund:
    """The shape of a row of `refunds`."""
    return Refund(
        id=ids.encode("refund", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        payer_id=ids.encode("payer", row.payer_id),
        payment_id=ids.encode("payment", row.payment_id),
        status=row.status,
        takes_from=row.takes_from,
        currency=row.currency,
        amount=row.amount,
        reason=row.reason,
        effective_on=row.effective_on,
        gateway_refund_id=row.gateway_refund_id,
        failure_code=row.failure_code,
        failure_message=row.failure_message,
        review=None if row.review is None else from_json(row.review, RefundReview),
        metadata=metadata(row.metadata),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def reversal(row: tables.Reversal) -> Reversal:
    """The shape of a row of `reversals`."""
    return Reversal(
        id=ids.encode("reversal", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        payer_id=ids.encode("payer", row.payer_id),
        payment_id=ids.encode("payment", row.payment_id),
        refund_id=text_id("refund", row.refund_id),
        kind=row.kind,
        status=row.status,
        takes_from=row.takes_from,
        currency=row.currency,
        amount=row.amount,
        effective_on=row.effective_on,
        undone_on=row.undone_on,
        reason_code=row.reason_code,
        reason=row.reason,
        gateway_reversal_id=row.gateway_reversal_id,
        fee_invoice_id=text_id("invoice", row.fee_invoice_id),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
