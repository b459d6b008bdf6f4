"""What is owed: invoices, what is taken off them again, and the counters that number them."""

from typing import Literal, get_args

from piccolo.columns import (
    JSON,
    JSONB,
    UUID,
    BigInt,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.money.amounts import AMOUNT_MAX
from models.money.terms import TERMS_TYPES, TermsType
from models.money.totals import ROUNDINGS, Rounding
from models.tables import columns
from models.tables.columns import Field
from models.tables.parties import Receiver
from models.tables.row import Row
from models.tables.schedules import Schedule
from models.tables.users import User

InvoiceStatus = Literal["draft", "open", "void", "uncollectible"]
INVOICE_STATUSES: tuple[InvoiceStatus, ...] = get_args(InvoiceStatus)
# What an invoice is called: a debit note asks for the fee of a cheque that bounced.
InvoiceKind = Literal["invoice", "debit_note"]
Settlement = Literal["unpaid", "partially_paid", "paid", "overpaid"]
SeriesKind = Literal["invoice", "credit_note", "receipt"]
SERIES_KINDS: tuple[SeriesKind, ...] = get_args(SeriesKind)
# Why a part of an invoice is not asked for any more; "uncollectible" is all that remained, given up as bad debt.
WriteOffReason = Literal["bank_fee", "rounding", "withholding_tax", "discount_taken", "goodwill", "uncollectible"]
WRITE_OFF_REASONS: tuple[WriteOffReason, ...] = get_args(WriteOffReason)
WriteOffStatus = Literal["standing", "undone"]
WRITE_OFF_STATUSES: tuple[WriteOffStatus, ...] = get_args(WriteOffStatus)
# What becomes of money that an invoice had been paid with and that a credit note takes off it.
Excess = Literal["credit", "refund", "paid_out"]
EXCESSES: tuple[Excess, ...] = get_args(Excess)


class Invoice(Row, Table, tablename="invoices"):
    """A request for payment. `lines` are `shapes.lines.InvoiceLine`, in their order. `amount_…` columns are caches of
    facts, written with the facts.

    The function `check_invoice`, of a migration, makes its checks (docs/decisions/0029 says why), and fills in what
    follows from the amounts, so that it can never disagree with them: `settlement` (unpaid, partially_paid, paid,
    overpaid), `overdue` (whether anything remains of an instalment that was announced as overdue) and `next_overdue_on`
    (the due date of the first instalment that can still become overdue). Nobody writes these three, so they are not
    declared here. In migrations stand besides the composite foreign key to the payer and the partial indexes, such as
    `invoices_have_one_reference_each` and `invoices_are_one_per_period_of_a_schedule`.
    """

    id = columns.primary_key()
    # It is there as that of the payer, who is one of its own: the composite key of both is the only one.
    receiver_id = columns.reference(Receiver)
    payer_id = UUID()
    status: Field[InvoiceStatus] = columns.word(14, default="draft")
    number = columns.nullable(Varchar(length=64, null=True, default=None))
    reference = columns.nullable(Varchar(length=25, null=True, default=None))
    # Issued before 0.4.0 with the reference of an older invoice of the receiver, which stays as it was printed.
    reference_is_shared = Boolean(default=False)
    currency = Varchar(length=3)
    prices_include_tax = Boolean(default=False)
    rounding: Field[Rounding] = columns.word(5, default="group")
    lines = JSON(default="[]", help_text="In their order, as clients see them. They are read and written as a whole.")
    discount = columns.nullable(JSONB(null=True, default=None))
    memo = columns.nullable(Text(null=True, default=None))
    purchase_order = columns.nullable(Varchar(length=100, null=True, default=None))
    # When what is billed was delivered: on a day, or over a period with both of its days.
    delivered_on = columns.nullable(Date(null=True, default=None))
    period_from = columns.nullable(Date(null=True, default=None))
    period_to = columns.nullable(Date(null=True, default=None))
    subtotal = BigInt()
    discount_total = BigInt()
    tax_total = BigInt()
    total = BigInt()
    taxes = JSON(default="[]")
    withholdings = JSON(default="[]")
    amount_withheld = BigInt(help_text="Of the total, what the payer pays to the tax office and not to the receiver.")
    amount_paid = BigInt(help_text="Allocated by settled payments, less what was refunded or reversed.")
    amount_reserved = BigInt(help_text="Held by online payments whose outcome is open.")
    amount_credited = BigInt(help_text="Taken off what is to be paid by credit notes; what was withheld of it is not.")
    amount_written_off = BigInt(help_text="Given up.")
    amount_overpaid = BigInt(help_text="Unapplied money of payments that were made for this invoice.")
    terms_type: Field[TermsType | None] = columns.optional_word(12)
    terms_days = columns.nullable(Integer(null=True, default=None))
    instalments = columns.nullable(JSONB(null=True, default=None, help_text="Their amounts and due dates, if any."))
    due_on = columns.nullable(Date(null=True, default=None))
    issued_on = columns.nullable(Date(null=True, default=None))
    time_zone = columns.nullable(Varchar(length=64, null=True, default=None))
    overdue_noted = columns.integers(help_text="Positions of the instalments that were announced as overdue.")
    disputed = Boolean(default=False)
    # Which schedule it was made by, for which of its periods.
    schedule_id = columns.optional_reference(Schedule)
    period_start = columns.nullable(Date(null=True, default=None))
    receiver_snapshot = columns.nullable(JSON(null=True, default=None))
    payer_snapshot = columns.nullable(JSON(null=True, default=None))
    pay_token = columns.ciphertext(null=True)
    pay_token_digest = columns.nullable(Bytea(null=True, default=None, unique=True))
    finalized_at = columns.nullable(Timestamptz(null=True, default=None))
    # The invoice that this one takes the place of, and the one that took its place; their keys stand in the migration.
    replaces_id = columns.nullable(UUID(null=True, default=None))
    replaced_by_id = columns.nullable(UUID(null=True, default=None))
    # Of a debit note: the cheque that bounced, and the reversal by which it did if it had cleared. Of the payment the
    # composite key stands in the migration; the reversal is written after this, and names it (`fee_invoice_id`).
    fee_payment_id = columns.nullable(UUID(null=True, default=None))
    fee_reversal_id = columns.nullable(UUID(null=True, default=None))
    metadata = JSON(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    invoices_have_an_array_of_lines = Check("json_typeof(\"lines\") = 'array'")
    invoices_have_a_known_status = Check(columns.among("status", INVOICE_STATUSES))
    invoices_have_a_currency = Check(columns.is_currency())
    # Of the least and the greatest, as far as that says the same: see `columns.among`.
    invoices_have_amounts = Check(
        'least("subtotal", "discount_total", "tax_total", "total") >= 0 '
        f'AND greatest("subtotal", "discount_total", "tax_total", "total") <= {AMOUNT_MAX}'
    )
    invoices_are_rounded_by_group_or_line = Check(columns.one_of("rounding", ROUNDINGS))
    invoices_have_a_period_with_an_end = Check(
        '("period_from" IS NULL) = ("period_to" IS NULL) AND "period_from" <= "period_to"'
    )
    invoices_are_delivered_on_a_day_or_over_a_period = Check('"delivered_on" IS NULL OR "period_from" IS NULL')
    invoices_add_up = Check('"total" = "subtotal" - "discount_total" + "tax_total"')
    invoices_are_not_overpaid_v2 = Check(
        'least("amount_paid", "amount_withheld", "amount_credited", "amount_written_off", "amount_overpaid", '
        '"total" - "amount_paid" - "amount_withheld" - "amount_credited" - "amount_written_off") >= 0'
    )
    invoices_reserve_no_more_than_remains_v2 = Check(
        '"amount_reserved" BETWEEN 0 '
        'AND "total" - "amount_withheld" - "amount_credited" - "amount_written_off" - "amount_paid"'
    )
    invoices_are_complete_once_issued = Check(
        '"status" = \'draft\' OR num_nulls("number", "issued_on", "due_on", "reference", "time_zone", '
        '"receiver_snapshot", "payer_snapshot", "pay_token_digest") = 0'
    )
    invoices_take_money_only_once_issued = Check(
        f"{columns.among('status', ('open', 'uncollectible'))} "
        'OR greatest("amount_paid", "amount_reserved", "amount_written_off") = 0'
    )
    invoices_have_a_known_type_of_terms = Check(f'"terms_type" IS NULL OR {columns.one_of("terms_type", TERMS_TYPES)}')
    invoices_have_days_by_their_terms = Check(
        "(\"terms_days\" IS NOT NULL) = (coalesce(\"terms_type\", '') IN ('net', 'end_of_month'))"
    )
    invoices_are_due_by_terms_or_by_instalments = Check('"terms_type" IS NULL OR "instalments" IS NULL')
    invoices_know_their_schedule_and_period = Check('("schedule_id" IS NULL) = ("period_start" IS NULL)')
    # An index of those that have one, as that of `pay_token_digest` is: drafts have neither.
    invoices_have_one_number_each = Unique(["receiver_id", "number"])
    # The target of allocations' composite foreign key: no allocation crosses receivers or currencies.
    invoices_have_one_receiver_and_currency = Unique(["id", "receiver_id", "currency"])


class CreditNote(Row, Table, tablename="credit_notes"):
    """A document that takes off an invoice what is not asked for any more. Written once, and never changed.

    `lines` are the parts of the invoice's lines that it takes (`shapes.corrections.CreditedLine`), `total` all that it
    comes to: `amount_withheld` of it was not to be paid, `amount_applied` of it had not been paid, and for
    `amount_excess` of it, which had been, `excess` says where the money is now. The composite foreign keys to invoice
    and payer stand in the migration.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    payer_id = UUID()
    invoice_id = UUID(index=True)
    number = Varchar(length=64)
    currency = Varchar(length=3)
    reason = Text()
    lines = JSONB()
    subtotal = BigInt()
    tax_total = BigInt()
    total = BigInt()
    taxes = JSONB(default="[]")
    withholdings = JSONB(default="[]")
    amount_withheld = BigInt()
    amount_applied = BigInt()
    amount_excess = BigInt()
    excess: Field[Excess | None] = columns.optional_word(8)
    issued_on = Date()
    receiver_snapshot = JSONB()
    payer_snapshot = JSONB()
    created_by = columns.optional_reference(User)
    metadata = JSONB(default="{}")
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    credit_notes_have_a_currency = Check(columns.is_currency())
    credit_notes_have_amounts = Check(
        " AND ".join(
            [
                columns.is_amount("total", minimum=1),
                *map(columns.is_amount, ("subtotal", "tax_total", "amount_applied", "amount_excess")),
            ]
        )
    )
    credit_notes_withhold_no_less_than_nothing = Check('"amount_withheld" >= 0')
    credit_notes_add_up_v2 = Check(
        '"total" = "subtotal" + "tax_total" AND "total" = "amount_withheld" + "amount_applied" + "amount_excess"'
    )
    credit_notes_say_what_becomes_of_an_excess = Check(
        f'("excess" IS NULL) = ("amount_excess" = 0) AND ("excess" IS NULL OR {columns.one_of("excess", EXCESSES)})'
    )
    credit_notes_have_one_number_each = Unique(["receiver_id", "number"])


class OverdueNotice(Row, Table, tablename="overdue_notices"):
    """That an instalment was announced as overdue, which happens once; an invoice without any is its own first one."""

    id = columns.primary_key()
    invoice_id = columns.reference(Invoice, on_delete=OnDelete.cascade)
    position = Integer()
    due_on = Date()
    created_at = columns.created_at()

    overdue_notices_are_given_once = Unique(["invoice_id", "position"])


class WriteOff(Row, Table, tablename="write_offs"):
    """What a receiver has given up of an invoice. It may be undone; then it stays as it was, with the day of that.

    The composite foreign keys to invoice and payer, and the one to the payment that was short, stand in the migration.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    payer_id = UUID()
    invoice_id = UUID(index=True)
    # The payment that was short by it, where the receiver tolerates that: it is undone with the payment.
    payment_id = columns.nullable(UUID(null=True, default=None))
    currency = Varchar(length=3)
    amount = BigInt()
    reason: Field[WriteOffReason] = columns.word(15)
    note = columns.nullable(Text(null=True, default=None))
    status: Field[WriteOffStatus] = columns.word(8, default="standing")
    effective_on = Date()
    undone_on = columns.nullable(Date(null=True, default=None))
    created_by = columns.optional_reference(User)
    version = columns.version()
    created_at = columns.created_at()
    updated_at = columns.updated_at()

    write_offs_have_a_known_reason = Check(columns.one_of("reason", WRITE_OFF_REASONS))
    write_offs_have_a_known_status = Check(columns.one_of("status", WRITE_OFF_STATUSES))
    write_offs_have_a_currency = Check(columns.is_currency())
    write_offs_are_positive = Check(columns.is_amount("amount", minimum=1))
    write_offs_say_when_they_were_undone = Check('("status" = \'undone\') = ("undone_on" IS NOT NULL)')


class InvoiceText(Row, Table, tablename="invoice_texts"):
    """What an invoice is found by: its number, reference, memo and the printed name of its payer, in small letters.

    Beside the invoice, so that who pays it need not sort its words into their index anew. Triggers of a migration write
    it whenever one of these changes. An invoice that has never had any of them has no row.
    """

    invoice_id = ForeignKey(Invoice, primary_key=True, null=False, on_delete=OnDelete.cascade)
    texts = Text()


class NumberSeries(Row, Table, tablename="number_series"):
    """The next number of a receiver's series in a period. Taken by UPDATE … RETURNING, so a rollback leaves no gap."""

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    kind: Field[SeriesKind] = columns.word(12)
    period = Varchar(length=7)
    next_sequence = BigInt(default=1)
    last_issued_on = columns.nullable(Date(null=True, default=None))
    # The numbers that it would have given, had not another invoice had them: why its sequence has holes.
    skipped_numbers = columns.words(64)

    number_series_have_a_known_kind_v2 = Check(columns.one_of("kind", SERIES_KINDS))
    number_series_count_from_one = Check('"next_sequence" >= 1')
    number_series_are_one_per_period = Unique(["receiver_id", "kind", "period"])


class FormerPattern(Row, Table, tablename="former_patterns"):
    """How numbers of a series were written until its receiver chose another pattern or prefix.

    The pattern is one of models/money/numbering.py in which all but the sequence is literal: `INV-2026-{SEQ:5}`.
    """

    id = columns.primary_key()
    series_id = columns.reference(NumberSeries, on_delete=OnDelete.cascade)
    pattern = Varchar(length=80)
    created_at = columns.created_at()

    former_patterns_are_kept_once = Unique(["series_id", "pattern"])
