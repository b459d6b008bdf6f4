"""What corrections of an issued invoice have in common: what remains of it, and how its change is announced."""

from models import events
from models.billing.announcing import invoice_event
from models.shapes import invoice_rows
from models.shapes.invoice_rows import InvoiceRow


def remaining(invoice: InvoiceRow) -> int:
    """What is still due, payments on their way not counted."""
    return invoice_rows.collectible(invoice) - invoice["amount_paid"]


def announcement(before: InvoiceRow, now: InvoiceRow) -> events.Announcement:
    """The event of an invoice that asks for less, or for more again, by a document and not by money."""
    was_settled, is_settled = (row["settlement"] in ("paid", "overpaid") for row in (before, now))
    if (was_settled and not is_settled) or (before["status"] == "uncollectible" and now["status"] == "open"):
        type_ = "invoice.reopened"
    elif is_settled and now["settlement"] != before["settlement"]:
        type_ = "invoice.overpaid" if now["settlement"] == "overpaid" else "invoice.paid"
    else:
        type_ = "invoice.updated"
    return invoice_event(type_, now, before=before)
