"""Kept balances are the sums of entries, whoever commits when, and whenever something took effect."""

import asyncio
import datetime
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import pytest

from models import database, ledger
from models.parties import payers
from models.proof import integrity
from models.reports import balances, books
from tests.books import Book, assert_books_balance, open_book

KEPT = "SELECT coalesce(sum(amount), 0) FROM ledger_balances WHERE account_id = $1"
MONTHS = "SELECT month, amount FROM ledger_balances WHERE account_id = $1 ORDER BY month"


class Till:
    """A receiver's cash: five invoices of 1,000 to pay, and a sixth, of which 1 was paid and is summed."""

    def __init__(self, book: Book, invoices: list[Any]) -> None:
        self.book, self._invoices = book, invoices
        self.account_id: uuid.UUID = ledger.account_id(receiver_id=book.receiver["id"], account="cash", currency="EUR")

    async def take(self, amount: int, *, received_on: datetime.date | None = None) -> None:
        """So much in cash, for an invoice of its own."""
        given = {} if received_on is None else {"received_on": received_on}
        await self.book.pay(self._invoices.pop(), amount=amount, **given)

    @asynccontextmanager
    async def taking(self, amount: int) -> AsyncIterator[None]:
        """Somebody has written that so much came, and commits at the end of the block."""
        written, commit = asyncio.Event(), asyncio.Event()

        async def write() -> None:
            async with database.transaction():
                await self.take(amount)
                # What waits to be written goes ahead of the next statement.
                await database.fetch("SELECT 1")
                written.set()
                await commit.wait()

        writing = asyncio.create_task(write())
        await written.wait()
        try:
            yield
        finally:
            commit.set()
            await writing

    async def kept(self) -> Decimal | None:
        """What the job has summed."""
        return await database.fetch_value(Decimal, KEPT, self.account_id)

    async def shown(self) -> int:
        """What the account stands at, and, by the other side, what the payer has paid."""
        account = await books.get_account(self.book.owner, self.account_id)
        (of_payer,) = await payers.balances(self.book.owner, self.book.payer["id"])
        assert of_payer.amount_due == 6_000 - account["balance"]
        return int(account["balance"])


@pytest.fixture
async def till(pool: None) -> AsyncIterator[Till]:
    book = await open_book()
    opened = Till(book, [await book.invoice(1_000) for _ in range(6)])
    await opened.take(1)
    await sum_up()
    yield opened
    # However it went, the next run puts it right, and the checks say so.
    expected = await opened.shown()
    await sum_up()
    assert (await opened.shown(), await opened.kept()) == (expected, expected)
    found = {one.name: one.examples for one in (await integrity.check()).checks if one.name.startswith("kept_")}
    assert len(found) == 2
    assert not any(found.values()), found
    await assert_books_balance()


async def sum_up() -> None:
    while await balances.sum_up():
        pass


async def test_what_is_booked_shows_at_once_and_is_summed_once(till: Till) -> None:
    await till.take(100)
    assert (await till.shown(), await till.kept()) == (101, 1)
    await sum_up()
    await sum_up()
    assert (await till.shown(), await till.kept()) == (101, 101)
    await till.take(20)
    assert (await till.shown(), await till.kept()) == (121, 101)


async def test_what_commits_late_is_not_lost(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(balances, "PATIENCE_SECONDS", 0.1)
    async with till.taking(100):
        # It has a higher place and has committed, but the job may not pass the lower one.
        await till.take(20)
        assert await balances.sum_up() == 0
        assert (await till.shown(), await till.kept()) == (21, 1)
    assert (await till.shown(), await till.kept()) == (121, 1)


async def test_the_job_waits_for_those_who_write_and_not_for_who_comes_later(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, has_looked_again, writing = 0, asyncio.Event(), balances._writing

    async def look() -> set[str]:
        nonlocal looks
        found = await writing()
        looks += 1
        if looks > 1:
            has_looked_again.set()
        return found

    monkeypatch.setattr(balances, "_writing", look)
    monkeypatch.setattr(balances, "PATIENCE_SECONDS", 60)
    async with till.taking(100):
        summing = asyncio.create_task(balances.sum_up())
        await asyncio.wait_for(has_looked_again.wait(), 20)
        assert not summing.done()
        # Others go on meanwhile, and nobody waits for the job.
        await till.take(20)
    assert await summing == 1
    assert (await till.shown(), await till.kept()) == (121, 101)


async def test_what_is_rolled_back_leaves_a_hole_that_nobody_waits_for(till: Till) -> None:
    async with database.transaction() as transaction:
        await till.take(100)
        await database.fetch("SELECT 1")
        await transaction.rollback()
    await till.take(20)
    assert await balances.sum_up() == 1
    assert (await till.shown(), await till.kept()) == (21, 21)


async def test_what_takes_effect_in_a_month_that_is_over_is_added_to_it(till: Till) -> None:
    await till.take(20, received_on=datetime.date(2025, 3, 31))
    await sum_up()
    await till.take(3, received_on=datetime.date(2025, 3, 1))
    await sum_up()
    months = [tuple(row) for row in await database.fetch(MONTHS, till.account_id)]
    assert months[0] == (datetime.date(2025, 3, 1), 23)
    assert [amount for _, amount in months[1:]] == [1]


async def test_two_at_once_sum_everything_once(till: Till) -> None:
    for _ in range(3):
        await till.take(100)
    await asyncio.gather(*(balances.sum_up() for _ in range(4)))
    await sum_up()
    assert (await till.shown(), await till.kept()) == (301, 301)


async def test_batches_take_up_where_the_last_one_ended(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(balances, "BATCH", 2)
    for _ in range(5):
        await till.take(100)
    assert [await balances.sum_up() for _ in range(3)] == [2, 2, 1]
    assert await till.kept() == 501


async def test_one_that_is_killed_has_done_nothing(till: Till) -> None:
    await till.take(100)
    async with database.transaction() as transaction:
        assert await balances.sum_up() == 1
        await transaction.rollback()
    assert (await till.shown(), await till.kept()) == (101, 1)
