"""The trial balance: what each account of a receiver stands at, and that debits and credits come to the same.

Raw SQL: sums over sets, kept and new ones.
"""

import datetime
import uuid
from typing import NamedTuple, TypedDict

from models import database
from models.money.currencies import format_amount
from models.shapes.common import text_id
from models.shapes.reports import booked_since
from models.tables.ledger import ACCOUNT_KINDS, AccountKind

_ACCOUNTS = f"""
SELECT account.kind, account.currency, account.gateway_account_id, coalesce(sum(part.amount), 0)::text AS balance
FROM ledger_accounts AS account LEFT JOIN (
    SELECT account_id, amount FROM ledger_balances
    WHERE account_id IN (SELECT id FROM ledger_accounts WHERE receiver_id = $1)
    UNION ALL
    SELECT newer.account_id, newer.amount FROM {booked_since(receiver="$1", entries="true")}
) AS part ON part.account_id = account.id
WHERE account.receiver_id = $1 GROUP BY account.kind, account.currency, account.gateway_account_id
"""
_TIME = """
SELECT count(*) AS transactions, min(effective_on) AS first, max(effective_on) AS last
FROM ledger_transactions WHERE receiver_id = $1
"""


class AccountRow(TypedDict):
    """What `_ACCOUNTS` select; a sum of any size, as text."""

    kind: AccountKind
    currency: str
    gateway_account_id: uuid.UUID | None
    balance: str


class TimeRow(TypedDict):
    """What `_TIME` selects."""

    transactions: int
    first: datetime.date | None
    last: datetime.date | None


class Account(NamedTuple):
    """What an account stands at, in minor units; a debit is positive."""

    kind: AccountKind
    gateway_account_id: uuid.UUID | None
    currency: str
    balance: int

    @property
    def label(self) -> str:
        """What people call it."""
        apart = text_id("gateway_account", self.gateway_account_id)
        return self.kind if apart is None else f"{self.kind} {apart}"


class Books(NamedTuple):
    """All accounts in the order of the chart, then of gateway accounts and currencies; how much was booked, and of
    which days."""

    accounts: list[Account]
    transactions: int
    first: datetime.date | None
    last: datetime.date | None

    def currencies(self) -> list[str]:
        """Those in which anything was booked."""
        return sorted({account.currency for account in self.accounts})

    def total(self, currency: str) -> tuple[int, int]:
        """What debits and credits of a currency come to; the same, where the books are right."""
        balances = [account.balance for account in self.accounts if account.currency == currency]
        return sum(each for each in balances if each > 0), -sum(each for each in balances if each < 0)


async def balance(receiver_id: uuid.UUID) -> Books:
    """A receiver's books as they are now; within a transaction that sees one instant, as they are there."""
    rows = await database.fetch_as(AccountRow, _ACCOUNTS, receiver_id)
    accounts = [Account(row["kind"], row["gateway_account_id"], row["currency"], int(row["balance"])) for row in rows]
    accounts.sort(key=lambda account: (ACCOUNT_KINDS.index(account.kind), account.label, account.currency))
    time = await database.fetch_row_as(TimeRow, _TIME, receiver_id)
    assert time is not None, "a count has a row"
    return Books(accounts, time["transactions"], time["first"], time["last"])


def table(books: Books) -> str:
    """For each currency what each account stands at, as a debit or a credit, in columns."""
    lines = []
    for currency in books.currencies():
        lines.append(f"\n{currency:<48}{'debit':>20}{'credit':>20}\n")
        for account in books.accounts:
            if account.currency == currency:
                lines.append(_row(account.label, max(account.balance, 0), max(-account.balance, 0), currency))
        lines.append(_row("total", *books.total(currency), currency))
    return "".join([*lines, "\n"])


def _row(name: str, debit: int, credit: int, currency: str) -> str:
    shown = [format_amount(side, currency).removesuffix(f" {currency}") if side else "" for side in (debit, credit)]
    return f"{name:<48}{shown[0]:>20}{shown[1]:>20}\n"
