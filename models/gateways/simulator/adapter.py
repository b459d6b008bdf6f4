"""Our side of the simulator gateway: the `Gateway` protocol over its HTTP interface."""

import datetime
import re
from collections.abc import AsyncIterator, Mapping
from typing import ClassVar, TypeVar

import msgspec

from config import settings
from models.gateways.base import (
    BadSignature,
    CallbackEvent,
    Charge,
    DisputeAnswer,
    GatewayError,
    ListedBy,
    Listener,
    PaymentFact,
    RefundFact,
    RefundRequest,
    ReversalFact,
    UnreadableCallback,
    UnreadableEvent,
    VerifiedCallback,
)
from models.gateways.simulator import facts, shapes
from models.gateways.simulator.client import TIMEOUT_SECONDS, Client, Refusal, check_id
from models.money import currencies
from models.outgoing import signing

CALLBACK_BYTES_MAX = 1_000_000
# Those that say what a callback's body is and that it is genuine; while secrets overlap there are several signatures.
CALLBACK_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature", "content-type")
CALLBACK_HEADER_LENGTH_MAX = 2_000
CALLBACK_TOLERANCE_SECONDS = 5 * 60

# What it says of a payment that has moved on, or that it does not cancel any more.
NOT_CANCELABLE = "not_cancelable"

# Each field's type, and how a sentence describes it.
CREDENTIALS = {
    "account": (shapes.AccountName, "acct_ followed by letters, digits and underscores"),
    "api_key": (shapes.ApiKey, "sk_sim_ followed by at least 8 letters, digits, hyphens and underscores"),
    "webhook_secret": (shapes.WebhookSecret, "whsec_ followed by 24 to 64 bytes in base64"),
}

T = TypeVar("T")


