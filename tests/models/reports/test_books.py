"""The ledger as people read it: balances, entries, pages, and whose books they are."""

import uuid
from typing import Any

import pytest

from models import database, errors, ids, lists
from models.access import SYSTEM, Caller
from models.collection import cheques
from models.reports import books
from models.shapes import reports as shapes
from models.shapes.reports import AccountRow, TransactionRow
from tests.books import Book, open_book, stranger
from tests.rows import assert_holds


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def balances(caller: Caller, book: Book, **equal: Any) -> dict[tuple[str, str], int]:
    filters = lists.Filters(equal={"receiver_id": book.receiver["id"], **equal})
    found = await books.list_accounts(caller, filters=filters, limit=100, after=None)
    for row in found.rows:
        assert_holds(AccountRow, row)
    shown = [shapes.ledger_account(row) for row in found.rows]
    return {(account.kind, account.currency): account.balance for account in shown}


async def transactions(
    caller: Caller,
    touching: dict[books.Touched, uuid.UUID | None] | None = None,
    **equal: Any,
) -> list[shapes.LedgerTransaction]:
    filters = lists.Filters(equal=equal)
    found = await books.list_transactions(caller, filters=filters, touching=touching, limit=100, after=None)
    for row in found.rows:
        assert_holds(TransactionRow, row)
    return [shapes.ledger_transaction(row) for row in found.rows]


async def test_balances_are_the_sums_of_entries(book: Book) -> None:
    assert await balances(book.owner, book) == {}
    invoice = await book.invoice(10_000)
    assert await balances(book.owner, book) == {("receivables", "EUR"): 10_000, ("revenue", "EUR"): -10_000}
    await book.pay(invoice, amount=4_000)
    await book.pay(await book.invoice(500, currency="USD"), amount=700, method="bank_transfer")
    assert await balances(book.owner, book) == {
        ("receivables", "EUR"): 6_000,
        ("revenue", "EUR"): -10_000,
        ("cash", "EUR"): 4_000,
        ("receivables", "USD"): 0,
        ("revenue", "USD"): -500,
        ("bank", "USD"): 700,
        ("payer_credit", "USD"): -200,
    }
    assert await balances(book.owner, book, currency="USD", kind="bank") == {("bank", "USD"): 700}


async def test_an_account_says_when_its_balance_last_changed(book: Book) -> None:
    invoice = await book.invoice(1_000)
    (row,) = (await books.list_accounts(book.owner, filters=kind("receivables"), limit=2, after=None)).rows
    first = shapes.ledger_account(await books.get_account(book.owner, row["id"]))
    await book.pay(invoice)
    second = shapes.ledger_account(await books.get_account(book.owner, row["id"]))
    assert (first.balance, second.balance) == (1_000, 0)
    assert first.created_at == second.created_at <= first.updated_at < second.updated_at


async def test_a_transaction_shows_its_fact_and_both_sides(book: Book) -> None:
    invoice = await book.invoice(1_000)
    payment = await book.pay(invoice, amount=1_200)
    (found,) = await transactions(book.owner, source_id=payment["id"])
    assert found == shapes.ledger_transaction(
        await books.get_transaction(book.owner, ids.decode("ledger_transaction", found.id))
    )
    assert (found.kind, found.source_id) == ("payment.succeeded", ids.encode("payment", payment["id"]))
    assert (found.effective_on, found.receiver_id) == (payment["effective_on"], book.receiver_id)
    invoice_id = ids.encode("invoice", invoice["id"])
    assert [(entry.account, entry.amount, entry.payer_id, entry.invoice_id) for entry in found.entries] == [
        ("cash", 1_200, None, None),
        ("receivables", -1_000, book.payer_id, invoice_id),
        ("payer_credit", -200, book.payer_id, None),
    ]
    assert {entry.currency for entry in found.entries} == {"EUR"}


async def test_every_kind_of_fact_that_is_booked_can_be_shown(book: Book) -> None:
    payment = await book.pay(await book.invoice(1_000))
    await book.refund(payment, amount=100)
    shown = await transactions(SYSTEM)
    assert {"invoice.finalized", "payment.succeeded", "refund.succeeded"} <= {each.kind for each in shown}
    assert all(sum(entry.amount for entry in each.entries) == 0 for each in shown)


