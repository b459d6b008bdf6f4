"""What a comparison with a gateway's books found."""

from typing import Literal, get_args

from piccolo.columns import UUID, BigInt, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from models.tables import columns
from models.tables.columns import Field
from models.tables.gateways import GatewayAccount
from models.tables.parties import Receiver
from models.tables.row import Row
from models.tables.users import User

RunStatus = Literal["pending", "leased", "completed", "failed"]
RUN_STATUSES: tuple[RunStatus, ...] = get_args(RunStatus)
DiscrepancyKind = Literal[
    "missing_here", "missing_there", "amount_differs", "state_differs", "exceeds_payment", "paid_twice"
]
DISCREPANCY_KINDS: tuple[DiscrepancyKind, ...] = get_args(DiscrepancyKind)
DiscrepancySubject = Literal["payment", "refund", "reversal"]
DISCREPANCY_SUBJECTS: tuple[DiscrepancySubject, ...] = get_args(DiscrepancySubject)
DiscrepancyStatus = Literal["open", "resolved"]
DISCREPANCY_STATUSES: tuple[DiscrepancyStatus, ...] = get_args(DiscrepancyStatus)


class ReconciliationRun(Row, Table, tablename="reconciliation_runs"):
    """One comparison of a gateway's books with ours, from `since` to before `until`.

    It counts what the gateway lists of the window and what was made here in it: payments are listed by when they were
    made, refunds and reversals by when they last changed.

    At most one of an account waits or works: the index `reconciliation_runs_are_one_at_a_time` stands in a migration.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    gateway_account_id = columns.reference(GatewayAccount, index=True)
    since = Timestamptz()
    until = Timestamptz()
    status: Field[RunStatus] = columns.word(10, default="pending")
    payments_there = Integer(default=0)
    payments_here = Integer(default=0)
    refunds_there = Integer(default=0)
    refunds_here = Integer(default=0)
    reversals_there = Integer(default=0)
    reversals_here = Integer(default=0)
    discrepancies_found = Integer(default=0)
    attempts = Integer(default=0)
    deaths = columns.deaths()
    next_attempt_at = Timestamptz()
    lease_token = columns.nullable(UUID(null=True, default=None))
    error = columns.nullable(Text(null=True, default=None))
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    reconciliation_runs_have_a_known_status = Check(columns.one_of("status", RUN_STATUSES))
    reconciliation_runs_have_a_lease_while_leased = Check(columns.is_work())
    reconciliation_runs_look_forward = Check('"since" < "until"')


class Discrepancy(Row, Table, tablename="discrepancies"):
    """A difference between a gateway's books and ours, or money that may have come twice, kept until somebody, or the
    facts, resolve it.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    # Null where an invoice was paid twice and no gateway took part.
    gateway_account_id = columns.optional_reference(GatewayAccount)
    # The run that found it first; null where the gateway told us by itself, before any run.
    run_id = columns.optional_reference(ReconciliationRun, index=True)
    # What differs: a payment, a refund, or money that was taken back.
    subject: Field[DiscrepancySubject] = columns.word(8, default="payment")
    # No foreign keys: what is missing here has no row, and the ids are only pointers for the reader.
    payment_id = columns.nullable(UUID(null=True, default=None))
    gateway_payment_id = columns.nullable(Varchar(length=255, null=True, default=None))
    refund_id = columns.nullable(UUID(null=True, default=None))
    reversal_id = columns.nullable(UUID(null=True, default=None))
    # The gateway's id of the refund or of what was taken back; null where the subject is the payment itself.
    gateway_object_id = columns.nullable(Varchar(length=255, null=True, default=None))
    kind: Field[DiscrepancyKind] = columns.word(16)
    currency = Varchar(length=3)
    amount_here = columns.nullable(BigInt(null=True, default=None))
    amount_there = columns.nullable(BigInt(null=True, default=None))
    status_here = columns.nullable(Varchar(length=20, null=True, default=None))
    status_there = columns.nullable(Varchar(length=20, null=True, default=None))
    status: Field[DiscrepancyStatus] = columns.word(10, default="open")
    resolution = columns.nullable(Text(null=True, default=None))
    resolved_by = columns.optional_reference(User)
    resolved_at = columns.nullable(Timestamptz(null=True, default=None))
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    discrepancies_are_of_a_known_kind = Check(columns.one_of("kind", DISCREPANCY_KINDS))
    discrepancies_with_a_gateway_name_its_account = Check('"gateway_account_id" IS NOT NULL OR "kind" = \'paid_twice\'')
    discrepancies_have_a_known_subject = Check(columns.one_of("subject", DISCREPANCY_SUBJECTS))
    discrepancies_have_a_known_status = Check(columns.one_of("status", DISCREPANCY_STATUSES))
    discrepancies_say_how_they_were_resolved = Check(
        '("status" = \'resolved\') = ("resolution" IS NOT NULL AND "resolved_at" IS NOT NULL)'
    )
