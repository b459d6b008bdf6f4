"""Invoices and their lines, as clients see and send them."""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Literal, TypedDict

import msgspec
from msgspec import UNSET, Meta, UnsetType

from config import settings
from models import ids, secrets
from models.access import Caller
from models.money import instalments as parts
from models.money.amounts import bounded, plain
from models.money.instalments import INSTALMENTS_MAX, Standing
from models.money.terms import DAYS_MAX, TermsType
from models.money.totals import Discount, Line, LineTotals, Tax, TaxTotal, Totals
from models.shapes.common import (
    NO_NUL,
    ONE_LINE,
    Amount,
    AmountOrZero,
    Currency,
    Input,
    LongText,
    Metadata,
    Percent,
    Quantity,
    UnitPrice,
    from_json,
    metadata,
    text_id,
    to_json,
)
from models.shapes.parties import PartySnapshot, TermsDays
from models.tables.billing import InvoiceStatus, Settlement

Description = Annotated[str, Meta(min_length=1, max_length=500, pattern=NO_NUL)]
TaxName = Annotated[str, Meta(min_length=1, max_length=40, pattern=ONE_LINE, examples=["VAT"])]
InstalmentDays = Annotated[int, Meta(ge=0, le=DAYS_MAX, description="Days from the issue date to the due date.")]


# What the shape of an invoice is made from; `InvoiceRow` has their types.
COLUMNS = """invoices.*, (
    SELECT coalesce(json_agg(json_build_object(
        'id', line.id, 'description', line.description, 'quantity', trim_scale(line.quantity)::text,
        'unit_price', trim_scale(line.unit_price)::text, 'discount', line.discount, 'taxes', line.taxes,
        'amount', line.amount, 'tax_amount', line.tax_amount) ORDER BY line.position), '[]')::text
    FROM invoice_lines AS line WHERE line.invoice_id = invoices.id) AS lines"""


class WithPayToken(TypedDict):
    """What a pay link is made from."""

    id: uuid.UUID
    pay_token: bytes | None


class WithAmountDue(TypedDict):
    """What the amount due follows from."""

    status: InvoiceStatus
    total: int
    amount_paid: int
    amount_credited: int
    amount_written_off: int


class InvoiceRow(WithPayToken, WithAmountDue):
    """What `COLUMNS` select. JSON is text here, `lines` too."""

    receiver_id: uuid.UUID
    payer_id: uuid.UUID
    settlement: Settlement
    number: str | None
    reference: str | None
    reference_is_shared: bool
    currency: str
    lines: str
    prices_include_tax: bool
    discount: str | None
    memo: str | None
    subtotal: int
    discount_total: int
    tax_total: int
    taxes: str
    amount_reserved: int
    amount_overpaid: int
    terms_type: TermsType | None
    terms_days: int | None
    instalments: str | None
    due_on: datetime.date | None
    issued_on: datetime.date | None
    time_zone: str | None
    overdue: bool
    overdue_noted: list[int]
    next_overdue_on: datetime.date | None
    schedule_id: uuid.UUID | None
    period_start: datetime.date | None
    disputed: bool
    receiver_snapshot: str | None
    payer_snapshot: str | None
    pay_token_digest: bytes | None
    finalized_at: datetime.datetime | None
    replaces_id: uuid.UUID | None
    replaced_by_id: uuid.UUID | None
    metadata: str
    version: int
    created_at: datetime.datetime
    updated_at: datetime.datetime


class TaxInput(Input):
    """A tax on a line."""

    name: TaxName
    percent: Percent


class DiscountInput(Input, omit_defaults=True):
    """Either a percent or an amount of minor units."""

    percent: Percent | None = None
    amount: AmountOrZero | None = None


class LineInput(Input):
    """One position of an invoice."""

    description: Description
    unit_price: UnitPrice
    quantity: Quantity = "1"
    discount: DiscountInput | None = None
    taxes: Annotated[list[TaxInput], Meta(max_length=10)] = msgspec.field(default_factory=list)


