"""The exported ledger, judged by beancount: another's code adds it up, and comes to the same balances.

The history has every kind of transaction, so whatever is booked is exported, too.
"""

import asyncio
import contextvars
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core import account as accounts
from beancount.core import data
from hypothesis import given
from hypothesis import strategies as st

from models import database, ids, rows
from models.ledger import CHART
from models.money.currencies import exponent
from models.reports import balances, plain_text, trial
from models.shapes.lines import LineInput
from models.tables.ledger import ACCOUNT_KINDS, TRANSACTION_KINDS
from models.tables.parties import Receiver
from tests.books import Book, open_book
from tests.ledger.desk import NAMES, open_account, open_desk, play
from tests.ledger.operations import OPERATIONS
from tests.ledger.page import MIGRATED
from tests.models.shops import set_aside

PROJECT = Path(__file__).parent.parent.parent
Sums = dict[tuple[str, str], Decimal]


@pytest.fixture(scope="module")
async def history(pool: None) -> Book:
    """A book with every kind of transaction, currencies that count in other decimals, and two gateway accounts."""
    desk = await open_desk()
    await play(desk, OPERATIONS)
    book = replace(desk.book, payer=await desk.book.another_payer("Pays in yen, dinars and euro"))
    for currency, price in (("JPY", "5000"), ("KWD", "12.345"), ("EUR", "1")):
        invoice = await book.invoice(currency=currency, lines=[LineInput(description="Work", unit_price=price)])
        await book.pay(invoice, amount=invoice["total"] + 1)
    second = replace(desk, book=book, account=await open_account(book, "second"))
    await second.arrived(gateway_account_id=ids.encode("gateway_account", second.account["id"]))
    await set_aside()
    return book


async def exported(book: Book) -> list[str]:
    """The parts of the text."""
    receiver = await rows.find(Receiver, book.receiver["id"])
    assert receiver is not None
    async with database.transaction(isolation="repeatable_read", readonly=True):
        return [part async for part in plain_text.write(receiver, await trial.balance(receiver.id))]


def read(text: str) -> tuple[list[Any], list[str]]:
    """What beancount makes of a text: its directives, and what it objects to."""
    entries, errors, _ = loader.load_string(text)
    return entries, [error.message for error in errors]


def added_up(entries: list[Any]) -> Sums:
    """The balances by account and currency, of the transactions alone; what is nothing is left out."""
    sums: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        if isinstance(entry, data.Transaction):
            for posting in entry.postings:
                sums[posting.account, posting.units.currency] += posting.units.number
    return {key: Decimal(number) for key, number in sums.items() if number}


async def booked(book: Book) -> Sums:
    """The same of the entries in the database."""
    found = await database.fetch(
        """
        SELECT account.kind, coalesce(account.gateway_account_id, entry.payer_id) AS apart, entry.currency,
            sum(amount)::bigint AS amount
        FROM ledger_entries AS entry JOIN ledger_accounts AS account ON account.id = entry.account_id
        WHERE entry.receiver_id = $1 GROUP BY 1, 2, 3
        """,
        book.receiver["id"],
    )
    sums: Counter[tuple[str, str]] = Counter()
    for row in found:
        name = plain_text.account_name(row["kind"], row["apart"])
        sums[name, row["currency"]] += Decimal(row["amount"]).scaleb(-exponent(row["currency"]))
    return {key: number for key, number in sums.items() if number}


async def test_another_program_comes_to_the_same_balances(history: Book) -> None:
    entries, errors = read("".join(await exported(history)))
    assert errors == []
    assert added_up(entries) == await booked(history)
    transactions = [entry for entry in entries if isinstance(entry, data.Transaction)]
    assert {entry.narration.partition(" ")[0] for entry in transactions} == set(TRANSACTION_KINDS) - MIGRATED.keys()
    known = await database.fetch("SELECT id FROM ledger_transactions WHERE receiver_id = $1", history.receiver["id"])
    assert sorted(entry.meta["transaction"] for entry in transactions) == sorted(
        ids.encode("ledger_transaction", row["id"]) for row in known
    )
    assert {name.split(":")[1].lower() for name, _ in added_up(entries)} <= {
        kind.replace("_", "") for kind in ACCOUNT_KINDS
    }


async def test_each_account_is_opened_once_and_its_balance_asserted(history: Book) -> None:
    entries, _ = read("".join(await exported(history)))
    opened = [entry.account for entry in entries if isinstance(entry, data.Open)]
    assert len(opened) == len(set(opened))
    assert {
        posting.account for entry in entries if isinstance(entry, data.Transaction) for posting in entry.postings
    } <= {*opened}
    asserted = {
        (entry.account, entry.amount.currency): entry.amount.number
        for entry in entries
        if isinstance(entry, data.Balance) and entry.amount.number
    }
    # Of receivables and credit the sum of all payers besides, and of all gateway accounts.
    wanted = Counter(await booked(history))
    for (name, currency), number in list(wanted.items()):
        if name.count(":") == 2:
            wanted[name.rpartition(":")[0], currency] += number
    assert asserted == {key: number for key, number in wanted.items() if number}
    commodities = {entry.currency: entry.meta["precision"] for entry in entries if isinstance(entry, data.Commodity)}
    assert commodities == {"EUR": 2, "JPY": 0, "KWD": 3}


async def test_what_is_with_each_gateway_account_stands_apart(history: Book) -> None:
    sums = await booked(history)
    apart = {name: number for (name, _), number in sums.items() if name.startswith("Assets:GatewayClearing:")}
    assert len(apart) == 2
    assert 100 in apart.values()
    text = "".join(await exported(history))
    assert re.search(rf" balance Assets:GatewayClearing  {sum(apart.values())} ~ 0 EUR$", text, re.M)


