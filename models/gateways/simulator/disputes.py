"""Disputes: the payer's bank takes the money away first, and may give it back."""

import secrets
from typing import Literal

import msgspec

from models.gateways.simulator import callbacks, journal, payments
from models.gateways.simulator.errors import TurnedDown
from models.gateways.simulator.payments import PaymentRow
from models.gateways.simulator.shapes import Dispute
from models.gateways.simulator.store import Store, now_text


class DisputeRow(Dispute, frozen=True, kw_only=True):
    """A dispute with what its merchant is not shown."""

    merchant: str


def open_dispute(store: Store, payment_id: str) -> None:
    """The payer disputes a payment: its money is withdrawn. One callback carries both events."""
    payment = payments.get(store, payment_id)
    if payment.status != "succeeded":
        return
    store.execute(
        "INSERT INTO disputes (id, merchant, payment, account, reference, reason, status, funds, amount, currency,"
        " created_at, updated_at) VALUES (:id, :merchant, :payment, :account, :reference, 'fraudulent',"
        " 'needs_response', 'withdrawn', :amount, :currency, :now, :now)",
        id=f"simdsp_{secrets.token_hex(16)}",
        merchant=payment.merchant,
        payment=payment.id,
        account=payment.account,
        reference=payment.reference,
        amount=payment.amount,
        currency=payment.currency,
        now=now_text(),
    )
    dispute = _of_payment(store, payment)
    _book(store, dispute, "dispute_withdrawal")
    _announce(store, dispute, payment, "dispute.opened", "dispute.funds_withdrawn")


def close(store: Store, payment_id: str, outcome: Literal["won", "lost"]) -> None:
    """The payer's bank decides; a dispute that is won brings the money back."""
    payment = payments.get(store, payment_id)
    store.execute(
        "UPDATE disputes SET status = :status, funds = :funds, updated_at = :now WHERE payment = :payment",
        status=outcome,
        funds="reinstated" if outcome == "won" else "withdrawn",
        now=now_text(),
        payment=payment_id,
    )
    dispute = _of_payment(store, payment)
    if outcome == "won":
        _book(store, dispute, "dispute_reinstatement")
        _announce(store, dispute, payment, "dispute.won", "dispute.funds_reinstated")
    else:
        _announce(store, dispute, payment, "dispute.lost")


def get(store: Store, dispute_id: str, *, merchant: str) -> Dispute:
    """Raises TurnedDown `not_found`."""
    dispute = store.row(
        DisputeRow, "SELECT * FROM disputes WHERE id = :id AND merchant = :merchant", id=dispute_id, merchant=merchant
    )
    if dispute is None:
        raise TurnedDown(404, "not_found", f"There is no dispute {dispute_id!r}.")
    return _public(dispute)


def _of_payment(store: Store, payment: PaymentRow) -> DisputeRow:
    dispute = store.row(DisputeRow, "SELECT * FROM disputes WHERE payment = :payment", payment=payment.id)
    if dispute is None:
        raise AssertionError(f"Payment {payment.id} has no dispute to be closed.")
    return dispute


def _public(dispute: DisputeRow) -> Dispute:
    return msgspec.convert(dispute, Dispute, from_attributes=True)


def _book(store: Store, dispute: DisputeRow, kind: str) -> None:
    journal.write(
        store,
        kind,
        merchant=dispute.merchant,
        subject=dispute.id,
        payment=dispute.payment,
        reference=dispute.reference,
        account=dispute.account,
        amount=dispute.amount,
        currency=dispute.currency,
    )


def _announce(store: Store, dispute: DisputeRow, payment: PaymentRow, *kinds: str) -> None:
    callbacks.announce(
        store,
        [(kind, _public(dispute)) for kind in kinds],
        merchant=dispute.merchant,
        payment=payment.id,
        url=payment.callback_url,
        behaviour=payment.behaviour,
    )
