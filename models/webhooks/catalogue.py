"""The catalogue of events: for each type an example, made of the same shapes as the events themselves.

The examples tell of one receiver, one of its payers and one invoice over 238.00 EUR. Each is what the object became,
and what it had been before where events of that type know it; `previous` is computed from the two, as it is for events.
"""

import datetime
import uuid
from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from models import events, ids
from models.money import references
from models.shapes import receipts
from models.shapes.billing import Invoice, InvoiceContents, Terms
from models.shapes.collection import Allocation, Payment, Review
from models.shapes.common import Address
from models.shapes.corrections import CreditedLine, CreditNote
from models.shapes.disputes import Dispute
from models.shapes.invoice_mails import InvoiceMail
from models.shapes.lines import InvoiceLine, LineInput, TaxAmount, TaxInput
from models.shapes.parties import PartySnapshot, Payer, Receiver
from models.shapes.payment_methods import Mandate, PaymentMethod
from models.shapes.receipts import Contents, Receipt, ReceiptedInvoice
from models.shapes.reconciliation import Discrepancy, Run
from models.shapes.refunds import Refund, RefundReview
from models.shapes.reminders import Reminder
from models.shapes.schedules import Every, Schedule
from models.shapes.webhooks import WebhookEndpoint

Shape = (
    Invoice
    | InvoiceMail
    | CreditNote
    | Schedule
    | Reminder
    | Payment
    | Refund
    | Receipt
    | Dispute
    | PaymentMethod
    | Payer
    | Receiver
    | WebhookEndpoint
    | Run
    | Discrepancy
)
T = TypeVar(
    "T",
    Invoice,
    InvoiceMail,
    Schedule,
    Reminder,
    Payment,
    Refund,
    Dispute,
    PaymentMethod,
    Payer,
    Receiver,
    WebhookEndpoint,
    Run,
    Discrepancy,
)

MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
BEGIN = datetime.datetime(2026, 11, 23, 9, 30, 12, 408_151, datetime.UTC)
TODAY = BEGIN.date()
CURRENCY = "EUR"
TOTAL = 23_800
REFUNDED = 5_000


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """An event as a subscriber gets it, field by field in the order of the bytes."""

    id: str
    type: str
    timestamp: datetime.datetime
    sequence: int
    data: Shape
    previous: Mapping[str, object]


class _Step(msgspec.Struct, frozen=True):
    """The object as the event shows it, and as it was before where events of that type know it."""

    sequence: int
    data: Shape
    before: Shape | None = None


def example(type_: str) -> dict[str, object]:
    """The example of that type as a subscriber decodes it from JSON."""
    decoded: dict[str, object] = msgspec.to_builtins(EXAMPLES[type_])
    return decoded


def _id(kind: str, name: str = "") -> str:
    """An id of that kind as of the beginning, always the same one for the same name."""
    milliseconds = int(BEGIN.timestamp() * 1000)
    # A name-based UUID already has the variant's bits; time and version are those of a UUIDv7.
    noise = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}/{name}").int & ((1 << 76) - 1)
    return ids.encode(kind, uuid.UUID(int=milliseconds << 80 | 7 << 76 | noise))


def _later(shape: T, after: datetime.timedelta, /, **changed: object) -> T:
    """The object some time later, with what has changed meanwhile."""
    return replace(shape, updated_at=shape.updated_at + after, **changed)


