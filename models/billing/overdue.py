"""Instalments become overdue: once their due day has ended where the receiver is, and each is announced once.

What an invoice has covers its oldest instalments first, so one that was paid in time never becomes overdue, unless that
money is taken off again. Then the instalment is announced, if it had not been before; if it had, it is overdue again
from that moment on, by the invoice's amounts alone.

Raw SQL: an index is walked from zone to zone, since it is another day in each, and a batch is marked at once.
"""

import datetime
import uuid
from typing import TypedDict

import structlog

from models import clock, database, events, ids
from models.billing import amounts
from models.billing.announcing import invoice_event
from models.money import instalments, terms
from models.money.instalments import Standing
from models.shapes import invoice_rows
from models.shapes.common import to_json
from models.shapes.invoice_rows import COLUMNS, InvoiceRow

logger = structlog.get_logger(__name__)

# How many invoices one transaction marks.
BATCH = 100

# Along the index `invoices_to_become_overdue`, by as many looks as there are zones.
_ZONES = """
WITH RECURSIVE hop AS (
    (SELECT time_zone FROM invoices WHERE next_overdue_on IS NOT NULL ORDER BY time_zone LIMIT 1)
    UNION ALL
    SELECT (SELECT time_zone FROM invoices WHERE next_overdue_on IS NOT NULL AND time_zone > hop.time_zone
        ORDER BY time_zone LIMIT 1)
    FROM hop WHERE hop.time_zone IS NOT NULL
)
SELECT time_zone FROM hop WHERE time_zone IS NOT NULL
"""
_FIND = f"""
SELECT found.* FROM unnest($1::text[], $2::date[]) AS today (zone, day) CROSS JOIN LATERAL (
    SELECT {COLUMNS} FROM invoices WHERE time_zone = today.zone AND next_overdue_on < today.day
    ORDER BY next_overdue_on LIMIT $3 FOR NO KEY UPDATE OF invoices SKIP LOCKED
) AS found LIMIT $3
"""
# A notice that there was already is refused with all the rest.
_NOTE = """
WITH given AS (
    SELECT * FROM json_to_recordset($1::json) AS given (id uuid, invoice_id uuid, position integer, due_on date)
), noted AS (
    INSERT INTO overdue_notices (id, invoice_id, position, due_on) SELECT id, invoice_id, position, due_on FROM given
)
UPDATE invoices SET overdue_noted = overdue_noted || given_of.positions, version = version + 1, updated_at = $2
FROM (
    SELECT invoice_id, array_agg(position ORDER BY due_on, position) AS positions FROM given GROUP BY invoice_id
) AS given_of WHERE invoices.id = given_of.invoice_id
"""


class _Notice(TypedDict):
    """That an instalment has become overdue."""

    id: uuid.UUID
    invoice_id: uuid.UUID
    position: int
    due_on: datetime.date | None


async def mark() -> int:
    """Marks a batch of invoices of which an instalment has become overdue; returns how many. A job's operation.

    Of two that run at once each marks its own. Invoices in a time zone that is not known any more stay as they are, and
    the log says so.
    """
    async with database.transaction():
        now = clock.now()
        today = await _today_by_zone(now)
        found = await database.fetch_as(InvoiceRow, _FIND, list(today), list(today.values()), BATCH)
        notices: list[_Notice] = []
        announcements: dict[uuid.UUID, list[events.Announcement]] = {}
        for row in found:
            assert row["time_zone"] is not None, "an issued invoice has one"
            before = row
            while (one := _overdue_now(before, today[row["time_zone"]])) is not None:
                after = _noted(before, one, now)
                notices.append(
                    _Notice(id=ids.make(), invoice_id=row["id"], position=one.position, due_on=one.instalment.due_on)
                )
                announcements.setdefault(row["receiver_id"], []).append(
                    invoice_event("invoice.overdue", after, before=before)
                )
                before = after
        if notices:
            await database.execute(_NOTE, to_json(notices), now)
        for receiver_id, told in announcements.items():
            await events.record(receiver_id, *told)
        return len(found)


def _overdue_now(invoice: InvoiceRow, today: datetime.date) -> Standing | None:
    """The next instalment that is overdue and was not announced, if there is one."""
    one = instalments.next_overdue(invoice_rows.standing(invoice), noted=invoice["overdue_noted"])
    if one is None or one.instalment.due_on is None or not terms.is_overdue(due_on=one.instalment.due_on, today=today):
        return None
    return one


def _noted(invoice: InvoiceRow, one: Standing, now: datetime.datetime) -> InvoiceRow:
    """The invoice once this instalment is announced as overdue."""
    after: InvoiceRow = {
        **invoice,
        "overdue": True,
        "overdue_noted": [*invoice["overdue_noted"], one.position],
        "updated_at": now,
    }
    after["next_overdue_on"] = amounts.next_overdue_on(after)
    return after


async def _today_by_zone(now: datetime.datetime) -> dict[str, datetime.date]:
    """The date of now in each zone that has invoices which may become overdue."""
    today = {}
    for zone in await database.fetch(_ZONES):
        try:
            today[zone["time_zone"]] = terms.local_date(now, zone["time_zone"])
        except ValueError as error:
            logger.error("invoices.time_zone_unknown", time_zone=zone["time_zone"], error=str(error))
    return today
