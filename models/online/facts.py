"""What a gateway says, whatever it speaks of: the one place where its facts are told apart."""

import uuid

from models.gateways.base import Fact, PaymentFact, RefundFact
from models.money.amounts import AMOUNT_MAX
from models.online import payment_facts, refund_facts, reversal_facts


async def apply(fact: Fact, *, gateway_account_id: uuid.UUID) -> bool:
    """Moves a payment, a refund or a reversal forward; False when it fits nothing that we know.

    Harmless twice and in any order. Raises ValueError for an amount that no money has.
    """
    if not 1 <= fact.amount <= AMOUNT_MAX:
        raise ValueError(f"The gateway says {fact.amount} minor units: an amount is from 1 to {AMOUNT_MAX}.")
    if isinstance(fact, PaymentFact):
        return await payment_facts.apply(fact, gateway_account_id=gateway_account_id)
    if isinstance(fact, RefundFact):
        return await refund_facts.apply(fact, gateway_account_id=gateway_account_id)
    return await reversal_facts.apply(fact, gateway_account_id=gateway_account_id)
