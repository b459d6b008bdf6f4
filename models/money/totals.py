"""Computes an invoice from its lines: nets, discounts, taxes and the total, shaped like EN 16931.

What the words mean, in both modes (prices without tax, prices with tax):

- A line is *priced*: quantity times unit price, less the line's own discount, rounded once. Discounts given as amounts,
  on a line or on the document, are in terms of these prices. A quantity below zero mirrors the same line above zero.
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
largest remainder; lines below zero bear none of it. Taxes on one line are additive: each applies to the same base. A
compound one applies to that base and the taxes before it on the line, as they were rounded.

Lines below zero may take off what other lines with the same taxes come to, and no more: a tax group, what is net and
the total are never below zero. Lines without any tax may, while the whole is not.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Literal, get_args

import msgspec

from models.money import taxes
from models.money.amounts import AMOUNT_MAX, MoneyRefused, exact, to_minor
from models.money.currencies import exponent, format_amount
from models.money.lines import Discount, Line
from models.money.steps import PLAIN, Rounder
from models.money.taxes import Category, Tax, rate
from models.money.withholdings import Withheld, Withholding, withhold

Rounding = Literal["group", "line"]
ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)


class TaxTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What one tax comes to, on a line or on the document: its base, after discounts, and its amount; minor units.

    The base of a compound tax holds the taxes before it.
    """

    name: str
    percent: Decimal
    base: int
    amount: int
    compound: bool = False
    category: Category | None = None
    exemption_reason: str | None = None


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
    """A computed document in minor units. `taxes` has one entry per tax, in the order of appearance.

    `withheld` is the sum of `withholdings`, which the total holds: what is to pay is `total - withheld`.
    """

    lines: tuple[LineTotals, ...]
    subtotal: int
    discount_total: int
    tax_total: int
    taxes: tuple[TaxTotal, ...]
    total: int
    withholdings: tuple[Withheld, ...] = ()
    withheld: int = 0


class _Priced(msgspec.Struct, frozen=True):
    """A line before tax is looked at. `share` is what the document's discount takes off `amount - discount`."""

    taxes: tuple[Tax, ...]
    group: Hashable
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
    withholdings: Sequence[Withholding] = (),
    rounder: Rounder = PLAIN,
) -> Totals:
    """The totals of an invoice. Rounding "group" rounds a tax once for the document, "line" once for each line.

    Prices without tax: tax = round(base × percent), per tax. Lines with a compound tax are a group of their own then,
    in which each tax is rounded once, in the order of the line. Prices with tax: net = round(gross ÷ (1 + sum of
    rates)), per tax group, and the taxes share what is left. What belongs to several lines is distributed over them by
    largest remainder, so that the printed lines add up to the printed totals. No lines make zeros. A `rounder` can note
    each of these steps.

    Raises UnknownCurrency; then MoneyRefused, for a line's discount above its amount or a line that is too large, line
    by line; for categories that exclude each other; for a tax group below zero, or all lines together; for a document
    discount above the sum of the lines, which would make the total negative; for what rounding line by line, or lines
    without tax, bring below zero after all; for a subtotal or total above AMOUNT_MAX; for withholdings above the total.
    """
    exponent(currency)  # refuses an unknown currency even when there is no line
    priced = [_price(index, line, currency, rounder) for index, line in enumerate(lines)]
    _check_categories(priced)
    has_negatives = any(line.amount < 0 for line in priced)
    if has_negatives:
        _check_groups(priced, currency)
    given = _given(discount, sum(line.price for line in priced), currency, rounder)
    if given:
        priced = _share_discount(given, priced, rounder)
    with_tax = _with_tax_inside if prices_include_tax else _with_tax_on_top
    taxed = with_tax(priced, rounding, rounder)
    totals = Totals(
        lines=taxed,
        subtotal=sum(line.net for line in taxed),
        discount_total=sum(line.document_discount for line in taxed),
        tax_total=sum(line.tax for line in taxed),
        taxes=sum_by_tax(tax for line in taxed for tax in line.taxes),
        total=sum(line.total for line in taxed),
    )
    if has_negatives:
        _check_signs(totals, currency)
    _check_size("The subtotal", totals.subtotal, currency)
    _check_size("The total", totals.total, currency)
    if not withholdings:
        return totals
    net = totals.subtotal - totals.discount_total
    withheld = withhold(withholdings, net=net, total=totals.total, currency=currency, rounder=rounder)
    return msgspec.structs.replace(totals, withholdings=withheld, withheld=sum(each.amount for each in withheld))


