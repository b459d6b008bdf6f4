"""Slots: each is filled again as soon as its row has ended, until the time is over or the worker is stopped."""

import asyncio
import datetime
import math
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from models import clock, database, nudge, slots, work
from models.slots import Bounds
from models.tables.gateways import Callback
from tests.books import Book, open_book
from tests.models.shops import set_aside
from tests.models.work_lists import open_account, put, statuses, until

LEASE_SECONDS = 30


@pytest.fixture
async def book(pool: None) -> AsyncIterator[Book]:
    await set_aside()
    yield await open_book()
    await set_aside()


class Desk:
    """Where rows are worked on until the test says how each has ended."""

    def __init__(self) -> None:
        self.begun: dict[uuid.UUID, Callback] = {}
        self.busy: dict[uuid.UUID, asyncio.Future[BaseException | None]] = {}
        self.most = 0

    async def work_on(self, row: Callback) -> None:
        self.begun[row.id] = row
        self.busy[row.id] = asyncio.get_running_loop().create_future()
        self.most = max(self.most, len(self.busy))
        try:
            error = await self.busy[row.id]
        finally:
            del self.busy[row.id]
        if error is not None:
            raise error
        await work.finish(row, status="done")

    def end(self, row_id: uuid.UUID, error: BaseException | None = None) -> None:
        self.busy[row_id].set_result(error)

    async def has(self, count: int) -> None:
        """Waits until so many rows have begun in all."""
        await until(lambda: _true(len(self.begun) >= count))

    async def everything_ends(self, run: "asyncio.Task[int]") -> int:
        """Lets all rows end, those too that begin meanwhile; returns what the run returns."""
        while not run.done():
            for future in self.busy.values():
                if not future.done():
                    future.set_result(None)
            await asyncio.sleep(0)
        return await run


async def _true(value: bool) -> bool:
    return value


def begin(
    work_on: Callable[[Callback], Awaitable[None]],
    bounds: Bounds,
    *,
    budget_seconds: float = math.inf,
    is_stopping: Callable[[], bool] = slots.never,
) -> "asyncio.Task[int]":
    return asyncio.create_task(
        slots.work_through(
            slots.Slots(Callback, work_on, bounds),
            nudged="callbacks",
            budget_seconds=budget_seconds,
            is_stopping=is_stopping,
        )
    )


async def test_a_slot_is_filled_again_while_the_others_wait_for_slow_rows(book: Book) -> None:
    accounts = [await open_account(book.receiver.id) for _ in range(3)]
    for account in accounts:
        await put(account, 4)
    desk = Desk()
    run = begin(desk.work_on, Bounds(slots=3, per_account=1, lease_seconds=LEASE_SECONDS))
    await desk.has(3)
    quick = next(row.id for row in desk.begun.values() if row.gateway_account_id == accounts[0])
    for count in (4, 5, 6):
        # Two slots stay busy; what is claimed is what has a slot at once, and no more.
        desk.end(quick)
        await desk.has(count)
        (quick,) = [row_id for row_id in desk.busy if desk.begun[row_id].gateway_account_id == accounts[0]]
    assert await statuses(accounts[1]) == {"leased": 1, "pending": 3}
    assert await desk.everything_ends(run) == 12
    assert desk.most == 3
    for account in accounts:
        assert await statuses(account) == {"done": 4}


async def test_what_becomes_due_meanwhile_is_taken_on_without_waiting_for_what_hangs(book: Book) -> None:
    silent, other = await open_account(book.receiver.id), await open_account(book.receiver.id)
    await put(silent, 30)
    desk = Desk()
    run = begin(desk.work_on, Bounds(slots=10, per_account=4, lease_seconds=LEASE_SECONDS))
    await desk.has(4)
    (late,) = await put(other, 1)
    await until(lambda: _true(late in desk.busy))
    desk.end(late)
    await until(lambda: _done(other))
    assert len(desk.busy) == 4
    assert await desk.everything_ends(run) == 31


async def _done(account: uuid.UUID) -> bool:
    return await statuses(account) == {"done": 1}


