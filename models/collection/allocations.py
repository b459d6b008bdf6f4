"""What a caller says that money shall pay: the invoices, each named once, with an amount for each."""

import uuid
from collections.abc import Sequence

from models import ids
from models.errors import Invalid
from models.shapes.collection import AllocationInput


def amounts_by_invoice(allocations: Sequence[AllocationInput]) -> dict[uuid.UUID | None, int]:
    """Minor units by invoice, in the order given; None stands for what is no id. Raises Invalid for one named twice."""
    amounts: dict[uuid.UUID | None, int] = {}
    for place, part in enumerate(allocations):
        invoice_id = ids.decode("invoice", part.invoice_id)
        if invoice_id in amounts:
            raise Invalid("The invoice is named twice.", pointer=f"/allocations/{place}/invoice_id")
        amounts[invoice_id] = part.amount
    return amounts
