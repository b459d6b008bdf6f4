"""What the page of a pay link shows now, as a short text that is another one as soon as it would show something else.

Raw SQL: one statement asks for all links that somebody looks at.
"""

from collections.abc import Collection
from typing import TypedDict

from models import database, secrets
from models.errors import NotFound

# Payments that are shown, and some more. What an older one comes to changes an amount of the invoice.
PAYMENTS_MAX = 20
# Of a row of `invoices`. Without OFFSET 0 PostgreSQL may look for an invoice's newest payments among all there are.
STATE = f"""
    encode(sha256(convert_to(concat_ws('|', invoices.status, invoices.settlement, invoices.replaced_by_id,
        invoices.disputed, invoices.amount_paid, invoices.amount_reserved, invoices.amount_credited,
        invoices.amount_written_off, (
            SELECT string_agg(concat_ws('|', payment.id, payment.status, payment.next_action, receipts.number,
                payment.cancel_requested_at IS NOT NULL, payment.cancel_refused_at IS NOT NULL,
                EXISTS (SELECT FROM proofs WHERE proofs.payment_id = payment.id)), ',' ORDER BY payment.id)
            FROM (
                SELECT id, status, next_action, cancel_requested_at, cancel_refused_at
                FROM (SELECT * FROM payments WHERE payments.invoice_id = invoices.id OFFSET 0) AS its_own
                ORDER BY id DESC LIMIT {PAYMENTS_MAX}
            ) AS payment
            LEFT JOIN receipts ON receipts.payment_id = payment.id AND receipts.refund_id IS NULL
        )), 'UTF8')), 'hex')
"""


class _Standing(TypedDict):
    digest: bytes
    state: str


async def of(digests: Collection[bytes]) -> dict[bytes, str]:
    """The states of links, by the digests of their tokens; without those that are no links of an invoice any more."""
    found = await database.read_as(
        _Standing,
        f"SELECT pay_token_digest AS digest, {STATE} AS state FROM invoices WHERE pay_token_digest = ANY($1::bytea[])",
        list(digests),
    )
    return {row["digest"]: row["state"] for row in found}


async def now(token: str) -> str:
    """The state of one link. Raises NotFound."""
    digest = secrets.digest(token)
    found = await of([digest])
    if digest not in found:
        raise NotFound("There is no such pay link.")
    return found[digest]
