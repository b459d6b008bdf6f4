"""Series of numbers: one for each receiver, kind of document and period."""

import datetime
from collections.abc import AsyncIterator

import pytest

from models import database
from models.billing import series
from models.errors import IssueDateGoesBack
from models.tables.billing import SeriesKind
from models.tables.parties import Receiver
from tests.books import Book, open_book

DAY = datetime.date(2026, 6, 2)


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


@pytest.fixture
async def undone() -> AsyncIterator[None]:
    """A transaction that is rolled back: numbers without documents would be gaps."""
    async with database.transaction() as transaction:
        yield
        await transaction.rollback()


async def take(book: Book, kind: SeriesKind, issued_on: datetime.date = DAY) -> str:
    receiver = await Receiver.objects().get(Receiver.id == book.receiver["id"])
    assert receiver is not None
    return await series.next_number(receiver, kind=kind, issued_on=issued_on)


async def test_each_kind_of_document_counts_for_itself(book: Book, undone: None) -> None:
    taken = [await take(book, kind) for kind in ("invoice", "credit_note", "invoice", "credit_note", "credit_note")]
    assert taken == ["INV-2026-00001", "CN-2026-00001", "INV-2026-00002", "CN-2026-00002", "CN-2026-00003"]


async def test_the_dates_of_one_kind_do_not_bind_the_other(book: Book, undone: None) -> None:
    await take(book, "invoice")
    yesterday = DAY - datetime.timedelta(days=1)
    assert await take(book, "credit_note", yesterday) == "CN-2026-00001"
    with pytest.raises(IssueDateGoesBack, match="2026-06-01"):
        await take(book, "invoice", yesterday)


async def test_a_number_is_taken_within_a_transaction_only(book: Book) -> None:
    with pytest.raises(AssertionError, match="one transaction"):
        await take(book, "invoice")
