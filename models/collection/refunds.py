"""Refunds: reserved under the payment's row lock, so that together they never exceed what was paid."""

import uuid
from typing import Any

from models import access, clock, database, events, ids, ledger, lists, nudge
from models.access import Caller
from models.collection import outcomes, settlement
from models.collection.settlement import MONEY_ACCOUNTS
from models.errors import PaymentStateForbids, RefundTooHigh
from models.gateways.base import RefundFact
from models.ledger import Entry
from models.money import terms
from models.money.currencies import format_amount
from models.shapes import payments as shapes
from models.shapes.common import to_json
from models.shapes.payments import RefundInput
from models.tables.collection import Payment, Refund

# From which statuses a gateway's word may still move a refund, by the status that it reports.
FORWARD = {
    "pending": frozenset({"requested", "unknown"}),
    "failed": frozenset({"requested", "processing", "unknown", "succeeded"}),
    "succeeded": frozenset({"requested", "processing", "unknown"}),
}


async def create(caller: Caller, given: RefundInput) -> Any:
    """Asks the gateway to send money back, or records that the receiver has given offline money back.

    Raises NotFound, Forbidden, PaymentStateForbids, RefundTooHigh.
    """
    async with database.transaction():
        payment_id = ids.decode("payment", given.payment_id)
        found = await access.find(caller, Payment, payment_id, "refunds.write")
        invoices, payment = await settlement.lock(found["id"])
        if payment["status"] != "succeeded":
            raise PaymentStateForbids(payment["status"], "refunded")
        refundable = payment["amount"] - payment["amount_refunded"] - payment["amount_refund_reserved"]
        amount = refundable if given.amount is None else given.amount
        if amount > refundable or refundable == 0:
            raise RefundTooHigh(amount or payment["amount"], refundable, payment["currency"])
        refund_id = ids.new()
        is_online = payment["gateway_account_id"] is not None
        row = await database.fetch_row(
            """
            INSERT INTO refunds (id, receiver_id, payer_id, payment_id, status, currency, amount, reason,
                gateway_account_id, created_by, metadata)
            VALUES ($1, $2, $3, $4, 'requested', $5, $6, $7, $8, $9, $10) RETURNING *
            """,
            refund_id,
            payment["receiver_id"],
            payment["payer_id"],
            payment["id"],
            payment["currency"],
            amount,
            given.reason,
            payment["gateway_account_id"],
            caller.user_id,
            to_json(given.metadata),
        )
        await database.execute(
            "UPDATE payments SET amount_refund_reserved = amount_refund_reserved + $2 WHERE id = $1",
            payment["id"],
            amount,
        )
        await events.record(payment["receiver_id"], announce("refund.created", row))
        if not is_online:
            return await _succeed(invoices, row, gateway_refund_id=None)
        await database.execute(
            "INSERT INTO attempts (id, receiver_id, gateway_account_id, payment_id, refund_id, kind, next_attempt_at) "
            "VALUES ($1, $2, $3, $4, $5, 'refund', $6)",
            ids.new(),
            payment["receiver_id"],
            payment["gateway_account_id"],
            payment["id"],
            refund_id,
            clock.now(),
        )
        nudge.after_commit("payments")
        return row


async def apply(fact: RefundFact, *, gateway_account_id: uuid.UUID) -> bool:
    """Moves a refund forward by what its gateway says; False when we know no such refund. Harmless twice."""
    async with database.transaction():
        attempt = await database.fetch_row(
            "SELECT payment_id, refund_id FROM attempts WHERE id = $1 AND gateway_account_id = $2 AND kind = 'refund'",
            ids.decode("attempt", fact.reference),
            gateway_account_id,
        )
        if attempt is None:
            return False
        invoices, _ = await settlement.lock(attempt["payment_id"])
        row = await _lock(attempt["refund_id"])
        if row["status"] not in FORWARD[fact.status]:
            return True
        if (fact.amount, fact.currency) != (row["amount"], row["currency"]):
            expected = format_amount(row["amount"], row["currency"])
            message = f"We asked for {expected}; the gateway reports {fact.amount} {fact.currency}."
            await _set_status(row, "unknown", code="fact_differs", message=message)
        elif fact.status == "pending":
            await _set_status(row, "processing", gateway_refund_id=fact.gateway_refund_id)
        elif fact.status == "succeeded":
            await _succeed(invoices, row, gateway_refund_id=fact.gateway_refund_id)
        elif row["status"] == "succeeded":
            await _take_back(invoices, row, fact)
        else:
            await _fail(
                row,
                code=fact.failure_code,
                message=fact.failure_message,
                gateway_refund_id=fact.gateway_refund_id,
            )
        return True


async def mark_unknown(refund_id: uuid.UUID) -> None:
    """The gateway's answer did not come: the reservation stays until somebody knows."""
    await database.execute("UPDATE refunds SET status = 'unknown' WHERE id = $1 AND status = 'requested'", refund_id)


async def fail(refund_id: uuid.UUID, payment_id: uuid.UUID, *, code: str, message: str) -> None:
    """No money went back and none will, by our own knowledge; changes nothing when the gateway has said otherwise."""
    async with database.transaction():
        await settlement.lock(payment_id)
        row = await _lock(refund_id)
        if row["status"] in FORWARD["pending"]:
            await _fail(row, code=code, message=message, gateway_refund_id=None)


