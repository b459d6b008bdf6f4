"""The books: double entry, append-only. Triggers in the migration refuse what is unbalanced, and changes."""

from typing import Literal, get_args

from piccolo.columns import UUID, BigInt, Date, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.billing import Invoice
from models.tables.columns import Field
from models.tables.parties import Payer, Receiver
from models.tables.row import Row

AccountKind = Literal[
    "receivables", "cash", "bank", "gateway_clearing", "payer_credit", "revenue", "tax_payable", "bad_debt", "suspense"
]
ACCOUNT_KINDS: tuple[AccountKind, ...] = get_args(AccountKind)


class LedgerAccount(Row, Table, tablename="ledger_accounts"):
    """One account of a receiver's books in one currency."""

    id = UUID(primary_key=True)
    receiver_id = columns.reference(Receiver)
    kind: Field[AccountKind] = columns.word(20)
    currency = Varchar(length=3)
    created_at = columns.created_at()

    ledger_accounts_have_a_known_kind = Check(columns.one_of("kind", ACCOUNT_KINDS))
    ledger_accounts_are_one_per_kind_and_currency = Unique(["receiver_id", "kind", "currency"])
    ledger_accounts_have_one_receiver_and_currency = Unique(["id", "receiver_id", "currency"])


class LedgerTransaction(Row, Table, tablename="ledger_transactions"):
    """One fact that was booked. `source_id` is the id of the fact, whatever its table, so it has no foreign key."""

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    kind = Varchar(length=40)
    source_id = UUID()
    effective_on = Date()
    created_at = columns.created_at()

    ledger_transactions_book_a_fact_once = Unique(["kind", "source_id"])


class LedgerEntry(Row, Table, tablename="ledger_entries"):
    """One side of a transaction: a positive amount is a debit, a negative one a credit."""

    id = columns.primary_key()
    transaction_id = columns.reference(LedgerTransaction, index=True)
    # A composite foreign key: the account is of this receiver and this currency.
    account_id = UUID()
    receiver_id = UUID()
    # Whose debt or credit it is, where the account is about somebody.
    payer_id = columns.optional_reference(Payer, index=True)
    invoice_id = columns.optional_reference(Invoice, index=True)
    currency = Varchar(length=3)
    amount = BigInt()
    created_at = columns.created_at()

    ledger_entries_move_something = Check('"amount" <> 0')
