"""Keeps card numbers out: what looks like one is refused before it is stored or logged (PCI DSS, SAQ A).

Texts about payments are full of long numbers with a check digit: references, KID and OCR numbers, IMEIs. A card's
number is one that an issuer gives out: a known beginning, a length that goes with it, and Luhn's digit, all three.
"""

import re
from collections.abc import Iterator
from functools import cache

from models.errors import CardNumberRefused
from models.money import references

# Digits as people write them: bare, or in groups of any size with a space or a dash between. What is glued to a letter
# is a part of some other name.
_GROUP = r"[0-9]++(?![^\W_])"
_BETWEEN = r"[\s\u2010-\u2015-]{1,3}"
_RUN = re.compile(rf"(?<![^\W_]){_GROUP}(?:{_BETWEEN}{_GROUP})*+")
_NEXT = re.compile(_BETWEEN)
# "RF18 5390 0754 7034", and IBANs too: two letters, two check digits, and groups of four. Words are no groups.
_REFERENCE = re.compile(
    r"(?<![^\W_])[A-Z]{2}[0-9]{2}(?: (?=[A-Z]*[0-9])[A-Z0-9]{4}){1,7}(?: [0-9]{1,3})?(?![^\W_])",
    re.ASCII | re.IGNORECASE,
)
DIGITS_MIN, DIGITS_MAX = 13, 19
# From which beginning to which, and how many digits such numbers have: ISO/IEC 7812 as the schemes use it.
_ISSUERS: list[tuple[str, str, set[int]]] = [
    ("4", "4", {13, 16, 19}),  # Visa
    ("51", "55", {16}),  # Mastercard
    ("2221", "2720", {16}),  # Mastercard
    ("34", "34", {15}),  # American Express
    ("37", "37", {15}),  # American Express
    ("300", "305", {14, 16}),  # Diners Club
    ("3095", "3095", {14, 16}),  # Diners Club
    ("36", "36", {14, 16}),  # Diners Club
    ("38", "39", {14, 16}),  # Diners Club
    ("3528", "3589", {16, 17, 18, 19}),  # JCB
    ("50", "50", {16}),  # Dankort, Elo, RuPay, Verve
    ("5018", "5038", {13, 14, 15, 16, 17, 18, 19}),  # Maestro
    ("5893", "5893", {13, 14, 15, 16, 17, 18, 19}),  # Maestro
    ("60", "60", {16}),  # Discover, RuPay, Hipercard
    ("62", "62", {16, 17, 18, 19}),  # UnionPay
    ("6304", "6304", {13, 14, 15, 16, 17, 18, 19}),  # Maestro
    ("636", "639", {16}),  # Elo, InstaPayment, Maestro
    ("644", "659", {16, 17, 18, 19}),  # Discover
    ("67", "67", {13, 14, 15, 16, 17, 18, 19}),  # Maestro
    ("2200", "2204", {16, 17, 18, 19}),  # Mir
    ("8100", "8171", {16, 17, 18, 19}),  # UnionPay
    ("9792", "9792", {16}),  # Troy
]


def refuse(**fields: str | None) -> None:
    """Raises CardNumberRefused, naming the field, when a text holds what an issuer of cards may have given out."""
    for name, text in fields.items():
        if text is not None and any(_is_card(digits) for digits in _candidates(_REFERENCE.sub(_unless_valid, text))):
            raise CardNumberRefused(
                f"The field {name} seems to hold a card number, and none may come here: let the gateway's form turn "
                "the card into a token, and send that.",
                pointer=f"/{name}",
            )


def _unless_valid(found: re.Match[str]) -> str:
    """Nothing in place of a reference or IBAN whose check digits agree, so that its groups are no card's."""
    return "" if references.agrees(found[0]) else found[0]


def _candidates(text: str) -> Iterator[str]:
    """Neighbouring groups that have a card number's length together, so that an expiry date beside it hides nothing.

    From each group on at most as many are joined as have that length, so the work grows as the text does.
    """
    for run in _RUN.findall(text):
        groups = _NEXT.split(run)
        for start in range(len(groups)):
            digits = ""
            for group in groups[start : start + DIGITS_MAX]:
                digits += group[: DIGITS_MAX + 1]
                if len(digits) > DIGITS_MAX:
                    break
                if len(digits) >= DIGITS_MIN:
                    yield digits


def _is_card(digits: str) -> bool:
    return len(digits) in _lengths(digits[:4]) and _has_check_digit(digits)


# No beginning has more than four digits, so there are ten thousand at most.
@cache
def _lengths(beginning: str) -> frozenset[int]:
    """How many digits cards have whose numbers begin so; none where no issuer's do."""
    return frozenset(
        length for first, last, lengths in _ISSUERS if first <= beginning[: len(first)] <= last for length in lengths
    )


def _has_check_digit(digits: str) -> bool:
    """Luhn's algorithm, ISO/IEC 7812-1 annex B."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
