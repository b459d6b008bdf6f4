"""What was paid: payments with the requests to gateways made for them, allocations to invoices, refunds, reversals."""

from typing import Literal, get_args

from piccolo.columns import JSONB, UUID, BigInt, Boolean, Date, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.billing import Invoice
from models.tables.columns import WORK_STATUSES, Field, WorkStatus
from models.tables.gateways import GatewayAccount
from models.tables.parties import Payer, Receiver
from models.tables.row import Row
from models.tables.users import User

OfflineMethod = Literal["cash", "bank_transfer", "cheque", "other"]
OFFLINE_METHODS: tuple[OfflineMethod, ...] = get_args(OfflineMethod)
OnlineMethod = Literal["card", "bank_debit", "wallet"]
Method = OfflineMethod | OnlineMethod
ONLINE_METHODS: tuple[OnlineMethod, ...] = get_args(OnlineMethod)
PaymentStatus = Literal[
    "created",
    "requires_action",
    "reported",
    "pending",
    "unknown",
    "needs_review",
    "succeeded",
    "failed",
    "canceled",
    "rejected",
    "reversed",
]
PAYMENT_STATUSES: tuple[PaymentStatus, ...] = get_args(PaymentStatus)
# Statuses in which a payment holds a reservation, and its outcome is open.
OPEN_PAYMENTS: frozenset[PaymentStatus] = frozenset({"created", "requires_action", "reported", "pending", "unknown"})
# Statuses of payments whose money has come and is in the books.
BOOKED_PAYMENTS: tuple[PaymentStatus, ...] = ("succeeded", "reversed")
AllocationStatus = Literal["reserved", "settled", "released"]
ALLOCATION_STATUSES: tuple[AllocationStatus, ...] = get_args(AllocationStatus)
# What caused an allocation: the payment that brought the money, or what took it off again.
# Credit goes to an invoice by a `move` of somebody, or by the receiver's `policy`.
AllocationCause = Literal["payment", "refund", "reversal", "credit_note", "move", "policy"]
ALLOCATION_CAUSES: tuple[AllocationCause, ...] = get_args(AllocationCause)
RefundStatus = Literal[
    "requested", "processing", "unknown", "needs_review", "succeeded", "failed", "canceled", "rejected"
]
REFUND_STATUSES: tuple[RefundStatus, ...] = get_args(RefundStatus)
# Where the money is that goes back: on the payment, or aside for a review.
TakesFrom = Literal["payment", "suspense"]
TAKES_FROM: tuple[TakesFrom, ...] = get_args(TakesFrom)
ReversalKind = Literal["return", "chargeback", "bounce", "correction"]
REVERSAL_KINDS: tuple[ReversalKind, ...] = get_args(ReversalKind)
ReversalStatus = Literal["standing", "undone"]
REVERSAL_STATUSES: tuple[ReversalStatus, ...] = get_args(ReversalStatus)
# Statuses in which a refund may hold a part of its payment: nobody knows yet, or a person must look.
OPEN_REFUNDS: tuple[RefundStatus, ...] = ("requested", "processing", "unknown", "needs_review")
AttemptKind = Literal["charge", "refund"]
ATTEMPT_KINDS: tuple[AttemptKind, ...] = get_args(AttemptKind)


