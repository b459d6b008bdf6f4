"""A receiver's ledger as plain-text accounting, in the syntax of beancount: what another's program can check.

Each account is opened once, and asserted to stand at what our kept balances say it stands at; behind that come all
transactions. Whoever reads the text adds the transactions up by code of their own, and compares.

Receivables and credit have an account for each payer, and money with gateways one for each gateway account, below one
for all of them. All of it is written a page at a time, in the caller's transaction, which sees the books at one
instant.

Raw SQL: what is in the books is read across many tables, in pages with all that they name.
"""

import datetime
import re
import uuid
from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, TypedDict

from models import database, ids
from models.ledger import CHART, AccountType
from models.money.currencies import exponent, format_amount
from models.reports import trial
from models.shapes.common import from_json
from models.shapes.reports import not_summed, source_id
from models.tables.ledger import AccountKind, TransactionKind
from models.tables.parties import Receiver

# Some 300 KB of text: as much as is read and held at a time.
PAGE: Final = 500
TYPES: Final[Mapping[AccountType, str]] = {
    "asset": "Assets",
    "liability": "Liabilities",
    "income": "Income",
    "expense": "Expenses",
}
BY_PAYER: Final = [kind for kind, account in CHART.items() if account.by_payer]
# What would end a line, or is no text: a name is one line.
_UNRULY = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

_PAYERS = "SELECT id, name FROM payers WHERE receiver_id = $1 AND id > $2 ORDER BY id LIMIT $3"
# Both parts by an index, as `not_summed` explains for the second one.
_OF_PAYERS = f"""
SELECT part.payer_id, account.kind, account.currency, sum(part.amount)::text AS balance
FROM (
    SELECT payer_id, account_id, amount FROM payer_balances WHERE payer_id = ANY($2)
    UNION ALL
    SELECT entry.payer_id, entry.account_id, entry.amount
    FROM ledger_transactions AS booked JOIN ledger_entries AS entry ON entry.transaction_id = booked.id
    WHERE {not_summed("$1")} AND entry.payer_id = ANY($2)
) AS part JOIN ledger_accounts AS account ON account.id = part.account_id AND account.kind = ANY($3)
GROUP BY part.payer_id, account.kind, account.currency ORDER BY part.payer_id, account.kind, account.currency
"""
_TRANSACTIONS = """
SELECT booked.id, booked.kind, booked.source_id, booked.effective_on,
    (SELECT number FROM credit_notes WHERE id = booked.source_id) AS credit_note, (
    SELECT json_agg(json_build_object('account', account.kind, 'gateway_account_id', account.gateway_account_id,
        'currency', entry.currency, 'amount', entry.amount,
        'payer_id', entry.payer_id, 'payer', payers.name, 'invoice_id', entry.invoice_id, 'invoice', invoices.number)
        ORDER BY entry.id)::text
    FROM ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
    LEFT JOIN payers ON payers.id = entry.payer_id LEFT JOIN invoices ON invoices.id = entry.invoice_id
    WHERE entry.transaction_id = booked.id) AS entries
FROM (SELECT * FROM ledger_transactions WHERE receiver_id = $1 AND id > $2 ORDER BY id LIMIT $3) AS booked
ORDER BY booked.id
"""


class PayerRow(TypedDict):
    """What `_PAYERS` select."""

    id: uuid.UUID
    name: str


class OfPayerRow(TypedDict):
    """What `_OF_PAYERS` select; a sum of any size, as text."""

    payer_id: uuid.UUID
    kind: AccountKind
    currency: str
    balance: str


class TransactionRow(TypedDict):
    """What `_TRANSACTIONS` select; `entries` is JSON, of `Line`s."""

    id: uuid.UUID
    kind: TransactionKind
    source_id: uuid.UUID
    effective_on: datetime.date
    credit_note: str | None
    entries: str


class Line(TypedDict):
    """One of a transaction's entries, and what the payer and the invoice are called."""

    account: AccountKind
    gateway_account_id: uuid.UUID | None
    currency: str
    amount: int
    payer_id: uuid.UUID | None
    payer: str | None
    invoice_id: uuid.UUID | None
    invoice: str | None


