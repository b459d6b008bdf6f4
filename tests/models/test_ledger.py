"""The ledger: nothing in it is changed, it balances, and its accounts are opened by the first fact that needs them."""

import asyncpg
import pytest

from models import database, ids, ledger
from models.billing import issuing
from models.collection import payments
from models.shapes.collection import PaymentInput
from tests.books import assert_books_balance, open_book
from tests.round_trips import RoundTrips

ACCOUNTS = "SELECT kind FROM ledger_accounts WHERE receiver_id = $1 ORDER BY kind"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_entries SET amount = amount + 1",
        "UPDATE ledger_entries SET payer_id = NULL",
        "UPDATE ledger_transactions SET effective_on = effective_on - 1",
        "UPDATE ledger_transactions SET kind = 'payment.reversed'",
        "DELETE FROM ledger_entries",
        "DELETE FROM ledger_transactions",
        "TRUNCATE ledger_entries",
        "TRUNCATE ledger_transactions CASCADE",
    ],
)
async def test_what_is_booked_is_neither_changed_nor_deleted(pool: None, change: str) -> None:
    """By the database, whoever asks: it refuses the owner of its tables too."""
    await (await open_book()).invoice()
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await database.execute(change)
    await assert_books_balance()


@pytest.mark.parametrize("amounts", [(100,), (100, -99)])
async def test_what_does_not_balance_is_not_booked(pool: None, amounts: tuple[int, ...]) -> None:
    """Also where no code of ours books it."""
    book = await open_book()
    invoice = await book.invoice()
    account = ledger.account_id(receiver_id=book.receiver.id, account="receivables", currency="EUR")
    booked = ids.make()

    async def book_them() -> None:
        async with database.transaction():
            await database.execute(
                "INSERT INTO ledger_transactions (id, receiver_id, kind, source_id, effective_on) "
                "VALUES ($1, $2, 'payment.succeeded', $1, current_date)",
                booked,
                book.receiver.id,
            )
            for amount in amounts:
                await database.execute(
                    "INSERT INTO ledger_entries (id, transaction_id, account_id, receiver_id, currency, amount) "
                    "VALUES ($1, $2, $3, $4, 'EUR', $5)",
                    ids.make(),
                    booked,
                    account,
                    book.receiver.id,
                    amount,
                )

    with pytest.raises(asyncpg.PostgresError, match="balance"):
        await book_them()
    assert await database.fetch("SELECT FROM ledger_transactions WHERE id = $1", booked) == []
    # Nor is one entry added to what balances.
    with pytest.raises(asyncpg.PostgresError, match="balance"):
        await database.execute(
            "INSERT INTO ledger_entries (id, transaction_id, account_id, receiver_id, currency, amount) "
            "SELECT $1, id, $2, receiver_id, 'EUR', 1 FROM ledger_transactions WHERE source_id = $3",
            ids.make(),
            account,
            invoice["id"],
        )
    await assert_books_balance()


async def test_what_is_with_a_gateway_says_with_which(pool: None) -> None:
    with pytest.raises(AssertionError, match="of which gateway account"):
        ledger.Entry("gateway_clearing", 100)
    with pytest.raises(AssertionError, match="of which gateway account"):
        ledger.Entry("cash", 100, gateway_account_id=ids.new())


async def test_accounts_are_opened_once(round_trips: RoundTrips) -> None:
    book = await open_book()
    drafts = [await book.draft() for _ in range(2)]
    first = await round_trips.of(lambda: issuing.finalize(book.owner, drafts[0]["id"]))
    second = await round_trips.of(lambda: issuing.finalize(book.owner, drafts[1]["id"]))
    assert "INSERT INTO ledger_accounts" in first[-1]
    assert "INSERT INTO ledger_accounts" not in second[-1]
    assert "INSERT INTO ledger_entries" in second[-1]
    kinds = [row["kind"] for row in await database.fetch(ACCOUNTS, book.receiver.id)]
    assert kinds == ["receivables", "revenue"]
    await assert_books_balance()


async def test_an_account_that_is_known_and_gone_is_opened_again() -> None:
    """As when an older copy of the database was restored under a process that goes on."""
    book = await open_book()
    invoice = await book.invoice()
    ledger._remember([ledger.account_id(receiver_id=book.receiver.id, account="cash", currency="EUR")])
    given = PaymentInput(method="cash", invoice_id=ids.encode("invoice", invoice["id"]))
    row = await payments.create(book.owner, given)
    assert row["status"] == "succeeded"
    kinds = [row["kind"] for row in await database.fetch(ACCOUNTS, book.receiver.id)]
    assert kinds == ["cash", "receivables", "revenue"]
    await assert_books_balance()


async def test_accounts_of_what_was_rolled_back_are_not_taken_for_opened() -> None:
    book = await open_book()
    invoice = await book.invoice()
    given = PaymentInput(method="cash", invoice_id=ids.encode("invoice", invoice["id"]))
    async with database.transaction() as transaction:
        await payments.create(book.owner, given)
        await transaction.rollback()
    assert ledger.account_id(receiver_id=book.receiver.id, account="cash", currency="EUR") not in ledger._opened
    await payments.create(book.owner, given)
    await assert_books_balance()


async def test_what_is_known_of_accounts_is_bounded() -> None:
    ledger._remember(ids.new() for _ in range(ledger.OPENED_MAX + 1))
    newest = ids.new()
    ledger._remember([newest])
    assert ledger._opened == {newest}
