"""Computes an invoice from its lines: nets, discounts, taxes and the total, shaped like EN 16931.

What the words mean, in both modes (prices without tax, prices with tax):

- A line is *priced*: quantity times unit price, less the line's own discount, rounded once. Discounts given as amounts,
  on a line or on the document, are in terms of these prices.
- Everything else is without tax unless it says total. `net` is a line before the document's discount, `subtotal` is the
  sum of the nets, `discount_total` what the document's discount takes off them, so that always

      line.total = line.net - line.document_discount + line.tax
      total      = subtotal - discount_total + tax_total

  and `subtotal`, `discount_total`, `tax_total`, `total` are the sums of the lines' columns.
- Prices without tax: `net` is the priced line, and `discount_total` is the document's discount as it was given.
- Prices with tax: the priced line holds net and tax. The total is the sum of the priced lines less the discount as it
  was given, to the unit; `discount_total` is the part of that discount that lowers the nets, and the rest of it lowers
  the taxes.

A document discount is spread over the tax groups (lines with the same set of taxes) and from there over their lines, by
largest remainder. Taxes on one line are additive: each applies to the same base.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import msgspec

from models.money.amounts import AMOUNT_MAX, exact, round_half_away, split, to_minor
from models.money.currencies import exponent, format_amount

Rounding = Literal["group", "line"]


class MoneyRefused(ValueError):
    """An invoice that cannot be computed; the message is a sentence that holds the values.

    `line` is the index of the line at fault, from 0, or None when it is the whole document.
    """

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class Tax(msgspec.Struct, frozen=True):
    """A tax on a line. The same name and the same percent, however it is written ("19", "19.00"), are the same tax."""

    name: str
    percent: Decimal

    def __post_init__(self) -> None:
        if not self.percent.is_finite() or self.percent < 0:
            raise MoneyRefused(f"The tax {self.name} of {self.percent} % is not possible: it must be 0 % or more.")


class Discount(msgspec.Struct, frozen=True, kw_only=True):
    """Either a percent from 0 to 100, or an amount of minor units, of 0 or more."""

    percent: Decimal | None = None
    amount: int | None = None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.amount is None):
            raise MoneyRefused("A discount is either a percent or an amount: exactly one of them.")
        if self.percent is not None and not (self.percent.is_finite() and 0 <= self.percent <= 100):
            raise MoneyRefused(f"A discount of {self.percent} % is not possible: it must be from 0 % to 100 %.")
        if self.amount is not None and self.amount < 0:
            raise MoneyRefused(f"A discount of {self.amount} minor units is not possible: it must be 0 or more.")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One position: a quantity (up to 6 decimals) of something at a unit price in major units (up to 8 decimals)."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    discount: Discount | None = None
    taxes: tuple[Tax, ...] = ()

    def __post_init__(self) -> None:
        for name, value in (("quantity", self.quantity), ("unit price", self.unit_price)):
            if not value.is_finite() or value < 0:
                raise MoneyRefused(f"A {name} of {value} is not possible: use a discount or a credit note.")
        if len(set(self.taxes)) < len(self.taxes):
            names = ", ".join(f"{tax.name} {tax.percent} %" for tax in self.taxes)
            raise MoneyRefused(f"A line cannot bear the same tax twice: {names}.")


class TaxTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What one tax comes to, on a line or on the document: its base, after discounts, and its amount; minor units."""

    name: str
    percent: Decimal
    base: int
    amount: int


class LineTotals(msgspec.Struct, frozen=True, kw_only=True):
    """One line in minor units.

    `amount` is quantity times unit price and `discount` the line's own, both as priced: with tax when prices are.
    `amount - discount` is the line as priced. The other fields are explained on top of this file.
    """

    amount: int
    discount: int
    net: int
    document_discount: int
    tax: int
    total: int
    taxes: tuple[TaxTotal, ...]


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """A computed document in minor units. `taxes` has one entry per name and percent, in the order of appearance."""

    lines: tuple[LineTotals, ...]
    subtotal: int
    discount_total: int
    tax_total: int
    taxes: tuple[TaxTotal, ...]
    total: int


