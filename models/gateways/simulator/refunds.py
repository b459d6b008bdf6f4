"""Refunds: never more than the merchant still has of the payment's money."""

import secrets

import msgspec

from models.gateways.simulator import callbacks, journal, payments, steps
from models.gateways.simulator.behaviours import REFUND_SECONDS, Step
from models.gateways.simulator.errors import TurnedDown
from models.gateways.simulator.payments import PaymentRow
from models.gateways.simulator.shapes import Page, Refund, RefundRequest
from models.gateways.simulator.store import Store, now_text


class RefundRow(Refund, frozen=True, kw_only=True):
    """A refund with what its merchant is not shown."""

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
        refundable = journal.balance(store, payment=payment.id) - _amount_on_its_way(store, payment)
        if request.amount > refundable:
            raise TurnedDown(
                422,
                "refund_exceeds_payment",
                f"{request.amount} is more than the {max(refundable, 0)} {payment.currency} minor units"
                f" that can be refunded of payment {payment.id}.",
            )
        refund = _insert(store, payment, key, request)
        if refund.status == "pending":
            steps.schedule(store, subject=refund.id, step=Step(REFUND_SECONDS, "succeed_refund"))
        elif refund.status == "succeeded":
            _book(store, refund)
        _announce(store, refund, payment)
    return public(refund), False


def _amount_on_its_way(store: Store, payment: PaymentRow) -> int:
    total = store.value(
        "SELECT COALESCE(SUM(amount), 0) FROM refunds WHERE payment = :payment AND status = 'pending'",
        payment=payment.id,
    )
    return int(total or 0)


def _insert(store: Store, payment: PaymentRow, key: str, request: RefundRequest) -> RefundRow:
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


def page(store: Store, *, merchant: str, reference: str) -> Page[Refund]:
    """All refunds that a merchant made with one reference: few enough to be one page."""
    rows = store.rows(
        RefundRow,
        "SELECT * FROM refunds WHERE merchant = :merchant AND reference = :reference ORDER BY number",
        merchant=merchant,
        reference=reference,
    )
    return Page(data=[public(row) for row in rows], has_more=False, next_cursor=None)


def succeed(store: Store, refund_id: str) -> None:
    """The payer's bank has taken the money back."""
    refund = get(store, refund_id)
    if refund.status == "pending":
        store.execute(
            "UPDATE refunds SET status = 'succeeded', updated_at = :now WHERE id = :id", now=now_text(), id=refund_id
        )
        refund = get(store, refund_id)
        _book(store, refund)
        _announce(store, refund, payments.get(store, refund.payment))


def _book(store: Store, refund: RefundRow) -> None:
    journal.write(
        store,
        "refund",
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
