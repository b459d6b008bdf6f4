"""Attempts: the requests that workers make of gateways, and the questions that follow until the outcome is known.

Decide, act, record: the intent was written when the payment began; the call is made with no transaction open; what
happened is written under the lease. The first try asks for money. Every later one, after a lost answer or a dead
worker, first asks the gateway what it knows, and asks for money again, under the same idempotency key, only when the
gateway has never heard of the attempt.
"""

import asyncio
import datetime
from typing import Any

import structlog

from config import settings
from models import database, ids, secrets, work
from models.collection import outcomes, refunds, settlement
from models.gateways import registry
from models.gateways.base import Charge, Fact, Gateway, GatewayError, PaymentFact, RefundRequest
from models.shapes.invoices import pay_url
from models.tables.collection import Attempt

logger = structlog.get_logger(__name__)

# When a gateway is asked again after a payment without a final answer: soon at first, then daily for a week.
CHECKS = [
    datetime.timedelta(minutes=1),
    datetime.timedelta(minutes=5),
    datetime.timedelta(minutes=30),
    datetime.timedelta(hours=2),
    datetime.timedelta(hours=6),
    *[datetime.timedelta(days=1)] * 7,
]
# How often money is asked for when the gateway has never heard of the attempt; then it has failed.
SENDS_MAX = 3
# Longer than the adapters' time limit of 10 s with its look-up before, so that no lease ends under a living worker.
LEASE_SECONDS = 60
BATCH = 20


async def send_due() -> int:
    """Works on the attempts that are due, side by side; returns how many there were."""
    rows = await work.claim(Attempt, limit=BATCH, lease_seconds=LEASE_SECONDS)
    await asyncio.gather(*(_work_on(row) for row in rows))
    return len(rows)


async def _work_on(attempt: Any) -> None:
    """Asks the gateway and records its word. After an error of ours it is asked again by the schedule, not for ever."""
    try:
        await _ask_and_record(attempt)
    except Exception as error:
        logger.exception("attempt.error", attempt_id=ids.encode("attempt", attempt["id"]))
        await work.postpone(attempt, schedule=CHECKS, error=type(error).__name__)


async def _ask_and_record(attempt: Any) -> None:
    if await _is_decided(attempt):
        await work.finish(attempt, status="done")
        return
    account = await database.fetch_row("SELECT * FROM gateway_accounts WHERE id = $1", attempt["gateway_account_id"])
    gateway = registry.open_account(account)
    try:
        fact = await _ask(gateway, attempt)
    except GatewayError as error:
        # A refusal speaks of this call only: an earlier one, whose answer was lost, may have moved money.
        if error.permanent and not attempt["sends"]:
            await _record_failure(attempt, code="gateway_refused", message=str(error))
        else:
            await _record_unknown(attempt, str(error))
        return
    if fact is None:
        await _record_failure(attempt, code="gateway_unavailable", message="The gateway never took the request.")
        return
    await database.retried(lambda: _record(attempt, fact))


async def _is_decided(attempt: Any) -> bool:
    """True when somebody else, such as a callback, has brought the final word."""
    if attempt["kind"] == "refund":
        status = await database.fetch_value("SELECT status FROM refunds WHERE id = $1", attempt["refund_id"])
        return status not in refunds.FORWARD["succeeded"]
    status = await database.fetch_value("SELECT status FROM payments WHERE id = $1", attempt["payment_id"])
    return status not in outcomes.OPEN


async def _ask(gateway: Gateway, attempt: Any) -> Fact | None:
    """What the gateway knows, after asking it for money if need be; None when it will not hear of the attempt."""
    reference = ids.encode("attempt", attempt["id"])
    if attempt["sends"]:
        is_refund = attempt["kind"] == "refund"
        known = await (gateway.find_refund if is_refund else gateway.find_payment)(reference=reference)
        if known is not None or attempt["sends"] >= SENDS_MAX:
            return known
    # Counted before the call: whoever takes over from a worker that dies in it must ask before they send.
    counted = await database.fetch_row(
        "UPDATE attempts SET sends = sends + 1 WHERE id = $1 AND lease_token = $2 RETURNING sends",
        attempt["id"],
        attempt["lease_token"],
    )
    if counted is None:
        raise GatewayError("The lease has passed on to another worker.", permanent=False)
    if attempt["kind"] == "refund":
        return await gateway.refund(await _refund_request(attempt, reference))
    return await gateway.charge(await _charge(attempt, reference))


async def _charge(attempt: Any, reference: str) -> Charge:
    payment = await database.fetch_row(
        "SELECT payments.amount, payments.currency, invoices.id, invoices.number, invoices.pay_token FROM payments "
        "LEFT JOIN invoices ON invoices.id = payments.invoice_id WHERE payments.id = $1",
        attempt["payment_id"],
    )
    assert payment is not None
    token = secrets.decrypt(attempt["payment_token"], context=f"payment_token:{attempt['id']}")
    return Charge(
        reference=reference,
        amount=payment["amount"],
        currency=payment["currency"],
        payment_token=token.decode(),
        description=f"Invoice {payment['number']}" if payment["number"] else "Several invoices",
        # Where the payer sees what became of it; a payment that was split over invoices has no such place.
        return_url=pay_url(payment) or settings.public_url,
        callback_url=_callback_url(attempt),
    )


async def _refund_request(attempt: Any, reference: str) -> RefundRequest:
    refund = await database.fetch_row(
        "SELECT refunds.amount, refunds.currency, refunds.reason, payments.gateway_payment_id FROM refunds "
        "JOIN payments ON payments.id = refunds.payment_id WHERE refunds.id = $1",
        attempt["refund_id"],
    )
    assert refund is not None
    return RefundRequest(
        reference=reference,
        gateway_payment_id=refund["gateway_payment_id"],
        amount=refund["amount"],
        currency=refund["currency"],
        reason=refund["reason"] or "requested",
        callback_url=_callback_url(attempt),
    )


def _callback_url(attempt: Any) -> str:
    return f"{settings.public_url}/v1/callbacks/{ids.encode('gateway_account', attempt['gateway_account_id'])}"


async def _hold(attempt: Any) -> bool:
    """Locks what an outcome changes, the attempt last as a callback does; False when its lease has passed on."""
    await settlement.lock(attempt["payment_id"])
    return await work.hold(attempt)


async def _record(attempt: Any, fact: Fact) -> None:
    async with database.transaction():
        if not await _hold(attempt):
            return
        if isinstance(fact, PaymentFact):
            await outcomes.apply(fact, gateway_account_id=attempt["gateway_account_id"])
        else:
            await refunds.apply(fact, gateway_account_id=attempt["gateway_account_id"])
        if await _is_decided(attempt):
            await work.finish(attempt, status="done")
        else:
            await work.postpone(attempt, schedule=CHECKS)


async def _record_unknown(attempt: Any, error: str) -> None:
    async with database.transaction():
        if not await _hold(attempt):
            return
        if attempt["kind"] == "refund":
            await refunds.mark_unknown(attempt["refund_id"])
        else:
            await outcomes.mark_unknown(attempt["payment_id"])
        await work.postpone(attempt, schedule=CHECKS, error=error)


async def _record_failure(attempt: Any, *, code: str, message: str) -> None:
    async with database.transaction():
        if not await _hold(attempt):
            return
        if attempt["kind"] == "refund":
            await refunds.fail(attempt["refund_id"], attempt["payment_id"], code=code, message=message)
        else:
            await outcomes.fail(attempt["payment_id"], code=code, message=message)
        await work.finish(attempt, status="done", error=message)