class SimulatorGateway:
    """The simulator, bound to one merchant account. `models/gateways/base.py` describes the methods."""

    hosted_token: ClassVar[str | None] = "tok_requires_action"

    def __init__(
        self,
        credentials: Mapping[str, str],
        *,
        on_answer: Listener | None = None,
        base_url: str | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """`credentials` have passed `check_credentials`. `base_url` is the operator's, never part of credentials."""
        self._account = credentials["account"]
        self._webhook_secrets = credentials.get("webhook_secret", "").split()
        self._client = Client(
            base_url=base_url or settings.simulator_url,
            api_key=credentials["api_key"],
            secrets=self._webhook_secrets,
            on_answer=on_answer,
            timeout_seconds=timeout_seconds,
        )

    @classmethod
    def check_credentials(cls, credentials: Mapping[str, str]) -> None:
        """`webhook_secret` may hold several secrets, separated by spaces, while one is being replaced."""
        for name in credentials:
            if name not in CREDENTIALS:
                raise ValueError(f"The simulator has no credential {name!r}; it has {', '.join(CREDENTIALS)}.")
        for name, (field_type, form) in CREDENTIALS.items():
            if not credentials.get(name):
                raise ValueError(f"The credential {name!r} is missing.")
            values = credentials[name].split(" ") if name == "webhook_secret" else [credentials[name]]
            try:
                msgspec.convert(values, list[field_type])  # type: ignore[valid-type]  # a type as a value is meant
            except msgspec.ValidationError:
                # The value may be a secret, so the sentence does not repeat it.
                raise ValueError(f"The credential {name!r} must be {form}.") from None

    @classmethod
    def exponent(cls, currency: str) -> int | None:
        """The simulator counts as ISO 4217 does, and so do we: amounts need no conversion."""
        return currencies.EXPONENTS.get(currency)

    @property
    def account(self) -> str:
        return self._account

    async def check(self) -> None:
        found = await self._client.get("/v1/account", {}, shapes.AccountInfo)
        if found.account != self._account:
            raise GatewayError(
                f"The API key is one of the account {found.account[: facts.MESSAGE_LENGTH_MAX]}, "
                f"not of {self._account}.",
                permanent=True,
                unauthorized=True,
            )

    async def charge(self, charge: Charge) -> PaymentFact:
        body = shapes.PaymentRequest(
            amount=charge.amount,
            currency=charge.currency,
            token=charge.payment_token,
            reference=charge.reference,
            description=_one_line(charge.description),
            return_url=charge.return_url,
            callback_url=charge.callback_url,
        )
        self._client.secrets.append(charge.payment_token)
        payment = await self._client.post("/v1/payments", body, charge.reference, shapes.Payment, call="charge")
        return facts.payment(payment)

    async def find_payment(self, *, reference: str) -> PaymentFact | None:
        page = await self._client.get(
            "/v1/payments", {"reference": reference}, shapes.Page[shapes.Payment], call="find_payment"
        )
        payment = _only(page, reference)
        return facts.payment(payment) if payment else None

    async def cancel(self, *, reference: str, gateway_payment_id: str) -> PaymentFact:
        check_id(gateway_payment_id, "payment")
        path = f"/v1/payments/{gateway_payment_id}/cancel"
        try:
            # A cancellation is the same however often it comes, so the key only names it.
            body = shapes.CancelRequest(reference=reference)
            payment = await self._client.post(path, body, reference, shapes.Payment, call="cancel")
        except Refusal as refusal:
            if refusal.code != NOT_CANCELABLE:
                raise
            found = await self.get_payment(gateway_payment_id=gateway_payment_id)
            if found is None:
                raise
            return found
        return facts.payment(payment)

    async def refund(self, request: RefundRequest) -> RefundFact:
        body = shapes.RefundRequest(
            amount=request.amount,
            reference=request.reference,
            reason=_one_line(request.reason),
            callback_url=request.callback_url,
        )
        check_id(request.gateway_payment_id, "payment")
        path = f"/v1/payments/{request.gateway_payment_id}/refunds"
        refund = await self._client.post(path, body, request.reference, shapes.Refund, call="refund")
        return facts.refund(refund)

    async def find_refund(self, *, reference: str) -> RefundFact | None:
        page = await self._client.get(
            "/v1/refunds", {"reference": reference}, shapes.Page[shapes.Refund], call="find_refund"
        )
        refund = _only(page, reference)
        return facts.refund(refund) if refund else None

    async def get_payment(self, *, gateway_payment_id: str) -> PaymentFact | None:
        payment = await self._client.get_one("/v1/payments", gateway_payment_id, shapes.Payment, call="get_payment")
        return facts.payment(payment) if payment else None

    async def get_refund(self, *, gateway_refund_id: str) -> RefundFact | None:
        refund = await self._client.get_one("/v1/refunds", gateway_refund_id, shapes.Refund, call="get_refund")
        return facts.refund(refund) if refund else None

    async def get_reversal(self, *, gateway_reversal_id: str) -> ReversalFact | None:
        dispute = await self._client.get_one("/v1/disputes", gateway_reversal_id, shapes.Dispute, call="get_reversal")
        return facts.reversal(dispute) if dispute else None

    async def answer_dispute(self, answer: DisputeAnswer) -> ReversalFact:
        check_id(answer.gateway_reversal_id, "dispute")
        body = shapes.DisputeAnswer(reference=answer.reference, accept=answer.accept, text=answer.evidence)
        path = f"/v1/disputes/{answer.gateway_reversal_id}/answer"
        dispute = await self._client.post(path, body, answer.reference, shapes.Dispute, call="answer_dispute")
        return facts.reversal(dispute)

    async def list_payments(
        self, *, since: datetime.datetime, until: datetime.datetime, by: ListedBy = "created"
    ) -> AsyncIterator[PaymentFact]:
        async for payment in self._client.listed("/v1/payments", since, until, by, shapes.Payment):
            yield facts.payment(payment)

    async def list_refunds(self, *, since: datetime.datetime, until: datetime.datetime) -> AsyncIterator[RefundFact]:
        async for refund in self._client.listed("/v1/refunds", since, until, "changed", shapes.Refund):
            yield facts.refund(refund)

    async def list_reversals(
        self, *, since: datetime.datetime, until: datetime.datetime
    ) -> AsyncIterator[ReversalFact]:
        """Disputes: what the payer's bank returns is told by the payment."""
        async for dispute in self._client.listed("/v1/disputes", since, until, "changed", shapes.Dispute):
            yield facts.reversal(dispute)

    def verify_callback(self, *, body: bytes, headers: Mapping[str, str], now: datetime.datetime) -> VerifiedCallback:
        """With no secret, nothing is genuine."""
        kept = {name: headers[name] for name in CALLBACK_HEADERS if name in headers}
        if len(body) > CALLBACK_BYTES_MAX or any(len(value) > CALLBACK_HEADER_LENGTH_MAX for value in kept.values()):
            raise BadSignature
        try:
            signing.verify(
                headers=kept,
                body=body,
                secrets=self._webhook_secrets,
                now=int(now.timestamp()),
                tolerance_seconds=CALLBACK_TOLERANCE_SECONDS,
            )
        # ValueError: a malformed secret of ours.
        except (signing.BadSignature, ValueError):
            raise BadSignature from None
        return VerifiedCallback(message_id=kept["webhook-id"], headers=kept)

    def parse_callback(self, *, body: bytes, headers: Mapping[str, str]) -> list[CallbackEvent | UnreadableEvent]:
        """Each event is read apart from the others, once its beginning and its end are known."""
        try:
            events = msgspec.json.decode(body, type=shapes.UnreadCallback).events
        # ValueError is the base of everything that a decoder may raise, but for too deep a nesting.
        except (ValueError, RecursionError) as error:
            raise UnreadableCallback(f"The body is no callback of the simulator ({facts.place(error)}).") from error
        return [facts.event(event) for event in events]


def _only(page: shapes.Page[T], reference: str) -> T | None:
    if len(page.data) > 1 or page.has_more:
        raise GatewayError(f"The gateway knows {reference} more than once.", permanent=False)
    return page.data[0] if page.data else None


def _one_line(text: str) -> str:
    """As much of a text as the gateway takes."""
    return re.sub(r"[\x00-\x1f]+", " ", text)[:500]
