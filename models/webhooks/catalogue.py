"""The catalogue of events: for each type an example, made of the same shapes as the events themselves.

The examples tell of one receiver, one of its payers and one invoice over 238.00 EUR; they stand in
models/webhooks/examples. Each is what the object became, and what it had been before where events of that type know
it; `previous` is computed from the two, as it is for events.
"""

import datetime
from collections.abc import Mapping

import msgspec

from models import events
from models.webhooks.examples import billing, collection, endpoints, parties, reconciliation
from models.webhooks.examples.common import Shape, id_of


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


_STEPS: Mapping[str, _Step] = {
    "invoice.created": _Step(1, billing.DRAFT),
    "invoice.updated": _Step(2, billing.EDITED, before=billing.DRAFT),
    "invoice.deleted": _Step(3, billing.EDITED),
    "invoice.finalized": _Step(3, billing.ISSUED, before=billing.EDITED),
    "invoice.partially_paid": _Step(4, billing.PARTLY_PAID, before=billing.ISSUED),
    "invoice.paid": _Step(4, billing.PAID, before=billing.RESERVED),
    "invoice.overpaid": _Step(4, billing.OVERPAID, before=billing.ISSUED),
    "invoice.overdue": _Step(4, billing.OVERDUE, before=billing.ISSUED),
    "invoice.reopened": _Step(5, billing.REOPENED, before=billing.PAID),
    "invoice.sent": _Step(4, billing.ISSUED),
    "invoice.voided": _Step(4, billing.VOIDED, before=billing.ISSUED),
    "invoice.marked_uncollectible": _Step(5, billing.GIVEN_UP, before=billing.OVERDUE),
    "invoice_mail.failed": _Step(1, billing.MAIL_REFUSED, before=billing.MAIL),
    "credit_note.issued": _Step(1, billing.CREDIT_NOTE),
    "schedule.created": _Step(1, billing.SCHEDULE),
    "schedule.updated": _Step(2, billing.SCHEDULE_PAUSED, before=billing.SCHEDULE),
    "schedule.completed": _Step(2, billing.SCHEDULE_COMPLETED, before=billing.SCHEDULE_LATER),
    "schedule.failed": _Step(2, billing.SCHEDULE_FAILED, before=billing.SCHEDULE_LATER),
    "reminder.sent": _Step(1, billing.REMINDED, before=billing.REMINDER),
    "reminder.skipped": _Step(1, billing.NOT_REMINDED),
    "payment.created": _Step(1, collection.PAYMENT),
    "payment.requires_action": _Step(2, collection.CHALLENGED, before=collection.PAYMENT),
    "payment.reported": _Step(1, collection.REPORTED),
    "payment.pending": _Step(2, collection.DEBIT_PENDING, before=collection.DEBIT),
    "payment.deposited": _Step(2, collection.DEPOSITED, before=collection.CHEQUE),
    "payment.bounced": _Step(5, collection.BOUNCED_AGAIN, before=collection.DEPOSITED_AGAIN),
    "payment.succeeded": _Step(3, collection.SUCCEEDED, before=collection.CHALLENGED),
    "payment.failed": _Step(2, collection.FAILED, before=collection.PAYMENT),
    "payment.canceled": _Step(3, collection.CANCELED, before=collection.CHALLENGED),
    "payment.rejected": _Step(2, collection.REJECTED, before=collection.REPORTED),
    "payment.reversed": _Step(4, collection.DEBIT_REVERSED, before=collection.DEBIT_SETTLED),
    "payment.reinstated": _Step(5, collection.DEBIT_REINSTATED, before=collection.DEBIT_REVERSED),
    "payment.needs_review": _Step(2, collection.PUT_ASIDE, before=collection.PAYMENT),
    "credit.created": _Step(4, collection.UNAPPLIED, before=collection.SUCCEEDED),
    "credit.applied": _Step(5, collection.APPLIED, before=collection.UNAPPLIED),
    "refund.created": _Step(1, collection.REFUND),
    "refund.succeeded": _Step(2, collection.REFUND_SUCCEEDED, before=collection.REFUND),
    "refund.failed": _Step(2, collection.REFUND_FAILED, before=collection.REFUND),
    "refund.needs_review": _Step(2, collection.REFUND_PUT_ASIDE, before=collection.REFUND),
    "refund.rejected": _Step(3, collection.REFUND_REJECTED, before=collection.REFUND_PUT_ASIDE),
    "receipt.issued": _Step(1, collection.RECEIPT),
    "mandate.created": _Step(1, collection.PAYMENT_METHOD),
    "mandate.revoked": _Step(2, collection.PAYMENT_METHOD_DETACHED, before=collection.PAYMENT_METHOD),
    "dispute.opened": _Step(1, collection.DISPUTE),
    "dispute.due_soon": _Step(2, collection.DISPUTE),
    "dispute.updated": _Step(2, collection.DISPUTE_ANSWERED, before=collection.DISPUTE),
    "dispute.won": _Step(4, collection.DISPUTE_WON, before=collection.DISPUTE_ANSWERED),
    "dispute.lost": _Step(4, collection.DISPUTE_LOST, before=collection.DISPUTE_ANSWERED),
    "payer.created": _Step(1, parties.PAYER),
    "payer.updated": _Step(2, parties.PAYER_UPDATED, before=parties.PAYER),
    "payer.deleted": _Step(2, parties.PAYER_ARCHIVED),
    "receiver.updated": _Step(1, parties.RECEIVER_UPDATED, before=parties.RECEIVER),
    "webhook_endpoint.disabled": _Step(2, endpoints.ENDPOINT_DISABLED, before=endpoints.ENDPOINT),
    "reconciliation.completed": _Step(1, reconciliation.RUN),
    "reconciliation.discrepancy_found": _Step(1, reconciliation.DISCREPANCY),
    "ping": _Step(1, endpoints.ENDPOINT),
}

EXAMPLES: Mapping[str, Example] = {
    type_: Example(
        id=id_of("event", type_),
        type=type_,
        timestamp=step.data.updated_at,
        sequence=step.sequence,
        data=step.data,
        previous=events.previous(step.before, step.data),
    )
    for type_, step in ((type_, _STEPS[type_]) for type_ in events.TYPES if type_ in _STEPS)
}
