"""The ledger as people read it: accounts with their balances, and transactions with their entries.

Raw SQL: balances are sums, and a page of transactions comes with its entries in one round trip.
"""

import uuid
from collections.abc import Mapping
from typing import Literal, get_args

import msgspec
from piccolo.columns.combination import WhereRaw

from models import access, lists
from models.access import Caller
from models.shapes.reports import ACCOUNT_COLUMNS, TRANSACTION_COLUMNS, AccountRow, TransactionRow
from models.tables.ledger import LedgerAccount, LedgerTransaction

# What transactions can be asked for by that their entries have, what is in fewest of them first.
Touched = Literal["invoice_id", "payer_id", "account_id"]
TOUCHED: tuple[Touched, ...] = get_args(Touched)
_TOUCHES = (
    "EXISTS (SELECT FROM ledger_entries AS entry "
    "WHERE entry.transaction_id = ledger_transactions.id AND entry.{name} = {{}})"
)


async def list_accounts(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[AccountRow]:
    """A page of accounts with their balances. In no particular order: their ids follow from what they are for."""
    return await lists.page_as(
        caller, LedgerAccount, AccountRow, filters=filters, limit=limit, after=after, columns=ACCOUNT_COLUMNS
    )


async def get_account(caller: Caller, account_id: uuid.UUID | None) -> AccountRow:
    """One account with its balance. Raises NotFound, Forbidden."""
    return await access.find_as(caller, LedgerAccount, AccountRow, account_id, "ledger.read", columns=ACCOUNT_COLUMNS)


async def list_transactions(
    caller: Caller,
    *,
    filters: lists.Filters,
    limit: int,
    after: uuid.UUID | None,
    touching: Mapping[Touched, uuid.UUID | None] | None = None,
) -> lists.Page[TransactionRow]:
    """A page of transactions with their entries, newest first; on request those with an entry of each of `touching`."""
    touching = touching or {}
    wanted = [(name, touching[name]) for name in TOUCHED if touching.get(name) is not None]
    among = None
    if wanted:
        (name, identifier), *others = wanted
        # By an index that has the transactions of an account, or of a payer, in their order.
        among = WhereRaw(
            f"SELECT DISTINCT transaction_id FROM ledger_entries WHERE {name} = {{}} AND transaction_id < {{}} "
            "ORDER BY transaction_id DESC",
            identifier,
            after or uuid.UUID(int=2**128 - 1),
        )
        touched = [(_TOUCHES.format(name=name), identifier) for name, identifier in others]
        filters = msgspec.structs.replace(filters, conditions=[*filters.conditions, *touched])
    return await lists.page_as(
        caller,
        LedgerTransaction,
        TransactionRow,
        filters=filters,
        limit=limit,
        after=after,
        columns=TRANSACTION_COLUMNS,
        among=among,
    )


async def get_transaction(caller: Caller, transaction_id: uuid.UUID | None) -> TransactionRow:
    """One transaction with its entries. Raises NotFound, Forbidden."""
    return await access.find_as(
        caller, LedgerTransaction, TransactionRow, transaction_id, "ledger.read", columns=TRANSACTION_COLUMNS
    )
