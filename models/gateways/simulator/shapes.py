"""What the gateway's HTTP interface takes and answers, as both of its sides see it."""

import datetime
from typing import Annotated, Generic, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models.gateways.simulator.behaviours import PaymentStatus

# `\Z` where one would expect `$`: the latter would let a trailing line feed through.
Amount = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Currency = Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")]
Reference = Annotated[str, Meta(pattern=r"\A[!-~]{1,255}\Z")]
Text = Annotated[str, Meta(max_length=500, pattern=r"\A[^\x00-\x1f]*\Z")]
# Empty for "none". Printable ASCII only, since one of them ends up in a Location header.
Url = Annotated[str, Meta(max_length=2000, pattern=r"\A(https?://[!-~]+)?\Z")]

AccountName = Annotated[str, Meta(pattern=r"\Aacct_[A-Za-z0-9_]{1,64}\Z")]
ApiKey = Annotated[str, Meta(pattern=r"\Ask_sim_[A-Za-z0-9_-]{8,128}\Z")]
# 24 to 64 bytes in base64, as the Standard Webhooks specification asks.
WebhookSecret = Annotated[
    str, Meta(pattern=r"\Awhsec_(?=.{32,88}\Z)([A-Za-z0-9+/]{4})+([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z")
]


class AccountRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out is made up by the gateway."""

    name: Text = ""
    account: AccountName | None = None
    api_key: ApiKey | None = None
    webhook_secret: WebhookSecret | None = None


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant account with its credentials."""

    account: str
    api_key: str
    webhook_secret: str


class AccountInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Whose an API key is."""

    account: str


class ApiKeyRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The API key that takes the place of the one that asks."""

    api_key: ApiKey


class PaymentRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Asks for money: `amount` in minor units of ISO 4217."""

    amount: Amount
    currency: Currency
    token: Annotated[str, Meta(max_length=100)]
    reference: Reference
    description: Text = ""
    return_url: Url = ""
    callback_url: Url = ""


class CancelRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Asks that a payment be canceled; `reference` is that of its request."""

    reference: Reference


class RefundRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Asks for money to be sent back, in the payment's currency."""

    amount: Amount
    reference: Reference
    reason: Text = ""
    callback_url: Url = ""


class PartRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of a payment something shall happen to: all that is left of it, unless told otherwise."""

    amount: Amount | None = None


class DisputeRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a payment is disputed. A `warning` is a question of the payer's bank: no money is withdrawn yet."""

    amount: Amount | None = None
    warning: bool = False


class DisputeAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the merchant says to a dispute: evidence, or with `accept` that the payer is right."""

    reference: Reference
    text: Annotated[str, Meta(max_length=10_000)] = ""
    accept: bool = False


class OutcomeRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a dispute shall end."""

    outcome: Literal["won", "lost"]


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """A payment as merchants see it; `updated_at` is when it last changed, be it only in what has been returned."""

    id: str
    account: str
    reference: str
    description: str
    status: PaymentStatus
    amount: Amount
    currency: Currency
    fee_amount: Annotated[int, Meta(ge=0, le=2**53 - 1)] | None
    amount_returned: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    redirect_url: str | None
    failure_code: str | None
    failure_message: str | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """A refund as merchants see it. One that was made at the gateway's own desk has an empty `reference`."""

    id: str
    payment: str
    account: str
    reference: str
    reason: str
    status: Literal["pending", "succeeded", "failed"]
    amount: Amount
    currency: Currency
    failure_code: str | None
    failure_message: str | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


DisputeStatus = Literal["warning", "needs_response", "under_review", "won", "lost", "accepted"]


class DisputeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a chargeback and shown. `funds` says where the money is: the status alone does not."""

    id: str
    payment: str
    account: str
    reference: str
    reason: str
    status: DisputeStatus
    funds: Literal["none", "withdrawn", "reinstated"]
    amount: Amount
    currency: Currency
    created_at: datetime.datetime
    updated_at: datetime.datetime


class Dispute(DisputeFacts, frozen=True, kw_only=True):
    """A chargeback as merchants see it. One that is not answered until `respond_by` is lost."""

    respond_by: datetime.datetime


JournalKind = Literal[
    "capture", "void", "refund", "refund_return", "return", "dispute_withdrawal", "dispute_reinstatement"
]


class JournalRow(msgspec.Struct, frozen=True, kw_only=True):
    """One movement of money, or the giving up of one (`void`), as the gateway booked it; never changed afterwards.

    `subject` is the id of the payment, refund, return or dispute that moved it; `reference` is the one of that payment
    or refund, a return or a dispute having its payment's.
    """

    number: int
    kind: JournalKind
    subject: str
    payment: str
    reference: str
    account: str
    amount: int
    currency: str
    created_at: datetime.datetime


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Something that an event speaks of without saying what it has become."""

    kind: Literal["payment", "refund", "dispute"]
    id: str


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What happened; `data` is the object as it was then, which need not be how it is now.

    A thin event has no `data` and only names its `object`.
    """

    id: Annotated[str, Meta(pattern=r"\A[!-~]{1,255}\Z")]
    type: Annotated[str, Meta(pattern=r"\A[!-~]{1,64}\Z")]
    created_at: datetime.datetime
    data: msgspec.Raw | UnsetType = UNSET
    object: Named | UnsetType = UNSET


class Callback(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a callback."""

    events: list[Event]


class UnreadCallback(msgspec.Struct, frozen=True):
    """The body of a callback whose events are told apart and no more, so that each can be read alone."""

    events: list[msgspec.Raw]


T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Part of a list, oldest first; `next_cursor` goes into `?after=`."""

    data: list[T]
    has_more: bool
    next_cursor: str | None


class ErrorDetail(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    message: str


class ErrorAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The body of every answer that is not a success."""

    error: ErrorDetail
