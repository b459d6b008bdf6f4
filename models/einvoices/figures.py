"""How amounts, percents and prices are written: as decimals of major units, exactly."""

from decimal import Decimal
from fractions import Fraction

from models.einvoices.codes import DECIMALS_MAX
from models.money.amounts import exact, plain, round_half_away
from models.money.currencies import exponent


def can_be_written(amount: int, currency: str) -> bool:
    """Whether an amount has no more decimals than the standard allows: 1.230 KWD does, 1.234 KWD does not."""
    return not amount % _unit(currency)


def written(amount: int, currency: str) -> str:
    """An amount as the standard has it: "19.99", "-1" in JPY, "1.23" for 1.230 KWD."""
    decimals = min(exponent(currency), DECIMALS_MAX)
    return _decimal(amount // _unit(currency), decimals)


def price(amount: int, quantity: Decimal, currency: str) -> str:
    """The price of which so many come to an amount: with as few decimals as give back the amount once it is rounded.

    Both are on the same side of zero. Of nothing the price is 0.
    """
    count = exact(quantity)
    if not count:
        return "0"
    each = Fraction(amount, 10 ** exponent(currency)) / count
    decimals = exponent(currency)
    while True:
        scaled = round_half_away(each * 10**decimals)
        if round_half_away(Fraction(scaled, 10**decimals) * count * 10 ** exponent(currency)) == amount:
            return plain(Decimal(_decimal(scaled, decimals)))
        decimals += 1


def _unit(currency: str) -> int:
    """How many minor units the smallest amount has that can be written."""
    unit: int = 10 ** max(0, exponent(currency) - DECIMALS_MAX)
    return unit


def _decimal(value: int, decimals: int) -> str:
    whole, rest = divmod(abs(value), 10**decimals)
    fraction = f".{rest:0{decimals}d}" if decimals else ""
    return f"{'-' if value < 0 else ''}{whole}{fraction}"
