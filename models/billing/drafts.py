"""Drafts of invoices: made, edited, deleted, and computed whenever their contents change.

Raw SQL: a draft's lines are replaced in one statement, and it is read with them (see models/billing/invoices.py).
"""

import uuid
from collections.abc import Sequence

from msgspec import UNSET
from piccolo.columns import Column

from models import access, database, events, ids, versions
from models.access import Caller
from models.billing import invoices
from models.errors import Invalid, InvoiceNotDraft, PayerArchived, ReceiverArchived
from models.money.currencies import UnknownCurrency, format_amount, is_currency
from models.money.totals import MoneyRefused, Totals, compute
from models.shapes import billing as shapes
from models.shapes.billing import InvoiceInput, InvoicePatch, InvoiceRow, LineInput
from models.shapes.common import changes, given_or, to_json
from models.tables.billing import Invoice
from models.tables.parties import Payer, Receiver
from models.versions import Wanted

# What a draft's totals are computed from.
CONTENTS = ("currency", "lines", "discount", "prices_include_tax")


async def create(caller: Caller, given: InvoiceInput) -> InvoiceRow:
    """Makes a draft. Raises NotFound, Forbidden, ReceiverArchived, PayerArchived, Invalid."""
    async with database.transaction():
        receiver_id = ids.decode("receiver", given.receiver_id)
        receiver = await access.find(caller, Receiver, receiver_id, "invoices.write")
        if receiver.status == "archived":
            raise ReceiverArchived(f"Receiver {receiver.name} is archived: it issues no more invoices.")
        payer = await _payer(caller, receiver.id, given.payer_id)
        invoice_id = ids.new()
        await database.execute(
            "INSERT INTO invoices (id, receiver_id, payer_id, currency, due_on, payment_terms_days, memo, metadata) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            invoice_id,
            receiver.id,
            payer.id,
            given.currency or receiver.currency,
            given.due_on,
            given.payment_terms_days,
            given.memo,
            to_json(given.metadata),
        )
        row = await _write_contents(
            invoice_id,
            currency=given.currency or receiver.currency,
            lines=given.lines,
            discount=given.discount,
            prices_include_tax=given.prices_include_tax,
        )
        await events.record(row["receiver_id"], events.announcement("invoice.created", shapes.invoice(row)))
        return row


async def preview(caller: Caller, given: InvoiceInput) -> tuple[str, Totals]:
    """The currency of a draft and what it would come to; nothing is stored. Raises NotFound, Forbidden, Invalid."""
    receiver_id = ids.decode("receiver", given.receiver_id)
    receiver = await access.find(caller, Receiver, receiver_id, "invoices.write")
    currency = given.currency or receiver.currency
    return currency, _compute(currency, given.lines, given.discount, given.prices_include_tax)


async def update(caller: Caller, invoice_id: uuid.UUID | None, patch: InvoicePatch, *, version: Wanted) -> InvoiceRow:
    """Edits a draft. Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotDraft, PayerArchived, Invalid."""
    async with database.transaction():
        before = await lock(caller, invoice_id, "edited", version=version)
        sent = changes(patch)
        shape = shapes.invoice(before)
        if patch.payer_id is not UNSET:
            sent["payer_id"] = (await _payer(caller, before["receiver_id"], patch.payer_id)).id
        _check_discounts(patch, shape)
        plain: dict[Column | str, object] = {name: value for name, value in sent.items() if name not in CONTENTS}
        if plain:
            await Invoice.update(plain).where(Invoice.id == before["id"])
        if plain.keys() != sent.keys():
            await _write_contents(
                before["id"],
                currency=given_or(patch.currency, shape.currency),
                lines=given_or(patch.lines, shape.lines),
                discount=given_or(patch.discount, shape.discount),
                prices_include_tax=given_or(patch.prices_include_tax, shape.prices_include_tax),
            )
        row = await invoices.read(before["id"])
        await events.record(
            row["receiver_id"], events.announcement("invoice.updated", shapes.invoice(row), before=shape)
        )
        return row


async def delete(caller: Caller, invoice_id: uuid.UUID | None, *, version: Wanted) -> None:
    """Deletes a draft, which never had a number. Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotDraft."""
    async with database.transaction():
        row = await lock(caller, invoice_id, "deleted", version=version)
        await events.record(row["receiver_id"], events.announcement("invoice.deleted", shapes.invoice(row)))
        await database.execute("DELETE FROM invoices WHERE id = $1", row["id"])


async def lock(caller: Caller, invoice_id: uuid.UUID | None, action: str, *, version: Wanted) -> InvoiceRow:
    """A draft with its lines, locked for what is to be done with it; `action` says what, as in "edited".

    Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotDraft.
    """
    locked = await access.find(caller, Invoice, invoice_id, "invoices.write", lock=True)
    versions.check(locked, version)
    if locked.status != "draft":
        raise InvoiceNotDraft(locked.number, locked.status, action)
    return await invoices.read(locked.id)


