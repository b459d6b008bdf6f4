"""What a gateway says of a dispute besides its money: how far it has come, and until when it is to be answered.

The money is moved by reversals, between `begin` and `end`, within the caller's transaction, on a payment and invoices
that it has locked by `settlement.lock`.

Raw SQL: which invoices are disputed is asked of all open disputes, in the statement that writes it.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from models import database, events, ids, rows
from models.billing import corrections, credit_runs
from models.collection import reversals
from models.gateways.base import ReversalFact
from models.online import dispute_notices, matching
from models.shapes import collection
from models.shapes import disputes as shapes
from models.shapes.collection import PaymentRow
from models.shapes.invoice_rows import COLUMNS as INVOICE_COLUMNS
from models.shapes.invoice_rows import InvoiceRow
from models.tables.collection import Reversal
from models.tables.disputes import OPEN_DISPUTES, Dispute, DisputeFunds, DisputeStatus


class Heard(NamedTuple):
    """A dispute before a fact (None if it is new) and after it (None if the fact is about none), and the payment's
    invoices as they are now."""

    before: Dispute | None
    now: Dispute | None
    invoices: Mapping[uuid.UUID, InvoiceRow]


async def begin(fact: ReversalFact, payment: PaymentRow, invoices: Mapping[uuid.UUID, InvoiceRow]) -> Heard:
    """Writes how far the dispute has come, and whether its invoices are disputed, unless a newer report was applied.

    A dispute that was over, and whose money is taken only now, is open again.
    """
    account_id = payment["gateway_account_id"]
    assert account_id is not None, "payments_online_have_a_gateway_account"
    if fact.dispute is None:
        return Heard(None, None, invoices)
    before = await _find(account_id, fact.gateway_reversal_id)
    if before is None:
        now = await rows.insert(
            Dispute(
                id=ids.make(),
                receiver_id=payment["receiver_id"],
                payer_id=payment["payer_id"],
                payment_id=payment["id"],
                gateway_account_id=account_id,
                gateway_dispute_id=fact.gateway_reversal_id,
                status=fact.dispute.status,
                currency=fact.currency,
                amount=fact.amount,
                reason=fact.dispute.reason,
                respond_by=fact.dispute.respond_by,
                invoice_ids=_covered(payment),
                reported_at=fact.occurred_at,
            )
        )
    elif before.payment_id != payment["id"]:
        return Heard(None, None, invoices)
    elif _is_old_news(fact, fact.dispute.status, before):
        # Of its money it may be the first report.
        return Heard(before, before, invoices)
    else:
        now = await rows.update(
            before,
            {
                Dispute.status: fact.dispute.status,
                Dispute.amount: fact.amount if before.funds == "none" else before.amount,
                Dispute.reason: fact.dispute.reason or before.reason,
                Dispute.respond_by: fact.dispute.respond_by or before.respond_by,
                # A new deadline is warned of like the first one.
                Dispute.warned_at: before.warned_at if fact.dispute.respond_by in (None, before.respond_by) else None,
                Dispute.reported_at: fact.occurred_at or before.reported_at,
            },
        )
    return Heard(before, now, await flag(now, invoices))


async def end(heard: Heard) -> None:
    """Writes where the money is by now, and how much; announces what has changed, and mails about a new dispute."""
    if heard.now is None:
        return
    newest = await reversals.newest(heard.now.gateway_account_id, heard.now.gateway_dispute_id)
    amount = heard.now.amount if newest is None else newest.amount
    now, funds = heard.now, _funds(newest)
    if (now.funds, now.amount) != (funds, amount):
        now = await rows.update(now, {Dispute.funds: funds, Dispute.amount: amount})
    if heard.before is None:
        await events.record(now.receiver_id, events.announcement("dispute.opened", shapes.dispute(now)))
        if now.status in ("won", "lost"):
            await events.record(now.receiver_id, events.announcement(f"dispute.{now.status}", shapes.dispute(now)))
    elif events.previous(shapes.dispute(heard.before), shapes.dispute(now)):
        await announce(heard.before, now)
    was_open = heard.before is not None and heard.before.status in OPEN_DISPUTES
    if now.status in OPEN_DISPUTES and not was_open:
        # One that is over when we first hear of it cannot be answered, so nobody is asked to.
        await dispute_notices.tell_opened(now)


async def announce(before: Dispute, now: Dispute) -> None:
    """Announces that a dispute was won or lost, where that is new, or that it has changed otherwise."""
    is_decided = now.status != before.status and now.status in ("won", "lost")
    type_ = f"dispute.{now.status}" if is_decided else "dispute.updated"
    announcement = events.announcement(type_, shapes.dispute(now), before=shapes.dispute(before))
    await events.record(now.receiver_id, announcement)


async def flag(dispute: Dispute, invoices: Mapping[uuid.UUID, InvoiceRow]) -> Mapping[uuid.UUID, InvoiceRow]:
    """Writes and announces which of a dispute's invoices are disputed; returns all of these invoices as they are."""
    changed = await database.fetch_as(
        InvoiceRow,
        f"""
        UPDATE invoices SET disputed = NOT disputed
        WHERE id = ANY($1) AND disputed <> EXISTS (SELECT FROM disputes
            WHERE disputes.receiver_id = invoices.receiver_id AND disputes.status = ANY($2)
              AND invoices.id = ANY(disputes.invoice_ids))
        RETURNING {INVOICE_COLUMNS}
        """,
        dispute.invoice_ids,
        OPEN_DISPUTES,
    )
    await events.record(dispute.receiver_id, *(corrections.announcement(invoices[row["id"]], row) for row in changed))
    if any(not row["disputed"] for row in changed):
        await credit_runs.wake(dispute.receiver_id, changed[0]["payer_id"])
    return {**invoices, **{row["id"]: row for row in changed}}


def _is_old_news(fact: ReversalFact, status: DisputeStatus, before: Dispute) -> bool:
    """Whether a report does not change how far the dispute has come: it is older than the last one, or it would reopen
    what is over without being newer. That may be an earlier report which comes once more; not so where it tells for the
    first time that the money was taken."""
    opens_again = status in OPEN_DISPUTES and before.status not in OPEN_DISPUTES
    is_first_taking = fact.status == "taken" and before.funds == "none"
    return matching.is_older(fact.occurred_at, before.reported_at) or (
        opens_again and not is_first_taking and not matching.is_newer(fact.occurred_at, before.reported_at)
    )


def _covered(payment: PaymentRow) -> Sequence[uuid.UUID]:
    """The invoices that hold money of a payment, or else the one that it was made for."""
    held = [invoice_id for invoice_id, amount in collection.amounts(payment, status="settled").items() if amount > 0]
    return held or [invoice_id for invoice_id in [payment["invoice_id"]] if invoice_id is not None]


def _funds(newest: Reversal | None) -> DisputeFunds:
    if newest is None:
        return "none"
    return "withdrawn" if newest.status == "standing" else "reinstated"


async def _find(account_id: uuid.UUID, gateway_dispute_id: str) -> Dispute | None:
    return (
        await Dispute.objects()
        .where(Dispute.gateway_account_id == account_id, Dispute.gateway_dispute_id == gateway_dispute_id)
        .lock_rows("NO KEY UPDATE")
        .first()
    )
