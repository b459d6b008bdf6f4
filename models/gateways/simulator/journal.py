"""The gateway's books: every movement of money is one row that is never changed. Balances are sums over them."""

from models.gateways.simulator.shapes import JournalKind, JournalRow, Page
from models.gateways.simulator.store import Store, now_text


def write(
    store: Store,
    kind: JournalKind,
    *,
    merchant: str,
    subject: str,
    payment: str,
    reference: str,
    account: str,
    amount: int,
    currency: str,
) -> None:
    """Books one movement; `JournalRow` says what the columns mean. The same kind and subject twice is an error."""
    store.execute(
        "INSERT INTO journal (merchant, kind, subject, payment, reference, account, amount, currency, created_at)"
        " VALUES (:merchant, :kind, :subject, :payment, :reference, :account, :amount, :currency, :created_at)",
        merchant=merchant,
        kind=kind,
        subject=subject,
        payment=payment,
        reference=reference,
        account=account,
        amount=amount,
        currency=currency,
        created_at=now_text(),
    )


def balance(store: Store, *, payment: str) -> int:
    """How much of a payment's money the merchant still has."""
    total = store.value(
        "SELECT COALESCE(SUM(CASE WHEN kind IN ('capture', 'refund_return', 'dispute_reinstatement') THEN amount"
        " WHEN kind = 'void' THEN 0 ELSE -amount END), 0) FROM journal WHERE payment = :payment",
        payment=payment,
    )
    return int(total or 0)


def taken_back(store: Store, *, payment: str) -> int:
    """How much of a payment's money the payer's bank has taken back and not given back."""
    total = store.value(
        "SELECT COALESCE(SUM(CASE WHEN kind = 'dispute_reinstatement' THEN -amount ELSE amount END), 0) FROM journal"
        " WHERE payment = :payment AND kind IN ('return', 'dispute_withdrawal', 'dispute_reinstatement')",
        payment=payment,
    )
    return int(total or 0)


def page(store: Store, *, merchant: str, reference: str | None, after: int, limit: int) -> Page[JournalRow]:
    """The rows of one merchant (and one reference) whose number is greater than `after`."""
    rows = store.rows(
        JournalRow,
        "SELECT * FROM journal WHERE merchant = :merchant AND number > :after"
        " AND (:reference IS NULL OR reference = :reference) ORDER BY number LIMIT :limit",
        merchant=merchant,
        after=after,
        reference=reference,
        limit=limit + 1,
    )
    has_more = len(rows) > limit
    rows = rows[:limit]
    return Page(data=rows, has_more=has_more, next_cursor=str(rows[-1].number) if has_more else None)