Lines = Annotated[list[LineInput], Meta(max_length=200)]


class Terms(Input):
    """When an invoice is to be paid: `immediate` on the day of issue, `net` so many days after it, `end_of_month` on
    the last day of the month that lies so many days after it, `fixed` on its `due_on`."""

    type: TermsType
    days: TermsDays | None = None


class InstalmentInput(Input, omit_defaults=True):
    """A part of what is to be paid: a percent, or an amount of minor units; due on a day, or so many days after the
    issue date. All by percent or all by amount, in the order of their due dates, and adding up."""

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
    terms: Terms | None = None
    payment_terms_days: TermsDays | None = None
    instalments: InstalmentsInput | None = None
    memo: LongText | None = None
    metadata: Metadata = msgspec.field(default_factory=dict)


class InvoiceInput(InvoiceContents, kw_only=True):
    """A new draft. `currency` defaults to the receiver's, the due date to the receiver's terms.

    When it is to be paid is said in one way: by `terms` (with `due_on` if they are `fixed`), by `payment_terms_days`
    (short for `net`), by `due_on` (short for `fixed`), or by `instalments`.
    """

    receiver_id: ids.ReceiverId
    payer_id: ids.PayerId
    due_on: datetime.date | None = None


class BulkInput(Input):
    """New drafts of one receiver; with `finalize` they are issued, too."""

    invoices: Annotated[list[InvoiceInput], Meta(min_length=1, max_length=500)]
    finalize: bool = False


class Bulk(msgspec.Struct, kw_only=True):
    """The invoices that a request has made, in the order in which it named them."""

    data: list["Invoice"]


class InvoicePatch(Input):
    """Changes to a draft: only the fields sent change, and null clears. `lines`, `discount`, `instalments` and
    `metadata` are replaced as a whole. Another way of saying when it is to be paid takes the place of the former."""

    payer_id: ids.PayerId | UnsetType = UNSET
    lines: Lines | UnsetType = UNSET
    currency: Currency | UnsetType = UNSET
    discount: DiscountInput | None | UnsetType = UNSET
    prices_include_tax: bool | UnsetType = UNSET
    terms: Terms | None | UnsetType = UNSET
    due_on: datetime.date | None | UnsetType = UNSET
    payment_terms_days: TermsDays | None | UnsetType = UNSET
    instalments: InstalmentsInput | None | UnsetType = UNSET
    memo: LongText | None | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET


class TaxAmount(msgspec.Struct, kw_only=True):
    """What one tax comes to on the whole invoice."""

    name: str
    percent: str
    base: int
    amount: int


class InvoiceLine(msgspec.Struct, kw_only=True):
    """One position; `amount` is its net and `tax_amount` its share of the invoice's tax."""

    id: str
    object: Literal["invoice_line"] = "invoice_line"
    description: str
    quantity: str
    unit_price: str
    discount: DiscountInput | None
    taxes: list[TaxInput]
    amount: int
    tax_amount: int


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


