"""Double entry: every movement of money or debt is booked once, as entries that sum to zero.

A positive amount is a debit, a negative one a credit. `CHART` says which accounts a receiver has in each currency, and
docs/ledger.md what each operation books there.

Raw SQL: a posting is a part of one statement, whatever it needs: the transaction, its entries, accounts that are new.
"""

import datetime
import functools
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from models import database, ids, writes
from models.tables.ledger import AccountKind, TransactionKind

# Account ids follow from what the account is for, so that posting needs no look-up.
NAMESPACE = uuid.UUID("6f2f7a52-6f0e-4c1e-9d0b-3f6f9d5b8a11")

AccountType = Literal["asset", "liability", "income", "expense"]


class Account(NamedTuple):
    """What an account is, what stands there, and whether it is kept apart for each payer, or each gateway account.

    Who the entries of other accounts are about is known too, and does not divide them. `code` is its number in the
    exported journal, which accountants map once to their own chart: it never changes.
    """

    code: str
    type: AccountType
    holds: str
    by_payer: bool = False
    by_gateway_account: bool = False


CHART: Mapping[AccountKind, Account] = {
    "receivables": Account("1200", "asset", "what payers are to pay", by_payer=True),
    "withholding": Account("1300", "asset", "what payers pay to the tax office in the receiver's name"),
    "cash": Account("1000", "asset", "money in hand"),
    "bank": Account("1010", "asset", "money at the bank: transfers, cheques that have cleared, what came otherwise"),
    "gateway_clearing": Account(
        "1020",
        "asset",
        "money with gateways: what they have collected, less what they sent back",
        by_gateway_account=True,
    ),
    "payer_credit": Account("2100", "liability", "money of payers that no invoice has taken", by_payer=True),
    "revenue": Account("4000", "income", "what was invoiced, without tax, less what was credited"),
    "tax_payable": Account(
        "2200", "liability", "tax that was invoiced, less what was credited, and is owed to the tax office"
    ),
    "bad_debt": Account("6100", "expense", "what was given up as uncollectible"),
    "write_offs": Account(
        "6200", "expense", "what is not asked for any more besides, such as fees of banks, and rounding"
    ),
    "suspense": Account("2900", "liability", "money that came, or went, and that nobody has explained yet"),
}


class Entry(msgspec.Struct, frozen=True):
    """One side of a posting, in minor units of the posting's currency. What is with a gateway says with which."""

    account: AccountKind
    amount: int
    payer_id: uuid.UUID | None = None
    invoice_id: uuid.UUID | None = None
    gateway_account_id: uuid.UUID | None = None

    def __post_init__(self) -> None:
        is_apart = CHART[self.account].by_gateway_account
        assert is_apart == (self.gateway_account_id is not None), f"{self.account} of which gateway account?"

    def in_books_of(self, receiver_id: uuid.UUID, currency: str) -> uuid.UUID:
        """The id of the account that it is in."""
        return account_id(
            receiver_id=receiver_id,
            account=self.account,
            currency=currency,
            gateway_account_id=self.gateway_account_id,
        )


async def post(
    *,
    receiver_id: uuid.UUID,
    kind: TransactionKind,
    source_id: uuid.UUID,
    currency: str,
    effective_on: datetime.date,
    entries: Sequence[Entry],
) -> None:
    """Books a fact within the caller's transaction; entries of zero are left out, and nothing is booked if all are.

    The same kind of fact with the same `source_id` is booked once: the second time violates
    `ledger_transactions_book_a_fact_once`, which no caller should be able to provoke.
    """
    assert database.in_transaction(), "a fact and its booking are one transaction"
    entries = _balanced(kind, entries)
    if not entries:
        return
    accounts = [entry.in_books_of(receiver_id, currency) for entry in entries]
    missing = {
        id_: (entry.account, entry.gateway_account_id)
        for id_, entry in zip(accounts, entries, strict=True)
        if database.locks_rows() or id_ not in _opened
    }
    # Two who open the same accounts take them in the same order.
    new = [(id_, *missing[id_]) for id_ in sorted(missing)]
    await database.write_later(
        _posting(len(new), len(entries)),
        ids.make(),
        receiver_id,
        kind,
        source_id,
        currency,
        effective_on,
        *(value for account in new for value in account),
        *(
            value
            for id_, entry in zip(accounts, entries, strict=True)
            for value in (ids.make(), id_, entry.amount, entry.payer_id, entry.invoice_id)
        ),
    )
    if new:
        database.on_commit(lambda: _remember(missing))


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """One of many facts of a kind: what `post` is given of it. Its entries sum to zero."""

    source_id: uuid.UUID
    currency: str
    entries: Sequence[Entry]


