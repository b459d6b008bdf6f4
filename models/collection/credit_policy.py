"""The policy that applies payers' credit by itself: to what is due first, and on until either is used up.

Where a receiver's `credit_policy` is `oldest_due_first`, whoever makes credit or an invoice that can take some writes a
row (models/billing/credit_runs.py). A look at a payer applies to one invoice, or instalment of one, at a time: a
transaction of its own, under the locks of people who do the same by hand, in the same order. So it may be killed,
doubled or late without harm.

People decide: what somebody has taken off an invoice and not applied again stays credit, and as much of the invoice
stays owed, whoever else has credit for it (`credit.taken_off`). What a refund has reserved is not applied either, nor
is anything to what is disputed, or reserved by a payment on its way.

Raw SQL: what is to be done is chosen from a payer's credit and invoices together, over their indexes.
"""

import datetime
import uuid
from typing import Final, TypedDict

import msgspec

from models import access, audit, clock, database, ids, rows, work
from models.billing import credit_runs
from models.collection import credit, payer_credit
from models.shapes import invoice_rows
from models.shapes.invoice_rows import COLLECTIBLE, InvoiceRow
from models.tables.collection import CreditRun
from models.tables.parties import Payer

# As whom it acts: the audit log and explanations say so.
POLICY: Final = msgspec.structs.replace(access.SYSTEM, key="credit_policy")
SCHEDULE = (
    datetime.timedelta(seconds=10),
    datetime.timedelta(minutes=1),
    datetime.timedelta(minutes=10),
    datetime.timedelta(hours=1),
    datetime.timedelta(hours=6),
)
LEASE_SECONDS = 60
# Of one payer in a row, or so many instalments; then others have their turn.
INVOICES_MAX = 50
# Payers who are found at once.
BATCH = 500
_FIRST_ID: Final = uuid.UUID(int=0)


class _Next(TypedDict):
    """The invoice that is next, and the currency of the credit for it."""

    id: uuid.UUID
    currency: str


class _Free(TypedDict):
    """How much of a payment's credit the policy may apply."""

    id: uuid.UUID
    amount: int


class _Found(TypedDict):
    payer_id: uuid.UUID


async def apply_due(*, limit: int) -> int:
    """Works on up to `limit` rows that are due, one after the other; returns how many."""
    return await work.one_by_one(CreditRun, _work_on, lease_seconds=LEASE_SECONDS, limit=limit)


async def _work_on(run: CreditRun) -> None:
    cause = ("receiver", run.receiver_id) if run.payer_id is None else ("payer", run.payer_id)
    with audit.acting(audit.Origin(caller=POLICY, request_id=ids.encode(*cause))):
        await work.try_once(
            run, lambda: _look(run), schedule=SCHEDULE, give_up=lambda error: _give_up(run, error), seconds_max=45
        )


async def _look(run: CreditRun) -> None:
    if run.payer_id is None:
        await _wake_payers(run.receiver_id)
        await _end(run)
        return
    for _ in range(INVOICES_MAX):
        if await apply_next(run.payer_id) is None:
            await _end(run)
            return
    async with database.transaction():
        if await work.hold(run):
            again = {"status": "pending", "lease_token": None, "attempts": 0, "next_attempt_at": clock.now()}
            await rows.update(run, again)


async def _give_up(run: CreditRun, error: str) -> None:
    """Leaves the row to be seen, in the place of one that failed before."""
    async with database.transaction():
        if await work.finish(run, status="exhausted", error=error):
            await database.execute(_FORGET_FAILED, run.receiver_id, run.payer_id, run.id)


async def _end(run: CreditRun) -> None:
    """Deletes the row, and what had failed before for the same receiver or payer: that is over."""
    async with database.transaction():
        if await work.hold(run):
            await database.execute("DELETE FROM credit_runs WHERE id = $1", run.id)
            await database.execute(_FORGET_FAILED, run.receiver_id, run.payer_id, run.id)


async def _wake_payers(receiver_id: uuid.UUID) -> None:
    """Has those payers of a receiver looked at for whom there is something to do."""
    after = _FIRST_ID
    while True:
        async with database.transaction():
            found = await database.fetch_as(_Found, _TO_BE_WOKEN, receiver_id, after, BATCH)
            await credit_runs.wake_payers(receiver_id, [row["payer_id"] for row in found])
        if len(found) < BATCH:
            return
        after = found[-1]["payer_id"]


