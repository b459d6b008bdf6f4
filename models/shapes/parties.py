"""Users, receivers and payers, as clients see and send them."""

import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models import ids
from models.shapes.common import (
    NO_NUL,
    Address,
    Country,
    Currency,
    Email,
    Input,
    Metadata,
    Name,
    ShortText,
    metadata,
    text_id,
)
from models.tables import parties as tables
from models.tables import users
from models.tables.parties import PartyStatus
from models.tables.users import UserRole, UserStatus

Password = Annotated[str, Meta(min_length=8, max_length=128)]
TimeZone = Annotated[str, Meta(min_length=1, max_length=64, description="IANA time zone.", examples=["Europe/Berlin"])]
TermsDays = Annotated[int, Meta(ge=0, le=365, description="Days from the issue date to the due date.")]
Prefix = Annotated[str, Meta(pattern=r"^[A-Z0-9-]{1,12}$(?!\n)", examples=["INV"])]
NumberPattern = Annotated[str, Meta(min_length=1, max_length=40, examples=["{PREFIX}-{YYYY}-{SEQ:5}"])]
TaxId = Annotated[str, Meta(min_length=1, max_length=40, pattern=NO_NUL)]
BankAccount = Annotated[str, Meta(min_length=1, max_length=64, pattern=NO_NUL)]


class Registration(Input):
    """A new user."""

    email: Email
    password: Password
    name: Name


class Login(Input):
    """Credentials."""

    email: Email
    password: Annotated[str, Meta(max_length=128)]


class User(msgspec.Struct, kw_only=True):
    """Somebody who logs in."""

    id: str
    object: Literal["user"] = "user"
    email: str
    email_verified: bool
    name: str
    role: UserRole
    status: UserStatus
    created_at: datetime.datetime
    updated_at: datetime.datetime


class Session(msgspec.Struct, kw_only=True):
    """What register and login answer. The access token goes into `Authorization: Bearer …`."""

    user: User
    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int


class ReceiverInput(Input):
    """A new receiver."""

    name: Name
    currency: Currency
    email: Email | None = None
    address: Address = msgspec.field(default_factory=Address)
    tax_id: TaxId | None = None
    country: Country | None = None
    time_zone: TimeZone = "UTC"
    bank_account: BankAccount | None = None
    invoice_prefix: Prefix = "INV"
    number_pattern: NumberPattern = "{PREFIX}-{YYYY}-{SEQ:5}"
    payment_terms_days: TermsDays = 30
    metadata: Metadata = msgspec.field(default_factory=dict)


class ReceiverPatch(Input):
    """Changes to a receiver: only the fields sent change, and null clears."""

    name: Name | UnsetType = UNSET
    currency: Currency | UnsetType = UNSET
    email: Email | None | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    tax_id: TaxId | None | UnsetType = UNSET
    country: Country | None | UnsetType = UNSET
    time_zone: TimeZone | UnsetType = UNSET
    bank_account: BankAccount | None | UnsetType = UNSET
    invoice_prefix: Prefix | UnsetType = UNSET
    number_pattern: NumberPattern | UnsetType = UNSET
    payment_terms_days: TermsDays | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET


class Receiver(msgspec.Struct, kw_only=True):
    """A business profile that issues invoices and gets paid."""

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
    invoice_prefix: str
    number_pattern: str
    payment_terms_days: int
    status: PartyStatus
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class PayerInput(Input):
    """A new payer in a receiver's book."""

    receiver_id: ids.ReceiverId
    name: Name
    email: Email | None = None
    address: Address = msgspec.field(default_factory=Address)
    tax_id: TaxId | None = None
    country: Country | None = None
    metadata: Metadata = msgspec.field(default_factory=dict)


class PayerPatch(Input):
    """Changes to a payer: only the fields sent change, and null clears."""

    name: Name | UnsetType = UNSET
    email: Email | None | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    tax_id: TaxId | None | UnsetType = UNSET
    country: Country | None | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET


class Payer(msgspec.Struct, kw_only=True):
    """Whom a receiver bills. `user_id` is null until somebody with a login has claimed the record."""

    id: str
    object: Literal["payer"] = "payer"
    receiver_id: str
    user_id: str | None
    name: str
    email: str | None
    address: Address
    tax_id: str | None
    country: str | None
    status: PartyStatus
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class Balance(msgspec.Struct, kw_only=True):
    """A payer's standing with a receiver in one currency, in minor units."""

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


def user(row: users.User) -> User:
    """The shape of a row of `users`; its password hash is not part of it."""
    return User(
        id=ids.encode("user", row.id),
        email=row.email,
        email_verified=row.email_verified_at is not None,
        name=row.name,
        role=row.role,
        status=row.status,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


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
        invoice_prefix=row.invoice_prefix,
        number_pattern=row.number_pattern,
        payment_terms_days=row.payment_terms_days,
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
    )


def address(value: str) -> Address:
    """An address column."""
    return msgspec.json.decode(value, type=Address)
