"""Passwords: argon2id, off the event loop, few at a time, so that a burst of logins does not starve other requests."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's minimum (19 MiB, 2 passes, 1 lane): 19 ms here. More memory would let fewer logins run side by side.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified for e-mail addresses that nobody has, so that the answer takes as long as for those that somebody has.
_DUMMY_HASH = _hasher.hash("the password of nobody")
# One at a time in each process leaves the other core to everybody else.
_slots = asyncio.Semaphore(1)


async def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its parameters and salt."""
    async with _slots:
        return await asyncio.to_thread(_hasher.hash, password)


async def verify(password: str, password_hash: str | None) -> bool:
    """True when the password matches; None stands for an account that does not exist, and takes as long."""
    async with _slots:
        return await asyncio.to_thread(_verify, password, password_hash)


def needs_rehash(password_hash: str) -> bool:
    """True when a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _verify(password: str, password_hash: str | None) -> bool:
    try:
        return _hasher.verify(password_hash or _DUMMY_HASH, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
