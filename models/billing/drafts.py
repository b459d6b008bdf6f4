"""Drafts of invoices: made, edited, deleted, and computed whenever their contents change.

Raw SQL: a new draft is written by one statement with its event, and one that is edited or deleted is read as the row
that its shape is made from.
"""

import uuid
from collections.abc import Sequence
from typing import Final

from msgspec import UNSET
from piccolo.columns import Column

from models import access, clock, database, events, ids, rows, versions, writes
from models.access import Caller
from models.billing import contents, due, invoices, remembered
from models.billing.announcing import invoice_event
from models.billing.contents import Computed
from models.errors import Invalid, InvoiceNotDraft, PayerArchived, ReceiverArchived, Refused
from models.money.totals import Totals
from models.shapes import billing as shapes
from models.shapes.billing import InvoiceInput, InvoicePatch
from models.shapes.common import changes, given_or, to_json
from models.shapes.invoice_rows import COLUMNS, InvoiceRow
from models.tables.billing import Invoice
from models.tables.parties import Payer, Receiver
from models.versions import Wanted


@database.optimistic
async def create(caller: Caller, given: InvoiceInput, *, replaces_id: uuid.UUID | None = None) -> InvoiceRow:
    """Makes a draft, perhaps in place of another invoice.

    Raises NotFound, Forbidden, ReceiverArchived, PayerArchived, Invalid.
    """
    receiver_id, payer_id = ids.decode("receiver", given.receiver_id), ids.decode("payer", given.payer_id)
    async with database.transaction():
        row = await _as_remembered(caller, given, receiver_id, payer_id, replaces_id)
        if row is None:
            receiver, payer = await access.find_both(
                caller, (Receiver, receiver_id), (Payer, payer_id), "invoices.write"
            )
            check_receiver(receiver)
            check_book(payer, receiver.id)
            row = made(given, receiver, payer.id, replaces_id=replaces_id)
            remembered.keep(receiver)
        await database.write_later(_INSERT, *(row[name] for name in INSERTED))
        await events.record(row["receiver_id"], invoice_event("invoice.created", row))
        return row


async def _as_remembered(
    caller: Caller,
    given: InvoiceInput,
    receiver_id: uuid.UUID | None,
    payer_id: uuid.UUID | None,
    replaces_id: uuid.UUID | None,
) -> InvoiceRow | None:
    """A new draft by what is remembered of its receiver, which is compared when it is written. None where everything
    must be read first: nothing is remembered, or the draft would be refused by what may not be so any more."""
    receiver = None if database.locks_rows() else remembered.find(receiver_id)
    if receiver is None or payer_id is None:
        return None
    try:
        access.require(caller, "invoices.write", receiver, Receiver)
        access.require(caller, "invoices.write", {"receiver_id": receiver.id, "id": payer_id}, Payer)
        check_receiver(receiver)
        row = made(given, receiver, payer_id, replaces_id=replaces_id)
    except Refused:
        return None
    await remembered.rely_on(caller, receiver, payer_id)
    return row


def made(
    given: InvoiceInput, receiver: Receiver, payer_id: uuid.UUID, *, replaces_id: uuid.UUID | None = None
) -> InvoiceRow:
    """A new draft as it will be written; the payer is in the receiver's book. Raises Invalid."""
    period = contents.period_to_write(given.delivered_on, given.period)
    computed = contents.to_write(contents.of_new(given, receiver))
    now = clock.now()
    return InvoiceRow(
        id=ids.make(),
        receiver_id=receiver.id,
        payer_id=payer_id,
        status="draft",
        settlement="unpaid",
        number=None,
        reference=None,
        reference_is_shared=False,
        memo=given.memo,
        purchase_order=given.purchase_order,
        delivered_on=given.delivered_on,
        amount_paid=0,
        amount_reserved=0,
        amount_credited=0,
        amount_written_off=0,
        amount_overpaid=0,
        issued_on=None,
        time_zone=None,
        overdue=False,
        overdue_noted=[],
        next_overdue_on=None,
        schedule_id=None,
        period_start=None,
        disputed=False,
        receiver_snapshot=None,
        payer_snapshot=None,
        pay_token=None,
        pay_token_digest=None,
        finalized_at=None,
        replaces_id=replaces_id,
        replaced_by_id=None,
        fee_payment_id=None,
        fee_reversal_id=None,
        metadata=to_json(given.metadata),
        version=1,
        created_at=now,
        updated_at=now,
        **period,
        **computed,
        **due.given(given, to_pay=contents.to_pay(computed), currency=computed["currency"]),
    )


async def write_all(drafts: Sequence[InvoiceRow]) -> None:
    """Writes new drafts of one receiver, and announces them, within the caller's transaction."""
    await database.write_later(_INSERT_ALL, rows.as_json(Invoice, INSERTED, drafts))
    await events.record(drafts[0]["receiver_id"], *(invoice_event("invoice.created", row) for row in drafts))


async def preview(caller: Caller, given: InvoiceInput) -> tuple[Computed, Totals]:
    """What a draft would be computed from, and come to; nothing is stored. Raises NotFound, Forbidden, Invalid."""
    receiver_id = ids.decode("receiver", given.receiver_id)
    receiver = await access.find(caller, Receiver, receiver_id, "invoices.write")
    contents.period_to_write(given.delivered_on, given.period)
    computed = contents.of_new(given, receiver)
    totals = contents.totals_of(computed)
    due.given(given, to_pay=totals.total - totals.withheld, currency=computed.currency)
    return computed, totals


