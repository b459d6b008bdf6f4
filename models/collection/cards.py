"""Keeps card numbers out: what looks like one is refused before it is stored or logged (PCI DSS, SAQ A)."""

import re

from models.errors import CardNumberRefused

# Digits as people write them: bare, or in groups parted by a space or a hyphen.
_RUN = re.compile(r"[0-9]+(?:[ -][0-9]+)*")
_LENGTHS = range(13, 20)


def refuse(**fields: str | None) -> None:
    """Raises CardNumberRefused, naming the field, when a text holds a number with a card's length and check digit."""
    for name, text in fields.items():
        for run in _RUN.findall(text or ""):
            if any(_has_check_digit(digits) for digits in _candidates(re.split("[ -]", run))):
                raise CardNumberRefused(f"The field {name} seems to hold a card number.", pointer=f"/{name}")


def _candidates(groups: list[str]) -> list[str]:
    """Neighbouring groups that have a card number's length together, so that an expiry date beside it hides nothing."""
    joined = ("".join(groups[start:end]) for start in range(len(groups)) for end in range(start + 1, len(groups) + 1))
    return [digits for digits in joined if len(digits) in _LENGTHS]


def _has_check_digit(digits: str) -> bool:
    """Luhn's algorithm, ISO/IEC 7812-1 annex B."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
