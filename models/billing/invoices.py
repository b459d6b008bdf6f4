"""Invoices: drafted, edited, issued under a number without gaps, voided, overdue.

Lines are read in a statement of their own after their invoice is locked: within one statement, a lock that had to wait
shows the newest invoice beside lines from before the wait.
"""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

import asyncpg

from models import access, clock, database, events, ids, ledger, lists, secrets, versions
from models.access import Caller
from models.errors import (
    Invalid,
    InvoiceHasMoney,
    InvoiceNotDraft,
    InvoiceNotOpen,
    InvoiceWithoutLines,
    IssueDateGoesBack,
    PayerArchived,
    ReceiverArchived,
)
from models.ledger import Entry
from models.money import numbering, references, terms
from models.money.currencies import UnknownCurrency, is_currency
from models.money.totals import MoneyRefused, Totals, compute
from models.shapes import invoices as shapes
from models.shapes import parties
from models.shapes.common import changes, to_json
from models.shapes.invoices import InvoiceInput, InvoicePatch, LineInput
from models.tables.billing import Invoice
from models.tables.parties import Payer, Receiver

# What the shape of an invoice is made from.
COLUMNS = """invoices.*, (
    SELECT coalesce(json_agg(json_build_object(
        'id', line.id, 'description', line.description, 'quantity', trim_scale(line.quantity)::text,
        'unit_price', trim_scale(line.unit_price)::text, 'discount', line.discount, 'taxes', line.taxes,
        'amount', line.amount, 'tax_amount', line.tax_amount) ORDER BY line.position), '[]')::text
    FROM invoice_lines AS line WHERE line.invoice_id = invoices.id) AS lines"""
# What a draft's totals are computed from.
CONTENTS = ("currency", "lines", "discount", "prices_include_tax")
# How many invoices one tick makes overdue in one transaction.
OVERDUE_BATCH = 100


async def create(caller: Caller, given: InvoiceInput) -> Any:
    """Makes a draft. Raises NotFound, Forbidden, ReceiverArchived, PayerArchived, Invalid."""
    async with database.transaction():
        receiver_id = ids.decode("receiver", given.receiver_id)
        receiver = await access.find(caller, Receiver, receiver_id, "invoices.write")
        if receiver["status"] == "archived":
            raise ReceiverArchived(f"Receiver {receiver['name']} is archived: it issues no more invoices.")
        payer = await _payer(caller, receiver["id"], given.payer_id)
        invoice_id = ids.new()
        await database.execute(
            "INSERT INTO invoices (id, receiver_id, payer_id, currency, due_on, payment_terms_days, memo, metadata) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            invoice_id,
            receiver["id"],
            payer["id"],
            given.currency or receiver["currency"],
            given.due_on,
            given.payment_terms_days,
            given.memo,
            to_json(given.metadata),
        )
        row = await _write_contents(
            invoice_id,
            currency=given.currency or receiver["currency"],
            lines=given.lines,
            discount=given.discount,
            prices_include_tax=given.prices_include_tax,
        )
        await events.record(row["receiver_id"], announce("invoice.created", row))
        return row


async def update(caller: Caller, invoice_id: uuid.UUID | None, patch: InvoicePatch, *, version: int | None) -> Any:
    """Edits a draft. Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotDraft, PayerArchived, Invalid."""
    async with database.transaction():
        before = await _lock_draft(caller, invoice_id, "edited", version=version)
        sent = dict(changes(patch))
        shape = shapes.invoice(before)
        if "payer_id" in sent:
            sent["payer_id"] = (await _payer(caller, before["receiver_id"], sent["payer_id"]))["id"]
        contents = {name: sent.pop(name) for name in CONTENTS if name in sent}
        if "metadata" in sent:
            sent["metadata"] = to_json(sent["metadata"])
        if sent:
            await database.update_row("invoices", before["id"], sent)
        if contents:
            await _write_contents(before["id"], **{name: getattr(shape, name) for name in CONTENTS} | contents)
        row = await _read(before["id"])
        await events.record(row["receiver_id"], announce("invoice.updated", row, before=shape))
        return row


async def delete(caller: Caller, invoice_id: uuid.UUID | None, *, version: int | None) -> None:
    """Deletes a draft, which never had a number. Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotDraft."""
    async with database.transaction():
        row = await _lock_draft(caller, invoice_id, "deleted", version=version)
        await events.record(row["receiver_id"], announce("invoice.deleted", row))
        await database.execute("DELETE FROM invoices WHERE id = $1", row["id"])


async def preview(caller: Caller, given: InvoiceInput) -> tuple[str, Totals]:
    """The currency of a draft and what it would come to; nothing is stored. Raises NotFound, Forbidden, Invalid."""
    receiver_id = ids.decode("receiver", given.receiver_id)
    receiver = await access.find(caller, Receiver, receiver_id, "invoices.write")
    currency = given.currency or receiver["currency"]
    return currency, _compute(currency, given.lines, given.discount, given.prices_include_tax)


