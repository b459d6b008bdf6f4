"""Budgets in slices: a process takes a slice out of a bucket in Redis, and counts by itself until it is used up.

So one request in many asks Redis. Only what was taken out of the bucket is let through, so all processes together let
through what it holds; a slice may be used a little later than it was taken, so each process may add one to what a
minute allows. No process takes more than half of what is left, so the last requests of a budget are counted one by
one, wherever they arrive. What nobody has used after LEASE_SECONDS is dropped: time alone fills the bucket again.
"""

import asyncio
import time
from collections.abc import Sequence

from models.requests import limits
from models.requests.limits import Limit, Standing, Taken

# A bucket of a thousand is asked for a hundred at once; one of ten or less for each request.
SLICES = 10
# How old the word of other processes may be that the answers' headers are made from.
LEASE_SECONDS = 10
LEASES_MAX = 20_000


class Lease:
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
            self.left, self.expires_at = answer.count, now + LEASE_SECONDS * 1_000_000
        self.full_at = now + answer.full_in - answer.count * self.interval
        self.refused_until = now + answer.wait

    def use_one(self, now: int) -> None:
        self.left -= 1
        self.full_at = max(self.full_at, now) + self.interval

    def remaining(self, now: int) -> int:
        """How many requests the bucket would still let through, as far as this process knows."""
        spent = max(0, self.full_at - now)
        return max(0, self.limit.burst - -(-spent // self.interval))


class Leases:
    """The leases of one process. Belongs to one event loop."""

    def __init__(self) -> None:
        self._by_key: dict[str, Lease] = {}

    async def take(self, asked: Sequence[Limit]) -> Standing | None:
        """Takes one request out of every bucket, or out of none. None when that is for Redis to say, and it cannot."""
        leases = [self._lease(limit) for limit in asked]
        while True:
            now = time.monotonic_ns() // 1000
            wait = max(lease.refused_until for lease in leases) - now
            if wait > 0:
                return _standing(leases, now, wait=wait)
            short = [lease for lease in leases if not lease.has_one(now)]
            if not short:
                for lease in leases:
                    lease.use_one(now)
                return _standing(leases, now, wait=0)
            # One asks for all who wait for the same bucket; afterwards there is enough, or a refusal.
            others = next((lease.answered for lease in short if lease.answered is not None), None)
            if others is not None:
                await others.wait()
            elif not await _ask(short):
                return None

    def _lease(self, limit: Limit) -> Lease:
        lease = self._by_key.get(limit.key)
        if lease is None or lease.limit != limit:
            if len(self._by_key) >= LEASES_MAX:
                self._make_room()
            lease = self._by_key[limit.key] = Lease(limit)
        return lease

    def _make_room(self) -> None:
        now = time.monotonic_ns() // 1000
        self._by_key = {key: lease for key, lease in self._by_key.items() if now < lease.expires_at}
        if len(self._by_key) >= LEASES_MAX:
            # Somebody makes up callers: better to ask Redis again than to run out of memory.
            self._by_key.clear()


async def _ask(leases: Sequence[Lease]) -> bool:
    """Asks Redis for a slice of each; False when it cannot say."""
    answered = asyncio.Event()
    for lease in leases:
        lease.answered = answered
    try:
        wanted = [max(1, lease.limit.burst // SLICES) for lease in leases]
        taken = await limits.take_slices([lease.limit for lease in leases], wanted)
        now = time.monotonic_ns() // 1000
        for lease, answer in zip(leases, taken or (), strict=taken is not None):
            lease.receive(answer, now)
    finally:
        for lease in leases:
            lease.answered = None
        answered.set()
    return taken is not None


def _standing(leases: Sequence[Lease], now: int, *, wait: int) -> Standing:
    return Standing(
        wait_seconds=wait / 1_000_000,
        remaining=[lease.remaining(now) for lease in leases],
        full_in_seconds=[max(0, lease.full_at - now) / 1_000_000 for lease in leases],
    )


_leases = Leases()
# What this process counts by.
take = _leases.take