# Who it is about.
RECEIVER = Receiver(
    id=_id("receiver"),
    name="Ada's Workshop",
    email="billing@example.com",
    address=Address(line1="1 Mill Lane", city="Berlin", postal_code="10115"),
    tax_id=None,
    country="DE",
    currency=CURRENCY,
    time_zone="Europe/Berlin",
    bank_account="DE89370400440532013000",
    upi_id=None,
    invoice_prefix="INV",
    number_pattern="{PREFIX}-{YYYY}-{SEQ:5}",
    payment_terms_days=14,
    tolerance=None,
    rounding="group",
    language="en",
    credit_policy="manual",
    status="active",
    metadata={},
    created_at=BEGIN,
    updated_at=BEGIN,
)
RECEIVER_UPDATED = _later(RECEIVER, DAY, payment_terms_days=30)
PAYER = Payer(
    collection="manual",
    language=None,
    id=_id("payer"),
    receiver_id=RECEIVER.id,
    user_id=None,
    name="Grace & Daughters",
    email="office@example.com",
    address=Address(line1="2 Harbour Street", city="Hamburg", postal_code="20095"),
    tax_id=None,
    country="DE",
    status="active",
    metadata={"customer": "4711"},
    created_at=BEGIN,
    updated_at=BEGIN,
)
PAYER_UPDATED = _later(PAYER, DAY, email="accounts@example.com")
PAYER_ARCHIVED = _later(PAYER, 90 * DAY, status="archived")
ENDPOINT = WebhookEndpoint(
    id=_id("webhook_endpoint"),
    receiver_id=RECEIVER.id,
    url="https://example.com/webhooks",
    description=None,
    event_types=["invoice.*", "payment.succeeded"],
    payload="full",
    signature="v1",
    public_key=None,
    header_names=[],
    max_in_flight=10,
    max_per_second=None,
    status="enabled",
    disabled_reason=None,
    paused_until=None,
    failing_since=None,
    metadata={},
    created_at=BEGIN,
    updated_at=BEGIN,
)
ENDPOINT_DISABLED = _later(ENDPOINT, 6 * DAY, status="disabled", disabled_reason="failing", failing_since=BEGIN + DAY)

# The invoice: two and a half hours at 80.00 EUR with 19 % tax.
DRAFT = Invoice(
    id=_id("invoice"),
    receiver_id=RECEIVER.id,
    payer_id=PAYER.id,
    kind="invoice",
    status="draft",
    settlement="unpaid",
    overdue=False,
    in_flight=False,
    disputed=False,
    number=None,
    reference=None,
    currency=CURRENCY,
    lines=[
        InvoiceLine(
            id=_id("line"),
            description="Repair of a loom, per hour",
            quantity="2.5",
            unit_price="80",
            discount=None,
            taxes=[TaxInput(name="VAT", percent="19")],
            amount=20_000,
            tax_amount=3_800,
        )
    ],
    discount=None,
    prices_include_tax=False,
    rounding="group",
    subtotal=20_000,
    discount_total=0,
    tax_total=3_800,
    taxes=[TaxAmount(name="VAT", percent="19", base=20_000, amount=3_800)],
    total=TOTAL,
    withholdings=[],
    amount_withheld=0,
    amount_paid=0,
    amount_due=0,
    amount_overdue=0,
    amount_reserved=0,
    amount_payable=0,
    amount_credited=0,
    amount_written_off=0,
    amount_overpaid=0,
    terms=None,
    payment_terms_days=None,
    instalments=[],
    issued_on=None,
    due_on=None,
    purchase_order="4500012",
    delivered_on=TODAY,
    period=None,
    memo=None,
    replaces=None,
    replaced_by=None,
    fee_of=None,
    pay_url=None,
    receiver=None,
    payer=None,
    schedule_id=None,
    period_start=None,
    metadata={"order": "2026-815"},
    created_at=BEGIN,
    updated_at=BEGIN,
)
SELLER = PartySnapshot(
    id=RECEIVER.id,
    name=RECEIVER.name,
    email=RECEIVER.email,
    address=RECEIVER.address,
    country=RECEIVER.country,
    bank_account=RECEIVER.bank_account,
)
BUYER = PartySnapshot(id=PAYER.id, name=PAYER.name, email=PAYER.email, address=PAYER.address, country=PAYER.country)
EDITED = _later(DRAFT, 4 * MINUTE, memo="Thank you for your order.")
ISSUED = _later(
    EDITED,
    MINUTE,
    status="open",
    number="INV-2026-00042",
    reference=references.make("INV-2026-00042"),
    amount_due=TOTAL,
    amount_payable=TOTAL,
    issued_on=TODAY,
    terms=Terms(type="net", days=RECEIVER.payment_terms_days),
    payment_terms_days=RECEIVER.payment_terms_days,
    due_on=TODAY + RECEIVER.payment_terms_days * DAY,
    receiver=SELLER,
    payer=BUYER,
)
RESERVED = _later(ISSUED, DAY, in_flight=True, amount_reserved=TOTAL, amount_payable=0)
PARTLY_PAID = _later(
    ISSUED, DAY, settlement="partially_paid", amount_paid=10_000, amount_due=13_800, amount_payable=13_800
)
PAID = _later(RESERVED, MINUTE, settlement="paid", in_flight=False, amount_paid=TOTAL, amount_due=0, amount_reserved=0)
OVERPAID = _later(
    ISSUED, DAY, settlement="overpaid", amount_paid=TOTAL, amount_due=0, amount_payable=0, amount_overpaid=1_200
)
OVERDUE = _later(ISSUED, 15 * DAY, overdue=True, amount_overdue=TOTAL)
REOPENED = _later(
    PAID, DAY, settlement="partially_paid", amount_paid=18_800, amount_due=REFUNDED, amount_payable=REFUNDED
)
VOIDED = _later(ISSUED, DAY, status="void", amount_due=0, amount_payable=0)
GIVEN_UP = _later(
    OVERDUE,
    60 * DAY,
    status="uncollectible",
    overdue=False,
    amount_overdue=0,
    amount_due=0,
    amount_payable=0,
    amount_written_off=TOTAL,
)

