"""Payments and what they cover, as clients see and send them."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Annotated, Literal, TypedDict

import msgspec
from msgspec import Meta

from models import ids
from models.access import Caller
from models.shapes.common import (
    MINOR_UNITS,
    NO_NUL,
    Amount,
    Currency,
    Input,
    LongText,
    Metadata,
    ShortText,
    from_json,
    metadata,
    text_id,
)
from models.shapes.lines import Description, TaxInput
from models.tables import collection as tables
from models.tables.collection import AllocationStatus, Method, OnlineMethod, PaymentStatus

Note = Annotated[
    LongText,
    Meta(
        description="For the receiver's own people. Payers see only what they have written themselves in a report that "
        "they have paid.",
        examples=["Paid at the counter."],
    ),
]
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


# Of the price on its line, which has up to twelve digits before the point in any currency.
FEE_MAX = 10**11
FeeAmount = Annotated[int, Meta(ge=1, le=FEE_MAX, description=MINOR_UNITS)]

# What the shape of a payment is made from; `PaymentRow` has their types.
COLUMNS = """payments.*, CASE WHEN method = 'cheque' THEN ARRAY(
    SELECT fee.id FROM invoices AS fee WHERE fee.fee_payment_id = payments.id ORDER BY fee.id)
    ELSE ARRAY[]::uuid[] END AS fee_invoice_ids, (
    SELECT coalesce(json_agg(json_build_object('invoice_id', part.invoice_id, 'amount', part.amount,
        'status', part.status) ORDER BY part.id), '[]')::text
    FROM allocations AS part WHERE part.payment_id = payments.id) AS allocations"""

# By whom payments without a login were begun, as conditions on the table `payments`.
# Money that a gateway moves: by a link, or collected when it was due.
BEGUN_ONLINE_WITHOUT_A_LOGIN = "created_by IS NULL AND gateway_account_id IS NOT NULL"
# Who collects what is due writes down by which saved method; whoever has a pay link can write nothing there. Reports by
# the link are among them.
BEGUN_BY_A_LINK = "created_by IS NULL AND NOT metadata ? 'payment_method_id'"
# What goes through no gateway, only a link lets anybody report without a login.
REPORTED_BY_A_LINK = "created_by IS NULL AND gateway_account_id IS NULL"


class PaymentRow(TypedDict):
    """What `COLUMNS` select. JSON is text here, `allocations` too."""

    id: uuid.UUID
    receiver_id: uuid.UUID
    payer_id: uuid.UUID
    invoice_id: uuid.UUID | None
    method: Method
    status: PaymentStatus
    currency: str
    amount: int
    amount_allocated: int
    amount_unapplied: int
    amount_refunded: int
    amount_refund_reserved: int
    amount_reversed: int
    amount_excess: int
    allocations: str
    fee_invoice_ids: list[uuid.UUID]
    effective_on: datetime.date | None
    dated_on: datetime.date | None
    deposited_on: datetime.date | None
    reference: str | None
    note: str | None
    gateway_account_id: uuid.UUID | None
    gateway_payment_id: str | None
    next_action: str | None
    failure_code: str | None
    failure_message: str | None
    review: str | None
    reported_at: datetime.datetime | None
    cancel_requested_at: datetime.datetime | None
    cancel_refused_at: datetime.datetime | None
    created_by: uuid.UUID | None
    metadata: str
    version: int
    created_at: datetime.datetime
    updated_at: datetime.datetime


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

    Online methods need a `payment_token`; offline methods take `received_on`, `reference` and `note` instead, and a
    cheque `dated_on`, the day that is written on it. `amount` defaults to what is payable.
    """

    method: Method
    invoice_id: ids.InvoiceId | None = None
    allocations: Annotated[list[AllocationInput], Meta(min_length=1, max_length=100)] | None = None
    amount: Amount | None = None
    currency: Currency | None = None
    received_on: datetime.date | None = None
    dated_on: datetime.date | None = None
    reference: ShortText | None = None
    note: Note | None = None
    gateway_account_id: ids.GatewayAccountId | None = None
    payment_token: PaymentToken | None = None
    metadata: Metadata = msgspec.field(default_factory=dict)


class AcceptInput(Input):
    """How the money of a payment under review is divided. By default it pays what it was meant for, as far as it goes;
    what the invoices do not take is the payer's credit.
    """

    allocations: Annotated[list[AllocationInput], Meta(max_length=100)] | None = None


