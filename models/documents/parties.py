"""Who a document is from and to, as it is printed: of what was frozen when the document was issued."""

from models.documents.view import Buyer, Seller
from models.languages import formats, words
from models.languages.words import Language
from models.shapes.parties import PartySnapshot

# Where the post wants the city before its code, in one line with the state, of ISO 3166-1.
_CITY_FIRST = frozenset({"US", "CA", "AU", "GB", "IE", "IN", "NZ", "SG", "ZA"})


def seller(party: PartySnapshot, language: Language) -> Seller:
    """The receiver, with all by which one can reach it."""
    email = [party.email] if party.email else []
    return Seller(name=party.name, lines=[*_address(party, language), *email, *_tax_id(party, language)])


def buyer(party: PartySnapshot, label: str, language: Language) -> Buyer:
    """The payer."""
    return Buyer(label=label, name=party.name, lines=[*_address(party, language), *_tax_id(party, language)])


def _address(party: PartySnapshot, language: Language) -> list[str]:
    address, country = party.address, party.country or ""
    if country in _CITY_FIRST:
        place: tuple[str | None, ...] = (_joined(address.city, address.state, address.postal_code),)
    else:
        place = (_joined(address.postal_code, address.city), address.state)
    named = formats.locale_of(language).territories.get(country, country)
    return [line for line in (address.line1, address.line2, *place, named) if line and line.strip()]


def _joined(*parts: str | None) -> str:
    return " ".join(part.strip() for part in parts if part and part.strip())


def _tax_id(party: PartySnapshot, language: Language) -> list[str]:
    _ = words.translations(language).gettext
    return [_("Tax ID: {number}").format(number=party.tax_id)] if party.tax_id else []
