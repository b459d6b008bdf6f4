"""Accounts of the ledger: opened by the first fact that needs them, and not asked for again."""

from models import database, ids, ledger
from models.billing import issuing
from models.collection import payments
from models.shapes.collection import PaymentInput
from tests.books import assert_books_balance, open_book
from tests.round_trips import RoundTrips

ACCOUNTS = "SELECT kind FROM ledger_accounts WHERE receiver_id = $1 ORDER BY kind"


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
