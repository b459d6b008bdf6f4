"""Invoices and their lines, as clients see and send them."""

import datetime
from functools import lru_cache
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models import ids
from models.access import Caller
from models.money.amounts import bounded
from models.money.instalments import INSTALMENTS_MAX
from models.money.terms import DAYS_MAX, TermsType
from models.money.totals import Rounding, Totals
from models.shapes import invoice_rows, lines
from models.shapes.common import (
    ONE_LINE,
    Amount,
    Currency,
    Input,
    LongText,
    Metadata,
    Percent,
    Reading,
    as_stored,
    from_json,
    text_id,
)
from models.shapes.invoice_rows import InvoiceRow
from models.shapes.lines import (
    DiscountGiven,
    DiscountInput,
    InvoiceLine,
    Lines,
    TaxAmount,
    WithholdingAmount,
    Withholdings,
)
from models.shapes.parties import PartySnapshot, TermsDays
from models.tables.billing import InvoiceKind, InvoiceStatus, Settlement

InstalmentDays = Annotated[int, Meta(ge=0, le=DAYS_MAX, description="Days from the issue date to the due date.")]
PurchaseOrder = Annotated[
    str,
    Meta(min_length=1, max_length=100, pattern=ONE_LINE, description="The payer's own number.", examples=["4500012"]),
]


class Period(Input, rename={"from_": "from"}):
    """Days from the first to the last, both of them in it."""

    from_: datetime.date
    to: datetime.date


class Terms(Input):
    """When an invoice is to be paid: `immediate` on the day of issue, `net` so many days after it, `end_of_month` on
    the last day of the month that lies so many days after it, `fixed` on its `due_on`."""

    type: TermsType
    days: TermsDays | None = None


class InstalmentInput(Input, omit_defaults=True):
    """A part of what is to be paid (the total less what is withheld): a percent, or an amount of minor units; due on a
    day, or so many days after the issue date. All by percent or all by amount, in the order of their due dates, and
    adding up."""

    percent: Percent | None = None
    amount: Amount | None = None
    due_on: datetime.date | None = None
    days: InstalmentDays | None = None


InstalmentsInput = Annotated[list[InstalmentInput], Meta(min_length=1, max_length=INSTALMENTS_MAX)]


class InvoiceContents(Input):
    """What an invoice is about, whoever it is for and whenever it is made."""

    lines: Lines = msgspec.field(default_factory=list)
    currency: Currency | None = None
    discount: DiscountInput | None = None
    prices_include_tax: bool = False
    rounding: Rounding | None = None
    withholdings: Withholdings = msgspec.field(default_factory=list)
    terms: Terms | None = None
    payment_terms_days: TermsDays | None = None
    instalments: InstalmentsInput | None = None
    purchase_order: PurchaseOrder | None = None
    memo: LongText | None = None
    metadata: Metadata = msgspec.field(default_factory=dict)


class InvoiceInput(InvoiceContents, kw_only=True):
    """A new draft. `currency` and `rounding` default to the receiver's, the due date to the receiver's terms.

    What is billed was delivered on a day, `delivered_on`, or over a `period`: one of them, or neither is said.

    When it is to be paid is said in one way: by `terms` (with `due_on` if they are `fixed`), by `payment_terms_days`
    (short for `net`), by `due_on` (short for `fixed`), or by `instalments`.
    """

    receiver_id: ids.ReceiverId
    payer_id: ids.PayerId
    due_on: datetime.date | None = None
    delivered_on: datetime.date | None = None
    period: Period | None = None


class BulkInput(Input):
    """New drafts of one receiver; with `finalize` they are issued, too."""

    invoices: Annotated[list[InvoiceInput], Meta(min_length=1, max_length=500)]
    finalize: bool = False


class Bulk(msgspec.Struct, kw_only=True):
    """The invoices that a request has made, in the order in which it named them."""

    data: list["Invoice"]


class InvoicePatch(Input):
    """Changes to a draft: only the fields sent change, and null clears. `lines`, `discount`, `withholdings`,
    `instalments`, `period` and `metadata` are replaced as a whole. Another way of saying when it is to be paid takes
    the place of the former."""

    payer_id: ids.PayerId | UnsetType = UNSET
    lines: Lines | UnsetType = UNSET
    currency: Currency | UnsetType = UNSET
    discount: DiscountInput | None | UnsetType = UNSET
    prices_include_tax: bool | UnsetType = UNSET
    rounding: Rounding | UnsetType = UNSET
    withholdings: Withholdings | UnsetType = UNSET
    terms: Terms | None | UnsetType = UNSET
    due_on: datetime.date | None | UnsetType = UNSET
    payment_terms_days: TermsDays | None | UnsetType = UNSET
    instalments: InstalmentsInput | None | UnsetType = UNSET
    purchase_order: PurchaseOrder | None | UnsetType = UNSET
    delivered_on: datetime.date | None | UnsetType = UNSET
    period: Period | None | UnsetType = UNSET
    memo: LongText | None | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET


class Instalment(msgspec.Struct, kw_only=True):
    """A part of what is to be paid. Payments cover the oldest first, then credit notes and write-offs: `amount_due` is
    what remains of it. `due_on` is null until the invoice is issued where `days` after that were given."""

    amount: int
    amount_paid: int
    amount_due: int
    due_on: datetime.date | None
    overdue: bool
    percent: str | None
    days: int | None


class FeeOf(msgspec.Struct, kw_only=True):
    """The cheque whose fee a debit note asks for, and the reversal by which it bounced: null if it had not cleared."""

    payment_id: str
    reversal_id: str | None


class Invoice(msgspec.Struct):
    """A request for payment. `kind` is what it is called: one over the fee of a cheque that bounced is a `debit_note`,
    and `fee_of` says which cheque it was; everything else is as with any invoice.

    `status` says what this paper is, `settlement` how much of it is covered. `amount_due` is what remains to be paid,
    `amount_overdue` what of that should have been paid before today, `amount_payable` what remains once the payments on
    their way (`amount_reserved`) have arrived. `amount_withheld` is what the payer keeps back of the total for the tax
    office, so it is never due. `due_on` is the last day for all of it, with instalments
    the last one's. Once issued, `terms` are those that applied; with instalments there are none. `replaces` is the void
    invoice whose place it takes, and `replaced_by` the one that took its place. `receiver` and `payer` are snapshots,
    null until the invoice is issued. `pay_url` is the link that a payer needs no login for: null for a draft, in
    events, and for who may neither pay nor send the invoice (`payments:write` or `invoices:write`).
    """

    id: str
    # Without a default, which no field can have before others that are given by position.
    object: Literal["invoice"]
    receiver_id: str
    payer_id: str
    kind: InvoiceKind
    status: InvoiceStatus
    settlement: Settlement
    overdue: bool
    in_flight: bool
    disputed: bool
    number: str | None
    reference: str | None
    currency: str
    lines: list[InvoiceLine]
    discount: DiscountGiven | None
    prices_include_tax: bool
    rounding: Rounding
    subtotal: int
    discount_total: int
    tax_total: int
    taxes: list[TaxAmount]
    total: int
    withholdings: list[WithholdingAmount]
    amount_withheld: int
    amount_paid: int
    amount_due: int
    amount_overdue: int
    amount_reserved: int
    amount_payable: int
    amount_credited: int
    amount_written_off: int
    amount_overpaid: int
    terms: Terms | None
    payment_terms_days: int | None
    instalments: list[Instalment]
    issued_on: datetime.date | None
    due_on: datetime.date | None
    purchase_order: str | None
    delivered_on: datetime.date | None
    period: Period | None
    memo: str | None
    replaces: str | None
    replaced_by: str | None
    fee_of: FeeOf | None
    pay_url: str | None
    receiver: PartySnapshot | None
    payer: PartySnapshot | None
    schedule_id: str | None
    period_start: datetime.date | None
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class InvoicePreview(msgspec.Struct, kw_only=True):
    """What a draft would come to, in minor units; `line_amounts` are the lines' nets in their order.

    `amount_due` is what would be to pay: the total less what is withheld.
    """

    object: Literal["invoice_preview"] = "invoice_preview"
    currency: str
    rounding: Rounding
    line_amounts: list[int]
    subtotal: int
    discount_total: int
    tax_total: int
    taxes: list[TaxAmount]
    total: int
    withholdings: list[WithholdingAmount]
    amount_withheld: int
    amount_due: int


def preview(currency: str, rounding: Rounding, totals: Totals) -> InvoicePreview:
    """The shape of computed totals."""
    return InvoicePreview(
        currency=currency,
        rounding=rounding,
        line_amounts=[line.net for line in totals.lines],
        subtotal=totals.subtotal,
        discount_total=totals.discount_total,
        tax_total=totals.tax_total,
        taxes=[lines.tax_amount(tax) for tax in totals.taxes],
        total=totals.total,
        withholdings=[lines.withholding_amount(withheld) for withheld in totals.withholdings],
        amount_withheld=totals.withheld,
        amount_due=totals.total - totals.withheld,
    )


def invoice(row: InvoiceRow, reader: Caller | None = None) -> Invoice:
    """The shape of a row of `invoices`.

    Its pay link is there for a reader who may pay or send the invoice. Without a reader, as in events, it is not:
    whoever has it can pay, and events are kept, sent, and read by those who may only read.
    """
    return _invoice(row, reader, from_json)