class AllocateInput(Input):
    """How much of the payment's unapplied money each of these invoices shall have."""

    allocations: Annotated[list[AllocationInput], Meta(min_length=1, max_length=100)]


class UnallocateInput(Input):
    """Which invoice money of the payment is taken off, and how much; `amount` defaults to all that it holds."""

    invoice_id: ids.InvoiceId
    amount: Amount | None = None


class ConfirmInput(Input):
    """What has really come, where that differs from the report: its amount, and the day on which it came."""

    amount: Amount | None = None
    received_on: datetime.date | None = None


class ClearInput(Input):
    """When the bank had the money, by default today."""

    effective_on: datetime.date | None = None


class DepositInput(Input):
    """When the cheque was taken to the bank, by default today."""

    effective_on: datetime.date | None = None


class FeeInput(Input):
    """What the receiver's bank took for a cheque that bounced, and the payer is to bear, in the currency of the cheque.
    Taxes, if there are any, come on top of it, as on any line of an invoice. `description` is what the line says."""

    amount: FeeAmount
    currency: Currency | None = None
    description: Description | None = None
    taxes: Annotated[list[TaxInput], Meta(max_length=10)] = msgspec.field(default_factory=list)


class BounceInput(Input):
    """Why a cheque bounced, for the payer to read, and when, by default today. With a `fee` the payer gets a debit note
    over it."""

    reason: Annotated[str, Meta(min_length=1, max_length=2000, pattern=NO_NUL)]
    effective_on: datetime.date | None = None
    fee: FeeInput | None = None


class ReasonInput(Input):
    """Why, for the payer to read."""

    reason: Annotated[str, Meta(min_length=1, max_length=2000, pattern=NO_NUL)]


Cancellation = Literal["requested", "refused"]


class NextAction(msgspec.Struct, kw_only=True):
    """What the payer must do before the payment goes on."""

    type: Literal["redirect"]
    url: str


class Allocation(msgspec.Struct, kw_only=True):
    """How much of a payment an invoice holds: reserved while the outcome is open, settled once the money is there."""

    invoice_id: str
    amount: int
    status: AllocationStatus


class Review(msgspec.Struct, kw_only=True):
    """What the gateway reported of a payment, where it differs from what we asked: minor units of its currency, the
    merchant account that has the money, and the gateway's id of the payment.
    """

    amount: int
    currency: str
    account: str
    id: str


class Payment(msgspec.Struct, kw_only=True):
    """Money on its way from a payer to a receiver.

    Once it has succeeded, `amount` + `amount_excess` = `amount_allocated` + `amount_unapplied` + `amount_refunded` +
    `amount_reversed`. There is an excess where more has gone out than had come, such as a chargeback after a refund.
    `next_action` is null in events, and for who may not pay (`payments:write`). `cancellation` is `requested` while the
    gateway is asked to cancel the payment, and `refused` where it goes on with it all the same.
    A cheque has `dated_on`, the day before which it is not presented, and `deposited_on`, when it was taken to the
    bank: null while it is in hand, as it is again once it has bounced. Of `note` payers see what they have written.
    `fee_invoice_ids` are the debit notes over fees of its bounces, the oldest first.
    """

    id: str
    object: Literal["payment"] = "payment"
    receiver_id: str
    payer_id: str
    invoice_id: str | None
    method: Method
    status: PaymentStatus
    currency: str
    amount: int
    amount_allocated: int
    amount_unapplied: int
    amount_refunded: int
    amount_reversed: int
    amount_excess: int
    allocations: list[Allocation]
    fee_invoice_ids: list[str]
    effective_on: datetime.date | None
    dated_on: datetime.date | None
    deposited_on: datetime.date | None
    reference: str | None
    note: str | None
    gateway_account_id: str | None
    gateway_payment_id: str | None
    next_action: NextAction | None
    failure_code: str | None
    failure_message: str | None
    review: Review | None
    cancellation: Cancellation | None
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


def review_of(row: PaymentRow | tables.Payment) -> Review:
    """What the gateway reported of a payment that was put aside."""
    review = row["review"]
    assert review is not None, "it was put aside"
    return from_json(review, Review)


def is_begun_by_a_link(payment: Payment) -> bool:
    """Of a payment without a login, what BEGUN_BY_A_LINK says of its row."""
    return "payment_method_id" not in payment.metadata


