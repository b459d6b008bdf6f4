"""Collecting by itself what is due, by the payment methods that payers have saved.

Each instalment has a row (models/billing/collections.py), which is worked on from its day on. A look at it is a
transaction under the invoice's lock: nothing is begun beside a payment whose outcome is open, whoever has begun it, and
what is begun is written with the row, so that two workers, or one that was killed, never charge twice. After a decline
that may pass it is tried again by `RETRY_AFTER`, and not for ever; one that will not pass, or a mandate that the payer
has revoked, ends it. What a person has canceled was no try, and the next one comes no sooner than after a decline.

Raw SQL: the invoice is locked and read as the row that its shape is made from.
"""

import datetime
import uuid
from typing import NamedTuple

from models import access, audit, clock, database, ids, rows, versions, work
from models.access import Caller
from models.billing import collections
from models.collection import failure_mails, payments
from models.errors import NoPaymentMethod, PayerArchived, PaymentMethodDetached
from models.parties import payment_methods
from models.shapes import invoice_rows
from models.shapes.collection import PaymentInput, PaymentRow
from models.shapes.invoice_rows import COLUMNS, InvoiceRow
from models.shapes.payment_methods import CollectInput
from models.tables.billing import Invoice
from models.tables.collection import OPEN_PAYMENTS, Attempt, Payment
from models.tables.parties import Payer
from models.tables.payment_methods import Collection, CollectionReason, PaymentMethod
from models.versions import Wanted

# After a decline that may pass: then no more.
RETRY_AFTER = (datetime.timedelta(days=3), datetime.timedelta(days=5), datetime.timedelta(days=7))
# Declines that will be the same next time, in the words of gateways: what the payer is told so, and what they are not.
FINAL_CODES = failure_mails.EXPIRED | failure_mails.NOT_CHARGEABLE | {"lost_card", "pickup_card", "stolen_card"}
# When a payment whose outcome is open is looked at again.
LOOK_SOON, LOOK_LATER = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
SCHEDULE = (datetime.timedelta(minutes=10), datetime.timedelta(hours=1), datetime.timedelta(hours=6))
LEASE_SECONDS = 60


async def collect(
    caller: Caller, invoice_id: uuid.UUID | None, given: CollectInput, *, version: Wanted = None
) -> PaymentRow:
    """Begins a payment of all that is payable now, by a saved payment method.

    Raises NotFound, Forbidden, PreconditionFailed, PayerArchived, NoPaymentMethod, PaymentMethodDetached, and
    what `payments.create` does.
    """
    async with database.transaction():
        invoice = await access.find(caller, Invoice, invoice_id, "payments.pay", lock=True)
        versions.check(invoice, version)
        payer = await rows.find(Payer, invoice.payer_id)
        assert payer is not None, "who has invoices is archived, never deleted"
        if payer.status == "archived":
            raise PayerArchived(f"Payer {payer.name} is archived: nothing is charged to them any more.")
        if given.payment_method_id is None:
            method = await collections.default_of(invoice.payer_id)
        else:
            wanted = ids.decode("payment_method", given.payment_method_id)
            method = (
                await PaymentMethod.objects()
                .where(PaymentMethod.id == wanted, PaymentMethod.payer_id == invoice.payer_id)
                .first()
            )
        if method is None:
            raise NoPaymentMethod("The payer has no such saved payment method: save one, or pay with a payment_token.")
        if method.status == "detached":
            raise PaymentMethodDetached("be charged")
        return await _charge(caller, invoice.id, method, amount=None)


async def of_invoice(caller: Caller, invoice_id: uuid.UUID | None) -> list[Collection]:
    """What becomes of an invoice's instalments that are collected by themselves: of what is scheduled, what a look at
    it would find now. Raises NotFound, Forbidden."""
    invoice = await access.find_as(caller, Invoice, InvoiceRow, invoice_id, "payments.read", columns=COLUMNS)
    found = list(await collections.of_invoice(invoice["id"]))
    for row in found:
        reason = _over(invoice, row.position)
        if row.outcome == "scheduled" and reason is not None:
            row.outcome, row.reason = "ended", reason
    return found


async def collect_due(*, limit: int) -> int:
    """Works on up to `limit` instalments whose time has come, one after the other; returns how many. For beat."""
    return await work.one_by_one(Collection, _work_on, lease_seconds=LEASE_SECONDS, limit=limit)


async def _work_on(row: Collection) -> None:
    with audit.acting(audit.Origin(request_id=ids.encode("invoice", row.invoice_id))):
        await work.try_once(
            row, lambda: _look(row), schedule=SCHEDULE, give_up=lambda error: _give_up(row, error), seconds_max=45
        )


class _Next(NamedTuple):
    """What comes of a look: the row's new values, and when it is looked at again; None when never."""

    values: dict[str, object]
    at: datetime.datetime | None


async def _look(row: Collection) -> None:
    await _hear_revocation(row)
    async with database.transaction():
        invoice = await database.fetch_row_as(
            InvoiceRow, f"SELECT {COLUMNS} FROM invoices WHERE id = $1 FOR NO KEY UPDATE", row.invoice_id
        )
        assert invoice is not None, "issued invoices are kept"
        if not await work.hold(row):
            return
        now = clock.now()
        came = await _decide(row, invoice, now)
        await rows.update(
            row,
            {
                **came.values,
                "status": "done" if came.at is None else "pending",
                "lease_token": None,
                "attempts": 0,
                "error": None,
                "next_attempt_at": came.at or now,
            },
        )