MAIL = InvoiceMail(
    id=_id("invoice_mail"),
    invoice_id=ISSUED.id,
    kind="invoice",
    reason="issued",
    to="office@example.com",
    cc=[],
    status="queued",
    detail=None,
    sent_at=None,
    created_at=ISSUED.updated_at,
    updated_at=ISSUED.updated_at,
)
MAIL_REFUSED = _later(MAIL, MINUTE, status="refused", detail="The mail server refused the recipient with 550.")

CREDIT_NOTE = CreditNote(
    id=_id("credit_note"),
    receiver_id=RECEIVER.id,
    payer_id=PAYER.id,
    invoice_id=ISSUED.id,
    number="CN-2026-00007",
    currency=CURRENCY,
    reason="Half an hour was not worked.",
    lines=[
        CreditedLine(
            line_id=DRAFT.lines[0].id,
            description=DRAFT.lines[0].description,
            quantity="0.5",
            amount=4_000,
            tax_amount=760,
            taxes=[TaxAmount(name="VAT", percent="19", base=4_000, amount=760)],
        )
    ],
    subtotal=4_000,
    tax_total=760,
    taxes=[TaxAmount(name="VAT", percent="19", base=4_000, amount=760)],
    total=4_760,
    withholdings=[],
    amount_withheld=0,
    amount_applied=4_760,
    amount_excess=0,
    excess=None,
    issued_on=TODAY,
    receiver=SELLER,
    payer=BUYER,
    metadata={},
    created_at=ISSUED.updated_at + MINUTE,
    updated_at=ISSUED.updated_at + MINUTE,
)
# The same every month from the last of January on.
SCHEDULE = Schedule(
    id=_id("schedule"),
    receiver_id=RECEIVER.id,
    payer_id=PAYER.id,
    status="active",
    invoice=InvoiceContents(
        lines=[
            LineInput(
                description="Repair of a loom, per hour",
                quantity="2.5",
                unit_price="80",
                taxes=[TaxInput(name="VAT", percent="19")],
            )
        ],
        currency=CURRENCY,
    ),
    every=Every(months=1),
    starts_on=datetime.date(2027, 1, 31),
    anchor_day=31,
    ends_on=None,
    count=12,
    catch_up="all",
    finalize=True,
    send=False,
    collect=False,
    next_period_start=datetime.date(2027, 1, 31),
    periods_passed=0,
    failing_since=None,
    failure_code=None,
    failure_message=None,
    metadata={},
    created_at=BEGIN,
    updated_at=BEGIN,
)
SCHEDULE_PAUSED = _later(SCHEDULE, DAY, status="paused")
SCHEDULE_LATER = _later(SCHEDULE, 370 * DAY, next_period_start=datetime.date(2027, 12, 31), periods_passed=11)
SCHEDULE_FAILED = _later(
    SCHEDULE_LATER,
    MINUTE,
    failing_since=BEGIN + 370 * DAY,
    failure_code="payer_archived",
    failure_message="Payer Grace & Daughters is archived.",
)
SCHEDULE_COMPLETED = _later(SCHEDULE_LATER, MINUTE, status="completed", next_period_start=None, periods_passed=12)

