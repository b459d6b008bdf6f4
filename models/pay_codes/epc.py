"""EPC QR codes: a SEPA credit transfer, ready to be confirmed (EPC069-12, version 002)."""

from models.pay_codes import words
from models.pay_codes.model import Asked

NAME_CHARACTERS_MAX = 70
PAYLOAD_BYTES_MAX = 331
AMOUNT_MAX = 999_999_999_99
# Version 002 needs no BIC for these: the European Economic Area.
_COUNTRIES = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
COUNTRIES = frozenset(_COUNTRIES.split())


def payload(asked: Asked) -> str | None:
    """The text of the code; None for what is no transfer of euro to an IBAN of the European Economic Area."""
    if asked.currency != "EUR" or asked.iban is None or asked.iban[:2] not in COUNTRIES or asked.amount > AMOUNT_MAX:
        return None
    room = PAYLOAD_BYTES_MAX - len(_lines(asked, name="").encode())
    name = words.shown(asked.receiver.name, characters_max=NAME_CHARACTERS_MAX, bytes_max=room)
    return _lines(asked, name=name) if name else None


def _lines(asked: Asked, *, name: str) -> str:
    assert asked.iban is not None, "it was asked for"
    service, version, utf_8, transfer, bic, purpose = "BCD", "002", "1", "SCT", "", ""
    amount = f"EUR{asked.major}"
    # The last line that there is: a reference leaves no room for other words.
    return "\n".join([service, version, utf_8, transfer, bic, name, asked.iban, amount, purpose, asked.reference])
