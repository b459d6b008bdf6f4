"""Computes a credit note as the mirror of its invoice, so that all of an invoice's notes come to the invoice exactly.

Lines with the same set of taxes are credited together, as the invoice has rounded them together; in the mode "line"
each one is alone. What is given per line is in terms of the invoice's prices, less the line's share of the document's
discount: without tax, or with tax where prices include it.

Tax is computed from what is credited *in all*, and the notes before have had their part of it:

    tax = round(tax of the group × credited with this note ÷ the group's base) − tax of the notes before

So no note's tax is below zero, whatever the order and the number of notes, and the last one takes what is left. A note
over the whole of an invoice has the invoice's own figures.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from models.money.amounts import MoneyRefused, exact, plain, round_half_away, split
from models.money.currencies import format_amount
from models.money.totals import LineTotals, Rounding, TaxTotal


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an invoice: what it came to, and what credit notes have taken of that already.

    `taxes` are the line's shares of the document's taxes; `credited` are all parts of this line in former notes.
    """

    quantity: Decimal
    net: int
    taxes: tuple[TaxTotal, ...]
    credited: "tuple[Part, ...]" = ()

    def after(self, parts: "Iterable[Part]") -> "Line":
        """The line once these were credited, too."""
        return msgspec.structs.replace(self, credited=(*self.credited, *parts))

    @property
    def tax(self) -> int:
        return sum(tax.amount for tax in self.taxes)

    @property
    def net_left(self) -> int:
        return self.net - sum(part.net for part in self.credited)

    @property
    def tax_left(self) -> int:
        return self.tax - sum(part.tax for part in self.credited)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What one note takes of one line, in minor units. `quantity` is null unless it was given as one."""

    line: int
    quantity: Decimal | None
    net: int
    taxes: tuple[TaxTotal, ...]

    @property
    def tax(self) -> int:
        return sum(tax.amount for tax in self.taxes)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What shall be credited of a line: a quantity, an amount, or what is left of it where neither is given."""

    quantity: Decimal | None = None
    amount: int | None = None


class TooMuch(MoneyRefused):
    """More than is left of the line, or of the whole invoice."""


class _Group(msgspec.Struct):
    """Lines that are rounded together, and what is credited of each by this note: without tax, or with tax."""

    lines: dict[int, Line]
    prices: dict[int, int]

    @property
    def net(self) -> int:
        return sum(line.net for line in self.lines.values())

    @property
    def net_left(self) -> int:
        return sum(line.net_left for line in self.lines.values())

    @property
    def tax_left(self) -> int:
        return sum(line.tax_left for line in self.lines.values())

    @property
    def total_left(self) -> int:
        return self.net_left + self.tax_left

    @property
    def side(self) -> int:
        """On which side of zero it is: 1, or -1 for one that takes something off."""
        return -1 if self.net + sum(line.tax for line in self.lines.values()) < 0 else 1

    def taxes(self) -> list[TaxTotal]:
        """Each tax of the group: its base and its amount."""
        return [
            msgspec.structs.replace(
                tax,
                base=sum(line.taxes[place].base for line in self.lines.values()),
                amount=sum(line.taxes[place].amount for line in self.lines.values()),
            )
            for place, tax in enumerate(next(iter(self.lines.values())).taxes)
        ]

    def credited(self, place: int) -> TaxTotal:
        """What the notes before took of one tax."""
        found = [part.taxes[place] for line in self.lines.values() for part in line.credited]
        return msgspec.structs.replace(
            self.taxes()[place], base=sum(tax.base for tax in found), amount=sum(tax.amount for tax in found)
        )


def lines_of(totals: Sequence[LineTotals], quantities: Sequence[Decimal]) -> list[Line]:
    """The lines of an invoice of which nothing is credited yet."""
    return [
        Line(quantity=quantity, net=line.net - line.document_discount, taxes=_sorted(line.taxes))
        for line, quantity in zip(totals, quantities, strict=True)
    ]


def which(tax: TaxTotal) -> TaxTotal:
    """What is the same for a tax on every line and in every note, whatever it comes to there."""
    return msgspec.structs.replace(tax, base=0, amount=0)