def _price(index: int, line: Line, currency: str, rounder: Rounder) -> _Priced:
    group = taxes.together(line.taxes)
    exact_amount = to_minor(line.unit_price, currency) * exact(line.quantity)
    amount = rounder.round(exact_amount, lambda: f"line {index + 1}: quantity times unit price")
    _check_size(f"The amount of line {index + 1}", amount, currency, line=index)
    if line.discount is None:
        return _Priced(line.taxes, group, amount, 0)
    if line.discount.percent is not None:
        exact_price = exact_amount * (1 - rate(line.discount.percent))
        price = rounder.round(exact_price, lambda: f"line {index + 1}: less its discount")
        return _Priced(line.taxes, group, amount, amount - price)
    discount = line.discount.amount or 0
    if discount > abs(amount):
        raise MoneyRefused(
            f"The discount of {format_amount(discount, currency)} is more than the "
            f"{format_amount(abs(amount), currency)} of line {index + 1}.",
            line=index,
            within="/discount",
        )
    return _Priced(line.taxes, group, amount, discount if amount > 0 else -discount)


def _check_categories(lines: Iterable[_Priced]) -> None:
    """Raises MoneyRefused for the category O beside another one (BR-O-11)."""
    found = {tax.category for line in lines for tax in line.taxes}
    if "O" in found and len(found - {None}) > 1:
        others = ", ".join(sorted(category for category in found if category not in (None, "O")))
        raise MoneyRefused(
            f"An invoice with the category O is wholly outside of the tax's scope, but it has {others} too: make two."
        )


def _check_groups(lines: Sequence[_Priced], currency: str) -> None:
    """Raises MoneyRefused where the lines with the same taxes, or all lines, come to less than nothing."""
    for group in _groups(lines, "group"):
        first = lines[group[0]]
        price = sum(lines[index].price for index in group)
        if price < 0 and first.taxes:
            raise MoneyRefused(
                f"The lines with {taxes.named(first.taxes)} come to {format_amount(price, currency)}: lines with a "
                "quantity below zero take off at most what the others with the same taxes come to."
            )
    price = sum(line.price for line in lines)
    if price < 0:
        raise MoneyRefused(
            f"The lines come to {format_amount(price, currency)}: an invoice is of nothing or more. Use a credit note."
        )


def _check_signs(totals: Totals, currency: str) -> None:
    """Raises MoneyRefused for what is below zero only now, and for a line's part that is too large."""
    for tax in totals.taxes:
        if tax.base < 0 or tax.amount < 0:
            raise MoneyRefused(
                f"{tax.name} {tax.percent} % would be {format_amount(tax.amount, currency)} of "
                f"{format_amount(tax.base, currency)}, each line rounded for itself: neither is possible below zero. "
                "Change the lines, or round by group."
            )
    net = totals.subtotal - totals.discount_total
    if net < 0:
        raise MoneyRefused(
            f"Without tax the invoice would be of {format_amount(net, currency)}: lines without tax take off at most "
            "what the others come to without theirs. Use a credit note."
        )
    for index, line in enumerate(totals.lines):
        _check_size(f"The tax of line {index + 1}", line.tax, currency, line=index)


def _given(discount: Discount | None, prices: int, currency: str, rounder: Rounder) -> int:
    """The document's discount in minor units, in terms of the prices."""
    if discount is None:
        return 0
    if discount.percent is not None:
        return rounder.round(prices * rate(discount.percent), lambda: "discount")
    amount = discount.amount or 0
    if amount > prices:
        raise MoneyRefused(
            f"The discount of {format_amount(amount, currency)} is more than the {format_amount(prices, currency)} of "
            f"all lines: a total of {format_amount(prices - amount, currency)} would be negative. Use a credit note.",
            field="discount",
        )
    return amount


