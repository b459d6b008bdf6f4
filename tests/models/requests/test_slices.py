"""Budgets in slices: how often Redis is asked, and what several processes let through together."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence

import msgspec
import pytest

from launch.machine import free_port
from models.requests import limits, slices
from models.requests.limits import Limit, Standing, Taken
from models.requests.slices import Slices


@pytest.fixture(autouse=True)
async def _own_connections(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr(limits._Outage, "until", 0.0)
    # A machine that runs the whole suite has other things to do now and then.
    monkeypatch.setattr(limits, "REDIS_SECONDS_MAX", 2.0)
    yield
    await limits.close()
    limits._Outage.until = 0.0


@pytest.fixture
def round_trips(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The names of the buckets that Redis was asked for, a list for each time."""
    found: list[list[str]] = []
    take_slices = limits.take_slices

    async def counted(asked: Sequence[Limit], wanted: Sequence[int]) -> list[Taken] | None:
        found.append([limit.name for limit in asked])
        return await take_slices(asked, wanted)

    monkeypatch.setattr(limits, "take_slices", counted)
    return found


def bucket(*, burst: int, per_minute: int = 1, name: str = "test") -> Limit:
    """Refilled so slowly that a busy machine sees the same as an idle one."""
    return Limit(name, f"{name}:{uuid.uuid4()}", per_minute, burst)


async def taken(process: Slices, *asked: Limit) -> Standing:
    standing = await process.take(asked)
    assert standing is not None, "Redis has answered"
    return standing


async def let_through(process: Slices, limit: Limit, *, of: int) -> int:
    return sum([(await taken(process, limit)).wait_seconds == 0 for _ in range(of)])


async def test_five_hundred_requests_of_a_budget_of_a_thousand_ask_redis_five_times(
    round_trips: list[list[str]],
) -> None:
    limit, process = bucket(burst=1000), Slices()
    assert await let_through(process, limit, of=500) == 500
    assert len(round_trips) == 5


async def test_requests_at_once_share_a_slice(round_trips: list[list[str]]) -> None:
    limit, process = bucket(burst=1000), Slices()
    standings = await asyncio.gather(*(taken(process, limit) for _ in range(100)))
    assert all(standing.wait_seconds == 0 for standing in standings)
    assert len(round_trips) == 1


async def test_a_small_budget_is_counted_one_by_one(round_trips: list[list[str]]) -> None:
    limit, process = bucket(burst=10), Slices()
    assert await let_through(process, limit, of=10) == 10
    assert len(round_trips) == 10


async def test_processes_let_through_together_what_the_bucket_holds() -> None:
    limit, processes = bucket(burst=500), [Slices() for _ in range(4)]
    counts = [0] * len(processes)
    for _ in range(300):
        for number, process in enumerate(processes):
            counts[number] += await let_through(process, limit, of=1)
    assert sum(counts) == 500
    assert min(counts) > 50, "each of them has got its share"


async def test_loops_of_their_own_let_through_together_what_the_bucket_holds() -> None:
    limit = bucket(burst=300)

    async def hammer() -> int:
        process = Slices()
        try:
            standings = await asyncio.gather(*(taken(process, limit) for _ in range(250)))
        finally:
            await limits.close()
        return sum(standing.wait_seconds == 0 for standing in standings)

    counts = await asyncio.gather(*(asyncio.to_thread(asyncio.run, hammer()) for _ in range(3)))
    # Who was let through every time still holds what is left of its last slice.
    assert 300 - 300 // slices.SLICES_OF_A_BUCKET <= sum(counts) <= 300


async def test_what_one_process_holds_costs_the_others_a_slice_at_most() -> None:
    limit = bucket(burst=500)
    await let_through(Slices(), limit, of=1)
    slice_ = 500 // slices.SLICES_OF_A_BUCKET
    assert await let_through(Slices(), limit, of=600) == 500 - slice_


async def test_the_last_of_a_budget_are_left_to_whoever_comes_first(round_trips: list[list[str]]) -> None:
    limit, greedy = bucket(burst=100), Slices()
    await let_through(greedy, limit, of=95)
    assert await let_through(Slices(), limit, of=10) + await let_through(greedy, limit, of=10) == 5
    assert len(round_trips) > 10, "these were counted one by one"


