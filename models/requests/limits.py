"""Rate limits: how often one may ask, counted in Redis by the generic cell rate algorithm, in one atomic round trip.

A limit is a bucket that holds `burst` requests and is refilled with `per_minute`. Redis keeps one number per bucket:
the instant at which it will be full again. A request that any of its buckets refuses takes nothing out of the others.
`ask` counts one by one, for what must be exact; models/requests/slices.py counts by slices, for what is asked often.
"""

import asyncio
import math
import time
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import msgspec
import structlog
from prometheus_client import Counter
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from config import settings
from models.nudge import KEY_PREFIX

logger = structlog.get_logger(__name__)

UNCOUNTED = Counter("rate_limits_uncounted_total", "Requests that could not be counted since Redis did not answer.")
REDIS_SECONDS_MAX = 0.1
# Each answer takes a fraction of a millisecond, so a few connections serve all; who waits for one longer than this is
# not counted.
CONNECTIONS_MAX = 8
CONNECTION_SECONDS_MAX = 0.5
# After a failure Redis is left alone for a moment, so that its absence does not slow every request down.
PAUSE_SECONDS = 1.0
# What this process lets through by itself while Redis is away: a part of what all processes together would.
LOCAL_SHARE = 4
LOCAL_BUCKETS_MAX = 20_000

# KEYS are buckets; ARGV has, for each, the microseconds between two requests, how many it holds, how many are wanted.
# Takes at least one out of each of them, or none out of any: as many as are wanted, but no more than half of what is
# there, so that others get some too. Answers, for each, how many were taken, and how long until it is full again.
_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local spent, there, is_refused = {}, {}, false
for i, key in ipairs(KEYS) do
    local interval, burst = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1])
    spent[i] = math.max(tonumber(redis.call('GET', key) or 0) - now, 0)
    there[i] = math.floor((interval * burst - spent[i]) / interval)
    is_refused = is_refused or there[i] < 1
end
local answer = {}
for i, key in ipairs(KEYS) do
    local taken = 0
    if not is_refused then
        taken = math.max(1, math.min(tonumber(ARGV[3 * i]), math.floor(there[i] / 2)))
        spent[i] = spent[i] + taken * tonumber(ARGV[3 * i - 2])
        redis.call('SET', key, string.format('%.0f', now + spent[i]), 'PX', math.ceil(spent[i] / 1000))
    end
    answer[2 * i - 1], answer[2 * i] = taken, spent[i]
end
return answer
"""

# KEYS are buckets, ARGV has their intervals. A bucket that has expired is full.
_GIVE_BACK = """
for i, key in ipairs(KEYS) do
    local full_at = redis.call('GET', key)
    if full_at then redis.call('SET', key, string.format('%.0f', full_at - ARGV[i]), 'KEEPTTL') end
