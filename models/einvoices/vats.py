"""How lines and tax groups are taxed in the standard's terms: one category and one rate each.

A tax of more than 0 % that says no category is taken for S, the standard rate: no other one fits but those of the
Canary Islands, Ceuta and Melilla, which must be said. One of 0 % can be anything, and is not guessed.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from models.einvoices import figures
from models.einvoices.codes import CURRENCIES_UNKNOWN
from models.einvoices.gaps import Gaps
from models.einvoices.model import Vat
from models.money.amounts import plain, round_half_away
from models.money.currencies import exponent, format_amount
from models.money.taxes import Category, rate
from models.shapes.lines import LineTax, TaxAmount

# The rules for UBL let it pass.
_IGIC_OF_NOTHING = Vat("L", "0")


class Merged(msgspec.Struct):
    """What taxes with the same category and rate come to together, in minor units."""

    base: int = 0
    tax: int = 0
    reasons: list[str] = msgspec.field(default_factory=list)


def of_line(index: int, its_taxes: Sequence[LineTax | TaxAmount], gaps: Gaps) -> Vat | None:
    """How a line is taxed; None where that is not said, or cannot be."""
    line, place = f"Line {index + 1}", f"/lines/{index}/taxes"
    if len(its_taxes) > 1:
        named = ", ".join(f"{tax.name} {tax.percent} %{' (compound)' if tax.compound else ''}" for tax in its_taxes)
        gaps.impossible(place, f"{line} bears {named}: a line of the standard bears one tax.")
        return None
    if not its_taxes:
        gaps.missing(place, f"{line} has no tax: one of 0 % with a category, such as Z, E, AE or O, says why.")
        return None
    found = _of(its_taxes[0])
    if found == _IGIC_OF_NOTHING:
        gaps.impossible(place, f"{line} has a tax of the category L of 0 %: the rules for CII (BR-AF-05) want more.")
    if found is None:
        message = f"{line} has {its_taxes[0].name} 0 % without a category: Z, E, AE, K, G or O say why it is of 0 %."
        gaps.missing(f"{place}/0/category", message)
    return found


def merged(taxes: Iterable[TaxAmount]) -> dict[Vat, Merged]:
    """A document's taxes by how they are taxed, in their order: names are no terms of the standard."""
    found: dict[Vat, Merged] = {}
    for tax in taxes:
        vat = _of(tax)
        if vat is None:
            continue
        together = found.setdefault(vat, Merged())
        together.base += tax.base
        together.tax += tax.amount
        if tax.exemption_reason is not None and tax.exemption_reason not in together.reasons:
            together.reasons.append(tax.exemption_reason)
    return found


def check_currency(amounts: Iterable[int], currency: str, gaps: Gaps) -> None:
    """That the standard knows the currency, and can write these amounts of it."""
    if currency in CURRENCIES_UNKNOWN:
        gaps.impossible("/currency", f"{currency} is not in the standard's list of currencies.")
    for amount in amounts:
        if not figures.can_be_written(amount, currency):
            message = (
                f"{format_amount(amount, currency)} has {exponent(currency)} decimals: amounts of the standard have 2."
            )
            gaps.impossible("/currency", message)
            return


def check_taxes(taxes: Iterable[TaxAmount], currency: str, gaps: Gaps) -> None:
    """That each tax is its percent of its base, as near as the standard's rules want it (BR-CO-17, BR-S-09)."""
    for vat, together in merged(taxes).items():
        if not _is_its_percent(together, Decimal(vat.percent or 0), currency):
            tax, base = format_amount(together.tax, currency), format_amount(together.base, currency)
            gaps.impossible(
                "/taxes",
                f"{tax} of {base}, as it was rounded, is not {vat.percent} %: the standard allows a difference of less "
                f"than 1 {currency}, and no tax worth rounding for rates below 0.5 %.",
            )


def _of(tax: LineTax | TaxAmount) -> Vat | None:
    category: Category | None = tax.category
    if category is None and Decimal(tax.percent):
        category = "S"
    if category is None:
        return None
    return Vat(category, None if category == "O" else plain(Decimal(tax.percent)))


def _is_its_percent(together: Merged, percent: Decimal, currency: str) -> bool:
    """In major units, and rounded to two decimals in any currency, as the rules are written."""
    major = 10 ** exponent(currency)
    tax = Fraction(together.tax, major)
    if percent < Decimal("0.5"):
        return tax < Fraction(1, 2)
    wanted = Fraction(round_half_away(Fraction(together.base, major) * rate(percent) * 100), 100)
    return abs(tax - wanted) < 1