async def test_a_slice_that_is_old_is_not_used(monkeypatch: pytest.MonkeyPatch, round_trips: list[list[str]]) -> None:
    limit, process = bucket(burst=1000), Slices()
    await taken(process, limit)
    process._by_key[limit.key].expires_at = 0
    await taken(process, limit)
    assert len(round_trips) == 2
    assert process._by_key[limit.key].left == 99, "what is new takes the place of what was old"


async def test_answers_say_the_same_as_if_each_request_were_counted_by_redis() -> None:
    sliced, exact, process = bucket(burst=120), bucket(burst=120), Slices()
    for _ in range(130):
        ours, theirs = await taken(process, sliced), await limits.ask([exact])
        assert theirs is not None
        assert ours.remaining == theirs.remaining
        assert ours.full_in_seconds[0] == pytest.approx(theirs.full_in_seconds[0], abs=1)
        assert ours.wait_seconds == pytest.approx(theirs.wait_seconds, abs=1)


async def test_a_bucket_is_refilled_as_time_goes_by() -> None:
    limit, process = bucket(burst=20, per_minute=1200), Slices()
    while not (wait := (await taken(process, limit)).wait_seconds):
        pass
    assert wait <= 0.05
    await asyncio.sleep(wait + 0.005)
    assert (await taken(process, limit)).wait_seconds == 0


async def test_who_was_refused_is_refused_again_without_asking(round_trips: list[list[str]]) -> None:
    limit, process = bucket(burst=10), Slices()
    waits = [(await taken(process, limit)).wait_seconds for _ in range(50)]
    assert len(round_trips) == 11
    assert all(59 < wait <= 60 for wait in waits[10:]), "however often one asks, the wait does not grow"


async def test_a_request_takes_from_all_its_buckets_or_from_none(round_trips: list[list[str]]) -> None:
    wide, narrow, process = bucket(burst=100, name="wide"), bucket(burst=1, name="narrow"), Slices()
    assert (await taken(process, wide, narrow)).remaining == [99, 0]
    refused = await taken(process, wide, narrow)
    assert refused.wait_seconds > 0
    assert refused.remaining == [99, 0], "the wide one was not charged"
    assert (await taken(process, wide)).remaining == [98]
    assert round_trips == [["wide", "narrow"], ["narrow"]]


async def test_callers_that_share_a_bucket_wait_for_the_same_answer(round_trips: list[list[str]]) -> None:
    address, process = bucket(burst=1000, name="address"), Slices()
    callers = [bucket(burst=100, name=f"caller {number}") for number in range(5)]
    await asyncio.gather(*(taken(process, caller, address) for caller in callers for _ in range(10)))
    assert sum("address" in names for names in round_trips) == 1
    assert len(round_trips) == 5
    assert process._by_key[address.key].left == 50


async def test_without_redis_a_slice_is_used_up_and_then_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    limit, process = bucket(burst=100), Slices()
    await taken(process, limit)
    await limits.close()
    away = msgspec.structs.replace(limits.settings, redis_url=f"redis://127.0.0.1:{free_port()}/0")
    monkeypatch.setattr(limits, "settings", away)
    assert await let_through(process, limit, of=9) == 9
    assert await process.take([limit]) is None
    # Those who wait for the answer of somebody else hear the same.
    assert await asyncio.gather(*(process.take([limit]) for _ in range(3))) == [None] * 3


async def test_who_stops_waiting_holds_up_nobody() -> None:
    limit, process = bucket(burst=100), Slices()
    first = asyncio.create_task(process.take([limit]))
    second = asyncio.create_task(process.take([limit]))
    await asyncio.sleep(0)
    first.cancel()
    standing = await second
    assert standing is not None
    assert standing.wait_seconds == 0


async def test_made_up_callers_do_not_exhaust_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICES_MAX", 20)
    process, kept = Slices(), bucket(burst=100)
    await taken(process, kept)
    for _ in range(100):
        await taken(process, bucket(burst=1))
    assert len(process._by_key) <= 20


async def test_another_budget_for_the_same_bucket_holds_at_once() -> None:
    limit, process = bucket(burst=100), Slices()
    await taken(process, limit)
    tighter = msgspec.structs.replace(limit, burst=2)
    assert await let_through(process, tighter, of=5) == 0, "ten of the wider budget are gone already"