def credit_lines(
    lines: Sequence[Line],
    wanted: Mapping[int, Wanted],
    *,
    currency: str,
    prices_include_tax: bool,
    rounding: Rounding = "group",
) -> list[Part]:
    """A note over some lines, by their index. Raises TooMuch, and MoneyRefused where nothing is left to be credited."""
    prices = {
        index: _price(index, lines[index], given, currency, prices_include_tax) for index, given in wanted.items()
    }
    parts: list[Part] = []
    for group in _groups(lines, rounding):
        group.prices = {index: prices[index] for index in group.lines if index in prices}
        if not group.prices:
            continue
        price, left = sum(group.prices.values()), group.total_left if prices_include_tax else group.net_left
        if not 0 <= group.side * price <= group.side * left:
            raise TooMuch(
                f"Credit notes over lines with the same taxes can come to {format_amount(left, currency)} more, and "
                f"these lines come to {format_amount(price, currency)}."
            )
        parts += _on_its_side(group, price, _with_tax_inside if prices_include_tax else _with_tax_on_top)
    _check_left(lines, parts, currency)
    _check_signs(parts, currency)
    return [msgspec.structs.replace(part, quantity=wanted[part.line].quantity) for part in sorted(parts, key=_by_line)]


def credit_amount(
    lines: Sequence[Line], amount: int, *, currency: str, prices_include_tax: bool, rounding: Rounding = "group"
) -> list[Part]:
    """A note over an amount, tax included, spread over what is left of all lines. Raises TooMuch."""
    groups = _groups(lines, rounding)
    left = [group.total_left for group in groups]
    if amount > sum(left):
        raise TooMuch(
            f"{_creditable(format_amount(sum(left), currency), sum(left))} of this invoice can still be credited; you "
            f"asked for {format_amount(amount, currency)}."
        )
    parts: list[Part] = []
    for group, part in zip(groups, _split(amount, left), strict=True):
        if part:
            parts += _on_its_side(group, part, _amount_inside if prices_include_tax else _amount_on_top)
    _check_left(lines, parts, currency)
    _check_signs(parts, currency)
    return sorted((part for part in parts if part.net or part.tax), key=_by_line)


def _split(amount: int, left: Sequence[int]) -> list[int]:
    """An amount over groups by what is left of each, below zero for those below zero: none passes its own zero."""
    if min(left, default=0) >= 0:
        return split(amount, left)
    exact_parts = [Fraction(amount * each, sum(left)) for each in left]
    parts = [math.floor(part) for part in exact_parts]
    by_rest = sorted(range(len(parts)), key=lambda place: parts[place] - exact_parts[place])
    for place in by_rest[: amount - sum(parts)]:
        parts[place] += 1
    return parts


def _on_its_side(group: _Group, price: int, take: Callable[[_Group, int], list[Part]]) -> list[Part]:
    """What a note takes of a group. One below zero is computed as its mirror above zero, and mirrored back."""
    if group.side > 0:
        return take(group, price)
    mirror = _Group(
        {index: _mirrored_line(line) for index, line in group.lines.items()},
        {index: -price for index, price in group.prices.items()},
    )
    return [_mirrored(part) for part in take(mirror, -price)]


def _mirrored_line(line: Line) -> Line:
    credited = tuple(_mirrored(part) for part in line.credited)
    return msgspec.structs.replace(line, net=-line.net, taxes=_mirrored_taxes(line.taxes), credited=credited)


def _mirrored(part: Part) -> Part:
    return msgspec.structs.replace(part, net=-part.net, taxes=_mirrored_taxes(part.taxes))


def _mirrored_taxes(taxes: Iterable[TaxTotal]) -> tuple[TaxTotal, ...]:
    return tuple(msgspec.structs.replace(tax, base=-tax.base, amount=-tax.amount) for tax in taxes)


