"""Money that nobody asked for: a second charge of one attempt, and what becomes of it.

It has no row but its booking: it stands in suspense under the gateway's own id, until the gateway takes it back or
somebody sends it back at the gateway's own desk.

Raw SQL: whose money it is stands in the ledger alone.
"""

import uuid

from models import database, ledger
from models.collection import settlement
from models.gateways.base import PaymentFact, RefundFact
from models.ledger import Entry
from models.shapes.collection import PaymentRow
from models.tables.ledger import LedgerTransaction


async def put_aside(payment: PaymentRow, fact: PaymentFact) -> None:
    """Books money that came once more for what was asked for once. The second time changes nothing."""
    source_id = _id(payment["gateway_account_id"], fact.gateway_payment_id)
    if not await _is_booked("payment.unasked", source_id):
        await _book(payment["receiver_id"], payment["payer_id"], fact, "payment.unasked", source_id, sign=1)


async def take_back(payment: PaymentRow, fact: PaymentFact) -> bool:
    """The gateway has taken all of such money back; False where none stands in suspense, or another amount."""
    source_id = _id(payment["gateway_account_id"], fact.gateway_payment_id)
    came = await database.fetch_row(
        "SELECT entry.amount, entry.currency FROM ledger_transactions AS booked JOIN ledger_entries AS entry "
        "ON entry.transaction_id = booked.id WHERE kind = 'payment.unasked' AND source_id = $1 AND entry.amount > 0",
        source_id,
    )
    if came is None or await _is_booked("payment.unasked_returned", source_id):
        return False
    if (came["amount"], came["currency"], fact.amount_returned or fact.amount) != (
        fact.amount,
        fact.currency,
        fact.amount,
    ):
        return False
    await _book(payment["receiver_id"], payment["payer_id"], fact, "payment.unasked_returned", source_id, sign=-1)
    return True


async def hear_of_refund(fact: RefundFact, *, gateway_account_id: uuid.UUID) -> bool:
    """Such money was sent back at the gateway's own desk, or came back from there; False where there is none.

    The second time changes nothing.
    """
    booked = await database.fetch_row(
        "SELECT booked.receiver_id, entry.payer_id FROM ledger_transactions AS booked "
        "JOIN ledger_entries AS entry ON entry.transaction_id = booked.id AND entry.payer_id IS NOT NULL "
        "WHERE booked.kind = 'payment.unasked' AND booked.source_id = $1 FOR UPDATE OF booked",
        _id(gateway_account_id, fact.gateway_payment_id),
    )
    if booked is None:
        return False
    source_id = _id(gateway_account_id, fact.gateway_refund_id)
    has_gone = await _is_booked("refund.unasked", source_id)
    if fact.status == "succeeded" and not has_gone:
        await _book(booked["receiver_id"], booked["payer_id"], fact, "refund.unasked", source_id, sign=-1)
    elif fact.status == "failed" and has_gone and not await _is_booked("refund.unasked_returned", source_id):
        await _book(booked["receiver_id"], booked["payer_id"], fact, "refund.unasked_returned", source_id, sign=1)
    return True


def _id(account_id: uuid.UUID | None, id_there: str) -> uuid.UUID:
    """One payment or refund of the gateway is one fact, whatever it is said of."""
    assert account_id is not None, "payments_online_have_a_gateway_account"
    return uuid.uuid5(account_id, id_there)


async def _is_booked(kind: str, source_id: uuid.UUID) -> bool:
    return await LedgerTransaction.exists().where(
        LedgerTransaction.kind == kind, LedgerTransaction.source_id == source_id
    )


async def _book(
    receiver_id: uuid.UUID,
    payer_id: uuid.UUID,
    fact: PaymentFact | RefundFact,
    kind: str,
    source_id: uuid.UUID,
    *,
    sign: int,
) -> None:
    await ledger.post(
        receiver_id=receiver_id,
        kind=kind,
        source_id=source_id,
        currency=fact.currency,
        effective_on=await settlement.business_date(receiver_id, fact.occurred_at),
        entries=[
            Entry("gateway_clearing", sign * fact.amount),
            Entry("suspense", -sign * fact.amount, payer_id=payer_id),
        ],
    )