# Its payment, by card; by bank debit; and as the payer reports it.
PAYMENT = Payment(
    id=_id("payment", "card"),
    receiver_id=RECEIVER.id,
    payer_id=PAYER.id,
    invoice_id=ISSUED.id,
    method="card",
    status="created",
    currency=CURRENCY,
    amount=TOTAL,
    amount_allocated=0,
    amount_unapplied=0,
    amount_refunded=0,
    amount_reversed=0,
    amount_excess=0,
    allocations=[Allocation(invoice_id=ISSUED.id, amount=TOTAL, status="reserved")],
    fee_invoice_ids=[],
    effective_on=None,
    dated_on=None,
    deposited_on=None,
    reference=None,
    note=None,
    gateway_account_id=_id("gateway_account"),
    gateway_payment_id=None,
    next_action=None,
    failure_code=None,
    failure_message=None,
    review=None,
    cancellation=None,
    metadata={},
    created_at=RESERVED.updated_at,
    updated_at=RESERVED.updated_at,
)
RELEASED = Allocation(invoice_id=ISSUED.id, amount=TOTAL, status="released")
SETTLED = Allocation(invoice_id=ISSUED.id, amount=TOTAL, status="settled")
TAKEN_OFF = Allocation(invoice_id=ISSUED.id, amount=-TOTAL, status="settled")
AT_GATEWAY = "simpay_0b1c52d97e6f4a3c8d20f1a5b6c7e8d9"
CHALLENGED = _later(
    PAYMENT,
    MINUTE,
    status="requires_action",
    gateway_payment_id=AT_GATEWAY,
)
SUCCEEDED = _later(
    CHALLENGED,
    MINUTE,
    status="succeeded",
    amount_allocated=TOTAL,
    allocations=[SETTLED],
    effective_on=TODAY + DAY,
    next_action=None,
)
PAYMENT_METHOD = PaymentMethod(
    id=_id("payment_method"),
    receiver_id=RECEIVER.id,
    payer_id=PAYER.id,
    gateway_account_id=_id("gateway_account"),
    method="card",
    label="Visa ending in 4242",
    is_default=True,
    status="active",
    detached_at=None,
    detached_because=None,
    mandate=Mandate(accepted_at=BEGIN, text="You may charge this card when an invoice is due.", ip="192.0.2.7"),
    metadata={},
    created_at=BEGIN + MINUTE,
    updated_at=BEGIN + MINUTE,
)
PAYMENT_METHOD_DETACHED = _later(
    PAYMENT_METHOD,
    DAY,
    is_default=False,
    status="detached",
    detached_at=BEGIN + MINUTE + DAY,
    detached_because="revoked",
)
DISPUTE = Dispute(
    id=_id("dispute"),
    receiver_id=RECEIVER.id,
    payer_id=PAYER.id,
    payment_id=SUCCEEDED.id,
    gateway_account_id=_id("gateway_account"),
    gateway_dispute_id="simdsp_5b0c9c3a1f6e4d7c8b9a0f1e2d3c4b5a",
    status="needs_response",
    funds="withdrawn",
    currency=CURRENCY,
    amount=TOTAL,
    reason="fraudulent",
    respond_by=SUCCEEDED.updated_at + 30 * DAY,
    invoice_ids=[ISSUED.id],
    evidence=None,
    response_status="none",
    response_message=None,
    created_at=SUCCEEDED.updated_at + 23 * DAY,
    updated_at=SUCCEEDED.updated_at + 23 * DAY,
)
DISPUTE_ANSWERED = _later(
    DISPUTE, MINUTE, evidence="Grace has signed for it on 24 November.", response_status="sending"
)
DISPUTE_WON = _later(DISPUTE_ANSWERED, DAY, status="won", funds="reinstated", response_status="sent")
DISPUTE_LOST = _later(DISPUTE_ANSWERED, DAY, status="lost", response_status="sent")
RECEIPT_CONTENTS = Contents(
    id=_id("receipt"),
    kind="payment",
    number="RCT-2026-00012",
    issued_on=TODAY + DAY,
    payment_id=SUCCEEDED.id,
    refund_id=None,
    currency=CURRENCY,
    amount=TOTAL,
    method=SUCCEEDED.method,
    effective_on=TODAY + DAY,
    reference=None,
    invoices=[ReceiptedInvoice(invoice_id=ISSUED.id, number="INV-2026-00042", amount=TOTAL)],
    receiver=SELLER,
    payer=BUYER,
)
RECEIPT = Receipt(
    receiver_id=RECEIVER.id,
    payer_id=PAYER.id,
    status="valid",
    amount_taken_back=0,
    hash=receipts.written(RECEIPT_CONTENTS)[1],
    created_at=SUCCEEDED.updated_at + MINUTE,
    updated_at=SUCCEEDED.updated_at + MINUTE,
    **msgspec.structs.asdict(RECEIPT_CONTENTS),
)
FAILED = _later(
    PAYMENT,
    MINUTE,
    status="failed",
    allocations=[RELEASED],
    gateway_payment_id=AT_GATEWAY,
    failure_code="card_declined",
    failure_message="The bank declined the payment.",
)
CANCELED = _later(
    CHALLENGED,
    30 * MINUTE,
    status="canceled",
    allocations=[RELEASED],
    next_action=None,
    failure_code="challenge_expired",
    failure_message="The payer did not answer in time.",
)
PUT_ASIDE = _later(
    PAYMENT,
    MINUTE,
    status="needs_review",
    failure_code="fact_differs",
    failure_message="We asked for 238.00 EUR; the gateway reports 23801 EUR on account acct_example.",
    review=Review(amount=23_801, currency=CURRENCY, account="acct_example", id=AT_GATEWAY),
)
# It is taken off its invoice, and applied to the next one.
UNAPPLIED = _later(SUCCEEDED, DAY, amount_allocated=0, amount_unapplied=TOTAL, allocations=[SETTLED, TAKEN_OFF])
NEXT = Allocation(invoice_id=_id("invoice", "next"), amount=TOTAL, status="settled")
APPLIED = _later(UNAPPLIED, MINUTE, amount_allocated=TOTAL, amount_unapplied=0, allocations=[SETTLED, TAKEN_OFF, NEXT])
DEBIT = replace(PAYMENT, id=_id("payment", "debit"), method="bank_debit")
DEBIT_PENDING = _later(DEBIT, MINUTE, status="pending", gateway_payment_id=AT_GATEWAY)
DEBIT_SETTLED = _later(
    DEBIT_PENDING,
    2 * DAY,
    status="succeeded",
    amount_allocated=TOTAL,
    allocations=[SETTLED],
    effective_on=TODAY + 3 * DAY,
)
DEBIT_REVERSED = _later(
    DEBIT_SETTLED,
    4 * DAY,
    status="reversed",
    amount_allocated=0,
    amount_reversed=TOTAL,
    allocations=[SETTLED, TAKEN_OFF],
    failure_code="debit_returned",
    failure_message="The payer's bank returned the debit.",
)
DEBIT_REINSTATED = _later(
    DEBIT_REVERSED,
    5 * DAY,
    status="succeeded",
    amount_allocated=TOTAL,
    amount_reversed=0,
    allocations=[SETTLED, TAKEN_OFF, SETTLED],
    failure_code=None,
    failure_message=None,
)
REPORTED = replace(
    PAYMENT,
    id=_id("payment", "transfer"),
    method="bank_transfer",
    status="reported",
    effective_on=TODAY + DAY,
    reference=ISSUED.reference,
    note="Sent from our new account.",
    gateway_account_id=None,
)
CHEQUE = replace(
    REPORTED, id=_id("payment", "cheque"), method="cheque", status="pending", reference="000417", note=None
)
DEPOSITED = _later(CHEQUE, 2 * DAY, deposited_on=TODAY + 3 * DAY)
BOUNCED = _later(
    DEPOSITED,
    2 * DAY,
    status="failed",
    allocations=[RELEASED],
    deposited_on=None,
    failure_code="bounced",
    failure_message="No funds.",
)
DEPOSITED_AGAIN = _later(BOUNCED, 2 * DAY, deposited_on=TODAY + 7 * DAY)
BOUNCED_AGAIN = _later(DEPOSITED_AGAIN, 2 * DAY, deposited_on=None, failure_message="Again no funds.")
REJECTED = _later(
    REPORTED,
    3 * DAY,
    status="rejected",
    allocations=[RELEASED],
    failure_code="rejected",
    failure_message="No such transfer has arrived.",
)

