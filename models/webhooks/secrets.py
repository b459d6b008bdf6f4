"""What an endpoint keeps from everybody: the keys that sign its deliveries, and headers that its subscriber asked for.

Both are encrypted, each for its own endpoint. Keys follow the Standard Webhooks specification; while one replaces
another, both sign.
"""

import datetime
import re
import uuid
from collections.abc import Mapping

import msgspec

from models import clock, rows, secrets
from models.errors import Invalid, TooManyWebhookSecrets
from models.outgoing import client as outgoing
from models.outgoing import signing
from models.tables.webhooks import Signature, WebhookSecret

# Every secret that is still valid costs each delivery a signature, and a header has room for some ten.
SECRETS_MAX = 10
ROTATION = datetime.timedelta(hours=24)

HEADERS_MAX = 10
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", re.ASCII)
# Visible characters, with spaces between them only: nothing that could end the line and begin another header.
HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,998}[\x21-\x7e])?", re.ASCII)
# What says what the message is, and what belongs to one connection (RFC 9110 section 7.6.1).
HEADERS_TAKEN = outgoing.OWN_HEADERS | {"content-type", "content-encoding", "cookie", "keep-alive", "date", "via"}
PREFIXES_TAKEN = ("webhook-", "proxy-")


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A fresh key. `secret` is shared with the subscriber, `public_key` is what verifies instead: one is None."""

    secret: str | None
    public_key: str | None


async def add(endpoint_id: uuid.UUID, signature: Signature) -> Made:
    """Makes a key that signs from now on, beside those that are there. Needs the caller's transaction."""
    key = signing.new_private_key() if signature == "v1a" else signing.new_secret()
    encrypted = secrets.encrypt(key.encode(), context=_context("secret", endpoint_id))
    await rows.insert(WebhookSecret(endpoint_id=endpoint_id, secret=encrypted))
    if signature == "v1a":
        return Made(secret=None, public_key=signing.public_key(key))
    return Made(secret=key, public_key=None)


async def retire(endpoint_id: uuid.UUID, *, at_once: bool) -> None:
    """Lets the present keys sign for 24 more hours, or not at all. Raises TooManyWebhookSecrets."""
    now = clock.now()
    of_endpoint = WebhookSecret.endpoint_id == endpoint_id
    # One that ends already keeps its end, unless all end now.
    ending = of_endpoint if at_once else of_endpoint & WebhookSecret.expires_at.is_null()
    await WebhookSecret.update({WebhookSecret.expires_at: now if at_once else now + ROTATION}).where(ending)
    await WebhookSecret.delete().where(of_endpoint, WebhookSecret.expires_at <= now)
    if await WebhookSecret.count().where(of_endpoint) >= SECRETS_MAX:
        raise TooManyWebhookSecrets(SECRETS_MAX)


def read(endpoint_id: uuid.UUID, ciphertext: bytes) -> str:
    """The plain text of one of the endpoint's keys. Raises secrets.CannotDecrypt."""
    return secrets.decrypt(ciphertext, context=_context("secret", endpoint_id)).decode()


def encrypt_headers(endpoint_id: uuid.UUID, headers: Mapping[str, str]) -> bytes | None:
    """What is stored of a subscriber's headers besides their names; None where there are none. Raises Invalid."""
    _check_headers(headers)
    if not headers:
        return None
    return secrets.encrypt(msgspec.json.encode(headers), context=_context("headers", endpoint_id))


def read_headers(endpoint_id: uuid.UUID, ciphertext: bytes | None) -> dict[str, str]:
    """The headers that go along with each delivery. Raises secrets.CannotDecrypt."""
    if ciphertext is None:
        return {}
    plain = secrets.decrypt(ciphertext, context=_context("headers", endpoint_id))
    return msgspec.json.decode(plain, type=dict[str, str])


def _check_headers(headers: Mapping[str, str]) -> None:
    seen: set[str] = set()
    for name, value in headers.items():
        # In a JSON pointer, ~ and / are written otherwise (RFC 6901).
        pointer = f"/headers/{name.replace('~', '~0').replace('/', '~1')}"
        lowered = name.lower()
        if not HEADER_NAME.fullmatch(name):
            raise Invalid("A header's name is made of letters, digits and !#$%&'*+.^_`|~-.", pointer=pointer)
        if lowered in HEADERS_TAKEN or lowered.startswith(PREFIXES_TAKEN):
            raise Invalid(f"The header {name} is ours to set: choose another name.", pointer=pointer)
        if lowered in seen:
            raise Invalid(f"The header {name} is there twice: names differ by more than case.", pointer=pointer)
        if not HEADER_VALUE.fullmatch(value):
            raise Invalid(
                f"The value of {name} must be 1 to 1000 visible ASCII characters, with spaces only between them.",
                pointer=pointer,
            )
        seen.add(lowered)


def _context(what: str, endpoint_id: uuid.UUID) -> str:
    return f"webhook_{what}:{endpoint_id}"
