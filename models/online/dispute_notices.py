"""Mails about disputes, to those who can answer them: a receiver's owners and managers.

Each is a part of the transaction that writes what it tells of.
"""

from models import ids, rows
from models.languages import formats
from models.mail import notices, recipients
from models.tables.disputes import Dispute
from models.tables.parties import Receiver

MAILS_PER_DAY_MAX = 100


async def tell_opened(dispute: Dispute) -> None:
    """Tells that a payer disputes a payment, and until when to answer."""
    await _tell("dispute_opened", dispute, is_due=False)


async def tell_due(dispute: Dispute) -> None:
    """Tells that a dispute is to be answered soon."""
    await _tell("dispute_due", dispute, is_due=True)


async def _tell(kind: str, dispute: Dispute, *, is_due: bool) -> None:
    receiver = await rows.find(Receiver, dispute.receiver_id)
    assert receiver is not None, "who has payments is archived, never deleted"
    words = notices.dispute(
        receiver.language,
        receiver=receiver.name,
        dispute_id=ids.encode("dispute", dispute.id),
        payment_id=ids.encode("payment", dispute.payment_id),
        amount=formats.money(dispute.amount, dispute.currency, receiver.language),
        reason=dispute.reason,
        respond_by=dispute.respond_by,
        is_due=is_due,
    )
    await recipients.tell(dispute.receiver_id, words, kind=kind, per_day_max=MAILS_PER_DAY_MAX)
