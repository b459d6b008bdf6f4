"""Receivers, members, payers and invitations, as clients see and send them."""

import datetime
import uuid
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models import ids
from models.languages.words import DEFAULT, Language
from models.money import numbering
from models.money.totals import Rounding
from models.recent import Recent
from models.shapes.common import (
    NO_NUL,
    Address,
    AddressPatch,
    Amount,
    Country,
    Currency,
    Email,
    Input,
    Metadata,
    Name,
    ShortText,
    WithEmail,
    changes,
    from_json,
    metadata,
    text_id,
    to_json,
)
from models.shapes.logos import Logo, logo
from models.tables import parties as tables
from models.tables.parties import CollectionMode, CreditPolicy, PartyStatus

TimeZone = Annotated[str, Meta(min_length=1, max_length=64, description="IANA time zone.", examples=["Europe/Berlin"])]
TermsDays = Annotated[int, Meta(ge=0, le=365, description="Days from the issue date to the due date.")]
Prefix = Annotated[str, Meta(pattern=r"^[A-Z0-9-]{1,12}$(?!\n)", examples=["INV"])]
NumberPattern = Annotated[str, Meta(min_length=1, max_length=40, examples=[numbering.PATTERN_DEFAULT])]
TaxId = Annotated[str, Meta(min_length=1, max_length=40, pattern=NO_NUL)]
BankAccount = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        pattern=NO_NUL,
        description="An IBAN, whose check digits are checked, or any other account in your words.",
        examples=["DE89 3704 0044 0532 0130 00"],
    ),
]
UpiId = Annotated[
    str,
    Meta(
        max_length=255,
        pattern=r"^[A-Za-z0-9._-]{2,190}@[A-Za-z][A-Za-z0-9]{1,63}$(?!\n)",
        description="A UPI id (VPA): a name, @, and a bank's handle without a point.",
        examples=["ada.workshop@okaxis"],
    ),
]
Colour = Annotated[
    str,
    Meta(
        pattern=r"^#[0-9A-Fa-f]{6}$(?!\n)",
        description="Of the buttons and links of its pay pages, made darker or lighter where they could not be read.",
        examples=["#1d4f91"],
    ),
]
# Why a part of an invoice is written off; what is given up as a whole has a request of its own.
GivenReason = Literal["bank_fee", "rounding", "withholding_tax", "discount_taken", "goodwill"]
# Whoever tolerates more does not know what a payment is for.
TOLERATED_PERCENT_MAX = 10


SmallPercent = Annotated[str, Meta(pattern=r"^(10(\.0{1,4})?|[0-9](\.[0-9]{1,4})?)$(?!\n)", examples=["1.5"])]


class Tolerance(Input):
    """By how much offline payments may be short of an invoice: the rest is written off, and it is settled. By so many
    minor units at most, by currency, and by no more than this percent of the total (10 at most). In a currency that is
    not named nothing is tolerated."""

    percent: SmallPercent
    amounts: Annotated[dict[Currency, Amount], Meta(min_length=1, max_length=20, examples=[{"EUR": 500}])]
    reason: GivenReason


class ReceiverInput(WithEmail):
    """A new receiver."""

    name: Name
    currency: Currency
    email: Email | None = None
    address: Address = msgspec.field(default_factory=Address)
    tax_id: TaxId | None = None
    country: Country | None = None
    time_zone: TimeZone = "UTC"
    bank_account: BankAccount | None = None
    upi_id: UpiId | None = None
    colour: Colour | None = None
    invoice_prefix: Prefix = "INV"
    number_pattern: NumberPattern = numbering.PATTERN_DEFAULT
    payment_terms_days: TermsDays = 30
    tolerance: Tolerance | None = None
    rounding: Rounding = "group"
    language: Language = DEFAULT
    credit_policy: CreditPolicy = "manual"
    metadata: Metadata = msgspec.field(default_factory=dict)


class ReceiverPatch(WithEmail):
    """Changes to a receiver: only the fields sent change, of `address` too, and null clears. `metadata` is
    replaced as a whole."""

    name: Name | UnsetType = UNSET
    currency: Currency | UnsetType = UNSET
    email: Email | None | UnsetType = UNSET
    address: AddressPatch | None | UnsetType = UNSET
    tax_id: TaxId | None | UnsetType = UNSET
    country: Country | None | UnsetType = UNSET
    time_zone: TimeZone | UnsetType = UNSET
    bank_account: BankAccount | None | UnsetType = UNSET
    upi_id: UpiId | None | UnsetType = UNSET
    colour: Colour | None | UnsetType = UNSET
    invoice_prefix: Prefix | UnsetType = UNSET
    number_pattern: NumberPattern | UnsetType = UNSET
    payment_terms_days: TermsDays | UnsetType = UNSET
    tolerance: Tolerance | None | UnsetType = UNSET
    rounding: Rounding | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    credit_policy: CreditPolicy | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET


