"""Payments: made once per idempotency key, then moved on by the payer, by time and by the payer's bank."""

import hashlib
import secrets

import msgspec

from models.gateways.simulator import callbacks, journal, listing, steps
from models.gateways.simulator.behaviours import BEHAVIOURS, Behaviour, PaymentStatus
from models.gateways.simulator.errors import TurnedDown
from models.gateways.simulator.shapes import JournalKind, Page, Payment, PaymentRequest, RefundRequest
from models.gateways.simulator.store import Store, now_text
from models.money.currencies import is_currency

# In thousandths of the amount, rounded half up: what the gateway keeps for itself.
FEE_PER_MILLE = 15
SOMEBODY_ELSE = "acct_somebody_else"

# The journal says how much of a payment its payer's bank has taken back.
SELECTED = (
    "SELECT *, (SELECT COALESCE(SUM(journal.amount), 0) FROM journal"
    " WHERE journal.payment = payments.id AND journal.kind = 'return') AS amount_returned FROM payments"
)


class PaymentRow(Payment, frozen=True, kw_only=True):
    """A payment with what its merchant is not shown."""

    number: int
    merchant: str
    token: str
    return_url: str
    callback_url: str
    request_hash: str

    @property
    def behaviour(self) -> Behaviour:
        return BEHAVIOURS[self.token]


class Charged(msgspec.Struct, frozen=True):
    """The outcome of asking for money. `payment` is None when the token leaves no trace."""

    payment: Payment | None
    repeated: bool


def charge(store: Store, *, merchant: str, key: str, request: PaymentRequest, base_url: str) -> Charged:
    """Makes the payment that the token wants; a second request with the same key and body answers the first payment.

    Raises TurnedDown `unknown_token`, `unknown_currency`, `idempotency_key_reused` (same key, another body).
    """
    behaviour = BEHAVIOURS.get(request.token)
    if behaviour is None:
        raise TurnedDown(422, "unknown_token", f"There is no payment token {request.token!r}.")
    if not is_currency(request.currency):
        raise TurnedDown(422, "unknown_currency", f"There is no currency {request.currency!r}.")
    with store.transaction():
        earlier = store.row(
            PaymentRow,
            f"{SELECTED} WHERE merchant = :merchant AND idempotency_key = :key",
            merchant=merchant,
            key=key,
        )
        if earlier:
            refuse_another_body(earlier.request_hash, request, key=key)
            return Charged(public(earlier), repeated=True)
        if behaviour.status is None:
            return Charged(None, repeated=False)
        payment = _insert(store, behaviour, behaviour.status, merchant, key, request, base_url)
        if payment.status == "succeeded":
            payment = _captured(store, payment)
        _announce(store, payment)
        for step in behaviour.then:
            steps.schedule(store, subject=payment.id, step=step)
    return Charged(public(payment), repeated=False)


def _insert(
    store: Store,
    behaviour: Behaviour,
    status: PaymentStatus,
    merchant: str,
    key: str,
    request: PaymentRequest,
    base_url: str,
) -> PaymentRow:
    payment_id = f"simpay_{secrets.token_hex(16)}"
    amount, currency, account = request.amount, request.currency, merchant
    if behaviour.wrong == "amount":
        amount = amount - 1 if amount > 1 else 2
    elif behaviour.wrong == "currency":
        currency = "EUR" if currency == "USD" else "USD"
    elif behaviour.wrong == "account":
        account = SOMEBODY_ELSE
    now = now_text()
    store.execute(
        "INSERT INTO payments (id, merchant, idempotency_key, request_hash, token, account, reference, description,"
        " status, amount, currency, redirect_url, return_url, callback_url, failure_code, failure_message,"
        " created_at, updated_at) VALUES (:id, :merchant, :key, :request_hash, :token, :account, :reference,"
        " :description, :status, :amount, :currency, :redirect_url, :return_url, :callback_url, :failure_code,"
        " :failure_message, :now, :now)",
        id=payment_id,
        merchant=merchant,
        key=key,
        request_hash=request_hash(request),
        token=request.token,
        account=account,
        reference=request.reference,
        description=request.description,
        status=status,
        amount=amount,
        currency=currency,
        redirect_url=f"{base_url}/challenge/{payment_id}" if status == "requires_action" else None,
        return_url=request.return_url,
        callback_url=request.callback_url,
        failure_code=behaviour.failure_code,
        failure_message=behaviour.failure_message,
        now=now,
    )
    return get(store, payment_id)


