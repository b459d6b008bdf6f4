"""What a gateway says of a refund, applied: it is compared with what we hold, then moves it, or is kept.

A refund that we gave up by ourselves may have gone after all. What the gateway itself has said last is overruled by a
newer report only. Money that has gone otherwise than we asked, or that nobody asked for, stands in suspense until a
person has reviewed it.

Raw SQL: a refund is found by the attempt, or by the payment, that the gateway names.
"""

import uuid
from typing import NamedTuple

from models import clock, database, ids, rows
from models.collection import dates, findings, lookups, refund_outcomes, refund_reviews, settlement
from models.collection.findings import Difference
from models.gateways import registry
from models.gateways.base import RefundFact
from models.online import matching
from models.online.matching import Said
from models.shapes import collection as shapes
from models.shapes import refunds as refund_shapes
from models.shapes.collection import PaymentRow
from models.shapes.invoice_rows import InvoiceRow
from models.tables.collection import BOOKED_PAYMENTS, Attempt, Refund
from models.tables.gateways import GatewayAccount
from models.tables.reconciliation import DiscrepancyKind


class Heard(NamedTuple):
    """A fact about a refund that is locked, with what is compared. `payment_differs` where it names another payment."""

    fact: RefundFact
    invoices: dict[uuid.UUID, InvoiceRow]
    refund: Refund
    there: Said
    here: Said
    payment_differs: bool

    @property
    def differs(self) -> list[str]:
        """In what it differs from what we hold."""
        found = list(matching.differences(self.there, self.here))
        return [*found, "payment"] if self.payment_differs else found


async def apply(fact: RefundFact, *, gateway_account_id: uuid.UUID) -> bool:
    """Moves a refund by what its gateway says; False when it fits nothing that we know. Harmless twice, in any order.

    A refund of a payment of ours that we never asked for becomes one that needs a review.
    """
    async with database.transaction():
        refund = await _find(fact, gateway_account_id)
        if refund is not None:
            heard = await _heard(fact, refund)
            if heard.refund.status in refund_outcomes.UNDECIDED:
                await _about_what_is_open(heard)
            elif heard.refund.status == "succeeded":
                await _about_what_has_gone(heard)
            elif heard.refund.status in ("needs_review", "rejected"):
                await _about_what_is_aside(heard)
            else:
                await _about_what_has_failed(heard)
            return True
        payment_id = await _payment_of(fact, gateway_account_id)
        if payment_id is None:
            return False
        if fact.status == "succeeded":
            await _adopt(fact, payment_id)
        elif fact.status == "failed":
            await refund_reviews.adopt_failed((await settlement.lock(payment_id))[1], fact)
        return True


async def _find(fact: RefundFact, gateway_account_id: uuid.UUID) -> Refund | None:
    """The refund that we asked for under the fact's reference, or else the one that has its id."""
    refund_id = await database.fetch_value(
        uuid.UUID,
        """
        SELECT coalesce(
            -- What we never asked for has an id, and no reference of its own.
            (SELECT id FROM refunds WHERE gateway_account_id = $2 AND gateway_refund_id = $3
                AND NOT EXISTS (SELECT FROM attempts WHERE attempts.refund_id = refunds.id)),
            (SELECT refund_id FROM attempts WHERE id = $1 AND gateway_account_id = $2 AND kind = 'refund'),
            (SELECT id FROM refunds WHERE gateway_account_id = $2 AND gateway_refund_id = $3),
            (SELECT id FROM refunds WHERE gateway_account_id = $2 AND review ->> 'id' = $3::text LIMIT 1))
        """,
        ids.decode("attempt", fact.reference),
        gateway_account_id,
        fact.gateway_refund_id,
    )
    return await rows.find(Refund, refund_id)


async def _payment_of(fact: RefundFact, gateway_account_id: uuid.UUID) -> uuid.UUID | None:
    return await database.fetch_value(
        uuid.UUID,
        # Money that stands aside has its id in the review.
        "SELECT id FROM payments WHERE gateway_account_id = $1 AND (status IN ('succeeded', 'reversed') "
        "AND gateway_payment_id = $2 OR status NOT IN ('succeeded', 'reversed') AND review ->> 'id' = $2::text)",
        gateway_account_id,
        fact.gateway_payment_id,
    )


async def _heard(fact: RefundFact, refund: Refund) -> Heard:
    invoices, payment = await settlement.lock(refund.payment_id)
    refund = await refund_outcomes.lock(refund.id)
    account = await registry.account_of(refund.gateway_account_id)
    there = Said(fact.gateway_refund_id, fact.amount, fact.currency, fact.account)
    here = Said(refund.gateway_refund_id, refund.amount, refund.currency, _account_of(payment, account))
    if refund.review is not None:
        review = refund_shapes.review_of_refund(refund)
        here = Said(review.id, review.amount, review.currency, review.account)
        differs = fact.gateway_payment_id != review.gateway_payment_id
    else:
        differs = fact.gateway_payment_id != _refunded_id(payment, refund)
    return Heard(fact, invoices, refund, there, here, differs)


def _account_of(payment: PaymentRow, account: GatewayAccount) -> str:
    """The merchant account whose money the refund sends back: what was under review may have come to another one."""
    if payment["review"] is not None:
        return shapes.review_of(payment).account
    return account.account


def _refunded_id(payment: PaymentRow, refund: Refund) -> str | None:
    """The gateway's id of the payment whose money the refund sends back."""
    if refund.takes_from == "suspense" and payment["review"] is not None:
        return shapes.review_of(payment).id
    return payment["gateway_payment_id"]


