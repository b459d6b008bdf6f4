"""What is to be collected by itself: a row for each instalment, written when the invoice is issued.

Whether and how it is collected is decided when it is due: models/collection/collecting.py.

Raw SQL: the instalments of all invoices are written in one statement, which leaves those alone that are there; and so
is what goes on.
"""

import datetime
import uuid
from collections.abc import Iterable, Sequence

from models import clock, database, ids, rows, writes
from models.money import periods, terms
from models.shapes import invoice_rows
from models.shapes.invoice_rows import COLUMNS, InvoiceRow
from models.shapes.payment_methods import PlannedCollection
from models.tables.gateways import GatewayAccount
from models.tables.parties import Payer
from models.tables.payment_methods import Collection, PaymentMethod
from models.tables.schedules import Schedule

# After the day has begun where the invoice was issued: whoever looks at their account in the morning knows why.
MORNING = datetime.timedelta(hours=8)
BATCH = 500
_WRITTEN = ("id", "receiver_id", "invoice_id", "position", "due_on", "next_attempt_at")
_INSERT_ALL = f"collection AS ({writes.insert_all('collections', _WRITTEN)} ON CONFLICT DO NOTHING)"


async def enrol(invoices: Iterable[InvoiceRow]) -> None:
    """Has the instalments of issued invoices collected on their days, within the caller's transaction; those that are
    enrolled already stay as they are."""
    made = [
        {
            "id": ids.make(),
            "receiver_id": invoice["receiver_id"],
            "invoice_id": invoice["id"],
            "position": one.position,
            "due_on": one.instalment.due_on,
            "next_attempt_at": _collected_at(invoice, one.instalment.due_on),
        }
        for invoice in invoices
        for one in invoice_rows.standing(invoice)
        if one.due > 0
    ]
    if made:
        await database.write_later(_INSERT_ALL, rows.as_json(Collection, _WRITTEN, made))


async def is_wanted(invoice: InvoiceRow) -> bool:
    """Whether it is to be collected by itself, by what its payer and its schedule say now."""
    payer = await rows.find(Payer, invoice["payer_id"])
    assert payer is not None, "who has invoices is archived, never deleted"
    if payer.status == "archived":
        return False
    if payer.collection == "automatic":
        return True
    schedule = await rows.find(Schedule, invoice["schedule_id"])
    return schedule is not None and schedule.collect


async def default_of(payer_id: uuid.UUID) -> PaymentMethod | None:
    """What a payer is charged by unless another one is named."""
    is_theirs, is_default = PaymentMethod.payer_id == payer_id, PaymentMethod.is_default.eq(True)
    return await PaymentMethod.objects().where(is_theirs, is_default).first()


async def chargeable(payer_id: uuid.UUID) -> PaymentMethod | None:
    """What a payer is charged by without being asked: the default, where its gateway account takes new payments."""
    method = await default_of(payer_id)
    return method if method is not None and await has_account(method) else None


async def has_account(method: PaymentMethod) -> bool:
    """Whether the gateway account that it is of still takes new payments."""
    is_its_own, is_active = GatewayAccount.id == method.gateway_account_id, GatewayAccount.status == "active"
    return await GatewayAccount.exists().where(is_its_own, is_active)


async def planned(invoice: InvoiceRow) -> PlannedCollection | None:
    """What is collected of an open invoice by itself next, as it stands now; None where nothing is, so that it is to be
    paid."""
    scheduled = [row for row in await of_invoice(invoice["id"]) if row.outcome == "scheduled"]
    dues = [(row, invoice_rows.due_of(invoice, row.position)) for row in scheduled]
    row, due = min((one for one in dues if one[1] > 0), key=lambda one: one[0].next_attempt_at, default=(None, 0))
    if row is None or not await is_wanted(invoice):
        return None
    method = await chargeable(invoice["payer_id"])
    if method is None:
        return None
    on = terms.local_date(row.next_attempt_at, _time_zone(invoice))
    return PlannedCollection(amount=due, on=on, label=method.label)


async def enrol_all_of(payer_id: uuid.UUID) -> None:
    """Does the same with all open invoices of a payer, who is collected from from now on, and goes on with those that
    came due while they were not."""
    await database.execute(
        "UPDATE collections SET outcome = 'scheduled', reason = NULL, status = 'pending', attempts = 0, "
        "next_attempt_at = $2 FROM invoices WHERE invoices.id = collections.invoice_id AND invoices.payer_id = $1 "
        "AND invoices.status = 'open' AND collections.outcome = 'ended' AND collections.reason = 'manual'",
        payer_id,
        clock.now(),
    )
    await enrol(
        await database.fetch_as(
            InvoiceRow,
            f"SELECT {COLUMNS} FROM invoices WHERE payer_id = $1 AND status = 'open' "
            "AND settlement IN ('unpaid', 'partially_paid')",
            payer_id,
        )
    )


async def enrol_missing() -> int:
    """Has those collected as well that were issued while their payer was just being switched to automatic, and by
    whatever else has missed it; returns how many. For beat."""
    async with database.transaction():
        missing = await database.fetch_as(
            InvoiceRow,
            f"""
            SELECT {COLUMNS} FROM invoices WHERE status = 'open' AND settlement IN ('unpaid', 'partially_paid')
                AND payer_id IN (SELECT id FROM payers WHERE collection = 'automatic')
                AND NOT EXISTS (SELECT FROM collections WHERE collections.invoice_id = invoices.id)
            ORDER BY id LIMIT {BATCH}
            """,
        )
        await enrol(missing)
        return len(missing)


async def of_invoice(invoice_id: uuid.UUID) -> Sequence[Collection]:
    """What becomes of an invoice's instalments, in their order."""
    return await Collection.objects().where(Collection.invoice_id == invoice_id).order_by(Collection.position)


def _collected_at(invoice: InvoiceRow, due_on: datetime.date | None) -> datetime.datetime:
    assert due_on is not None, "an issued invoice knows its days"
    return max(periods.begins_at(due_on, _time_zone(invoice)) + MORNING, clock.now())


def _time_zone(invoice: InvoiceRow) -> str:
    """Where it was issued; UTC where that zone is not known any more."""
    zone = invoice["time_zone"]
    return zone if zone in terms.TIME_ZONES else "UTC"