def request_hash(request: msgspec.Struct) -> str:
    """What two requests with the same idempotency key must have in common."""
    return hashlib.sha256(msgspec.json.encode(request)).hexdigest()


def refuse_another_body(earlier_hash: str, request: PaymentRequest | RefundRequest, *, key: str) -> None:
    """Raises TurnedDown `idempotency_key_reused`."""
    if earlier_hash != request_hash(request):
        raise TurnedDown(
            422, "idempotency_key_reused", f"Idempotency key {key!r} was used before with another request."
        )


def public(payment: PaymentRow) -> Payment:
    """The part that merchants are shown."""
    return msgspec.convert(payment, Payment, from_attributes=True)


def get(store: Store, payment_id: str, *, merchant: str | None = None) -> PaymentRow:
    """Any payment, or one of this merchant's. Raises TurnedDown `not_found`."""
    payment = store.row(
        PaymentRow,
        f"{SELECTED} WHERE id = :id AND (:merchant IS NULL OR merchant = :merchant)",
        id=payment_id,
        merchant=merchant,
    )
    if payment is None:
        raise TurnedDown(404, "not_found", f"There is no payment {payment_id!r}.{_other_id(payment_id)}")
    return payment


def _other_id(payment_id: str) -> str:
    """What to say to who gives the id that the payment has at Quittance."""
    return " Use gateway_payment_id (simpay_…)." if payment_id.startswith("pay_") else ""


def page(store: Store, query: listing.Query, *, merchant: str) -> Page[Payment]:
    """A merchant's payments. Raises TurnedDown `invalid_cursor`."""
    return listing.page(store, SELECTED, PaymentRow, query, merchant=merchant, public=public)


def latest(store: Store, *, limit: int) -> list[PaymentRow]:
    """Everybody's newest payments, for the people who look at the gateway's own page."""
    return store.rows(PaymentRow, f"{SELECTED} ORDER BY number DESC LIMIT :limit", limit=limit)


def decide(store: Store, payment_id: str, *, approve: bool) -> PaymentRow:
    """The payer's answer to the challenge; once the payment has moved on, an answer changes nothing.

    Raises TurnedDown `not_found`.
    """
    with store.transaction():
        payment = get(store, payment_id)
        if payment.status == "requires_action":
            if approve:
                succeed(store, payment_id)
            else:
                payment = _moved(store, payment, "failed", "challenge_declined", "The payer declined the payment.")
                _announce(store, payment)
        return get(store, payment_id)


def pay_by_card(store: Store, payment_id: str, behaviour: Behaviour) -> PaymentRow:
    """The payer has typed a card in, of which this comes; once the payment has moved on, it changes nothing. With
    3-D Secure nothing has come of it yet: the payer decides on another page.

    Raises TurnedDown `not_found`.
    """
    with store.transaction():
        payment = get(store, payment_id)
        if payment.status == "requires_action":
            if behaviour.status == "succeeded":
                succeed(store, payment_id)
            elif behaviour.status == "failed":
                payment = _moved(store, payment, "failed", behaviour.failure_code, behaviour.failure_message)
                _announce(store, payment)
        return get(store, payment_id)


