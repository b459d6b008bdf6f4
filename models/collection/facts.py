"""What a gateway says, whatever it speaks of: the one place where its facts are told apart."""

import uuid

from models.collection import outcomes, refunds
from models.gateways.base import Fact, PaymentFact, RefundFact


async def apply(fact: Fact, *, gateway_account_id: uuid.UUID) -> bool:
    """Moves a payment or a refund forward; False when we know no such one. Harmless twice and in any order."""
    if isinstance(fact, PaymentFact):
        return await outcomes.apply(fact, gateway_account_id=gateway_account_id)
    if isinstance(fact, RefundFact):
        return await refunds.apply(fact, gateway_account_id=gateway_account_id)
    return False
