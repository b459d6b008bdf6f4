"""Seller and buyer as the standard has them, from what was frozen of receiver and payer; and what it wants of them."""

import string
from collections.abc import Set

from models.einvoices.codes import COUNTRIES, VAT_PREFIXES
from models.einvoices.gaps import Gaps
from models.einvoices.model import Account, Party
from models.money import accounts
from models.money.taxes import Category
from models.shapes.common import Address
from models.shapes.parties import PartySnapshot

# A VAT identifier, or a local tax number (BR-S-02, BR-Z-02, BR-E-02, BR-AE-02, BR-AF-02, BR-AG-02).
_WANT_A_TAX_NUMBER: frozenset[Category] = frozenset({"S", "Z", "E", "AE", "L", "M"})
# BR-IC-02, BR-G-02; of the buyer BR-AE-02, BR-IC-02.
_WANT_A_VAT_ID: frozenset[Category] = frozenset({"K", "G"})
_WANT_ONE_OF_THE_BUYER: frozenset[Category] = frozenset({"AE", "K"})


def seller(snapshot: PartySnapshot, categories: Set[Category], gaps: Gaps) -> Party:
    """The receiver as the seller. Whoever is outside of the tax's scope has no VAT identifier (BR-O-02)."""
    vat_id, place = _vat_id(snapshot), "/receiver/tax_id"
    if categories & _WANT_A_TAX_NUMBER and snapshot.tax_id is None:
        gaps.missing(place, "The receiver has no tax_id: its VAT identifier, such as DE136695976, or its tax number.")
    elif categories & _WANT_A_VAT_ID and vat_id is None:
        gaps.missing(place, f"The receiver has no VAT identifier, which begins with its country: {_given(snapshot)}.")
    return _party(
        snapshot,
        "receiver",
        gaps,
        vat_id=None if "O" in categories else vat_id,
        tax_registration=snapshot.tax_id if vat_id is None else None,
    )


def buyer(snapshot: PartySnapshot, categories: Set[Category], gaps: Gaps) -> Party:
    """The payer as the buyer."""
    vat_id = _vat_id(snapshot)
    if categories & _WANT_ONE_OF_THE_BUYER and vat_id is None:
        message = f"The payer has no VAT identifier, which begins with its country: {_given(snapshot)}."
        gaps.missing("/payer/tax_id", message)
    return _party(snapshot, "payer", gaps, vat_id=None if "O" in categories else vat_id)


def account(snapshot: PartySnapshot) -> Account | None:
    """Where the receiver wants to be paid."""
    given = (snapshot.bank_account or "").strip()
    if not given:
        return None
    iban = accounts.find_iban(given)
    return Account(given, is_iban=False) if iban is None else Account(iban, is_iban=True)


def _party(
    snapshot: PartySnapshot, who: str, gaps: Gaps, *, vat_id: str | None, tax_registration: str | None = None
) -> Party:
    address, country = snapshot.address, snapshot.country or ""
    if not _has_anything(address):
        gaps.missing(f"/{who}/address", f"The {who} has no address.")
    if not country:
        gaps.missing(f"/{who}/country", f"The {who} has no country.")
    elif country not in COUNTRIES:
        gaps.missing(f"/{who}/country", f"The {who}'s country {country} is none of ISO 3166-1.")
    return Party(
        identifier=snapshot.id,
        name=snapshot.name,
        email=snapshot.email,
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        postal_code=address.postal_code,
        state=address.state,
        country=country,
        vat_id=vat_id,
        tax_registration=tax_registration,
    )


def _has_anything(address: Address) -> bool:
    lines = (address.line1, address.line2, address.city, address.postal_code, address.state)
    return any(line is not None and line.strip() for line in lines)


def _vat_id(snapshot: PartySnapshot) -> str | None:
    """A tax number that begins with the party's own country, without spaces (BR-CO-09); None for another one.

    Two letters at the beginning are not enough: Italy's codice fiscale begins with those of a name.
    """
    compact = "".join((snapshot.tax_id or "").split()).upper()
    country = snapshot.country or ""
    has_number = any(character in string.digits for character in compact[2:])
    return compact if has_number and compact[:2] in VAT_PREFIXES.get(country, {country}) else None


def _given(snapshot: PartySnapshot) -> str:
    return "tax_id is empty" if snapshot.tax_id is None else f"tax_id is {snapshot.tax_id}"
