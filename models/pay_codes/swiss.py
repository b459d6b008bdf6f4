"""Swiss QR codes: what the payment part of a QR-bill holds (Swiss Implementation Guidelines QR-bill 2.3)."""

import re

from qrbill.bill import QRBill, StructuredAddress

from models.pay_codes import words
from models.pay_codes.model import Asked, Party

COUNTRIES = frozenset({"CH", "LI"})
CURRENCIES = frozenset({"CHF", "EUR"})
AMOUNT_MAX = 999_999_999_99
NAME_CHARACTERS_MAX = 70
STREET_CHARACTERS_MAX = 70
POSTAL_CODE_CHARACTERS_MAX = 16
CITY_CHARACTERS_MAX = 35
# Accounts of these institutions take references of another kind only, by which we match nothing.
_QR_IBAN_INSTITUTIONS = range(30_000, 32_000)
# The number of a house behind its street: 12, 12a, 12-14, 12/3.
_HOUSE = re.compile(r"[0-9]{1,5}[A-Za-z]?(?:[/-][0-9]{1,5}[A-Za-z]?)?")


def payload(asked: Asked) -> str | None:
    """The text of the code; None for what is no francs or euro to an account in Switzerland or Liechtenstein, and where
    the receiver's name, postal code, city or country is missing, or not in Latin letters."""
    creditor = _address(asked.receiver)
    if creditor is None or asked.currency not in CURRENCIES or asked.amount > AMOUNT_MAX or not _takes(asked.iban):
        return None
    bill = QRBill(
        account=asked.iban,
        creditor=creditor,
        debtor=_address(asked.payer),
        currency=asked.currency,
        amount=asked.major,
        reference_number=asked.reference,
    )
    text: str = bill.qr_data()
    return text


def _takes(iban: str | None) -> bool:
    return iban is not None and iban[:2] in COUNTRIES and int(iban[4:9]) not in _QR_IBAN_INSTITUTIONS


def _address(party: Party) -> dict[str, str] | None:
    """An address as the guidelines want it, in parts; None for one that lacks any that must be there."""
    street, house = _parted(words.latin(party.street, characters_max=STREET_CHARACTERS_MAX))
    address = {
        "name": words.latin(party.name, characters_max=NAME_CHARACTERS_MAX),
        "street": street,
        "house_num": house,
        "pcode": words.latin(party.postal_code, characters_max=POSTAL_CODE_CHARACTERS_MAX),
        "city": words.latin(party.city, characters_max=CITY_CHARACTERS_MAX),
        # The package takes an empty one for Switzerland.
        "country": party.country,
    }
    if not all(address[name] for name in ("name", "pcode", "city", "country")):
        return None
    try:
        StructuredAddress(**address)
    except ValueError:
        # A country that there is not.
        return None
    return address


def _parted(line: str) -> tuple[str, str]:
    """A street, and the number of the house behind it; none where the line ends in something else."""
    street, _, house = line.rpartition(" ")
    has_both = _HOUSE.fullmatch(house) is not None and any(character.isalpha() for character in street)
    return (street, house) if has_both else (line, "")
