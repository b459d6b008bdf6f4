"""Write-offs: what a receiver does not ask for any more, with its reason, and may ask for again.

Fees of banks, roundings, discounts that the payer has taken: each is a row of its own. An invoice that is given up has
all that remains written off, and is uncollectible until money comes after all.

Raw SQL: the invoice of a write-off is locked before it.
"""

import uuid

from models import access, database, events, lists, versions
from models.access import Caller
from models.billing import corrections, write_offs
from models.billing.announcing import invoice_event
from models.billing.corrections import remaining
from models.collection import credit, invoice_events
from models.errors import InvoiceNotOpen, MoneyOnItsWay, NothingToWriteOff, WriteOffTooHigh, WriteOffUndone
from models.shapes.corrections import WriteOffInput
from models.shapes.invoice_rows import COLUMNS, InvoiceRow
from models.tables.billing import Invoice, WriteOff
from models.versions import Wanted


async def create(
    caller: Caller, invoice_id: uuid.UUID | None, given: WriteOffInput, *, version: Wanted = None
) -> WriteOff:
    """Writes an amount off an open invoice. Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotOpen,
    WriteOffTooHigh, MoneyOnItsWay, TimeZoneUnknown."""
    async with database.transaction():
        before = await _lock(caller, invoice_id, "be written off", version)
        if given.amount > remaining(before):
            raise WriteOffTooHigh(given.amount, remaining(before), before["currency"], before["number"])
        _check_on_its_way(before, "be written off by", given.amount)
        write_off, row = await write_offs.make(
            before, amount=given.amount, reason=given.reason, note=given.note, created_by=caller.user_id
        )
        await events.record(before["receiver_id"], corrections.announcement(before, row))
        return write_off


async def mark_uncollectible(
    caller: Caller, invoice_id: uuid.UUID | None, *, reason: str, version: Wanted = None
) -> InvoiceRow:
    """Gives an open invoice up: all that remains is written off as bad debt. Money that comes after all reopens it.

    Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotOpen, NothingToWriteOff, MoneyOnItsWay, TimeZoneUnknown.
    """
    async with database.transaction():
        before = await _lock(caller, invoice_id, "be given up", version)
        if remaining(before) == 0:
            raise NothingToWriteOff(f"Nothing remains of invoice {before['number']}: it is settled.")
        _check_on_its_way(before, "be given up with", remaining(before))
        _, row = await write_offs.make(
            before, amount=remaining(before), reason="uncollectible", note=reason, created_by=caller.user_id
        )
        event = invoice_event("invoice.marked_uncollectible", row, before=before)
        await events.record(row["receiver_id"], event)
        return row


async def undo(caller: Caller, write_off_id: uuid.UUID | None, *, version: Wanted = None) -> WriteOff:
    """What was written off is owed again, and takes what stands unapplied of the invoice's own payments.

    Of an invoice that was given up, the write-off that did so comes first: it reopens it. Raises NotFound, Forbidden,
    PreconditionFailed, WriteOffUndone, InvoiceNotOpen, TimeZoneUnknown.
    """
    async with database.transaction():
        found = await access.find(caller, WriteOff, write_off_id, "write_offs.write")
        invoice = await database.fetch_row_as(
            InvoiceRow, f"SELECT {COLUMNS} FROM invoices WHERE id = $1 FOR NO KEY UPDATE", found.invoice_id
        )
        assert invoice is not None, "issued invoices are kept"
        write_off = await access.find(caller, WriteOff, write_off_id, "write_offs.write", lock=True)
        versions.check(write_off, version)
        if write_off.status == "undone":
            raise WriteOffUndone(f"This was undone on {write_off.undone_on} already.")
        if invoice["status"] == "uncollectible" and write_off.reason != "uncollectible":
            raise InvoiceNotOpen(
                invoice["number"], invoice["status"], "have this undone: undo the write-off that gave it up first"
            )
        row = await write_offs.take_back(invoice, [write_off])
        await events.record(row["receiver_id"], corrections.announcement(invoice, row))
        filled = await credit.fill([row])
        await events.record(row["receiver_id"], *invoice_events.settled({row["id"]: row}, filled.values()))
        return await access.find(caller, WriteOff, write_off.id, "write_offs.write")


async def get(caller: Caller, write_off_id: uuid.UUID | None) -> WriteOff:
    """One write-off. Raises NotFound."""
    return await access.find(caller, WriteOff, write_off_id, "write_offs.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[WriteOff]:
    """A page of write-offs, newest first."""
    return await lists.page(caller, WriteOff, filters=filters, limit=limit, after=after)


async def _lock(caller: Caller, invoice_id: uuid.UUID | None, action: str, version: Wanted) -> InvoiceRow:
    invoice = await access.find_as(
        caller, Invoice, InvoiceRow, invoice_id, "write_offs.write", columns=COLUMNS, lock=True
    )
    versions.check(invoice, version)
    if invoice["status"] != "open":
        raise InvoiceNotOpen(invoice["number"], invoice["status"], action)
    return invoice


def _check_on_its_way(invoice: InvoiceRow, action: str, amount: int) -> None:
    free = remaining(invoice) - invoice["amount_reserved"]
    if amount > free:
        raise MoneyOnItsWay(
            invoice["number"],
            action,
            asked=amount,
            free=free,
            reserved=invoice["amount_reserved"],
            currency=invoice["currency"],
        )
