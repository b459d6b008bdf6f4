"""Cheques: received, taken to the bank, cleared, bounced, and presented again.

Raw SQL: a cheque that is taken to the bank is returned with its allocations by the statement that notes it.
"""

import datetime
import uuid

from models import access, database, events, versions
from models.access import Caller
from models.collection import dates, outcomes, reversals, settlement
from models.errors import ChequeNotDue, Invalid, PaymentStateForbids
from models.shapes import collection as shapes
from models.shapes.collection import PaymentRow
from models.tables.collection import Payment, Reversal
from models.versions import Wanted

# How a cheque that came back failed, or was taken back.
BOUNCED = "bounced"


@database.retrying
async def deposit(
    caller: Caller,
    payment_id: uuid.UUID | None,
    *,
    effective_on: datetime.date | None = None,
    version: Wanted = None,
) -> PaymentRow:
    """The receiver says that a cheque was taken to the bank: for the first time, or again after it has bounced. It
    brings money only once it clears.

    Raises NotFound, Forbidden, PaymentStateForbids, PreconditionFailed, Invalid, ChequeNotDue.
    """
    found = await access.find(caller, Payment, payment_id, "payments.record")
    async with database.transaction():
        _, payment = await settlement.lock(found.id)
        versions.check(payment, version)
        bounce = await _standing_bounce(payment["id"])
        is_in_hand = payment["status"] == "pending" and payment["deposited_on"] is None
        is_back = bounce is not None or (payment["status"] == "failed" and payment["failure_code"] == BOUNCED)
        if payment["method"] != "cheque" or not (is_in_hand or is_back):
            raise PaymentStateForbids(
                payment["status"], "taken to the bank: only a cheque is that is in hand, or that has bounced"
            )
        after = (payment["effective_on"], "the cheque came") if bounce is None else _after(bounce)
        day = await _moved_on(payment, effective_on, after)
        _check_due(payment, day)
        row = await outcomes.changed(
            f"UPDATE payments SET deposited_on = $2 WHERE id = $1 RETURNING {shapes.COLUMNS}", payment["id"], day
        )
        announcement = events.announcement("payment.deposited", shapes.payment(row), before=shapes.payment(payment))
        await events.record(payment["receiver_id"], announcement)
        return row


@database.retrying
async def clear(
    caller: Caller,
    payment_id: uuid.UUID | None,
    *,
    effective_on: datetime.date | None = None,
    version: Wanted = None,
) -> PaymentRow:
    """The receiver says that a cheque has cleared: it is money from that day, by default today, not from the day that
    it came. One that has bounced may be presented again, and clear after all.

    Raises NotFound, Forbidden, PaymentStateForbids, PreconditionFailed, Invalid, ChequeNotDue.
    """
    found = await access.find(caller, Payment, payment_id, "payments.record")
    async with database.transaction():
        invoices, payment = await settlement.lock(found.id)
        versions.check(payment, version)
        if payment["method"] != "cheque":
            raise PaymentStateForbids(payment["status"], "cleared")
        came = (payment["effective_on"], "the cheque came")
        deposited = (payment["deposited_on"], "the cheque was taken to the bank")
        if payment["status"] == "pending":
            day = await _moved_on(payment, effective_on, came, deposited)
            _check_due(payment, day)
            return await outcomes.settle_reserved(invoices, payment, effective_on=day)
        if payment["status"] == "failed" and payment["failure_code"] == BOUNCED:
            # It had not cleared, so nothing has moved yet, and what it had held may be paid by now.
            day = await _moved_on(payment, effective_on, came, deposited)
            _check_due(payment, day)
            wanted = shapes.amounts(payment, status="released")
            return await outcomes.settle_what_it_can(
                invoices, payment, wanted, amount=payment["amount"], effective_on=day, gateway_payment_id=None
            )
        bounce = await _standing_bounce(payment["id"])
        if bounce is None:
            raise PaymentStateForbids(payment["status"], "cleared")
        day = await _moved_on(payment, effective_on, _after(bounce), deposited)
        return await reversals.undo(invoices, payment, bounce, undone_on=day)


@database.retrying
async def bounce(
    caller: Caller,
    payment_id: uuid.UUID | None,
    *,
    reason: str,
    effective_on: datetime.date | None = None,
    version: Wanted = None,
) -> PaymentRow:
    """The receiver says that a cheque has bounced, before or after it cleared: the invoice is owed again.

    Raises NotFound, Forbidden, PaymentStateForbids, PreconditionFailed, Invalid, ChequeNotDue.
    """
    found = await access.find(caller, Payment, payment_id, "payments.record")
    async with database.transaction():
        invoices, payment = await settlement.lock(found.id)
        versions.check(payment, version)
        if payment["method"] != "cheque" or payment["status"] not in ("pending", "succeeded"):
            raise PaymentStateForbids(payment["status"], "bounced")
        if payment["status"] == "pending":
            if effective_on is not None:
                raise Invalid(
                    "The cheque has not cleared, so no money moves when it bounces: leave effective_on out.",
                    pointer="/effective_on",
                )
            _check_due(payment, await dates.business_date(payment["receiver_id"], None))
            return await outcomes.give_up(invoices, payment, status="failed", code=BOUNCED, message=reason)
        return await reversals.take(
            invoices,
            payment,
            kind="bounce",
            amount=payment["amount"],
            code=BOUNCED,
            message=reason,
            effective_on=await _moved_on(payment, effective_on, (payment["effective_on"], "the cheque cleared")),
            created_by=caller.user_id,
        )


async def _standing_bounce(payment_id: uuid.UUID) -> Reversal | None:
    """How a cheque came back after it had cleared, if it has not cleared again since."""
    taken_back = await reversals.standing(payment_id, takes_from="payment")
    return next((one for one in taken_back if one.kind == "bounce"), None)


def _after(bounce: Reversal) -> tuple[datetime.date, str]:
    return bounce.effective_on, "the cheque bounced"


def _check_due(payment: PaymentRow, day: datetime.date) -> None:
    """Raises ChequeNotDue before the day that is written on a cheque."""
    if payment["dated_on"] is not None and day < payment["dated_on"]:
        raise ChequeNotDue(payment["dated_on"], day)


async def _moved_on(
    payment: PaymentRow, given: datetime.date | None, *not_before: tuple[datetime.date | None, str]
) -> datetime.date:
    """The day that the receiver names for what becomes of a cheque, by default today; not before what came first."""
    came_first = max((day, what) for day, what in not_before if day is not None)
    today = await dates.business_date(payment["receiver_id"], None)
    return dates.past(given, today=today, pointer="/effective_on", not_before=came_first)
