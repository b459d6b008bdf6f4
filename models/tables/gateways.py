"""The outside that moves money: receivers' accounts with gateways, their callbacks, and what reconciliation found."""

from typing import Any

from piccolo.columns import JSONB, UUID, BigInt, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.parties import Receiver, User

GATEWAYS = ("simulator",)
GATEWAY_ACCOUNT_STATUSES = ("active", "archived")
CALLBACK_STATUSES = ("pending", "leased", "done", "exhausted")
RUN_STATUSES = ("pending", "leased", "completed", "failed")
DISCREPANCY_KINDS = ("missing_here", "missing_there", "amount_differs", "state_differs")
DISCREPANCY_STATUSES = ("open", "resolved")


class GatewayAccount(Table, tablename="gateway_accounts"):
    """A receiver's merchant account with a gateway. Credentials are encrypted and never shown."""

    id = columns.primary_key()
    receiver_id: Any = ForeignKey(Receiver, null=False, on_delete=OnDelete.restrict, index=True)
    gateway = Varchar(length=20)
    account = Varchar(length=255)
    credentials: Any = columns.ciphertext()
    status = Varchar(length=10, default="active")
    # Until when the scheduled reconciliation has compared this account.
    reconciled_until = Timestamptz(null=True, default=None)
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    gateway_accounts_have_a_known_gateway = Check(columns.one_of("gateway", GATEWAYS))
    gateway_accounts_have_a_known_status = Check(columns.one_of("status", GATEWAY_ACCOUNT_STATUSES))


class Callback(Table, tablename="callbacks"):
    """One event that a gateway announced: verified, stored once, then worked on until it is applied."""

    id = columns.primary_key()
    receiver_id: Any = ForeignKey(Receiver, null=False, on_delete=OnDelete.restrict)
    gateway_account_id: Any = ForeignKey(GatewayAccount, null=False, on_delete=OnDelete.restrict)
    gateway_event_id = Varchar(length=255)
    kind = Varchar(length=64)
    fact: Any = Bytea(default=b"")
    status = Varchar(length=10, default="pending")
    attempts = Integer(default=0)
    next_attempt_at = Timestamptz()
    lease_token = UUID(null=True, default=None)
    error = Text(null=True, default=None)
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    callbacks_have_a_known_status = Check(columns.one_of("status", CALLBACK_STATUSES))
    callbacks_have_a_lease_while_leased = Check(columns.is_work())
    callbacks_are_stored_once = Unique(["gateway_account_id", "gateway_event_id"])


class ReconciliationRun(Table, tablename="reconciliation_runs"):
    """One comparison of a gateway's payments with ours, from `since` to before `until`."""

    id = columns.primary_key()
    receiver_id: Any = ForeignKey(Receiver, null=False, on_delete=OnDelete.restrict)
    gateway_account_id: Any = ForeignKey(GatewayAccount, null=False, on_delete=OnDelete.restrict, index=True)
    since = Timestamptz()
    until = Timestamptz()
    status = Varchar(length=10, default="pending")
    payments_there = Integer(default=0)
    payments_here = Integer(default=0)
    discrepancies_found = Integer(default=0)
    attempts = Integer(default=0)
    next_attempt_at = Timestamptz()
    lease_token = UUID(null=True, default=None)
    error = Text(null=True, default=None)
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    reconciliation_runs_have_a_known_status = Check(columns.one_of("status", RUN_STATUSES))
    reconciliation_runs_have_a_lease_while_leased = Check(columns.is_work())
    reconciliation_runs_look_forward = Check('"since" < "until"')


class Discrepancy(Table, tablename="discrepancies"):
    """A difference between a gateway's books and ours, kept until somebody, or the facts, resolve it."""

    id = columns.primary_key()
    receiver_id: Any = ForeignKey(Receiver, null=False, on_delete=OnDelete.restrict)
    gateway_account_id: Any = ForeignKey(GatewayAccount, null=False, on_delete=OnDelete.restrict)
    # The run that found it first.
    run_id: Any = ForeignKey(ReconciliationRun, null=False, on_delete=OnDelete.restrict, index=True)
    # No foreign key to payments: what is missing here has no row, and the id is only a pointer for the reader.
    payment_id = UUID(null=True, default=None)
    gateway_payment_id = Varchar(length=255, null=True, default=None)
    kind = Varchar(length=16)
    currency = Varchar(length=3)
    amount_here = BigInt(null=True, default=None)
    amount_there = BigInt(null=True, default=None)
    status_here = Varchar(length=20, null=True, default=None)
    status_there = Varchar(length=20, null=True, default=None)
    status = Varchar(length=10, default="open")
    resolution = Text(null=True, default=None)
    resolved_by: Any = ForeignKey(User, null=True, on_delete=OnDelete.restrict)
    resolved_at = Timestamptz(null=True, default=None)
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    discrepancies_have_a_known_kind = Check(columns.one_of("kind", DISCREPANCY_KINDS))
    discrepancies_have_a_known_status = Check(columns.one_of("status", DISCREPANCY_STATUSES))
    discrepancies_say_how_they_were_resolved = Check(
        '("status" = \'resolved\') = ("resolution" IS NOT NULL AND "resolved_at" IS NOT NULL)'
    )
