"""Our side of the simulator gateway: the `Gateway` protocol over its HTTP interface.

Every call opens and closes its own connection: nothing outlives the event loop in which it was made.
"""

import datetime
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from typing import ClassVar, TypeVar

import aiohttp
import msgspec

from config import settings
from models import clock
from models.gateways.base import (
    Answer,
    BadSignature,
    Call,
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
from models.money import currencies
from models.outgoing import signing

TIMEOUT_SECONDS = 10.0
ANSWER_BYTES_MAX = 1_000_000
# What is kept of an answer.
ANSWER_BYTES_KEPT = 64 * 1024
CALLBACK_BYTES_MAX = 1_000_000
# Those that say what a callback's body is and that it is genuine; while secrets overlap there are several signatures.
CALLBACK_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature", "content-type")
CALLBACK_HEADER_LENGTH_MAX = 2_000
CALLBACK_TOLERANCE_SECONDS = 5 * 60
PAGE_SIZE = 100

# Answers that will be the same next time. The gateway must have said so itself, see `_refusal`.
PERMANENT_STATUSES = frozenset({400, 401, 403, 404, 413, 415, 422})
# There is a payment for our reference, but not this one: whether it was charged must be asked, not assumed.
KEY_REUSED = "idempotency_key_reused"
# What the gateway says of an id that it has not given, unlike a 404 of some proxy in between.
NOT_FOUND = "not_found"
# What it says of a payment that has moved on, or that it does not cancel any more.
NOT_CANCELABLE = "not_cancelable"
# In place of a secret that an answer repeats. What is shorter than this is no secret, and may be a part of any word.
BLOT = "[removed]"
SECRET_LENGTH_MIN = 8

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
        self._api_key = credentials["api_key"]
        self._webhook_secrets = credentials.get("webhook_secret", "").split()
        self._base_url = base_url or settings.simulator_url
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._on_answer = on_answer
        # What no answer may carry on into what we keep.
        self._secrets = [self._api_key, *self._webhook_secrets]

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
        async with self._session() as session:
            found = await self._get(session, "/v1/account", {}, shapes.AccountInfo)
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
        self._secrets.append(charge.payment_token)
        async with self._session() as session:
            payment = await self._post(session, "/v1/payments", body, charge.reference, shapes.Payment, call="charge")
        return facts.payment(payment)

    async def find_payment(self, *, reference: str) -> PaymentFact | None:
        async with self._session() as session:
            page = await self._get(
                session, "/v1/payments", {"reference": reference}, shapes.Page[shapes.Payment], call="find_payment"
            )
        payment = _only(page, reference)
        return facts.payment(payment) if payment else None

    async def cancel(self, *, reference: str, gateway_payment_id: str) -> PaymentFact:
        if not re.fullmatch("[A-Za-z0-9_]+", gateway_payment_id):
            raise GatewayError(f"{gateway_payment_id!r} is no payment of the simulator.", permanent=True)
        path = f"/v1/payments/{gateway_payment_id}/cancel"
        try:
            async with self._session() as session:
                # A cancellation is the same however often it comes, so the key only names it.
                body = shapes.CancelRequest(reference=reference)
                payment = await self._post(session, path, body, reference, shapes.Payment, call="cancel")
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
        if not re.fullmatch("[A-Za-z0-9_]+", request.gateway_payment_id):
            raise GatewayError(f"{request.gateway_payment_id!r} is no payment of the simulator.", permanent=True)
        path = f"/v1/payments/{request.gateway_payment_id}/refunds"
        async with self._session() as session:
            refund = await self._post(session, path, body, request.reference, shapes.Refund, call="refund")
        return facts.refund(refund)

    async def find_refund(self, *, reference: str) -> RefundFact | None:
        async with self._session() as session:
            page = await self._get(
                session, "/v1/refunds", {"reference": reference}, shapes.Page[shapes.Refund], call="find_refund"
            )
        refund = _only(page, reference)
        return facts.refund(refund) if refund else None

    async def get_payment(self, *, gateway_payment_id: str) -> PaymentFact | None:
        payment = await self._get_one("/v1/payments", gateway_payment_id, shapes.Payment, call="get_payment")
        return facts.payment(payment) if payment else None

    async def get_refund(self, *, gateway_refund_id: str) -> RefundFact | None:
        refund = await self._get_one("/v1/refunds", gateway_refund_id, shapes.Refund, call="get_refund")
        return facts.refund(refund) if refund else None

    async def get_reversal(self, *, gateway_reversal_id: str) -> ReversalFact | None:
        dispute = await self._get_one("/v1/disputes", gateway_reversal_id, shapes.Dispute, call="get_reversal")
        return facts.reversal(dispute) if dispute else None

    async def answer_dispute(self, answer: DisputeAnswer) -> ReversalFact:
        if not re.fullmatch("[A-Za-z0-9_]+", answer.gateway_reversal_id):
            raise GatewayError(f"{answer.gateway_reversal_id!r} is no dispute of the simulator.", permanent=True)
        body = shapes.DisputeAnswer(reference=answer.reference, accept=answer.accept, text=answer.evidence)
        path = f"/v1/disputes/{answer.gateway_reversal_id}/answer"
        async with self._session() as session:
            dispute = await self._post(session, path, body, answer.reference, shapes.Dispute, call="answer_dispute")
        return facts.reversal(dispute)

    async def list_payments(
        self, *, since: datetime.datetime, until: datetime.datetime, by: ListedBy = "created"
    ) -> AsyncIterator[PaymentFact]:
        async for payment in self._list("/v1/payments", since, until, by, shapes.Payment):
            yield facts.payment(payment)

    async def list_refunds(self, *, since: datetime.datetime, until: datetime.datetime) -> AsyncIterator[RefundFact]:
        async for refund in self._list("/v1/refunds", since, until, "changed", shapes.Refund):
            yield facts.refund(refund)

    async def list_reversals(
        self, *, since: datetime.datetime, until: datetime.datetime
    ) -> AsyncIterator[ReversalFact]:
        """Disputes: what the payer's bank returns is told by the payment."""
        async for dispute in self._list("/v1/disputes", since, until, "changed", shapes.Dispute):
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

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            timeout=self._timeout,
            trust_env=False,
            # With no compression asked for and none undone, the limit on what is read is a limit on memory.
            auto_decompress=False,
            headers={"authorization": f"Bearer {self._api_key}", "accept-encoding": "identity"},
        )

    async def _list(
        self, path: str, since: datetime.datetime, until: datetime.datetime, by: ListedBy, shape: type[T]
    ) -> AsyncIterator[T]:
        """All that was made, or that changed, from `since` to before `until`. Raises GatewayError."""
        query = {f"{by}_from": since.isoformat(), f"{by}_to": until.isoformat(), "limit": str(PAGE_SIZE)}
        while True:
            # A session for each page: whoever reads the facts may take longer than a connection should stay open.
            async with self._session() as session:
                page = await self._get(session, path, query, shapes.Page[shape])  # type: ignore[valid-type]  # a type as a value
            for listed in page.data:
                yield listed
            if not page.has_more:
                return
            if not page.next_cursor or page.next_cursor == query.get("after"):
                raise GatewayError("The gateway's list does not say how it goes on.", permanent=False)
            query["after"] = page.next_cursor

    async def _get_one(self, path: str, id_there: str, shape: type[T], *, call: Call) -> T | None:
        """What has that id at the gateway, None when it says itself that there is none. Raises GatewayError."""
        if not re.fullmatch("[A-Za-z0-9_]+", id_there):
            raise GatewayError(f"{id_there!r} is no id of the simulator.", permanent=True)
        try:
            async with self._session() as session:
                return await self._get(session, f"{path}/{id_there}", {}, shape, call)
        except Refusal as refusal:
            if refusal.code == NOT_FOUND:
                return None
            raise

    async def _get(
        self,
        session: aiohttp.ClientSession,
        path: str,
        query: Mapping[str, str],
        answer_type: type[T],
        call: Call | None = None,
    ) -> T:
        asking = session.get(self._base_url + path, params=query, allow_redirects=False)
        return await self._ask(asking, answer_type, call)

    async def _post(
        self,
        session: aiohttp.ClientSession,
        path: str,
        body: msgspec.Struct,
        idempotency_key: str,
        answer_type: type[T],
        call: Call,
    ) -> T:
        headers = {"content-type": "application/json", "idempotency-key": idempotency_key}
        data = msgspec.json.encode(body)
        return await self._ask(
            session.post(self._base_url + path, data=data, headers=headers, allow_redirects=False), answer_type, call
        )

    async def _ask(
        self,
        asking: AbstractAsyncContextManager[aiohttp.ClientResponse],
        answer_type: type[T],
        call: Call | None,
    ) -> T:
        """The answer to one request. Raises GatewayError."""
        status, content, is_whole = 0, bytearray(), False
        try:
            async with asking as response:
                status = response.status
                await _read(response, content)
                is_whole = True
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            # ValueError: a line of the answer that is too long for aiohttp.
            raise GatewayError(f"The gateway gave no answer ({type(error).__name__}).", permanent=False) from error
        finally:
            if call and status:
                self._tell(call, status, content, is_whole)
        if status not in (200, 201):
            raise self._refusal(status, content)
        try:
            return msgspec.json.decode(content, type=answer_type)
        except (ValueError, RecursionError) as error:
            raise GatewayError("The gateway's answer cannot be read.", permanent=False) from error

    def _tell(self, call: Call, status: int, content: bytearray, is_whole: bool) -> None:
        if self._on_answer is None:
            return
        for secret in self._secrets:
            if len(secret) >= SECRET_LENGTH_MIN:
                content = content.replace(secret.encode(), BLOT.encode())
        self._on_answer(
            Answer(
                call=call,
                status=status,
                content=bytes(content[:ANSWER_BYTES_KEPT]),
                is_whole=is_whole and len(content) <= ANSWER_BYTES_KEPT,
                received_at=clock.now(),
            )
        )

    def _refusal(self, status: int, content: bytearray) -> GatewayError:
        """Only the gateway's own words make a refusal final: a 404 of some proxy says nothing about a charge."""
        try:
            error = msgspec.json.decode(content, type=shapes.ErrorAnswer).error
        except (ValueError, RecursionError):
            return GatewayError(f"The gateway answered {status} with no reason.", permanent=False)
        message = error.message
        for secret in self._secrets:
            if len(secret) >= SECRET_LENGTH_MIN:
                message = message.replace(secret, BLOT)
        permanent = status in PERMANENT_STATUSES and error.code != KEY_REUSED
        said = f"The gateway answered {status}: {message[: facts.MESSAGE_LENGTH_MAX]}"
        return Refusal(said, permanent=permanent, unauthorized=status in (401, 403), code=error.code)


async def _read(response: aiohttp.ClientResponse, content: bytearray) -> None:
    async for part in response.content.iter_any():
        content += part
        if len(content) > ANSWER_BYTES_MAX:
            raise GatewayError("The gateway's answer is too long.", permanent=False)


class Refusal(GatewayError):
    """The gateway has turned a request down, in its own words."""

    def __init__(self, message: str, *, permanent: bool, unauthorized: bool, code: str) -> None:
        super().__init__(message, permanent=permanent, unauthorized=unauthorized)
        self.code = code


def _only(page: shapes.Page[T], reference: str) -> T | None:
    if len(page.data) > 1 or page.has_more:
        raise GatewayError(f"The gateway knows {reference} more than once.", permanent=False)
    return page.data[0] if page.data else None


def _one_line(text: str) -> str:
    """As much of a text as the gateway takes."""
    return re.sub(r"[\x00-\x1f]+", " ", text)[:500]
