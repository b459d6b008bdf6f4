"""How totals came about: each rounding, with what was rounded.

`models/money/totals.py` rounds and splits by a `Rounder`, which notes nothing. Whoever wants to know gives it `Steps`
instead: the same computation, with a note of each rounding. There is no second one that could differ.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from models.money.amounts import exact, round_half_away, split

Weight = int | Decimal | Fraction
# What has no end as a decimal is cut there.
DECIMALS_MAX = 12


class Step(msgspec.Struct, frozen=True):
    """One rounding: what was computed, its exact value and what it was rounded to, in minor units."""

    step: str
    exact: Fraction
    rounded: int


class Rounder:
    """Rounds and splits. A `step` says what is computed, of a split by the place of the part; here nobody asks."""

    def round(self, value: Fraction, step: Callable[[], str]) -> int:
        """The nearest integer: `amounts.round_half_away`."""
        return round_half_away(value)

    def split(self, amount: int, weights: Sequence[Weight], step: Callable[[int], str]) -> list[int]:
        """The amount by largest remainder: `amounts.split`."""
        return split(amount, weights)


class Steps(Rounder):
    """A rounder that notes what it does, in its order; a step that comes again, as it was first. A split into one part,
    or of nothing, is no step."""

    def __init__(self) -> None:
        self._noted: dict[str, Step] = {}

    @property
    def noted(self) -> list[Step]:
        """The steps so far."""
        return list(self._noted.values())

    def round(self, value: Fraction, step: Callable[[], str]) -> int:
        rounded = super().round(value, step)
        self._note(step(), value, rounded)
        return rounded

    def split(self, amount: int, weights: Sequence[Weight], step: Callable[[int], str]) -> list[int]:
        parts = super().split(amount, weights, step)
        whole = sum(map(exact, weights))
        if amount and whole and len(parts) > 1:
            for place, (weight, part) in enumerate(zip(weights, parts, strict=True)):
                if weight:
                    self._note(step(place), amount * exact(weight) / whole, part)
        return parts

    def _note(self, step: str, value: Fraction, rounded: int) -> None:
        self._noted.setdefault(step, Step(step, value, rounded))


# What notes nothing has nothing to remember.
PLAIN = Rounder()


def written(value: Fraction) -> str:
    """An exact value as a decimal: 1533.18. One without an end, such as 10/3, is cut after twelve decimals."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    # As many decimals as it has: the denominator divides that power of ten.
    decimals = DECIMALS_MAX if rest > 1 else next(n for n in range(value.denominator) if 10**n % value.denominator == 0)
    sign = "-" if value < 0 else ""
    units = abs(value.numerator) * 10**decimals // value.denominator
    digits = str(units).zfill(decimals + 1)
    text = f"{digits[: len(digits) - decimals]}.{digits[len(digits) - decimals :]}" if decimals else digits
    return sign + text