def payment(row: PaymentRow, reader: Caller | None = None) -> Payment:
    """The shape of a row of `payments` that carries its allocations (see `COLUMNS`).

    What the payer must do next is there for a reader who may pay, and not in events: who opens that page acts as the
    payer, and it leads back to the pay link. The receiver's note is there for its own people only.
    """
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
        amount_excess=row["amount_excess"],
        allocations=[_allocation(part) for part in parts(row)],
        fee_invoice_ids=[ids.encode("invoice", each) for each in row["fee_invoice_ids"]],
        effective_on=row["effective_on"],
        dated_on=row["dated_on"],
        deposited_on=row["deposited_on"],
        reference=row["reference"],
        note=row["note"] if reader is None or _sees_the_note(reader, row) else None,
        gateway_account_id=text_id("gateway_account", row["gateway_account_id"]),
        gateway_payment_id=row["gateway_payment_id"],
        next_action=_next_action(row, reader),
        failure_code=row["failure_code"],
        failure_message=row["failure_message"],
        review=None if row["review"] is None else from_json(row["review"], Review),
        cancellation=cancellation(row),
        metadata=metadata(row["metadata"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def cancellation(row: PaymentRow | tables.Payment) -> Cancellation | None:
    """How far the wish to cancel a payment has come; None where there is none, or its outcome is known."""
    if row["cancel_requested_at"] is None or row["status"] not in tables.OPEN_PAYMENTS:
        return None
    return "requested" if row["cancel_refused_at"] is None else "refused"


def _next_action(row: PaymentRow, reader: Caller | None) -> NextAction | None:
    whose = {"receiver_id": row["receiver_id"], "payer_id": row["payer_id"]}
    if row["next_action"] is None or reader is None or not reader.may("payments.pay", **whose):
        return None
    return from_json(row["next_action"], NextAction)


def _sees_the_note(reader: Caller, row: PaymentRow) -> bool:
    """Whether somebody may have the note on a payment: payers only if it is their own, on a report that they made."""
    role = reader.role_towards(receiver_id=row["receiver_id"], payer_id=row["payer_id"])
    return role != "payer" or reader.is_admin or row["created_by"] == reader.user_id


class _Allocation(msgspec.Struct):
    """An allocation as `COLUMNS` select it."""

    invoice_id: uuid.UUID
    amount: int
    status: AllocationStatus


_allocations = msgspec.json.Decoder(list[_Allocation])


def allocations(parts: Iterable[tuple[uuid.UUID, int]], *, status: AllocationStatus) -> str:
    """The column of a payment that holds these amounts of these invoices, all in that status."""
    return _encoded(_Allocation(invoice_id, amount, status) for invoice_id, amount in parts)


def parts(payment: PaymentRow) -> list[_Allocation]:
    """What a payment covers, holds or has given back of invoices, oldest first."""
    return _allocations.decode(payment["allocations"])


def amounts(payment: PaymentRow, *, status: AllocationStatus) -> dict[uuid.UUID, int]:
    """The net amounts per invoice that a payment holds in that status, by invoice id, oldest allocation first."""
    found: dict[uuid.UUID, int] = {}
    for part in parts(payment):
        if part.status == status:
            found[part.invoice_id] = found.get(part.invoice_id, 0) + part.amount
    return found


def once_settled(payment: PaymentRow) -> str:
    """The column of a payment whose reservations have been settled."""
    return _encoded(_ended(payment, "settled"))


def once_released(payment: PaymentRow, instead: Iterable[tuple[uuid.UUID, int]]) -> str:
    """The column of a payment whose reservations, if any, were given back, and that covers these amounts instead."""
    covered = (_Allocation(invoice_id, amount, "settled") for invoice_id, amount in instead)
    return _encoded([*_ended(payment, "released"), *covered])


def _ended(payment: PaymentRow, status: AllocationStatus) -> list[_Allocation]:
    return [
        _Allocation(part.invoice_id, part.amount, status if part.status == "reserved" else part.status)
        for part in parts(payment)
    ]


def _encoded(parts: Iterable[_Allocation]) -> str:
    return msgspec.json.encode(list(parts)).decode()


def _allocation(part: _Allocation) -> Allocation:
    return Allocation(invoice_id=ids.encode("invoice", part.invoice_id), amount=part.amount, status=part.status)