def check_payer(payer: Payer) -> None:
    """Raises PayerArchived for a payer who is not to be billed any more; who was erased is archived too."""
    if payer.status == "archived":
        raise PayerArchived(f"Payer {payer.name} is archived.", pointer="/payer_id")


async def _payer(caller: Caller, receiver_id: uuid.UUID, payer_id: str) -> Payer:
    payer = await access.find(caller, Payer, ids.decode("payer", payer_id), "invoices.write")
    if payer.receiver_id != receiver_id:
        raise Invalid("The payer belongs to another receiver's book.", pointer="/payer_id")
    check_payer(payer)
    return payer


def _check_discounts(patch: InvoicePatch, draft: shapes.Invoice) -> None:
    """Raises Invalid where a discount given as an amount would be kept in another currency, as so many of its units."""
    currency = given_or(patch.currency, draft.currency)
    if currency == draft.currency:
        return
    if patch.discount is UNSET and draft.discount is not None and draft.discount.amount is not None:
        was = format_amount(draft.discount.amount, draft.currency)
        raise Invalid(f"The discount of {was} says nothing in {currency}: send it too.", pointer="/discount")
    for place, line in enumerate(draft.lines if patch.lines is UNSET else (), start=1):
        if line.discount is not None and line.discount.amount is not None:
            was = format_amount(line.discount.amount, draft.currency)
            message = f"The discount of {was} on line {place} says nothing in {currency}: send the lines too."
            raise Invalid(message, pointer="/lines")


async def _write_contents(
    invoice_id: uuid.UUID,
    *,
    currency: str,
    lines: Sequence[LineInput | shapes.InvoiceLine],
    discount: shapes.DiscountInput | None,
    prices_include_tax: bool,
) -> InvoiceRow:
    """Replaces a draft's lines and everything that is computed from them."""
    totals = _compute(currency, lines, discount, prices_include_tax)
    await database.execute("DELETE FROM invoice_lines WHERE invoice_id = $1", invoice_id)
    await database.execute(
        """
        INSERT INTO invoice_lines (id, invoice_id, position, description, quantity, unit_price, discount, taxes,
            amount, tax_amount)
        SELECT given.id, $1, given.place, given.description, given.quantity, given.unit_price, given.discount,
            given.taxes, given.amount, given.tax_amount
        FROM unnest($2::uuid[], $3::text[], $4::numeric[], $5::numeric[], $6::jsonb[], $7::jsonb[], $8::bigint[],
            $9::bigint[]) WITH ORDINALITY
            AS given (id, description, quantity, unit_price, discount, taxes, amount, tax_amount, place)
        """,
        invoice_id,
        [ids.new() for _ in lines],
        [line.description for line in lines],
        [shapes.priced(line).quantity for line in lines],
        [shapes.priced(line).unit_price for line in lines],
        [None if line.discount is None else to_json(line.discount) for line in lines],
        [to_json(line.taxes) for line in lines],
        [line.net for line in totals.lines],
        [line.tax for line in totals.lines],
    )
    await database.execute(
        """
        UPDATE invoices SET currency = $2, discount = $3, prices_include_tax = $4, subtotal = $5, discount_total = $6,
            tax_total = $7, total = $8, taxes = $9 WHERE id = $1
        """,
        invoice_id,
        currency,
        None if discount is None else to_json(discount),
        prices_include_tax,
        totals.subtotal,
        totals.discount_total,
        totals.tax_total,
        totals.total,
        to_json([shapes.tax_amount(tax) for tax in totals.taxes]),
    )
    return await invoices.read(invoice_id)


def _compute(
    currency: str,
    lines: Sequence[LineInput | shapes.InvoiceLine],
    discount: shapes.DiscountInput | None,
    prices_include_tax: bool,
) -> Totals:
    if not is_currency(currency):
        raise Invalid(f"{currency} is not a currency of ISO 4217.", pointer="/currency")
    priced = []
    for index, line in enumerate(lines):
        try:
            priced.append(shapes.priced(line))
        except MoneyRefused as refusal:
            raise Invalid(str(refusal), pointer=f"/lines/{index}") from refusal
    try:
        return compute(
            lines=priced,
            currency=currency,
            discount=shapes.discount(discount),
            prices_include_tax=prices_include_tax,
        )
    except MoneyRefused as refusal:
        pointer = "/discount" if refusal.line is None else f"/lines/{refusal.line}"
        raise Invalid(str(refusal), pointer=pointer) from refusal
    except UnknownCurrency as refusal:
        raise Invalid(str(refusal), pointer="/currency") from refusal
