"""Why an invoice asks for what it asks for: the facts behind its amounts, and the roundings of its total.

Raw SQL: an invoice comes with all that was booked about it in one statement, so that both are of one instant.
"""

import uuid
from collections.abc import Sequence

from models import access
from models.access import Caller
from models.billing import contents
from models.errors import Invalid
from models.money.steps import Step, Steps
from models.shapes import billing
from models.shapes import explanations as shapes
from models.shapes.explanations import ExplainedRow, Explanation
from models.tables.billing import Invoice


async def explain(caller: Caller, invoice_id: uuid.UUID | None) -> Explanation:
    """The explanation of an invoice, for who reads it. Raises NotFound, Forbidden."""
    row = await access.find_as(caller, Invoice, ExplainedRow, invoice_id, "invoices.read", columns=shapes.COLUMNS)
    return shapes.explanation(row, caller, _steps(billing.invoice(row)))


def _steps(invoice: billing.Invoice) -> Sequence[Step]:
    """The steps of the computation, which is done again. None where an earlier release came to something else."""
    steps = Steps()
    try:
        totals = contents.totals_of(contents.of_invoice(invoice), steps)
    except Invalid:
        # Today it could not be drafted any more.
        return ()
    return steps.noted if totals.total == invoice.total else ()
