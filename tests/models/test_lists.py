"""Lists find their rows by the order of ids: by bounds on `created_at`, though its instant is another clock's, so that
nothing falls between the two; and all that one receiver has by a plan that is made once."""

import datetime
import re
import uuid

import pytest

from models import database, ids, lists
from models.billing import invoices
from models.tables.parties import Payer
from tests.books import Book, open_book

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


async def _fill(book: Book, count: int) -> None:
    """So many drafts like one of the book's."""
    draft = await book.draft(100)
    await database.execute("SET LOCAL session_replication_role = replica")
    await database.execute(
        """
        INSERT INTO invoices (id, receiver_id, payer_id, currency, subtotal, discount_total, tax_total, total, taxes)
        SELECT new_id(), receiver_id, payer_id, currency, subtotal, discount_total, tax_total, total, taxes
        FROM invoices, generate_series(1, $2) WHERE id = $1
        """,
        draft["id"],
        count,
    )
    await database.execute("SET LOCAL session_replication_role = origin")


async def test_the_list_of_a_receiver_is_planned_once_and_fits_a_small_one_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A statement that no other test has had planned, with fewer rows.
    monkeypatch.setattr(lists, "LIMIT_USUAL", 19)
    small, large = await open_book(), await open_book()

    async def found(book: Book, after: uuid.UUID | None) -> list[uuid.UUID]:
        filters = lists.Filters(equal={"receiver_id": book.receiver.id})
        page = await invoices.list_page(book.owner, filters=filters, limit=19, after=after)
        return [row["id"] for row in page.rows]

    async with database.transaction() as transaction:
        # What PostgreSQL reckons with is the rows here alone: not those of other tests, nor the pages that they have
        # left empty. With one receiver, a plan for any costs what the plan for this one costs.
        await database.execute("SET LOCAL session_replication_role = replica")
        await database.execute("TRUNCATE invoices CASCADE")
        await database.execute("SET LOCAL session_replication_role = origin")
        await _fill(large, 20_000)
        await database.execute("ANALYZE invoices")
        draft = await small.draft(100)
        for after in [None] * 8 + [ids.make()] * 8:
            rows = await found(large, after)
            assert rows == sorted(rows, reverse=True)
            assert len(rows) == 19
        kept = await database.fetch(
            "SELECT name, statement, generic_plans FROM pg_prepared_statements WHERE statement LIKE $1",
            "%FROM invoices WHERE %LIMIT 20",
        )
        assert len(kept) == 2, "the first page, and those after one"
        await database.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        for row in kept:
            assert row["generic_plans"] > 0, "planned anew each time"
            count = max(int(number) for number in re.findall(r"\$(\d+)", row["statement"]))
            plan = await database.fetch(f"EXPLAIN EXECUTE {row['name']} ({', '.join(['NULL'] * count)})")
            # The order of the ids alone would be that of all receivers' rows.
            assert any("invoices_by_receiver" in line[0] for line in plan), plan
        assert await found(small, None) == await found(small, ids.make()) == [draft["id"]]
        await transaction.rollback()
