"""Orphans: facts that fit nothing we know. Kept as discrepancies, so that no money moves at a gateway in silence.

Raw SQL: what was reported is closed by what it is about, in one statement.
"""

import uuid

from models import clock, database
from models.collection import findings
from models.collection.findings import Difference
from models.gateways.base import Fact, PaymentFact, RefundFact
from models.tables.collection import Payment
from models.tables.reconciliation import DiscrepancySubject


async def report(fact: Fact, *, receiver_id: uuid.UUID, gateway_account_id: uuid.UUID) -> None:
    """Keeps and announces, in the caller's transaction, that the gateway knows something which we do not.

    Of a refund and of a reversal the payment may be ours all the same; then it is named, as comparisons do.
    """
    subject, object_id = _about(fact)
    payment = None
    if subject != "payment":
        is_of_account = Payment.gateway_account_id == gateway_account_id
        is_it = Payment.gateway_payment_id == fact.gateway_payment_id
        payment = await Payment.objects().where(is_of_account, is_it).first()
    await findings.report(
        receiver_id=receiver_id,
        gateway_account_id=gateway_account_id,
        difference=Difference(
            subject=subject,
            kind="missing_here",
            currency=fact.currency,
            payment_id=None if payment is None else payment.id,
            gateway_payment_id=fact.gateway_payment_id,
            gateway_object_id=object_id,
            amount_there=fact.amount,
            status_there=fact.status,
        ),
    )


async def close(fact: Fact, *, gateway_account_id: uuid.UUID) -> None:
    """A fact about the same has been applied: what was reported of it is over. Does nothing where nothing was."""
    subject, object_id = _about(fact)
    # What was found about one payment beside another of ours is another matter, and names ours.
    await database.execute(
        """
        UPDATE discrepancies SET status = 'resolved', resolved_at = $5, resolution = $6
        WHERE gateway_account_id = $1 AND status = 'open' AND kind = 'missing_here'
          AND subject = $2 AND gateway_payment_id = $3 AND gateway_object_id IS NOT DISTINCT FROM $4
          AND (subject <> 'payment' OR payment_id IS NULL)
        """,
        gateway_account_id,
        subject,
        fact.gateway_payment_id,
        object_id,
        clock.now(),
        "What it is about has become known here, and what the gateway said of it was applied.",
    )


def _about(fact: Fact) -> tuple[DiscrepancySubject, str | None]:
    """What a fact is about, and the gateway's id of that, if it is no payment."""
    if isinstance(fact, PaymentFact):
        return "payment", None
    if isinstance(fact, RefundFact):
        return "refund", fact.gateway_refund_id
    return "reversal", fact.gateway_reversal_id