class Payment(Row, Table, tablename="payments"):
    """Money on its way from a payer to a receiver, offline or online.

    Amounts are caches of allocations, refunds and reversals. Its checks are made by the function
    `check_payment` of a migration: docs/decisions/0029 says why.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    # A composite foreign key, and the only one: the payer is one of this receiver's, so the receiver is there.
    payer_id = UUID()
    # Null where a payment was split over several invoices by its payer.
    invoice_id = columns.optional_reference(Invoice)
    method: Field[Method] = columns.word(14)
    status: Field[PaymentStatus] = columns.word(15)
    currency = Varchar(length=3)
    amount = BigInt()
    amount_allocated = BigInt()
    amount_unapplied = BigInt(help_text="The payer's credit with this receiver.")
    amount_refunded = BigInt()
    amount_refund_reserved = BigInt(help_text="Held by refunds whose outcome is open.")
    amount_reversed = BigInt(help_text="Taken back by reversals that stand.")
    amount_excess = BigInt(help_text="What refunds and reversals took beyond what it had brought: it is in suspense.")
    effective_on = columns.nullable(Date(null=True, default=None, help_text="When the money moved in the world."))
    # Of a cheque: the day that is written on it, and when it was taken to the bank; null again once it has bounced.
    dated_on = columns.nullable(Date(null=True, default=None))
    deposited_on = columns.nullable(Date(null=True, default=None))
    reference = columns.nullable(Varchar(length=140, null=True, default=None))
    note = columns.nullable(Text(null=True, default=None))
    gateway_account_id = columns.optional_reference(GatewayAccount)
    gateway_payment_id = columns.nullable(Varchar(length=255, null=True, default=None))
    next_action = columns.nullable(JSONB(null=True, default=None))
    failure_code = columns.nullable(Varchar(length=64, null=True, default=None))
    failure_message = columns.nullable(Text(null=True, default=None))
    review = columns.nullable(
        JSONB(null=True, default=None, help_text="What the gateway reported, where it differs from what we asked.")
    )
    # The instant of the newest report of the gateway that moved it; null after a conclusion of our own.
    reported_at = columns.nullable(Timestamptz(null=True, default=None))
    # Since when the gateway is asked to cancel it, and when it last said that it does not.
    cancel_requested_at = columns.nullable(Timestamptz(null=True, default=None))
    cancel_refused_at = columns.nullable(Timestamptz(null=True, default=None))
    # Null where the payer came by a pay link.
    created_by = columns.optional_reference(User)
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    payments_have_a_known_status = Check(columns.among("status", PAYMENT_STATUSES))
    payments_have_a_known_method = Check(columns.among("method", OFFLINE_METHODS + ONLINE_METHODS))
    payments_have_a_currency = Check(columns.is_currency())
    payments_are_positive = Check(columns.is_amount("amount", minimum=1))
    payments_account_for_all_their_money = Check(
        '"amount_allocated" + "amount_unapplied" + "amount_refunded" + "amount_reversed" - "amount_excess" = '
        f'CASE WHEN {columns.among("status", BOOKED_PAYMENTS)} THEN "amount" ELSE 0 END'
    )
    payments_have_no_part_below_zero = Check(
        'least("amount_allocated", "amount_unapplied", "amount_refunded", "amount_refund_reserved", "amount_reversed", '
        '"amount_excess") >= 0'
    )
    # What was taken back from the outside is taken whatever refunds have reserved.
    payments_reserve_for_refunds_what_they_hold = Check(
        '"amount_refunded" + "amount_refund_reserved" <= "amount" + "amount_excess" OR "amount_reversed" > 0'
    )
    payments_are_reversed_once_all_was_taken_back = Check('("status" = \'reversed\') = ("amount_reversed" >= "amount")')
    payments_online_have_a_gateway_account = Check(
        f'({columns.among("method", ONLINE_METHODS)}) = ("gateway_account_id" IS NOT NULL)'
    )
    # An index of those that a gateway has given an id.
    payments_are_one_per_gateway_payment = Unique(["gateway_account_id", "gateway_payment_id"])
    payments_have_one_receiver_and_currency = Unique(["id", "receiver_id", "currency"])
    payments_have_one_receiver = Unique(["id", "receiver_id"])


class Refund(Row, Table, tablename="refunds"):
    """Money on its way back to the payer. Reserved on its payment until the outcome is known.

    One that takes from suspense sends back what was put aside for a review; its payment's amounts know nothing of it.
    """

    id = columns.primary_key()
    receiver_id = UUID()
    payer_id = UUID()
    # A composite foreign key: the refund has its payment's receiver.
    payment_id = UUID(index=True)
    status: Field[RefundStatus] = columns.word(12)
    takes_from: Field[TakesFrom] = columns.word(8, default="payment")
    currency = Varchar(length=3)
    amount = BigInt()
    amount_reserved = BigInt(help_text="What it holds of its payment until its outcome is known.")
    reason = columns.nullable(Text(null=True, default=None))
    effective_on = columns.nullable(Date(null=True, default=None))
    gateway_account_id = columns.optional_reference(GatewayAccount)
    gateway_refund_id = columns.nullable(Varchar(length=255, null=True, default=None))
    failure_code = columns.nullable(Varchar(length=64, null=True, default=None))
    failure_message = columns.nullable(Text(null=True, default=None))
    review = columns.nullable(
        JSONB(null=True, default=None, help_text="What the gateway reported, where it differs from what we asked.")
    )
    # The instant of the newest report of the gateway that moved it; null after a conclusion of our own.
    reported_at = columns.nullable(Timestamptz(null=True, default=None))
    created_by = columns.optional_reference(User)
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    refunds_are_of_a_known_status = Check(columns.one_of("status", REFUND_STATUSES))
    refunds_take_from_a_known_place = Check(columns.one_of("takes_from", TAKES_FROM))
    refunds_reserve_while_they_are_open = Check(
        '"amount_reserved" BETWEEN 0 AND "amount" AND ("amount_reserved" = 0 OR '
        + columns.one_of("status", OPEN_REFUNDS)
        + ")"
    )
    refunds_are_positive = Check(columns.is_amount("amount", minimum=1))
    refunds_are_one_per_gateway_refund = Unique(["gateway_account_id", "gateway_refund_id"])


class Reversal(Row, Table, tablename="reversals"):
    """Money that was taken back: a returned debit, a chargeback, a bounced cheque, a correction.

    All of a payment or a part of it. With `refund_id` it is a refund that came back to the receiver. One that was
    undone stays as it was, and should the same money be taken again, that is a row of its own.
    """

    id = columns.primary_key()
    receiver_id = UUID()
    payer_id = UUID()
    # A composite foreign key: the reversal has its payment's receiver.
    payment_id = UUID(index=True)
    refund_id = columns.optional_reference(Refund, index=True)
    kind: Field[ReversalKind] = columns.word(10)
    status: Field[ReversalStatus] = columns.word(8, default="standing")
    takes_from: Field[TakesFrom] = columns.word(8, default="payment")
    currency = Varchar(length=3)
    amount = BigInt()
    effective_on = Date(help_text="When the money was taken in the world.")
    undone_on = columns.nullable(Date(null=True, default=None))
    reason_code = columns.nullable(Varchar(length=64, null=True, default=None))
    reason = columns.nullable(Text(null=True, default=None))
    gateway_account_id = columns.optional_reference(GatewayAccount)
    # Null where the gateway gives it no id of its own, and says it by the payment's status.
    gateway_reversal_id = columns.nullable(Varchar(length=255, null=True, default=None))
    # The instant of the newest report of the gateway that moved it.
    reported_at = columns.nullable(Timestamptz(null=True, default=None))
    created_by = columns.optional_reference(User)
    # The debit note over the fee of a cheque that bounced. Its unique index stands in the migration.
    fee_invoice_id = columns.optional_reference(Invoice)
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    reversals_have_a_known_kind = Check(columns.one_of("kind", REVERSAL_KINDS))
    reversals_have_a_known_status = Check(columns.one_of("status", REVERSAL_STATUSES))
    reversals_take_from_a_known_place = Check(columns.one_of("takes_from", TAKES_FROM))
    reversals_have_a_currency = Check(columns.is_currency())
    reversals_are_positive = Check(columns.is_amount("amount", minimum=1))
    reversals_say_when_they_were_undone = Check('("status" = \'undone\') = ("undone_on" IS NOT NULL)')


class Allocation(Row, Table, tablename="allocations"):
    """A part of a payment that covers a part of an invoice.

    Positive rows are reserved while a payment's outcome is open, then settled or released; what covers an invoice at
    once, or is put back, is settled from the beginning. Negative rows, always settled, take money off again. Nothing
    else about a row ever changes.
    """

    id = columns.primary_key()
    # Composite foreign keys: payment and invoice have this receiver and this currency.
    receiver_id = UUID()
    payment_id = UUID(index=True)
    invoice_id = UUID(index=True)
    cause: Field[AllocationCause] = columns.word(11, default="payment")
    # The refund, the reversal or the credit note, where that is the cause.
    refund_id = columns.optional_reference(Refund, index=True)
    reversal_id = columns.optional_reference(Reversal, index=True)
    # A credit note is written after what it moves, since its number is taken last: its key is checked at the end.
    credit_note_id = columns.nullable(UUID(null=True, default=None))
    currency = Varchar(length=3)
    amount = BigInt()
    status: Field[AllocationStatus] = columns.word(10)
    created_at = columns.created_at()

    allocations_have_a_known_status = Check(columns.among("status", ALLOCATION_STATUSES))
    allocations_have_a_known_cause = Check(columns.among("cause", ALLOCATION_CAUSES))
    allocations_name_their_cause = Check(
        '("cause" = \'refund\') = ("refund_id" IS NOT NULL) AND ("cause" = \'reversal\') = ("reversal_id" IS NOT NULL) '
        'AND ("cause" = \'credit_note\') = ("credit_note_id" IS NOT NULL)'
    )
    allocations_take_off_only_what_settled = Check('"amount" > 0 OR ("amount" < 0 AND "status" = \'settled\')')


class CreditRun(Row, Table, tablename="credit_runs"):
    """That a payer's credit is to be applied by the receiver's policy, as work to be done; without a payer, that of all
    its payers. There may be several of one payer; one that is done is deleted."""

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver, index=True, on_delete=OnDelete.cascade)
    payer_id = columns.optional_reference(Payer, index=True, on_delete=OnDelete.cascade)
    status: Field[WorkStatus] = columns.word(10, default="pending")
    attempts = Integer(default=0)
    deaths = columns.deaths()
    next_attempt_at = Timestamptz()
    lease_token = columns.nullable(UUID(null=True, default=None))
    error = columns.nullable(Text(null=True, default=None))
    created_at = columns.created_at()

    credit_runs_have_a_known_status = Check(columns.one_of("status", WORK_STATUSES))
    credit_runs_have_a_lease_while_leased = Check(columns.is_work())


class Attempt(Row, Table, tablename="attempts"):
    """One request that we make of a gateway: written before the call, asked about until it is known.

    Its id is the gateway's idempotency key and our reference there. `sends` counts the calls that ask for money to
    move, `attempts` every claim. The payment token is encrypted, and erased once the outcome is known.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    gateway_account_id = columns.reference(GatewayAccount, index=True)
    payment_id = columns.reference(Payment, index=True)
    # Set where the attempt is a refund's.
    refund_id = columns.optional_reference(Refund, index=True)
    kind: Field[AttemptKind] = columns.word(8)
    payment_token = columns.ciphertext(null=True)
    sends = Integer(default=0)
    status: Field[WorkStatus] = columns.word(10, default="pending")
    attempts = Integer(default=0)
    deaths = columns.deaths()
    next_attempt_at = Timestamptz()
    lease_token = columns.nullable(UUID(null=True, default=None))
    error = columns.nullable(Text(null=True, default=None))
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    attempts_have_a_known_kind = Check(columns.among("kind", ATTEMPT_KINDS))
    attempts_have_a_known_status = Check(columns.among("status", WORK_STATUSES))
    attempts_have_a_lease_while_leased = Check(columns.is_work())
    attempts_know_their_refund = Check('("kind" = \'refund\') = ("refund_id" IS NOT NULL)')


class GatewayAnswer(Row, Table, tablename="gateway_answers"):
    """What a gateway answered to a call of ours, as it came and encrypted, or the beginning of it.

    Kept by months, like events. The question was an attempt's, or a callback's that only said what had changed.
    """

    id = columns.primary_key()
    attempt_id = columns.nullable(UUID(null=True, default=None))
    callback_id = columns.nullable(UUID(null=True, default=None))
    call = Varchar(length=20)
    status = Integer()
    content = columns.ciphertext()
    is_whole = Boolean()
    received_at = Timestamptz()
    created_at = columns.created_at()

    gateway_answers_have_one_question = Check('("attempt_id" IS NULL) <> ("callback_id" IS NULL)')
