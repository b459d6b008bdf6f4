"""Identifiers: UUIDv7 in the database, TypeID text (`inv_01jd…`) for people and clients.

Sources: RFC 9562 section 5.7 (UUIDv7, with method 3's sub-millisecond fraction so that ids of one process never go
back), and the TypeID specification 0.3 (26 characters of Crockford's base32 in lower case).
"""

import os
import re
import time
import uuid
from typing import Annotated

from msgspec import Meta

from models.resources import RESOURCES

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# Two characters at a time: an id is written for every object and every webhook.
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_SUFFIX = "[0-7][0-9a-hjkmnp-tv-z]{25}"
_last_nanoseconds = 0

PREFIXES = {resource.kind: resource.prefix for resource in RESOURCES}


def new() -> uuid.UUID:
    """A fresh UUIDv7; sorts after every id that this process made before."""
    global _last_nanoseconds
    # 12 bits of fraction resolve 245 ns: a step of 250 keeps two ids of one instant apart.
    _last_nanoseconds = nanoseconds = max(time.time_ns(), _last_nanoseconds + 250)
    milliseconds, fraction = divmod(nanoseconds, 1_000_000)
    value = (milliseconds << 80) | (0x7 << 76) | ((fraction * 4096 // 1_000_000) << 64) | (0b10 << 62)
    return uuid.UUID(int=value | (int.from_bytes(os.urandom(8), "big") >> 2))


def encode(kind: str, value: uuid.UUID) -> str:
    """The text form: `encode("invoice", id)` → `inv_…`."""
    number = value.int
    pairs = [_PAIRS[(number >> shift) & 1023] for shift in range(120, -1, -10)]
    return f"{PREFIXES[kind]}_{''.join(pairs)}"


def decode(kind: str, text: str) -> uuid.UUID | None:
    """The UUID of a well-formed id of that kind, else None: for a caller it is an id that does not exist."""
    if not re.fullmatch(f"{PREFIXES[kind]}_{_SUFFIX}", text):
        return None
    number = 0
    for character in text[-26:]:
        number = number << 5 | _VALUES[character]
    return uuid.UUID(int=number)


def pattern(kind: str) -> str:
    """What ids of that kind match, and nothing else."""
    return rf"^{PREFIXES[kind]}_{_SUFFIX}$(?!\n)"


def _id_type(kind: str) -> Meta:
    return Meta(pattern=pattern(kind), max_length=30, description=f"The id of a {kind}.")


UserId = Annotated[str, _id_type("user")]
ReceiverId = Annotated[str, _id_type("receiver")]
PayerId = Annotated[str, _id_type("payer")]
InvoiceId = Annotated[str, _id_type("invoice")]
PaymentId = Annotated[str, _id_type("payment")]
GatewayAccountId = Annotated[str, _id_type("gateway_account")]
