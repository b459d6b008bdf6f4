"""Gateways as a receiver has them: accounts with their credentials, and what they sent."""

from typing import Literal, get_args

from piccolo.columns import JSONB, UUID, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.columns import WORK_STATUSES, Field, WorkStatus
from models.tables.parties import Receiver
from models.tables.row import Row

GatewayName = Literal["simulator"]
GATEWAYS: tuple[GatewayName, ...] = get_args(GatewayName)
GatewayAccountStatus = Literal["active", "archived"]
GATEWAY_ACCOUNT_STATUSES: tuple[GatewayAccountStatus, ...] = get_args(GatewayAccountStatus)
CredentialsStatus = Literal["unchecked", "checking", "accepted", "refused"]
CREDENTIALS_STATUSES: tuple[CredentialsStatus, ...] = get_args(CredentialsStatus)


class GatewayAccount(Row, Table, tablename="gateway_accounts"):
    """A receiver's merchant account with a gateway. Credentials are encrypted and never shown.

    `credentials` are those in use. `credentials_status` says what became of the last that were sent, or of a doubt
    about those in use, and `credentials_message` why, in the gateway's words.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver, index=True)
    gateway: Field[GatewayName] = columns.word(20)
    account = Varchar(length=255)
    credentials = columns.ciphertext()
    credentials_status: Field[CredentialsStatus] = columns.word(10, default="unchecked")
    credentials_message = columns.nullable(Varchar(length=400, null=True, default=None))
    status: Field[GatewayAccountStatus] = columns.word(10, default="active")
    # Until when the scheduled reconciliation has compared this account.
    reconciled_until = columns.nullable(Timestamptz(null=True, default=None))
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    gateway_accounts_have_a_known_gateway = Check(columns.one_of("gateway", GATEWAYS))
    gateway_accounts_have_a_known_status = Check(columns.one_of("status", GATEWAY_ACCOUNT_STATUSES))
    gateway_accounts_have_credentials_of_a_known_status = Check(
        columns.one_of("credentials_status", CREDENTIALS_STATUSES)
    )


class CredentialsCheck(Row, Table, tablename="credentials_checks"):
    """A question to a gateway: do these credentials work? At most one of an account waits or works, which an index in
    a migration holds. `credentials` are proposed ones, erased once the answer is known; null asks about those in use.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    gateway_account_id = columns.reference(GatewayAccount)
    credentials = columns.ciphertext(null=True)
    status: Field[WorkStatus] = columns.word(10, default="pending")
    attempts = Integer(default=0)
    deaths = columns.deaths()
    next_attempt_at = Timestamptz()
    lease_token = columns.nullable(UUID(null=True, default=None))
    error = columns.nullable(Text(null=True, default=None))
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    credentials_checks_have_a_known_status = Check(columns.one_of("status", WORK_STATUSES))
    credentials_checks_have_a_lease_while_leased = Check(columns.is_work())


class CallbackMessage(Row, Table, tablename="callback_messages"):
    """What a gateway sent, once it was found to be genuine and before anybody had read it: headers and body, encrypted.

    Kept by months, like events; the work with it is a row of `callbacks`. No foreign key: accounts are never deleted.
    """

    id = columns.primary_key()
    gateway_account_id = UUID()
    headers = columns.ciphertext()
    body = columns.ciphertext()
    created_at = columns.created_at()


class Callback(Row, Table, tablename="callbacks"):
    """What is to be done with what a gateway announced, stored once: a message to be read, or one event to be applied.

    A message has a `message_key`: what it is known by when it comes again. An event has the gateway's id of it.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    gateway_account_id = columns.reference(GatewayAccount)
    # The message to be read, or in which the event came; null where it came before messages were kept.
    message_id = columns.nullable(UUID(null=True, default=None))
    message_key = columns.nullable(Bytea(null=True, default=None))
    gateway_event_id = columns.nullable(Varchar(length=255, null=True, default=None))
    kind = columns.nullable(Varchar(length=64, null=True, default=None))
    # What it says, as models/gateways/base.py has it in JSON; empty for a message, and where we have no use for it.
    fact = Bytea(default=b"")
    status: Field[WorkStatus] = columns.word(10, default="pending")
    attempts = Integer(default=0)
    deaths = columns.deaths()
    next_attempt_at = Timestamptz()
    lease_token = columns.nullable(UUID(null=True, default=None))
    error = columns.nullable(Text(null=True, default=None))
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    callbacks_have_a_known_status = Check(columns.among("status", WORK_STATUSES))
    callbacks_have_a_lease_while_leased = Check(columns.is_work())
    callbacks_are_a_message_or_an_event = Check(
        '("message_key" IS NULL) = ("gateway_event_id" IS NOT NULL AND "kind" IS NOT NULL)'
    )
    callbacks_are_stored_once = Unique(["gateway_account_id", "gateway_event_id"])
    callbacks_are_received_once = Unique(["gateway_account_id", "message_key"])
