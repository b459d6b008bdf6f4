"""What corrects an issued invoice, as clients see and send it: credit notes and write-offs."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from models import ids
from models.money.amounts import plain
from models.money.crediting import Part
from models.money.totals import TaxTotal
from models.shapes.common import NO_NUL, Amount, CreditedQuantity, Input, Metadata, from_json, metadata, text_id
from models.shapes.lines import InvoiceLine, TaxAmount, WithholdingAmount, tax_amount
from models.shapes.parties import GivenReason, PartySnapshot
from models.tables import billing as tables
from models.tables.billing import Excess, WriteOffReason, WriteOffStatus

Reason = Annotated[str, Meta(min_length=1, max_length=500, pattern=NO_NUL)]


class CreditLineInput(Input):
    """What is credited of a line of the invoice: a quantity, or an amount in terms of the invoice's prices (with tax
    where `prices_include_tax`), after its share of the invoice's discount. All that is left of it, without either."""

    line_id: ids.LineId
    quantity: CreditedQuantity | None = None
    amount: Amount | None = None


class CreditNoteInput(Input):
    """A credit note over lines, or over an `amount`, tax included, that is spread over what is left of all lines.

    `excess` says what becomes of what has been paid already: the payer's credit, a refund of the payments, or money
    that was given back offline.
    """

    invoice_id: ids.InvoiceId
    reason: Reason
    lines: Annotated[list[CreditLineInput], Meta(min_length=1, max_length=200)] | None = None
    amount: Amount | None = None
    excess: Excess | None = None
    metadata: Metadata = msgspec.field(default_factory=dict)


class WriteOffInput(Input):
    """What is not asked for any more of an invoice, and why; `note` is for the receiver's own people."""

    amount: Amount
    reason: GivenReason
    note: Reason | None = None


class GiveUpInput(Input):
    """Why an invoice is given up, for the receiver's own people."""

    reason: Reason


class CreditedLine(msgspec.Struct, kw_only=True):
    """What is credited of one line: `amount` without tax, and `tax_amount`. `quantity` is null where none was given."""

    line_id: str
    description: str
    quantity: str | None
    amount: int
    tax_amount: int
    taxes: list[TaxAmount]


class CreditNote(msgspec.Struct, kw_only=True):
    """A document that takes something off an issued invoice. `amount_withheld` of its total is withheld no more,
    `amount_applied` had not been paid yet, and `amount_excess` had been: `excess` says what became of that money.
    `receiver` and `payer` are as on the invoice."""

    id: str
    object: Literal["credit_note"] = "credit_note"
    receiver_id: str
    payer_id: str
    invoice_id: str
    status: Literal["issued"] = "issued"
    number: str
    currency: str
    reason: str
    lines: list[CreditedLine]
    subtotal: int
    tax_total: int
    taxes: list[TaxAmount]
    total: int
    withholdings: list[WithholdingAmount]
    amount_withheld: int
    amount_applied: int
    amount_excess: int
    excess: Excess | None
    issued_on: datetime.date
    receiver: PartySnapshot
    payer: PartySnapshot
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class CreditNotePreview(msgspec.Struct, kw_only=True):
    """What a credit note would come to, and how much of it has been paid already (`amount_excess`)."""

    object: Literal["credit_note_preview"] = "credit_note_preview"
    currency: str
    lines: list[CreditedLine]
    subtotal: int
    tax_total: int
    taxes: list[TaxAmount]
    total: int
    withholdings: list[WithholdingAmount]
    amount_withheld: int
    amount_applied: int
    amount_excess: int


class WriteOff(msgspec.Struct, kw_only=True):
    """What was written off an invoice. `payment_id` is the payment that was short by it, where the receiver tolerates
    that. One that was undone is owed again since `undone_on`."""

    id: str
    object: Literal["write_off"] = "write_off"
    receiver_id: str
    payer_id: str
    invoice_id: str
    payment_id: str | None
    status: WriteOffStatus
    currency: str
    amount: int
    reason: WriteOffReason
    note: str | None
    effective_on: datetime.date
    undone_on: datetime.date | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


def credit_note(row: tables.CreditNote) -> CreditNote:
    """The shape of a row of `credit_notes`."""
    return CreditNote(
        id=ids.encode("credit_note", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        payer_id=ids.encode("payer", row.payer_id),
        invoice_id=ids.encode("invoice", row.invoice_id),
        number=row.number,
        currency=row.currency,
        reason=row.reason,
        lines=credited_lines(row),
        subtotal=row.subtotal,
        tax_total=row.tax_total,
        taxes=from_json(row.taxes, list[TaxAmount]),
        total=row.total,
        withholdings=credited_withholdings(row),
        amount_withheld=row.amount_withheld,
        amount_applied=row.amount_applied,
        amount_excess=row.amount_excess,
        excess=row.excess,
        issued_on=row.issued_on,
        receiver=from_json(row.receiver_snapshot, PartySnapshot),
        payer=from_json(row.payer_snapshot, PartySnapshot),
        metadata=metadata(row.metadata),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def credited_lines(row: tables.CreditNote) -> list[CreditedLine]:
    """The column of a credit note that holds its lines."""
    return from_json(row.lines, list[CreditedLine])


def credited_withholdings(row: tables.CreditNote) -> list[WithholdingAmount]:
    """The column of a credit note that holds what it takes back of each withholding, in the order of the invoice."""
    return from_json(row.withholdings, list[WithholdingAmount])


def lines_credited(parts: Sequence[Part], lines: Sequence[InvoiceLine]) -> list[CreditedLine]:
    """The lines of a note whose parts were computed from these lines of its invoice."""
    return [
        CreditedLine(
            line_id=lines[part.line].id,
            description=lines[part.line].description,
            quantity=None if part.quantity is None else plain(part.quantity),
            amount=part.net,
            tax_amount=part.tax,
            taxes=[tax_amount(tax) for tax in part.taxes],
        )
        for part in parts
    ]


def part(line: CreditedLine, place: int) -> Part:
    """A line of a note as models/money/crediting.py computes with it; `place` is that of the invoice's line."""
    return Part(
        line=place,
        quantity=None if line.quantity is None else Decimal(line.quantity),
        net=line.amount,
        taxes=tuple(
            TaxTotal(
                name=tax.name,
                percent=Decimal(tax.percent),
                compound=tax.compound,
                category=tax.category,
                exemption_reason=tax.exemption_reason,
                base=tax.base,
                amount=tax.amount,
            )
            for tax in line.taxes
        ),
    )


def write_off(row: tables.WriteOff) -> WriteOff:
    """The shape of a row of `write_offs`."""
    return WriteOff(
        id=ids.encode("write_off", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        payer_id=ids.encode("payer", row.payer_id),
        invoice_id=ids.encode("invoice", row.invoice_id),
        payment_id=text_id("payment", row.payment_id),
        status=row.status,
        currency=row.currency,
        amount=row.amount,
        reason=row.reason,
        note=row.note,
        effective_on=row.effective_on,
        undone_on=row.undone_on,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