async def finalize(caller: Caller, invoice_id: uuid.UUID | None, *, version: int | None = None) -> Any:
    """Issues a draft: freezes the parties, books the receivable, and takes the next number last.

    The number's row is locked from there to the commit only, so that issuing stays quick for a busy receiver. Raises
    NotFound, Forbidden, PreconditionFailed, InvoiceNotDraft, InvoiceWithoutLines, ReceiverArchived, Invalid (a due date
    before the issue date), IssueDateGoesBack.
    """
    async with database.transaction():
        draft = await _lock_draft(caller, invoice_id, "finalized", version=version)
        if draft["lines"] == "[]":
            raise InvoiceWithoutLines
        receiver = await Receiver.objects().where(Receiver.id == draft["receiver_id"]).lock_rows("KEY SHARE").first()
        payer = await Payer.objects().where(Payer.id == draft["payer_id"]).lock_rows("KEY SHARE").first()
        assert receiver is not None, "a draft's receiver cannot go"
        assert payer is not None, "nor can its payer"
        if receiver["status"] == "archived":
            raise ReceiverArchived(f"Receiver {receiver['name']} is archived: it issues no more invoices.")
        issued_on = terms.local_date(clock.now(), receiver["time_zone"])
        due_on = _due_on(draft, receiver, issued_on)
        await ledger.post(
            receiver_id=receiver["id"],
            kind="invoice.finalized",
            source_id=draft["id"],
            currency=draft["currency"],
            effective_on=issued_on,
            entries=_receivable(draft, sign=1),
        )
        token = secrets.token()
        number = await _next_number(receiver, issued_on)
        row = await database.fetch_row(
            f"""
            UPDATE invoices SET status = 'open', number = $2, reference = $3, issued_on = $4, due_on = $5,
                time_zone = $6, receiver_snapshot = $7, payer_snapshot = $8, pay_token = $9, pay_token_digest = $10,
                finalized_at = $11
            WHERE id = $1 RETURNING {COLUMNS}
            """,
            draft["id"],
            number,
            references.make(number),
            issued_on,
            due_on,
            receiver["time_zone"],
            to_json(parties.snapshot(receiver)),
            to_json(parties.snapshot(payer)),
            secrets.encrypt(token.encode(), context=f"pay_token:{draft['id']}"),
            secrets.digest(token),
            clock.now(),
        )
        assert row is not None
        announcements = [announce("invoice.finalized", row, before=shapes.invoice(draft))]
        if row["settlement"] == "paid":
            # Nothing is asked for, so nothing will ever settle it but this.
            announcements.append(announce("invoice.paid", row))
        await events.record(row["receiver_id"], *announcements)
        return row


async def void(caller: Caller, invoice_id: uuid.UUID | None, *, version: int | None = None) -> Any:
    """Declares an issued invoice void; it keeps its number. Its receivable is booked back.

    Raises NotFound, Forbidden, PreconditionFailed, InvoiceNotOpen, InvoiceHasMoney.
    """
    async with database.transaction():
        before = await access.find_as(
            caller, Invoice, asyncpg.Record, invoice_id, "invoices.write", columns=COLUMNS, lock=True
        )
        versions.check(before, version)
        if before["status"] != "open":
            raise InvoiceNotOpen(before["number"], before["status"], "be voided")
        if before["amount_paid"] or before["amount_reserved"] or before["amount_credited"]:
            raise InvoiceHasMoney(
                before["number"],
                paid=before["amount_paid"],
                reserved=before["amount_reserved"],
                currency=before["currency"],
            )
        await ledger.post(
            receiver_id=before["receiver_id"],
            kind="invoice.voided",
            source_id=before["id"],
            currency=before["currency"],
            effective_on=terms.local_date(clock.now(), before["time_zone"]),
            entries=_receivable(before, sign=-1),
        )
        row = await database.fetch_row(
            f"UPDATE invoices SET status = 'void', overdue = false WHERE id = $1 RETURNING {COLUMNS}",
            before["id"],
        )
        await events.record(before["receiver_id"], announce("invoice.voided", row, before=shapes.invoice(before)))
        return row


