"""Invoices as others read them: who sees them, what a row holds, and what the database keeps as it was."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from models import database
from models.billing import drafts, invoices, issuing
from models.errors import Forbidden, NotFound
from models.shapes.billing import InvoicePatch
from models.shapes.invoice_rows import InvoiceRow
from tests.books import Book, assert_books_balance, open_book, stranger
from tests.rows import assert_holds


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def test_a_stranger_finds_no_invoice_and_a_viewer_only_reads(book: Book) -> None:
    draft = await book.draft()
    viewer, somebody, payer = await book.member("viewer"), await stranger(), await book.payer_login()
    actions: list[Callable[[Any], Any]] = [
        lambda caller: drafts.update(caller, draft["id"], InvoicePatch(memo="Mine"), version=None),
        lambda caller: issuing.finalize(caller, draft["id"]),
        lambda caller: issuing.void(caller, draft["id"]),
        lambda caller: drafts.delete(caller, draft["id"], version=None),
    ]
    for action in actions:
        with pytest.raises(NotFound):
            await action(somebody)
        with pytest.raises(NotFound):
            await action(payer)
        with pytest.raises(Forbidden):
            await action(viewer)
    with pytest.raises(NotFound):
        await invoices.get(somebody, draft["id"])
    with pytest.raises(NotFound):
        await invoices.get(book.owner, None)
    assert (await invoices.get(viewer, draft["id"]))["status"] == "draft"
    await issuing.finalize(await book.member("manager"), draft["id"])
    assert (await invoices.get(payer, draft["id"]))["status"] == "open"
    with pytest.raises(Forbidden):
        await issuing.void(payer, draft["id"])


async def test_a_row_holds_what_its_type_says(book: Book) -> None:
    for row in (await book.draft(), await book.invoice()):
        assert_holds(InvoiceRow, row)
        assert_holds(InvoiceRow, await invoices.get(book.owner, row["id"]))


# --- what the database itself refuses


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invoices SET subtotal = subtotal + 1, total = total + 1 WHERE id = $1",
        "UPDATE invoices SET number = 'INV-1' WHERE id = $1",
        "UPDATE invoices SET due_on = due_on + 1 WHERE id = $1",
        "UPDATE invoices SET status = 'draft' WHERE id = $1",
        "UPDATE invoices SET payer_snapshot = '{}' WHERE id = $1",
        "DELETE FROM invoices WHERE id = $1",
        "UPDATE invoices SET lines = jsonb_set(lines::jsonb, '{0,amount}', '1') WHERE id = $1",
        "UPDATE invoices SET lines = lines::jsonb || lines::jsonb WHERE id = $1",
        "UPDATE invoices SET lines = '[]' WHERE id = $1",
        "UPDATE invoices SET taxes = taxes::jsonb || '[1]' WHERE id = $1",
        "UPDATE invoices SET withholdings = withholdings::jsonb || '[1]' WHERE id = $1",
        "UPDATE invoices SET receiver_snapshot = '{}' WHERE id = $1",
        "UPDATE ledger_entries SET amount = amount * 2 WHERE invoice_id = $1",
        "DELETE FROM ledger_entries WHERE invoice_id = $1",
        "UPDATE ledger_transactions SET kind = 'other' WHERE source_id = $1",
        "DELETE FROM ledger_transactions WHERE source_id = $1",
        "UPDATE events SET body = '' WHERE object_id = $1",
        "UPDATE events SET sequence = sequence + 10 WHERE object_id = $1",
        "DELETE FROM events WHERE object_id = $1",
        "UPDATE allocations SET amount = 1 WHERE invoice_id = $1",
        "UPDATE allocations SET status = 'released' WHERE invoice_id = $1",
        "DELETE FROM allocations WHERE invoice_id = $1",
    ],
)
async def test_the_database_refuses_to_change_history(book: Book, statement: str) -> None:
    issued = await book.invoice()
    await book.pay(issued, amount=4_000)
    # A draft with money on it is refused for that.
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.CheckViolationError)) as refused:
        await database.execute(statement, issued["id"])
    assert refused.value.sqlstate == ("23514" if "status = 'draft'" in statement else "42501")
    await assert_books_balance()


@pytest.mark.parametrize("table", ["ledger_entries", "ledger_transactions", "events", "allocations"])
async def test_the_database_refuses_to_empty_history(book: Book, table: str) -> None:
    await book.invoice()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute(f"TRUNCATE {table} CASCADE")


async def test_the_database_refuses_entries_that_do_not_balance(book: Book) -> None:
    issued = await book.invoice()
    insert = """
        INSERT INTO ledger_entries (id, transaction_id, account_id, receiver_id, currency, amount)
        SELECT new_id(), transaction_id, account_id, receiver_id, currency, amount + $2
        FROM ledger_entries WHERE invoice_id = $1
    """
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await database.execute(insert, issued["id"], 1)
    assert refused.value.constraint_name == "ledger_transactions_balance"
    # The same rows with nothing added would balance: it is the sum that is refused.
    async with database.transaction() as undone:
        await database.execute(insert, issued["id"], 0)
        await undone.rollback()
    await assert_books_balance()


async def test_a_fact_is_booked_once_only(book: Book) -> None:
    issued = await book.invoice()
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await database.execute(
            "INSERT INTO ledger_transactions (id, receiver_id, kind, source_id, effective_on) "
            "SELECT new_id(), receiver_id, kind, source_id, effective_on FROM ledger_transactions WHERE source_id = $1",
            issued["id"],
        )
    assert refused.value.constraint_name == "ledger_transactions_book_a_fact_once"
