"""What an invoice's amounts come to: computed here from the row that was read, and written as they were computed.

Raw SQL: the amounts of all invoices of an operation are a part of its one statement, which is refused where one of them
is not as it was read any more.
"""

import datetime
import functools
from collections.abc import Iterable, Sequence

from models import clock, database, writes
from models.money import instalments
from models.shapes import invoice_rows
from models.shapes.invoice_rows import InvoiceRow
from models.tables.billing import InvoiceStatus, Settlement


def changed(invoice: InvoiceRow, *, paid: int = 0, reserved: int = 0, overpaid: int = 0) -> InvoiceRow:
    """The invoice once so much more is paid, reserved or paid beyond it; what is less is negative."""
    after: InvoiceRow = {**invoice}
    after["amount_paid"] += paid
    after["amount_reserved"] += reserved
    after["amount_overpaid"] += overpaid
    after["overdue"] = invoice_rows.amount_overdue(after) > 0
    after["next_overdue_on"] = next_overdue_on(after)
    after["settlement"] = settlement(
        status=after["status"],
        total=after["total"],
        withheld=after["amount_withheld"],
        paid=after["amount_paid"],
        credited=after["amount_credited"],
        written_off=after["amount_written_off"],
        overpaid=after["amount_overpaid"],
    )
    after["version"] += 1
    after["updated_at"] = clock.now()
    return after


def settlement(
    *, status: InvoiceStatus, total: int, withheld: int, paid: int, credited: int, written_off: int, overpaid: int
) -> Settlement:
    """How much of an invoice is covered: what the database will say, by `check_invoice`."""
    # What was given up as a whole is not settled by that.
    asked = total - withheld - credited - (0 if status == "uncollectible" else written_off)
    if status in ("draft", "void") or (paid == 0 and asked > 0):
        return "unpaid"
    if paid < asked:
        return "partially_paid"
    return "overpaid" if overpaid else "paid"


def next_overdue_on(invoice: InvoiceRow) -> datetime.date | None:
    """The due date of the first instalment that can still become overdue, as the database will say."""
    if invoice["status"] != "open":
        return None
    found = instalments.next_overdue(invoice_rows.standing(invoice), noted=invoice["overdue_noted"])
    return None if found is None else found.instalment.due_on


async def write(before: Iterable[InvoiceRow], after: Sequence[InvoiceRow]) -> None:
    """Writes amounts that were computed from `before`, row by row."""
    if not after:
        return
    versions = {("invoices", row["id"]): row["version"] for row in before}
    await database.write_later(
        _writing(len(after)),
        *(
            value
            for row in after
            for value in (
                row["id"],
                row["version"],
                row["updated_at"],
                row["amount_paid"],
                row["amount_reserved"],
                row["amount_overpaid"],
            )
        ),
        counted="covered",
        rows_expected=len(after),
        versions=versions,
    )


@functools.cache
def _writing(count: int) -> str:
    computed = writes.rows(count, 1, "uuid", "integer", "timestamptz", "bigint", "bigint", "bigint")
    return f"""
        covered AS (
            UPDATE invoices SET version = computed.version, updated_at = computed.updated_at,
                amount_paid = computed.paid, amount_reserved = computed.reserved,
                amount_overpaid = computed.overpaid
            FROM ({computed}) AS computed (id, version, updated_at, paid, reserved, overpaid)
            WHERE invoices.id = computed.id AND invoices.version = computed.version - 1
            RETURNING 1
        )"""