# A part of it goes back.
REFUND = Refund(
    id=_id("refund"),
    receiver_id=RECEIVER.id,
    payer_id=PAYER.id,
    payment_id=SUCCEEDED.id,
    status="requested",
    takes_from="payment",
    currency=CURRENCY,
    amount=REFUNDED,
    reason="The repair took less time.",
    effective_on=None,
    gateway_refund_id=None,
    failure_code=None,
    failure_message=None,
    review=None,
    metadata={},
    created_at=SUCCEEDED.updated_at + DAY,
    updated_at=SUCCEEDED.updated_at + DAY,
)
REFUND_SUCCEEDED = _later(
    REFUND,
    MINUTE,
    status="succeeded",
    effective_on=TODAY + 2 * DAY,
    gateway_refund_id="simrfd_5e4d3c2b1a09f8e7d6c5b4a392817061",
)
REFUND_FAILED = _later(
    REFUND,
    MINUTE,
    status="failed",
    gateway_refund_id="simrfd_5e4d3c2b1a09f8e7d6c5b4a392817061",
    failure_code="refund_refused",
    failure_message="The payer's bank does not take the money back.",
)

REFUND_PUT_ASIDE = _later(
    REFUND,
    MINUTE,
    status="needs_review",
    failure_code="fact_differs",
    failure_message="We asked for 20.00 EUR; the gateway reports 25.00 EUR on account acct_example, as its refund "
    "simrfd_5e4d3c2b1a09f8e7d6c5b4a392817061.",
    review=RefundReview(
        amount=2_500,
        currency=CURRENCY,
        account="acct_example",
        id="simrfd_5e4d3c2b1a09f8e7d6c5b4a392817061",
        gateway_payment_id=AT_GATEWAY,
    ),
)
REFUND_REJECTED = _later(
    REFUND_PUT_ASIDE,
    DAY,
    status="rejected",
    failure_code="rejected",
    failure_message="We never agreed to that. The gateway is looking into it.",
)

