"""Disputes: the payer's bank takes the money away first, and may give it back."""

import secrets
from typing import Literal

import msgspec

from models.gateways.simulator import callbacks, journal, listing, payments
from models.gateways.simulator.errors import TurnedDown
from models.gateways.simulator.payments import PaymentRow
from models.gateways.simulator.shapes import Dispute, JournalKind, Page
from models.gateways.simulator.store import Store, now_text


class DisputeRow(Dispute, frozen=True, kw_only=True):
    """A dispute with what its merchant is not shown."""

    number: int
    merchant: str


def open_dispute(store: Store, payment_id: str, amount: int | None = None) -> Dispute:
    """The payer disputes a payment, or a part: its money is withdrawn. One callback carries both events.

    Raises TurnedDown `nothing_to_take_back`, `already_disputed`.
    """
    payment = payments.get(store, payment_id)
    amount = payments.takeable(store, payment, amount)
    if store.row(DisputeRow, "SELECT * FROM disputes WHERE payment = :payment", payment=payment_id):
        raise TurnedDown(409, "already_disputed", f"Payment {payment_id} was disputed before.")
    dispute_id = f"simdsp_{secrets.token_hex(16)}"
    store.execute(
        "INSERT INTO disputes (id, merchant, payment, account, reference, reason, status, funds, amount, currency,"
        " created_at, updated_at) VALUES (:id, :merchant, :payment, :account, :reference, 'fraudulent',"
        " 'needs_response', 'withdrawn', :amount, :currency, :now, :now)",
        id=dispute_id,
        merchant=payment.merchant,
        payment=payment.id,
        account=payment.account,
        reference=payment.reference,
        amount=amount,
        currency=payment.currency,
        now=now_text(),
    )
    dispute = _get(store, dispute_id)
    _book(store, dispute, "dispute_withdrawal")
    _announce(store, dispute, payment, "dispute.opened", "dispute.funds_withdrawn")
    return _public(dispute)


def close(store: Store, payment_id: str, outcome: Literal["won", "lost"]) -> Dispute:
    """The payer's bank decides on a payment's dispute; one that is won brings the money back.

    Raises TurnedDown `not_found`, `already_closed`.
    """
    payment = payments.get(store, payment_id)
    dispute = store.row(DisputeRow, "SELECT * FROM disputes WHERE payment = :payment", payment=payment_id)
    if dispute is None:
        raise TurnedDown(404, "not_found", f"Payment {payment_id} is not disputed.")
    if dispute.status != "needs_response":
        raise TurnedDown(409, "already_closed", f"Dispute {dispute.id} is {dispute.status}.")
    store.execute(
        "UPDATE disputes SET status = :status, funds = :funds, updated_at = :now WHERE id = :id",
        status=outcome,
        funds="reinstated" if outcome == "won" else "withdrawn",
        now=now_text(),
        id=dispute.id,
    )
    dispute = _get(store, dispute.id)
    if outcome == "won":
        _book(store, dispute, "dispute_reinstatement")
        _announce(store, dispute, payment, "dispute.won", "dispute.funds_reinstated")
    else:
        _announce(store, dispute, payment, "dispute.lost")
    return _public(dispute)


def get(store: Store, dispute_id: str, *, merchant: str) -> Dispute:
    """Raises TurnedDown `not_found`."""
    return _public(_get(store, dispute_id, merchant=merchant))


def page(store: Store, query: listing.Query, *, merchant: str) -> Page[Dispute]:
    """A merchant's disputes. Raises TurnedDown `invalid_cursor`."""
    return listing.page(store, "SELECT * FROM disputes", DisputeRow, query, merchant=merchant, public=_public)


def _get(store: Store, dispute_id: str, *, merchant: str | None = None) -> DisputeRow:
    dispute = store.row(
        DisputeRow,
        "SELECT * FROM disputes WHERE id = :id AND (:merchant IS NULL OR merchant = :merchant)",
        id=dispute_id,
        merchant=merchant,
    )
    if dispute is None:
        raise TurnedDown(404, "not_found", f"There is no dispute {dispute_id!r}.")
    return dispute


def _public(dispute: DisputeRow) -> Dispute:
    return msgspec.convert(dispute, Dispute, from_attributes=True)


def _book(store: Store, dispute: DisputeRow, kind: JournalKind) -> None:
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
