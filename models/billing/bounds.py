"""What the documents of one receiver may come to in one currency, so that no sum of them is beyond what JSON holds.

Every sum that clients see (balances of payers and of ledger accounts, what is overpaid) is one of issued invoices, or
of payments, of a receiver in a currency. There is no row with these sums, since all who issue and pay would wait for
it; they are added up where a document is large enough to matter.

Raw SQL: sums.
"""

import uuid

from models import database
from models.errors import SumTooLarge
from models.money.amounts import AMOUNT_MAX

# From here on a document is large: 85,899,345.92 in euro. Smaller ones come to more than JSON holds only if there are
# more than a million of nearly this size, for which the readers of sums have a bound of their own.
LARGE = 2**33


async def check_invoice(*, receiver_id: uuid.UUID, currency: str, total: int) -> None:
    """Raises SumTooLarge where the receiver's issued invoices would come to too much with this one.

    The caller holds the lock on the receiver that `is_large` asks for.
    """
    if is_large(total):
        sum_ = await database.fetch_value(
            int,
            "SELECT least(coalesce(sum(total), 0), $3)::bigint FROM invoices "
            "WHERE receiver_id = $1 AND currency = $2 AND status <> 'draft'",
            receiver_id,
            currency,
            AMOUNT_MAX,
        )
        _check("invoices", sum_ or 0, total, currency, pointer=None)


async def check_payment(*, receiver_id: uuid.UUID, currency: str, amount: int, pointer: str | None) -> None:
    """Raises SumTooLarge where the receiver's payments, whatever becomes of them, would come to too much with this one.

    Locks the receiver for a large one: two at once are added up one after the other.
    """
    if is_large(amount):
        if not database.locks_rows():
            raise database.must_lock("large payments are added up one after the other")
        await database.execute("SELECT FROM receivers WHERE id = $1 FOR NO KEY UPDATE", receiver_id)
        sum_ = await database.fetch_value(
            int,
            "SELECT least(coalesce(sum(amount), 0), $3)::bigint FROM payments WHERE receiver_id = $1 AND currency = $2",
            receiver_id,
            currency,
            AMOUNT_MAX,
        )
        _check("payments", sum_ or 0, amount, currency, pointer=pointer)


def is_large(amount: int) -> bool:
    """Whether a document's amount is one that sums are asked for, under a lock on its receiver that excludes others."""
    return amount >= LARGE


def _check(what: str, sum_: int, amount: int, currency: str, *, pointer: str | None) -> None:
    if sum_ + amount > AMOUNT_MAX:
        raise SumTooLarge(what, amount, AMOUNT_MAX - sum_, currency, pointer=pointer)
