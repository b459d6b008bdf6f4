"""Withholdings: what a payer keeps back of an invoice and pays to the tax office in the receiver's name.

Each is a percent of the net, which is the subtotal less the document's discount, and is rounded once. The total stays
as it is; what the payer is to pay is less.
"""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from models.money.amounts import MoneyRefused, round_half_away
from models.money.currencies import format_amount
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


def withhold(withholdings: Sequence[Withholding], *, net: int, total: int, currency: str) -> tuple[Withheld, ...]:
    """What the payer keeps back, in the order given. Raises MoneyRefused for one that comes twice, and for more than
    the total."""
    if not withholdings:
        return ()
    if len({(each.name, each.percent) for each in withholdings}) < len(withholdings):
        names = ", ".join(f"{each.name} {each.percent} %" for each in withholdings)
        raise _refused(f"An invoice cannot have the same withholding twice: {names}.")
    found = tuple(
        Withheld(name=each.name, percent=each.percent, base=net, amount=round_half_away(net * rate(each.percent)))
        for each in withholdings
    )
    amount = sum(each.amount for each in found)
    if amount > total:
        raise _refused(
            f"The {format_amount(amount, currency)} withheld are more than the total of "
            f"{format_amount(total, currency)}: at most all of it can be kept back."
        )
    return found


def _refused(message: str) -> MoneyRefused:
    return MoneyRefused(message, field="withholdings")
