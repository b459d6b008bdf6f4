"""What a gateway says of a payment, applied: it is compared with what we hold, then moves it, or is kept.

Callbacks, polls, answers and comparisons may come twice, at once or out of order. What agrees moves a payment by the
order in which it happened there; what differs never changes what is booked: money goes to suspense and the payment to a
review, or, beside a payment that is booked, a discrepancy says it.

Raw SQL: a payment is changed by guarded statements that return it with its allocations.
"""

import uuid
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from models import database, events, ids, ledger, rows
from models.collection import dates, findings, lookups, outcomes, reversals, settlement, suspense
from models.collection.findings import Difference
from models.gateways.base import PaymentFact
from models.ledger import Entry
from models.online import matching
from models.online.matching import Said
from models.shapes import collection as shapes
from models.shapes.collection import PaymentRow, Review
from models.shapes.common import to_json
from models.shapes.invoice_rows import InvoiceRow
from models.tables.collection import BOOKED_PAYMENTS, OPEN_PAYMENTS, Payment, PaymentStatus
from models.tables.reconciliation import DiscrepancyKind

# From which statuses a report that moves no money takes a payment to another.
WAITING: Mapping[str, frozenset[PaymentStatus]] = {
    "requires_action": frozenset({"created", "unknown"}),
    "pending": frozenset({"created", "unknown", "requires_action"}),
}
# Statuses from which money may still come. No failure is final: an authorization can come late.
EXPECTED: frozenset[PaymentStatus] = frozenset({*OPEN_PAYMENTS, "failed", "canceled"})


class Heard(NamedTuple):
    """A fact about a payment that is locked, with what is compared."""

    fact: PaymentFact
    invoices: dict[uuid.UUID, InvoiceRow]
    payment: PaymentRow
    there: Said
    here: Said


async def apply(fact: PaymentFact, *, gateway_account_id: uuid.UUID) -> bool:
    """Moves a payment by what its gateway says; False when we know no such payment. Harmless twice and in any order.

    Money whose amount, currency, merchant account or id differs from what we asked for goes to suspense, and the
    payment to `needs_review`. So does money that comes once more, under another id, while the payment stays as it is: a
    discrepancy says so.
    """
    async with database.transaction():
        payment_id = await lookups.payment(gateway_account_id, fact.gateway_payment_id, reference=fact.reference)
        if payment_id is None:
            return False
        heard = await _heard(fact, payment_id)
        if heard.payment["status"] in BOOKED_PAYMENTS:
            await _about_what_is_booked(heard)
        elif heard.payment["review"] is not None:
            await _about_what_is_aside(heard)
        elif heard.payment["status"] in EXPECTED:
            await _about_what_is_expected(heard)
        return True


async def _heard(fact: PaymentFact, payment_id: uuid.UUID) -> Heard:
    invoices, payment = await settlement.lock(payment_id)
    there = Said(fact.gateway_payment_id, fact.amount, fact.currency, fact.account)
    return Heard(fact, invoices, payment, there, await matching.held(payment))


async def _about_what_is_expected(heard: Heard) -> None:
    """The money of the payment has not come yet."""
    fact, payment = heard.fact, heard.payment
    is_known = payment["gateway_payment_id"] in (None, fact.gateway_payment_id)
    is_older = is_known and matching.is_older(fact.occurred_at, payment["reported_at"])
    if is_older and payment["status"] in ("failed", "canceled"):
        return
    differs = bool(matching.differences(heard.there, heard.here)) or await _is_anothers(fact, payment)
    if fact.status in ("succeeded", "returned"):
        await (_put_aside if differs else _succeed)(heard)
        if fact.status == "returned":
            now = await _heard(fact, payment["id"])
            await (_about_what_is_aside if differs else _about_what_is_booked)(now)
    elif fact.status in ("failed", "canceled"):
        if payment["status"] not in OPEN_PAYMENTS:
            return
        if differs:
            # Whatever has failed there, it is not what we asked for: the reservation stays.
            await _report(heard, matching.kind_of(fact.amount, payment["amount"]))
            return
        await outcomes.give_up(
            heard.invoices,
            payment,
            status=fact.status,
            code=fact.failure_code,
            message=fact.failure_message,
            gateway_payment_id=fact.gateway_payment_id,
            reported_at=fact.occurred_at,
        )
    elif payment["status"] in WAITING[fact.status]:
        await _wait(heard)