async def test_payers_are_named_as_they_are(history: Book) -> None:
    entries, _ = read("".join(await exported(history)))
    payees = {entry.payee for entry in entries if isinstance(entry, data.Transaction)}
    assert payees >= set(NAMES)


@pytest.mark.parametrize(
    ("what", "with_what", "said"),
    [
        # What we say that an account stands at.
        (r"(?<=balance Assets:Cash  )\S+", "0.01 less", "Balance failed for 'Assets:Cash'"),
        (r"(?<=balance Assets:Receivables  )\S+", "0.01 less", "Balance failed for 'Assets:Receivables'"),
        (
            r"(?<=balance Liabilities:PayerCredit:)(\S+)  \S+",
            r"\1  0.01",
            "Balance failed for 'Liabilities:PayerCredit:",
        ),
        # One side of a transaction, and a transaction as a whole.
        (r"(?<=^  Assets:Cash  )\S+", "0.01 less", "Transaction does not balance"),
        (r"^\S+ \* [^\n]*invoice\.voided.*?\n\n", "", "Balance failed for 'Income:Revenue'"),
        # An account that is not opened.
        (r"^\S+ open Assets:Bank [^\n]*\n", "", "Invalid reference to unknown account 'Assets:Bank'"),
    ],
)
async def test_a_cent_that_is_missing_is_seen(history: Book, what: str, with_what: str, said: str) -> None:
    """The check is none that lets everything pass."""
    text = "".join(await exported(history))
    if with_what == "0.01 less":
        changed = re.sub(what, lambda found: f"{Decimal(found[0]) - Decimal('0.01')}", text, count=1, flags=re.M)
    else:
        changed = re.sub(what, with_what, text, count=1, flags=re.M | re.S)
    assert changed != text
    _, errors = read(changed)
    assert any(said in error for error in errors), errors


async def test_what_is_summed_up_already_changes_nothing(history: Book) -> None:
    before = "".join(await exported(history))
    while await balances.sum_up():
        pass
    assert "".join(await exported(history)) == before


async def test_it_is_written_in_parts_of_one_instant(history: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is booked meanwhile is not in it, or its balances would not hold."""
    whole = "".join(await exported(history))
    monkeypatch.setattr(plain_text, "PAGE", 3)
    receiver = await rows.find(Receiver, history.receiver["id"])
    assert receiver is not None
    parts = []
    async with database.transaction(isolation="repeatable_read", readonly=True):
        books = await trial.balance(receiver.id)
        async for part in plain_text.write(receiver, books):
            if not parts:
                # In a transaction of its own.
                await asyncio.create_task(history.invoice(), context=contextvars.Context())
            parts.append(part)
    assert "".join(parts) == whole
    assert len(parts) > books.transactions / 3
    assert max(part.count(" * ") for part in parts) == 3
    assert len("".join(await exported(history))) > len(whole)


async def test_an_empty_ledger_and_that_of_others(pool: None) -> None:
    book, other = await open_book(), await open_book()
    assert read("".join(await exported(book))) == ([], [])
    await other.invoice()
    assert read("".join(await exported(book))) == ([], [])


def test_every_account_has_a_name_that_is_valid() -> None:
    names = {plain_text.account_name(kind, apart) for kind in CHART for apart in (None, ids.new())}
    assert len(names) == len(CHART) + len(plain_text.BY_PAYER) + 1
    assert all(accounts.is_valid(name) for name in names)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_one_string(text: str) -> None:
    line = f"2026-01-01 * {plain_text.quoted(text)} {plain_text.quoted('kind')}\n"
    (entry,), errors = read(line)
    assert errors == []
    assert entry.payee == re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text)


def bean_check(file: Path) -> str:
    """What beancount's own command says of a file; nothing where all is well."""
    command = [Path(sys.executable).parent / "bean-check", file]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    return checked.stdout + checked.stderr


def manage(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), "books", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        check=False,
    )


async def test_the_command_prints_a_trial_balance_and_writes_what_beancount_accepts(
    history: Book, tmp_path: Path
) -> None:
    played = manage(history.receiver_id, folder=tmp_path)
    assert played.returncode == 0, played.stderr
    file = tmp_path / f"{history.receiver_id}.beancount"
    assert f"Wrote {file.name}." in played.stdout
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text() == "".join(await exported(history))
    assert bean_check(file) == ""
    # Debits and credits come to the same in each currency.
    totals = re.findall(r"^total +(\S+) +(\S+)$", played.stdout, re.M)
    assert len(totals) == 3
    assert all(debit == credit != "0" for debit, credit in totals)
    yen = played.stdout.partition("\nJPY ")[2].partition("\n\n")[0].splitlines()[1:]
    assert [line.split() for line in yen] == [
        ["receivables"],
        ["cash", "5001"],
        ["payer_credit", "1"],
        ["revenue", "5000"],
        ["total", "5001", "5001"],
    ]


@pytest.mark.parametrize(("arguments", "said"), [([], "Say whose books."), (["rcv_nobody"], "No receiver has the id")])
async def test_the_command_explains_itself(history: Book, tmp_path: Path, arguments: list[str], said: str) -> None:
    newest = await open_book(name="The newest of all")
    played = manage(*arguments, folder=tmp_path)
    assert played.returncode == 1
    assert played.stdout == ""
    assert said in played.stderr
    assert "make books RECEIVER=rcv_" in played.stderr
    assert f"{newest.receiver_id}  The newest of all" in played.stderr
    assert list(tmp_path.iterdir()) == []


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path, pool: None) -> None:
    book = await open_book()
    played = manage(book.receiver_id, str(tmp_path / "nowhere" / "books.beancount"), folder=tmp_path)
    assert played.returncode == 1
    assert played.stderr.startswith("There is no folder ")
