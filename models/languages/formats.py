"""Money, dates and numbers as people write them in their language, by the Unicode consortium's tables (Babel).

How many decimals a currency has is said by ISO 4217 (`money.currencies`) and not by those tables, which know other
decimals for some of them. The spaces that they write do not break a line.
"""

import copy
import datetime
import re
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
# Beyond all amounts that there are.
DIGITS_MAX = 18
# How digits are grouped: how many stand in front at most, and what follows. India writes 12,34,567.
_THOUSANDS = (3, "[0-9]{3}")
_LAKHS = (2, "(?:[0-9]{2},)*[0-9]{3}")
# Keyboards in Hindi have digits of their own.
_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")


@cache
def locale_of(language: Language) -> Locale:
    """What Babel knows of a language."""
    return Locale.parse(_LOCALES.get(language, language))


def money(amount: int, currency: str, language: Language) -> str:
    """Minor units as people write them: "€19.99", "19,99 €". Raises UnknownCurrency."""
    decimals = currencies.exponent(currency)
    pattern = _currency_pattern(language, decimals, decimals)
    return _written(Decimal(amount).scaleb(-decimals), pattern, currency, language)


def typed_money(amount: int, currency: str, language: Language) -> str:
    """Minor units as people type them into a field: "1.234,50". Raises UnknownCurrency."""
    decimals = currencies.exponent(currency)
    pattern = copy.copy(locale_of(language).decimal_formats[None])
    pattern.frac_prec = (decimals, decimals)
    written: str = pattern.apply(Decimal(amount).scaleb(-decimals), locale_of(language))
    return written


def read_money(text: str, currency: str, language: Language) -> int | None:
    """Minor units of an amount as people type it in their language, "1.234,50" or "1234,5" in German; None for what is
    no amount of that currency, such as one with too many decimals, or "1.5" in German, or "0,500" in English, which may
    mean two things.

    The currency may stand before or behind it. Raises UnknownCurrency.
    """
    symbols = locale_of(language).number_symbols["latn"]
    for sign in (currency, locale_of(language).currency_symbols.get(currency, currency)):
        text = text.strip().removeprefix(sign).removesuffix(sign)
    decimals = currencies.exponent(currency)
    group = rf"[{re.escape(symbols['group'])}\u0020\u00a0\u202f]"
    # What begins with a zero has no thousands: the sign that follows is meant to begin its decimals.
    ways = (_THOUSANDS, _LAKHS) if locale_of(language).decimal_formats[None].grouping == (3, 2) else (_THOUSANDS,)
    parts = "|".join(rf"[1-9][0-9]{{0,{first - 1}}}(?:{group}{rest})+" for first, rest in ways)
    part = rf"(?:{re.escape(symbols['decimal'])}([0-9]{{1,{decimals}}}))?" if decimals else "()"
    found = re.fullmatch(rf"({parts}|[0-9]{{1,{DIGITS_MAX}}}){part}", text.strip().translate(_DIGITS))
    digits = "" if found is None else re.sub(r"[^0-9]", "", found[1])
    if found is None or len(digits) > DIGITS_MAX:
        return None
    return int(digits + (found[2] or "").ljust(decimals, "0"))


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
