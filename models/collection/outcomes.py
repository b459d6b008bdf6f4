"""What became of a payment: settled, given up, reversed, put aside, by what the outside says.

Facts only move a payment forward, so callbacks, polls and answers may come twice, at once or out of order. The smaller
functions work within the caller's transaction, on rows locked by `settlement.lock`.

Raw SQL: a payment is changed by guarded statements that return it with its allocations.
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence

from models import clock, database, events, ids, ledger, rows
from models.collection import settlement
from models.collection.settlement import MONEY_ACCOUNTS, Part
from models.gateways.base import PaymentFact
from models.ledger import Entry
from models.money.currencies import format_amount
from models.shapes import collection as shapes
from models.shapes import reconciliation
from models.shapes.billing import InvoiceRow
from models.shapes.collection import PaymentRow
from models.shapes.common import from_json, to_json
from models.tables.collection import GatewayAccount, Payment, PaymentStatus
from models.tables.ledger import LedgerTransaction
from models.tables.reconciliation import Discrepancy

# From which statuses a gateway's word may still move a payment, by the status that it reports.
FORWARD: Mapping[str, frozenset[PaymentStatus]] = {
    "requires_action": frozenset({"created", "unknown"}),
    "pending": frozenset({"created", "unknown", "requires_action"}),
    "failed": frozenset({"created", "unknown", "requires_action", "pending"}),
    "canceled": frozenset({"created", "unknown", "requires_action", "pending"}),
    # No failure is final: an authorization can come late.
    "succeeded": frozenset({"created", "unknown", "requires_action", "pending", "failed", "canceled"}),
}
# Statuses in which a payment holds a reservation.
OPEN: frozenset[PaymentStatus] = frozenset({"created", "requires_action", "reported", "pending", "unknown"})
# Statuses of an online payment whose outcome a client that waits wants to see.
UNDECIDED: frozenset[str] = frozenset({"created", "unknown"})


async def apply(fact: PaymentFact, *, gateway_account_id: uuid.UUID) -> bool:
    """Moves a payment forward by what its gateway says; False when we know no such payment.

    Harmless twice and in any order. Money whose amount, currency, merchant account or id differs from what we asked
    for goes to suspense, and the payment to `needs_review`. So does money that comes once more, under another id, while
    the payment stays as it is: it is a discrepancy from then on.
    """
    async with database.transaction():
        payment_id = await database.fetch_value(
            uuid.UUID,
            "SELECT payment_id FROM attempts WHERE id = $1 AND gateway_account_id = $2 AND kind = 'charge'",
            ids.decode("attempt", fact.reference),
            gateway_account_id,
        )
        if payment_id is None:
            return False
        invoices, payment = await settlement.lock(payment_id)
        if fact.status in ("succeeded", "returned"):
            if payment["status"] in FORWARD["succeeded"]:
                if await _differs(fact, payment):
                    await _put_aside(payment, fact)
                    return True
                await _succeed(invoices, payment, fact)
                if fact.status == "returned":
                    invoices, payment = await settlement.lock(payment_id)
            elif fact.status == "succeeded" and fact.gateway_payment_id != _booked_id(payment):
                await _put_unasked_aside(payment, fact)
            if fact.status == "returned" and payment["status"] == "succeeded":
                await reverse(
                    invoices,
                    payment,
                    code=fact.failure_code,
                    message=fact.failure_message,
                    occurred_at=fact.occurred_at,
                )
        elif payment["status"] in FORWARD[fact.status]:
            if fact.status in ("failed", "canceled"):
                await give_up(
                    invoices,
                    payment,
                    status=fact.status,
                    code=fact.failure_code,
                    message=fact.failure_message,
                    gateway_payment_id=None if await _is_anothers(fact, payment) else fact.gateway_payment_id,
                )
            else:
                await _wait(payment, fact)
        return True


async def mark_unknown(payment_id: uuid.UUID) -> None:
    """The gateway's answer did not come: the reservation stays until somebody knows. Announced to nobody."""
    await database.execute("UPDATE payments SET status = 'unknown' WHERE id = $1 AND status = 'created'", payment_id)


