"""Standard Webhooks signatures (standardwebhooks.com): signing what we send, verifying what claims to be signed.

Secrets come as the specification serialises them, always in base64 behind a prefix:
`whsec_` 24 to 64 random bytes, shared with the receiver (HMAC-SHA256, signature version `v1`);
`whsk_` an ed25519 key pair, seed then public key, 64 bytes, that never leaves us (version `v1a`);
`whpk_` its public half, 32 bytes, that the receiver verifies with.
"""

import base64
import binascii
import hmac
import secrets as random
from collections.abc import Mapping, Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

HMAC_PREFIX = "whsec_"
PRIVATE_PREFIX = "whsk_"
PUBLIC_PREFIX = "whpk_"
HMAC_BYTES_MIN = 24
HMAC_BYTES_MAX = 64
HMAC_BYTES_NEW = 32
SEED_BYTES = 32

# Decoded keys that a process keeps: more than the endpoints that it serves in a minute, and under 2 MB.
KEYS_CACHED = 4096


class BadSignature(Exception):
    """The message is not what a holder of the secret sent, or not lately. The text says which, for our log only."""


def new_secret() -> str:
    """A fresh shared secret, `whsec_…`."""
    return HMAC_PREFIX + base64.b64encode(random.token_bytes(HMAC_BYTES_NEW)).decode()


def new_private_key() -> str:
    """A fresh ed25519 key pair, `whsk_…`; `public_key` gives the half that receivers get."""
    pair = Ed25519PrivateKey.generate()
    return PRIVATE_PREFIX + base64.b64encode(pair.private_bytes_raw() + pair.public_key().public_bytes_raw()).decode()


def public_key(private_key: str) -> str:
    """The `whpk_…` that belongs to a `whsk_…`. Raises ValueError when it is none."""
    return PUBLIC_PREFIX + base64.b64encode(_private_key(private_key).public_key().public_bytes_raw()).decode()


def sign(*, message_id: str, timestamp: int, body: bytes, secrets: Sequence[str]) -> str:
    """The value of `webhook-signature`: one signature per secret, in their order, so put the newest first.

    `timestamp` is Unix seconds. Raises ValueError for a malformed secret, without repeating it.
    """
    assert secrets, "A message without a signature would be refused by everybody."
    content = _content(message_id, str(timestamp), body)
    return " ".join([_signature(secret, content) for secret in secrets])


def headers(*, message_id: str, timestamp: int, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers of a Standard Webhooks message. The id stays the same on every try; the timestamp does not."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(message_id=message_id, timestamp=timestamp, body=body, secrets=secrets),
    }


def verify(
    *, headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: int, tolerance_seconds: int = 300
) -> None:
    """Returns when one of the secrets made one of the signatures at most `tolerance_seconds` before or after `now`.

    The names of headers may be in any case. Raises BadSignature; ValueError for a malformed secret of ours.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    try:
        message_id, sent_at = lowered["webhook-id"], lowered["webhook-timestamp"]
        signatures = lowered["webhook-signature"].split(" ")
    except KeyError as error:
        raise BadSignature(f"The header {error.args[0]} is missing.") from None
    if not (sent_at.isascii() and sent_at.isdigit() and len(sent_at) <= 12):
        raise BadSignature("The timestamp is not a number of seconds.")
    if abs(now - int(sent_at)) > tolerance_seconds:
        raise BadSignature("The timestamp is too far from now.")
    content = _content(message_id, sent_at, body)
    if not any(_matches(secret, content, signatures) for secret in secrets):
        raise BadSignature("No signature matches.")


def _content(message_id: str, timestamp: str, body: bytes) -> bytes:
    # The message's bytes are signed as they are; "replace" keeps a hostile header from raising.
    return f"{message_id}.{timestamp}.".encode(errors="replace") + body


def _signature(secret: str, content: bytes) -> str:
    if secret.startswith(PRIVATE_PREFIX):
        return "v1a," + base64.b64encode(_private_key(secret).sign(content)).decode()
    return "v1," + base64.b64encode(hmac.digest(_hmac_key(secret), content, "sha256")).decode()


def _matches(secret: str, content: bytes, signatures: Sequence[str]) -> bool:
    if not secret.startswith((PRIVATE_PREFIX, PUBLIC_PREFIX)):
        expected = _signature(secret, content).encode()
        return any(hmac.compare_digest(expected, signature.encode(errors="replace")) for signature in signatures)
    key = _public_key(secret)
    return any(_is_signed(key, content, signature) for signature in signatures if signature.startswith("v1a,"))


def _is_signed(key: Ed25519PublicKey, content: bytes, signature: str) -> bool:
    try:
        key.verify(base64.b64decode(signature.removeprefix("v1a,"), validate=True), content)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=KEYS_CACHED)
def _hmac_key(secret: str) -> bytes:
    key = _decode(secret, HMAC_PREFIX)
    if not HMAC_BYTES_MIN <= len(key) <= HMAC_BYTES_MAX:
        raise ValueError(f"A {HMAC_PREFIX} secret holds {HMAC_BYTES_MIN} to {HMAC_BYTES_MAX} bytes.")
    return key


@lru_cache(maxsize=KEYS_CACHED)
def _private_key(secret: str) -> Ed25519PrivateKey:
    raw = _decode(secret, PRIVATE_PREFIX)
    key = Ed25519PrivateKey.from_private_bytes(raw[:SEED_BYTES].ljust(SEED_BYTES))
    if raw[SEED_BYTES:] != key.public_key().public_bytes_raw():
        raise ValueError(f"A {PRIVATE_PREFIX} key holds the seed and the public key that belongs to it.")
    return key


@lru_cache(maxsize=KEYS_CACHED)
def _public_key(secret: str) -> Ed25519PublicKey:
    if secret.startswith(PRIVATE_PREFIX):
        return _private_key(secret).public_key()
    return Ed25519PublicKey.from_public_bytes(_decode(secret, PUBLIC_PREFIX))


def _decode(secret: str, prefix: str) -> bytes:
    encoded = secret.removeprefix(prefix)
    try:
        if encoded == secret:
            raise binascii.Error
        # Some libraries hand out secrets without the padding.
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except ValueError:
        raise ValueError(f"A webhook secret is {prefix} followed by base64.") from None