class Receiver(msgspec.Struct, kw_only=True):
    """A business profile that issues invoices and gets paid.

    Its pay pages have its `colour`, and its `logo`, which its documents have too; the logo has a request of its own.
    `bank_account` and `upi_id` say where it is paid: where they fit the currency, issued invoices have codes for them.
    New invoices that do not say have its `payment_terms_days` and `rounding`: tax is rounded once for each `group` of
    lines that bear it, or for each `line`. `language` is that of its mails, documents and pages for payers who have
    none of their own. Where `credit_policy` is `oldest_due_first`, payers' credit is applied by itself to what they
    owe; where it is `manual`, people apply it.
    """

    id: str
    object: Literal["receiver"] = "receiver"
    name: str
    email: str | None
    address: Address
    tax_id: str | None
    country: str | None
    currency: str
    time_zone: str
    bank_account: str | None
    upi_id: str | None
    colour: str | None
    logo: Logo | None
    invoice_prefix: str
    number_pattern: str
    payment_terms_days: int
    tolerance: Tolerance | None
    rounding: Rounding
    language: Language
    credit_policy: CreditPolicy
    status: PartyStatus
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class PayerInput(WithEmail):
    """A new payer in a receiver's book."""

    receiver_id: ids.ReceiverId
    name: Name
    email: Email | None = None
    address: Address = msgspec.field(default_factory=Address)
    tax_id: TaxId | None = None
    country: Country | None = None
    collection: CollectionMode = "manual"
    language: Language | None = None
    metadata: Metadata = msgspec.field(default_factory=dict)


class PayerPatch(WithEmail):
    """Changes to a payer: only the fields sent change, of `address` too, and null clears. `metadata` is
    replaced as a whole."""

    name: Name | UnsetType = UNSET
    email: Email | None | UnsetType = UNSET
    address: AddressPatch | None | UnsetType = UNSET
    tax_id: TaxId | None | UnsetType = UNSET
    country: Country | None | UnsetType = UNSET
    collection: CollectionMode | UnsetType = UNSET
    language: Language | None | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET


class Payer(msgspec.Struct, kw_only=True):
    """Whom a receiver bills. `user_id` is null until somebody with a login has claimed the record. Where `collection`
    is `automatic`, invoices are collected by the payer's default payment method when they are due. `language` is that
    of what the payer is sent and shown; null: the receiver's."""

    id: str
    object: Literal["payer"] = "payer"
    receiver_id: str
    user_id: str | None
    name: str
    email: str | None
    address: Address
    tax_id: str | None
    country: str | None
    collection: CollectionMode
    language: Language | None
    status: PartyStatus
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class Balance(msgspec.Struct, kw_only=True):
    """A payer's standing with a receiver in one currency, in minor units. A sum beyond 2^53 − 1 is shown as that."""

    object: Literal["balance"] = "balance"
    currency: str
    amount_due: int
    amount_credit: int


class PartySnapshot(msgspec.Struct, kw_only=True):
    """A receiver or payer as printed on an issued document; later edits of the party do not change it."""

    id: str
    name: str
    email: str | None = None
    address: Address
    tax_id: str | None = None
    country: str | None = None
    bank_account: ShortText | None = None
    upi_id: str | None = None


def receiver(row: tables.Receiver) -> Receiver:
    """The shape of a row of `receivers`."""
    return Receiver(
        id=ids.encode("receiver", row.id),
        name=row.name,
        email=row.email,
        address=address(row.address),
        tax_id=row.tax_id,
        country=row.country,
        currency=row.currency,
        time_zone=row.time_zone,
        bank_account=row.bank_account,
        upi_id=row.upi_id,
        colour=row.colour,
        logo=logo(row.logo),
        invoice_prefix=row.invoice_prefix,
        number_pattern=row.number_pattern,
        payment_terms_days=row.payment_terms_days,
        tolerance=None if row.tolerance is None else from_json(row.tolerance, Tolerance),
        rounding=row.rounding,
        language=row.language,
        credit_policy=row.credit_policy,
        status=row.status,
        metadata=metadata(row.metadata),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def payer(row: tables.Payer) -> Payer:
    """The shape of a row of `payers`."""
    return Payer(
        id=ids.encode("payer", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        user_id=text_id("user", row.user_id),
        name=row.name,
        email=row.email,
        address=address(row.address),
        tax_id=row.tax_id,
        country=row.country,
        collection=row.collection,
        language=row.language,
        status=row.status,
        metadata=metadata(row.metadata),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def snapshot(row: tables.Receiver | tables.Payer) -> PartySnapshot:
    """What a document issued now freezes of its receiver or payer."""
    is_receiver = isinstance(row, tables.Receiver)
    return PartySnapshot(
        id=ids.encode("receiver" if is_receiver else "payer", row.id),
        name=row.name,
        email=row.email,
        address=address(row.address),
        tax_id=row.tax_id,
        country=row.country,
        bank_account=row.bank_account if isinstance(row, tables.Receiver) else None,
        upi_id=row.upi_id if isinstance(row, tables.Receiver) else None,
    )


def snapshot_to_write(row: tables.Receiver | tables.Payer) -> str:
    """The snapshot of a row of the database, as a document keeps it."""
    # A version that was rolled back can come again, at another instant.
    key = (row.id, row.version, row.updated_at)
    known = _snapshots.find(key)
    if known is None:
        known = to_json(snapshot(row))
        _snapshots.keep(key, known)
    return known


# Whoever issues one invoice issues more.
_snapshots: Recent[tuple[uuid.UUID, int, datetime.datetime], str] = Recent(1000)


def address(value: str) -> Address:
    """An address column."""
    return from_json(value, Address)


def changes_of(before: tables.Receiver | tables.Payer, patch: ReceiverPatch | PayerPatch) -> dict[str, object]:
    """The fields of a party that a PATCH changes; an address as a whole, with what the PATCH leaves as it is."""
    changed = changes(patch)
    if isinstance(patch.address, AddressPatch):
        changed["address"] = msgspec.structs.replace(address(before.address), **changes(patch.address))
    elif patch.address is None:
        changed["address"] = Address()
    return changed