async def test_transactions_can_be_filtered_by_what_they_touch(book: Book) -> None:
    other = await book.another_payer()
    mine, theirs = await book.invoice(1_000), await book.invoice(2_000, payer_id=ids.encode("payer", other["id"]))
    await book.pay(mine)
    (cash,) = (await books.list_accounts(book.owner, filters=kind("cash"), limit=2, after=None)).rows
    found: list[tuple[dict[books.Touched, uuid.UUID | None], list[str]]] = [
        ({"invoice_id": mine["id"]}, ["payment.succeeded", "invoice.finalized"]),
        ({"invoice_id": theirs["id"]}, ["invoice.finalized"]),
        ({"payer_id": other["id"]}, ["invoice.finalized"]),
        ({"account_id": cash["id"]}, ["payment.succeeded"]),
        ({"account_id": cash["id"], "payer_id": mine["payer_id"]}, ["payment.succeeded"]),
        ({"account_id": cash["id"], "payer_id": other["id"]}, []),
        ({"invoice_id": theirs["id"], "payer_id": mine["payer_id"]}, []),
    ]
    for touching, expected in found:
        assert [each.kind for each in await transactions(book.owner, touching=touching)] == expected


async def test_pages_of_what_touches_a_payer_hold_everything_once(book: Book) -> None:
    for _ in range(3):
        await book.pay(await book.invoice(100))
    seen: list[uuid.UUID] = []
    after, has_more = None, True
    while has_more:
        page = await books.list_transactions(
            book.owner, filters=lists.Filters(), touching={"payer_id": book.payer["id"]}, limit=2, after=after
        )
        seen += [row["id"] for row in page.rows]
        after, has_more = seen[-1], page.has_more
    assert len(seen) == len(set(seen)) == 6
    assert seen == sorted(seen, reverse=True)


async def test_pages_hold_everything_once(book: Book) -> None:
    for _ in range(5):
        await book.pay(await book.invoice(100))
    for list_page, total in ((books.list_transactions, 10), (books.list_accounts, 3)):
        seen: list[uuid.UUID] = []
        after, has_more = None, True
        while has_more:
            page = await list_page(book.owner, filters=lists.Filters(), limit=2, after=after)
            seen += [row["id"] for row in page.rows]
            after, has_more = seen[-1], page.has_more
        assert len(seen) == len(set(seen)) == total
        assert seen == sorted(seen, reverse=True)


async def test_only_the_receivers_people_see_its_books(book: Book) -> None:
    invoice = await book.invoice(1_000)
    account_id = await database.fetch_value(
        object, "SELECT id FROM ledger_accounts WHERE receiver_id = $1 LIMIT 1", book.receiver["id"]
    )
    transaction_id = await database.fetch_value(
        object, "SELECT id FROM ledger_transactions WHERE source_id = $1", invoice["id"]
    )
    for caller in (await stranger(), await book.payer_login()):
        assert await balances(caller, book) == {}
        assert await transactions(caller, source_id=invoice["id"]) == []
        for get, identifier in ((books.get_account, account_id), (books.get_transaction, transaction_id)):
            with pytest.raises(errors.NotFound):
                await get(caller, identifier)
    viewer = await book.member("viewer")
    assert await balances(viewer, book)
    assert await books.get_account(viewer, account_id)
    assert await books.get_transaction(viewer, transaction_id)
    for get in (books.get_account, books.get_transaction):
        with pytest.raises(errors.NotFound):
            await get(viewer, None)


async def test_a_booking_names_the_object_that_it_is_about(book: Book) -> None:
    invoice = await book.invoice(1_000)
    cheque = await book.pay(invoice, method="cheque")
    await cheques.clear(book.owner, cheque["id"])
    await book.pay(invoice, amount=400)
    refund = await book.refund(cheque, amount=100)
    await cheques.bounce(book.owner, cheque["id"], reason="No funds.")
    shown = await transactions(book.owner)
    assert {(each.kind, each.source_id and each.source_id[:4]) for each in shown} == {
        ("invoice.finalized", "inv_"),
        ("payment.succeeded", "pay_"),
        ("payment.reversed", "rev_"),
        ("refund.succeeded", "rfd_"),
        ("credit.applied", "alo_"),
    }
    assert refund["amount"] == 100


def kind(account: str) -> lists.Filters:
    return lists.Filters(equal={"kind": account})
