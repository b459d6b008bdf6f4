"""Taxes on a line: what one is, by name, percent and category, and what several of them come to together.

Categories are those of EN 16931 (code list UNTDID 5305): S standard rate, Z zero rated, E exempt, AE reverse charge, K
within the European Union, G export, O outside of the tax's scope, L Canary Islands (IGIC), M Ceuta and Melilla (IPSI).
A category is said or not; without one a tax is only a name and a percent, and may be of any kind.
"""

import functools
from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import msgspec

from models.money.amounts import MoneyRefused, exact

Category = Literal["S", "Z", "E", "AE", "K", "G", "O", "L", "M"]
# BR-Z-05, BR-E-05, BR-AE-05, BR-IC-05, BR-G-05; O knows no percent at all (BR-O-05).
OF_ZERO_PERCENT: frozenset[Category] = frozenset({"Z", "E", "AE", "K", "G", "O"})
# BR-E-10, BR-AE-10, BR-IC-10, BR-G-10, BR-O-10. The others must have none: BR-S-10, BR-Z-10, BR-IG-10, BR-IP-10.
WITH_A_REASON: frozenset[Category] = frozenset({"E", "AE", "K", "G", "O"})


class Tax(msgspec.Struct, frozen=True):
    """A tax on a line. Those alike in all of this are the same tax, however the percent is written ("19", "19.00"). On
    one line a name and a percent stand once.

    A compound one applies to the line and to the taxes that stand before it on the line.
    """

    name: str
    percent: Decimal
    compound: bool = False
    category: Category | None = None
    exemption_reason: str | None = None

    def __post_init__(self) -> None:
        if not self.percent.is_finite() or self.percent < 0:
            raise MoneyRefused(
                f"The tax {self.name} of {self.percent} % is not possible: it must be 0 % or more.", within="/percent"
            )
        if self.category is not None or self.exemption_reason is not None:
            _check_category(self)


def _check_category(tax: Tax) -> None:
    category = tax.category
    if category is None:
        raise MoneyRefused(
            f"The exemption reason of {tax.name} says nothing without a category, such as E or AE.",
            within="/exemption_reason",
        )
    if category in OF_ZERO_PERCENT and tax.percent:
        raise MoneyRefused(
            f"A tax of the category {category} is of 0 %, but {tax.name} has {tax.percent} %.", within="/percent"
        )
    if category == "S" and not tax.percent:
        raise MoneyRefused(
            f"A tax of the category S is of more than 0 %, but {tax.name} has 0 %: use Z, E or another.",
            within="/percent",
        )
    if category in WITH_A_REASON and tax.exemption_reason is None:
        raise MoneyRefused(
            f"A tax of the category {category} wants an exemption_reason that is printed, and {tax.name} has none.",
            within="/exemption_reason",
        )
    if category not in WITH_A_REASON and tax.exemption_reason is not None:
        raise MoneyRefused(
            f"A tax of the category {category} has no exemption reason, but {tax.name} has one.",
            within="/exemption_reason",
        )


def check(taxes: Sequence[Tax]) -> None:
    """Raises MoneyRefused for taxes that one line cannot bear together."""
    if len(taxes) > 1:
        if len({(tax.name, tax.percent) for tax in taxes}) < len(taxes):
            raise MoneyRefused(f"A line cannot bear the same tax twice: {named(taxes)}.", within="/taxes")
        if sum(tax.category is not None for tax in taxes) > 1:
            # BT-151: a line has one category.
            raise MoneyRefused(f"A line has one tax with a category at most: {named(taxes)}.", within="/taxes")


def together(taxes: tuple[Tax, ...]) -> Hashable:
    """What lines have in common that are one tax group: the same taxes. Their order matters where one is compound."""
    return taxes if any(tax.compound for tax in taxes) else frozenset(taxes)


def rates(taxes: Iterable[Tax]) -> list[Fraction]:
    """What part of the price without tax each of a line's taxes comes to, before any rounding."""
    found: list[Fraction] = []
    for tax in taxes:
        found.append(rate(tax.percent) * (1 + sum(found)) if tax.compound else rate(tax.percent))
    return found


# There are few, and what a Decimal comes to as a Fraction takes longer than what is computed of it.
@functools.lru_cache(maxsize=1000, typed=True)
def rate(percent: Decimal) -> Fraction:
    """19 % as 19/100."""
    return Fraction(exact(percent), 100)


def named(taxes: Iterable[Tax]) -> str:
    """Taxes as a sentence names them."""
    return ", ".join(f"{tax.name} {tax.percent} %" for tax in taxes)
