"""Events about an invoice."""

from models import events
from models.shapes import billing as shapes
from models.shapes.invoice_rows import InvoiceRow


def invoice_event(type_: str, row: InvoiceRow, *, before: InvoiceRow | None = None) -> events.Announcement:
    """What there is to announce of an invoice: as it is now and, where it was changed, as it was before."""
    former = None if before is None else shapes.invoice_to_send(before)
    return events.announcement(type_, shapes.invoice_to_send(row), before=former)
