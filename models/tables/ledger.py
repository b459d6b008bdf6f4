"""The books: double entry, append-only, and the balances that are kept of them.

Triggers in the migrations refuse what is unbalanced, and changes.
"""

from typing import Literal, get_args

from piccolo.columns import UUID, BigInt, Date, Integer, Numeric, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from models.tables import columns
from models.tables.billing import Invoice
from models.tables.columns import Field
from models.tables.gateways import GatewayAccount
from models.tables.parties import Payer, Receiver
from models.tables.row import Row

AccountKind = Literal[
    "receivables",
    "withholding",
    "cash",
    "bank",
    "gateway_clearing",
    "payer_credit",
    "revenue",
    "tax_payable",
    "bad_debt",
    "write_offs",
    "suspense",
]
ACCOUNT_KINDS: tuple[AccountKind, ...] = get_args(AccountKind)

# What is booked. docs/ledger.md shows the entries of each; a test holds that none is missing there.
TransactionKind = Literal[
    "invoice.finalized",
    "invoice.voided",
    "credit_note.issued",
    "write_off.made",
    "write_off.undone",
    "payment.succeeded",
    "payment.reversed",
    "payment.reinstated",
    "payment.needs_review",
    "payment.excess_covered",
    "credit.applied",
    "credit.unapplied",
    "refund.succeeded",
    "refund.returned",
    "refund.resent",
    "refund.needs_review",
    "refund.accepted",
    "refund.resent_aside",
    # By the migration to 0.4.0 alone.
    "gateway_clearing.divided",
]
TRANSACTION_KINDS: tuple[TransactionKind, ...] = get_args(TransactionKind)


class LedgerAccount(Row, Table, tablename="ledger_accounts"):
    """One account of a receiver's books in one currency; of money with gateways, one for each gateway account.

    That of all gateway accounts together was used before 0.4.0.
    """

    id = UUID(primary_key=True)
    receiver_id = columns.reference(Receiver)
    kind: Field[AccountKind] = columns.word(20)
    currency = Varchar(length=3)
    gateway_account_id = columns.optional_reference(GatewayAccount)
    created_at = columns.created_at()

    ledger_accounts_have_a_known_kind_v2 = Check(columns.one_of("kind", ACCOUNT_KINDS))
    ledger_accounts_are_one_of_each = Unique(
        ["receiver_id", "kind", "currency", "gateway_account_id"], nulls_distinct=False
    )
    ledger_accounts_of_gateways_hold_what_is_with_them = Check(
        '"gateway_account_id" IS NULL OR "kind" = \'gateway_clearing\''
    )
    ledger_accounts_have_one_receiver_and_currency = Unique(["id", "receiver_id", "currency"])


class LedgerTransaction(Row, Table, tablename="ledger_transactions"):
    """One fact that was booked. `source_id` is the id of the fact, whatever its table, so it has no foreign key.

    `position` is given by the database, from a sequence, while the row is written: who commits late may have a low one.
    It is null for what was booked before 0.4.0.
    """

    id = columns.primary_key()
    receiver_id = columns.reference(Receiver)
    kind: Field[TransactionKind] = columns.word(40)
    source_id = UUID()
    effective_on = Date()
    position = columns.nullable(BigInt(null=True, default=None))
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
    payer_id = columns.optional_reference(Payer)
    invoice_id = columns.optional_reference(Invoice, index=True)
    currency = Varchar(length=3)
    amount = BigInt()
    created_at = columns.created_at()

    ledger_entries_move_something = Check('"amount" <> 0')


class LedgerBalance(Row, Table, tablename="ledger_balances"):
    """What an account's entries of one kind of transaction and one month come to, by the date of their effect, as far
    as they are summed. `paid_days` is what was paid of invoices, each amount times the days since its issue.

    Written by one job alone, after the commit of what it sums, so no posting waits: models/reports/balances.py.
    """

    id = columns.primary_key()
    account_id = columns.reference(LedgerAccount)
    kind: Field[TransactionKind] = columns.word(40)
    # The first day of it.
    month = Date()
    amount = Numeric()
    paid_days = Numeric()

    ledger_balances_are_one_per_account_kind_and_month = Unique(["account_id", "kind", "month"])


class PayerBalance(Row, Table, tablename="payer_balances"):
    """What an account's entries about one payer come to, as far as they are summed; kept like those of months."""

    id = columns.primary_key()
    payer_id = columns.reference(Payer)
    account_id = columns.reference(LedgerAccount)
    amount = Numeric()

    payer_balances_are_one_per_payer_and_account = Unique(["payer_id", "account_id"])


class LedgerSummed(Row, Table, tablename="ledger_summed"):
    """One row: the place in the ledger up to which every transaction is in the balances."""

    id = Integer(primary_key=True, default=1)
    position = BigInt(default=0)

    the_ledger_is_summed_once = Check('"id" = 1')


class BooksChecked(Row, Table, tablename="books_checked"):
    """One row: the place in the feed up to which the books of whoever it tells of were checked."""

    id = Integer(primary_key=True, default=1)
    position = BigInt(default=0)

    the_books_are_checked_once = Check('"id" = 1')
