"""Pay links: the token of an issued invoice lets its holder see that invoice, pay it online, and nothing else.

Tokens have 256 random bits and are looked up by their hash; the row keeps them encrypted, to be able to show the link.
"""

from typing import Any

from models import database, ids, secrets
from models.access import Caller
from models.billing.invoices import COLUMNS
from models.collection import outcomes, payments
from models.errors import NotFound
from models.shapes.payments import OnlinePaymentInput, PaymentInput


async def find(token: str) -> Any:
    """The invoice of a pay link. Raises NotFound."""
    row = await database.fetch_row(f"SELECT {COLUMNS} FROM invoices WHERE pay_token_digest = $1", secrets.digest(token))
    if row is None:
        raise NotFound("There is no such pay link.")
    return row


async def pay(token: str, given: OnlinePaymentInput) -> Any:
    """Begins an online payment of the link's invoice. Raises what `payments.create` does."""
    invoice = await find(token)
    # Acts as the payer of this invoice, for this one call.
    holder = Caller(key=f"pay_link:{invoice['id']}", payer_ids=frozenset({invoice["payer_id"]}))
    return await payments.create(
        holder,
        PaymentInput(
            method=given.method,
            invoice_id=ids.encode("invoice", invoice["id"]),
            amount=given.amount,
            currency=given.currency,
            gateway_account_id=given.gateway_account_id,
            payment_token=given.payment_token,
        ),
    )


async def payment(token: str, payment_id: str) -> Any:
    """A payment of the link's invoice that was begun by a link. Raises NotFound."""
    invoice = await find(token)
    row = await database.fetch_row(
        f"SELECT {outcomes.COLUMNS} FROM payments WHERE id = $1 AND invoice_id = $2 AND created_by IS NULL",
        ids.decode("payment", payment_id),
        invoice["id"],
    )
    if row is None:
        raise NotFound("There is no such payment.")
    return row
