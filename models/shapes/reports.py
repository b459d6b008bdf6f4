"""The ledger and the check of the books, as clients see them."""

import datetime
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, TypedDict

import msgspec

from models import ids
from models.money.amounts import bounded
from models.shapes.common import from_json, text_id
from models.tables.ledger import AccountKind, TransactionKind


def not_summed(receiver: str) -> str:
    """The text of a condition: a receiver's bookings `booked` that are not in the kept balances yet."""
    # The upper bound is beyond all places. Between two bounds PostgreSQL expects few transactions and looks their
    # entries up; above a single one that it has yet to read it expects a third of the ledger, and would read all of it.
    return f"""booked.position > (SELECT position FROM ledger_summed) AND booked.position <= {2**63 - 1}
        AND booked.receiver_id = {receiver}"""


def booked_since(*, receiver: str, entries: str) -> str:
    """The text of a FROM with WHERE: what a receiver's bookings have moved that are not in the kept balances yet.

    `newer` has a row for each of these transactions and accounts, of those `entry` that the given condition lets pass.
    """
    return f"""ledger_transactions AS booked CROSS JOIN LATERAL (
        SELECT entry.account_id, sum(entry.amount) AS amount FROM ledger_entries AS entry
        WHERE entry.transaction_id = booked.id AND {entries} GROUP BY entry.account_id) AS newer
    WHERE {not_summed(receiver)}"""


# What pays an invoice, with the money that comes or with credit.
PAYING: Final[tuple[TransactionKind, ...]] = ("payment.succeeded", "credit.applied")


def paid_days(booked: str) -> str:
    """The text of what an `entry` of a transaction has paid of an invoice, times the days since that was issued.

    Nothing where it paid none, and of money that came before its invoice. Days of before 0.4.0 may be infinite.
    """
    # Looked up one by one: joined, PostgreSQL might read all invoices.
    return f"""CASE WHEN {booked}.kind IN {PAYING} AND isfinite({booked}.effective_on)
        THEN -entry.amount * coalesce(greatest({booked}.effective_on - (
            SELECT issued_on FROM invoices WHERE id = entry.invoice_id AND isfinite(issued_on)), 0), 0) ELSE 0 END"""


# What the shapes are made from; `AccountRow` and `TransactionRow` have their types.
ACCOUNT_COLUMNS = f"""ledger_accounts.*,
    (SELECT coalesce(sum(amount), 0) FROM ledger_balances WHERE account_id = ledger_accounts.id)
        + (SELECT coalesce(sum(newer.amount), 0) FROM {
    booked_since(receiver="ledger_accounts.receiver_id", entries="entry.account_id = ledger_accounts.id")
}) AS balance,
    coalesce((SELECT last.created_at FROM (
        -- By both columns, so that no other index than that of accounts has them in this order.
        SELECT account_id, created_at FROM ledger_entries
        WHERE (account_id, transaction_id) <= (ledger_accounts.id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        ORDER BY account_id DESC, transaction_id DESC LIMIT 1) AS last
        WHERE last.account_id = ledger_accounts.id), ledger_accounts.created_at) AS changed_at"""
TRANSACTION_COLUMNS = """ledger_transactions.*, (
    SELECT coalesce(json_agg(json_build_object('id', entry.id, 'account_id', entry.account_id, 'account', account.kind,
        'payer_id', entry.payer_id, 'invoice_id', entry.invoice_id, 'currency', entry.currency, 'amount', entry.amount)
        ORDER BY entry.id), '[]')::text
    FROM ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
    WHERE entry.transaction_id = ledger_transactions.id) AS entries"""


class AccountRow(TypedDict):
    """What `ACCOUNT_COLUMNS` select."""

    id: uuid.UUID
    receiver_id: uuid.UUID
    kind: AccountKind
    currency: str
    gateway_account_id: uuid.UUID | None
    created_at: datetime.datetime
    # A sum of any size, which PostgreSQL gives as a number that is not an integer.
    balance: Decimal
    changed_at: datetime.datetime


