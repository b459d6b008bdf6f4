"""Withholdings: what a payer keeps back of an invoice and pays to the tax office in the receiver's name.

Each is a percent of the net, which is the subtotal less the document's discount, and is rounded once. The total stays
as it is; what the payer is to pay is less.

A credit note takes them back in proportion to the net that it credits, of what is credited *in all*: so no note has one
below zero, whatever the order and the number of notes, and the last one takes what is left.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from models.money.amounts import MoneyRefused, round_half_away, split
from models.money.currencies import format_amount
from models.money.steps import PLAIN, Rounder
from models.money.taxes import rate


class Withholding(msgspec.Struct, frozen=True):
    """A percent from 0 to 100 of the net that the payer keeps back."""

    name: str
    percent: Decimal

    def __post_init__(self) -> None:
        if not (self.percent.is_finite() and 0 <= self.percent <= 100):
            raise _refused(f"A withholding of {self.percent} % is not possible: it must be from 0 % to 100 %.")


class Withheld(msgspec.Struct, frozen=True, kw_only=True):
    """What one withholding comes to, in minor units: the net that it is of, and the amount."""

    name: str
    percent: Decimal
    base: int
    amount: int


def withhold(
    withholdings: Sequence[Withholding], *, net: int, total: int, currency: str, rounder: Rounder = PLAIN
) -> tuple[Withheld, ...]:
    """What the payer keeps back, in the order given. Raises MoneyRefused for one that comes twice, and for more than
    the total."""
    if not withholdings:
        return ()
    if len({(each.name, each.percent) for each in withholdings}) < len(withholdings):
        names = ", ".join(f"{each.name} {each.percent} %" for each in withholdings)
        raise _refused(f"An invoice cannot have the same withholding twice: {names}.")
    found = tuple(_withheld(each, net, rounder) for each in withholdings)
    amount = sum(each.amount for each in found)
    if amount > total:
        raise _refused(
            f"The {format_amount(amount, currency)} withheld are more than the total of "
            f"{format_amount(total, currency)}: at most all of it can be kept back."
        )
    return found


def take_back(
    whole: Sequence[Withheld], left: Sequence[Withheld], *, net: int, total: int, total_left: int
) -> tuple[Withheld, ...]:
    """What a credit note over `net`, and `total` with tax, takes back of an invoice's withholdings, in their order.

    `left` is what the notes before have left of each, and `total_left` what they have left of the invoice's total.
    Never more than the note's total, and never so little that more stays withheld than stays of the invoice.
    """
    if not whole:
        return ()
    base, base_left = whole[0].base, left[0].base
    amount, amount_left = sum(each.amount for each in whole), sum(each.amount for each in left)
    done = base - base_left + net
    share = round_half_away(Fraction(amount * done, base)) - (amount - amount_left) if base else 0
    taken = max(0, amount_left - (total_left - total), min(share, total, amount_left))
    parts = split(taken, [each.amount for each in left])
    return tuple(msgspec.structs.replace(each, base=net, amount=part) for each, part in zip(whole, parts, strict=True))


def less(whole: Sequence[Withheld], notes: Sequence[Sequence[Withheld]]) -> tuple[Withheld, ...]:
    """What these credit notes, each with all withholdings in their order, have left of each."""
    return tuple(
        msgspec.structs.replace(
            each,
            base=each.base - sum(note[place].base for note in notes),
            amount=each.amount - sum(note[place].amount for note in notes),
        )
        for place, each in enumerate(whole)
    )


def _withheld(withholding: Withholding, net: int, rounder: Rounder) -> Withheld:
    amount = rounder.round(
        net * rate(withholding.percent), lambda: f"withheld: {withholding.name} {withholding.percent} % of {net}"
    )
    return Withheld(name=withholding.name, percent=withholding.percent, base=net, amount=amount)


def _refused(message: str) -> MoneyRefused:
    return MoneyRefused(message, field="withholdings")
