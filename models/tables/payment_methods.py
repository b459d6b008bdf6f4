"""Saved payment methods, and what is collected by them when it is due."""

from typing import Literal, get_args

from piccolo.columns import JSONB, UUID, Boolean, Date, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from models.tables import columns
from models.tables.billing import Invoice
from models.tables.collection import ONLINE_METHODS, OnlineMethod, Payment
from models.tables.columns import WORK_STATUSES, Field, WorkStatus
from models.tables.gateways import GatewayAccount
from models.tables.row import Row
from models.tables.users import User

MethodStatus = Literal["active", "detached"]
METHOD_STATUSES: tuple[MethodStatus, ...] = get_args(MethodStatus)
# Who has ended it: somebody here, or the payer at their bank, as the gateway says.
DetachedBecause = Literal["detached", "revoked"]
DETACHED_BECAUSE: tuple[DetachedBecause, ...] = get_args(DetachedBecause)
CollectionStatus = Literal["scheduled", "trying", "collected", "ended"]
COLLECTION_STATUSES: tuple[CollectionStatus, ...] = get_args(CollectionStatus)
# Why nothing more is tried; in the order in which they are looked for.
CollectionReason = Literal[
    "not_open", "settled", "manual", "no_payment_method", "mandate_revoked", "declined", "tries_used_up", "failed"
]
COLLECTION_REASONS: tuple[CollectionReason, ...] = get_args(CollectionReason)


class PaymentMethod(Row, Table, tablename="payment_methods"):
    """A card or an account that a payer lets be charged later: the gateway's token, encrypted, and who agreed to what.

    The token is erased when it is detached; the record of the mandate stays. The composite foreign key to the payer
    stands in the migration, and so does the one default of each payer.
    """

    id = columns.primary_key()
    receiver_id = UUID()
    payer_id = UUID()
    gateway_account_id = columns.reference(GatewayAccount)
    method: Field[OnlineMethod] = columns.word(12)
    label = columns.nullable(Varchar(length=140, null=True, default=None))
    token = columns.ciphertext(null=True)
    is_default = Boolean(default=False)
    status: Field[MethodStatus] = columns.word(8, default="active")
    detached_at = columns.nullable(Timestamptz(null=True, default=None))
    detached_because: Field[DetachedBecause | None] = columns.optional_word(8)
    mandate_accepted_at = Timestamptz()
    mandate_text = Text()
    mandate_ip = columns.nullable(Varchar(length=45, null=True, default=None))
    created_by = columns.optional_reference(User)
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    payment_methods_are_charged_online = Check(columns.one_of("method", ONLINE_METHODS))
    payment_methods_have_a_known_status = Check(columns.one_of("status", METHOD_STATUSES))
    payment_methods_have_a_token_while_active = Check('("status" = \'active\') = ("token" IS NOT NULL)')
    payment_methods_say_why_they_were_detached = Check(
        '("status" = \'detached\') = ("detached_at" IS NOT NULL) AND ("status" = \'detached\') = '
        f'("detached_because" IS NOT NULL) AND ("detached_because" IS NULL OR '
        f"{columns.one_of('detached_because', DETACHED_BECAUSE)})"
    )
    payment_methods_are_default_while_active = Check('"status" = \'active\' OR NOT "is_default"')


class Collection(Row, Table, tablename="collections"):
    """That an instalment of an invoice is to be collected by itself; an invoice without any is its own first one.

    A work list too: `status` is that of the work, `outcome` what has become of it. `payment_id` is the payment that
    was begun last, `tries` how many were, without those that people have canceled. Each instalment has one, which is
    unique.
    """

    id = columns.primary_key()
    receiver_id = UUID()
    invoice_id = columns.reference(Invoice)
    position = Integer()
    due_on = Date()
    outcome: Field[CollectionStatus] = columns.word(9, default="scheduled")
    reason: Field[CollectionReason | None] = columns.optional_word(17)
    payment_method_id = columns.optional_reference(PaymentMethod)
    payment_id = columns.optional_reference(Payment)
    tries = Integer(default=0)
    status: Field[WorkStatus] = columns.word(10, default="pending")
    attempts = Integer(default=0)
    deaths = columns.deaths()
    next_attempt_at = Timestamptz()
    lease_token = columns.nullable(UUID(null=True, default=None))
    error = columns.nullable(Text(null=True, default=None))
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    collections_have_a_known_outcome = Check(columns.one_of("outcome", COLLECTION_STATUSES))
    collections_say_why_they_ended = Check(
        f'("outcome" = \'ended\') = ("reason" IS NOT NULL) AND '
        f'("reason" IS NULL OR {columns.one_of("reason", COLLECTION_REASONS)})'
    )
    collections_have_a_known_status = Check(columns.one_of("status", WORK_STATUSES))
    collections_have_a_lease_while_leased = Check(columns.is_work())