async def _hear_revocation(row: Collection) -> None:
    """Ends the payment method whose mandate the last try has found revoked. In a transaction of its own, since it locks
    the payer, and whoever locks an invoice too locks it after the payer."""
    if row.outcome != "trying" or row.payment_id is None or row.payment_method_id is None:
        return
    payment = await rows.find(Payment, row.payment_id)
    if payment is not None and payment.status == "failed" and payment.failure_code in failure_mails.REVOKED:
        await payment_methods.revoke(row.payment_method_id)


async def _decide(row: Collection, invoice: InvoiceRow, now: datetime.datetime) -> _Next:
    payment = None if row.payment_id is None else await rows.find(Payment, row.payment_id)
    if payment is not None and (payment.status in OPEN_PAYMENTS or payment.status == "needs_review"):
        is_new = payment.status in ("created", "unknown")
        return _Next({"outcome": "trying"}, now + (LOOK_SOON if is_new else LOOK_LATER))
    reason = _over(invoice, row.position)
    if reason == "settled" and payment is not None and payment.status == "succeeded":
        return _Next({"outcome": "collected", "reason": None}, None)
    if reason is not None:
        return _ended(reason)
    if row.outcome == "trying" and payment is not None:
        again = await _after_decline(row, invoice, payment, now)
        if again is not None:
            return again
    if not await collections.is_wanted(invoice):
        return _ended("manual")
    if invoice["amount_reserved"]:
        # Somebody pays it just now: whatever comes of that is known before anything is asked of them again.
        return _Next({}, now + LOOK_LATER)
    method = await collections.chargeable(invoice["payer_id"])
    if method is None:
        return _ended("no_payment_method")
    due = invoice_rows.due_of(invoice, row.position)
    attempt_id = await _attempt_id(row, invoice)
    begun = await _charge(access.SYSTEM, invoice["id"], method, amount=due, attempt_id=attempt_id)
    tried = {"payment_method_id": method.id, "payment_id": begun["id"], "tries": row.tries + 1}
    return _Next({"outcome": "trying", "reason": None, **tried}, now + LOOK_SOON)


def _over(invoice: InvoiceRow, position: int) -> CollectionReason | None:
    """Why there is nothing to collect of an instalment any more; None where there is."""
    if invoice["status"] != "open":
        return "not_open"
    return "settled" if invoice_rows.due_of(invoice, position) == 0 else None


async def _after_decline(
    row: Collection, invoice: InvoiceRow, payment: Payment, now: datetime.datetime
) -> _Next | None:
    """What follows when the last try has failed, or came back; None to go on at once, where it has paid something else
    that was due earlier. The payer is told, but for what a person has canceled."""
    if payment.status == "succeeded":
        return None
    wait = RETRY_AFTER[min(row.tries, len(RETRY_AFTER)) - 1]
    if _was_withdrawn(payment):
        return _Next({"outcome": "scheduled", "tries": row.tries - 1}, now + wait)
    await failure_mails.enqueue(payment, invoice)
    if payment.failure_code in failure_mails.REVOKED:
        return _ended("mandate_revoked")
    if payment.failure_code in FINAL_CODES:
        return _ended("declined")
    if row.tries > len(RETRY_AFTER):
        return _ended("tries_used_up")
    return _Next({"outcome": "scheduled"}, now + wait)


def _was_withdrawn(payment: Payment) -> bool:
    """Whether a person has canceled it. A gateway that ends one by its own deadline has a word of its own for that, and
    may do so after it has refused the wish to cancel."""
    is_wish = payment.cancel_requested_at is not None and payment.cancel_refused_at is None
    return payment.status == "canceled" and (is_wish or payment.failure_code == "canceled")


async def _attempt_id(row: Collection, invoice: InvoiceRow) -> uuid.UUID:
    """The id of the next attempt: the same whenever this try is begun. After a recovery to an earlier instant the
    database may not know that it was begun before, but the gateway does, by that id.

    Each try's id comes of the one before, the first one's of the instalment. A schedule makes its invoice again under
    another id, so there it comes of the period.
    """
    if row.payment_id is not None:
        last = await Attempt.objects().where(Attempt.payment_id == row.payment_id, Attempt.kind == "charge").first()
        assert last is not None, "what is collected by itself is asked of a gateway"
        return ids.derived(last.id)
    if invoice["schedule_id"] is not None:
        return ids.derived(invoice["schedule_id"], invoice["period_start"], row.position)
    return ids.derived(invoice["id"], row.position)


async def _charge(
    caller: Caller,
    invoice_id: uuid.UUID,
    method: PaymentMethod,
    *,
    amount: int | None,
    attempt_id: uuid.UUID | None = None,
) -> PaymentRow:
    return await payments.create(
        caller,
        PaymentInput(
            method=method.method,
            invoice_id=ids.encode("invoice", invoice_id),
            amount=amount,
            gateway_account_id=ids.encode("gateway_account", method.gateway_account_id),
            payment_token=payment_methods.token_of(method),
            metadata={"payment_method_id": ids.encode("payment_method", method.id)},
        ),
        attempt_id=attempt_id,
    )


def _ended(reason: CollectionReason) -> _Next:
    return _Next({"outcome": "ended", "reason": reason}, None)


async def _give_up(row: Collection, error: str) -> None:
    """Ends what went wrong again and again by our own doing, or by what `payments.create` refuses."""
    async with database.transaction():
        if await work.hold(row):
            await rows.update(row, {"outcome": "ended", "reason": "failed"})
            await work.finish(row, status="exhausted", error=error)