async def write(receiver: Receiver, books: trial.Books) -> AsyncGenerator[str, None]:
    """The text, a part at a time, of the books that `trial.balance` has read in the same transaction.

    It must see one instant (`repeatable_read`): what is asserted is what is in it.
    """
    assert database.in_transaction(), "all parts are of one instant"
    yield _head(receiver, books)
    if books.first is None or books.last is None:
        return
    asserted_on = books.last + datetime.timedelta(days=1)
    balances: dict[str, Counter[str]] = {}
    for account in books.accounts:
        # Below another one, it counts there too.
        for name in {account_name(account.kind), account_name(account.kind, account.gateway_account_id)}:
            balances.setdefault(name, Counter())[account.currency] += account.balance
    for name in sorted(balances):
        yield _account(name, sorted(balances[name].items()), opened_on=books.first, asserted_on=asserted_on)
    after = uuid.UUID(int=0)
    while payers := await database.fetch_as(PayerRow, _PAYERS, receiver.id, after, PAGE):
        names = {payer["id"]: payer["name"] for payer in payers}
        rows = await database.fetch_as(OfPayerRow, _OF_PAYERS, receiver.id, list(names), BY_PAYER)
        yield "".join(_of_payers(rows, names, opened_on=books.first, asserted_on=asserted_on))
        after = payers[-1]["id"]
    after = uuid.UUID(int=0)
    while booked := await database.fetch_as(TransactionRow, _TRANSACTIONS, receiver.id, after, PAGE):
        yield "".join(map(transaction, booked))
        after = booked[-1]["id"]


def account_name(kind: AccountKind, apart: uuid.UUID | None = None) -> str:
    """What an account is called: `Assets:Cash`, and `Assets:Receivables:01k…` of one payer.

    `apart` is the id of a payer or a gateway account; it counts where the chart keeps them apart.
    """
    name = f"{TYPES[CHART[kind].type]}:{kind.title().replace('_', '')}"
    about = "payer" if CHART[kind].by_payer else "gateway_account" if CHART[kind].by_gateway_account else None
    if apart is None or about is None:
        return name
    return f"{name}:{ids.encode(about, apart).partition('_')[2]}"


def quoted(text: str) -> str:
    """A text as a string of one line."""
    line = _UNRULY.sub(" ", text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{line}"'


def transaction(row: TransactionRow) -> str:
    """One transaction with its postings. Its links lead to the other ones about the same source and invoices."""
    lines = from_json(row["entries"], list[Line])
    source = source_id(row["kind"], row["source_id"])
    payer = next((line["payer"] for line in lines if line["payer"] is not None), "")
    numbers = [row["credit_note"], *dict.fromkeys(line["invoice"] for line in lines)]
    narration = " ".join([row["kind"], *(number for number in numbers if number is not None)])
    invoices = {ids.encode("invoice", line["invoice_id"]) for line in lines if line["invoice_id"] is not None}
    links = "".join(f" ^{link}" for link in sorted(invoices if source is None else {source, *invoices}))
    return "".join(
        [
            f"\n{row['effective_on']} * {quoted(payer)} {quoted(narration)}{links}\n",
            f"  transaction: {quoted(ids.encode('ledger_transaction', row['id']))}\n",
            *map(_posting, lines),
        ]
    )


def _posting(line: Line) -> str:
    amount = format_amount(line["amount"], line["currency"])
    text = f"  {account_name(line['account'], line['gateway_account_id'] or line['payer_id'])}  {amount}\n"
    if line["account"] == "receivables" and line["invoice"] is not None:
        # One payment may pay several.
        text += f"    invoice: {quoted(line['invoice'])}\n"
    return text


def _head(receiver: Receiver, books: trial.Books) -> str:
    lines = [
        f"; The ledger of {_UNRULY.sub(' ', receiver.name)}, {ids.encode('receiver', receiver.id)}.",
        "; A positive amount is a debit. Each `balance` is what Quittance says, to be compared with the transactions.",
        f"option {quoted('title')} {quoted(receiver.name)}",
        f"option {quoted('operating_currency')} {quoted(receiver.currency)}",
        "",
    ]
    currencies = dict.fromkeys(account.currency for account in books.accounts)
    for currency in sorted(currencies):
        lines += [f"{books.first} commodity {currency}", f"  precision: {exponent(currency)}"]
    return "\n".join(lines) + "\n"


def _account(
    name: str,
    balances: Sequence[tuple[str, int]],
    *,
    opened_on: datetime.date,
    asserted_on: datetime.date,
    payer: str | None = None,
) -> str:
    """Opens an account, and says what it stands at. Without a tolerance of zero a cent would be let pass."""
    lines = [f"\n{opened_on} open {name} {','.join(currency for currency, _ in balances)}\n"]
    if payer is not None:
        lines.append(f"  payer: {quoted(payer)}\n")
    for currency, balance in balances:
        number = format_amount(balance, currency).removesuffix(f" {currency}")
        lines.append(f"{asserted_on} balance {name}  {number} ~ 0 {currency}\n")
    return "".join(lines)


def _of_payers(
    rows: Iterable[OfPayerRow],
    names: Mapping[uuid.UUID, str],
    *,
    opened_on: datetime.date,
    asserted_on: datetime.date,
) -> Iterator[str]:
    for (payer_id, kind), balances in groupby(rows, key=lambda row: (row["payer_id"], row["kind"])):
        yield _account(
            account_name(kind, payer_id),
            [(row["currency"], int(row["balance"])) for row in balances],
            opened_on=opened_on,
            asserted_on=asserted_on,
            payer=names[payer_id],
        )
