"""Rate limits: the bucket's arithmetic in Redis, and what stands in for it when Redis is away."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import msgspec
import pytest

from launch.machine import free_port
from models.requests import limits
from models.requests.limits import Limit, Standing, ask, ask_locally, take


@pytest.fixture(autouse=True)
async def _own_connections(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr(limits._Outage, "until", 0.0)
    # A machine that runs the whole suite has other things to do now and then.
    monkeypatch.setattr(limits, "REDIS_SECONDS_MAX", 2.0)
    yield
    await limits.close()
    limits._Outage.until = 0.0


@pytest.fixture
def _no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    away = msgspec.structs.replace(limits.settings, redis_url=f"redis://127.0.0.1:{free_port()}/0")
    monkeypatch.setattr(limits, "settings", away)


def bucket(*, per_minute: int = 1, burst: int = 5, name: str = "test") -> Limit:
    """Refilled so slowly that a busy machine sees the same as an idle one."""
    return Limit(name, f"{name}:{uuid.uuid4()}", per_minute, burst)


async def counted(*asked: Limit) -> Standing:
    standing = await ask(asked)
    assert standing is not None, "Redis has answered"
    return standing


async def test_a_bucket_lets_its_burst_through_and_then_says_how_long_to_wait() -> None:
    limit = bucket(burst=5)
    standings = [await counted(limit) for _ in range(6)]
    assert [standing.wait_seconds for standing in standings[:5]] == [0] * 5
    assert [standing.remaining for standing in standings] == [[4], [3], [2], [1], [0], [0]]
    assert 30 < standings[5].wait_seconds <= 60, "at one a minute the next one comes within a minute"
    assert 240 < standings[4].full_in_seconds[0] <= 300


async def test_a_bucket_is_refilled_as_time_goes_by() -> None:
    limit = bucket(per_minute=1200, burst=2)
    while not (wait := (await counted(limit)).wait_seconds):
        pass
    assert wait <= 0.05
    await asyncio.sleep(wait + 0.005)
    assert (await counted(limit)).wait_seconds == 0


async def test_what_is_refused_costs_nothing() -> None:
    limit = bucket(burst=1)
    await counted(limit)
    waits = [(await counted(limit)).wait_seconds for _ in range(50)]
    assert all(0 < wait <= 60 for wait in waits), "however often one asks, the wait does not grow"


async def test_a_full_bucket_does_not_grow_beyond_its_burst() -> None:
    limit = bucket(per_minute=6000, burst=3)
    await counted(limit)
    await asyncio.sleep(0.1)
    assert (await counted(limit)).remaining == [2]


async def test_a_request_takes_from_all_its_buckets_or_from_none() -> None:
    wide, narrow = bucket(burst=10, name="wide"), bucket(burst=1, name="narrow")
    assert (await counted(wide, narrow)).remaining == [9, 0]
    refused = await counted(wide, narrow)
    assert refused.wait_seconds > 0
    assert refused.remaining == [9, 0], "the wide one was not charged"
    assert (await counted(wide)).remaining == [8]


async def test_racing_requests_never_get_more_than_the_burst() -> None:
    limit = bucket(per_minute=1, burst=20)
    standings = await asyncio.gather(*(counted(limit) for _ in range(100)))
    assert sum(standing.wait_seconds == 0 for standing in standings) == 20


async def test_buckets_of_different_keys_are_apart() -> None:
    first, second = bucket(burst=1), bucket(burst=1)
    assert (await counted(first)).wait_seconds == (await counted(second)).wait_seconds == 0


async def test_what_is_counted_is_forgotten_once_it_makes_no_difference() -> None:
    limit = bucket(burst=5)
    await counted(limit)
    redis = limits._script().registered_client
    milliseconds = await redis.pttl(f"quittance:limit:{limit.key}")
    assert 0 < milliseconds <= 60_000


async def test_a_restarted_redis_that_has_forgotten_the_script_counts_on() -> None:
    limit = bucket(burst=5)
    await counted(limit)
    await limits._script().registered_client.script_flush()
    assert (await counted(limit)).remaining == [3]


@pytest.mark.usefixtures("_no_redis")
async def test_without_redis_the_answer_is_that_nobody_knows() -> None:
    assert await ask([bucket()]) is None


@pytest.mark.usefixtures("_no_redis")
async def test_a_redis_that_is_away_is_left_alone_for_a_moment() -> None:
    before = limits.UNCOUNTED._value.get()
    for _ in range(3):
        assert await ask([bucket()]) is None
    assert limits.UNCOUNTED._value.get() == before + 3
    assert limits._Outage.until > 0
    assert not limits._scripts[asyncio.get_running_loop()].registered_client.connection_pool._in_use_connections


async def test_a_redis_that_hangs_costs_a_tenth_of_a_second_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.read()
        writer.close()

    async with await asyncio.start_server(never_answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        hanging = msgspec.structs.replace(limits.settings, redis_url=f"redis://127.0.0.1:{port}/0")
        monkeypatch.setattr(limits, "settings", hanging)
        monkeypatch.setattr(limits, "REDIS_SECONDS_MAX", 0.1)
        monkeypatch.setattr(limits, "PAUSE_SECONDS", 600)
        async with asyncio.timeout(20):
            for _ in range(5):
                assert await ask([bucket()]) is None
        await limits.close()
    assert asked == 1


async def test_redis_is_asked_again_after_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits._Outage, "until", float("inf"))
    assert await ask([bucket()]) is None
    monkeypatch.setattr(limits._Outage, "until", 0.0)
    assert await ask([bucket()]) is not None


# --- the budget of one process


def test_a_process_alone_lets_a_part_of_the_burst_through() -> None:
    limit = bucket(per_minute=60, burst=40)
    standings = [ask_locally([limit]) for _ in range(11)]
    assert [standing.wait_seconds == 0 for standing in standings] == [True] * 10 + [False]
    assert [standing.remaining for standing in standings][:2] == [[9], [8]]
    assert 3 < standings[-1].wait_seconds <= 4.001, "a quarter of 60 a minute"


def test_a_process_alone_takes_from_all_buckets_or_from_none() -> None:
    wide, narrow = bucket(burst=40, name="wide"), bucket(burst=1, name="narrow")
    assert ask_locally([wide, narrow]).wait_seconds == 0
    assert ask_locally([wide, narrow]).wait_seconds > 0
    assert ask_locally([wide]).remaining == [8]


def test_made_up_callers_do_not_exhaust_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_local", {})
    monkeypatch.setattr(limits, "LOCAL_BUCKETS_MAX", 100)
    for _ in range(1000):
        ask_locally([bucket()])
    assert len(limits._local) <= 101


# --- one bucket


async def test_take_answers_none_or_the_seconds_to_wait() -> None:
    key = f"test:{uuid.uuid4()}"
    assert [await take(key, per_minute=60, burst=2) for _ in range(2)] == [None, None]
    wait = await take(key, per_minute=60, burst=2)
    assert wait is not None
    assert 0 < wait <= 1.0


@pytest.mark.usefixtures("_no_redis")
async def test_take_counts_without_redis_too_and_more_strictly() -> None:
    key = f"test:{uuid.uuid4()}"
    answers = [await take(key, per_minute=60, burst=8) for _ in range(3)]
    assert answers[:2] == [None, None]
    assert answers[2] is not None