# Who was reminded, and who was not.
REMINDER = Reminder(
    id=_id("reminder"),
    receiver_id=RECEIVER.id,
    invoice_id=ISSUED.id,
    instalment=1,
    stage=7,
    due_on=TODAY + 14 * DAY,
    status="due",
    reason=None,
    detail=None,
    sent_at=None,
    created_at=BEGIN + 21 * DAY,
    updated_at=BEGIN + 21 * DAY,
)
REMINDED = _later(REMINDER, MINUTE, status="sent", sent_at=BEGIN + 21 * DAY + MINUTE)
NOT_REMINDED = replace(REMINDER, id=_id("reminder", "skipped"), status="skipped", reason="in_flight")

# The gateway's books beside ours.
RUN = Run(
    id=_id("reconciliation_run"),
    receiver_id=RECEIVER.id,
    gateway_account_id=_id("gateway_account"),
    since=BEGIN,
    until=BEGIN + 2 * DAY,
    status="completed",
    payments_there=18,
    payments_here=17,
    refunds_there=2,
    refunds_here=2,
    reversals_there=1,
    reversals_here=1,
    discrepancies_found=1,
    error=None,
    created_at=BEGIN + 2 * DAY,
    updated_at=BEGIN + 2 * DAY + MINUTE,
)
DISCREPANCY = Discrepancy(
    id=_id("discrepancy"),
    receiver_id=RECEIVER.id,
    gateway_account_id=_id("gateway_account"),
    run_id=RUN.id,
    subject="payment",
    kind="missing_here",
    status="open",
    payment_id=None,
    gateway_payment_id="simpay_c4b5a69788796a5b4c3d2e1f00112233",
    refund_id=None,
    reversal_id=None,
    gateway_object_id=None,
    currency=CURRENCY,
    amount_here=None,
    amount_there=4_200,
    status_here=None,
    status_there="succeeded",
    resolution=None,
    resolved_by=None,
    resolved_at=None,
    age_seconds=0,
    created_at=RUN.updated_at,
    updated_at=RUN.updated_at,
)

