"""What every gateway adapter offers: the protocol, the facts that it reports, and the one error that it raises.

An adapter translates between a gateway's HTTP interface and facts; it knows no rule of ours and touches no database.
Outcomes are data. `GatewayError` is only for calls whose outcome is not known or which could not be made.
"""

import datetime
from collections.abc import AsyncIterator, Callable, Mapping
from typing import ClassVar, Literal, Protocol

import msgspec

# A list by change finds what moved late: a debit is returned up to eight weeks after it was made.
ListedBy = Literal["created", "changed"]
FactStatus = Literal["requires_action", "pending", "succeeded", "failed", "canceled", "returned"]


class PaymentFact(msgspec.Struct, frozen=True, kw_only=True, tag="payment"):
    """What a gateway says of one payment, in our words.

    `reference` is the id of our attempt, which we sent along; `account` is the merchant account that received the
    money. `amount` is in minor units as *we* count them: the adapter converts from the gateway's own exponents.

    Of a payment that is `returned`, `amount` is still what was charged; `amount_returned` says how much of it has been
    taken back by now, in all, and None that it was the whole. `occurred_at` is when it took this status.
    """

    gateway_payment_id: str
    reference: str
    account: str
    status: FactStatus
    amount: int
    currency: str
    redirect_url: str | None = None
    failure_code: str | None = None
    failure_message: str | None = None
    fee_amount: int | None = None
    amount_returned: int | None = None
    occurred_at: datetime.datetime | None = None


class RefundFact(msgspec.Struct, frozen=True, kw_only=True, tag="refund"):
    """What a gateway says of one refund; `reference` is the id of our attempt."""

    gateway_refund_id: str
    gateway_payment_id: str
    reference: str
    account: str
    status: Literal["pending", "succeeded", "failed"]
    amount: int
    currency: str
    failure_code: str | None = None
    failure_message: str | None = None
    occurred_at: datetime.datetime | None = None


DisputeStatus = Literal["warning", "needs_response", "under_review", "won", "lost", "accepted", "expired"]


class DisputeSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What a gateway says of a dispute besides where its money is: how far it has come, the payer's reason in the
    gateway's words, and until when it is to be answered."""

    status: DisputeStatus
    reason: str | None = None
    respond_by: datetime.datetime | None = None


class ReversalFact(msgspec.Struct, frozen=True, kw_only=True, tag="reversal"):
    """What a gateway says of money that was taken back from a payment and has an id of its own there: a chargeback, or
    a return where the gateway tells returns apart. `reference` is the id of the attempt that charged the payment.

    `given_back` says that the money has come back, as when a dispute was won, and `untouched` that none was taken: a
    dispute may be no more than a question so far. `dispute` is there of chargebacks.
    """

    gateway_reversal_id: str
    gateway_payment_id: str
    reference: str
    account: str
    kind: Literal["return", "chargeback"]
    status: Literal["untouched", "taken", "given_back"]
    amount: int
    currency: str
    failure_code: str | None = None
    failure_message: str | None = None
    dispute: DisputeSaid | None = None
    occurred_at: datetime.datetime | None = None


Fact = PaymentFact | RefundFact | ReversalFact


class Changed(msgspec.Struct, frozen=True, kw_only=True, tag="changed"):
    """That something changed at the gateway, by its id there; what it has become must be asked for."""

    object: Literal["payment", "refund", "reversal"]
    gateway_object_id: str