@database.retrying
async def apply_next(payer_id: uuid.UUID) -> InvoiceRow | None:
    """Applies what there is to the one invoice that is due first; None where nothing is to be done.

    Of an invoice in instalments it pays the first one that is open: another invoice may be due before the next. The
    oldest payments go first, as they do by hand. Invoices of the same day go in the order in which they were made.
    """
    async with database.transaction():
        # Who spends a payer's credit takes turns.
        payer = await Payer.objects().where(Payer.id == payer_id).lock_rows("NO KEY UPDATE").first()
        found = await database.fetch_row_as(_Next, _NEXT, payer_id)
        if payer is None or found is None:
            return None
        invoices, payments = await payer_credit.lock_holders(
            payer_id, currency=found["currency"], also=found["id"], but_taken_off=True
        )
        invoice = invoices[found["id"]]
        room = await database.fetch_value(int, _ROOM, invoice["id"])
        if not room:
            raise database.do_again("the invoice was paid, disputed or given up while its locks were waited for")
        room = min(room, next(one.due for one in invoice_rows.standing(invoice) if one.due))
        free = await database.fetch_as(_Free, _FREE_OF, [payment["id"] for payment in payments])
        amounts = {row["id"]: row["amount"] for row in free}
        parts = payer_credit.divided([(payment, amounts[payment["id"]]) for payment in payments], room)
        if not parts:
            raise database.do_again("what was free of the credit was used while its locks were waited for")
        return await payer_credit.spend(parts, invoices, invoice, cause="policy")


# What of a payment the policy may apply, and what of an invoice it may pay.
_FREE = f"payments.amount_unapplied - greatest(payments.amount_refund_reserved, {credit.TAKEN_OFF_PAYMENT})"
_PAYABLE = f"{COLLECTIBLE} - amount_paid - amount_reserved - {credit.taken_off('part.invoice_id = invoices.id')}"
_HAS_CREDIT = f"payments.amount_unapplied > 0 AND payments.status = 'succeeded' AND {_FREE} > 0"
_IS_OWED = "invoices.status = 'open' AND invoices.settlement IN ('unpaid', 'partially_paid')"
_TAKES_CREDIT = f"{_IS_OWED} AND NOT invoices.disputed AND {_PAYABLE} > 0"
# The day of the first instalment that is open, overdue or not. `invoices_owed_first_due` is in this order.
_DUE_ON = """CASE WHEN invoices.instalments IS NULL THEN invoices.due_on ELSE next_overdue_on(invoices.instalments,
            invoices.amount_paid + invoices.amount_credited + invoices.amount_written_off, '{}') END"""
_NEXT = f"""
    SELECT due.id, due.currency FROM (
        SELECT DISTINCT payments.receiver_id, payments.currency
        FROM payments JOIN receivers ON receivers.id = payments.receiver_id
        WHERE payments.payer_id = $1 AND receivers.credit_policy = 'oldest_due_first' AND {_HAS_CREDIT}
    ) AS held CROSS JOIN LATERAL (
        SELECT id, currency, {_DUE_ON} AS due_on FROM invoices
        WHERE invoices.receiver_id = held.receiver_id AND invoices.payer_id = $1
            AND invoices.currency = held.currency AND {_TAKES_CREDIT}
        ORDER BY {_DUE_ON}, id LIMIT 1
    ) AS due ORDER BY due.due_on, due.id LIMIT 1
"""
_ROOM = f"SELECT ({_PAYABLE})::bigint FROM invoices WHERE id = $1 AND {_TAKES_CREDIT}"
_FREE_OF = f"SELECT id, greatest(0, {_FREE})::bigint AS amount FROM payments WHERE id = ANY($1)"
# Those who wait to be looked at already, or to be looked at again after an error, need no second row.
_TO_BE_WOKEN = f"""
    SELECT DISTINCT payments.payer_id FROM payments JOIN receivers ON receivers.id = payments.receiver_id
    WHERE payments.receiver_id = $1 AND receivers.credit_policy = 'oldest_due_first' AND payments.payer_id > $2
        AND {_HAS_CREDIT} AND EXISTS (
            SELECT FROM invoices WHERE invoices.receiver_id = $1 AND invoices.payer_id = payments.payer_id
                AND invoices.currency = payments.currency AND {_TAKES_CREDIT})
        AND NOT EXISTS (
            SELECT FROM credit_runs WHERE credit_runs.payer_id = payments.payer_id AND credit_runs.status = 'pending')
    ORDER BY payments.payer_id LIMIT $3
"""
# The newest is enough to know. $2 is null for the row of all payers of a receiver.
_FORGET_FAILED = """
    DELETE FROM credit_runs
    WHERE receiver_id = $1 AND payer_id IS NOT DISTINCT FROM $2 AND id <> $3 AND status = 'exhausted'
"""