class Invoice(msgspec.Struct, kw_only=True):
    """A request for payment.

    `status` says what this paper is, `settlement` how much of it is covered. `amount_due` is what remains to be paid,
    `amount_overdue` what of that should have been paid before today, `amount_payable` what remains once the payments on
    their way (`amount_reserved`) have arrived. `due_on` is the last day for all of it, with instalments
    the last one's. Once issued, `terms` are those that applied; with instalments there are none. `replaces` is the void
    invoice whose place it takes, and `replaced_by` the one that took its place. `receiver` and `payer` are snapshots,
    null until the invoice is issued. `pay_url` is the link that a payer needs no login for: null for a draft, in
    events, and for who may neither pay nor send the invoice (`payments:write` or `invoices:write`).
    """

    id: str
    object: Literal["invoice"] = "invoice"
    receiver_id: str
    payer_id: str
    status: InvoiceStatus
    settlement: Settlement
    overdue: bool
    in_flight: bool
    disputed: bool
    number: str | None
    reference: str | None
    currency: str
    lines: list[InvoiceLine]
    discount: DiscountInput | None
    prices_include_tax: bool
    subtotal: int
    discount_total: int
    tax_total: int
    taxes: list[TaxAmount]
    total: int
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
    memo: str | None
    replaces: str | None
    replaced_by: str | None
    pay_url: str | None
    receiver: PartySnapshot | None
    payer: PartySnapshot | None
    schedule_id: str | None
    period_start: datetime.date | None
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class InvoicePreview(msgspec.Struct, kw_only=True):
    """What a draft would come to, in minor units; `line_amounts` are the lines' nets in their order."""

    object: Literal["invoice_preview"] = "invoice_preview"
    currency: str
    line_amounts: list[int]
    subtotal: int
    discount_total: int
    tax_total: int
    taxes: list[TaxAmount]
    total: int


def preview(currency: str, totals: Totals) -> InvoicePreview:
    """The shape of computed totals."""
    return InvoicePreview(
        currency=currency,
        line_amounts=[line.net for line in totals.lines],
        subtotal=totals.subtotal,
        discount_total=totals.discount_total,
        tax_total=totals.tax_total,
        taxes=[tax_amount(tax) for tax in totals.taxes],
        total=totals.total,
    )


def tax_amount(tax: TaxTotal) -> TaxAmount:
    """The shape of what one tax comes to."""
    return TaxAmount(name=tax.name, percent=format(tax.percent, "f"), base=tax.base, amount=tax.amount)


