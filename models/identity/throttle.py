"""How often credentials may be tried: limits that must be counted, also while Redis is away.

Nothing is ever locked: a try that was refused costs nothing, and time alone gives the next one back. While Redis does
not answer, each process counts by itself with a part of the budget: nobody is locked out, and nobody guesses freely.
"""

import math
from collections.abc import Sequence

import msgspec

from models import secrets
from models.errors import TooManyRequests
from models.requests import limits


class Throttle(msgspec.Struct, frozen=True, kw_only=True):
    """`burst` tries at once, then `per_minute`. `name` keeps one throttle's counters from another's."""

    name: str
    burst: int
    per_minute: int

    def on(self, subject: str) -> limits.Limit:
        """The counter of one subject, such as an address; Redis knows it only by a code that our key makes."""
        _, code = secrets.derive("throttle", subject.encode("utf-8", "surrogatepass"))
        return limits.Limit(self.name, f"{self.name}:{code[:16].hex()}", self.per_minute, self.burst)


async def check(*counted: limits.Limit) -> None:
    """Counts one try against all limits, in one round trip. Raises TooManyRequests, and then nothing was counted."""
    wait = await _wait_seconds(counted)
    if wait > 0:
        seconds = math.ceil(wait)
        raise TooManyRequests(f"Too many attempts: try again in {seconds} s.", retry_after_seconds=seconds)


async def is_allowed(*counted: limits.Limit) -> bool:
    """Counts one try like `check`; False when it is one too many."""
    return await _wait_seconds(counted) <= 0


async def give_back(*counted: limits.Limit) -> None:
    """Takes one try back that turned out to be a good one."""
    await limits.give_back(counted)


async def _wait_seconds(counted: Sequence[limits.Limit]) -> float:
    standing = await limits.ask(counted) or limits.ask_locally(counted)
    return standing.wait_seconds
