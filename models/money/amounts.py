"""Exact arithmetic on amounts: the one way to round, the one way to split, and how decimals are read.

An amount is an int of minor units. What is not yet an amount (a quantity times a price, a percent of a sum) is a
Fraction until it is rounded: a Decimal product would be cut to the digits of whatever context the caller has.
"""

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from models.money import currencies

# The largest integer that a JSON number survives in every client (RFC 8259, section 6).
AMOUNT_MAX = 2**53 - 1

_EXACT = (int, Decimal)


class MoneyRefused(ValueError):
    """An invoice that cannot be computed; the message is a sentence that holds the values.

    `line` is the index of the line at fault, from 0; else `field` says which part of the document it is. `within` is a
    JSON pointer from there, or from what was being made: `/taxes/1/percent`.
    """

    def __init__(
        self,
        message: str,
        *,
        line: int | None = None,
        field: Literal["lines", "discount", "withholdings"] = "lines",
        within: str = "",
    ) -> None:
        super().__init__(message)
        self.line = line
        self.within = within
        self.field = field


def bounded(value: int) -> int:
    """A sum as clients see it: the nearest integer that JSON holds, where it is beyond them (docs/money.md)."""
    # Of a page's amounts hardly any is: two comparisons cost a fifth of two calls.
    return value if -AMOUNT_MAX <= value <= AMOUNT_MAX else max(-AMOUNT_MAX, min(value, AMOUNT_MAX))


def plain(value: Decimal) -> str:
    """A decimal without an exponent, zeros at its end or a sign of zero, as PostgreSQL's trim_scale has it: 2.50 is
    "2.5", and -0 is "0"."""
    return format(+value.normalize(), "f")


def exact(value: int | Decimal | Fraction) -> Fraction:
    """The same number as a Fraction. Raises TypeError for any other type, ValueError for NaN and Infinity."""
    if isinstance(value, Fraction):
        return value
    if not isinstance(value, _EXACT):
        raise TypeError(f"{value!r} is a {type(value).__name__}: only int, Decimal and Fraction are exact.")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is not a number that one can calculate with.")
    return Fraction(value)


def round_half_away(value: Decimal | Fraction) -> int:
    """The nearest integer; of two equally near ones, the one farther from zero.

    It rounds the absolute value, so the opposite of a value rounds to the opposite integer: a credit note mirrors its
    invoice exactly. Errors as in `exact`.
    """
    numerator, denominator = exact(value).as_integer_ratio()
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -magnitude if numerator < 0 else magnitude


def split(amount: int, weights: Sequence[int | Decimal | Fraction]) -> list[int]:
    """Divides an amount in proportion to the weights, by largest remainder; one part per weight, adding up to it.

    Each part is its exact share rounded down or up, so none is on the other side of zero, a weight of zero gets
    nothing, and no part of an amount up to the sum of whole weights exceeds its weight. Of equal remainders the lowest
    index takes the unit. Weights that are all zero count as equal. A negative amount splits into the opposites.

    Raises ValueError for a negative weight, and for an amount that no weight can take.
    """
    if amount < 0:
        return [-part for part in split(-amount, weights)]
    # Whole numbers, which most weights are, need not become fractions.
    ratios = [(weight if isinstance(weight, int) else exact(weight)).as_integer_ratio() for weight in weights]
    if any(numerator < 0 for numerator, _ in ratios):
        raise ValueError(f"Nothing can be split by a negative weight, such as {min(map(exact, weights))}.")
    if len(ratios) < 2:
        if amount and not ratios:
            raise ValueError(f"{amount} cannot be split into no parts.")
        return [amount for _ in ratios]

    common = math.lcm(*(denominator for _, denominator in ratios))
    shares = [numerator * (common // denominator) for numerator, denominator in ratios]
    if not any(shares):
        shares = [1] * len(shares)
    whole = sum(shares)
    parts, remainders = zip(*(divmod(amount * share, whole) for share in shares), strict=True)
    units_left = amount - sum(parts)
    largest_first = sorted(range(len(shares)), key=lambda index: (-remainders[index], index))
    raised = set(largest_first[:units_left])
    return [part + (index in raised) for index, part in enumerate(parts)]


def to_minor(major: Decimal, currency: str) -> Fraction:
    """A value in major units as an exact, unrounded number of minor units. Raises UnknownCurrency; else as `exact`."""
    units_in_major: int = 10 ** currencies.exponent(currency)
    return exact(major) * units_in_major
