"""The invoice of the examples and what is made of it: its mail, credit note, schedule and reminder."""

import datetime

from msgspec.structs import replace

from models.money import references
from models.shapes.billing import Invoice, InvoiceContents, Terms
from models.shapes.corrections import CreditedLine, CreditNote
from models.shapes.invoice_mails import InvoiceMail
from models.shapes.lines import InvoiceLine, LineInput, LineTax, TaxAmount, TaxInput
from models.shapes.parties import PartySnapshot
from models.shapes.reminders import Reminder
from models.shapes.schedules import Every, Schedule
from models.webhooks.examples.common import BEGIN, CURRENCY, DAY, MINUTE, REFUNDED, TODAY, TOTAL, id_of, later
from models.webhooks.examples.parties import PAYER, RECEIVER

# The invoice: two and a half hours at 80.00 EUR with 19 % tax.
DRAFT = Invoice(
    id=id_of("invoice"),
    object="invoice",
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
            id=id_of("line"),
            description="Repair of a loom, per hour",
            quantity="2.5",
            unit_price="80",
            discount=None,
            taxes=[LineTax(name="VAT", percent="19")],
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
EDITED = later(DRAFT, 4 * MINUTE, memo="Thank you for your order.")
ISSUED = later(
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
RESERVED = later(ISSUED, DAY, in_flight=True, amount_reserved=TOTAL, amount_payable=0)
PARTLY_PAID = later(
    ISSUED, DAY, settlement="partially_paid", amount_paid=10_000, amount_due=13_800, amount_payable=13_800
)
PAID = later(RESERVED, MINUTE, settlement="paid", in_flight=False, amount_paid=TOTAL, amount_due=0, amount_reserved=0)
OVERPAID = later(
    ISSUED, DAY, settlement="overpaid", amount_paid=TOTAL, amount_due=0, amount_payable=0, amount_overpaid=1_200
)
OVERDUE = later(ISSUED, 15 * DAY, overdue=True, amount_overdue=TOTAL)
REOPENED = later(
    PAID, DAY, settlement="partially_paid", amount_paid=18_800, amount_due=REFUNDED, amount_payable=REFUNDED
)
VOIDED = later(ISSUED, DAY, status="void", amount_due=0, amount_payable=0)
GIVEN_UP = later(
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
    id=id_of("invoice_mail"),
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
MAIL_REFUSED = later(MAIL, MINUTE, status="refused", detail="The mail server refused the recipient with 550.")

CREDIT_NOTE = CreditNote(
    id=id_of("credit_note"),
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
    id=id_of("schedule"),
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
    billing=None,
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
SCHEDULE_PAUSED = later(SCHEDULE, DAY, status="paused")
SCHEDULE_LATER = later(SCHEDULE, 370 * DAY, next_period_start=datetime.date(2027, 12, 31), periods_passed=11)
SCHEDULE_FAILED = later(
    SCHEDULE_LATER,
    MINUTE,
    failing_since=BEGIN + 370 * DAY,
    failure_code="payer_archived",
    failure_message="Payer Grace & Daughters is archived.",
)
SCHEDULE_COMPLETED = later(SCHEDULE_LATER, MINUTE, status="completed", next_period_start=None, periods_passed=12)

# Who was reminded, and who was not.
REMINDER = Reminder(
    id=id_of("reminder"),
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
REMINDED = later(REMINDER, MINUTE, status="sent", sent_at=BEGIN + 21 * DAY + MINUTE)
NOT_REMINDED = replace(REMINDER, id=id_of("reminder", "skipped"), status="skipped", reason="in_flight")