async def post_all(
    *, receiver_id: uuid.UUID, kind: TransactionKind, effective_on: datetime.date, postings: Iterable[Posting]
) -> None:
    """Books many facts of one kind and day, each as `post` books one, by one statement. None is of a gateway."""
    assert database.in_transaction(), "a fact and its booking are one transaction"
    booked: list[tuple[object, ...]] = []
    for posting in postings:
        transaction_id = ids.make()
        for entry in _balanced(kind, posting.entries):
            assert entry.gateway_account_id is None, "an account of its own would be opened"
            account = entry.in_books_of(receiver_id, posting.currency)
            booked.append(
                (
                    transaction_id,
                    posting.source_id,
                    posting.currency,
                    ids.make(),
                    entry.account,
                    account,
                    entry.amount,
                    entry.payer_id,
                    entry.invoice_id,
                )
            )
    if booked:
        columns = (list(column) for column in zip(*booked, strict=True))
        await database.write_later(_POSTINGS, receiver_id, kind, effective_on, *columns)


def _balanced(kind: str, entries: Iterable[Entry]) -> list[Entry]:
    """The entries of a fact but for those of zero; they sum to zero."""
    found = [entry for entry in entries if entry.amount]
    assert sum(entry.amount for entry in found) == 0, f"{kind} does not balance: {found}"
    return found


_POSTINGS = f"""
    posting (transaction_id, source_id, currency, id, account, account_id, amount, payer_id, invoice_id) AS (
        {writes.arrays(4, "uuid", "uuid", "text", "uuid", "text", "uuid", "bigint", "uuid", "uuid")}
    ), ledger_account AS (
        INSERT INTO ledger_accounts (id, receiver_id, kind, currency)
        SELECT DISTINCT account_id, $1::uuid, account, currency FROM posting ORDER BY account_id
        ON CONFLICT DO NOTHING
    ), booked AS (
        INSERT INTO ledger_transactions (id, receiver_id, kind, source_id, effective_on)
        SELECT DISTINCT transaction_id, $1::uuid, $2, source_id, $3::date FROM posting ORDER BY transaction_id
    ), ledger_entry AS (
        INSERT INTO ledger_entries
            (id, transaction_id, account_id, receiver_id, payer_id, invoice_id, currency, amount)
        SELECT id, transaction_id, account_id, $1, payer_id, invoice_id, currency, amount FROM posting
    )"""


@functools.cache
def _posting(new: int, count: int) -> str:
    """What books a transaction of so many entries, and opens so many accounts unless there are some."""
    first = 7 + 3 * new
    opened = ", ".join(f"(${place}, $2, ${place + 1}, $5, ${place + 2})" for place in range(7, first, 3))
    opening = f"""
        ledger_account AS (
            INSERT INTO ledger_accounts (id, receiver_id, kind, currency, gateway_account_id) VALUES [[{opened}]]
            ON CONFLICT DO NOTHING
        ),"""
    rows = ", ".join(
        f"(${place}, $1, ${place + 1}, $2, ${place + 3}, ${place + 4}, $5, ${place + 2})"
        for place in range(first, first + 5 * count, 5)
    )
    return f"""{opening if new else ""}
        booked AS (
            INSERT INTO ledger_transactions (id, receiver_id, kind, source_id, effective_on)
            VALUES [[($1, $2, $3, $4, $6)]]
        ), ledger_entry AS (
            INSERT INTO ledger_entries
                (id, transaction_id, account_id, receiver_id, payer_id, invoice_id, currency, amount)
            VALUES [[{rows}]]
        )"""


# Accounts that this process knows to be there, for they are never deleted. Should one be gone all the same (an older
# copy of the database was restored), a foreign key refuses the entry, and the operation is done again with locks, which
# opens what it needs.
_opened: set[uuid.UUID] = set()
OPENED_MAX = 100_000


def _remember(accounts: Iterable[uuid.UUID]) -> None:
    if len(_opened) > OPENED_MAX:
        _opened.clear()
    _opened.update(accounts)


@functools.lru_cache(maxsize=4096)
def account_id(
    *, receiver_id: uuid.UUID, account: AccountKind, currency: str, gateway_account_id: uuid.UUID | None = None
) -> uuid.UUID:
    """The id of a receiver's account of that kind and currency, whether it exists yet or not."""
    apart = "" if gateway_account_id is None else f"/{gateway_account_id}"
    return uuid.uuid5(NAMESPACE, f"{receiver_id}/{account}/{currency}{apart}")
