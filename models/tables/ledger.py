"""The books: double entry, append-only. Triggers in the migration refuse what is unbalanced, and changes."""

from typing import Any

from piccolo.columns import UUID, BigInt, Date, ForeignKey, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.invoices import Invoice
from models.tables.parties import Payer, Receiver

ACCOUNT_KINDS = (
    "receivables",
    "cash",
    "bank",
    "gateway_clearing",
    "payer_credit",
    "revenue",
    "tax_payable",
    "bad_debt",
    "suspense",
)


class LedgerAccount(Table, tablename="ledger_accounts"):
    """One account of a receiver's books in one currency."""

    id = UUID(primary_key=True)
    receiver_id: Any = ForeignKey(Receiver, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=20)
    currency = Varchar(length=3)
    created_at = columns.created_at()

    ledger_accounts_have_a_known_kind = Check(columns.one_of("kind", ACCOUNT_KINDS))
    ledger_accounts_are_one_per_kind_and_currency = Unique(["receiver_id", "kind", "currency"])
    ledger_accounts_have_one_receiver_and_currency = Unique(["id", "receiver_id", "currency"])


class LedgerTransaction(Table, tablename="ledger_transactions"):
    """One fact that was booked. `source_id` is the id of the fact, whatever its table, so it has no foreign key."""

    id = columns.primary_key()
    receiver_id: Any = ForeignKey(Receiver, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=40)
    source_id = UUID()
    effective_on = Date()
    created_at = columns.created_at()

    ledger_transactions_book_a_fact_once = Unique(["kind", "source_id"])


class LedgerEntry(Table, tablename="ledger_entries"):
    """One side of a transaction: a positive amount is a debit, a negative one a credit."""

    id = columns.primary_key()
    transaction_id: Any = ForeignKey(LedgerTransaction, null=False, on_delete=OnDelete.restrict, index=True)
    # A composite foreign key: the account is of this receiver and this currency.
    account_id = UUID()
    receiver_id = UUID()
    # Whose debt or credit it is, where the account is about somebody.
    payer_id: Any = ForeignKey(Payer, null=True, on_delete=OnDelete.restrict, index=True)
    invoice_id: Any = ForeignKey(Invoice, null=True, on_delete=OnDelete.restrict, index=True)
    currency = Varchar(length=3)
    amount = BigInt()
    created_at = columns.created_at()

    ledger_entries_move_something = Check('"amount" <> 0')
