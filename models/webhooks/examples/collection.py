"""The money of the examples: payments, saved payment methods, disputes, receipts and refunds."""

from msgspec.structs import asdict, replace

from models.shapes import receipts
from models.shapes.collection import Allocation, Payment, Review
from models.shapes.disputes import Dispute
from models.shapes.payment_methods import Mandate, PaymentMethod
from models.shapes.receipts import Contents, Receipt, ReceiptedInvoice
from models.shapes.refunds import Refund, RefundReview
from models.webhooks.examples.billing import BUYER, ISSUED, RESERVED, SELLER
from models.webhooks.examples.common import BEGIN, CURRENCY, DAY, MINUTE, REFUNDED, TODAY, TOTAL, id_of, later
from models.webhooks.examples.parties import PAYER, RECEIVER

# Its payment, by card; by bank debit; and as the payer reports it.
PAYMENT = Payment(
    id=id_of("payment", "card"),
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
    gateway_account_id=id_of("gateway_account"),
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
CHALLENGED = later(
    PAYMENT,
    MINUTE,
    status="requires_action",
    gateway_payment_id=AT_GATEWAY,
)
SUCCEEDED = later(
    CHALLENGED,
    MINUTE,
    status="succeeded",
    amount_allocated=TOTAL,
    allocations=[SETTLED],
    effective_on=TODAY + DAY,
    next_action=None,
)
PAYMENT_METHOD = PaymentMethod(
    id=id_of("payment_method"),
    receiver_id=RECEIVER.id,
    payer_id=PAYER.id,
    gateway_account_id=id_of("gateway_account"),
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
PAYMENT_METHOD_DETACHED = later(
    PAYMENT_METHOD,
    DAY,
    is_default=False,
    status="detached",
    detached_at=BEGIN + MINUTE + DAY,
    detached_because="revoked",
)
DISPUTE = Dispute(
    id=id_of("dispute"),
    receiver_id=RECEIVER.id,
    payer_id=PAYER.id,
    payment_id=SUCCEEDED.id,
    gateway_account_id=id_of("gateway_account"),
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
DISPUTE_ANSWERED = later(DISPUTE, MINUTE, evidence="Grace has signed for it on 24 November.", response_status="sending")
DISPUTE_WON = later(DISPUTE_ANSWERED, DAY, status="won", funds="reinstated", response_status="sent")
DISPUTE_LOST = later(DISPUTE_ANSWERED, DAY, status="lost", response_status="sent")
RECEIPT_CONTENTS = Contents(
    id=id_of("receipt"),
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
    **asdict(RECEIPT_CONTENTS),
)
FAILED = later(
    PAYMENT,
    MINUTE,
    status="failed",
    allocations=[RELEASED],
    gateway_payment_id=AT_GATEWAY,
    failure_code="card_declined",
    failure_message="The bank declined the payment.",
)
CANCELED = later(
    CHALLENGED,
    30 * MINUTE,
    status="canceled",
    allocations=[RELEASED],
    next_action=None,
    failure_code="challenge_expired",
    failure_message="The payer did not answer in time.",
)
PUT_ASIDE = later(
    PAYMENT,
    MINUTE,
    status="needs_review",
    failure_code="fact_differs",
    failure_message="We asked for 238.00 EUR; the gateway reports 23801 EUR on account acct_example.",
    review=Review(amount=23_801, currency=CURRENCY, account="acct_example", id=AT_GATEWAY),
)
# It is taken off its invoice, and applied to the next one.
UNAPPLIED = later(SUCCEEDED, DAY, amount_allocated=0, amount_unapplied=TOTAL, allocations=[SETTLED, TAKEN_OFF])
NEXT = Allocation(invoice_id=id_of("invoice", "next"), amount=TOTAL, status="settled")
APPLIED = later(UNAPPLIED, MINUTE, amount_allocated=TOTAL, amount_unapplied=0, allocations=[SETTLED, TAKEN_OFF, NEXT])
DEBIT = replace(PAYMENT, id=id_of("payment", "debit"), method="bank_debit")
DEBIT_PENDING = later(DEBIT, MINUTE, status="pending", gateway_payment_id=AT_GATEWAY)
DEBIT_SETTLED = later(
    DEBIT_PENDING,
    2 * DAY,
    status="succeeded",
    amount_allocated=TOTAL,
    allocations=[SETTLED],
    effective_on=TODAY + 3 * DAY,
)
DEBIT_REVERSED = later(
    DEBIT_SETTLED,
    4 * DAY,
    status="reversed",
    amount_allocated=0,
    amount_reversed=TOTAL,
    allocations=[SETTLED, TAKEN_OFF],
    failure_code="debit_returned",
    failure_message="The payer's bank returned the debit.",
)
DEBIT_REINSTATED = later(
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
    id=id_of("payment", "transfer"),
    method="bank_transfer",
    status="reported",
    effective_on=TODAY + DAY,
    reference=ISSUED.reference,
    note="Sent from our new account.",
    gateway_account_id=None,
)
CHEQUE = replace(
    REPORTED, id=id_of("payment", "cheque"), method="cheque", status="pending", reference="000417", note=None
)
DEPOSITED = later(CHEQUE, 2 * DAY, deposited_on=TODAY + 3 * DAY)
BOUNCED = later(
    DEPOSITED,
    2 * DAY,
    status="failed",
    allocations=[RELEASED],
    deposited_on=None,
    failure_code="bounced",
    failure_message="No funds.",
)
DEPOSITED_AGAIN = later(BOUNCED, 2 * DAY, deposited_on=TODAY + 7 * DAY)
BOUNCED_AGAIN = later(DEPOSITED_AGAIN, 2 * DAY, deposited_on=None, failure_message="Again no funds.")
REJECTED = later(
    REPORTED,
    3 * DAY,
    status="rejected",
    allocations=[RELEASED],
    failure_code="rejected",
    failure_message="No such transfer has arrived.",
)

# A part of it goes back.
REFUND = Refund(
    id=id_of("refund"),
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
REFUND_SUCCEEDED = later(
    REFUND,
    MINUTE,
    status="succeeded",
    effective_on=TODAY + 2 * DAY,
    gateway_refund_id="simrfd_5e4d3c2b1a09f8e7d6c5b4a392817061",
)
REFUND_FAILED = later(
    REFUND,
    MINUTE,
    status="failed",
    gateway_refund_id="simrfd_5e4d3c2b1a09f8e7d6c5b4a392817061",
    failure_code="refund_refused",
    failure_message="The payer's bank does not take the money back.",
)

REFUND_PUT_ASIDE = later(
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
REFUND_REJECTED = later(
    REFUND_PUT_ASIDE,
    DAY,
    status="rejected",
    failure_code="rejected",
    failure_message="We never agreed to that. The gateway is looking into it.",
)
