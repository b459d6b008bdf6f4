"""Why an invoice asks for what it asks for: the facts behind its amounts.

Raw SQL: an invoice comes with all that was booked about it in one statement, so that both are of one instant.
"""

import uuid

from models import access
from models.access import Caller
from models.shapes import explanations as shapes
from models.shapes.explanations import ExplainedRow, Explanation
from models.tables.billing import Invoice


async def explain(caller: Caller, invoice_id: uuid.UUID | None) -> Explanation:
    """The explanation of an invoice, for who reads it. Raises NotFound, Forbidden."""
    row = await access.find_as(caller, Invoice, ExplainedRow, invoice_id, "invoices.read", columns=shapes.COLUMNS)
    return shapes.explanation(row, caller)
