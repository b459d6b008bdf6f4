"""Passwords: argon2id, off the event loop, few at a time, so that a burst of logins does not starve other requests.

One password can be sent in several ways: machines compose an accent with its letter, or do not. So its NFKC form is
hashed (NIST SP 800-63B, 5.1.1.2). Hashes from before 0.4.0 are of the text as it came.
"""

import asyncio
import os
import sys
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.errors import Overloaded, PasswordTooCommon

T = TypeVar("T")

# OWASP's minimum (19 MiB, 2 passes, 1 lane): 19 ms here. More memory would let fewer logins run side by side.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified for e-mail addresses that nobody has, so that the answer takes as long as for those that somebody has.
_DUMMY_HASH = _hasher.hash("the password of nobody")
# How much a hash gives way to the event loop beside it when the processor is short, as `nice` counts.
NICENESS = 5
# Some two seconds' worth: whoever came later would not wait for the answer.
WAITING_MAX = 100
_waiting = 0
# Those of at least eight characters among the 30 000 that leaks showed most often: from the frequency list of zxcvbn
# 4.5.0 (MIT licence, Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc.), the most frequent first.
COMMON: frozenset[str] = frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())


def check_new(password: str, *, email: str, pointer: str) -> None:
    """Raises PasswordTooCommon for what is tried first: common passwords, in whatever case, and one's own address.

    `pointer` says where in the request the password stands. How long it must be is for the shapes.
    """
    simple = _composed(password).casefold()
    if simple in COMMON:
        raise PasswordTooCommon("This password is one of those that are tried first: choose another.", pointer=pointer)
    address = _composed(email).casefold()
    if simple in (address, address.partition("@")[0]):
        raise PasswordTooCommon("The password is your e-mail address: choose another.", pointer=pointer)
    if len(set(simple)) == 1:
        raise PasswordTooCommon("The password is one character over and over: choose another.", pointer=pointer)


async def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its parameters and salt. Raises Overloaded."""
    return await _in_turn(lambda: _hasher.hash(_composed(password)))


async def verify(password: str, password_hash: str | None) -> bool:
    """True when the password matches; None stands for an account that does not exist, and takes as long.

    Raises Overloaded.
    """
    return await _in_turn(lambda: _verify(password, password_hash))


def needs_rehash(password_hash: str) -> bool:
    """True when a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


async def _in_turn(work: Callable[[], T]) -> T:
    global _waiting
    if _waiting >= WAITING_MAX:
        raise Overloaded("Too many passwords are to be checked right now.", retry_after_seconds=2)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_thread, work)
    finally:
        _waiting -= 1


def _give_way() -> None:
    """Linux counts niceness by thread; elsewhere it is the whole process's, which must stay as it is."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


# One at a time in each process leaves the other processors to everybody else.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="passwords", initializer=_give_way)


def _verify(password: str, password_hash: str | None) -> bool:
    """Tries the text as it came after its NFKC form, where the two differ, for accounts that do not exist as well."""
    return any(_matches(text, password_hash) for text in dict.fromkeys((_composed(password), password)))


def _matches(text: str, password_hash: str | None) -> bool:
    try:
        return _hasher.verify(password_hash or _DUMMY_HASH, text) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