async def _about_what_is_booked(heard: Heard) -> None:
    """The money of the payment has come, and may have been taken back."""
    fact, payment = heard.fact, heard.payment
    differs = matching.differences(heard.there, heard.here)
    if "id" in differs:
        await _about_another(heard)
    elif fact.status == "succeeded":
        if differs:
            await _report(heard, "amount_differs")
        elif matching.is_newer(fact.occurred_at, payment["reported_at"]):
            # What had been returned is here again.
            await _return(heard, 0)
    elif fact.status == "returned":
        returned = _returned(fact)
        if differs or returned is None:
            await _report(heard, "amount_differs")
        elif not matching.is_older(fact.occurred_at, payment["reported_at"]):
            await _return(heard, returned)
    elif fact.status in ("failed", "canceled") and fact.occurred_at is None:
        # Nobody can say whether it is the first report or the last one.
        await _report(heard, "state_differs")
    elif fact.status in ("failed", "canceled") and matching.is_newer(fact.occurred_at, payment["reported_at"]):
        # A debit that failed after it was said to have succeeded.
        if differs:
            await _report(heard, "amount_differs")
        else:
            await _return(heard, fact.amount)


def _returned(fact: PaymentFact) -> int | None:
    """How much has been returned in all; None where that cannot be."""
    returned = fact.amount if fact.amount_returned is None else fact.amount_returned
    return returned if 0 <= returned <= fact.amount else None


async def _return(heard: Heard, amount: int) -> None:
    """Brings the returns of a payment to `amount` in all: undoes the newest, or takes more.

    What had been returned before a review accepted the rest counts among them.
    """
    fact, invoices, payment = heard.fact, heard.invoices, heard.payment
    aside = await reversals.standing(payment["id"], takes_from="suspense")
    amount = max(0, amount - sum(reversal.amount for reversal in aside))
    standing = list(await reversals.standing(payment["id"], takes_from="payment"))
    while sum(reversal.amount for reversal in standing) > amount:
        await reversals.undo(invoices, payment, standing.pop(0), reported_at=fact.occurred_at)
        invoices, payment = await settlement.lock(payment["id"])
    rest = amount - sum(reversal.amount for reversal in standing)
    if rest:
        await reversals.take(
            invoices,
            payment,
            kind="return",
            amount=rest,
            code=fact.failure_code,
            message=fact.failure_message,
            reported_at=fact.occurred_at,
        )
    await outcomes.note_heard(payment["id"], fact.occurred_at)


async def _about_what_is_aside(heard: Heard) -> None:
    """The money of the payment stands, or stood, in suspense for a review."""
    fact, payment = heard.fact, heard.payment
    differs = matching.differences(heard.there, heard.here)
    if "id" in differs:
        await _about_another(heard)
    elif fact.status in ("requires_action", "pending") or matching.is_older(fact.occurred_at, payment["reported_at"]):
        return
    elif differs or (fact.status == "returned" and _returned(fact) is None):
        await _report(heard, "amount_differs")
    elif fact.status == "succeeded":
        if matching.is_newer(fact.occurred_at, payment["reported_at"]):
            await _return_aside(heard, 0)
    elif fact.status == "returned" or matching.is_newer(fact.occurred_at, payment["reported_at"]):
        await _return_aside(heard, _returned(fact) if fact.status == "returned" else fact.amount)