def totals_of(invoice: shapes.Invoice) -> Totals:
    """What an invoice comes to, line by line, computed again from its contents."""
    return contents.totals_of(contents.of_invoice(invoice))


async def update(caller: Caller, invoice_id: uuid.UUID | None, patch: InvoicePatch, *, version: Wanted) -> InvoiceRow:
    """Edits a draft. Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotDraft, PayerArchived, Invalid."""
    async with database.transaction():
        before = await lock(caller, invoice_id, "edited", version=version)
        sent = changes(patch)
        if "metadata" in sent:
            # As a new draft has it: Piccolo would write it with spaces, and without letters beyond ASCII.
            sent["metadata"] = to_json(sent["metadata"])
        shape = shapes.invoice(before)
        if patch.payer_id is not UNSET:
            sent["payer_id"] = (await _payer(caller, before["receiver_id"], patch.payer_id)).id
        contents.check_discounts(patch, shape)
        if "delivered_on" in sent or "period" in sent:
            delivered_on = given_or(patch.delivered_on, shape.delivered_on)
            sent |= contents.period_to_write(delivered_on, given_or(patch.period, shape.period))
            sent.pop("period", None)
        plain: dict[Column | str, object] = {
            name: value for name, value in sent.items() if name not in Computed._fields and name not in due.FIELDS
        }
        to_pay, currency = shape.total - shape.amount_withheld, shape.currency
        computed = None
        if not sent.keys().isdisjoint(Computed._fields):
            computed = contents.to_write(contents.of_edited(patch, shape))
            plain |= {name: computed[name] for name in WRITTEN}
            to_pay, currency = contents.to_pay(computed), computed["currency"]
        if computed is not None or not sent.keys().isdisjoint(due.FIELDS):
            plain.update(due.patched(shape, patch, to_pay=to_pay, currency=currency).items())
        if plain:
            await Invoice.update(plain).where(Invoice.id == before["id"])
        row = await invoices.read(before["id"])
        await events.record(row["receiver_id"], invoice_event("invoice.updated", row, before=before))
        return row


async def delete(caller: Caller, invoice_id: uuid.UUID | None, *, version: Wanted) -> None:
    """Deletes a draft, which never had a number. Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotDraft."""
    async with database.transaction():
        row = await lock(caller, invoice_id, "deleted", version=version)
        await events.record(row["receiver_id"], invoice_event("invoice.deleted", row))
        await Invoice.delete().where(Invoice.id == row["id"])


async def lock(caller: Caller, invoice_id: uuid.UUID | None, action: str, *, version: Wanted) -> InvoiceRow:
    """A draft, locked for what is to be done with it; `action` says what, as in "edited".

    Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotDraft.
    """
    row = await access.find_as(caller, Invoice, InvoiceRow, invoice_id, "invoices.write", columns=COLUMNS, lock=True)
    check(row, action, version=version)
    return row


def check(invoice: Invoice | InvoiceRow, action: str, *, version: Wanted) -> None:
    """Raises PreconditionFailed where it has another version, InvoiceNotDraft where it is no draft."""
    versions.check(invoice, version)
    if invoice["status"] != "draft":
        raise InvoiceNotDraft(invoice["number"], invoice["status"], action)


def check_receiver(receiver: Receiver) -> None:
    """Raises ReceiverArchived for a receiver who bills nobody any more."""
    if receiver.status == "archived":
        raise ReceiverArchived(f"Receiver {receiver.name} is archived: it issues no more invoices.")


def check_payer(payer: Payer) -> None:
    """Raises PayerArchived for a payer who is not to be billed any more; who was erased is archived too."""
    if payer.status == "archived":
        raise PayerArchived(
            f"Payer {payer.name} is archived: bill another payer, or create the record anew by POST /v1/payers.",
            pointer="/payer_id",
        )


async def _payer(caller: Caller, receiver_id: uuid.UUID, payer_id: str) -> Payer:
    payer = await access.find(caller, Payer, ids.decode("payer", payer_id), "invoices.write")
    check_book(payer, receiver_id)
    return payer


def check_book(payer: Payer, receiver_id: uuid.UUID) -> None:
    """Raises Invalid for a payer of another receiver, PayerArchived for one who is not to be billed any more."""
    if payer.receiver_id != receiver_id:
        raise Invalid("The payer belongs to another receiver's book.", pointer="/payer_id")
    check_payer(payer)


# The columns of an invoice that are computed, or computed from.
WRITTEN: Final = (
    "lines",
    "currency",
    "discount",
    "prices_include_tax",
    "rounding",
    "subtotal",
    "discount_total",
    "tax_total",
    "total",
    "taxes",
    "withholdings",
    "amount_withheld",
)
# What a draft has when it is made; the rest is as the table has it.
INSERTED: Final = (
    "id",
    "receiver_id",
    "payer_id",
    *due.COLUMNS,
    "schedule_id",
    "period_start",
    "memo",
    "replaces_id",
    "fee_payment_id",
    "fee_reversal_id",
    "purchase_order",
    "delivered_on",
    "period_from",
    "period_to",
    "metadata",
    "created_at",
    "updated_at",
    *WRITTEN,
)
_INSERT = f"invoice AS ({writes.insert('invoices', INSERTED)})"
_INSERT_ALL = f"invoice AS ({writes.insert_all('invoices', INSERTED)})"
