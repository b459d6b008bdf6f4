"""Card numbers are refused however they are written; the other long numbers of payments are not."""

import random
import re

import pytest

from models.errors import CardNumberRefused
from models.gateways import cards
from models.money import numbering, references

# What the schemes and their acquirers publish for tests.
TEST_CARDS = {
    "Visa": ["4111111111111111", "4012888888881881", "4242424242424242", "4000056655665556", "4222222222222"],
    "Visa of 19 digits": ["4000000000000000006"],
    "Mastercard": ["5555555555554444", "5105105105105100", "5200828282828210", "2223003122003222", "2720994326581252"],
    "American Express": ["378282246310005", "371449635398431", "341111111111111"],
    "Discover": ["6011111111111117", "6011000990139424", "6445644564456445", "6500000000000002"],
    "Diners Club": ["30569309025904", "38520000023237", "36227206271667", "3056930009020004"],
    "JCB": ["3566002020360505", "3530111333300000"],
    "UnionPay": ["6200000000000005", "6205500000000000004", "8171999927660000"],
    "Maestro": ["6759649826438453", "6771798021000008", "5018000000000009"],
    "Dankort": ["5019555544445555"],
    "Elo": ["5066991111111118"],
    "Hipercard": ["6062826786276634"],
    "Mir": ["2200000000000004"],
}
CARDS = [number for numbers in TEST_CARDS.values() for number in numbers]
# Those marked so have the right digit by Luhn: it alone decides nothing.
OTHER_NUMBERS = [
    "RF18 5390 0754 7034",
    "RF18539007547034",
    "RF05INV20261100000003",
    "RF05 INV2 0261 1000 0000 3",
    "RF56 4111 1111 1111 1111",  # a Finnish reference may hold any digits
    "KID 002400000000000",  # Luhn
    "KID: 1234567890128",  # Luhn
    "KID 123456789012345678901234",
    "OCR 12345678901234567894",  # Luhn
    "OCR 1055667788990011",
    "IMEI 490154203237518",  # Luhn
    "IMEI 35-209900-176148-1",  # Luhn
    "IMEISV 3520990017614823",
    "ICCID 8944500102198304826",  # Luhn
    "DE89 3704 0044 0532 0130 00",
    "PL61 1090 1014 0000 0712 1981 2874",
    "order4111111111111111",
    "4111111111111111EUR",
    "4111111111111112",
    "41111111111111111111",
    "Invoice 2026-00017 of 2026-11-28, 1500 EUR",
    "+49 30 901820 and 0151 23456789",
    "0" * 16,
    "1790000000000000005",
]


def is_refused(text: str) -> bool:
    try:
        cards.refuse(note=text)
    except CardNumberRefused:
        return True
    return False


def _oddly(number: str) -> str:
    """The number in groups of any size."""
    chance = random.Random(number)
    return "".join(digit + chance.choice(["", " ", "", "-"]) for digit in number).strip(" -")


@pytest.mark.parametrize("number", CARDS)
def test_a_card_number_is_refused_however_it_is_written(number: str) -> None:
    fours = re.findall(".{1,4}", number)
    for written in (
        number,
        " ".join(fours),
        "-".join(fours),
        "\u2011".join(fours),
        "\u00a0".join(fours),
        "  ".join(fours),
    ):
        assert is_refused(written), written
        assert is_refused(f"Paid by card {written}, 12/27 123."), written
        assert is_refused(f"12 {written} 042"), written
        assert is_refused(f"card={written};tok_{written}"), written
    assert is_refused(_oddly(number))
    assert is_refused(" ".join(number))
    assert is_refused("\n".join(fours))


@pytest.mark.parametrize("text", OTHER_NUMBERS)
def test_other_long_numbers_are_no_cards(text: str) -> None:
    assert not is_refused(text)


@pytest.mark.parametrize("number", CARDS)
def test_one_wrong_digit_makes_it_no_card(number: str) -> None:
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not is_refused(wrong)


def test_no_reference_of_ours_is_taken_for_a_card() -> None:
    for pattern in (
        "{PREFIX}-{YYYY}-{SEQ:5}",
        "{PREFIX}{YYYY}{MM}{SEQ:8}",
        "{YYYY}{SEQ:12}",
        "{SEQ:12}",
        "4{YY}{MM}{SEQ:12}",
    ):
        for sequence in range(1, 400):
            number = numbering.render(
                pattern, prefix="INV", issued_on=numbering.datetime.date(2026, 11, 28), sequence=sequence
            )
            reference = references.make(number)
            assert references.agrees(reference)
            fours = " ".join(re.findall(".{1,4}", reference))
            assert not is_refused(reference)
            assert not is_refused(f"Thank you, {fours} from Ada")


def test_a_refusal_names_the_field_and_not_the_number() -> None:
    with pytest.raises(CardNumberRefused) as refused:
        cards.refuse(reference=None, note="4111 1111 1111 1111")
    assert refused.value.pointer == "/note"
    assert "4111" not in refused.value.message
