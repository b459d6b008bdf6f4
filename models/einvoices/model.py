"""What EN 16931 says an invoice is, whatever the syntax: computed once, and written by ubl.py and cii.py.

BT-… and BG-… are the standard's own numbers of its terms and groups. Amounts are minor units, as everywhere, and
quantities, prices and percents decimals as text. A credit note's amounts are above zero: its type says what they mean.
"""

import datetime
from typing import Literal

import msgspec

from models.money.taxes import Category

Kind = Literal["invoice", "debit_note", "credit_note"]
# BT-3, of UNTDID 1001: commercial invoice, debit note, credit note.
TYPE_CODES: dict[Kind, str] = {"invoice": "380", "debit_note": "383", "credit_note": "381"}
# BT-24: the standard itself, without the rules that a country or a network adds.
SPECIFICATION = "urn:cen.eu:en16931:2017"
# BT-130, of UN/ECE Recommendation 20: "one", since our lines have no units.
UNIT = "C62"
# BT-97 and BT-139, with their code of UNTDID 5189.
DISCOUNT, DISCOUNT_CODE = "Discount", "95"
# BT-34-1: the address that follows is one of e-mail.
BY_EMAIL = "EM"


class Vat(msgspec.Struct, frozen=True):
    """How something is taxed (BT-151, BT-152). Outside of the tax's scope there is no rate, not even of 0 (BR-O-05)."""

    category: Category
    percent: str | None


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """The seller (BG-4) or the buyer (BG-7)."""

    identifier: str
    name: str
    email: str | None
    line1: str | None
    line2: str | None
    city: str | None
    postal_code: str | None
    state: str | None
    country: str
    vat_id: str | None
    # Of a seller (BT-32): a tax number that is no VAT identifier.
    tax_registration: str | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice line (BG-25): `net` is quantity × price, less the `discount` that was given on the line.

    Of a line that takes something off, quantity, net and discount are below zero; the price never is (BR-27).
    """

    identifier: str
    name: str
    quantity: str
    price: str
    discount: int
    net: int
    vat: Vat


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """What is taxed alike (BG-23): `base` is the sum of its lines, less its `discount` of the document's (BG-20)."""

    vat: Vat
    discount: int
    base: int
    tax: int
    exemption_reason: str | None


class Account(msgspec.Struct, frozen=True):
    """Where a credit transfer goes (BT-84)."""

    identifier: str
    is_iban: bool


class Preceding(msgspec.Struct, frozen=True):
    """The invoice that a credit note is about (BG-3)."""

    number: str
    issued_on: datetime.date


class Period(msgspec.Struct, frozen=True):
    """Over which days it was delivered, both of them in it (BG-14)."""

    first: datetime.date
    last: datetime.date


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice, a debit note, which has all that an invoice has, or a credit note.

    lines_total − discount_total = net_total, net_total + tax_total = total, total − prepaid = due (BR-CO-10 to 16).
    """

    kind: Kind
    number: str
    issued_on: datetime.date
    due_on: datetime.date | None
    currency: str
    notes: tuple[str, ...]
    terms: str | None
    purchase_order: str | None
    preceding: Preceding | None
    delivered_on: datetime.date | None
    period: Period | None
    # Where it was delivered to, as far as that says how it is taxed (BT-80).
    deliver_to: str | None
    seller: Party
    buyer: Party
    reference: str | None
    account: Account | None
    lines: tuple[Line, ...]
    groups: tuple[Group, ...]
    lines_total: int
    discount_total: int
    net_total: int
    tax_total: int
    total: int
    prepaid: int
    due: int