async def get(caller: Caller, refund_id: uuid.UUID | None) -> Any:
    """One refund. Raises NotFound."""
    return await access.find(caller, Refund, refund_id, "refunds.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[Refund]:
    """A page of refunds, newest first."""
    return await lists.page(caller, Refund, filters=filters, limit=limit, after=after)


def announce(type_: str, row: Any, *, before: Any | None = None) -> events.Announcement:
    """The event of that type for a refund as it is now; `before` is its row as it was."""
    data = shapes.refund(row)
    previous = events.previous(None if before is None else shapes.refund(before), data)
    return events.Announcement(type=type_, object_kind="refund", object_id=row["id"], data=data, previous=previous)


async def _lock(refund_id: uuid.UUID) -> Any:
    return await database.fetch_row("SELECT * FROM refunds WHERE id = $1 FOR NO KEY UPDATE", refund_id)


async def _succeed(invoices: dict[uuid.UUID, Any], refund: Any, *, gateway_refund_id: str | None) -> Any:
    """The money has gone back: it comes off what was unapplied first, then off the invoices, newest first."""
    payment = await outcomes.read(refund["payment_id"])
    if payment["status"] == "reversed":
        reopened, debits = await _refund_twice(payment, refund)
    else:
        reopened, debits, unapplied = await settlement.take_off(payment, refund["amount"], refund_id=refund["id"])
        await database.execute(
            """
            UPDATE payments SET amount_refund_reserved = amount_refund_reserved - $2,
                amount_refunded = amount_refunded + $2,
                amount_unapplied = amount_unapplied - $3, amount_allocated = amount_allocated - ($2 - $3)
            WHERE id = $1
            """,
            payment["id"],
            refund["amount"],
            unapplied,
        )
    zone = next((invoice["time_zone"] for invoice in invoices.values()), "UTC")
    effective_on = terms.local_date(clock.now(), zone)
    row = await database.fetch_row(
        "UPDATE refunds SET status = 'succeeded', effective_on = $2, failure_code = NULL, failure_message = NULL, "
        "gateway_refund_id = coalesce($3, gateway_refund_id) WHERE id = $1 RETURNING *",
        refund["id"],
        effective_on,
        gateway_refund_id,
    )
    await ledger.post(
        receiver_id=refund["receiver_id"],
        kind="refund.succeeded",
        source_id=refund["id"],
        currency=refund["currency"],
        effective_on=effective_on,
        entries=[*debits, Entry(MONEY_ACCOUNTS[payment["method"]], -refund["amount"])],
    )
    await events.record(
        refund["receiver_id"],
        announce("refund.succeeded", row, before=refund),
        *settlement.announce_reopened(invoices, reopened),
    )
    return row


async def _refund_twice(payment: Any, refund: Any) -> tuple[list[Any], list[Entry]]:
    """The payer's bank has taken the whole payment back meanwhile, so the payer has this money twice.

    Nothing comes off any invoice again; what is gone stands in suspense until a person has it back.
    """
    await database.execute(
        "UPDATE payments SET amount_reversed = amount_reversed - $2, amount_refunded = amount_refunded + $2 "
        "WHERE id = $1",
        payment["id"],
        refund["amount"],
    )
    return [], [Entry("suspense", refund["amount"], payer_id=refund["payer_id"])]


async def _fail(refund: Any, *, code: str | None, message: str | None, gateway_refund_id: str | None) -> None:
    await database.execute(
        # A reversal has ended the reservation before.
        "UPDATE payments SET amount_refund_reserved = amount_refund_reserved - $2 "
        "WHERE id = $1 AND status <> 'reversed'",
        refund["payment_id"],
        refund["amount"],
    )
    row = await _set_status(refund, "failed", code=code, message=message, gateway_refund_id=gateway_refund_id)
    await events.record(refund["receiver_id"], announce("refund.failed", row, before=refund))


async def _take_back(invoices: dict[uuid.UUID, Any], refund: Any, fact: RefundFact) -> None:
    """A refund that had succeeded came back to the receiver: the money is the payer's credit now."""
    payment = await outcomes.read(refund["payment_id"])
    await database.execute(
        "UPDATE payments SET amount_refunded = amount_refunded - $2, amount_unapplied = amount_unapplied + $2 "
        "WHERE id = $1",
        payment["id"],
        refund["amount"],
    )
    overpaid = await settlement.note_overpaid(payment["invoice_id"], refund["amount"])
    await ledger.post(
        receiver_id=refund["receiver_id"],
        kind="refund.returned",
        source_id=refund["id"],
        currency=refund["currency"],
        effective_on=terms.local_date(fact.occurred_at or clock.now(), "UTC"),
        entries=[
            Entry(MONEY_ACCOUNTS[payment["method"]], refund["amount"]),
            Entry("payer_credit", -refund["amount"], payer_id=refund["payer_id"]),
        ],
    )
    row = await _set_status(refund, "failed", code=fact.failure_code, message=fact.failure_message)
    await events.record(
        refund["receiver_id"],
        announce("refund.failed", row, before=refund),
        *settlement.announce_settled(invoices, [overpaid] if overpaid is not None else []),
    )


async def _set_status(
    refund: Any,
    status: str,
    *,
    code: str | None = None,
    message: str | None = None,
    gateway_refund_id: str | None = None,
) -> Any:
    return await database.fetch_row(
        "UPDATE refunds SET status = $2, failure_code = $3, failure_message = $4, "
        "gateway_refund_id = coalesce($5, gateway_refund_id) WHERE id = $1 RETURNING *",
        refund["id"],
        status,
        code,
        message,
        gateway_refund_id,
    )