async def fail(payment_id: uuid.UUID, *, code: str, message: str) -> None:
    """No money moved and none will, by our own knowledge; changes nothing when the gateway has said otherwise."""
    async with database.transaction():
        invoices, payment = await settlement.lock(payment_id)
        if payment["status"] in FORWARD["failed"]:
            await give_up(invoices, payment, status="failed", code=code, message=message)


async def settle_reserved(
    invoices: dict[uuid.UUID, InvoiceRow],
    payment: PaymentRow,
    *,
    effective_on: datetime.date,
    gateway_payment_id: str | None = None,
) -> PaymentRow:
    allocated = await settlement.allocations(payment["id"], status="reserved")
    now = await settlement.settle_reserved(payment["id"])
    return await _finish_success(invoices, payment, now, allocated, effective_on, gateway_payment_id)


async def book(payment: PaymentRow, parts: Sequence[tuple[uuid.UUID, int]]) -> None:
    """Posts money that has arrived: what parts of invoices it covers, and the rest as the payer's credit."""
    assert payment["effective_on"] is not None, "what has arrived is dated"
    debit = Entry(MONEY_ACCOUNTS[payment["method"]], payment["amount"])
    await ledger.post(
        receiver_id=payment["receiver_id"],
        kind="payment.succeeded",
        source_id=payment["id"],
        currency=payment["currency"],
        effective_on=payment["effective_on"],
        entries=[debit, *settlement.credits(payment, parts, payment["amount_unapplied"])],
    )


async def announce_success(
    payment: PaymentRow,
    before: Mapping[uuid.UUID, InvoiceRow],
    now: Sequence[InvoiceRow],
    overpaid: InvoiceRow | None,
    *,
    payment_before: PaymentRow | None = None,
) -> None:
    latest = {row["id"]: row for row in now}
    if overpaid is not None:
        latest[overpaid["id"]] = overpaid
    await events.record(
        payment["receiver_id"],
        events.announcement(
            "payment.succeeded",
            shapes.payment(payment),
            before=None if payment_before is None else shapes.payment(payment_before),
        ),
        *settlement.announce_settled(before, latest.values()),
    )


async def give_up(
    invoices: dict[uuid.UUID, InvoiceRow],
    payment: PaymentRow,
    *,
    status: PaymentStatus,
    code: str | None,
    message: str | None,
    gateway_payment_id: str | None = None,
) -> PaymentRow:
    """Ends a payment that brought no money, and gives back what it had reserved."""
    await settlement.release(payment["id"])
    row = await _changed(
        f"""
        UPDATE payments SET status = $2, failure_code = $3, failure_message = $4, next_action = NULL,
            gateway_payment_id = coalesce($5, gateway_payment_id)
        WHERE id = $1 RETURNING {shapes.COLUMNS}
        """,
        payment["id"],
        status,
        code,
        message,
        gateway_payment_id,
    )
    await _forget_token(payment["id"])
    await events.record(
        payment["receiver_id"],
        events.announcement(f"payment.{status}", shapes.payment(row), before=shapes.payment(payment)),
    )
    return row


async def reverse(
    invoices: dict[uuid.UUID, InvoiceRow],
    payment: PaymentRow,
    *,
    code: str | None,
    message: str | None,
    occurred_at: datetime.datetime | None = None,
) -> PaymentRow:
    """Takes back all of a payment that had arrived: a returned debit, a bounced cheque. Its invoices are owed again.

    Refunds whose outcome is open hold nothing of it any more: whatever becomes of them, this money is gone.
    """
    amount = payment["amount"] - payment["amount_refunded"]
    reopened, debits, unapplied = await settlement.take_off(payment, amount, refund_id=None)
    row = await _changed(
        f"""
        UPDATE payments SET status = 'reversed', amount_reversed = $2, amount_unapplied = amount_unapplied - $3,
            amount_allocated = amount_allocated - ($2 - $3), amount_refund_reserved = 0, failure_code = $4,
            failure_message = $5
        WHERE id = $1 RETURNING {shapes.COLUMNS}
        """,
        payment["id"],
        amount,
        unapplied,
        code,
        message,
    )
    await ledger.post(
        receiver_id=payment["receiver_id"],
        kind="payment.reversed",
        source_id=payment["id"],
        currency=payment["currency"],
        effective_on=await settlement.business_date(payment["receiver_id"], occurred_at),
        entries=[
            *debits,
            # All of it is taken back, also what had been refunded: that part is owed by nobody, and to be explained.
            Entry("suspense", payment["amount_refunded"], payer_id=payment["payer_id"]),
            Entry(MONEY_ACCOUNTS[payment["method"]], -payment["amount"]),
        ],
    )
    await events.record(
        payment["receiver_id"],
        events.announcement("payment.reversed", shapes.payment(row), before=shapes.payment(payment)),
        *settlement.announce_reopened(invoices, reopened),
    )
    return row