class _Priced(msgspec.Struct, frozen=True):
    """A line before tax is looked at. `share` is what the document's discount takes off `amount - discount`."""

    taxes: tuple[Tax, ...]
    amount: int
    discount: int
    share: int = 0

    @property
    def price(self) -> int:
        return self.amount - self.discount

    @property
    def to_pay(self) -> int:
        return self.price - self.share


def compute(
    *,
    lines: Sequence[Line],
    currency: str,
    discount: Discount | None = None,
    prices_include_tax: bool = False,
    rounding: Rounding = "group",
) -> Totals:
    """The totals of an invoice. Rounding "group" rounds a tax once for the document, "line" once for each line.

    Prices without tax: tax = round(base × percent), per name and percent. Prices with tax: net = round(gross ÷ (1 + sum
    of percents)), per tax group, and the taxes share what is left. What belongs to several lines is distributed over
    them by largest remainder, so that the printed lines add up to the printed totals. No lines make zeros.

    Raises UnknownCurrency; then MoneyRefused, for a line's discount above its amount or a line that is too large, line
    by line; for a document discount above the sum of the lines, which would make the total negative; for a subtotal or
    total above AMOUNT_MAX.
    """
    exponent(currency)  # refuses an unknown currency even when there is no line
    priced = [_price(index, line, currency) for index, line in enumerate(lines)]
    given = _given(discount, sum(line.price for line in priced), currency)
    priced = _share_discount(given, priced, rounding)
    taxed = _with_tax_inside(priced, rounding) if prices_include_tax else _with_tax_on_top(priced, rounding)
    totals = Totals(
        lines=taxed,
        subtotal=sum(line.net for line in taxed),
        discount_total=sum(line.document_discount for line in taxed),
        tax_total=sum(line.tax for line in taxed),
        taxes=_sum_by_tax(tax for line in taxed for tax in line.taxes),
        total=sum(line.total for line in taxed),
    )
    _check_size("The subtotal", totals.subtotal, currency)
    _check_size("The total", totals.total, currency)
    return totals


def _price(index: int, line: Line, currency: str) -> _Priced:
    exact_amount = to_minor(line.unit_price, currency) * exact(line.quantity)
    amount = round_half_away(exact_amount)
    _check_size(f"The amount of line {index + 1}", amount, currency, line=index)
    if line.discount is None:
        return _Priced(line.taxes, amount, 0)
    if line.discount.percent is not None:
        price = round_half_away(exact_amount * (1 - _rate(line.discount.percent)))
        return _Priced(line.taxes, amount, amount - price)
    discount = line.discount.amount or 0
    if discount > amount:
        raise MoneyRefused(
            f"The discount of {format_amount(discount, currency)} is more than the {format_amount(amount, currency)} "
            f"of line {index + 1}.",
            line=index,
        )
    return _Priced(line.taxes, amount, discount)


def _given(discount: Discount | None, prices: int, currency: str) -> int:
    """The document's discount in minor units, in terms of the prices."""
    if discount is None:
        return 0
    if discount.percent is not None:
        return round_half_away(prices * _rate(discount.percent))
    amount = discount.amount or 0
    if amount > prices:
        raise MoneyRefused(
            f"The discount of {format_amount(amount, currency)} is more than the {format_amount(prices, currency)} of "
            f"all lines: a total of {format_amount(prices - amount, currency)} would be negative. Use a credit note."
        )
    return amount


def _share_discount(given: int, lines: list[_Priced], rounding: Rounding) -> list[_Priced]:
    """The lines with their shares: `given` is split over the groups, each group's part over its lines."""
    groups = _groups(lines, rounding)
    parts = split(given, [sum(lines[index].price for index in group) for group in groups])
    shared = list(lines)
    for group, part in zip(groups, parts, strict=True):
        for index, share in zip(group, split(part, [lines[index].price for index in group]), strict=True):
            shared[index] = msgspec.structs.replace(lines[index], share=share)
    return shared


