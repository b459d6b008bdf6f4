"""Identifiers: UUIDv7 in the database, TypeID text (`inv_01jd…`) for people and clients.

What may have to be made again under the same id has a UUIDv8 of what it stands for.

Sources: RFC 9562 section 5.7 (UUIDv7, with method 3's sub-millisecond fraction so that ids of one process never go
back), and the TypeID specification 0.3 (26 characters of Crockford's base32 in lower case).
"""

import datetime
import functools
import hashlib
import os
import re
import struct
import time
import uuid
from typing import Annotated

# As asyncpg reads ids from the database: one is made, sent and written in a fraction of the time of Python's own.
from asyncpg.pgproto.pgproto import UUID
from msgspec import Meta

from models.resources import BY_KIND, RESOURCES

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# Two characters at a time: an id is written for every object and every webhook.
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
# Python reads numbers of base 32, with other digits.
_DIGITS = str.maketrans(ALPHABET, "0123456789abcdefghijklmnopqrstuv")
_SUFFIX = "[0-7][0-9a-hjkmnp-tv-z]{25}"
# Of the longest prefix, `_` and the suffix.
TEXT_LENGTH_MAX = 30
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_last_nanoseconds = 0
# The operating system is asked for the random bytes of many ids at once: to ask costs more than to make an id.
RANDOM_COUNT = 512
_numbers = struct.Struct(f">{RANDOM_COUNT}Q").unpack
_halves = struct.Struct(">QQ").pack
_halves_of = struct.Struct(">QQ").unpack
_random: list[int] = []

PREFIXES = {resource.kind: resource.prefix for resource in RESOURCES}
_WELL_FORMED = {kind: re.compile(f"{prefix}_{_SUFFIX}") for kind, prefix in PREFIXES.items()}


def make() -> uuid.UUID:
    """A fresh UUIDv7; sorts after every id that this process made before."""
    global _last_nanoseconds
    # 12 bits of fraction resolve 245 ns: a step of 250 keeps two ids of one instant apart.
    nanoseconds = time.time_ns()
    if nanoseconds < _last_nanoseconds + 250:
        nanoseconds = _last_nanoseconds + 250
    _last_nanoseconds = nanoseconds
    try:
        random = _random.pop()
    except IndexError:
        _random.extend(_numbers(os.urandom(8 * RANDOM_COUNT)))
        random = _random.pop()
    milliseconds, fraction = divmod(nanoseconds, 1_000_000)
    # The two halves, each a number of 64 bits: numbers of 128 take twice as long.
    high = milliseconds << 16 | 0x7 << 12 | fraction * 4096 // 1_000_000
    low = 0b10 << 62 | random >> 2
    return UUID(_halves(high, low))


def derived(*parts: object) -> uuid.UUID:
    """The id that is made of these parts each time: a UUIDv8 (RFC 9562 section 5.8) of the SHA-256 of their texts."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    high, low = _halves_of(digest[:16])
    return UUID(_halves(high & ~(0xF << 12) | 0x8 << 12, low & (1 << 62) - 1 | 0b10 << 62))


def is_derived(value: uuid.UUID) -> bool:
    """Whether an id is one that `derived` has made."""
    return value.version == 8


def new() -> uuid.UUID:
    """The same for defaults of Piccolo's columns, which have to be of Python's own type."""
    return uuid.UUID(int=make().int)


def _forget_random() -> None:
    """A process and its fork must not make the same ids."""
    _random.clear()


os.register_at_fork(after_in_child=_forget_random)


def floor(instant: datetime.datetime, *, moved: datetime.timedelta = datetime.timedelta(0)) -> uuid.UUID:
    """The lowest id that is made at that instant, moved by so much, or later; `uuid_floor` is the same in SQL."""
    milliseconds = (instant - _EPOCH + moved) // datetime.timedelta(milliseconds=1)
    # Before 1970 none was made.
    return uuid.UUID(int=max(milliseconds, 0) << 80)


def made_at(value: uuid.UUID) -> datetime.datetime:
    """The instant at which an id was made, to the millisecond below."""
    return _EPOCH + datetime.timedelta(milliseconds=value.int >> 80)


# Those of one request stand in its answer, in its events and in each row of its page.
@functools.lru_cache(maxsize=2048)
def encode(kind: str, value: uuid.UUID) -> str:
    """The text form: `encode("invoice", id)` → `inv_…`."""
    # In two halves, and without a loop: that takes half as long, and a page of invoices has a hundred ids.
    number, pairs = value.int, _PAIRS
    high, low = number >> 60, number & 0xFFF_FFFF_FFFF_FFFF
    return (
        f"{PREFIXES[kind]}_{pairs[high >> 60]}"
        f"{pairs[high >> 50 & 1023]}{pairs[high >> 40 & 1023]}{pairs[high >> 30 & 1023]}"
        f"{pairs[high >> 20 & 1023]}{pairs[high >> 10 & 1023]}{pairs[high & 1023]}"
        f"{pairs[low >> 50]}{pairs[low >> 40 & 1023]}{pairs[low >> 30 & 1023]}"
        f"{pairs[low >> 20 & 1023]}{pairs[low >> 10 & 1023]}{pairs[low & 1023]}"
    )


def decode(kind: str, text: str) -> uuid.UUID | None:
    """The UUID of a well-formed id of that kind, else None: for a caller it is an id that does not exist."""
    # Callers choose the text, and what is remembered must not grow with it.
    return _decoded(kind, text) if len(text) <= TEXT_LENGTH_MAX else None


# An operation decodes the id that it was given, and again for each event that it announces.
@functools.lru_cache(maxsize=2048)
def _decoded(kind: str, text: str) -> uuid.UUID | None:
    if not _WELL_FORMED[kind].fullmatch(text):
        return None
    return UUID(int(text[-26:].translate(_DIGITS), 32).to_bytes(16, "big"))


def pattern(kind: str) -> str:
    """What ids of that kind match, and nothing else."""
    return rf"^{PREFIXES[kind]}_{_SUFFIX}$(?!\n)"


def _id_type(kind: str) -> Meta:
    return Meta(pattern=pattern(kind), max_length=TEXT_LENGTH_MAX, description=f"The id of {BY_KIND[kind].one}.")


UserId = Annotated[str, _id_type("user")]
ReceiverId = Annotated[str, _id_type("receiver")]
PayerId = Annotated[str, _id_type("payer")]
PaymentMethodId = Annotated[str, _id_type("payment_method")]
InvoiceId = Annotated[str, _id_type("invoice")]
LineId = Annotated[str, _id_type("line")]
PaymentId = Annotated[str, _id_type("payment")]
GatewayAccountId = Annotated[str, _id_type("gateway_account")]