class TransactionRow(TypedDict):
    """What `TRANSACTION_COLUMNS` select; `entries` is JSON, of `EntryItem`s."""

    id: uuid.UUID
    receiver_id: uuid.UUID
    kind: TransactionKind
    source_id: uuid.UUID
    effective_on: datetime.date
    position: int | None
    created_at: datetime.datetime
    entries: str


class EntryItem(TypedDict):
    """One of a transaction's entries."""

    id: uuid.UUID
    account_id: uuid.UUID
    account: AccountKind
    payer_id: uuid.UUID | None
    invoice_id: uuid.UUID | None
    currency: str
    amount: int


class LedgerAccount(msgspec.Struct, kw_only=True):
    """One account of a receiver's books in one currency; money with gateways has one for each gateway account.

    `balance` is the sum of its entries: a debit is positive, so what payers owe is positive and revenue is negative.
    A sum beyond 2^53 − 1 is shown as that.
    """

    id: str
    object: Literal["ledger_account"] = "ledger_account"
    receiver_id: str
    kind: AccountKind
    currency: str
    gateway_account_id: str | None
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
    """One fact that was booked; `source_id` is the id of what it is about: of `payment.succeeded` the payment, of
    `payment.reversed` the reversal, of `credit.applied` the allocation. It is null where the fact is no object.

    Its entries sum to zero. A transaction never changes: corrections are booked as transactions of their own.
    """

    id: str
    object: Literal["ledger_transaction"] = "ledger_transaction"
    receiver_id: str
    kind: TransactionKind
    source_id: str | None
    effective_on: datetime.date
    entries: list[LedgerEntry]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class AgeingBuckets(msgspec.Struct, kw_only=True):
    """What is owed by how many days its due date was over, in minor units; `current` was not due before that day."""

    current: int
    days_1_30: int = msgspec.field(name="1_30")
    days_31_60: int = msgspec.field(name="31_60")
    days_61_90: int = msgspec.field(name="61_90")
    over_90: int


class AgeingTotal(msgspec.Struct, kw_only=True):
    """What all payers owe in one currency: the receivables of the ledger on that day, which the buckets add up to.

    `credit` is money of theirs that no invoice has taken; it is not taken off. A sum beyond 2^53 − 1 is shown as that.
    """

    currency: str
    amount: int
    buckets: AgeingBuckets
    credit: int


class AgeingOfPayer(AgeingTotal, kw_only=True):
    """What one payer owes in one currency, and has as credit."""

    payer_id: str
    payer_name: str


class Ageing(msgspec.Struct, kw_only=True):
    """What was owed to a receiver at the end of the day `as_of`, as far as it had been written down at `known_at`.

    `known_at` is null for all that is known now. `totals` are of all payers, `data` has a page of them: one entry for
    each currency of a payer who owes something or has credit.
    """

    object: Literal["ageing"] = "ageing"
    receiver_id: str
    as_of: datetime.date
    known_at: datetime.datetime | None
    totals: list[AgeingTotal]
    data: list[AgeingOfPayer]
    has_more: bool
    next_cursor: str | None


class StatementBalance(msgspec.Struct, kw_only=True):
    """A payer's account in one currency over a period: what they owe is positive, what they have as credit negative.

    `closing_balance` is `opening_balance` + `debit` − `credit`. A sum beyond 2^53 − 1 is shown as that.
    """

    currency: str
    opening_balance: int
    debit: int
    credit: int
    closing_balance: int


class StatementLine(msgspec.Struct, kw_only=True):
    """A fact that changed a payer's balance: a debit raises it, a credit lowers it, one of them is zero.

    `kind` and `source_id` are those of the ledger's transaction. `number` is that of the invoice, the credit note or,
    once it is issued, the receipt; `reference` is the payment's. `balance` is what stood after it, in this currency.
    """

    transaction_id: str
    date: datetime.date
    kind: str
    source_id: str | None
    number: str | None
    reference: str | None
    currency: str
    debit: int
    credit: int
    balance: int