def cancel(store: Store, payment_id: str, *, merchant: str) -> tuple[Payment, bool]:
    """The merchant does not want the money any more: the payment, and whether this has canceled it. One that is
    canceled stays so. Needs the caller's transaction.

    Raises TurnedDown `not_found`, `not_cancelable`.
    """
    payment = get(store, payment_id, merchant=merchant)
    if payment.status == "canceled":
        return public(payment), False
    if payment.status not in ("requires_action", "pending") or payment.behaviour.cancels == "refused":
        raise TurnedDown(409, "not_cancelable", f"Payment {payment.id} is {payment.status}: it cannot be canceled.")
    payment = _moved(store, payment, "canceled", "canceled_by_merchant", "The merchant canceled the payment.")
    _book(store, payment, "void")
    _announce(store, payment)
    return public(payment), True


def succeed(store: Store, payment_id: str) -> None:
    """The money has come: a debit has settled, or the payer has approved."""
    payment = get(store, payment_id)
    if payment.status in ("pending", "requires_action"):
        _announce(store, _captured(store, _moved(store, payment, "succeeded")))


def take_back(store: Store, payment_id: str, amount: int | None = None) -> None:
    """The payer's bank takes back a part of a payment, or all that it has not taken back yet, whatever was refunded.

    Raises TurnedDown `nothing_to_take_back`.
    """
    payment = get(store, payment_id)
    amount = takeable(store, payment, amount)
    _book(store, payment, "return", subject=f"simrtn_{secrets.token_hex(16)}", amount=amount)
    _announce(store, _moved(store, payment, "returned", "debit_returned", "The payer's bank returned the debit."))


def takeable(store: Store, payment: PaymentRow, amount: int | None) -> int:
    """The amount, or all that is left to be taken back. Raises TurnedDown `nothing_to_take_back` when it is less."""
    left = payment.amount - journal.taken_back(store, payment=payment.id)
    wanted = left if amount is None else amount
    if payment.status not in ("succeeded", "returned") or not 0 < wanted <= left:
        raise TurnedDown(
            409, "nothing_to_take_back", f"Of payment {payment.id}, which is {payment.status}, {left} are left."
        )
    return wanted


def expire(store: Store, payment_id: str) -> None:
    """The payer never answered the challenge."""
    payment = get(store, payment_id)
    if payment.status == "requires_action":
        payment = _moved(store, payment, "canceled", "challenge_expired", "The payer did not answer in time.")
        _book(store, payment, "void")
        _announce(store, payment)


def _moved(
    store: Store,
    payment: PaymentRow,
    status: PaymentStatus,
    failure_code: str | None = None,
    failure_message: str | None = None,
) -> PaymentRow:
    store.execute(
        "UPDATE payments SET status = :status, failure_code = :failure_code, failure_message = :failure_message,"
        " redirect_url = NULL, updated_at = :now WHERE id = :id",
        status=status,
        failure_code=failure_code,
        failure_message=failure_message,
        now=now_text(),
        id=payment.id,
    )
    return get(store, payment.id)


def _captured(store: Store, payment: PaymentRow) -> PaymentRow:
    _book(store, payment, "capture")
    store.execute(
        "UPDATE payments SET fee_amount = :fee WHERE id = :id",
        fee=(payment.amount * FEE_PER_MILLE + 500) // 1000,
        id=payment.id,
    )
    return get(store, payment.id)


def _book(
    store: Store, payment: PaymentRow, kind: JournalKind, *, subject: str | None = None, amount: int | None = None
) -> None:
    """Books a movement of the whole payment, or one that has an id and an amount of its own."""
    journal.write(
        store,
        kind,
        merchant=payment.merchant,
        subject=subject or payment.id,
        payment=payment.id,
        reference=payment.reference,
        account=payment.account,
        amount=amount or payment.amount,
        currency=payment.currency,
    )


def _announce(store: Store, payment: PaymentRow) -> None:
    callbacks.announce(
        store,
        [(f"payment.{payment.status}", public(payment))],
        merchant=payment.merchant,
        payment=payment.id,
        url=payment.callback_url,
        behaviour=payment.behaviour,
    )