async def _return_aside(heard: Heard, amount: int | None) -> None:
    """Brings what was taken back of the money in suspense to `amount` in all. Without any of it there is nothing left
    to review.
    """
    assert amount is not None, "it was compared"
    fact, payment, review = heard.fact, heard.payment, shapes.review_of(heard.payment)
    standing = list(await reversals.standing(payment["id"], takes_from="suspense"))
    while sum(reversal.amount for reversal in standing) > amount:
        await reversals.undo_aside(payment, standing.pop(0), reported_at=fact.occurred_at)
    rest = amount - sum(reversal.amount for reversal in standing)
    if rest:
        await reversals.take_aside(
            payment,
            kind="return",
            amount=rest,
            currency=review.currency,
            code=fact.failure_code,
            message=fact.failure_message,
            reported_at=fact.occurred_at,
        )
    await suspense.end_emptied(
        heard.invoices,
        payment["id"],
        code=fact.failure_code,
        message=fact.failure_message,
        reported_at=fact.occurred_at,
    )
    if payment["status"] == "failed" and await suspense.left(payment) > 0:
        await _set_review(payment, fact)
    await outcomes.note_heard(payment["id"], fact.occurred_at)


async def _about_another(heard: Heard) -> None:
    """Another payment of the gateway's names the attempt of one that we have: money that nobody asked for.

    It becomes a payment of its own that needs a review, so that it can be returned, and is a discrepancy besides.
    """
    fact, payment = heard.fact, heard.payment
    if await _is_anothers(fact, payment):
        # Its money is booked there.
        await _report(heard, "state_differs")
        return
    if fact.status not in ("succeeded", "returned"):
        return
    assert payment["gateway_account_id"] is not None, "payments_online_have_a_gateway_account"
    # Asked again under the lock: whoever heard the same at once has been here.
    unasked_id = await lookups.unasked_payment(payment["gateway_account_id"], fact.gateway_payment_id)
    if unasked_id is None:
        unasked_id = await _insert_unasked(heard)
        # As a comparison says it, until the review is settled.
        await _report(await _heard(fact, unasked_id), "state_differs")
    if fact.status == "returned":
        await _about_what_is_aside(await _heard(fact, unasked_id))


async def _insert_unasked(heard: Heard) -> uuid.UUID:
    fact, payment = heard.fact, heard.payment
    review = Review(amount=fact.amount, currency=fact.currency, account=fact.account, id=fact.gateway_payment_id)
    row = await rows.insert(
        Payment(
            id=ids.make(),
            receiver_id=payment["receiver_id"],
            payer_id=payment["payer_id"],
            invoice_id=None,
            method=payment["method"],
            status="needs_review",
            currency=fact.currency,
            amount=fact.amount,
            amount_allocated=0,
            amount_unapplied=0,
            amount_refunded=0,
            amount_refund_reserved=0,
            amount_reversed=0,
            amount_excess=0,
            gateway_account_id=payment["gateway_account_id"],
            failure_code="not_asked_for",
            failure_message=f"The gateway's payment {fact.gateway_payment_id} came once more for what payment "
            f"{ids.encode('payment', payment['id'])} had asked for.",
            review=msgspec.to_builtins(review),
            # What is returned has come before, at an instant that nobody says.
            reported_at=fact.occurred_at if fact.status == "succeeded" else None,
        )
    )
    await _book_aside(payment, fact, source_id=row.id)
    shape = shapes.payment(await settlement.read(row.id))
    await events.record(payment["receiver_id"], events.announcement("payment.needs_review", shape))
    return row.id


async def _book_aside(payment: PaymentRow, fact: PaymentFact, *, source_id: uuid.UUID) -> None:
    await ledger.post(
        receiver_id=payment["receiver_id"],
        kind="payment.needs_review",
        source_id=source_id,
        currency=fact.currency,
        effective_on=await dates.business_date(payment["receiver_id"], fact.occurred_at),
        entries=[
            Entry("gateway_clearing", fact.amount, gateway_account_id=payment["gateway_account_id"]),
            Entry("suspense", -fact.amount, payer_id=payment["payer_id"]),
        ],
    )


