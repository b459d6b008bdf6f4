"""Merchant accounts with gateways, and what gateways have told, as clients see and send them."""

import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from config import settings
from models import ids
from models.shapes.common import (
    NO_NUL,
    Input,
    Metadata,
    metadata,
)
from models.tables import gateways as tables
from models.tables.gateways import CredentialsStatus, GatewayAccountStatus, GatewayName

Credentials = Annotated[
    dict[
        Annotated[str, Meta(min_length=1, max_length=40)],
        Annotated[str, Meta(max_length=4000, pattern=NO_NUL)],
    ],
    Meta(min_length=1, max_length=10, description="Write-only. For the simulator: account, api_key, webhook_secret."),
]
CallbackStatusOpen = Literal["pending", "exhausted"]
CallbackStatus = Literal[CallbackStatusOpen, "done"]


class GatewayAccountInput(Input):
    """A receiver's account with a gateway."""

    receiver_id: ids.ReceiverId
    gateway: GatewayName
    credentials: Credentials
    metadata: Metadata = msgspec.field(default_factory=dict)


class GatewayAccountPatch(Input):
    """Changes to a gateway account: only the fields sent change, of `credentials` too. `metadata` is replaced as a
    whole."""

    credentials: Credentials | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET


class Callback(msgspec.Struct, kw_only=True):
    """What a gateway has sent: an event, or, without `kind` and `gateway_event_id`, a message whose events are not read
    yet. `error` says why it could not be read or applied last time; `exhausted` is what is not tried any more."""

    id: str
    object: Literal["callback"] = "callback"
    receiver_id: str
    gateway_account_id: str
    status: CallbackStatus
    gateway_event_id: str | None
    kind: str | None
    attempts: int
    next_attempt_at: datetime.datetime | None
    error: str | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


class GatewayAccount(msgspec.Struct, kw_only=True):
    """A receiver's account with a gateway. The gateway sends its callbacks to `callback_url`.

    `credentials_status` says what became of the credentials that were sent last: `checking` while the gateway is asked
    whether it takes them, then `accepted`, which puts them to use, or `refused`, which leaves those in use that were;
    `credentials_message` says why, in the gateway's words. `unchecked` are those that it was never asked about, or gave
    no answer to. Credentials in use that the gateway refuses later are `refused` too.
    """

    id: str
    object: Literal["gateway_account"] = "gateway_account"
    receiver_id: str
    gateway: GatewayName
    account: str
    status: GatewayAccountStatus
    credentials_status: CredentialsStatus
    credentials_message: str | None
    callback_url: str
    reconciled_until: datetime.datetime | None
    metadata: dict[str, str]
    created_at: datetime.datetime
    updated_at: datetime.datetime


def gateway_account(row: tables.GatewayAccount) -> GatewayAccount:
    """The shape of a row of `gateway_accounts`; its credentials are not part of it."""
    identifier = ids.encode("gateway_account", row.id)
    return GatewayAccount(
        id=identifier,
        receiver_id=ids.encode("receiver", row.receiver_id),
        gateway=row.gateway,
        account=row.account,
        status=row.status,
        credentials_status=row.credentials_status,
        credentials_message=row.credentials_message,
        callback_url=f"{settings.public_url}/v1/callbacks/{identifier}",
        reconciled_until=row.reconciled_until,
        metadata=metadata(row.metadata),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def callback(row: tables.Callback) -> Callback:
    """The shape of a row of `callbacks`; what it says is not part of it."""
    return Callback(
        id=ids.encode("callback", row.id),
        receiver_id=ids.encode("receiver", row.receiver_id),
        gateway_account_id=ids.encode("gateway_account", row.gateway_account_id),
        status="pending" if row.status == "leased" else row.status,
        gateway_event_id=row.gateway_event_id,
        kind=row.kind,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at if row.status in ("pending", "leased") else None,
        error=row.error,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