async def _succeed(invoices: dict[uuid.UUID, InvoiceRow], payment: PaymentRow, fact: PaymentFact) -> None:
    effective_on = await settlement.business_date(payment["receiver_id"], fact.occurred_at)
    if payment["status"] in OPEN:
        await settle_reserved(invoices, payment, effective_on=effective_on, gateway_payment_id=fact.gateway_payment_id)
        return
    # The reservation was released when the payment failed: the money takes what it finds, and the rest is credit.
    parts = []
    for invoice_id, amount in (await settlement.allocations(payment["id"], status="released")).items():
        part = min(amount, settlement.payable(invoices[invoice_id]))
        if part:
            parts.append(Part(invoices[invoice_id], part))
    now = await settlement.settle(payment["id"], parts)
    allocated = {part.invoice["id"]: part.amount for part in parts}
    await _finish_success(invoices, payment, now, allocated, effective_on, fact.gateway_payment_id)


async def _finish_success(
    before: dict[uuid.UUID, InvoiceRow],
    payment: PaymentRow,
    now: Sequence[InvoiceRow],
    allocated: Mapping[uuid.UUID, int],
    effective_on: datetime.date,
    gateway_payment_id: str | None,
) -> PaymentRow:
    covered = sum(allocated.values())
    row = await _changed(
        f"""
        UPDATE payments SET status = 'succeeded', amount_allocated = $2, amount_unapplied = amount - $2,
            effective_on = $3, gateway_payment_id = coalesce($4, gateway_payment_id), next_action = NULL,
            failure_code = NULL, failure_message = NULL
        WHERE id = $1 RETURNING {shapes.COLUMNS}
        """,
        payment["id"],
        covered,
        effective_on,
        gateway_payment_id,
    )
    await _forget_token(payment["id"])
    overpaid = await settlement.note_overpaid(payment["invoice_id"], payment["amount"] - covered)
    await book(row, list(allocated.items()))
    await announce_success(row, before, now, overpaid, payment_before=payment)
    return row


async def _wait(payment: PaymentRow, fact: PaymentFact) -> None:
    """The payer must act, or the money is on its way."""
    # Not every action has a page: some are asked for in the payer's banking app.
    has_page = fact.status == "requires_action" and fact.redirect_url is not None
    next_action = {"type": "redirect", "url": fact.redirect_url} if has_page else None
    # The id of another payment is not taken. Should money come under it, that is put aside.
    gateway_payment_id = payment["gateway_payment_id"] if await _is_anothers(fact, payment) else fact.gateway_payment_id
    row = await _changed(
        "UPDATE payments SET status = $2, gateway_payment_id = $3, next_action = $4 "
        f"WHERE id = $1 RETURNING {shapes.COLUMNS}",
        payment["id"],
        fact.status,
        gateway_payment_id,
        None if next_action is None else to_json(next_action),
    )
    await events.record(
        payment["receiver_id"],
        events.announcement(f"payment.{fact.status}", shapes.payment(row), before=shapes.payment(payment)),
    )


async def _differs(fact: PaymentFact, payment: PaymentRow) -> bool:
    account = await GatewayAccount.objects().where(GatewayAccount.id == payment["gateway_account_id"]).first()
    assert account is not None, "accounts are archived, never deleted"
    asked = (payment["amount"], payment["currency"], account.account)
    known = payment["gateway_payment_id"] or fact.gateway_payment_id
    if asked != (fact.amount, fact.currency, fact.account) or known != fact.gateway_payment_id:
        return True
    return await _is_anothers(fact, payment)


async def _is_anothers(fact: PaymentFact, payment: PaymentRow) -> bool:
    """Whether another payment has the gateway's id already. A rival who takes it meanwhile is found by the next try."""
    # What is this payment's own by now is nobody else's: payments_are_one_per_gateway_payment.
    return fact.gateway_payment_id != payment["gateway_payment_id"] and await Payment.exists().where(
        Payment.gateway_account_id == payment["gateway_account_id"],
        Payment.gateway_payment_id == fact.gateway_payment_id,
        Payment.id != payment["id"],
    )


