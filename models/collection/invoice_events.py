"""What is announced of invoices whose money has changed."""

import uuid
from collections.abc import Iterable, Mapping

from models import events
from models.billing.announcing import invoice_event
from models.billing.corrections import remaining
from models.shapes.invoice_rows import InvoiceRow
from models.tables.billing import Settlement


def settled(before: Mapping[uuid.UUID, InvoiceRow], now: Iterable[InvoiceRow]) -> list[events.Announcement]:
    """The events of invoices that money has been applied to."""
    types: Mapping[Settlement, str] = {
        "partially_paid": "invoice.partially_paid",
        "paid": "invoice.paid",
        "overpaid": "invoice.overpaid",
    }
    return [
        invoice_event(types[row["settlement"]], row, before=before[row["id"]])
        for row in now
        if row["settlement"] in types
    ]


def reopened(before: Mapping[uuid.UUID, InvoiceRow], now: Iterable[InvoiceRow]) -> list[events.Announcement]:
    """The events of invoices that money has been taken off again; what only lost an excess is settled still."""
    announcements = []
    for row in now:
        if row["status"] == "void" or _same_money(row, before[row["id"]]):
            continue
        if remaining(row) > 0:
            type_ = "invoice.reopened"
        else:
            type_ = "invoice.overpaid" if row["amount_overpaid"] else "invoice.paid"
        announcements.append(invoice_event(type_, row, before=before[row["id"]]))
    return announcements


def _same_money(one: InvoiceRow, other: InvoiceRow) -> bool:
    return (one["amount_paid"], one["amount_overpaid"]) == (other["amount_paid"], other["amount_overpaid"])
