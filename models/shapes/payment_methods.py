"""Saved payment methods and what is collected by them, as clients see and send them."""

import datetime
import ipaddress
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta

from models import ids
from models.errors import Invalid
from models.shapes.collection import PaymentToken
from models.shapes.common import NO_NUL, Input, Instant, Metadata, ShortText, metadata, text_id
from models.tables import payment_methods as tables
from models.tables.collection import OnlineMethod
from models.tables.payment_methods import CollectionReason, CollectionStatus, DetachedBecause, MethodStatus


class MandateInput(Input):
    """When the payer agreed to be charged later, to which words, and from where, if they did so online."""

    accepted_at: Instant
    text: Annotated[str, Meta(min_length=1, max_length=5_000, pattern=NO_NUL)]
    ip: Annotated[str, Meta(max_length=45)] | None = None

    def __post_init__(self) -> None:
        if self.ip is not None:
            try:
                # With a scope it is no address that anybody comes from, and the scope may be any text.
                if "%" in self.ip:
                    raise ValueError("scoped")
                ipaddress.ip_address(self.ip)
            except ValueError as error:
                detail = f"{self.ip!r} is no IP address: give one such as 192.0.2.7 or 2001:db8::7, or none."
                raise Invalid(detail, pointer="/mandate/ip") from error


class PaymentMethodInput(Input):
    """A card or an account that a payer lets be charged later. `token` is the gateway's, made to be used again; never a
    card number. `label` is what people know it by: "Visa ending in 4242". The first of a payer is its default."""

    payer_id: ids.PayerId
    token: PaymentToken
    mandate: MandateInput
    method: OnlineMethod = "card"
    gateway_account_id: ids.GatewayAccountId | None = None
    label: ShortText | None = None
    metadata: Metadata = msgspec.field(default_factory=dict)


class CollectInput(Input):
    """By which saved payment method an invoice is collected now: the payer's default unless it is named."""

    payment_method_id: ids.PaymentMethodId | None = None


class Mandate(msgspec.Struct, kw_only=True):
    """The record of what the payer has agreed to."""

    accepted_at: datetime.datetime
    text: str
    ip: str | None


class PaymentMethod(msgspec.Struct, kw_only=True):
    """A card or an account that a payer lets be charged later. Its token is never shown.

    One that was `detached` is charged no more: by somebody here, or because the payer has `revoked` the mandate.
    """

    id: str
    object: Literal["payment_method"] = "payment_method"
    receiver_id: str
    payer_id: str
    gateway_account_id: str
    method: OnlineMethod
    label: str | None
    is_default: bool
    status: MethodStatus
    detached_at: datetime.datetime | None
    detached_because: DetachedBecause | None
    mandate: Mandate
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class Collection(msgspec.Struct, kw_only=True):
    """What becomes of collecting an instalment: `scheduled` until `next_attempt_at`, `trying` while a payment's outcome
    is open, `collected`, or `ended` for a `reason`. After a decline that may pass it is `scheduled` again."""

    object: Literal["collection"] = "collection"
    invoice_id: str
    instalment: int
    due_on: datetime.date
    status: CollectionStatus
    reason: CollectionReason | None
    tries: int
    next_attempt_at: datetime.datetime | None
    payment_method_id: str | None
    payment_id: str | None


class Collections(msgspec.Struct, kw_only=True):
    """The instalments of an invoice that are collected by themselves; `next_collection_at` is when one is tried."""

    object: Literal["collections"] = "collections"
    next_collection_at: datetime.datetime | None
    data: list[Collection]


class PlannedCollection(NamedTuple):
    """What payers are told of the next collection of their invoice: how much, in minor units, on which of its issuer's
    days, and by what."""

    amount: int
    on: datetime.date
    label: str | None


def payment_method(row: tables.PaymentMethod) -> PaymentMethod:
    """The shape of a row of `payment_methods`."""
    return PaymentMethod(
        id=ids.encode("payment_method", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        payer_id=ids.encode("payer", row.payer_id),
        gateway_account_id=ids.encode("gateway_account", row.gateway_account_id),
        method=row.method,
        label=row.label,
        is_default=row.is_default,
        status=row.status,
        detached_at=row.detached_at,
        detached_because=row.detached_because,
        mandate=Mandate(accepted_at=row.mandate_accepted_at, text=row.mandate_text, ip=row.mandate_ip),
        metadata=metadata(row.metadata),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def collections(found: list[tables.Collection]) -> Collections:
    """The shape of the rows of `collections` of one invoice, in the order of its instalments."""
    shown = [
        Collection(
            invoice_id=ids.encode("invoice", row.invoice_id),
            instalment=row.position,
            due_on=row.due_on,
            status=row.outcome,
            reason=row.reason,
            tries=row.tries,
            next_attempt_at=row.next_attempt_at if row.outcome == "scheduled" else None,
            payment_method_id=text_id("payment_method", row.payment_method_id),
            payment_id=text_id("payment", row.payment_id),
        )
        for row in found
    ]
    waiting = [one.next_attempt_at for one in shown if one.next_attempt_at is not None]
    return Collections(next_collection_at=min(waiting, default=None), data=shown)
