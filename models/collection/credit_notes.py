"""Credit notes: what an issued invoice asks for no more. First it is taken off what is due; money that has been paid
already is the payer's credit, goes back, or was given back.

It stands here and not with invoices, since it moves money: beside the invoice it locks what holds the invoice's money.

Raw SQL: the invoice, with whatever shares a payment with it, is locked and read in one statement each.
"""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from models import access, database, days, events, ids, ledger, lists, rows
from models.access import Caller
from models.billing import corrections, credit_runs, drafts, receivables, series
from models.collection import credit, refunds, settlement
from models.collection.settlement import Cause
from models.errors import (
    CreditTooHigh,
    ExcessNotRefundable,
    ExcessUndecided,
    Invalid,
    InvoiceNotOpen,
    MoneyOnItsWay,
    NotFound,
)
from models.money import crediting, withholdings
from models.money.amounts import MoneyRefused
from models.money.crediting import Part, TooMuch, Wanted
from models.money.totals import sum_by_tax
from models.money.withholdings import Withheld
from models.shapes import billing, collection, invoice_rows
from models.shapes import corrections as shapes
from models.shapes.collection import PaymentRow
from models.shapes.corrections import CreditLineInput, CreditNoteInput
from models.shapes.invoice_rows import COLUMNS as INVOICE_COLUMNS
from models.shapes.invoice_rows import InvoiceRow
from models.shapes.lines import tax_amount, withheld_of, withholding_amount
from models.shapes.refunds import RefundInput
from models.tables.billing import CreditNote, Invoice
from models.tables.parties import Receiver


class Plan(NamedTuple):
    """What a credit note over an invoice comes to, and how much of that had been paid."""

    invoice: billing.Invoice
    parts: Sequence[Part]
    subtotal: int
    tax_total: int
    withholdings: Sequence[Withheld]
    applied: int
    excess: int

    @property
    def total(self) -> int:
        return self.subtotal + self.tax_total

    @property
    def withheld(self) -> int:
        """What is withheld no more, and was not to be paid."""
        return sum(each.amount for each in self.withholdings)

    def shape(self) -> shapes.CreditNotePreview:
        return shapes.CreditNotePreview(
            currency=self.invoice.currency,
            lines=shapes.lines_credited(self.parts, self.invoice.lines),
            subtotal=self.subtotal,
            tax_total=self.tax_total,
            taxes=[tax_amount(tax) for tax in sum_by_tax(tax for part in self.parts for tax in part.taxes)],
            total=self.total,
            withholdings=[withholding_amount(each) for each in self.withholdings],
            amount_withheld=self.withheld,
            amount_applied=self.applied,
            amount_excess=self.excess,
        )


@database.retrying
async def create(caller: Caller, given: CreditNoteInput) -> CreditNote:
    """Issues a credit note over an open invoice; its number is taken last.

    Whoever else changes the invoice waits, so that all notes together never come to more than it. Raises NotFound,
    Forbidden, Invalid, InvoiceNotOpen, CreditTooHigh, MoneyOnItsWay, ExcessUndecided, ExcessNotRefundable (and, for a
    refund, what `refunds.create` does), TimeZoneUnknown, IssueDateGoesBack.
    """
    async with database.transaction():
        found = await access.find(caller, Invoice, ids.decode("invoice", given.invoice_id), "credit_notes.write")
        invoices, payments = await _lock(found.id)
        before = invoices[found.id]
        plan = await _plan(before, given)
        if plan.excess and given.excess is None:
            raise ExcessUndecided(before["number"], plan.excess, before["currency"])
        receiver = await Receiver.objects().where(Receiver.id == before["receiver_id"]).lock_rows("SHARE").first()
        assert receiver is not None, "an invoice's receiver cannot go"
        issued_on = days.today(receiver.time_zone)

        note_id = ids.make()
        await _take_off(caller, given, note_id, plan, invoices=invoices, payments=payments)
        await ledger.post(
            receiver_id=before["receiver_id"],
            kind="credit_note.issued",
            source_id=note_id,
            currency=before["currency"],
            effective_on=issued_on,
            entries=receivables.credited(
                payer_id=before["payer_id"],
                invoice_id=before["id"],
                total=plan.total,
                tax_total=plan.tax_total,
                withheld=plan.withheld,
                excess=plan.excess,
            ),
        )
        preview = plan.shape()
        number = await series.next_number(receiver, kind="credit_note", issued_on=issued_on)
        note = await rows.insert(
            CreditNote(
                id=note_id,
                receiver_id=before["receiver_id"],
                payer_id=before["payer_id"],
                invoice_id=before["id"],
                number=number,
                currency=before["currency"],
                reason=given.reason,
                lines=preview.lines,
                subtotal=plan.subtotal,
                tax_total=plan.tax_total,
                total=plan.total,
                taxes=preview.taxes,
                withholdings=preview.withholdings,
                amount_withheld=plan.withheld,
                amount_applied=plan.applied,
                amount_excess=plan.excess,
                excess=given.excess if plan.excess else None,
                issued_on=issued_on,
                receiver_snapshot=before["receiver_snapshot"],
                payer_snapshot=before["payer_snapshot"],
                created_by=caller.user_id,
                metadata=given.metadata,
            )
        )
        await events.record(note.receiver_id, events.announcement("credit_note.issued", shapes.credit_note(note)))
        return note