async def _about_what_is_open(heard: Heard) -> None:
    fact, refund = heard.fact, heard.refund
    is_anothers = await lookups.refund_id_is_taken(refund, fact.gateway_refund_id)
    if heard.differs and not is_anothers and fact.status == "succeeded":
        await _put_aside(heard)
    elif heard.differs or is_anothers:
        # No money has moved, and whatever this is about, it is not what we asked for.
        await _report(heard, matching.kind_of(fact.amount, refund.amount))
    elif fact.status == "pending":
        if refund.status != "processing":
            await refund_outcomes.mark_processing(refund, fact)
    elif fact.status == "succeeded":
        await _succeed(heard)
    else:
        await refund_outcomes.fail(
            heard.invoices,
            refund,
            code=fact.failure_code,
            message=fact.failure_message,
            gateway_refund_id=fact.gateway_refund_id,
            # Whatever says "failed" without an instant was heard now.
            reported_at=fact.occurred_at or clock.now(),
        )


async def _about_what_has_failed(heard: Heard) -> None:
    """It had not gone, or came back. Any report that it has gone overrules our own conclusion; only a newer one
    overrules the gateway's.
    """
    fact, refund = heard.fact, heard.refund
    if "id" in heard.differs and fact.status == "succeeded":
        # One attempt, and money has gone under another id than what has failed: a refund of its own.
        await _adopt(fact, refund.payment_id)
        return
    came_back = await refund_outcomes.came_back(refund)
    by_ourselves = refund.reported_at is None and came_back is None
    if fact.status != "succeeded" or not (by_ourselves or matching.is_newer(fact.occurred_at, refund.reported_at)):
        return
    # What came back while it was under review is under review again.
    is_unsettled = came_back is not None and came_back.takes_from != refund.takes_from
    is_unasked = not await Attempt.exists().where(Attempt.refund_id == refund.id)
    if await lookups.refund_id_is_taken(refund, fact.gateway_refund_id):
        await _report(heard, "state_differs")
    elif is_unsettled or heard.differs or (is_unasked and refund.takes_from == "payment"):
        await _put_aside(heard)
    else:
        await _succeed(heard)


async def _about_what_has_gone(heard: Heard) -> None:
    fact, refund = heard.fact, heard.refund
    if "id" in heard.differs and fact.status == "succeeded":
        # One attempt, and money has gone twice: the second one is a refund of its own.
        await _adopt(fact, refund.payment_id)
        return
    if fact.status == "pending" or matching.is_older(fact.occurred_at, refund.reported_at):
        return
    if fact.status == "failed":
        if heard.differs:
            await _report(heard, matching.kind_of(fact.amount, refund.amount))
        else:
            await refund_outcomes.come_back(heard.invoices, refund, fact)
    elif heard.differs:
        await _report(heard, "amount_differs")
    elif matching.is_newer(fact.occurred_at, refund.reported_at):
        # It says what we know, but later: what is older than that is not heard any more.
        await rows.update(refund, {Refund.reported_at: fact.occurred_at})


async def _about_what_is_aside(heard: Heard) -> None:
    fact, refund = heard.fact, heard.refund
    if "id" in heard.differs and fact.status == "succeeded":
        await _adopt(fact, refund.payment_id)
    elif fact.status == "pending" or matching.is_older(fact.occurred_at, refund.reported_at):
        return
    elif heard.differs:
        await _report(heard, matching.kind_of(fact.amount, refund.amount))
    elif fact.status == "failed":
        await refund_outcomes.come_back(heard.invoices, refund, fact)


async def _succeed(heard: Heard) -> None:
    fact, refund = heard.fact, heard.refund
    await refund_outcomes.succeed(
        heard.invoices,
        refund,
        effective_on=await dates.business_date(refund.receiver_id, fact.occurred_at),
        gateway_refund_id=fact.gateway_refund_id,
        reported_at=fact.occurred_at,
    )


async def _put_aside(heard: Heard) -> None:
    message = matching.sentence(heard.there, heard.here, what="refund")
    if heard.payment_differs:
        message += f" It is of its payment {heard.fact.gateway_payment_id}."
    await refund_reviews.put_aside(heard.refund, heard.fact, message=message)


async def _adopt(fact: RefundFact, payment_id: uuid.UUID) -> None:
    invoices, payment = await settlement.lock(payment_id)
    if await Refund.exists().where(
        Refund.gateway_account_id == payment["gateway_account_id"],
        Refund.gateway_refund_id == fact.gateway_refund_id,
    ):
        return
    if payment["status"] not in BOOKED_PAYMENTS:
        await refund_reviews.adopt_aside(invoices, payment, fact)
        return
    message = f"The gateway has sent {matching.money(fact.amount, fact.currency)} back, as {fact.gateway_refund_id}. "
    await refund_reviews.adopt(payment, fact, message=message + "We did not ask for it.")


async def _report(heard: Heard, kind: DiscrepancyKind) -> None:
    """Keeps what the gateway says beside a refund that stays as it is."""
    fact, refund = heard.fact, heard.refund
    assert refund.gateway_account_id is not None, "gateways speak of their own refunds only"
    await findings.report(
        receiver_id=refund.receiver_id,
        gateway_account_id=refund.gateway_account_id,
        difference=Difference(
            subject="refund",
            kind=kind,
            currency=fact.currency,
            payment_id=refund.payment_id,
            gateway_payment_id=fact.gateway_payment_id,
            refund_id=refund.id,
            gateway_object_id=fact.gateway_refund_id,
            amount_here=refund.amount,
            amount_there=fact.amount,
            status_here=refund.status,
            status_there=fact.status,
        ),
    )
