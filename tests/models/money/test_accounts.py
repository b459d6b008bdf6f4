"""An IBAN in what a receiver writes about its account is found where it is valid, and refused where it is mistyped."""

import re
import string
from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import accounts

IBAN = "DE89370400440532013000"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (IBAN, IBAN),
        ("DE89 3704 0044 0532 0130 00", IBAN),
        (" de89-3704-0044-0532-0130-00 ", IBAN),
        ("IBAN: DE89370400440532013000; BIC COBADEFFXXX", IBAN),
        ("Sparkasse, DE89 3704 0044 0532 0130 00 (Ada)", IBAN),
        ("NL91 ABNA 0417 1643 00 Ada", "NL91ABNA0417164300"),
        ("DE88 3704 0044 0532 0130 00 or CH93 0076 2011 6238 5295 7", "CH9300762011623852957"),
        ("GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"),
        (IBAN + "0", None),
        ("X" + IBAN, None),
        ("DE88370400440532013000", None),
        ("DE89 3704 0044 0532 0130 0０", None),
        ("Sort code 20-00-00, 12345678", None),
        ("IFSC HDFC0000123, 50100012345678", None),
        ("", None),
    ],
)
def test_an_iban_is_found_in_a_text(text: str, found: str | None) -> None:
    assert accounts.find_iban(text) == found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("DE88 3704 0044 0532 0130 00", "its check digits 88 do not agree with the rest"),
        ("DE89 3704 0044 0532 0130 10", "its check digits 89 do not agree"),
        ("DE89 3704 0O44 0532 0130 00", "its character 10 is O, where one of DE has a digit"),
        ("DE89 3704 É044 0532 0130 00", "its character 9 is É, where one of DE has a digit"),
        ("NL91 AB1A 0417 1643 00", "its character 7 is 1, where one of NL has a letter"),
        ("DE89 3704 0044 0532 0130 0", "it has 21 characters, where one of DE has 22"),
        ("iban de89 3704 0044 0532 0130 000", "it has 23 characters, where one of DE has 22"),
        ("DE89 37ß4 0044 0532 0130 00", "its character 7 is ß"),
        ("DE12", "it has 4 characters"),
        ("ED89 3704 0044 0532 0130 00", "no country has IBANs that begin with ED"),
    ],
)
def test_what_begins_like_an_iban_and_is_none_is_refused_with_what_is_wrong(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=re.escape(fault)):
        accounts.check(text)


@pytest.mark.parametrize(
    "text",
    [
        IBAN,
        "Sort code 20-00-00, 12345678",
        "AC 123456789",
        "XX1",
        "In cash, or by cheque",
        "Konto DE88 3704",
        "BSB 062-000, account 1234 5678",
        "\u202edrowssap",
    ],
)
def test_accounts_of_another_kind_are_free_text(text: str) -> None:
    accounts.check(text)


@given(st.integers(0, 21), st.sampled_from(string.ascii_uppercase + string.digits))
def test_one_wrong_character_is_never_taken(place: int, character: str) -> None:
    written = IBAN[:place] + character + IBAN[place + 1 :]
    assert accounts.find_iban(written) == (IBAN if written == IBAN else None)


@given(st.text(max_size=64) | st.text("DE89 370.-０ß", max_size=64))
def test_any_text_is_taken_or_refused_with_a_sentence(text: str) -> None:
    refused = pytest.raises(ValueError, match=r"^This begins like an IBAN, but .+\. Copy it")
    with refused if _is_refused(text) else nullcontext():
        accounts.check(text)
    assert not (_is_refused(text) and accounts.find_iban(text))


def _is_refused(text: str) -> bool:
    try:
        accounts.check(text)
    except ValueError:
        return True
    return False
