"""Budgets in slices: a process takes a slice out of a bucket in Redis, and counts by itself until it is used up.

So one request in many asks Redis. Only what was taken out of the bucket is let through, so all processes together let
through what it holds; a slice may be used a little later than it was taken, so each process may add one to what a
minute allows. No process takes more than half of what is left, so the last requests of a budget are counted one by
one, wherever they arrive. What nobody has used after SLICE_SECONDS is dropped: time alone fills the bucket again.
"""

import asyncio
import time
from collections.abc import Sequence

from models.requests import limits
from models.requests.limits import Limit, Standing, Taken

# A bucket of a thousand is asked for a hundred at once; one of ten or less for each request.
SLICES_OF_A_BUCKET = 10
# How old the word of other processes may be that the answers' headers are made from.
SLICE_SECONDS = 10
SLICES_MAX = 20_000


class Slice:
    """What one process has of one bucket. Instants are microseconds of this process's clock."""

    __slots__ = ("answered", "expires_at", "full_at", "interval", "left", "limit", "refused_until")

    def __init__(self, limit: Limit) -> None:
        self.limit, self.interval = limit, limit.interval
        # Requests that were taken out of the bucket, and not let through yet.
        self.left = 0
        self.expires_at = 0
        # When the bucket will be full, if nobody else uses it and these are put back.
        self.full_at = 0
        # Until when the bucket has none left.
        self.refused_until = 0
        # While somebody asks for more: set once they have an answer.
        self.answered: asyncio.Event | None = None

    def has_one(self, now: int) -> bool:
        return self.left > 0 and now < self.expires_at

    def receive(self, answer: Taken, now: int) -> None:
        """Takes up what Redis has answered."""
        if answer.count:
            self.left, self.expires_at = answer.count, now + SLICE_SECONDS * 1_000_000
        self.full_at = now + answer.full_in - answer.count * self.interval
        self.refused_until = now + answer.wait

    def use_one(self, now: int) -> None:
        self.left -= 1
        self.full_at = max(self.full_at, now) + self.interval

    def remaining(self, now: int) -> int:
        """How many requests the bucket would still let through, as far as this process knows."""
        spent = max(0, self.full_at - now)
        return max(0, self.limit.burst - -(-spent // self.interval))


class Slices:
    """The slices of one process. Belongs to one event loop."""

    def __init__(self) -> None:
        self._by_key: dict[str, Slice] = {}

    async def take(self, asked: Sequence[Limit]) -> Standing | None:
        """Takes one request out of every bucket, or out of none. None when that is for Redis to say, and it cannot."""
        slices = [self._slice(limit) for limit in asked]
        while True:
            now = time.monotonic_ns() // 1000
            wait = max(slice_.refused_until for slice_ in slices) - now
            if wait > 0:
                return _standing(slices, now, wait=wait)
            short = [slice_ for slice_ in slices if not slice_.has_one(now)]
            if not short:
                for slice_ in slices:
                    slice_.use_one(now)
                return _standing(slices, now, wait=0)
            # One asks for all who wait for the same bucket; afterwards there is enough, or a refusal.
            others = next((slice_.answered for slice_ in short if slice_.answered is not None), None)
            if others is not None:
                await others.wait()
            elif not await _ask(short):
                return None

    def _slice(self, limit: Limit) -> Slice:
        slice_ = self._by_key.get(limit.key)
        if slice_ is None or slice_.limit != limit:
            if len(self._by_key) >= SLICES_MAX:
                self._make_room()
            slice_ = self._by_key[limit.key] = Slice(limit)
        return slice_

    def _make_room(self) -> None:
        now = time.monotonic_ns() // 1000
        self._by_key = {key: slice_ for key, slice_ in self._by_key.items() if now < slice_.expires_at}
        if len(self._by_key) >= SLICES_MAX:
            # Somebody makes up callers: better to ask Redis again than to run out of memory.
            self._by_key.clear()


async def _ask(slices: Sequence[Slice]) -> bool:
    """Asks Redis for a slice of each; False when it cannot say."""
    answered = asyncio.Event()
    for slice_ in slices:
        slice_.answered = answered
    try:
        wanted = [max(1, slice_.limit.burst // SLICES_OF_A_BUCKET) for slice_ in slices]
        taken = await limits.take_slices([slice_.limit for slice_ in slices], wanted)
        now = time.monotonic_ns() // 1000
        for slice_, answer in zip(slices, taken or (), strict=taken is not None):
            slice_.receive(answer, now)
    finally:
        for slice_ in slices:
            slice_.answered = None
        answered.set()
    return taken is not None


def _standing(slices: Sequence[Slice], now: int, *, wait: int) -> Standing:
    return Standing(
        wait_seconds=wait / 1_000_000,
        remaining=[slice_.remaining(now) for slice_ in slices],
        full_in_seconds=[max(0, slice_.full_at - now) / 1_000_000 for slice_ in slices],
    )


_slices = Slices()
# What this process counts by.
take = _slices.take
