"""Disputes: the payer's bank takes the money away first, and may give it back."""

import datetime
import secrets
from typing import Literal

import msgspec

from models.gateways.simulator import callbacks, journal, listing, payments
from models.gateways.simulator.errors import TurnedDown
from models.gateways.simulator.payments import PaymentRow
from models.gateways.simulator.shapes import Dispute, DisputeAnswer, DisputeFacts, DisputeStatus, JournalKind, Page
from models.gateways.simulator.store import Store, now_text

# Until when a dispute is answered, or it is lost.
RESPOND_WITHIN = datetime.timedelta(days=7)


class DisputeRow(DisputeFacts, frozen=True, kw_only=True):
    """A dispute with what its merchant is not shown."""

    number: int
    merchant: str


def open_dispute(store: Store, payment_id: str, amount: int | None = None, *, warning: bool = False) -> Dispute:
    """The payer disputes a payment, or a part: its money is withdrawn, unless it is a question first.

    One callback carries all events. Raises TurnedDown `nothing_to_take_back`, `already_disputed`.
    """
    payment = payments.get(store, payment_id)
    amount = payments.takeable(store, payment, amount)
    if store.row(DisputeRow, "SELECT * FROM disputes WHERE payment = :payment", payment=payment_id):
        raise TurnedDown(409, "already_disputed", f"Payment {payment_id} was disputed before.")
    dispute_id = f"simdsp_{secrets.token_hex(16)}"
    store.execute(
        "INSERT INTO disputes (id, merchant, payment, account, reference, reason, status, funds, amount, currency,"
        " created_at, updated_at) VALUES (:id, :merchant, :payment, :account, :reference, 'fraudulent',"
        " :status, :funds, :amount, :currency, :now, :now)",
        id=dispute_id,
        merchant=payment.merchant,
        payment=payment.id,
        account=payment.account,
        reference=payment.reference,
        status="warning" if warning else "needs_response",
        funds="none" if warning else "withdrawn",
        amount=amount,
        currency=payment.currency,
        now=now_text(),
    )
    dispute = _get(store, dispute_id)
    if warning:
        _announce(store, dispute, payment, "dispute.opened")
    else:
        _book(store, dispute, "dispute_withdrawal")
        _announce(store, dispute, payment, "dispute.opened", "dispute.funds_withdrawn")
    return _public(dispute)


def answer(store: Store, dispute_id: str, given: DisputeAnswer, *, merchant: str) -> Dispute:
    """The merchant sends evidence, which the payer's bank looks at, or accepts the dispute. The same answer again, by
    its reference, changes nothing. Raises TurnedDown `not_found`, `already_closed`.
    """
    dispute = _get(store, dispute_id, merchant=merchant)
    if store.row(
        Answered,
        "SELECT action FROM dispute_answers WHERE dispute = :dispute AND reference = :reference",
        dispute=dispute_id,
        reference=given.reference,
    ):
        return _public(dispute)
    if dispute.status not in ("warning", "needs_response", "under_review"):
        raise TurnedDown(409, "already_closed", f"Dispute {dispute.id} is {dispute.status}.")
    store.execute(
        "INSERT INTO dispute_answers (dispute, reference, action, text, created_at)"
        " VALUES (:dispute, :reference, :action, :text, :now)",
        dispute=dispute_id,
        reference=given.reference,
        action="accept" if given.accept else "evidence",
        text=given.text,
        now=now_text(),
    )
    payment = payments.get(store, dispute.payment)
    if given.accept:
        return _move(store, dispute, payment, "accepted", "withdrawn", "dispute.closed")
    return _move(store, dispute, payment, "under_review", dispute.funds, "dispute.updated")


class Answered(msgspec.Struct, frozen=True):
    """What a merchant did."""

    action: str


def close(store: Store, payment_id: str, outcome: Literal["won", "lost"]) -> Dispute:
    """The payer's bank decides on a payment's dispute, and may decide otherwise later; money follows that.

    Raises TurnedDown `not_found`, `already_closed` where it has decided so before.
    """
    payment = payments.get(store, payment_id)
    dispute = store.row(DisputeRow, "SELECT * FROM disputes WHERE payment = :payment", payment=payment_id)
    if dispute is None:
        raise TurnedDown(404, "not_found", f"Payment {payment_id} is not disputed.")
    if dispute.status == outcome:
        raise TurnedDown(409, "already_closed", f"Dispute {dispute.id} is {dispute.status}.")
    if outcome == "lost":
        return _move(store, dispute, payment, "lost", "withdrawn", "dispute.lost")
    return _move(store, dispute, payment, "won", "none" if dispute.funds == "none" else "reinstated", "dispute.won")


def _move(
    store: Store,
    dispute: DisputeRow,
    payment: PaymentRow,
    status: DisputeStatus,
    funds: Literal["none", "withdrawn", "reinstated"],
    kind: str,
) -> Dispute:
    store.execute(
        "UPDATE disputes SET status = :status, funds = :funds, updated_at = :now WHERE id = :id",
        status=status,
        funds=funds,
        now=now_text(),
        id=dispute.id,
    )
    moved = _get(store, dispute.id)
    kinds = [kind]
    if funds != dispute.funds:
        _book(store, moved, "dispute_withdrawal" if funds == "withdrawn" else "dispute_reinstatement")
        kinds.append(f"dispute.funds_{funds}")
    _announce(store, moved, payment, *kinds)
    return _public(moved)


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
    shown = msgspec.structs.asdict(dispute) | {"respond_by": dispute.created_at + RESPOND_WITHIN}
    return msgspec.convert(shown, Dispute)


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
