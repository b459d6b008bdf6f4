"""Money, dates and numbers as people write them in their language, by the Unicode consortium's tables (Babel).

How many decimals a currency has is said by ISO 4217 (`money.currencies`) and not by those tables, which know other
decimals for some of them. The spaces that they write do not break a line.
"""

import copy
import datetime
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, format_decimal

from models.languages.words import Language
from models.money import currencies

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
# English as the world writes it: "5 December 2026", where "en" alone would be that of the United States.
_LOCALES = {"en": "en_001"}
PRICE_DECIMALS_MAX = 8


@cache
def locale_of(language: Language) -> Locale:
    """What Babel knows of a language."""
    return Locale.parse(_LOCALES.get(language, language))


def money(amount: int, currency: str, language: Language) -> str:
    """Minor units as people write them: "€19.99", "19,99 €". Raises UnknownCurrency."""
    decimals = currencies.exponent(currency)
    pattern = _currency_pattern(language, decimals, decimals)
    return _written(Decimal(amount).scaleb(-decimals), pattern, currency, language)


def price(value: str | Decimal, currency: str, language: Language) -> str:
    """A price of one unit, which the API tells as a decimal string of major units: with as many decimals as it has, and
    no fewer than its currency. Raises UnknownCurrency."""
    pattern = _currency_pattern(language, currencies.exponent(currency), PRICE_DECIMALS_MAX)
    return _written(Decimal(value), pattern, currency, language)


def number(value: str | Decimal, language: Language) -> str:
    """A quantity or a unit price, which the API tells as a decimal string, with all of its decimals."""
    written: str = format_decimal(Decimal(value), locale=locale_of(language), decimal_quantization=False)
    return written


# An invoice of 200 lines names its few rates up to 2,000 times.
@lru_cache(maxsize=1_000)
def percent(value: str | Decimal, language: Language) -> str:
    """A tax rate or a discount, which the API tells as percents: "19" becomes "19 %" or "19%"."""
    pattern: str = locale_of(language).percent_formats[None].pattern
    return number(value, language) + pattern[pattern.rindex("0") + 1 :]


def date(day: datetime.date, language: Language) -> str:
    """A day with its month as a word, so that nobody takes the one for the other: "5 December 2026"."""
    written: str = format_date(day, "long", locale=locale_of(language))
    return written


@cache
def _currency_pattern(language: Language, decimals_min: int, decimals_max: int) -> NumberPattern:
    pattern: NumberPattern = copy.copy(locale_of(language).currency_formats["standard"])
    pattern.frac_prec = (decimals_min, decimals_max)
    return pattern


def _written(value: Decimal, pattern: NumberPattern, currency: str, language: Language) -> str:
    written: str = pattern.apply(value, locale_of(language), currency=currency, currency_digits=False)
    _, is_there, rest = written.partition(currency)
    # A code is a word, and stands apart from its number: "KWD 1.234".
    joins = is_there and rest[:1].isdigit()
    return written.replace(currency, currency + _NO_BREAK_SPACE) if joins else written