async def test_what_ends_while_a_claim_is_made_gives_its_place_to_the_next_in_the_same_run(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await open_account(book.receiver.id)
    await put(account, 4)
    desk, claim = Desk(), work.claim

    async def claim_slowly(*arguments: Any, **options: Any) -> list[Callback]:
        found = await claim(*arguments, **options)
        # What had the account's place when we looked has ended when we say that we found nothing.
        for row_id in list(desk.busy):
            desk.end(row_id)
        await until(lambda: _true(not desk.busy))
        while (await statuses(account)).get("leased", 0) > len(found):
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        return found

    monkeypatch.setattr(work, "claim", claim_slowly)
    run = begin(desk.work_on, Bounds(slots=2, per_account=1, lease_seconds=LEASE_SECONDS))
    assert await run == 4


async def test_when_the_time_is_over_what_has_begun_ends_and_another_run_is_asked_for(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await open_account(book.receiver.id)
    await put(account, 5)
    nudged: list[str] = []
    monkeypatch.setattr(nudge, "now", nudged.append)
    desk = Desk()
    now = 0.0
    monkeypatch.setattr(slots, "time", SimpleNamespace(monotonic=lambda: now))
    run = begin(desk.work_on, Bounds(slots=2, per_account=2, lease_seconds=LEASE_SECONDS), budget_seconds=1)
    await desk.has(2)
    now = 2.0
    first, second = desk.busy
    desk.end(first)
    await until(lambda: _true(first not in desk.busy))
    assert not run.done()
    desk.end(second)
    assert await run == 2
    assert await statuses(account) == {"done": 2, "pending": 3}
    assert nudged == ["callbacks"]


async def test_a_run_that_has_nothing_left_to_do_asks_for_none(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    await put(await open_account(book.receiver.id), 2)
    nudged: list[str] = []
    monkeypatch.setattr(nudge, "now", nudged.append)
    desk = Desk()
    run = begin(desk.work_on, Bounds(slots=5, per_account=5, lease_seconds=LEASE_SECONDS))
    await desk.has(2)
    assert await desk.everything_ends(run) == 2
    assert nudged == []


async def test_a_stop_ends_a_run_and_cancels_what_does_not_end_in_time(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "settings", msgspec.structs.replace(slots.settings, shutdown_seconds=0))
    account = await open_account(book.receiver.id)
    await put(account, 5)
    desk = Desk()
    is_stopping = False

    async def hang(row: Callback) -> None:
        await work.try_once(
            row, lambda: desk.work_on(row), schedule=[datetime.timedelta(minutes=1)], give_up=lambda _: _true(True)
        )

    bounds = Bounds(slots=2, per_account=2, lease_seconds=LEASE_SECONDS)
    run = begin(hang, bounds, is_stopping=lambda: is_stopping)
    await desk.has(2)
    is_stopping = True
    assert await run == 0
    assert desk.busy == {}
    # What was cancelled need not wait for its lease.
    assert await statuses(account) == {"pending": 5}
    rows = await database.fetch("SELECT error FROM callbacks WHERE gateway_account_id = $1", account)
    assert sorted(row["error"] or "" for row in rows) == ["", "", "", *["The worker was stopped."] * 2]


@pytest.mark.parametrize("error", [ConnectionError("PostgreSQL is away"), RuntimeError("nobody expected it")])
async def test_a_row_whose_end_cannot_be_written_is_left_to_its_lease_and_takes_nobody_along(
    book: Book, error: Exception
) -> None:
    account = await open_account(book.receiver.id)
    await put(account, 3)
    desk = Desk()
    run = begin(desk.work_on, Bounds(slots=2, per_account=3, lease_seconds=LEASE_SECONDS))
    await desk.has(2)
    bad, _ = desk.busy
    desk.end(bad, error)
    await desk.has(3)
    assert await desk.everything_ends(run) == 3
    assert await statuses(account) == {"done": 2, "leased": 1}


async def test_an_outage_while_rows_are_worked_on_does_not_end_the_run(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await open_account(book.receiver.id)
    await put(account, 2)
    desk, claim, is_away = Desk(), work.claim, False

    async def try_to_claim(*arguments: Any, **options: Any) -> list[Callback]:
        nonlocal is_away
        if is_away:
            is_away = False
            raise ConnectionError("PostgreSQL is away")
        return await claim(*arguments, **options)

    monkeypatch.setattr(work, "claim", try_to_claim)
    monkeypatch.setattr(slots, "PAUSE_SECONDS", 0)
    run = begin(desk.work_on, Bounds(slots=2, per_account=1, lease_seconds=LEASE_SECONDS))
    await desk.has(1)
    is_away = True
    await until(lambda: _true(not is_away))
    desk.end(next(iter(desk.busy)))
    await desk.has(2)
    assert await desk.everything_ends(run) == 2
    is_away = True
    with pytest.raises(ExceptionGroup) as raised:
        await begin(desk.work_on, Bounds(slots=2, per_account=1, lease_seconds=LEASE_SECONDS))
    assert raised.value.split(database.UNAVAILABLE)[1] is None


async def test_a_row_that_workers_died_with_has_nothing_beside_it(book: Book) -> None:
    sick, well = await open_account(book.receiver.id), await open_account(book.receiver.id)
    (killer,) = await put(sick, 1)
    now = clock.now()
    for _ in range(2):
        with clock.moved_to(now):
            await work.claim(Callback, limit=1, lease_seconds=LEASE_SECONDS)
        now += datetime.timedelta(seconds=LEASE_SECONDS + 1)
    with clock.moved_to(now):
        await put(well, 3)
        desk = Desk()
        run = begin(desk.work_on, Bounds(slots=5, per_account=5, lease_seconds=LEASE_SECONDS))
        await desk.has(1)
        assert list(desk.busy) == [killer]
        # Others come to those who have nothing like it in hand.
        other = Desk()
        beside = begin(other.work_on, Bounds(slots=5, per_account=2, lease_seconds=LEASE_SECONDS))
        await other.has(2)
        assert list(desk.busy) == [killer]
        desk.end(killer)
        await desk.has(2)
        assert await desk.everything_ends(run) + await other.everything_ends(beside) == 4
