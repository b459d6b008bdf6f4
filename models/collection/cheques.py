"""Cheques: received, taken to the bank, cleared, bounced, and presented again.

A cheque that has not cleared is at the bank while it has `deposited_on`. When it bounces it is in hand again, and has
none.

Raw SQL: a cheque that is taken to the bank is returned with its allocations by the statement that notes it.
"""

import datetime
import uuid

from models import access, database, events, ids, versions
from models.access import Caller
from models.collection import dates, fees, outcomes, reversals, settlement
from models.errors import ChequeNotDue, Invalid, PaymentStateForbids
from models.shapes import collection as shapes
from models.shapes.collection import FeeInput, PaymentRow
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
    """The receiver says that a cheque was taken to the bank: for the first time, or again after it has bounced; once
    each time. It brings money only once it clears.

    Raises NotFound, Forbidden, PreconditionFailed, PaymentStateForbids, Invalid, ChequeNotDue.
    """
    found = await access.find(caller, Payment, payment_id, "payments.record")
    async with database.transaction():
        _, payment = await settlement.lock(found.id)
        versions.check(payment, version)
        bounce = await _standing_bounce(payment["id"])
        if payment["method"] != "cheque" or not (payment["status"] == "pending" or bounce or _is_bounced(payment)):
            raise PaymentStateForbids(
                payment["status"], "taken to the bank: only a cheque is that is in hand, or that has bounced"
            )
        if payment["deposited_on"] is not None:
            raise PaymentStateForbids(
                payment["status"],
                f"taken to the bank, where it has been since {payment['deposited_on']}. Say by /clear or /bounce what "
                "came of that",
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

    Raises NotFound, Forbidden, PreconditionFailed, PaymentStateForbids, Invalid, ChequeNotDue.
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
        if _is_bounced(payment):
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
    fee: FeeInput | None = None,
    version: Wanted = None,
) -> PaymentRow:
    """The receiver says that a cheque has bounced, before or after it cleared: the invoice is owed again. One that was
    taken to the bank again may bounce once more, which moves nothing. A fee is owed besides, by a debit note.

    Raises NotFound, Forbidden, PreconditionFailed, PaymentStateForbids, Invalid, ChequeNotDue, then for a fee
    CurrencyDiffers, ReceiverArchived, PayerArchived, Invalid, and what `issuing.finalize` does.
    """
    found = await access.find(caller, Payment, payment_id, "payments.record")
    if fee is not None:
        access.require(caller, "invoices.write", found, Payment)
    async with database.transaction():
        invoices, payment = await settlement.lock(found.id)
        versions.check(payment, version)
        if payment["method"] != "cheque" or not await _may_bounce(payment):
            raise PaymentStateForbids(payment["status"], "bounced")
        day = await _bounced_on(payment, effective_on)
        reversal_id = None if day is None else ids.make()
        note = None if fee is None else await fees.draft(payment, fee, reversal_id=reversal_id)
        if day is not None:
            row = await reversals.take(
                invoices,
                payment,
                kind="bounce",
                amount=payment["amount"],
                code=BOUNCED,
                message=reason,
                effective_on=day,
                created_by=caller.user_id,
                reversal_id=reversal_id,
                fee_invoice_id=None if note is None else note["id"],
            )
        elif payment["status"] == "pending":
            row = await outcomes.give_up(invoices, payment, status="failed", code=BOUNCED, message=reason)
        else:
            row = await _bounce_once_more(payment, reason)
        if note is not None:
            await fees.issue(caller, note)
        return row


async def _may_bounce(payment: PaymentRow) -> bool:
    if payment["status"] in ("pending", "succeeded"):
        return True
    is_back = _is_bounced(payment) or await _standing_bounce(payment["id"]) is not None
    return is_back and payment["deposited_on"] is not None


async def _bounced_on(payment: PaymentRow, given: datetime.date | None) -> datetime.date | None:
    """The day on which the money of a cheque goes again; None where it had not cleared, so that none does."""
    if payment["status"] == "succeeded":
        return await _moved_on(payment, given, (payment["effective_on"], "the cheque cleared"))
    if given is not None:
        raise Invalid(
            "The cheque has not cleared, so no money moves when it bounces: leave effective_on out.",
            pointer="/effective_on",
        )
    _check_due(payment, await dates.business_date(payment["receiver_id"], None))
    return None


async def _bounce_once_more(payment: PaymentRow, reason: str) -> PaymentRow:
    """What had been taken to the bank again is in hand again; it has brought nothing that could go."""
    row = await outcomes.changed(
        f"""
        UPDATE payments SET deposited_on = NULL, failure_code = $2, failure_message = $3 WHERE id = $1
        RETURNING {shapes.COLUMNS}
        """,
        payment["id"],
        BOUNCED,
        reason,
    )
    announcement = events.announcement("payment.bounced", shapes.payment(row), before=shapes.payment(payment))
    await events.record(payment["receiver_id"], announcement)
    return row


def _is_bounced(payment: PaymentRow) -> bool:
    """Whether a cheque came back before it had cleared."""
    return payment["status"] == "failed" and payment["failure_code"] == BOUNCED


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