async def mark_overdue() -> int:
    """Flags a batch of invoices whose due date is over where their receiver is; returns how many. A job's operation."""
    async with database.transaction():
        due = await database.fetch(
            f"""
            SELECT {COLUMNS} FROM invoices
            WHERE status = 'open' AND NOT overdue AND settlement IN ('unpaid', 'partially_paid')
              AND due_on < ($1::timestamptz AT TIME ZONE time_zone)::date
              -- No zone is more than a day from UTC: this bound lets the index find the candidates.
              AND due_on <= ($1::timestamptz AT TIME ZONE 'UTC')::date
            ORDER BY id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
            """,
            clock.now(),
            OVERDUE_BATCH,
        )
        rows = await database.fetch(
            f"UPDATE invoices SET overdue = true WHERE id = ANY($1) RETURNING {COLUMNS}",
            [row["id"] for row in due],
        )
        before = {row["id"]: shapes.invoice(row) for row in due}
        for row in rows:
            await events.record(row["receiver_id"], announce("invoice.overdue", row, before=before[row["id"]]))
        return len(rows)


async def get(caller: Caller, invoice_id: uuid.UUID | None) -> Any:
    """One invoice with its lines. Raises NotFound."""
    return await access.find_as(caller, Invoice, asyncpg.Record, invoice_id, "invoices.read", columns=COLUMNS)


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[asyncpg.Record]:
    """A page of invoices with their lines, newest first."""
    return await lists.page_as(
        caller, Invoice, asyncpg.Record, filters=filters, limit=limit, after=after, columns=COLUMNS
    )


def announce(type_: str, row: Any, *, before: shapes.Invoice | None = None) -> events.Announcement:
    """The event of that type for an invoice as it is now; `before` tells which fields changed."""
    data = shapes.invoice(row)
    return events.Announcement(
        type=type_, object_kind="invoice", object_id=row["id"], data=data, previous=events.previous(before, data)
    )


async def _payer(caller: Caller, receiver_id: uuid.UUID, payer_id: str) -> Any:
    payer = await access.find(caller, Payer, ids.decode("payer", payer_id), "invoices.write")
    if payer["receiver_id"] != receiver_id:
        raise Invalid("The payer belongs to another receiver's book.", pointer="/payer_id")
    if payer["status"] == "archived":
        raise PayerArchived(f"Payer {payer['name']} is archived.", pointer="/payer_id")
    return payer


async def _lock_draft(caller: Caller, invoice_id: uuid.UUID | None, action: str, *, version: int | None) -> Any:
    locked = await access.find(caller, Invoice, invoice_id, "invoices.write", lock=True)
    versions.check(locked, version)
    if locked["status"] != "draft":
        raise InvoiceNotDraft(locked["number"], locked["status"], action)
    return await _read(locked["id"])


async def _read(invoice_id: uuid.UUID) -> Any:
    return await database.fetch_row(f"SELECT {COLUMNS} FROM invoices WHERE id = $1", invoice_id)


async def _write_contents(
    invoice_id: uuid.UUID,
    *,
    currency: str,
    lines: Sequence[LineInput | shapes.InvoiceLine],
    discount: shapes.DiscountInput | None,
    prices_include_tax: bool,
) -> Any:
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
    return await _read(invoice_id)


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


def _due_on(draft: Any, receiver: Any, issued_on: datetime.date) -> datetime.date:
    if draft["due_on"] is not None:
        due_on: datetime.date = draft["due_on"]
        if due_on < issued_on:
            raise Invalid(
                f"The due date {due_on} is before the issue date {issued_on}: change it first.", pointer="/due_on"
            )
        return due_on
    days = draft["payment_terms_days"]
    return issued_on + datetime.timedelta(days=receiver["payment_terms_days"] if days is None else days)


def _receivable(invoice: Any, *, sign: int) -> list[Entry]:
    return [
        Entry("receivables", sign * invoice["total"], payer_id=invoice["payer_id"], invoice_id=invoice["id"]),
        Entry("revenue", -sign * (invoice["total"] - invoice["tax_total"]), invoice_id=invoice["id"]),
        Entry("tax_payable", -sign * invoice["tax_total"], invoice_id=invoice["id"]),
    ]


async def _next_number(receiver: Any, issued_on: datetime.date) -> str:
    """Takes the next number of the receiver's series; a rollback gives it back."""
    pattern = receiver["number_pattern"]
    sequence = await database.fetch_value(
        """
        INSERT INTO number_series (id, receiver_id, kind, period, next_sequence, last_issued_on)
        VALUES ($1, $2, 'invoice', $3, 2, $4)
        ON CONFLICT ON CONSTRAINT number_series_are_one_per_period DO UPDATE
            SET next_sequence = number_series.next_sequence + 1, last_issued_on = $4
            WHERE number_series.last_issued_on <= $4
        RETURNING next_sequence - 1
        """,
        ids.new(),
        receiver["id"],
        numbering.period(pattern, issued_on),
        issued_on,
    )
    if sequence is None:
        raise IssueDateGoesBack(f"An invoice of this series has a later date than {issued_on}: dates do not go back.")
    return numbering.render(pattern, prefix=receiver["invoice_prefix"], issued_on=issued_on, sequence=sequence)
