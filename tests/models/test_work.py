"""Claims: bounded for each gateway account, over all workers, and fair between accounts and kinds of tries."""

import asyncio
import datetime
import re
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Sequence

import pytest

from models import clock, database, work
from models.tables.gateways import Callback
from tests.books import Book, open_book
from tests.models.shops import set_aside
from tests.models.work_lists import open_account, put, statuses

LEASE_SECONDS = 30
# When all leases of before have ended.
NEXT = datetime.timedelta(seconds=LEASE_SECONDS + 1)


@pytest.fixture
async def book(pool: None) -> AsyncIterator[Book]:
    await set_aside()
    yield await open_book()
    await set_aside()


async def claim(limit: int = 100, *, per_account: int, in_hand: bool = False) -> list[Callback]:
    return await work.claim(
        Callback, limit=limit, lease_seconds=LEASE_SECONDS, per_account=per_account, in_hand=in_hand
    )


def by_account(rows: Sequence[Callback]) -> dict[uuid.UUID, int]:
    return dict(Counter(row.gateway_account_id for row in rows))


async def test_an_account_has_no_more_in_flight_than_its_bound_and_the_oldest_first(book: Book) -> None:
    flooded, calm = await open_account(book.receiver.id), await open_account(book.receiver.id)
    waiting = await put(flooded, 60)
    await put(calm, 1)
    rows = await claim(per_account=5)
    assert by_account(rows) == {flooded: 5, calm: 1}
    assert {row.id for row in rows if row.gateway_account_id == flooded} == set(waiting[:5])
    assert await claim(per_account=5) == [], "its places are taken"
    await work.finish(rows[0], status="done")
    await work.finish(rows[1], status="done")
    assert len(await claim(per_account=5)) == 2 - (calm in (rows[0].gateway_account_id, rows[1].gateway_account_id))


async def test_claimers_at_once_keep_to_the_bound_together(book: Book) -> None:
    accounts = [await open_account(book.receiver.id) for _ in range(3)]
    for account in accounts:
        await put(account, 40)
    for _ in range(5):
        taken = await asyncio.gather(*(claim(per_account=4) for _ in range(8)))
        rows = [row for claimed in taken for row in claimed]
        assert by_account(rows) == dict.fromkeys(accounts, 4)
        assert len({row.id for row in rows}) == len(rows)
        for row in rows:
            await work.finish(row, status="done")


async def test_places_go_to_the_account_with_the_fewest_in_flight(book: Book) -> None:
    busy, calm = await open_account(book.receiver.id), await open_account(book.receiver.id)
    await put(busy, 20)
    assert by_account(await claim(6, per_account=10)) == {busy: 6}
    await put(calm, 20)
    assert by_account(await claim(4, per_account=10)) == {calm: 4}
    assert by_account(await claim(6, per_account=10)) == {calm: 4, busy: 2}


async def test_the_later_tries_of_an_account_take_no_places_from_its_first_ones_nor_the_other_way_round(
    book: Book,
) -> None:
    account = await open_account(book.receiver.id)
    await put(account, 20, attempts=3, due=clock.now() - datetime.timedelta(hours=1))
    assert Counter(row.attempts for row in await claim(per_account=5)) == {4: 5}
    await put(account, 20)
    assert Counter(row.attempts for row in await claim(per_account=5)) == {1: 5}
    assert await claim(per_account=5) == []


async def test_a_dead_workers_leases_give_their_places_back_when_they_end(book: Book) -> None:
    account = await open_account(book.receiver.id)
    first = await put(account, 10)
    await claim(per_account=4)
    with clock.moved_to(clock.now() + NEXT):
        rows = await claim(per_account=4)
        # What nobody tried is a first try, what the dead worker had is a later one.
        assert Counter(row.attempts for row in rows) == {1: 4, 2: 4}
        assert {row.id for row in rows if row.attempts == 2} == set(first[:4])
        assert {row.deaths for row in rows} == {0, 1}


async def die_twice(account: uuid.UUID, count: int) -> datetime.datetime:
    """Makes so many of an account's rows suspect; returns when they are due."""
    await put(account, count)
    now = clock.now()
    for deaths in range(2):
        with clock.moved_to(now):
            assert {row.deaths for row in await claim(per_account=count)} == {deaths}
        now += NEXT
    return now


async def test_what_workers_died_with_is_claimed_alone_by_one_who_has_nothing_in_hand(book: Book) -> None:
    sick, well = await open_account(book.receiver.id), await open_account(book.receiver.id)
    now = await die_twice(sick, 3)
    with clock.moved_to(now):
        await put(well, 3)
        assert by_account(await claim(per_account=9, in_hand=True)) == {well: 3}
        (row,) = await claim(per_account=9)
        assert work.is_suspect(row)
        await put(well, 2)
        # While one is in flight, the others wait: silent gateways must not keep all processes.
        assert by_account(await claim(per_account=9)) == {well: 2}
        assert await work.postpone(row, schedule=[datetime.timedelta(minutes=1)] * 9)
        (other,) = await claim(per_account=9)
        assert work.is_suspect(other)
        assert other.id != row.id