class VerifiedCallback(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a genuine callback before anybody reads it.

    `message_id` is what the gateway calls this message: covered by the signature, and the same on every try. It is None
    where a gateway names none. `headers` are those that say what the body is and that it is genuine.
    """

    message_id: str | None
    headers: Mapping[str, str]


class CallbackEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a callback; a single POST may carry several.

    The id has 1 to 255 characters, the kind 1 to 64. `says` is None for kinds of events that we have no use for.
    """

    gateway_event_id: str
    kind: str
    says: Fact | Changed | None


class UnreadableEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event of a callback that cannot be read. `body` is that of a callback which holds this event alone, its bytes
    as they came; `reason` says what is wrong with it and repeats nothing of it.
    """

    body: bytes
    reason: str


Call = Literal[
    "charge",
    "find_payment",
    "get_payment",
    "cancel",
    "refund",
    "find_refund",
    "get_refund",
    "get_reversal",
    "answer_dispute",
]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a gateway answered to a call, as it came, but for our credentials and payment tokens, which are blotted out.

    `content` is the beginning, where `is_whole` is false: the answer was broken off, or is longer than we keep.
    """

    call: Call
    status: int
    content: bytes
    is_whole: bool
    received_at: datetime.datetime


Listener = Callable[[Answer], None]


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """The intent to charge. `reference` doubles as the gateway's idempotency key: the same one never charges twice."""

    reference: str
    amount: int
    currency: str
    payment_token: str
    description: str
    return_url: str
    callback_url: str


class RefundRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The intent to refund; `reference` doubles as the gateway's idempotency key."""

    reference: str
    gateway_payment_id: str
    amount: int
    currency: str
    reason: str
    callback_url: str


class DisputeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What is said to a dispute: evidence, or that it is accepted. `reference` doubles as the idempotency key."""

    reference: str
    gateway_reversal_id: str
    accept: bool
    evidence: str


class GatewayError(Exception):
    """The gateway could not be asked, or its answer does not tell the outcome.

    `permanent` says whether the same call can ever succeed: True when it cannot (wrong credentials, unknown account,
    malformed request: nothing was charged); False when the outcome is unknown (a timeout, a lost connection, a 5xx, an
    answer that cannot be read). `unauthorized` is True of the permanent ones that other credentials would change.
    """

    def __init__(self, message: str, *, permanent: bool, unauthorized: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.unauthorized = unauthorized


class BadSignature(Exception):
    """A callback that is not from the gateway, or is too old. It says no more, and neither does the answer."""


class UnreadableCallback(Exception):
    """A genuine callback whose events cannot be told apart. The text says why, and repeats nothing of it."""


class Gateway(Protocol):
    """One gateway, bound to one merchant account's credentials.

    `hosted_token` stands for no method of the payer's yet: who is charged by it is asked on a page of the gateway's, to
    which the answer redirects. None where the gateway has no such page.
    """

    hosted_token: ClassVar[str | None]

    def __init__(self, credentials: Mapping[str, str], *, on_answer: Listener | None = None) -> None:
        """`on_answer` is told each answer to a `Call` when it has come, whatever becomes of it."""

    @classmethod
    def check_credentials(cls, credentials: Mapping[str, str]) -> None:
        """Raises ValueError with a sentence that names the field which is missing, unknown or malformed."""

    @classmethod
    def exponent(cls, currency: str) -> int | None:
        """How many decimals this gateway gives a currency; None when it does not take the currency."""

    @property
    def account(self) -> str:
        """The merchant account at the gateway, to be compared with the facts' `account`."""

    async def check(self) -> None:
        """Asks whether the gateway takes the credentials, for this merchant account. Moves nothing.

        Raises GatewayError; a permanent one says that it does not.
        """

    async def charge(self, charge: Charge) -> PaymentFact:
        """Asks for money. Raises GatewayError."""

    async def find_payment(self, *, reference: str) -> PaymentFact | None:
        """The payment made for our reference, or None when the gateway has never heard of it. Raises GatewayError."""

    async def cancel(self, *, reference: str, gateway_payment_id: str) -> PaymentFact:
        """Asks that a payment be canceled whose money has not moved: what it is then, which is canceled, or whatever it
        was where the gateway does not cancel it, such as succeeded. Harmless twice. Raises GatewayError.
        """

    async def refund(self, request: RefundRequest) -> RefundFact:
        """Asks for money to be sent back. Raises GatewayError."""

    async def find_refund(self, *, reference: str) -> RefundFact | None:
        """The refund made for our reference, or None when the gateway has never heard of it. Raises GatewayError."""

    async def get_payment(self, *, gateway_payment_id: str) -> PaymentFact | None:
        """The payment with the gateway's own id, or None when there is none. Raises GatewayError."""

    async def get_refund(self, *, gateway_refund_id: str) -> RefundFact | None:
        """The refund with the gateway's own id, or None when there is none. Raises GatewayError."""

    async def get_reversal(self, *, gateway_reversal_id: str) -> ReversalFact | None:
        """What was taken back, by the gateway's own id, or None when there is no such thing. Raises GatewayError."""

    async def answer_dispute(self, answer: DisputeAnswer) -> ReversalFact:
        """Sends evidence, or accepts the dispute. Raises GatewayError."""

    # Each list is complete, page by page, oldest first. What changes once more while it is read may come twice, or
    # only in the list of a later window.

    def list_payments(
        self, *, since: datetime.datetime, until: datetime.datetime, by: ListedBy = "created"
    ) -> AsyncIterator[PaymentFact]:
        """Every payment created, or last changed, at the gateway from `since` to before `until`. Raises GatewayError.

        A return changes its payment.
        """

    def list_refunds(self, *, since: datetime.datetime, until: datetime.datetime) -> AsyncIterator[RefundFact]:
        """Every refund last changed from `since` to before `until`, whoever has asked for it. Raises GatewayError."""

    def list_reversals(self, *, since: datetime.datetime, until: datetime.datetime) -> AsyncIterator[ReversalFact]:
        """All that was taken back, or given back again, from `since` to before `until`. Raises GatewayError."""

    def verify_callback(self, *, body: bytes, headers: Mapping[str, str], now: datetime.datetime) -> VerifiedCallback:
        """Whether a callback is genuine, by its raw bytes, which are not read. Raises BadSignature.

        Compares in constant time; refuses a timestamp more than five minutes off, and a body or a header that is longer
        than a callback's can be. `headers` have lower-case names. Changes nothing, since one gateway
        verifies the callbacks of many requests.
        """

    def parse_callback(self, *, body: bytes, headers: Mapping[str, str]) -> list[CallbackEvent | UnreadableEvent]:
        """The events of a callback that was verified, in their order, in a time that grows with its length.

        `headers` are those that `verify_callback` returned. Raises UnreadableCallback.
        """
