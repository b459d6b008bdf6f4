"""Throttles: shared by all processes, atomic, never a lock, and neither open nor closed while Redis is away."""

import asyncio
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator

import msgspec
import pytest

from config import settings
from launch.machine import free_port
from models import errors, secrets
from models.identity import throttle
from models.identity.throttle import Throttle
from models.requests import addresses, limits

# So slow that no test gets a try back by waiting.
SLOW = Throttle(name="slow", burst=8, per_minute=1)
QUICK = Throttle(name="quick", burst=2, per_minute=1200)


@pytest.fixture(autouse=True)
async def redis_is_well(pool: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    limits._Outage.until = 0.0
    # A machine that runs the whole suite has other things to do now and then.
    monkeypatch.setattr(limits, "REDIS_SECONDS_MAX", 2.0)
    await limits.close()
    yield
    await limits.close()
    limits._Outage.until = 0.0


@pytest.fixture
async def no_redis(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Nothing answers where Redis should be."""
    away = msgspec.structs.replace(settings, redis_url=f"redis://127.0.0.1:{free_port()}/0")
    await limits.close()
    monkeypatch.setattr(limits, "settings", away)
    yield
    await limits.close()


def subject() -> str:
    return uuid.uuid4().hex


async def test_a_burst_is_let_through_and_then_one_has_to_wait() -> None:
    who = subject()
    for _ in range(SLOW.burst):
        await throttle.check(SLOW.on(who))
    with pytest.raises(errors.TooManyRequests) as refused:
        await throttle.check(SLOW.on(who))
    assert 0 < refused.value.retry_after_seconds <= 60
    await throttle.check(SLOW.on(subject()))


async def test_time_gives_tries_back_and_refusals_cost_nothing() -> None:
    who = subject()
    while await throttle.is_allowed(QUICK.on(who)):
        pass
    # One comes back each 50 ms, however often one asks meanwhile.
    for _ in range(12):
        await asyncio.sleep(0.01)
        if await throttle.is_allowed(QUICK.on(who)):
            return
    pytest.fail("no try came back within 120 ms")


async def test_a_hundred_tries_at_once_get_exactly_the_burst() -> None:
    who = subject()
    answers = await asyncio.gather(*(throttle.is_allowed(SLOW.on(who)) for _ in range(100)))
    assert sum(answers) == SLOW.burst


async def test_several_limits_are_charged_all_or_none() -> None:
    tight, loose = Throttle(name="tight", burst=1, per_minute=1), Throttle(name="loose", burst=3, per_minute=1)
    shared = subject()
    assert await throttle.is_allowed(tight.on(one := subject()), loose.on(shared))
    for _ in range(5):
        assert not await throttle.is_allowed(tight.on(one), loose.on(shared))
    assert await throttle.is_allowed(tight.on(subject()), loose.on(shared))
    assert await throttle.is_allowed(tight.on(subject()), loose.on(shared))
    assert not await throttle.is_allowed(tight.on(subject()), loose.on(shared))


async def test_what_is_given_back_can_be_used_again_but_no_more_than_that() -> None:
    who = subject()
    for _ in range(SLOW.burst * 2):
        await throttle.check(SLOW.on(who))
        await throttle.give_back(SLOW.on(who))
    await throttle.give_back(SLOW.on(subject()))
    allowed = [await throttle.is_allowed(SLOW.on(who)) for _ in range(SLOW.burst + 1)]
    assert allowed == [True] * SLOW.burst + [False]


async def test_other_processes_count_along() -> None:
    who = subject()
    program = (
        "import asyncio\n"
        "from tests.models.identity.test_throttle import SLOW, throttle\n"
        f"async def main(): print([await throttle.is_allowed(SLOW.on({who!r})) for _ in range(5)].count(True))\n"
        "asyncio.run(main())"
    )
    here = [await throttle.is_allowed(SLOW.on(who)) for _ in range(SLOW.burst - 2)]
    assert all(here)
    there = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=True
    )
    assert there.stdout.strip() == "2"


async def test_redis_learns_no_address_and_no_name() -> None:
    limit = SLOW.on("ada@example.com")
    assert "ada" not in limit.key
    assert limit.key != SLOW.on("eve@example.com").key
    assert limit.key == SLOW.on("ada@example.com").key
    assert secrets.digest("ada@example.com").hex()[:32] not in limit.key


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        (None, "nowhere"),
        ("a local socket", "nowhere"),
    ],
)
def test_an_address_of_ipv6_counts_as_its_network(address: str | None, place: str) -> None:
    assert addresses.household(address) == place


async def test_without_redis_there_is_a_small_budget_of_ones_own(no_redis: None) -> None:
    who = subject()
    allowed = [await throttle.is_allowed(SLOW.on(who)) for _ in range(SLOW.burst + 1)]
    assert allowed == [True, True] + [False] * (SLOW.burst - 1)
    assert await throttle.is_allowed(SLOW.on(subject()))


async def test_without_redis_what_is_right_is_given_back_too(no_redis: None) -> None:
    who = subject()
    for _ in range(SLOW.burst * 2):
        await throttle.check(SLOW.on(who))
        await throttle.give_back(SLOW.on(who))


async def test_a_redis_that_hangs_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    await limits.close()
    monkeypatch.setattr(limits, "REDIS_SECONDS_MAX", 0.1)
    monkeypatch.setattr(limits, "PAUSE_SECONDS", 600)
    monkeypatch.setattr(limits, "settings", msgspec.structs.replace(settings, redis_url=f"redis://127.0.0.1:{port}/0"))
    async with asyncio.timeout(20):
        for _ in range(20):
            await throttle.check(SLOW.on(subject()))
    await limits.close()
    silent.close()
    assert asked == 1


async def test_redis_counts_again_once_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    who = subject()
    limits._Outage.until = float("inf")
    while await throttle.is_allowed(SLOW.on(who)):
        pass
    limits._Outage.until = 0.0
    assert await throttle.is_allowed(SLOW.on(who))