class Statement(msgspec.Struct, kw_only=True):
    """A payer's account with a receiver over the days `from` to `to`: `balances` of the whole of it, one for each
    currency, and in `data` a page of its lines, the oldest first."""

    object: Literal["statement"] = "statement"
    receiver_id: str
    payer_id: str
    from_: datetime.date = msgspec.field(name="from")
    to: datetime.date
    balances: list[StatementBalance]
    data: list[StatementLine]
    has_more: bool
    next_cursor: str | None


class SummaryTotal(msgspec.Struct, kw_only=True):
    """What became of a receiver's business in one currency, in minor units.

    `invoiced` are invoices issued, with their tax, less those voided; `credited` are credit notes. `collected` is money
    that came from payers, `reversed` what their banks took back or was recorded by mistake, `refunded` what went back
    to them: together they are what moved in cash, at the bank and at gateways. `written_off` is what is not asked for
    any more, less what is asked for again. `outstanding` is what payers owed at the end of the last day, and `credit`
    the money of theirs that no invoice had taken. `days_to_pay` is how many days money took from the day on which its
    invoice was issued, on average by amount, over all that was paid; null where nothing was.
    """

    currency: str
    invoiced: int
    credited: int
    collected: int
    reversed: int
    refunded: int
    written_off: int
    outstanding: int
    credit: int
    days_to_pay: str | None


class Summary(msgspec.Struct, kw_only=True):
    """A receiver's business over the days `from` to `to`, one total for each currency in which anything was booked."""

    object: Literal["summary"] = "summary"
    receiver_id: str
    from_: datetime.date = msgspec.field(name="from")
    to: datetime.date
    totals: list[SummaryTotal]


# What is booked otherwise than under the object that its kind is named for; None where there is no such object.
SOURCES: Mapping[str, str | None] = {
    **dict.fromkeys(
        ("payment.reversed", "payment.reinstated", "refund.returned", "refund.resent", "refund.resent_aside"),
        "reversal",
    ),
    "gateway_clearing.divided": "ledger_account",
    "credit.applied": "allocation",
    "credit.unapplied": "allocation",
    "payment.excess_covered": None,
}


def source_id(kind: str, identifier: uuid.UUID) -> str | None:
    """The id of what a kind of transaction books, as clients see it; None where that is no object."""
    # A kind is named for its source, payment.succeeded, but for these.
    source = SOURCES.get(kind, kind.partition(".")[0])
    return None if source is None else ids.encode(source, identifier)


def ledger_account(row: AccountRow) -> LedgerAccount:
    """The shape of a row of `ledger_accounts` that carries its balance."""
    return LedgerAccount(
        id=ids.encode("ledger_account", row["id"]),
        receiver_id=ids.encode("receiver", row["receiver_id"]),
        kind=row["kind"],
        currency=row["currency"],
        gateway_account_id=text_id("gateway_account", row["gateway_account_id"]),
        balance=bounded(int(row["balance"])),
        created_at=row["created_at"],
        updated_at=row["changed_at"],
    )


def ledger_transaction(row: TransactionRow) -> LedgerTransaction:
    """The shape of a row of `ledger_transactions` that carries its entries."""
    return LedgerTransaction(
        id=ids.encode("ledger_transaction", row["id"]),
        receiver_id=ids.encode("receiver", row["receiver_id"]),
        kind=row["kind"],
        source_id=source_id(row["kind"], row["source_id"]),
        effective_on=row["effective_on"],
        entries=[_entry(entry) for entry in from_json(row["entries"], list[EntryItem])],
        created_at=row["created_at"],
        updated_at=row["created_at"],
    )


def _entry(entry: EntryItem) -> LedgerEntry:
    return LedgerEntry(
        id=ids.encode("ledger_entry", entry["id"]),
        account_id=ids.encode("ledger_account", entry["account_id"]),
        account=entry["account"],
        payer_id=text_id("payer", entry["payer_id"]),
        invoice_id=text_id("invoice", entry["invoice_id"]),
        currency=entry["currency"],
        amount=entry["amount"],
    )
