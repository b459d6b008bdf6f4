"""What a gateway's report is about: found by our reference in it, or by the gateway's own id.

Raw SQL: each is found in one statement, over its index.
"""

import uuid

from models import database, ids
from models.tables.collection import Refund

# Money that nobody asked for is a payment with an id at the gateway, in its review, and without an attempt.
_UNASKED = """SELECT id FROM payments WHERE gateway_account_id = $1 AND review ->> 'id' = $2::text
    AND NOT EXISTS (SELECT FROM attempts WHERE attempts.payment_id = payments.id AND kind = 'charge')"""


async def payment(gateway_account_id: uuid.UUID, gateway_payment_id: str, *, reference: str) -> uuid.UUID | None:
    """The payment of money that nobody asked for, where the id is one of those, or else the one that we asked for."""
    return await database.fetch_value(
        uuid.UUID,
        f"""
        SELECT coalesce(({_UNASKED}),
            (SELECT payment_id FROM attempts WHERE id = $3 AND gateway_account_id = $1 AND kind = 'charge'))
        """,
        gateway_account_id,
        gateway_payment_id,
        ids.decode("attempt", reference),
    )


async def unasked_payment(gateway_account_id: uuid.UUID, gateway_payment_id: str) -> uuid.UUID | None:
    """The payment that we have of money which nobody asked for."""
    return await database.fetch_value(uuid.UUID, _UNASKED, gateway_account_id, gateway_payment_id)


async def booked_payment(gateway_account_id: uuid.UUID, gateway_payment_id: str) -> uuid.UUID | None:
    """The payment that has taken the gateway's id."""
    return await database.fetch_value(
        uuid.UUID,
        "SELECT id FROM payments WHERE gateway_account_id = $1 AND gateway_payment_id = $2",
        gateway_account_id,
        gateway_payment_id,
    )


async def refund_id_is_taken(refund: Refund, gateway_refund_id: str) -> bool:
    """Whether another refund has the gateway's id already: then its money is booked there."""
    return await Refund.exists().where(
        Refund.gateway_account_id == refund.gateway_account_id,
        Refund.gateway_refund_id == gateway_refund_id,
        Refund.id != refund.id,
    )
