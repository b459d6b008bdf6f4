"""Invoices that are made of others: a duplicate, or one that takes the place of an invoice which should be another.

Raw SQL: an invoice is read as the row that its shape is made from.
"""

import datetime
import uuid
from collections.abc import Mapping
from typing import Final

from models import access, database, versions
from models.access import Caller
from models.billing import drafts, issuing
from models.errors import InvoiceNotOpen
from models.shapes import billing as shapes
from models.shapes.billing import Instalment, InstalmentInput, Invoice, InvoiceInput
from models.shapes.invoice_rows import COLUMNS, InvoiceRow
from models.shapes.lines import LineInput, WithholdingInput
from models.tables import billing as tables
from models.versions import Wanted

# What of an invoice says when it is to be paid.
WHEN: Final = frozenset({"terms", "due_on", "payment_terms_days", "instalments"})


async def duplicate(caller: Caller, invoice_id: uuid.UUID | None, *, version: Wanted = None) -> InvoiceRow:
    """A draft with the contents of an invoice, whatever has become of that; it is due by the same terms.

    Raises NotFound, Forbidden, PreconditionFailed, ReceiverArchived, PayerArchived.
    """
    async with database.transaction():
        original = await _find(caller, invoice_id)
        versions.check(original, version)
        due = _afresh(shapes.invoice(original))
        return await drafts.create(caller, _contents(original, due=due))


async def replace(caller: Caller, invoice_id: uuid.UUID | None, *, version: Wanted = None) -> InvoiceRow:
    """Voids an open invoice, and makes a draft that takes its place: for the payer as they are when it is issued.

    It is due when the first one was, unless that is over. Raises NotFound, Forbidden, PreconditionFailed,
    InvoiceNotOpen, ReceiverArchived, PayerArchived, then what `issuing.void` does.
    """
    async with database.transaction():
        original = await _find(caller, invoice_id, lock=True)
        versions.check(original, version)
        if original["status"] != "open":
            raise InvoiceNotOpen(original["number"], original["status"], "be replaced")
        due = _on_its_days(shapes.invoice(original), await issuing.today_of(original))
        draft = await drafts.create(caller, _contents(original, due=due), replaces_id=original["id"])
        await issuing.void(caller, invoice_id, version=version, replaced_by_id=draft["id"])
        return draft


async def _find(caller: Caller, invoice_id: uuid.UUID | None, *, lock: bool = False) -> InvoiceRow:
    return await access.find_as(
        caller, tables.Invoice, InvoiceRow, invoice_id, "invoices.write", columns=COLUMNS, lock=lock
    )


def _contents(original: InvoiceRow, *, due: Mapping[str, object]) -> InvoiceInput:
    """What would have to be sent for such an invoice, with `due` for when it is to be paid."""
    shape = shapes.invoice(original)
    names = [name for name in InvoiceInput.__struct_fields__ if hasattr(shape, name) and name not in WHEN]
    given = {name: getattr(shape, name) for name in names}
    lines = [LineInput(**{name: getattr(line, name) for name in LineInput.__struct_fields__}) for line in shape.lines]
    withholdings = [WithholdingInput(name=one.name, percent=one.percent) for one in shape.withholdings]
    return InvoiceInput(**{**given, "lines": lines, "withholdings": withholdings, **due})


def _afresh(shape: Invoice) -> dict[str, object]:
    """When a copy is to be paid: by the same terms, from its own day of issue on.

    Days that were named say nothing of another invoice: then the receiver's terms apply.
    """
    if shape.instalments:
        if any(one.days is None for one in shape.instalments):
            return {}
        return {"instalments": [_share(one, days=one.days) for one in shape.instalments]}
    return {} if shape.terms is None or shape.terms.type == "fixed" else {"terms": shape.terms}


def _on_its_days(shape: Invoice, today: datetime.date) -> dict[str, object]:
    """When what replaces an invoice is to be paid: on the same days, unless the first of them is over."""
    days = [one.due_on for one in shape.instalments] or [shape.due_on]
    if days[0] is None or days[0] < today:
        return _afresh(shape)
    if shape.instalments:
        return {"instalments": [_share(one, due_on=one.due_on) for one in shape.instalments]}
    return {"due_on": shape.due_on}


def _share(one: Instalment, *, due_on: datetime.date | None = None, days: int | None = None) -> InstalmentInput:
    amount = one.amount if one.percent is None else None
    return InstalmentInput(percent=one.percent, amount=amount, due_on=due_on, days=days)
