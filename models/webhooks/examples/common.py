"""What all examples share: when it happens, how much money it is about, and how a thing becomes what it is later."""

import datetime
import uuid
from typing import TypeVar

from msgspec.structs import replace

from models import ids
from models.shapes.billing import Invoice
from models.shapes.collection import Payment
from models.shapes.corrections import CreditNote
from models.shapes.disputes import Dispute
from models.shapes.invoice_mails import InvoiceMail
from models.shapes.parties import Payer, Receiver
from models.shapes.payment_methods import PaymentMethod
from models.shapes.receipts import Receipt
from models.shapes.reconciliation import Discrepancy, Run
from models.shapes.refunds import Refund
from models.shapes.reminders import Reminder
from models.shapes.schedules import Schedule
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

T = TypeVar("T", bound=Shape)

MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
BEGIN = datetime.datetime(2026, 11, 23, 9, 30, 12, 408_151, datetime.UTC)
TODAY = BEGIN.date()
CURRENCY = "EUR"
TOTAL = 23_800
REFUNDED = 5_000


def id_of(kind: str, name: str = "") -> str:
    """An id of that kind as of the beginning, always the same one for the same name."""
    milliseconds = int(BEGIN.timestamp() * 1000)
    # A name-based UUID already has the variant's bits; time and version are those of a UUIDv7.
    noise = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}/{name}").int & ((1 << 76) - 1)
    return ids.encode(kind, uuid.UUID(int=milliseconds << 80 | 7 << 76 | noise))


def later(shape: T, after: datetime.timedelta, /, **changed: object) -> T:
    """The object some time later, with what has changed meanwhile."""
    return replace(shape, updated_at=shape.updated_at + after, **changed)
