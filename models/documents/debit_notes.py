"""Which of the invoices that a receipt or a statement names are debit notes. That never changes, so it need not be
frozen with them."""

from collections.abc import Iterable

from models import ids
from models.tables.billing import Invoice


async def among(invoice_ids: Iterable[str | None]) -> frozenset[str]:
    """Those of these ids, as clients see them, that are of debit notes; ids of other objects are none."""
    known = {decoded: each for each in invoice_ids if each and (decoded := ids.decode("invoice", each))}
    if not known:
        return frozenset()
    found = await Invoice.select(Invoice.id).where(Invoice.id.is_in(list(known)), Invoice.fee_payment_id.is_not_null())
    return frozenset(known[row["id"]] for row in found)