def invoice(row: InvoiceRow, reader: Caller | None = None) -> Invoice:
    """The shape of a row of `invoices` that carries its lines as `lines` (see `COLUMNS`).

    Its pay link is there for a reader who may pay or send the invoice. Without a reader, as in events, it is not:
    whoever has it can pay, and events are kept, sent, and read by those who may only read.
    """
    due = amount_due(row)
    overdue = amount_overdue(row)
    return Invoice(
        id=ids.encode("invoice", row["id"]),
        receiver_id=ids.encode("receiver", row["receiver_id"]),
        payer_id=ids.encode("payer", row["payer_id"]),
        status=row["status"],
        settlement=row["settlement"],
        overdue=overdue > 0,
        in_flight=row["amount_reserved"] > 0,
        disputed=row["disputed"],
        number=row["number"],
        reference=row["reference"],
        currency=row["currency"],
        lines=[_line(line) for line in _lines.decode(row["lines"])],
        discount=None if row["discount"] is None else from_json(row["discount"], DiscountInput),
        prices_include_tax=row["prices_include_tax"],
        subtotal=row["subtotal"],
        discount_total=row["discount_total"],
        tax_total=row["tax_total"],
        taxes=from_json(row["taxes"], list[TaxAmount]),
        total=row["total"],
        amount_paid=row["amount_paid"],
        amount_due=due,
        amount_overdue=overdue,
        amount_reserved=row["amount_reserved"],
        amount_payable=due - row["amount_reserved"],
        amount_credited=row["amount_credited"],
        amount_written_off=row["amount_written_off"],
        amount_overpaid=bounded(row["amount_overpaid"]),
        terms=None if row["terms_type"] is None else Terms(type=row["terms_type"], days=row["terms_days"]),
        payment_terms_days=row["terms_days"] if row["terms_type"] == "net" else None,
        instalments=instalments(row),
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        memo=row["memo"],
        replaces=text_id("invoice", row["replaces_id"]),
        replaced_by=text_id("invoice", row["replaced_by_id"]),
        pay_url=pay_url(row) if reader is not None and _sees_the_link(reader, row) else None,
        receiver=_snapshot(row["receiver_snapshot"]),
        payer=_snapshot(row["payer_snapshot"]),
        schedule_id=text_id("schedule", row["schedule_id"]),
        period_start=row["period_start"],
        metadata=metadata(row["metadata"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def standing(row: InvoiceRow) -> Iterator[Standing]:
    """What each instalment of an invoice has. One without any is a single instalment of its own."""
    if row["instalments"] is None:
        plan = [parts.Instalment(amount=row["total"], due_on=row["due_on"])]
    else:
        plan = _plan.decode(row["instalments"])
    reduced = row["amount_credited"] + row["amount_written_off"]
    return parts.standing(plan, paid=row["amount_paid"], reduced=reduced)


def amount_due(row: WithAmountDue) -> int:
    """What remains to be paid. A draft asks for nothing yet, and a void invoice for nothing any more."""
    if row["status"] not in ("open", "uncollectible"):
        return 0
    return row["total"] - row["amount_credited"] - row["amount_written_off"] - row["amount_paid"]


def amount_overdue(row: InvoiceRow) -> int:
    """What remains of the instalments that were announced as overdue; nothing once it need not be paid any more."""
    if row["status"] != "open" or not row["overdue_noted"]:
        return 0
    return parts.amount_overdue(standing(row), noted=row["overdue_noted"])


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
        for one in standing(row)
    ]


def priced(line: LineInput | InvoiceLine) -> Line:
    """A line as models/money/totals.py computes it."""
    return Line(
        description=line.description,
        quantity=Decimal(line.quantity),
        unit_price=Decimal(line.unit_price),
        discount=discount(line.discount),
        taxes=tuple(Tax(tax.name, Decimal(tax.percent)) for tax in line.taxes),
    )


def discount(given: DiscountInput | None) -> Discount | None:
    """A discount as models/money/totals.py computes it; raises MoneyRefused unless it is a percent or an amount."""
    if given is None:
        return None
    return Discount(percent=None if given.percent is None else Decimal(given.percent), amount=given.amount)


def pay_token(row: WithPayToken) -> str:
    """The token in an issued invoice's pay link."""
    assert row["pay_token"] is not None, "a draft has no pay link"
    return secrets.decrypt(row["pay_token"], context=f"pay_token:{row['id']}").decode()


class _Line(msgspec.Struct):
    """A line as `COLUMNS` select it."""

    id: uuid.UUID
    description: str
    quantity: str
    unit_price: str
    discount: DiscountInput | None
    taxes: list[TaxInput]
    amount: int
    tax_amount: int


_lines = msgspec.json.Decoder(list[_Line])
_plan = msgspec.json.Decoder(list[parts.Instalment])


def lines(given: Iterable[tuple[LineInput | InvoiceLine, LineTotals]]) -> str:
    """New lines with what they come to, as `COLUMNS` select them."""
    return to_json(
        [
            _Line(
                id=ids.new(),
                description=line.description,
                quantity=plain(Decimal(line.quantity)),
                unit_price=plain(Decimal(line.unit_price)),
                discount=line.discount,
                taxes=line.taxes,
                amount=total.net,
                tax_amount=total.tax,
            )
            for line, total in given
        ]
    )


def _line(line: _Line) -> InvoiceLine:
    return InvoiceLine(
        id=ids.encode("line", line.id),
        description=line.description,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        taxes=line.taxes,
        amount=line.amount,
        tax_amount=line.tax_amount,
    )


def _sees_the_link(reader: Caller, row: InvoiceRow) -> bool:
    return any(
        reader.may(permission, receiver_id=row["receiver_id"], payer_id=row["payer_id"])
        for permission in ("payments.pay", "invoices.write")
    )


# The same few parties stand on many invoices.
@lru_cache(maxsize=1000)
def _snapshot(value: str | None) -> PartySnapshot | None:
    return None if value is None else from_json(value, PartySnapshot)


def pay_url(row: WithPayToken) -> str | None:
    """The link by which an issued invoice is paid without a login; None for a draft."""
    return None if row["pay_token"] is None else f"{settings.public_url}/v1/pay/{pay_token(row)}"