async def preview(caller: Caller, given: CreditNoteInput) -> shapes.CreditNotePreview:
    """What a credit note would come to now; nothing is stored. Raises what `create` does of the invoice and amounts."""
    found = await access.find_as(
        caller,
        Invoice,
        InvoiceRow,
        ids.decode("invoice", given.invoice_id),
        "credit_notes.write",
        columns=INVOICE_COLUMNS,
    )
    return (await _plan(found, given)).shape()


async def get(caller: Caller, note_id: uuid.UUID | None) -> CreditNote:
    """One credit note. Raises NotFound."""
    return await access.find(caller, CreditNote, note_id, "credit_notes.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[CreditNote]:
    """A page of credit notes, newest first."""
    return await lists.page(caller, CreditNote, filters=filters, limit=limit, after=after)


async def _lock(invoice_id: uuid.UUID) -> tuple[dict[uuid.UUID, InvoiceRow], list[PaymentRow]]:
    """Locks an invoice, and what shares a payment with it, by id; then these payments, and what else stands unapplied
    on these invoices, by id.

    Returns the invoices, and the payments that the invoice holds money of, the newest first. Whoever calls is
    `database.retrying`, as for `settlement.lock`. Raises NotFound where it is a draft that has gone meanwhile.
    """
    locked = await database.fetch_as(
        InvoiceRow,
        f"""
        SELECT {INVOICE_COLUMNS} FROM invoices WHERE id = ANY(ARRAY(
            SELECT $1::uuid
            UNION SELECT other.invoice_id FROM allocations AS held JOIN allocations AS other USING (payment_id)
            WHERE held.invoice_id = $1
            UNION SELECT payments.invoice_id FROM allocations AS held JOIN payments ON payments.id = held.payment_id
            WHERE held.invoice_id = $1 AND payments.invoice_id IS NOT NULL
        )) ORDER BY id FOR NO KEY UPDATE
        """,
        invoice_id,
    )
    invoices = {row["id"]: row for row in locked}
    if invoice_id not in invoices:
        raise NotFound("There is no such invoice.")
    await database.execute(
        "SELECT FROM payments WHERE id = ANY(ARRAY(SELECT payment_id FROM allocations WHERE invoice_id = $1)) "
        "OR invoice_id = ANY($2) AND amount_unapplied > 0 ORDER BY id FOR NO KEY UPDATE",
        invoice_id,
        list(invoices),
    )
    # Read only now: they may have been allocated to another invoice while we waited for the locks.
    payments = await database.fetch_as(
        PaymentRow,
        f"""
        SELECT {collection.COLUMNS} FROM payments WHERE id = ANY(ARRAY(
            SELECT payment_id FROM allocations WHERE invoice_id = $1 AND status = 'settled')) ORDER BY id DESC
        """,
        invoice_id,
    )
    theirs = {part.invoice_id for payment in payments for part in collection.parts(payment)}
    theirs |= {payment["invoice_id"] for payment in payments if payment["invoice_id"] is not None}
    if not invoices.keys() >= theirs:
        raise database.do_again("a payment was allocated to another invoice while its locks were waited for")
    for payment in payments:
        database.hold(payment["id"])
    return invoices, payments


async def _plan(invoice: InvoiceRow, given: CreditNoteInput) -> Plan:
    """What a note comes to. Raises Invalid, InvoiceNotOpen, CreditTooHigh, MoneyOnItsWay."""
    if (given.lines is None) == (given.amount is None):
        raise Invalid("Say either which lines are credited, or an amount: exactly one of them.")
    if invoice["status"] != "open":
        raise InvoiceNotOpen(invoice["number"], invoice["status"], "be credited")
    shape = billing.invoice(invoice)
    notes = await CreditNote.objects().where(CreditNote.invoice_id == invoice["id"]).order_by(CreditNote.id)
    parts = _parts(shape, _lines(shape, notes), given)
    subtotal, tax_total = sum(part.net for part in parts), sum(part.tax for part in parts)
    total, currency = subtotal + tax_total, invoice["currency"]
    if total <= 0:
        raise Invalid("This credits nothing: a credit note comes to more than zero.")
    taken_back = _taken_back(shape, notes, net=subtotal, total=total)
    withheld = sum(each.amount for each in taken_back)
    asked, left = total - withheld, invoice_rows.collectible(invoice)
    if asked > left:
        raise CreditTooHigh.beyond_what_is_left(
            asked, left, currency, invoice["number"], withheld=withheld, written_off=invoice["amount_written_off"]
        )
    free = left - invoice["amount_paid"] - invoice["amount_reserved"]
    if asked > free and invoice["amount_reserved"]:
        raise MoneyOnItsWay(
            invoice["number"],
            "be credited by",
            asked=asked,
            free=free,
            reserved=invoice["amount_reserved"],
            currency=currency,
        )
    applied = min(asked, free)
    return Plan(shape, parts, subtotal, tax_total, taken_back, applied, asked - applied)


def _lines(invoice: billing.Invoice, notes: Sequence[CreditNote]) -> list[crediting.Line]:
    """The lines of an invoice with what its notes have taken of them."""
    totals = drafts.totals_of(invoice)
    lines = crediting.lines_of(totals.lines, [Decimal(line.quantity) for line in invoice.lines])
    places = {line.id: place for place, line in enumerate(invoice.lines)}
    before = [shapes.part(line, places[line.line_id]) for note in notes for line in shapes.credited_lines(note)]
    return [line.after(part for part in before if part.line == place) for place, line in enumerate(lines)]


def _taken_back(invoice: billing.Invoice, notes: Sequence[CreditNote], *, net: int, total: int) -> tuple[Withheld, ...]:
    """What a note over so much takes back of each withholding of its invoice, after these notes."""
    whole = [withheld_of(each) for each in invoice.withholdings]
    before = [[withheld_of(each) for each in shapes.credited_withholdings(note)] for note in notes]
    left = withholdings.less(whole, before)
    total_left = invoice.total - sum(note.total for note in notes)
    return withholdings.take_back(whole, left, net=net, total=total, total_left=total_left)


def _parts(invoice: billing.Invoice, lines: Sequence[crediting.Line], given: CreditNoteInput) -> list[Part]:
    currency, prices_include_tax, rounding = invoice.currency, invoice.prices_include_tax, invoice.rounding
    wanted: dict[int, Wanted] = {}
    try:
        if given.lines is None:
            assert given.amount is not None, "one of them was given"
            return crediting.credit_amount(
                lines, given.amount, currency=currency, prices_include_tax=prices_include_tax, rounding=rounding
            )
        wanted = _wanted(invoice, given.lines)
        return crediting.credit_lines(
            lines, wanted, currency=currency, prices_include_tax=prices_include_tax, rounding=rounding
        )
    except MoneyRefused as refusal:
        asked = list(wanted)
        pointer = "/amount" if given.lines is None else "/lines"
        if refusal.line is not None:
            pointer = f"/lines/{asked.index(refusal.line)}"
        if isinstance(refusal, TooMuch):
            raise CreditTooHigh(str(refusal), pointer=pointer) from refusal
        raise Invalid(str(refusal), pointer=pointer) from refusal


def _wanted(invoice: billing.Invoice, given: Sequence[CreditLineInput]) -> dict[int, Wanted]:
    """What is wanted of each line, by its place on the invoice and in the order given. Raises Invalid."""
    places = {line.id: place for place, line in enumerate(invoice.lines)}
    wanted: dict[int, Wanted] = {}
    for index, line in enumerate(given):
        place = places.get(line.line_id)
        if place is None:
            raise Invalid("The invoice has no such line.", pointer=f"/lines/{index}/line_id")
        if place in wanted:
            raise Invalid("The line is named twice.", pointer=f"/lines/{index}/line_id")
        if line.quantity is not None and line.amount is not None:
            raise Invalid("Give a quantity or an amount, or neither for all that is left.", pointer=f"/lines/{index}")
        wanted[place] = Wanted(quantity=None if line.quantity is None else Decimal(line.quantity), amount=line.amount)
    return wanted


async def _take_off(
    caller: Caller,
    given: CreditNoteInput,
    note_id: uuid.UUID,
    plan: Plan,
    *,
    invoices: Mapping[uuid.UUID, InvoiceRow],
    payments: Sequence[PaymentRow],
) -> None:
    """Takes a note off its invoice, and with it money that has been paid, and announces what the invoices are then.

    What is sent back, or was given back by hand, is a refund of the newest payments.
    """
    invoice_id = ids.decode("invoice", plan.invoice.id)
    assert invoice_id is not None, "it was encoded here"
    goes_back = given.excess in ("refund", "paid_out")
    freed = _freed(invoice_id, payments, plan.excess, goes_back=goes_back)
    if sum(freed.values()) < plan.excess:
        raise ExcessNotRefundable(plan.excess, sum(freed.values()), plan.invoice.currency)
    by_id = {payment["id"]: payment for payment in payments}
    now: dict[uuid.UUID, InvoiceRow] = {}
    for payment_id, amount in freed.items():
        before = by_id[payment_id]
        changed = await settlement.set_free(before, invoice_id, amount, cause=Cause("credit_note", note_id))
        now |= {row["id"]: row for row in changed}
        await events.record(before["receiver_id"], *credit.created(await settlement.read(payment_id), before=before))
    credited = await database.fetch_row_as(
        InvoiceRow,
        f"""
        UPDATE invoices SET amount_credited = amount_credited + $2
        WHERE id = $1 RETURNING {INVOICE_COLUMNS}
        """,
        invoice_id,
        plan.applied + plan.excess,
    )
    assert credited is not None, "it is locked"
    now[invoice_id] = credited
    if not goes_back:
        # Where a payment was made for another invoice, that one can have the money.
        others = [row for row in now.values() if row["id"] != invoice_id]
        now |= await credit.fill(others)
        # Where one of them can still take money, that was said already.
        if freed and not any(settlement.payable(now[row["id"]]) for row in others):
            await credit_runs.wake(credited["receiver_id"], credited["payer_id"])
    await events.record(
        credited["receiver_id"], *(corrections.announcement(invoices[row["id"]], row) for row in now.values())
    )
    for payment_id, amount in freed.items() if goes_back else ():
        back = RefundInput(payment_id=ids.encode("payment", payment_id), amount=amount, reason=given.reason)
        await (refunds.create if given.excess == "refund" else refunds.pay_out)(caller, back)


def _freed(
    invoice_id: uuid.UUID, payments: Sequence[PaymentRow], amount: int, *, goes_back: bool
) -> dict[uuid.UUID, int]:
    """How much of which payments, the newest first, is taken off the invoice; what is on its way back goes once."""
    freed: dict[uuid.UUID, int] = {}
    for payment in payments:
        held = collection.amounts(payment, status="settled").get(invoice_id, 0)
        part = min(amount, held, settlement.free(payment) if goes_back else held)
        if part > 0:
            freed[payment["id"]] = part
            amount -= part
    return freed
