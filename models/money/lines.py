"""Lines of an invoice as they are given, before anything is computed, and their discounts."""

from decimal import Decimal

import msgspec

from models.money import taxes
from models.money.amounts import MoneyRefused
from models.money.taxes import Tax


class Discount(msgspec.Struct, frozen=True, kw_only=True):
    """Either a percent from 0 to 100, or an amount of minor units, of 0 or more.

    It brings what it is of nearer to zero, from below too.
    """

    percent: Decimal | None = None
    amount: int | None = None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.amount is None):
            raise _refused("A discount is either a percent or an amount: exactly one of them.")
        if self.percent is not None and not (self.percent.is_finite() and 0 <= self.percent <= 100):
            raise _refused(f"A discount of {self.percent} % is not possible: it must be from 0 % to 100 %.")
        if self.amount is not None and self.amount < 0:
            raise _refused(f"A discount of {self.amount} minor units is not possible: it must be 0 or more.")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One position: a quantity (up to 6 decimals) of something at a unit price in major units (up to 8 decimals).

    A quantity below zero takes something off, as a deposit that was paid before does; a price below zero there is not
    (BR-27).
    """

    description: str
    quantity: Decimal
    unit_price: Decimal
    discount: Discount | None = None
    taxes: tuple[Tax, ...] = ()

    def __post_init__(self) -> None:
        if not self.quantity.is_finite():
            raise MoneyRefused(f"A quantity of {self.quantity} is not possible.", within="/quantity")
        if not self.unit_price.is_finite() or self.unit_price < 0:
            raise MoneyRefused(
                f"A unit price of {self.unit_price} is not possible: use a quantity below zero, a discount or a credit "
                "note.",
                within="/unit_price",
            )
        taxes.check(self.taxes)


def _refused(message: str) -> MoneyRefused:
    return MoneyRefused(message, field="discount", within="/discount")
