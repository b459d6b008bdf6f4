"""What a gateway says of money that it took back and gives an id of its own: chargebacks, and returns told apart."""

import uuid
from typing import NamedTuple

from models import database, rows
from models.collection import findings, lookups, reversals, settlement, suspense
from models.collection.findings import Difference
from models.gateways.base import ReversalFact
from models.online import dispute_facts, matching
from models.online.matching import Said
from models.shapes.collection import PaymentRow
from models.shapes.invoice_rows import InvoiceRow
from models.tables.collection import BOOKED_PAYMENTS, Reversal
from models.tables.reconciliation import DiscrepancyKind


class Heard(NamedTuple):
    """A fact about a payment that is locked. `is_aside` where the payment's money stands in suspense for a review."""

    fact: ReversalFact
    invoices: dict[uuid.UUID, InvoiceRow]
    payment: PaymentRow
    is_aside: bool


async def apply(fact: ReversalFact, *, gateway_account_id: uuid.UUID) -> bool:
    """Takes back what the gateway took, or undoes it; False when it fits no money that has come. Harmless twice.

    What was given back before we heard that it had been taken is booked both ways.
    """
    async with database.transaction():
        payment_id = await lookups.payment(
            gateway_account_id, fact.gateway_payment_id, reference=fact.reference
        ) or await lookups.booked_payment(gateway_account_id, fact.gateway_payment_id)
        if payment_id is None:
            return False
        invoices, payment = await settlement.lock(payment_id)
        is_booked = payment["status"] in BOOKED_PAYMENTS
        if not is_booked and payment["review"] is None:
            # Its success has not been heard yet.
            return False
        heard = Heard(fact, invoices, payment, is_aside=not is_booked)
        if await _differs(heard):
            await _report(heard, "state_differs", None)
            return True
        dispute = await dispute_facts.begin(fact, payment, invoices)
        heard = heard._replace(invoices=dict(dispute.invoices))
        known = await reversals.newest(gateway_account_id, fact.gateway_reversal_id)
        if known is not None and known.payment_id != payment["id"]:
            await _report(heard, "state_differs", known)
        elif known is None:
            await _about_news(heard)
        else:
            await _about(heard, known)
        await dispute_facts.end(dispute)
        return True


async def _differs(heard: Heard) -> bool:
    """Whether it is of another payment, currency or account, or of more money than has come."""
    fact, payment = heard.fact, heard.payment
    here = await matching.held(payment)
    there = Said(fact.gateway_payment_id, here.amount, fact.currency, fact.account)
    return bool(matching.differences(there, here)) or fact.amount > here.amount


async def _about_news(heard: Heard) -> None:
    if heard.fact.status == "untouched":
        return
    await _take(heard)
    if heard.fact.status == "given_back":
        assert heard.payment["gateway_account_id"] is not None, "payments_online_have_a_gateway_account"
        taken = await reversals.newest(heard.payment["gateway_account_id"], heard.fact.gateway_reversal_id)
        assert taken is not None, "it has just been taken"
        invoices, payment = await settlement.lock(heard.payment["id"])
        await _undo(heard._replace(invoices=invoices, payment=payment), taken)


async def _about(heard: Heard, known: Reversal) -> None:
    fact = heard.fact
    if matching.is_older(fact.occurred_at, known.reported_at):
        return
    if fact.status == "taken" and known.status == "undone":
        # The same money once more; a report without an instant, or of the same one, may be the first one again.
        if matching.is_newer(fact.occurred_at, known.reported_at):
            await _take(heard)
    elif (fact.amount, fact.currency) != (known.amount, known.currency):
        await _report(heard, "amount_differs", known)
    elif fact.status == "given_back" and known.status == "standing":
        await _undo(heard, known)
    elif matching.is_newer(fact.occurred_at, known.reported_at):
        # It says what we know, but later: what is older than that is not heard any more.
        await rows.update(known, {Reversal.reported_at: fact.occurred_at})


async def _take(heard: Heard) -> None:
    fact = heard.fact
    if heard.is_aside:
        await reversals.take_aside(
            heard.payment,
            kind=fact.kind,
            amount=fact.amount,
            currency=fact.currency,
            code=fact.failure_code,
            message=fact.failure_message,
            gateway_reversal_id=fact.gateway_reversal_id,
            reported_at=fact.occurred_at,
        )
        await suspense.end_emptied(
            heard.invoices, heard.payment["id"], code=fact.failure_code, message=fact.failure_message
        )
    else:
        await reversals.take(
            heard.invoices,
            heard.payment,
            kind=fact.kind,
            amount=fact.amount,
            code=fact.failure_code,
            message=fact.failure_message,
            gateway_reversal_id=fact.gateway_reversal_id,
            reported_at=fact.occurred_at,
        )


async def _undo(heard: Heard, known: Reversal) -> None:
    if known.takes_from == "suspense":
        await reversals.undo_aside(heard.payment, known, reported_at=heard.fact.occurred_at)
        await suspense.review_again(heard.payment)
        if not heard.is_aside:
            # The rest of it was accepted meanwhile, and no review is left in which a person could decide.
            await _report(heard, "state_differs", known)
    else:
        await reversals.undo(heard.invoices, heard.payment, known, reported_at=heard.fact.occurred_at)


async def _report(heard: Heard, kind: DiscrepancyKind, known: Reversal | None) -> None:
    """Keeps what the gateway says beside a payment that stays as it is."""
    fact, payment = heard.fact, heard.payment
    assert payment["gateway_account_id"] is not None, "payments_online_have_a_gateway_account"
    await findings.report(
        receiver_id=payment["receiver_id"],
        gateway_account_id=payment["gateway_account_id"],
        difference=Difference(
            subject="reversal",
            kind=kind,
            currency=fact.currency,
            payment_id=payment["id"],
            gateway_payment_id=fact.gateway_payment_id,
            reversal_id=None if known is None else known.id,
            gateway_object_id=fact.gateway_reversal_id,
            amount_here=None if known is None else known.amount,
            amount_there=fact.amount,
            status_here=payment["status"] if known is None else known.status,
            status_there=fact.status,
        ),
    )