def invoice_to_send(row: InvoiceRow, reader: Caller | None = None) -> Invoice:
    """The same for an answer or an event: its lines, taxes, withholdings and metadata are passed on as they are stored.
    These four are `msgspec.Raw`, whatever their types say: look into those of `invoice`."""
    return _invoice(row, reader, as_stored)


def _invoice(row: InvoiceRow, reader: Caller | None, read: Reading) -> Invoice:
    due = invoice_rows.amount_due(row)
    overdue = invoice_rows.amount_overdue(row)
    # In the order of the fields: by name msgspec looks for each among all of them, a tenth of the time of a page.
    return Invoice(
        ids.encode("invoice", row["id"]),
        "invoice",
        ids.encode("receiver", row["receiver_id"]),
        ids.encode("payer", row["payer_id"]),
        invoice_rows.kind(row["fee_payment_id"]),
        row["status"],
        row["settlement"],
        overdue > 0,  # overdue
        row["amount_reserved"] > 0,  # in_flight
        row["disputed"],
        row["number"],
        row["reference"],
        row["currency"],
        read(row["lines"], _LINES),
        None if row["discount"] is None else from_json(row["discount"], DiscountGiven),
        row["prices_include_tax"],
        row["rounding"],
        row["subtotal"],
        row["discount_total"],
        row["tax_total"],
        read(row["taxes"], _TAXES),
        row["total"],
        read(row["withholdings"], _WITHHOLDINGS),
        row["amount_withheld"],
        row["amount_paid"],
        due,  # amount_due
        overdue,  # amount_overdue
        row["amount_reserved"],
        due - row["amount_reserved"],  # amount_payable
        row["amount_credited"],
        row["amount_written_off"],
        bounded(row["amount_overpaid"]),
        None if row["terms_type"] is None else Terms(type=row["terms_type"], days=row["terms_days"]),
        row["terms_days"] if row["terms_type"] == "net" else None,  # payment_terms_days
        instalments(row),
        row["issued_on"],
        row["due_on"],
        row["purchase_order"],
        row["delivered_on"],
        period(row),
        row["memo"],
        text_id("invoice", row["replaces_id"]),
        text_id("invoice", row["replaced_by_id"]),
        _fee_of(row),
        invoice_rows.pay_url(row) if reader is not None and sees_the_link(reader, row) else None,
        _snapshot(row["receiver_snapshot"]),
        _snapshot(row["payer_snapshot"]),
        text_id("schedule", row["schedule_id"]),
        row["period_start"],
        read(row["metadata"], _METADATA),
        row["created_at"],
        row["updated_at"],
    )


# Types for `read`, which take longer to make than to use.
_LINES = list[InvoiceLine]
_TAXES = list[TaxAmount]
_WITHHOLDINGS = list[WithholdingAmount]
_METADATA = dict[str, str]


def instalments(row: InvoiceRow) -> list[Instalment]:
    """The shapes of an invoice's instalments, if it has any."""
    if row["instalments"] is None:
        return []
    is_asked_for = row["status"] in ("open", "uncollectible")
    return [
        Instalment(
            amount=one.instalment.amount,
            amount_paid=one.paid,
            amount_due=one.due if is_asked_for else 0,
            due_on=one.instalment.due_on,
            overdue=row["status"] == "open" and one.due > 0 and one.position in row["overdue_noted"],
            percent=one.instalment.percent,
            days=one.instalment.days,
        )
        for one in invoice_rows.standing(row)
    ]


def period(row: InvoiceRow) -> Period | None:
    """Over which days it was delivered, where that was not on one."""
    if row["period_from"] is None or row["period_to"] is None:
        return None
    return Period(from_=row["period_from"], to=row["period_to"])


def _fee_of(row: InvoiceRow) -> FeeOf | None:
    if row["fee_payment_id"] is None:
        return None
    return FeeOf(
        payment_id=ids.encode("payment", row["fee_payment_id"]), reversal_id=text_id("reversal", row["fee_reversal_id"])
    )


def sees_the_link(reader: Caller, row: InvoiceRow) -> bool:
    """Whether somebody may have the pay link of an invoice: who may pay it, or send it."""
    receiver_id, payer_id = row["receiver_id"], row["payer_id"]
    may_pay = reader.may("payments.pay", receiver_id=receiver_id, payer_id=payer_id)
    return may_pay or reader.may("invoices.write", receiver_id=receiver_id, payer_id=payer_id)


# The same few parties stand on many invoices.
@lru_cache(maxsize=1000)
def _snapshot(value: str | None) -> PartySnapshot | None:
    return None if value is None else from_json(value, PartySnapshot)
