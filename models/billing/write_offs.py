"""What is written off an invoice, and what makes it owed again: the rows, the books and the invoice, in one.

Every function works within the caller's transaction, on invoices that the caller has locked, and announces nothing.

Raw SQL: an invoice is changed in place, and read back.
"""

import uuid
from collections.abc import Iterable, Mapping

from piccolo.columns.combination import Or, Where

from models import database, ledger, rows
from models.billing import issuing
from models.billing.corrections import remaining
from models.ledger import Entry
from models.shapes.invoice_rows import COLUMNS, InvoiceRow
from models.tables.billing import InvoiceStatus, WriteOff, WriteOffReason
from models.tables.ledger import AccountKind

# What has been given up is a loss; what is smaller than it is worth to ask for is not.
ACCOUNTS: Mapping[WriteOffReason, AccountKind] = {
    "bank_fee": "write_offs",
    "rounding": "write_offs",
    "withholding_tax": "write_offs",
    "discount_taken": "write_offs",
    "goodwill": "write_offs",
    "uncollectible": "bad_debt",
}


async def make(
    invoice: InvoiceRow,
    *,
    amount: int,
    reason: WriteOffReason,
    note: str | None,
    created_by: uuid.UUID | None,
    payment_id: uuid.UUID | None = None,
) -> tuple[WriteOff, InvoiceRow]:
    """Writes an amount off an invoice; returns the row, and the invoice as it is then.

    Whoever gives it up for good makes it uncollectible. `payment_id` is the payment that was short by it.
    """
    assert 0 < amount <= remaining(invoice) - invoice["amount_reserved"], "what is on its way is left alone"
    write_off = await rows.insert(
        WriteOff(
            receiver_id=invoice["receiver_id"],
            payer_id=invoice["payer_id"],
            invoice_id=invoice["id"],
            payment_id=payment_id,
            currency=invoice["currency"],
            amount=amount,
            reason=reason,
            note=note,
            status="standing",
            effective_on=await issuing.today_of(invoice),
            created_by=created_by,
        )
    )
    await ledger.post(
        receiver_id=invoice["receiver_id"],
        kind="write_off.made",
        source_id=write_off.id,
        currency=invoice["currency"],
        effective_on=write_off.effective_on,
        entries=_entries(write_off, amount),
    )
    is_given_up = reason == "uncollectible"
    return write_off, await _changed(invoice["id"], amount, "uncollectible" if is_given_up else "open")


async def take_back(invoice: InvoiceRow, write_offs: Iterable[WriteOff]) -> InvoiceRow:
    """Makes what was written off owed again; an invoice that was given up is open then. Returns it as it is then."""
    today = await issuing.today_of(invoice)
    for write_off in write_offs:
        undone = await rows.update(write_off, {WriteOff.status: "undone", WriteOff.undone_on: today})
        await ledger.post(
            receiver_id=undone.receiver_id,
            kind="write_off.undone",
            source_id=undone.id,
            currency=undone.currency,
            effective_on=today,
            entries=_entries(undone, -undone.amount),
        )
        status = "open" if undone.reason == "uncollectible" else invoice["status"]
        invoice = await _changed(invoice["id"], -undone.amount, status)
    return invoice


async def reopen(invoices: Iterable[InvoiceRow]) -> dict[uuid.UUID, InvoiceRow]:
    """Reopens those that had been given up, since money comes, or goes, after all; returns them as they are then."""
    return {
        invoice["id"]: await take_back(invoice, await _standing(invoice, WriteOff.reason == "uncollectible"))
        for invoice in invoices
        if invoice["status"] == "uncollectible"
    }


async def take_back_with(payment_id: uuid.UUID, invoices: Iterable[InvoiceRow]) -> dict[uuid.UUID, InvoiceRow]:
    """Money of a payment has gone from these invoices: what had been written off since that payment was short is owed
    again, and so is what had been given up. Returns those that changed."""
    changed: dict[uuid.UUID, InvoiceRow] = {}
    for invoice in invoices:
        if invoice["amount_written_off"]:
            its_own = (WriteOff.reason == "uncollectible") | (WriteOff.payment_id == payment_id)
            if undone := await _standing(invoice, its_own):
                changed[invoice["id"]] = await take_back(invoice, undone)
    return changed


async def _standing(invoice: InvoiceRow, which: Where | Or) -> list[WriteOff]:
    found = WriteOff.objects().where(WriteOff.invoice_id == invoice["id"], WriteOff.status == "standing", which)
    return await found.order_by(WriteOff.id).lock_rows("NO KEY UPDATE")


async def _changed(invoice_id: uuid.UUID, amount: int, status: InvoiceStatus) -> InvoiceRow:
    row = await database.fetch_row_as(
        InvoiceRow,
        f"""
        UPDATE invoices SET amount_written_off = amount_written_off + $2, status = $3
        WHERE id = $1 RETURNING {COLUMNS}
        """,
        invoice_id,
        amount,
        status,
    )
    assert row is not None, "it is locked"
    return row


def _entries(write_off: WriteOff, amount: int) -> list[Entry]:
    return [
        Entry(ACCOUNTS[write_off.reason], amount, payer_id=write_off.payer_id, invoice_id=write_off.invoice_id),
        Entry("receivables", -amount, payer_id=write_off.payer_id, invoice_id=write_off.invoice_id),
    ]