def _groups(lines: list[_Priced], rounding: Rounding) -> list[list[int]]:
    """Indexes of lines that are rounded together: those with the same set of taxes, or each one alone."""
    groups: defaultdict[object, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        groups[frozenset(line.taxes) if rounding == "group" else index].append(index)
    return list(groups.values())


def _with_tax_on_top(lines: list[_Priced], rounding: Rounding) -> tuple[LineTotals, ...]:
    bearers: defaultdict[object, list[tuple[int, Tax]]] = defaultdict(list)
    for index, line in enumerate(lines):
        for tax in line.taxes:
            bearers[tax if rounding == "group" else (tax, index)].append((index, tax))
    amounts: list[dict[Tax, int]] = [{} for _ in lines]
    for bearing in bearers.values():
        bases = [lines[index].to_pay for index, _ in bearing]
        amount = round_half_away(sum(bases) * _rate(bearing[0][1].percent))
        for (index, tax), part in zip(bearing, split(amount, bases), strict=True):
            amounts[index][tax] = part
    return tuple(
        _line_totals(line, net=line.price, document_discount=line.share, amounts=amounts[index])
        for index, line in enumerate(lines)
    )


def _with_tax_inside(lines: list[_Priced], rounding: Rounding) -> tuple[LineTotals, ...]:
    taxed: dict[int, LineTotals] = {}
    for group in _groups(lines, rounding):
        members = [lines[index] for index in group]
        taxes = members[0].taxes
        divisor = 1 + sum((_rate(tax.percent) for tax in taxes), Fraction())
        to_pay = sum(line.to_pay for line in members)
        net_before = round_half_away(Fraction(sum(line.price for line in members), divisor))
        net_after = round_half_away(Fraction(to_pay, divisor))

        # Weights that bound the parts: no line loses more than its share, and none holds more tax than it costs.
        discounts = split(net_before - net_after, [line.share for line in members])
        line_taxes = split(to_pay - net_after, [line.to_pay for line in members])
        left = split(to_pay - net_after, [tax.percent for tax in taxes])
        for index, line, discount, line_tax in zip(group, members, discounts, line_taxes, strict=True):
            # By what is left of each tax, so that lines and taxes both add up, whatever the order of either.
            parts = split(line_tax, left)
            left = [remaining - part for remaining, part in zip(left, parts, strict=True)]
            amounts = dict(zip(taxes, parts, strict=True))
            net = line.to_pay - line_tax + discount
            taxed[index] = _line_totals(line, net=net, document_discount=discount, amounts=amounts)
    return tuple(taxed[index] for index in range(len(lines)))


def _line_totals(line: _Priced, *, net: int, document_discount: int, amounts: dict[Tax, int]) -> LineTotals:
    base = net - document_discount
    tax = sum(amounts.values())
    return LineTotals(
        amount=line.amount,
        discount=line.discount,
        net=net,
        document_discount=document_discount,
        tax=tax,
        total=base + tax,
        taxes=tuple(TaxTotal(name=tax.name, percent=tax.percent, base=base, amount=amounts[tax]) for tax in line.taxes),
    )


def _sum_by_tax(taxes: Iterable[TaxTotal]) -> tuple[TaxTotal, ...]:
    sums: dict[tuple[str, Decimal], TaxTotal] = {}
    for tax in taxes:
        before = sums.setdefault((tax.name, tax.percent), msgspec.structs.replace(tax, base=0, amount=0))
        sums[tax.name, tax.percent] = msgspec.structs.replace(
            before, base=before.base + tax.base, amount=before.amount + tax.amount
        )
    return tuple(sums.values())


def _rate(percent: Decimal) -> Fraction:
    return Fraction(exact(percent), 100)


def _check_size(what: str, amount: int, currency: str, *, line: int | None = None) -> None:
    if amount > AMOUNT_MAX:
        raise MoneyRefused(
            f"{what} is {format_amount(amount, currency)}: more than {format_amount(AMOUNT_MAX, currency)} is not "
            "possible.",
            line=line,
        )
