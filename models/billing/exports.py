"""Invoices as a table for spreadsheets: CSV (RFC 4180), one invoice a line, however many there are.

All of them are as they were at one instant. They come by a cursor, a few at a time, on a connection of its own, so
that a client who takes them slowly holds none of the pool's. PostgreSQL keeps what has changed since for as long as a
cursor is open, so that time has a bound.

Raw SQL: none of its own; `lists.all_as` reads the columns that are shown.
"""

import datetime
import uuid
from collections.abc import AsyncGenerator, Mapping
from typing import Final

from models import ids, lists
from models.access import Caller
from models.money import currencies
from models.shapes import cells, invoice_rows
from models.shapes.cells import harmless
from models.shapes.invoice_rows import WithAmountDue, amount_due
from models.tables.billing import Invoice, Settlement

# Some 50 KB: as much as is read and held at a time.
CHUNK = 200
# In the currency's major units, so that a spreadsheet can add them up.
AMOUNTS: Final = (
    "subtotal",
    "discount_total",
    "tax_total",
    "total",
    "amount_withheld",
    "amount_paid",
    "amount_due",
    "amount_reserved",
    "amount_payable",
    "amount_credited",
    "amount_written_off",
    "amount_overpaid",
)
COLUMNS: Final = (
    "id",
    "number",
    "status",
    "settlement",
    "overdue",
    "disputed",
    "issued_on",
    "due_on",
    "receiver_id",
    "payer_id",
    "payer_name",
    "reference",
    "currency",
    *AMOUNTS,
    "memo",
    "created_at",
    "updated_at",
    "kind",
)


class Row(WithAmountDue):
    """What `_SELECTED` are."""

    id: uuid.UUID
    number: str | None
    settlement: Settlement
    overdue: bool
    disputed: bool
    issued_on: datetime.date | None
    due_on: datetime.date | None
    receiver_id: uuid.UUID
    payer_id: uuid.UUID
    payer_name: str
    reference: str | None
    currency: str
    subtotal: int
    discount_total: int
    tax_total: int
    amount_reserved: int
    amount_overpaid: int
    memo: str | None
    created_at: datetime.datetime
    updated_at: datetime.datetime
    fee_payment_id: uuid.UUID | None


# As the invoice has been printed, or as the payer is called now.
_SELECTED = """id, number, status, settlement, overdue, disputed, issued_on, due_on, receiver_id, payer_id, coalesce(
    payer_snapshot ->> 'name', (SELECT name FROM payers WHERE payers.id = invoices.payer_id)) AS payer_name, reference,
    currency, subtotal, discount_total, tax_total, total, amount_withheld, amount_paid, amount_reserved,
    amount_credited, amount_written_off, amount_overpaid, memo, created_at, updated_at, fee_payment_id"""


async def write(caller: Caller, *, filters: lists.Filters) -> AsyncGenerator[bytes, None]:
    """The lines of all invoices that the caller sees and that pass the filters, the newest first, behind a header."""
    yield cells.header(COLUMNS)
    async for rows in lists.all_as(caller, Invoice, Row, columns=_SELECTED, filters=filters, at_a_time=CHUNK):
        yield cells.lines(COLUMNS, map(_cells, rows))


def _cells(row: Row) -> Mapping[str, str]:
    due = amount_due(row)
    amounts = {**row, "amount_due": due, "amount_payable": due - row["amount_reserved"]}
    return {
        "id": ids.encode("invoice", row["id"]),
        "number": harmless(row["number"]),
        "status": row["status"],
        "settlement": row["settlement"],
        "overdue": "true" if row["overdue"] else "false",
        "disputed": "true" if row["disputed"] else "false",
        "issued_on": cells.day(row["issued_on"]),
        "due_on": cells.day(row["due_on"]),
        "receiver_id": ids.encode("receiver", row["receiver_id"]),
        "payer_id": ids.encode("payer", row["payer_id"]),
        "payer_name": harmless(row["payer_name"]),
        "reference": row["reference"] or "",
        "currency": row["currency"],
        **{name: currencies.major(_whole(amounts[name]), row["currency"]) for name in AMOUNTS},
        "memo": harmless(row["memo"]),
        "created_at": row["created_at"].isoformat().replace("+00:00", "Z"),
        "updated_at": row["updated_at"].isoformat().replace("+00:00", "Z"),
        "kind": invoice_rows.kind(row["fee_payment_id"]),
    }


def _whole(amount: object) -> int:
    assert isinstance(amount, int), "an amount"
    return amount