async def _succeed(heard: Heard) -> None:
    fact, payment = heard.fact, heard.payment
    effective_on = await dates.business_date(payment["receiver_id"], fact.occurred_at)
    if payment["status"] in OPEN_PAYMENTS:
        await outcomes.settle_reserved(
            heard.invoices,
            payment,
            effective_on=effective_on,
            gateway_payment_id=fact.gateway_payment_id,
            reported_at=fact.occurred_at,
        )
        return
    # The reservation was released when the payment failed.
    await outcomes.settle_what_it_can(
        heard.invoices,
        payment,
        shapes.amounts(payment, status="released"),
        amount=payment["amount"],
        effective_on=effective_on,
        gateway_payment_id=fact.gateway_payment_id,
        reported_at=fact.occurred_at,
    )


async def _wait(heard: Heard) -> None:
    """The payer must act, or the money is on its way."""
    fact, payment = heard.fact, heard.payment
    # Not every action has a page: some are asked for in the payer's banking app.
    has_page = fact.status == "requires_action" and fact.redirect_url is not None
    next_action = {"type": "redirect", "url": fact.redirect_url} if has_page else None
    # The id of another payment is not taken. Should money come under it, that is put aside.
    gateway_payment_id = payment["gateway_payment_id"] if await _is_anothers(fact, payment) else fact.gateway_payment_id
    row = await outcomes.changed(
        "UPDATE payments SET status = $2, gateway_payment_id = $3, next_action = $4, "
        f"reported_at = coalesce($5, reported_at) WHERE id = $1 RETURNING {shapes.COLUMNS}",
        payment["id"],
        fact.status,
        gateway_payment_id,
        None if next_action is None else to_json(next_action),
        fact.occurred_at,
    )
    await events.record(
        payment["receiver_id"],
        events.announcement(f"payment.{fact.status}", shapes.payment(row), before=shapes.payment(payment)),
    )


async def _is_anothers(fact: PaymentFact, payment: PaymentRow) -> bool:
    """Whether another payment has the gateway's id already. A rival who takes it meanwhile is found by the next try."""
    # What is this payment's own by now is nobody else's: payments_are_one_per_gateway_payment.
    if fact.gateway_payment_id == payment["gateway_payment_id"]:
        return False
    other = await database.fetch_row(
        "SELECT FROM payments WHERE gateway_account_id = $1 AND id <> $2 "
        "AND (gateway_payment_id = $3 OR review ->> 'id' = $3::text) LIMIT 1",
        payment["gateway_account_id"],
        payment["id"],
        fact.gateway_payment_id,
    )
    return other is not None


async def _put_aside(heard: Heard) -> None:
    """The gateway reports something else than we asked for: a person must look, and the reservation stays meanwhile."""
    fact, payment = heard.fact, heard.payment
    await _set_review(payment, fact, message=matching.sentence(heard.there, heard.here, what="payment"))
    await outcomes.forget_token(payment["id"])
    await _book_aside(payment, fact, source_id=payment["id"])


async def _set_review(payment: PaymentRow, fact: PaymentFact, *, message: str | None = None) -> None:
    review = Review(amount=fact.amount, currency=fact.currency, account=fact.account, id=fact.gateway_payment_id)
    await suspense.put_under_review(payment, review, message=message, reported_at=fact.occurred_at)


async def _report(heard: Heard, kind: DiscrepancyKind) -> None:
    """Keeps what the gateway says beside a payment that stays as it is."""
    fact, payment = heard.fact, heard.payment
    assert payment["gateway_account_id"] is not None, "payments_online_have_a_gateway_account"
    await findings.report(
        receiver_id=payment["receiver_id"],
        gateway_account_id=payment["gateway_account_id"],
        difference=Difference(
            subject="payment",
            kind=kind,
            currency=fact.currency,
            payment_id=payment["id"],
            gateway_payment_id=fact.gateway_payment_id,
            amount_here=payment["amount"],
            amount_there=fact.amount,
            status_here=payment["status"],
            status_there=fact.status,
        ),
    )