def _check_left(lines: Sequence[Line], parts: Sequence[Part], currency: str) -> None:
    """Raises TooMuch where a note takes more off a tax, or off the net, than is left of it in all.

    Where lines are below zero, what is left of the others is more than that.
    """
    if min((line.net for line in lines), default=0) >= 0:
        return
    left: Counter[TaxTotal | None] = Counter()
    for line in lines:
        left[None] += line.net_left
        for tax in line.taxes:
            left[which(tax)] += tax.amount
        for tax in (tax for part in line.credited for tax in part.taxes):
            left[which(tax)] -= tax.amount
    for part in parts:
        left[None] -= part.net
        for tax in part.taxes:
            left[which(tax)] -= tax.amount
    for what, amount in left.items():
        if amount < 0:
            named = "the net" if what is None else f"{what.name} {what.percent} %"
            raise TooMuch(
                f"This takes {format_amount(-amount, currency)} more off {named} than credit notes have left of it: "
                "credit lines below zero together with the others."
            )


def _check_signs(parts: Sequence[Part], currency: str) -> None:
    """Raises MoneyRefused where what a note takes of a tax, or of the net, is below zero."""
    net = sum(part.net for part in parts)
    bases: Counter[TaxTotal] = Counter()
    amounts: Counter[TaxTotal] = Counter()
    for tax in (tax for part in parts for tax in part.taxes):
        bases[which(tax)] += tax.base
        amounts[which(tax)] += tax.amount
    found = [(net, "without tax")] if net < 0 else []
    found += [
        (amount, f"of {tax.name} {tax.percent} %, with a base of {format_amount(bases[tax], currency)}")
        for tax, amount in amounts.items()
        if amount < 0 or bases[tax] < 0
    ]
    if found:
        amount, named = found[0]
        raise MoneyRefused(
            f"The credit note would come to {format_amount(amount, currency)} {named}: credit lines below zero "
            "together with the others."
        )


def _amount_inside(group: _Group, total: int) -> list[Part]:
    """An amount with tax, of a group whose prices include it."""
    bounds = {index: max(0, line.net_left + line.tax_left) for index, line in group.lines.items()}
    group.prices = dict(zip(bounds, split(total, list(bounds.values())), strict=True))
    return _with_tax_inside(group, total)


def _amount_on_top(group: _Group, total: int) -> list[Part]:
    """An amount with tax, of a group whose prices do not include it."""
    tax = _tax_within(group, total)
    bounds = {index: max(0, line.net_left) for index, line in group.lines.items()}
    group.prices = dict(zip(bounds, split(total - tax, list(bounds.values())), strict=True))
    return _shared(group, _shares(group, tax))


def _price(index: int, line: Line, given: Wanted, currency: str, prices_include_tax: bool) -> int:
    """What is wanted of a line, in terms of the invoice's prices; below zero on a line that is below zero."""
    whole = line.net + line.tax if prices_include_tax else line.net
    left = line.net_left + line.tax_left if prices_include_tax else line.net_left
    if given.quantity is not None:
        before = sum((part.quantity for part in line.credited if part.quantity is not None), Decimal(0))
        quantity = abs(line.quantity)
        if given.quantity > quantity - before:
            raise TooMuch(
                f"{_creditable(plain(quantity - before), quantity - before)} of line {index + 1} can still be "
                f"credited; you asked for {given.quantity}.",
                line=index,
            )
        # In all, so that the last of several quantities takes what the roundings have left.
        rate = whole / exact(quantity) if quantity else Fraction()
        price = round_half_away(rate * exact(before + given.quantity)) - round_half_away(rate * exact(before))
    elif given.amount is not None:
        price = -given.amount if whole < 0 else given.amount
    else:
        price = left
    if abs(price) > abs(left) or ((price < 0) != (left < 0) and price):
        raise TooMuch(
            f"{_creditable(format_amount(abs(left), currency), left)} of line {index + 1} can still be credited; you "
            f"asked for {format_amount(abs(price), currency)}.",
            line=index,
        )
    if price == 0:
        raise MoneyRefused(f"This credits nothing of line {index + 1}: leave it out.", line=index)
    return price


def _creditable(shown: str, left: int | Decimal) -> str:
    return f"Only {shown}" if left else "Nothing"


def _groups(lines: Sequence[Line], rounding: Rounding) -> list[_Group]:
    """The lines that are rounded together, in the order of their first lines."""
    groups: dict[object, _Group] = {}
    for index, line in enumerate(lines):
        key: object = index if rounding == "line" else tuple(map(which, line.taxes))
        groups.setdefault(key, _Group({}, {})).lines[index] = line
    return list(groups.values())