end
"""


class Limit(msgspec.Struct, frozen=True):
    """One bucket: `name` is what clients read, `key` who shares it."""

    name: str
    key: str
    per_minute: int
    burst: int

    @property
    def interval(self) -> int:
        """Microseconds between two requests at the steady rate."""
        return max(1, 60_000_000 // self.per_minute)

    @property
    def window_seconds(self) -> int:
        """How long it takes to fill the bucket: `burst` requests per this many seconds are allowed."""
        return max(1, math.ceil(self.burst * 60 / self.per_minute))


class Taken(msgspec.Struct, frozen=True):
    """What Redis has answered about one bucket: how many requests were taken out of it, in how many microseconds it is
    full again, and how many microseconds to wait until it has one, where it has none."""

    count: int
    full_in: int
    wait: int


class Standing(msgspec.Struct, frozen=True):
    """How a request stands with its limits. `wait_seconds` is 0 when it was let through; the lists are in the order of
    the limits: how many requests remain in each bucket, and in how many seconds it is full again."""

    wait_seconds: float
    remaining: list[int]
    full_in_seconds: list[float]


async def ask(limits: Sequence[Limit]) -> Standing | None:
    """Takes one request out of every bucket, or out of none. None when Redis cannot say."""
    answers = await take_slices(limits, [1] * len(limits))
    if answers is None:
        return None
    return Standing(
        wait_seconds=max(answer.wait for answer in answers) / 1_000_000,
        remaining=[
            max(0, (limit.interval * limit.burst - answer.full_in) // limit.interval)
            for limit, answer in zip(limits, answers, strict=True)
        ],
        full_in_seconds=[answer.full_in / 1_000_000 for answer in answers],
    )


async def take_slices(limits: Sequence[Limit], wanted: Sequence[int]) -> list[Taken] | None:
    """Takes as many requests out of every bucket as are wanted there, but no more than half of what it has; at least
    one, or none out of any where one of them is empty. None when Redis cannot say."""
    parameters = [
        number for limit, count in zip(limits, wanted, strict=True) for number in (limit.interval, limit.burst, count)
    ]
    keys = [f"{KEY_PREFIX}limit:{limit.key}" for limit in limits]
    if _Outage.until > time.monotonic():
        UNCOUNTED.inc()
        return None
    try:
        answer = await _script()(keys=keys, args=parameters)
    except (OSError, RedisError, TimeoutError) as error:
        UNCOUNTED.inc()
        _Outage.until = time.monotonic() + PAUSE_SECONDS
        logger.warning("dependency.unavailable", error=repr(error), consequence="requests are not counted together")
        return None
    found = zip(limits, answer[::2], answer[1::2], strict=True)
    return [
        Taken(count, full_in, 0 if count else max(0, full_in - limit.interval * (limit.burst - 1)))
        for limit, count, full_in in found
    ]


def ask_locally(limits: Sequence[Limit]) -> Standing:
    """The same, counted by this process alone and with a share of the budget: what stands in while Redis is away."""
    now = time.monotonic()
    if len(_local) > LOCAL_BUCKETS_MAX:
        for key in [key for key, instant in _local.items() if instant <= now]:
            del _local[key]
        if len(_local) > LOCAL_BUCKETS_MAX:
            # Somebody makes up callers: better to forget who has asked than to run out of memory.
            _local.clear()
    wait, after = 0.0, []
    bursts = [max(1, limit.burst // LOCAL_SHARE) for limit in limits]
    intervals = [LOCAL_SHARE * limit.interval / 1_000_000 for limit in limits]
    for limit, interval, burst in zip(limits, intervals, bursts, strict=True):
        full_at = max(_local.get(limit.key, 0.0), now) + interval
        after.append(full_at)
        wait = max(wait, full_at - now - interval * burst)
    # What was added to `now` comes back a little off.
    if wait < 1e-6:
        wait = 0.0
    if wait:
        after = [full_at - interval for full_at, interval in zip(after, intervals, strict=True)]
    else:
        _local.update((limit.key, full_at) for limit, full_at in zip(limits, after, strict=True))
    spent = [full_at - now for full_at in after]
    return Standing(
        wait_seconds=wait,
        remaining=[
            max(0, int(burst - one / interval)) for burst, one, interval in zip(bursts, spent, intervals, strict=True)
        ],
        full_in_seconds=spent,
    )


async def take(key: str, *, per_minute: int, burst: int) -> float | None:
    """Takes one out of a bucket: None when it was there, else how many seconds to wait until it will be.

    For what must be counted: while Redis is away, this process counts by itself, more strictly.
    """
    limit = Limit("", key, per_minute, burst)
    standing = await ask([limit]) or ask_locally([limit])
    return standing.wait_seconds if standing.wait_seconds > 0 else None


async def give_back(limits: Sequence[Limit]) -> None:
    """Puts one request back into every bucket: it turned out not to be one of those that are limited.

    While Redis is away, into those of this process. What has become full meanwhile stays full.
    """
    for limit in limits:
        if limit.key in _local:
            _local[limit.key] -= LOCAL_SHARE * limit.interval / 1_000_000
    if _Outage.until > time.monotonic():
        return
    keys = [f"{KEY_PREFIX}limit:{limit.key}" for limit in limits]
    try:
        await _script().registered_client.eval(_GIVE_BACK, len(keys), *keys, *(limit.interval for limit in limits))
    except (OSError, RedisError, TimeoutError) as error:
        logger.warning("dependency.unavailable", error=repr(error), consequence="a request counts that should not")


async def close() -> None:
    """Closes the connections that this event loop has opened."""
    script = _scripts.pop(asyncio.get_running_loop(), None)
    if script is not None:
        await script.registered_client.aclose()


class _Outage:
    """Until when Redis is left alone."""

    until = 0.0


_local: dict[str, float] = {}
_scripts: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncScript] = WeakKeyDictionary()


def _script() -> AsyncScript:
    """This event loop's connections, with the script; the first use sends it, and so does a restart of Redis."""
    loop = asyncio.get_running_loop()
    if loop not in _scripts:
        pool = BlockingConnectionPool.from_url(
            settings.redis_url,
            max_connections=CONNECTIONS_MAX,
            timeout=CONNECTION_SECONDS_MAX,
            socket_timeout=REDIS_SECONDS_MAX,
            socket_connect_timeout=REDIS_SECONDS_MAX,
            retry=Retry(NoBackoff(), 0),
        )
        _scripts[loop] = Redis.from_pool(pool).register_script(_TAKE)
    return _scripts[loop]