async def _put_aside(payment: PaymentRow, fact: PaymentFact) -> None:
    """The gateway reports something else than we asked for: a person must look, and the reservation stays meanwhile."""
    review = {"amount": fact.amount, "currency": fact.currency, "account": fact.account, "id": fact.gateway_payment_id}
    expected = format_amount(payment["amount"], payment["currency"])
    row = await _changed(
        f"UPDATE payments SET status = 'needs_review', next_action = NULL, review = $2, failure_code = "
        f"'fact_differs', failure_message = $3 WHERE id = $1 RETURNING {shapes.COLUMNS}",
        payment["id"],
        to_json(review),
        f"We asked for {expected}; the gateway reports {fact.amount} {fact.currency} on account {fact.account}, "
        f"as its payment {fact.gateway_payment_id}.",
    )
    await _forget_token(payment["id"])
    await ledger.post(
        receiver_id=payment["receiver_id"],
        kind="payment.needs_review",
        source_id=payment["id"],
        currency=fact.currency,
        effective_on=await settlement.business_date(payment["receiver_id"], fact.occurred_at),
        entries=[Entry("gateway_clearing", fact.amount), Entry("suspense", -fact.amount, payer_id=payment["payer_id"])],
    )
    await events.record(
        payment["receiver_id"],
        events.announcement("payment.needs_review", shapes.payment(row), before=shapes.payment(payment)),
    )


def _booked_id(payment: PaymentRow) -> str | None:
    """The gateway's id of the money that has been booked for a payment, be it in suspense."""
    if payment["review"] is None:
        return payment["gateway_payment_id"]
    return str(from_json(payment["review"], dict[str, str | int])["id"])


async def _put_unasked_aside(payment: PaymentRow, fact: PaymentFact) -> None:
    """Money that came once more for what was asked for once: booked to suspense, and told to people as a discrepancy.

    The second time changes nothing.
    """
    account_id = payment["gateway_account_id"]
    assert account_id is not None, "payments_online_have_a_gateway_account"
    # One payment of the gateway is one fact, whatever it is said of.
    source_id = uuid.uuid5(account_id, fact.gateway_payment_id)
    is_booked = LedgerTransaction.exists().where(
        LedgerTransaction.kind == "payment.unasked", LedgerTransaction.source_id == source_id
    )
    if not await is_booked:
        await ledger.post(
            receiver_id=payment["receiver_id"],
            kind="payment.unasked",
            source_id=source_id,
            currency=fact.currency,
            effective_on=await settlement.business_date(payment["receiver_id"], fact.occurred_at),
            entries=[
                Entry("gateway_clearing", fact.amount),
                Entry("suspense", -fact.amount, payer_id=payment["payer_id"]),
            ],
        )
    # As a run says it, which may have come before us.
    is_known = Discrepancy.exists().where(
        Discrepancy.gateway_account_id == account_id,
        Discrepancy.kind == "missing_here",
        Discrepancy.payment_id == payment["id"],
        Discrepancy.gateway_payment_id == fact.gateway_payment_id,
    )
    if not await is_known:
        found = await rows.insert(
            Discrepancy(
                receiver_id=payment["receiver_id"],
                gateway_account_id=account_id,
                payment_id=payment["id"],
                gateway_payment_id=fact.gateway_payment_id,
                kind="missing_here",
                currency=fact.currency,
                amount_there=fact.amount,
                status_there=fact.status,
            )
        )
        shape = reconciliation.discrepancy(found, now=clock.now())
        await events.record(payment["receiver_id"], events.announcement("reconciliation.discrepancy_found", shape))


async def _changed(statement: str, *parameters: object) -> PaymentRow:
    row = await database.fetch_row_as(PaymentRow, statement, *parameters)
    assert row is not None, "the payment is locked"
    return row


async def _forget_token(payment_id: uuid.UUID) -> None:
    await database.execute(
        "UPDATE attempts SET payment_token = NULL WHERE payment_id = $1 AND payment_token IS NOT NULL", payment_id
    )
