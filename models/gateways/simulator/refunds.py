"""Refunds: never more than the merchant still has of the payment's money."""

import secrets
from typing import Literal

import msgspec

from models.gateways.simulator import callbacks, journal, listing, payments, steps
from models.gateways.simulator.behaviours import REFUND_SECONDS, Step
from models.gateways.simulator.errors import TurnedDown
from models.gateways.simulator.payments import PaymentRow
from models.gateways.simulator.shapes import JournalKind, Page, Refund, RefundRequest
from models.gateways.simulator.store import Store, now_text


class RefundRow(Refund, frozen=True, kw_only=True):
    """A refund with what its merchant is not shown."""

    number: int
    merchant: str
    callback_url: str
    request_hash: str


def make(store: Store, *, merchant: str, key: str, payment_id: str, request: RefundRequest) -> tuple[Refund, bool]:
    """The refund, and whether the same key had made it before.

    Raises TurnedDown `idempotency_key_reused`, `not_found` (the payment), `refund_exceeds_payment`.
    """
    with store.transaction():
        earlier = store.row(
            RefundRow,
            "SELECT * FROM refunds WHERE merchant = :merchant AND idempotency_key = :key",
            merchant=merchant,
            key=key,
        )
        if earlier:
            payments.refuse_another_body(earlier.request_hash, request, key=key)
            if earlier.payment != payment_id:
                raise TurnedDown(422, "idempotency_key_reused", f"Idempotency key {key!r} refunded another payment.")
            return public(earlier), True
        payment = payments.get(store, payment_id, merchant=merchant)
        return public(_begin(store, payment, key, request)), False


def make_at_desk(store: Store, payment_id: str, amount: int | None = None) -> Refund:
    """Somebody refunds a payment, or what is left of it, on the gateway's own pages: it bears no reference.

    Announced where the payment was. Raises TurnedDown `refund_exceeds_payment`.
    """
    payment = payments.get(store, payment_id)
    wanted = _refundable(store, payment) if amount is None else amount
    request = _Request(amount=wanted, reference="", reason="By hand.", callback_url=payment.callback_url)
    return public(_begin(store, payment, f"desk_{secrets.token_hex(16)}", request))


class _Request(msgspec.Struct, frozen=True):
    """A refund to be made, whoever wants it."""

    amount: int
    reference: str
    reason: str
    callback_url: str


def _begin(store: Store, payment: PaymentRow, key: str, request: RefundRequest | _Request) -> RefundRow:
    """Raises TurnedDown `refund_exceeds_payment`."""
    refundable = _refundable(store, payment)
    if not 0 < request.amount <= refundable:
        raise TurnedDown(
            422,
            "refund_exceeds_payment",
            f"{request.amount} is more than the {refundable} {payment.currency} minor units"
            f" that can be refunded of payment {payment.id}.",
        )
    refund = _insert(store, payment, key, request)
    if refund.status == "pending":
        steps.schedule(store, subject=refund.id, step=Step(REFUND_SECONDS, "succeed_refund"))
    elif refund.status == "succeeded":
        _book(store, refund, "refund")
    _announce(store, refund, payment)
    return refund


def _refundable(store: Store, payment: PaymentRow) -> int:
    on_its_way = store.value(
        "SELECT COALESCE(SUM(amount), 0) FROM refunds WHERE payment = :payment AND status = 'pending'",
        payment=payment.id,
    )
    return max(0, journal.balance(store, payment=payment.id) - int(on_its_way or 0))


def _insert(store: Store, payment: PaymentRow, key: str, request: RefundRequest | _Request) -> RefundRow:
    refund_id = f"simrfd_{secrets.token_hex(16)}"
    fails = payment.behaviour.refunds == "fail"
    store.execute(
        "INSERT INTO refunds (id, merchant, idempotency_key, request_hash, payment, account, reference, reason, status,"
        " amount, currency, callback_url, failure_code, failure_message, created_at, updated_at) VALUES (:id,"
        " :merchant, :key, :request_hash, :payment, :account, :reference, :reason, :status, :amount, :currency,"
        " :callback_url, :failure_code, :failure_message, :now, :now)",
        id=refund_id,
        merchant=payment.merchant,
        key=key,
        request_hash=payments.request_hash(request),
        payment=payment.id,
        account=payment.account,
        reference=request.reference,
        reason=request.reason,
        status={"at_once": "succeeded", "later": "pending", "fail": "failed"}[payment.behaviour.refunds],
        amount=request.amount,
        currency=payment.currency,
        callback_url=request.callback_url,
        failure_code="refund_refused" if fails else None,
        failure_message="The payer's bank does not take the money back." if fails else None,
        now=now_text(),
    )
    return get(store, refund_id)


def get(store: Store, refund_id: str, *, merchant: str | None = None) -> RefundRow:
    """Any refund, or one of this merchant's. Raises TurnedDown `not_found`."""
    refund = store.row(
        RefundRow,
        "SELECT * FROM refunds WHERE id = :id AND (:merchant IS NULL OR merchant = :merchant)",
        id=refund_id,
        merchant=merchant,
    )
    if refund is None:
        raise TurnedDown(404, "not_found", f"There is no refund {refund_id!r}.")
    return refund


def public(refund: RefundRow) -> Refund:
    """The part that merchants are shown."""
    return msgspec.convert(refund, Refund, from_attributes=True)


def page(store: Store, query: listing.Query, *, merchant: str) -> Page[Refund]:
    """A merchant's refunds. Raises TurnedDown `invalid_cursor`."""
    return listing.page(store, "SELECT * FROM refunds", RefundRow, query, merchant=merchant, public=public)


def succeed(store: Store, refund_id: str) -> None:
    """The payer's bank has taken the money back."""
    refund = get(store, refund_id)
    if refund.status == "pending":
        _move(store, refund, "succeeded", "refund")


def come_back(store: Store, refund_id: str) -> Refund:
    """The payer's bank sends a refund back that had succeeded. Raises TurnedDown `not_refunded`."""
    refund = get(store, refund_id)
    if refund.status != "succeeded":
        raise TurnedDown(409, "not_refunded", f"Refund {refund_id} is {refund.status}.")
    return public(_move(store, refund, "failed", "refund_return"))


def _move(store: Store, refund: RefundRow, status: Literal["succeeded", "failed"], kind: JournalKind) -> RefundRow:
    store.execute(
        "UPDATE refunds SET status = :status, failure_code = :code, failure_message = :message, updated_at = :now"
        " WHERE id = :id",
        status=status,
        code="refund_returned" if status == "failed" else None,
        message="The payer's bank sent the refund back." if status == "failed" else None,
        now=now_text(),
        id=refund.id,
    )
    refund = get(store, refund.id)
    _book(store, refund, kind)
    _announce(store, refund, payments.get(store, refund.payment))
    return refund


def _book(store: Store, refund: RefundRow, kind: JournalKind) -> None:
    journal.write(
        store,
        kind,
        merchant=refund.merchant,
        subject=refund.id,
        payment=refund.payment,
        reference=refund.reference,
        account=refund.account,
        amount=refund.amount,
        currency=refund.currency,
    )


def _announce(store: Store, refund: RefundRow, payment: PaymentRow) -> None:
    callbacks.announce(
        store,
        [(f"refund.{refund.status}", public(refund))],
        merchant=refund.merchant,
        payment=refund.payment,
        url=refund.callback_url,
        behaviour=payment.behaviour,
    )
