"""What an invoice is computed from and comes to, as clients see and send it: lines, taxes, discounts, withholdings."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from models import ids
from models.money.amounts import MoneyRefused, plain
from models.money.lines import Discount, Line
from models.money.taxes import Category, Tax
from models.money.totals import LineTotals, TaxTotal
from models.money.withholdings import Withheld, Withholding
from models.shapes.common import NO_NUL, ONE_LINE, AmountOrZero, Input, Percent, Quantity, UnitPrice

Description = Annotated[str, Meta(min_length=1, max_length=500, pattern=NO_NUL)]
TaxName = Annotated[str, Meta(min_length=1, max_length=40, pattern=ONE_LINE, examples=["VAT"])]
ExemptionReason = Annotated[
    str, Meta(min_length=1, max_length=140, pattern=ONE_LINE, examples=["Reverse charge: VAT is due by the recipient"])
]


class TaxInput(Input, omit_defaults=True):
    """A tax on a line. A `compound` one applies to the line and to the taxes before it.

    `category` is one of EN 16931: S standard rate, Z zero rated, E exempt, AE reverse charge, K within the European
    Union, G export, O outside of the scope, L Canary Islands, M Ceuta and Melilla. All but S, L and M are of 0 %; E,
    AE, K, G and O want an `exemption_reason`. A line has one tax with a category at most.
    """

    name: TaxName
    percent: Percent
    compound: bool = False
    category: Category | None = None
    exemption_reason: ExemptionReason | None = None


class DiscountInput(Input, omit_defaults=True):
    """Either a percent or an amount of minor units."""

    percent: Percent | None = None
    amount: AmountOrZero | None = None


class LineInput(Input):
    """One position of an invoice. A quantity below zero takes something off, as a deposit that was paid before."""

    description: Description
    unit_price: UnitPrice
    quantity: Quantity = "1"
    discount: DiscountInput | None = None
    taxes: Annotated[list[TaxInput], Meta(max_length=10)] = msgspec.field(default_factory=list)


Lines = Annotated[list[LineInput], Meta(max_length=200)]


class WithholdingInput(Input):
    """What the payer keeps back and pays to the tax office: a percent of the net, from 0 to 100."""

    name: TaxName
    percent: Percent


Withholdings = Annotated[list[WithholdingInput], Meta(max_length=10)]


# What is stored is read back without the rules of what is sent: these were others when it was written.
class LineTax(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A tax on a line, as it was given."""

    name: str
    percent: str
    compound: bool = False
    category: Category | None = None
    exemption_reason: str | None = None


class DiscountGiven(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Either a percent or an amount of minor units."""

    percent: str | None = None
    amount: int | None = None


class TaxAmount(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What one tax comes to on the whole invoice; the base of a `compound` one holds the taxes before it."""

    name: str
    percent: str
    compound: bool = False
    category: Category | None = None
    exemption_reason: str | None = None
    base: int
    amount: int


class WithholdingAmount(msgspec.Struct, kw_only=True):
    """What one withholding comes to: `base` is the net of the invoice."""

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
    discount: DiscountGiven | None
    taxes: list[LineTax]
    amount: int
    tax_amount: int


def priced(line: LineInput | InvoiceLine) -> Line:
    """A line as models/money/totals.py computes it; raises MoneyRefused for one that there cannot be."""
    taxes: Sequence[TaxInput | LineTax] = line.taxes
    return Line(
        description=line.description,
        quantity=Decimal(line.quantity),
        unit_price=Decimal(line.unit_price),
        discount=discount(line.discount),
        taxes=tuple(_tax(index, tax) for index, tax in enumerate(taxes)),
    )


def _tax(index: int, given: TaxInput | LineTax) -> Tax:
    try:
        return Tax(given.name, Decimal(given.percent), given.compound, given.category, given.exemption_reason)
    except MoneyRefused as refusal:
        raise MoneyRefused(str(refusal), within=f"/taxes/{index}{refusal.within}") from refusal


def discount(given: DiscountInput | DiscountGiven | None) -> Discount | None:
    """A discount as models/money/totals.py computes it; raises MoneyRefused unless it is a percent or an amount."""
    if given is None:
        return None
    return Discount(percent=None if given.percent is None else Decimal(given.percent), amount=given.amount)


def withholdings(given: Iterable[WithholdingInput | WithholdingAmount]) -> list[Withholding]:
    """Withholdings as they are computed; raises MoneyRefused for one of more than 100 %."""
    return [Withholding(each.name, Decimal(each.percent)) for each in given]


def tax_amount(tax: TaxTotal) -> TaxAmount:
    """The shape of what one tax comes to."""
    return TaxAmount(
        name=tax.name,
        percent=format(tax.percent, "f"),
        compound=tax.compound,
        category=tax.category,
        exemption_reason=tax.exemption_reason,
        base=tax.base,
        amount=tax.amount,
    )


def withholding_amount(withheld: Withheld) -> WithholdingAmount:
    """The shape of what one withholding comes to."""
    return WithholdingAmount(
        name=withheld.name, percent=format(withheld.percent, "f"), base=withheld.base, amount=withheld.amount
    )


def withheld_of(amount: WithholdingAmount) -> Withheld:
    """What one withholding comes to, as it was computed."""
    return Withheld(name=amount.name, percent=Decimal(amount.percent), base=amount.base, amount=amount.amount)


def computed(given: Iterable[LineInput | InvoiceLine], totals: Iterable[LineTotals]) -> list[InvoiceLine]:
    """The shape of new lines, with what they come to."""
    return [
        InvoiceLine(
            id=ids.encode("line", ids.make()),
            description=line.description,
            quantity=plain(Decimal(line.quantity)),
            unit_price=plain(Decimal(line.unit_price)),
            discount=_discount_given(line.discount),
            taxes=[_line_tax(tax) for tax in line.taxes],
            amount=total.net,
            tax_amount=total.tax,
        )
        for line, total in zip(given, totals, strict=True)
    ]


def _discount_given(given: DiscountInput | DiscountGiven | None) -> DiscountGiven | None:
    return None if given is None else DiscountGiven(percent=given.percent, amount=given.amount)


def _line_tax(given: TaxInput | LineTax) -> LineTax:
    return LineTax(
        name=given.name,
        percent=given.percent,
        compound=given.compound,
        category=given.category,
        exemption_reason=given.exemption_reason,
    )
