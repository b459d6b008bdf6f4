"""Bounds on `created_at` find rows by their ids, whose instant is another clock's: nothing falls between the two."""

import datetime

import pytest

from models import database, lists
from models.tables.parties import Payer
from tests.books import open_book

SECOND = datetime.timedelta(seconds=1)


@pytest.mark.parametrize("apart", [-3590 * SECOND, -SECOND, 0 * SECOND, SECOND, 3590 * SECOND])
async def test_a_row_is_found_by_when_it_was_created_however_its_id_differs(apart: datetime.timedelta) -> None:
    book = await open_book()
    created_at = await database.fetch_value(
        datetime.datetime,
        "UPDATE payers SET created_at = created_at + $2 WHERE id = $1 RETURNING created_at",
        book.payer.id,
        apart,
    )
    assert created_at is not None

    async def found(**bounds: datetime.datetime) -> bool:
        page = await lists.page(book.owner, Payer, filters=lists.Filters(**bounds), limit=10)
        return book.payer.id in {row.id for row in page.rows}

    assert await found(created_from=created_at)
    assert await found(created_to=created_at + SECOND / 1_000_000)
    assert await found(created_from=created_at, created_to=created_at + SECOND / 1_000_000)
    assert not await found(created_from=created_at + SECOND / 1_000_000)
    assert not await found(created_to=created_at)
