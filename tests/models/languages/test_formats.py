"""Money, dates and numbers in each language, with the decimals of ISO 4217."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.languages import formats
from models.languages.words import LANGUAGES, Language
from models.money.currencies import EXPONENTS, UnknownCurrency

DAY = datetime.date(2026, 12, 5)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "written"),
    [
        (1999, "EUR", "en", "€19.99"),
        (1999, "EUR", "de", "19,99\N{NO-BREAK SPACE}€"),
        (-1999, "EUR", "es", "-19,99\N{NO-BREAK SPACE}€"),
        (12_345_678, "INR", "hi", "₹1,23,456.78"),
        (5, "JPY", "de", "5\N{NO-BREAK SPACE}¥"),
        (1_234_567, "KWD", "en", "KWD\N{NO-BREAK SPACE}1,234.567"),
        # Unicode's tables would write these without decimals.
        (1_234, "IQD", "de", "1,234\N{NO-BREAK SPACE}IQD"),
        (150, "HUF", "en", "HUF\N{NO-BREAK SPACE}1.50"),
    ],
)
def test_money(amount: int, currency: str, language: Language, written: str) -> None:
    assert formats.money(amount, currency, language) == written


@given(
    amount=st.integers(-(2**53), 2**53),
    currency=st.sampled_from(sorted(EXPONENTS)),
    language=st.sampled_from(LANGUAGES),
)
def test_no_digit_is_lost(amount: int, currency: str, language: Language) -> None:
    written = formats.money(amount, currency, language)
    digits = "".join(character for character in written if character.isdigit())
    assert int(digits) == abs(amount)
    assert (amount < 0) == ("-" in written)


def test_an_unknown_currency_is_not_written() -> None:
    with pytest.raises(UnknownCurrency):
        formats.money(1, "XXX", "en")


@pytest.mark.parametrize(
    ("value", "currency", "written"),
    [("12.5", "EUR", "12,50"), ("12.50", "EUR", "12,50"), ("0.00012345", "EUR", "0,00012345"), ("7", "JPY", "7")],
)
def test_prices_have_the_decimals_that_they_need(value: str, currency: str, written: str) -> None:
    assert formats.price(value, currency, "de").split("\N{NO-BREAK SPACE}")[0] == written


@pytest.mark.parametrize(
    ("language", "day", "percent", "number"),
    [
        ("en", "5 December 2026", "19%", "1,234.5"),
        ("de", "5. Dezember 2026", "19\N{NO-BREAK SPACE}%", "1.234,5"),
        ("es", "5 de diciembre de 2026", "19\N{NO-BREAK SPACE}%", "1.234,5"),
        ("hi", "5 दिसंबर 2026", "19%", "1,234.5"),
    ],
)
def test_dates_and_numbers(language: Language, day: str, percent: str, number: str) -> None:
    assert formats.date(DAY, language) == day
    assert formats.percent("19", language) == percent
    assert formats.number("1234.5", language) == number


@pytest.mark.parametrize(
    ("language", "typed", "amount"),
    [
        ("de", "1.234,50", 123_450),
        ("de", "1234,5", 123_450),
        ("de", "5,00 \u20ac", 500),
        ("de", "EUR 5", 500),
        ("de", "1.234", 123_400),
        ("en", "1,234.50", 123_450),
        ("en", "\u20ac12.34", 1_234),
        ("es", "1.234,50", 123_450),
        ("es", "1\u00a0234,50", 123_450),
        ("hi", "12,34,567.50", 123_456_750),
        ("hi", "1,234,567", 123_456_700),
        ("hi", "\u0967\u0968\u0969.\u096b\u0966", 12_350),
    ],
)
def test_amounts_are_read_as_people_type_them(language: Language, typed: str, amount: int) -> None:
    assert formats.read_money(typed, "EUR", language) == amount


@pytest.mark.parametrize(
    "typed", ["1.5", "12.50", "1.23.456", "-5", "", ",", "5,", ",5", "1e5", "NaN", "\uff15", "5,123"]
)
def test_what_may_mean_something_else_is_no_amount(typed: str) -> None:
    assert formats.read_money(typed, "EUR", "de") is None


@pytest.mark.parametrize(
    "typed",
    [
        *("1,5", "1.234", "1,23,456", "1,2345", "1 2345", "9" * 19, "1" + ",000" * 2_000 + "x"),
        *("0,500", "00,500", "1" + ",000" * 6, "1" + ",000" * 2_000),
    ],
)
def test_what_is_english_is_strict_as_well(typed: str) -> None:
    assert formats.read_money(typed, "EUR", "en") is None


def test_decimals_are_those_of_the_currency() -> None:
    assert formats.read_money("5", "JPY", "de") == 5
    assert formats.read_money("5,0", "JPY", "de") is None
    assert formats.read_money("5.123", "KWD", "en") == 5_123
    assert formats.read_money("0.500", "KWD", "en") == 500
    assert formats.read_money("0,500", "KWD", "en") is None, "half a dinar, as the rest of the world writes it"
    assert formats.read_money("0.500", "KWD", "de") is None


@given(
    amount=st.integers(min_value=0, max_value=10**15),
    currency=st.sampled_from(sorted(EXPONENTS)),
    language=st.sampled_from(LANGUAGES),
)
def test_what_stands_in_a_field_is_read_back(amount: int, currency: str, language: Language) -> None:
    assert formats.read_money(formats.typed_money(amount, currency, language), currency, language) == amount