def _with_tax_on_top(group: _Group, net: int) -> list[Part]:
    """What is credited without tax is given; each tax follows it."""
    whole, done = group.net, group.net - group.net_left + net
    shares = []
    for place, tax in enumerate(group.taxes()):
        before = group.credited(place)
        amount = round_half_away(Fraction(tax.amount * done, whole)) - before.amount if whole else 0
        shares.append(max(0, min(amount, tax.amount - before.amount)))
    return _shared(group, shares)


def _with_tax_inside(group: _Group, total: int) -> list[Part]:
    """What is credited with tax is given; the tax in it is taken out."""
    return _shared(group, _shares(group, _tax_within(group, total)), has_tax_inside=True)


def _tax_within(group: _Group, total: int) -> int:
    """The tax within an amount of the group: as much as makes the tax in all right, whatever notes came before."""
    taxes = sum(tax.amount for tax in group.taxes())
    whole = group.net + taxes
    done = whole - group.total_left + total
    # Where lines below zero take off all that the others come to, so they do of the tax.
    tax = (round_half_away(Fraction(taxes * done, whole)) if whole else 0) - (taxes - group.tax_left)
    # A note before that was given without tax may have had a unit more or less.
    return max(0, total - group.net_left, min(tax, total, group.tax_left))


def _shares(group: _Group, tax: int) -> list[int]:
    """An amount of tax, split over the group's taxes by what is left of each."""
    left = [whole.amount - group.credited(place).amount for place, whole in enumerate(group.taxes())]
    return split(tax, left) if left else []


def _shared(group: _Group, shares: Sequence[int], *, has_tax_inside: bool = False) -> list[Part]:
    """The parts of the group's lines, once the note's share of each tax is known."""
    weights = [max(0, price) for price in group.prices.values()]
    taxes = group.taxes()
    prices = sum(group.prices.values())
    bases = _bases(group, prices - sum(shares) if has_tax_inside else prices)
    left, parts = list(shares), []
    for (index, price), line_tax in zip(group.prices.items(), split(sum(shares), weights), strict=True):
        # By what is left of each tax, so that lines and taxes both add up.
        amounts = split(line_tax, left) if left else []
        left = [remaining - amount for remaining, amount in zip(left, amounts, strict=True)]
        net = price - line_tax if has_tax_inside else price
        parts.append(
            Part(
                line=index,
                quantity=None,
                net=net,
                taxes=tuple(
                    msgspec.structs.replace(tax, base=net, amount=amount)
                    for tax, amount in zip(taxes, amounts, strict=True)
                ),
            )
        )
    return _with_bases(parts, bases)


def _bases(group: _Group, net: int) -> list[int]:
    """The base of each tax for a net: that net, and a compound tax has its part of the others in it."""
    whole, done = group.net, group.net - group.net_left + net
    bases = []
    for place, tax in enumerate(group.taxes()):
        if tax.base == whole or whole == 0:
            bases.append(net)
        else:
            bases.append(round_half_away(Fraction(tax.base * done, whole)) - group.credited(place).base)
    return bases


def _with_bases(parts: list[Part], bases: Sequence[int]) -> list[Part]:
    """The parts, with what a compound tax has besides in the base of the first one: notes show sums only."""
    nets = sum(part.net for part in parts)
    if not parts or all(base == nets for base in bases):
        return parts
    first = parts[0]
    taxes = tuple(
        msgspec.structs.replace(tax, base=tax.base + base - nets) for tax, base in zip(first.taxes, bases, strict=True)
    )
    return [msgspec.structs.replace(first, taxes=taxes), *parts[1:]]


def _sorted(taxes: tuple[TaxTotal, ...]) -> tuple[TaxTotal, ...]:
    """In one order for all lines with the same set of taxes, however they were written; a compound one applies to those
    before it, so then their order says something."""
    if any(tax.compound for tax in taxes):
        return taxes
    return tuple(sorted(taxes, key=lambda tax: (tax.name, tax.percent)))


def _by_line(part: Part) -> int:
    return part.line