def _share_discount(given: int, lines: Sequence[_Priced], rounder: Rounder) -> list[_Priced]:
    """The lines with their shares: `given` is split over the tax groups, each group's part over its lines.

    What is below zero bears nothing. The rest comes to `given` or more, so nothing is brought below zero.
    """
    groups = _groups(lines, "group")
    parts = rounder.split(
        given,
        [max(0, sum(lines[index].price for index in group)) for group in groups],
        lambda place: f"discount: share of {_named(lines, groups[place])}",
    )
    shared = list(lines)
    for group, part in zip(groups, parts, strict=True):
        prices = [max(0, lines[index].price) for index in group]
        shares = rounder.split(part, prices, _shares("the discount", group))
        for index, share in zip(group, shares, strict=True):
            shared[index] = msgspec.structs.replace(lines[index], share=share)
    return shared


def _groups(lines: Sequence[_Priced], rounding: Rounding) -> list[list[int]]:
    """Indexes of lines that are rounded together: those of one tax group, or each one alone."""
    groups: defaultdict[object, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        groups[line.group if rounding == "group" else index].append(index)
    return list(groups.values())


def _with_tax_on_top(lines: Sequence[_Priced], rounding: Rounding, rounder: Rounder) -> tuple[LineTotals, ...]:
    bearers: defaultdict[object, list[tuple[int, Tax]]] = defaultdict(list)
    for index, line in enumerate(lines):
        is_compound = isinstance(line.group, tuple)
        for place, tax in enumerate(line.taxes):
            together = (line.group, place) if is_compound else tax
            bearers[together if rounding == "group" else (index, place)].append((index, tax))
    amounts: list[dict[Tax, int]] = [{} for _ in lines]
    # In the order of appearance, so that the taxes before a compound one are known by then.
    for bearing in bearers.values():
        tax = bearing[0][1]
        bases = [lines[index].to_pay for index, _ in bearing]
        if tax.compound:
            bases = [base + sum(amounts[index].values()) for base, (index, _) in zip(bases, bearing, strict=True)]
        group = [index for index, _ in bearing]
        tax_of = partial(_tax_on_top, rounder, tax, group if rounding == "line" else ())
        parts = _distribute(bases, tax_of, rounder, (tax,), group)
        for (index, its_tax), part in zip(bearing, parts, strict=True):
            amounts[index][its_tax] = part
    return tuple(
        _line_totals(line, net=line.price, document_discount=line.share, amounts=amounts[index])
        for index, line in enumerate(lines)
    )


def _with_tax_inside(lines: Sequence[_Priced], rounding: Rounding, rounder: Rounder) -> tuple[LineTotals, ...]:
    taxed: dict[int, LineTotals] = {}
    for group in _groups(lines, rounding):
        members = [lines[index] for index in group]
        its_taxes = members[0].taxes
        rates = taxes.rates(its_taxes)
        divisor = 1 + sum(rates, Fraction())
        net_of = partial(_net_inside, rounder, divisor, partial(_named, lines, group))
        net_before = net_of(sum(line.price for line in members))
        net_after = net_of(sum(line.to_pay for line in members))

        # Weights that bound the parts: no line loses more than its share, and none holds more tax than it costs.
        discounts = rounder.split(
            net_before - net_after, [line.share for line in members], _shares("the discount without tax", group)
        )
        tax_of = partial(_tax_inside, net_of)
        line_taxes = _distribute([line.to_pay for line in members], tax_of, rounder, its_taxes, group)
        # What is left of each tax for lines above zero, and for those below, so that lines and taxes both add up,
        # whatever the order of either.
        part_of = _parts(partial(_named, lines, group), its_taxes)
        above = rounder.split(sum(tax for tax in line_taxes if tax > 0), rates, part_of)
        below = rounder.split(sum(tax for tax in line_taxes if tax < 0), rates, part_of)
        for index, line, discount, line_tax in zip(group, members, discounts, line_taxes, strict=True):
            left = below if line_tax < 0 else above
            part_of = _parts(partial(_named, lines, (index,)), its_taxes)
            parts = rounder.split(abs(line_tax), [abs(remaining) for remaining in left], part_of)
            if line_tax < 0:
                parts = [-part for part in parts]
            left[:] = [remaining - part for remaining, part in zip(left, parts, strict=True)]
            net = line.to_pay - line_tax + discount
            amounts = dict(zip(its_taxes, parts, strict=True))
            taxed[index] = _line_totals(line, net=net, document_discount=discount, amounts=amounts)
    return tuple(taxed[index] for index in range(len(lines)))


def _distribute(
    bases: Sequence[int],
    tax_of: Callable[[int], int],
    rounder: Rounder,
    its_taxes: Sequence[Tax],
    group: Sequence[int],
) -> list[int]:
    """The tax of the sum of the bases, over the bases.

    Those below zero lower it by what the tax would be more without them, and share that among themselves: so a deposit
    of 1,000 taken off 1,001 does not multiply what one line bears.
    """
    shares = _shares(partial(taxes.named, its_taxes), group)
    amount = tax_of(sum(bases))
    if min(bases) >= 0:
        return rounder.split(amount, bases, shares)
    above = [max(0, base) for base in bases]
    amount_above = tax_of(sum(above))
    raising = rounder.split(amount_above, above, shares)
    taken_off = _shares(lambda: f"{taxes.named(its_taxes)} that is taken off", group)
    lowering = rounder.split(amount_above - amount, [max(0, -base) for base in bases], taken_off)
    return [more - less for more, less in zip(raising, lowering, strict=True)]


def _tax_on_top(rounder: Rounder, tax: Tax, alone: Sequence[int], base: int) -> int:
    """The tax on a base; `alone` is the line that it is rounded for, where each is rounded by itself."""
    return rounder.round(
        base * rate(tax.percent),
        lambda: "".join(f"line {index + 1}: " for index in alone) + f"{taxes.named([tax])} of {base}",
    )


def _net_inside(rounder: Rounder, divisor: Fraction, named: Callable[[], str], price: int) -> int:
    return rounder.round(Fraction(price, divisor), lambda: f"{named()}: {price} with tax, without")


def _tax_inside(net_of: Callable[[int], int], price: int) -> int:
    return price - net_of(price)


def _named(lines: Sequence[_Priced], group: Sequence[int]) -> str:
    """A group as a step names it."""
    if len(group) == 1:
        return f"line {group[0] + 1}"
    its_taxes = lines[group[0]].taxes
    return f"lines with {taxes.named(its_taxes)}" if its_taxes else "lines without tax"


def _parts(whose: Callable[[], str], its_taxes: Sequence[Tax]) -> Callable[[int], str]:
    """What each tax has of the taxes of a group, or of a line, as a step names it."""
    return lambda place: f"{whose()}: {taxes.named([its_taxes[place]])} of the tax inside"


def _shares(what: str | Callable[[], str], group: Sequence[int]) -> Callable[[int], str]:
    """What each line of a group has of something, as a step names it."""
    return lambda place: f"line {group[place] + 1}: share of {what if isinstance(what, str) else what()}"


def _line_totals(line: _Priced, *, net: int, document_discount: int, amounts: dict[Tax, int]) -> LineTotals:
    base = net - document_discount
    found, tax_total = [], 0
    # Of prices with tax inside the order of `amounts` may be another line's.
    for tax in line.taxes:
        amount = amounts[tax]
        found.append(_tax_total(tax, base=base + tax_total if tax.compound else base, amount=amount))
        tax_total += amount
    return LineTotals(
        amount=line.amount,
        discount=line.discount,
        net=net,
        document_discount=document_discount,
        tax=tax_total,
        total=base + tax_total,
        taxes=tuple(found),
    )


def _tax_total(tax: Tax | TaxTotal, *, base: int, amount: int) -> TaxTotal:
    return TaxTotal(
        name=tax.name,
        percent=tax.percent,
        base=base,
        amount=amount,
        compound=tax.compound,
        category=tax.category,
        exemption_reason=tax.exemption_reason,
    )


def sum_by_tax(found: Iterable[TaxTotal]) -> tuple[TaxTotal, ...]:
    """What each tax comes to in all, in the order of appearance, as it was written first."""
    sums: dict[object, TaxTotal] = {}
    for tax in found:
        key = (tax.name, tax.percent, tax.compound, tax.category, tax.exemption_reason)
        before = sums.get(key)
        sums[key] = (
            tax
            if before is None
            else _tax_total(before, base=before.base + tax.base, amount=before.amount + tax.amount)
        )
    return tuple(sums.values())


def _check_size(what: str, amount: int, currency: str, *, line: int | None = None) -> None:
    if abs(amount) > AMOUNT_MAX:
        raise MoneyRefused(
            f"{what} is {format_amount(amount, currency)}: more than {format_amount(AMOUNT_MAX, currency)} is not "
            "possible.",
            line=line,
        )
