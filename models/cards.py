"""Keeps card numbers out: what looks like one is refused before it is stored or logged (PCI DSS, SAQ A)."""

import re

from models.errors import CardNumberRefused

# 13 to 19 digits, as people write them: bare, or in groups parted by spaces or hyphens.
_CANDIDATE = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")


def refuse(**fields: str | None) -> None:
    """Raises CardNumberRefused, naming the field, when a text holds a number with a card's length and check digit."""
    for name, text in fields.items():
        for candidate in _CANDIDATE.findall(text or ""):
            if _has_check_digit(re.sub("[ -]", "", candidate)):
                raise CardNumberRefused(f"The field {name} seems to hold a card number.", pointer=f"/{name}")


def _has_check_digit(digits: str) -> bool:
    """Luhn's algorithm, ISO/IEC 7812-1 annex B."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
