"""The ledger as people read it: accounts with their balances, and transactions with their entries.

Raw SQL: balances are sums, and a page of transactions comes with its entries in one round trip.
"""

import uuid

from models import access, lists
from models.access import Caller
from models.shapes.reports import ACCOUNT_COLUMNS, TRANSACTION_COLUMNS, AccountRow, TransactionRow
from models.tables.ledger import LedgerAccount, LedgerTransaction

# Conditions for `lists.Filters`: the transactions that touch an account, a payer or an invoice, and those of a time.
_TOUCHES = "EXISTS (SELECT FROM ledger_entries AS entry WHERE entry.transaction_id = ledger_transactions.id AND entry."
TOUCHES_ACCOUNT = _TOUCHES + "account_id = {})"
TOUCHES_PAYER = _TOUCHES + "payer_id = {})"
TOUCHES_INVOICE = _TOUCHES + "invoice_id = {})"
EFFECTIVE_FROM = "effective_on >= {}"
EFFECTIVE_TO = "effective_on <= {}"


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
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[TransactionRow]:
    """A page of transactions with their entries, newest first."""
    return await lists.page_as(
        caller,
        LedgerTransaction,
        TransactionRow,
        filters=filters,
        limit=limit,
        after=after,
        columns=TRANSACTION_COLUMNS,
    )


async def get_transaction(caller: Caller, transaction_id: uuid.UUID | None) -> TransactionRow:
    """One transaction with its entries. Raises NotFound, Forbidden."""
    return await access.find_as(
        caller, LedgerTransaction, TransactionRow, transaction_id, "ledger.read", columns=TRANSACTION_COLUMNS
    )
