"""The ledger and the check of the books, as clients see them."""

import datetime
from typing import Any, Literal

import msgspec

from models import ids
from models.shapes.common import from_json, text_id

AccountKind = Literal[
    "receivables",
    "cash",
    "bank",
    "gateway_clearing",
    "payer_credit",
    "revenue",
    "tax_payable",
    "bad_debt",
    "suspense",
]


class LedgerAccount(msgspec.Struct, kw_only=True):
    """One account of a receiver's books in one currency.

    `balance` is the sum of its entries: a debit is positive, so what payers owe is positive and revenue is negative.
    """

    id: str
    object: Literal["ledger_account"] = "ledger_account"
    receiver_id: str
    kind: AccountKind
    currency: str
    balance: int
    created_at: datetime.datetime
    updated_at: datetime.datetime


class LedgerEntry(msgspec.Struct, kw_only=True):
    """One side of a transaction: a positive amount is a debit, a negative one a credit."""

    id: str
    account_id: str
    account: AccountKind
    payer_id: str | None
    invoice_id: str | None
    currency: str
    amount: int


class LedgerTransaction(msgspec.Struct, kw_only=True):
    """One fact that was booked, for example `payment.succeeded`; `source_id` is the id of the payment.

    Its entries sum to zero. A transaction never changes: corrections are booked as transactions of their own.
    """

    id: str
    object: Literal["ledger_transaction"] = "ledger_transaction"
    receiver_id: str
    kind: str
    source_id: str
    effective_on: datetime.date
    entries: list[LedgerEntry]
    created_at: datetime.datetime
    updated_at: datetime.datetime


def ledger_account(row: Any) -> LedgerAccount:
    """The shape of a row of `ledger_accounts` that carries its balance (see `models.reports.books`)."""
    return LedgerAccount(
        id=ids.encode("ledger_account", row["id"]),
        receiver_id=ids.encode("receiver", row["receiver_id"]),
        kind=row["kind"],
        currency=row["currency"],
        balance=row["balance"],
        created_at=row["created_at"],
        updated_at=row["changed_at"],
    )


def ledger_transaction(row: Any) -> LedgerTransaction:
    """The shape of a row of `ledger_transactions` that carries its entries (see `models.reports.books`)."""
    # A kind is named for its source: payment.succeeded.
    source = row["kind"].partition(".")[0]
    return LedgerTransaction(
        id=ids.encode("ledger_transaction", row["id"]),
        receiver_id=ids.encode("receiver", row["receiver_id"]),
        kind=row["kind"],
        source_id=ids.encode(source, row["source_id"]),
        effective_on=row["effective_on"],
        entries=[_entry(entry) for entry in from_json(row["entries"])],
        created_at=row["created_at"],
        updated_at=row["created_at"],
    )


def _entry(entry: dict[str, Any]) -> LedgerEntry:
    return LedgerEntry(
        id=ids.encode("ledger_entry", ids.from_text(entry["id"])),
        account_id=ids.encode("ledger_account", ids.from_text(entry["account_id"])),
        account=entry["account"],
        payer_id=text_id("payer", entry["payer_id"] and ids.from_text(entry["payer_id"])),
        invoice_id=text_id("invoice", entry["invoice_id"] and ids.from_text(entry["invoice_id"])),
        currency=entry["currency"],
        amount=entry["amount"],
    )