_STEPS: Mapping[str, _Step] = {
    "invoice.created": _Step(1, DRAFT),
    "invoice.updated": _Step(2, EDITED, before=DRAFT),
    "invoice.deleted": _Step(3, EDITED),
    "invoice.finalized": _Step(3, ISSUED, before=EDITED),
    "invoice.partially_paid": _Step(4, PARTLY_PAID, before=ISSUED),
    "invoice.paid": _Step(4, PAID, before=RESERVED),
    "invoice.overpaid": _Step(4, OVERPAID, before=ISSUED),
    "invoice.overdue": _Step(4, OVERDUE, before=ISSUED),
    "invoice.reopened": _Step(5, REOPENED, before=PAID),
    "invoice.sent": _Step(4, ISSUED),
    "invoice.voided": _Step(4, VOIDED, before=ISSUED),
    "invoice.marked_uncollectible": _Step(5, GIVEN_UP, before=OVERDUE),
    "invoice_mail.failed": _Step(1, MAIL_REFUSED, before=MAIL),
    "credit_note.issued": _Step(1, CREDIT_NOTE),
    "schedule.created": _Step(1, SCHEDULE),
    "schedule.updated": _Step(2, SCHEDULE_PAUSED, before=SCHEDULE),
    "schedule.completed": _Step(2, SCHEDULE_COMPLETED, before=SCHEDULE_LATER),
    "schedule.failed": _Step(2, SCHEDULE_FAILED, before=SCHEDULE_LATER),
    "reminder.sent": _Step(1, REMINDED, before=REMINDER),
    "reminder.skipped": _Step(1, NOT_REMINDED),
    "payment.created": _Step(1, PAYMENT),
    "payment.requires_action": _Step(2, CHALLENGED, before=PAYMENT),
    "payment.reported": _Step(1, REPORTED),
    "payment.pending": _Step(2, DEBIT_PENDING, before=DEBIT),
    "payment.deposited": _Step(2, DEPOSITED, before=CHEQUE),
    "payment.bounced": _Step(5, BOUNCED_AGAIN, before=DEPOSITED_AGAIN),
    "payment.succeeded": _Step(3, SUCCEEDED, before=CHALLENGED),
    "payment.failed": _Step(2, FAILED, before=PAYMENT),
    "payment.canceled": _Step(3, CANCELED, before=CHALLENGED),
    "payment.rejected": _Step(2, REJECTED, before=REPORTED),
    "payment.reversed": _Step(4, DEBIT_REVERSED, before=DEBIT_SETTLED),
    "payment.reinstated": _Step(5, DEBIT_REINSTATED, before=DEBIT_REVERSED),
    "payment.needs_review": _Step(2, PUT_ASIDE, before=PAYMENT),
    "credit.created": _Step(4, UNAPPLIED, before=SUCCEEDED),
    "credit.applied": _Step(5, APPLIED, before=UNAPPLIED),
    "refund.created": _Step(1, REFUND),
    "refund.succeeded": _Step(2, REFUND_SUCCEEDED, before=REFUND),
    "refund.failed": _Step(2, REFUND_FAILED, before=REFUND),
    "refund.needs_review": _Step(2, REFUND_PUT_ASIDE, before=REFUND),
    "refund.rejected": _Step(3, REFUND_REJECTED, before=REFUND_PUT_ASIDE),
    "receipt.issued": _Step(1, RECEIPT),
    "mandate.created": _Step(1, PAYMENT_METHOD),
    "mandate.revoked": _Step(2, PAYMENT_METHOD_DETACHED, before=PAYMENT_METHOD),
    "dispute.opened": _Step(1, DISPUTE),
    "dispute.due_soon": _Step(2, DISPUTE),
    "dispute.updated": _Step(2, DISPUTE_ANSWERED, before=DISPUTE),
    "dispute.won": _Step(4, DISPUTE_WON, before=DISPUTE_ANSWERED),
    "dispute.lost": _Step(4, DISPUTE_LOST, before=DISPUTE_ANSWERED),
    "payer.created": _Step(1, PAYER),
    "payer.updated": _Step(2, PAYER_UPDATED, before=PAYER),
    "payer.deleted": _Step(2, PAYER_ARCHIVED),
    "receiver.updated": _Step(1, RECEIVER_UPDATED, before=RECEIVER),
    "webhook_endpoint.disabled": _Step(2, ENDPOINT_DISABLED, ENDPOINT),
    "reconciliation.completed": _Step(1, RUN),
    "reconciliation.discrepancy_found": _Step(1, DISCREPANCY),
    "ping": _Step(1, ENDPOINT),
}

EXAMPLES: Mapping[str, Example] = {
    type_: Example(
        id=_id("event", type_),
        type=type_,
        timestamp=step.data.updated_at,
        sequence=step.sequence,
        data=step.data,
        previous=events.previous(step.before, step.data),
    )
    for type_, step in ((type_, _STEPS[type_]) for type_ in events.TYPES if type_ in _STEPS)
}
