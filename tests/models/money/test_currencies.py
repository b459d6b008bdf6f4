"""The currency table agrees with ISO 4217 and amounts are written as people read them."""

import iso4217
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import currencies


def test_the_table_is_what_iso_4217_says() -> None:
    official = {each.code: each.exponent for each in iso4217.Currency if each.exponent is not None}
    assert official == currencies.EXPONENTS


def test_no_code_is_listed_under_two_exponents() -> None:
    listed = [code for codes in currencies.CODES_BY_EXPONENT.values() for code in codes.split()]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [("EUR", 2), ("JPY", 0), ("ISK", 0), ("UGX", 0), ("KWD", 3), ("IQD", 3), ("CLF", 4), ("MGA", 2), ("XCG", 2)],
)
def test_a_currency_has_its_decimals(currency: str, decimals: int) -> None:
    assert currencies.is_currency(currency)
    assert currencies.exponent(currency) == decimals


@pytest.mark.parametrize("code", ["eur", "EU", "EURO", "", "XAU", "XTS", "XXX", "XDR", "DEM", "EUR ", "ЕUR"])
def test_other_codes_are_refused(code: str) -> None:
    assert not currencies.is_currency(code)
    with pytest.raises(currencies.UnknownCurrency, match="is not the upper-case code"):
        currencies.exponent(code)
    with pytest.raises(ValueError, match="ISO 4217"):
        currencies.format_amount(1, code)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (1999, "EUR", "19.99 EUR"),
        (1, "JPY", "1 JPY"),
        (0, "JPY", "0 JPY"),
        (1234, "KWD", "1.234 KWD"),
        (-1234, "KWD", "-1.234 KWD"),
        (-5, "EUR", "-0.05 EUR"),
        (0, "EUR", "0.00 EUR"),
        (-1999, "EUR", "-19.99 EUR"),
        (7, "CLF", "0.0007 CLF"),
        (2**53 - 1, "EUR", "90071992547409.91 EUR"),
    ],
)
def test_an_amount_is_written_with_all_its_decimals(amount: int, currency: str, text: str) -> None:
    assert currencies.format_amount(amount, currency) == text


@given(amount=st.integers(-(2**53), 2**53), currency=st.sampled_from(sorted(currencies.EXPONENTS)))
def test_the_written_digits_are_the_amount(amount: int, currency: str) -> None:
    number, _, code = currencies.format_amount(amount, currency).partition(" ")
    assert (int(number.replace(".", "")), code) == (amount, currency)
    assert len(number.partition(".")[2]) == currencies.exponent(currency)
