"""Reminders of invoices: by which rules, which were sent or not, and who shall get none."""

from typing import Literal, get_args

from piccolo.columns import JSONB, UUID, Boolean, Date, Integer, Text, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.billing import Invoice
from models.tables.columns import WORK_STATUSES, Field, WorkStatus
from models.tables.parties import Payer, Receiver
from models.tables.row import Row
from models.tables.users import User

ReminderStatus = Literal["due", "sent", "skipped"]
REMINDER_STATUSES: tuple[ReminderStatus, ...] = get_args(ReminderStatus)
# Why one was not sent; in the order in which they are looked for, down to the address.
ReminderReason = Literal[
    "superseded",
    "not_open",
    "settled",
    "archived",
    "policy_paused",
    "payer_paused",
    "invoice_paused",
    "disputed",
    "reported",
    "in_flight",
    "credit",
    "no_address",
    "unsubscribed",
    "mail_refused",
    "mail_failed",
]
REMINDER_REASONS: tuple[ReminderReason, ...] = get_args(ReminderReason)


class ReminderPolicy(Row, Table, tablename="reminder_policies"):
    """When a receiver reminds: `stages` are days before (negative) and after the due date, with words of their own."""

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    stages = JSONB(default="[]")
    paused = Boolean(default=False)
    # Whether the receiver's people are told a day before what will be reminded of.
    notice = Boolean(default=True)
    # Since when these are the stages: what was due before is not caught up with for who was reminded already.
    stages_since = Timestamptz()
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    reminder_policies_are_one_per_receiver = Unique(["receiver_id"])


class ReminderRun(Row, Table, tablename="reminder_runs"):
    """The next look through a receiver's invoices, as work to be done: it is due when the next day begins there.

    All until `done_until` were looked through, and those of the day after it as far as `after_id`. Of the reminders of
    all days until `noticed_until` its people were told before.
    """

    id = columns.primary_key()
    policy_id = columns.reference(ReminderPolicy, on_delete=OnDelete.cascade)
    done_until = columns.nullable(Date(null=True, default=None))
    after_id = columns.nullable(UUID(null=True, default=None))
    noticed_until = columns.nullable(Date(null=True, default=None))
    status: Field[WorkStatus] = columns.word(10, default="pending")
    attempts = Integer(default=0)
    deaths = columns.deaths()
    next_attempt_at = Timestamptz()
    lease_token = columns.nullable(UUID(null=True, default=None))
    error = columns.nullable(Text(null=True, default=None))
    created_at = columns.created_at()

    reminder_runs_have_a_known_status = Check(columns.one_of("status", WORK_STATUSES))
    reminder_runs_have_a_lease_while_leased = Check(columns.is_work())
    reminder_runs_are_one_per_policy = Unique(["policy_id"])


class Reminder(Row, Table, tablename="reminders"):
    """That an instalment's stage was reached, and what became of it. There is one of each, ever."""

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    invoice_id = columns.reference(Invoice)
    # Of the instalment; an invoice without any is its own first one.
    position = Integer()
    # The stage: so many days after the instalment's due date, or before it.
    days = Integer()
    due_on = Date()
    status: Field[ReminderStatus] = columns.word(7)
    reason: Field[ReminderReason | None] = columns.optional_word(14)
    detail = columns.nullable(Text(null=True, default=None))
    sent_at = columns.nullable(Timestamptz(null=True, default=None))
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    reminders_have_a_known_status = Check(columns.one_of("status", REMINDER_STATUSES))
    reminders_say_why_none_was_sent = Check(
        '("status" = \'skipped\') = ("reason" IS NOT NULL) '
        f'AND ("reason" IS NULL OR {columns.one_of("reason", REMINDER_REASONS)})'
    )
    reminders_say_when_they_were_sent = Check('("status" = \'sent\') = ("sent_at" IS NOT NULL)')
    reminders_are_one_per_stage = Unique(["invoice_id", "position", "days"])


class ReminderPause(Row, Table, tablename="reminder_pauses"):
    """That nobody is reminded of an invoice, or none of a payer's are."""

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    invoice_id = columns.optional_reference(Invoice)
    payer_id = columns.optional_reference(Payer)
    created_by = columns.optional_reference(User)
    created_at = columns.created_at()

    reminder_pauses_are_of_an_invoice_or_a_payer = Check('("invoice_id" IS NULL) <> ("payer_id" IS NULL)')
    reminder_pauses_are_one_per_invoice = Unique(["invoice_id"])
    reminder_pauses_are_one_per_payer = Unique(["payer_id"])
