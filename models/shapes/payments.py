"""Payments and refunds, as clients see and send them."""

import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from models import ids
from models.shapes.common import NO_NUL, Amount, Currency, Input, LongText, Metadata, ShortText, from_json, text_id

OfflineMethod = Literal["cash", "bank_transfer", "cheque", "other"]
OnlineMethod = Literal["card", "bank_debit", "wallet"]
PaymentToken = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=255,
        pattern=r"^[A-Za-z0-9_.-]+$(?!\n)",
        description="What the gateway gave the payer's browser for a card or an account; never a card number.",
        examples=["tok_success"],
    ),
]


class AllocationInput(Input):
    """A part of a payment for one invoice."""

    invoice_id: ids.InvoiceId
    amount: Amount


class OnlinePaymentInput(Input):
    """An online payment of the invoice that a pay link is for. `amount` defaults to what is payable."""

    payment_token: PaymentToken
    method: OnlineMethod = "card"
    amount: Amount | None = None
    currency: Currency | None = None
    gateway_account_id: ids.GatewayAccountId | None = None


class PaymentInput(Input):
    """A payment of one invoice (`invoice_id`) or of several of the same payer (`allocations`): exactly one of the two.

    Online methods need a `payment_token`; offline methods take `received_on`, `reference` and `note` instead. `amount`
    defaults to what is payable.
    """

    method: OfflineMethod | OnlineMethod
    invoice_id: ids.InvoiceId | None = None
    allocations: Annotated[list[AllocationInput], Meta(min_length=1, max_length=100)] | None = None
    amount: Amount | None = None
    currency: Currency | None = None
    received_on: datetime.date | None = None
    reference: ShortText | None = None
    note: LongText | None = None
    gateway_account_id: ids.GatewayAccountId | None = None
    payment_token: PaymentToken | None = None
    metadata: Metadata = msgspec.field(default_factory=dict)


class RefundInput(Input):
    """A refund; `amount` defaults to all that can still be refunded."""

    payment_id: ids.PaymentId
    amount: Amount | None = None
    reason: LongText | None = None
    metadata: Metadata = msgspec.field(default_factory=dict)


class ReasonInput(Input):
    """Why a payment did not come, for the payer to read."""

    reason: Annotated[str, Meta(min_length=1, max_length=2000, pattern=NO_NUL)]


class NextAction(msgspec.Struct, kw_only=True):
    """What the payer must do before the payment goes on."""

    type: Literal["redirect"]
    url: str


class Allocation(msgspec.Struct, kw_only=True):
    """How much of a payment an invoice holds: reserved while the outcome is open, settled once the money is there."""

    invoice_id: str
    amount: int
    status: Literal["reserved", "settled", "released"]


class Payment(msgspec.Struct, kw_only=True):
    """Money on its way from a payer to a receiver.

    Once it has succeeded, `amount` = `amount_allocated` + `amount_unapplied` + `amount_refunded` + `amount_reversed`.
    """

    id: str
    object: Literal["payment"] = "payment"
    receiver_id: str
    payer_id: str
    invoice_id: str | None
    method: OfflineMethod | OnlineMethod
    status: Literal[
        "created",
        "requires_action",
        "reported",
        "pending",
        "unknown",
        "needs_review",
        "succeeded",
        "failed",
        "canceled",
        "rejected",
        "reversed",
    ]
    currency: str
    amount: int
    amount_allocated: int
    amount_unapplied: int
    amount_refunded: int
    amount_reversed: int
    allocations: list[Allocation]
    effective_on: datetime.date | None
    reference: str | None
    note: str | None
    gateway_account_id: str | None
    gateway_payment_id: str | None
    next_action: NextAction | None
    failure_code: str | None
    failure_message: str | None
    review: dict[str, Any] | None
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class Refund(msgspec.Struct, kw_only=True):
    """Money on its way back to the payer."""

    id: str
    object: Literal["refund"] = "refund"
    receiver_id: str
    payer_id: str
    payment_id: str
    status: Literal["requested", "processing", "unknown", "succeeded", "failed", "canceled"]
    currency: str
    amount: int
    reason: str | None
    effective_on: datetime.date | None
    gateway_refund_id: str | None
    failure_code: str | None
    failure_message: str | None
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


def payment(row: Any) -> Payment:
    """The shape of a row of `payments` that carries its allocations (see `models.collection.payments.COLUMNS`)."""
    return Payment(
        id=ids.encode("payment", row["id"]),
        receiver_id=ids.encode("receiver", row["receiver_id"]),
        payer_id=ids.encode("payer", row["payer_id"]),
        invoice_id=text_id("invoice", row["invoice_id"]),
        method=row["method"],
        status=row["status"],
        currency=row["currency"],
        amount=row["amount"],
        amount_allocated=row["amount_allocated"],
        amount_unapplied=row["amount_unapplied"],
        amount_refunded=row["amount_refunded"],
        amount_reversed=row["amount_reversed"],
        allocations=[_allocation(part) for part in from_json(row["allocations"])],
        effective_on=row["effective_on"],
        reference=row["reference"],
        note=row["note"],
        gateway_account_id=text_id("gateway_account", row["gateway_account_id"]),
        gateway_payment_id=row["gateway_payment_id"],
        next_action=None if row["next_action"] is None else msgspec.json.decode(row["next_action"], type=NextAction),
        failure_code=row["failure_code"],
        failure_message=row["failure_message"],
        review=from_json(row["review"]),
        metadata=from_json(row["metadata"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def refund(row: Any) -> Refund:
    """The shape of a row of `refunds`."""
    return Refund(
        id=ids.encode("refund", row["id"]),
        receiver_id=ids.encode("receiver", row["receiver_id"]),
        payer_id=ids.encode("payer", row["payer_id"]),
        payment_id=ids.encode("payment", row["payment_id"]),
        status=row["status"],
        currency=row["currency"],
        amount=row["amount"],
        reason=row["reason"],
        effective_on=row["effective_on"],
        gateway_refund_id=row["gateway_refund_id"],
        failure_code=row["failure_code"],
        failure_message=row["failure_message"],
        metadata=from_json(row["metadata"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _allocation(part: dict[str, Any]) -> Allocation:
    return Allocation(
        invoice_id=ids.encode("invoice", ids.from_text(part["invoice_id"])),
        amount=part["amount"],
        status=part["status"],
    )
