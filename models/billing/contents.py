"""What a draft is about, and what is computed of that: the same for one that is made, edited, or only looked at."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple, TypedDict

from msgspec import UnsetType

from models.errors import Invalid
from models.money.amounts import MoneyRefused
from models.money.currencies import UnknownCurrency, format_amount, is_currency
from models.money.steps import PLAIN, Rounder
from models.money.totals import Rounding, Totals, compute
from models.shapes import lines
from models.shapes.billing import Invoice, InvoiceInput, InvoicePatch, Period
from models.shapes.common import check_day, given_or, to_json
from models.shapes.lines import (
    DiscountGiven,
    DiscountInput,
    InvoiceLine,
    LineInput,
    WithholdingAmount,
    WithholdingInput,
)
from models.tables.parties import Receiver


class Computed(NamedTuple):
    """What totals are computed from."""

    currency: str
    lines: Sequence[LineInput | InvoiceLine]
    discount: DiscountInput | DiscountGiven | None
    prices_include_tax: bool
    rounding: Rounding
    withholdings: Sequence[WithholdingInput | WithholdingAmount]


class Contents(TypedDict):
    """What is written of that, and of what comes of it: a part of an `InvoiceRow`."""

    currency: str
    lines: str
    discount: str | None
    prices_include_tax: bool
    rounding: Rounding
    subtotal: int
    discount_total: int
    tax_total: int
    total: int
    taxes: str
    withholdings: str
    amount_withheld: int


class PeriodOfDelivery(TypedDict):
    """A part of an `InvoiceRow`."""

    period_from: datetime.date | None
    period_to: datetime.date | None


def of_new(given: InvoiceInput, receiver: Receiver) -> Computed:
    """What a new draft is computed from; what it does not say is as the receiver has it."""
    return Computed(
        currency=given.currency or receiver.currency,
        lines=given.lines,
        discount=given.discount,
        prices_include_tax=given.prices_include_tax,
        rounding=given.rounding or receiver.rounding,
        withholdings=given.withholdings,
    )


def of_invoice(invoice: Invoice) -> Computed:
    """What an invoice was computed from."""
    return Computed(
        currency=invoice.currency,
        lines=invoice.lines,
        discount=invoice.discount,
        prices_include_tax=invoice.prices_include_tax,
        rounding=invoice.rounding,
        withholdings=invoice.withholdings,
    )


def of_edited(patch: InvoicePatch, draft: Invoice) -> Computed:
    """What a draft is computed from once it is edited."""
    return Computed(
        currency=given_or(patch.currency, draft.currency),
        lines=given_or(patch.lines, draft.lines),
        discount=given_or(patch.discount, draft.discount),
        prices_include_tax=given_or(patch.prices_include_tax, draft.prices_include_tax),
        rounding=given_or(patch.rounding, draft.rounding),
        withholdings=given_or(patch.withholdings, draft.withholdings),
    )


def to_write(given: Computed) -> Contents:
    """What a draft holds. Raises Invalid."""
    totals = totals_of(given)
    return Contents(
        currency=given.currency,
        lines=to_json(lines.computed(given.lines, totals.lines)),
        discount=None if given.discount is None else to_json(given.discount),
        prices_include_tax=given.prices_include_tax,
        rounding=given.rounding,
        subtotal=totals.subtotal,
        discount_total=totals.discount_total,
        tax_total=totals.tax_total,
        total=totals.total,
        taxes=to_json([lines.tax_amount(tax) for tax in totals.taxes]),
        withholdings=to_json([lines.withholding_amount(withheld) for withheld in totals.withholdings]),
        amount_withheld=totals.withheld,
    )


def to_pay(written: Contents) -> int:
    """What the payer is to pay of the total: all but what is withheld."""
    return written["total"] - written["amount_withheld"]


def totals_of(given: Computed, rounder: Rounder = PLAIN) -> Totals:
    """What it comes to. Raises Invalid."""
    if not is_currency(given.currency):
        raise Invalid(f"{given.currency} is not a currency of ISO 4217.", pointer="/currency")
    priced = []
    for index, line in enumerate(given.lines):
        try:
            priced.append(lines.priced(line))
        except MoneyRefused as refusal:
            raise Invalid(str(refusal), pointer=f"/lines/{index}{refusal.within}") from refusal
    try:
        return compute(
            lines=priced,
            currency=given.currency,
            discount=lines.discount(given.discount),
            prices_include_tax=given.prices_include_tax,
            rounding=given.rounding,
            withholdings=lines.withholdings(given.withholdings),
            rounder=rounder,
        )
    except MoneyRefused as refusal:
        pointer = f"/{refusal.field}" if refusal.line is None else f"/lines/{refusal.line}{refusal.within}"
        raise Invalid(str(refusal), pointer=pointer) from refusal
    except UnknownCurrency as refusal:
        raise Invalid(str(refusal), pointer="/currency") from refusal


def period_to_write(delivered_on: datetime.date | None, period: Period | None) -> PeriodOfDelivery:
    """Over which days it was delivered, if it was.

    Raises Invalid for a period that ends before it begins, for a day beside it, and for days that are out of range.
    """
    check_day(delivered_on, "/delivered_on")
    if period is None:
        return PeriodOfDelivery(period_from=None, period_to=None)
    check_day(period.from_, "/period/from")
    check_day(period.to, "/period/to")
    if period.to < period.from_:
        raise Invalid(f"A period from {period.from_} cannot end on {period.to}, which is before.", pointer="/period/to")
    if delivered_on is not None:
        raise Invalid(
            f"Delivered on {delivered_on}, or over the period from {period.from_} to {period.to}: say one, and null "
            "for the other.",
            pointer="/period",
        )
    return PeriodOfDelivery(period_from=period.from_, period_to=period.to)


def check_discounts(patch: InvoicePatch, draft: Invoice) -> None:
    """Raises Invalid where a discount given as an amount would be kept in another currency, as so many of its units."""
    currency = given_or(patch.currency, draft.currency)
    if currency == draft.currency:
        return
    if isinstance(patch.discount, UnsetType) and draft.discount is not None and draft.discount.amount is not None:
        was = format_amount(draft.discount.amount, draft.currency)
        raise Invalid(f"The discount of {was} says nothing in {currency}: send it too.", pointer="/discount")
    for place, line in enumerate(draft.lines if isinstance(patch.lines, UnsetType) else (), start=1):
        if line.discount is not None and line.discount.amount is not None:
            was = format_amount(line.discount.amount, draft.currency)
            message = f"The discount of {was} on line {place} says nothing in {currency}: send the lines too."
            raise Invalid(message, pointer="/lines")
