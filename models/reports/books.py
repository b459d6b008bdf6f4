"""The ledger as people read it: accounts with their balances, and transactions with their entries."""

import uuid
from typing import Any

import asyncpg

from models import access, lists
from models.access import Caller
from models.tables.ledger import LedgerAccount, LedgerTransaction

# What the shapes are made from.
ACCOUNT_COLUMNS = """ledger_accounts.*,
    (SELECT coalesce(sum(amount), 0)::bigint FROM ledger_entries AS entry WHERE entry.account_id = ledger_accounts.id)
        AS balance,
    coalesce((SELECT entry.created_at FROM ledger_entries AS entry WHERE entry.account_id = ledger_accounts.id
        ORDER BY entry.id DESC LIMIT 1), ledger_accounts.created_at) AS changed_at"""
TRANSACTION_COLUMNS = """ledger_transactions.*, (
    SELECT coalesce(json_agg(json_build_object('id', entry.id, 'account_id', entry.account_id, 'account', account.kind,
        'payer_id', entry.payer_id, 'invoice_id', entry.invoice_id, 'currency', entry.currency, 'amount', entry.amount)
        ORDER BY entry.id), '[]')::text
    FROM ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
    WHERE entry.transaction_id = ledger_transactions.id) AS entries"""

# Conditions for `lists.Filters`: the transactions that touch an account, a payer or an invoice, and those of a time.
_TOUCHES = "EXISTS (SELECT FROM ledger_entries AS entry WHERE entry.transaction_id = ledger_transactions.id AND entry."
TOUCHES_ACCOUNT = _TOUCHES + "account_id = {})"
TOUCHES_PAYER = _TOUCHES + "payer_id = {})"
TOUCHES_INVOICE = _TOUCHES + "invoice_id = {})"
EFFECTIVE_FROM = "effective_on >= {}"
EFFECTIVE_TO = "effective_on <= {}"


async def list_accounts(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[asyncpg.Record]:
    """A page of accounts with their balances. In no particular order: their ids follow from what they are for."""
    return await lists.page_as(
        caller, LedgerAccount, asyncpg.Record, filters=filters, limit=limit, after=after, columns=ACCOUNT_COLUMNS
    )


async def get_account(caller: Caller, account_id: uuid.UUID | None) -> Any:
    """One account with its balance. Raises NotFound, Forbidden."""
    return await access.find_as(
        caller, LedgerAccount, asyncpg.Record, account_id, "ledger.read", columns=ACCOUNT_COLUMNS
    )


async def list_transactions(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[asyncpg.Record]:
    """A page of transactions with their entries, newest first."""
    return await lists.page_as(
        caller,
        LedgerTransaction,
        asyncpg.Record,
        filters=filters,
        limit=limit,
        after=after,
        columns=TRANSACTION_COLUMNS,
    )


async def get_transaction(caller: Caller, transaction_id: uuid.UUID | None) -> Any:
    """One transaction with its entries. Raises NotFound, Forbidden."""
    return await access.find_as(
        caller, LedgerTransaction, asyncpg.Record, transaction_id, "ledger.read", columns=TRANSACTION_COLUMNS
    )