async def test_two_who_have_nothing_in_hand_do_not_both_get_a_suspect(book: Book) -> None:
    now = await die_twice(await open_account(book.receiver.id), 6)
    with clock.moved_to(now):
        taken = await asyncio.gather(*(claim(per_account=9) for _ in range(6)))
    assert sum(map(len, taken)) == 1


async def test_a_suspect_that_came_to_an_end_is_none_any_more(book: Book) -> None:
    now = await die_twice(await open_account(book.receiver.id), 1)
    with clock.moved_to(now):
        (row,) = await claim(per_account=9)
        assert await work.postpone(row, schedule=[datetime.timedelta()] * 9)
        (row,) = await claim(per_account=9, in_hand=True)
    assert (row.deaths, row.attempts, work.is_suspect(row)) == (0, 4, False)


async def test_a_claim_reads_a_few_due_rows_and_then_hops_from_account_to_account(book: Book) -> None:
    flooded = await open_account(book.receiver.id)
    await put(flooded, 3_000)
    await put(await open_account(book.receiver.id), 1)
    await database.execute("ANALYZE callbacks")
    async with database.transaction() as transaction:
        await database.execute("SET LOCAL enable_seqscan = off")
        lease = datetime.timedelta(seconds=LEASE_SECONDS)
        statement = work._CLAIM.format(work_list="callbacks")
        plan = await database.fetch(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT TEXT) {statement}", clock.now(), lease, uuid.uuid4(), 10, 4
        )
        await transaction.rollback()
    text = "\n".join(line[0] for line in plan)
    assert "callbacks_by_account" in text
    assert "callbacks_leased" in text
    read = [float(rows) for rows in re.findall(r"actual time=\S+ rows=(\S+)", text)]
    assert max(read) == work.FEW, text


@pytest.mark.parametrize("backlog", [1, work.FEW - 3, work.FEW + 50])
async def test_accounts_are_found_however_many_rows_are_due(book: Book, backlog: int) -> None:
    flooded, *others = [await open_account(book.receiver.id) for _ in range(4)]
    await put(flooded, backlog, due=clock.now() - datetime.timedelta(minutes=1))
    for other in others[:2]:
        await put(other, 1)
    # Nothing of it is due.
    await put(others[2], 1, due=clock.now() + datetime.timedelta(hours=1))
    assert by_account(await claim(per_account=2)) == {flooded: min(backlog, 2), others[0]: 1, others[1]: 1}


async def test_a_flood_over_a_table_that_was_small_meets_no_plan_that_is_quadratic(book: Book) -> None:
    flooded, calm = await open_account(book.receiver.id), await open_account(book.receiver.id)
    # So often that PostgreSQL has made up its mind about the statement, by what it knows of the table.
    await database.execute("ANALYZE callbacks")
    for _ in range(10):
        await put(calm, 1)
        for row in await claim(per_account=4):
            await work.finish(row, status="done")
    await put(flooded, 5_000)
    await put(calm, 1)
    # Within the time that a statement has, of which it needed more.
    assert by_account(await claim(per_account=4)) == {flooded: 4, calm: 1}


async def test_a_try_that_takes_too_long_is_ended_within_its_lease_and_comes_again(book: Book) -> None:
    account = await open_account(book.receiver.id)
    await put(account, 1)
    (row,) = await claim(per_account=1)
    was_cancelled = asyncio.Event()

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            was_cancelled.set()

    async def give_up(_: str) -> None:
        raise AssertionError("it has tries left")

    await work.try_once(row, hang, schedule=[datetime.timedelta(minutes=1)], give_up=give_up, seconds_max=0.01)
    assert was_cancelled.is_set()
    assert await statuses(account) == {"pending": 1}


async def test_a_try_that_is_cancelled_is_not_swallowed_and_its_row_need_not_wait_for_the_lease(book: Book) -> None:
    account = await open_account(book.receiver.id)
    await put(account, 1)
    (row,) = await claim(per_account=1)
    has_begun = asyncio.Event()

    async def hang() -> None:
        has_begun.set()
        await asyncio.Event().wait()

    async def give_up(_: str) -> None:
        raise AssertionError("it has tries left")

    trying = asyncio.create_task(
        work.try_once(row, hang, schedule=[datetime.timedelta(seconds=5)], give_up=give_up, seconds_max=20)
    )
    await has_begun.wait()
    trying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trying
    now = await database.fetch_row("SELECT status, error, next_attempt_at FROM callbacks WHERE id = $1", row.id)
    assert now is not None
    assert (now["status"], now["error"]) == ("pending", "The worker was stopped.")
    assert now["next_attempt_at"] < row.next_attempt_at
