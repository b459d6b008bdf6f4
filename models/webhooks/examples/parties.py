"""The receiver and the payer of the examples, as their events show them."""

from models.shapes.common import Address
from models.shapes.parties import Payer, Receiver
from models.webhooks.examples.common import BEGIN, CURRENCY, DAY, id_of, later

RECEIVER = Receiver(
    id=id_of("receiver"),
    name="Ada's Workshop",
    email="billing@example.com",
    address=Address(line1="1 Mill Lane", city="Berlin", postal_code="10115"),
    tax_id=None,
    country="DE",
    currency=CURRENCY,
    time_zone="Europe/Berlin",
    bank_account="DE89370400440532013000",
    upi_id=None,
    colour="#1d4f91",
    logo=None,
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
RECEIVER_UPDATED = later(RECEIVER, DAY, payment_terms_days=30)
PAYER = Payer(
    collection="manual",
    language=None,
    id=id_of("payer"),
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
PAYER_UPDATED = later(PAYER, DAY, email="accounts@example.com")
PAYER_ARCHIVED = later(PAYER, 90 * DAY, status="archived")
