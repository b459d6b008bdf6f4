"""Disputes: payers who tell their bank that a payment was not right, and what receivers answer."""

import uuid
from typing import Literal, cast, get_args

from piccolo.columns import UUID, Array, BigInt, Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.columns import WORK_STATUSES, Field, WorkStatus
from models.tables.gateways import GatewayAccount
from models.tables.row import Row
from models.tables.users import User

DisputeStatus = Literal["warning", "needs_response", "under_review", "won", "lost", "accepted", "expired"]
DISPUTE_STATUSES: tuple[DisputeStatus, ...] = get_args(DisputeStatus)
# In which nobody has decided yet, and its invoices are disputed.
OPEN_DISPUTES: tuple[DisputeStatus, ...] = ("warning", "needs_response", "under_review")
DisputeFunds = Literal["none", "withdrawn", "reinstated"]
DISPUTE_FUNDS: tuple[DisputeFunds, ...] = get_args(DisputeFunds)
ResponseStatus = Literal["none", "sending", "sent", "refused"]
RESPONSE_STATUSES: tuple[ResponseStatus, ...] = get_args(ResponseStatus)


class Dispute(Row, Table, tablename="disputes"):
    """A dispute that a gateway told us of. Its money is moved by reversals, of the kind `chargeback`, with its id.

    `funds` is what the newest of them says: `withdrawn` while it stands. `invoice_ids` are those that held money of
    the payment when it was disputed. The composite foreign key to the payment stands in the migration.
    """

    id = columns.primary_key()
    receiver_id = UUID()
    payer_id = UUID()
    payment_id = UUID(index=True)
    gateway_account_id = columns.reference(GatewayAccount)
    gateway_dispute_id = Varchar(length=255)
    status: Field[DisputeStatus] = columns.word(14)
    funds: Field[DisputeFunds] = columns.word(10, default="none")
    currency = Varchar(length=3)
    amount = BigInt()
    reason = columns.nullable(Text(null=True, default=None))
    respond_by = columns.nullable(Timestamptz(null=True, default=None))
    # When its people were told that this comes soon.
    warned_at = columns.nullable(Timestamptz(null=True, default=None))
    invoice_ids = cast("Field[list[uuid.UUID]]", Array(base_column=UUID(), default=list))
    # What was answered last, and whether the gateway has it.
    evidence = columns.nullable(Text(null=True, default=None))
    response_status: Field[ResponseStatus] = columns.word(8, default="none")
    response_message = columns.nullable(Varchar(length=400, null=True, default=None))
    # The instant of the newest word of the gateway; null after a conclusion of our own.
    reported_at = columns.nullable(Timestamptz(null=True, default=None))
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    disputes_have_a_known_status = Check(columns.one_of("status", DISPUTE_STATUSES))
    disputes_have_their_money_in_a_known_place = Check(columns.one_of("funds", DISPUTE_FUNDS))
    disputes_have_a_response_of_a_known_status = Check(columns.one_of("response_status", RESPONSE_STATUSES))
    disputes_have_a_currency = Check(columns.is_currency())
    disputes_are_positive = Check(columns.is_amount("amount", minimum=1))
    disputes_are_one_for_each_at_the_gateway = Unique(["gateway_account_id", "gateway_dispute_id"])


class DisputeResponse(Row, Table, tablename="dispute_responses"):
    """What a receiver answers to a dispute, until the gateway has it: evidence, or that the payer is right.

    Its id is the idempotency key there. Of one dispute at most one waits or is being sent, which an index in a
    migration holds.
    """

    id = columns.primary_key()
    receiver_id = UUID()
    gateway_account_id = columns.reference(GatewayAccount)
    dispute_id = columns.reference(Dispute)
    accept = Boolean(default=False)
    evidence = Text(default="")
    created_by = columns.optional_reference(User)
    status: Field[WorkStatus] = columns.word(10, default="pending")
    attempts = Integer(default=0)
    deaths = columns.deaths()
    next_attempt_at = Timestamptz()
    lease_token = columns.nullable(UUID(null=True, default=None))
    error = columns.nullable(Text(null=True, default=None))
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    dispute_responses_have_a_known_status = Check(columns.one_of("status", WORK_STATUSES))
    dispute_responses_have_a_lease_while_leased = Check(columns.is_work())
