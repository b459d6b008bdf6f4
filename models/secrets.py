"""Secrets: encryption at rest, random tokens, and codes derived from our keys. Knows no table.

The keys are `QUITTANCE_ENCRYPTION_KEYS`: the first encrypts, all of them decrypt. Each use has its own subkey of them
(HKDF, RFC 5869), so that the key which encrypts is never the key which derives.
"""

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config import settings

# A ciphertext is: format (1 byte), length of the key's name (1 byte), the name, nonce (12 bytes), AES-256-GCM output.
FORMAT = 1
NONCE_BYTES = 12
TAG_BYTES = 16


class CannotDecrypt(Exception):
    """The ciphertext is damaged, belongs elsewhere, or its key is gone. The message holds no part of the secret."""


class UnknownKey(LookupError):
    """No key of this name is configured (any more), so what was derived from it can no longer be checked."""


def encrypt(plaintext: bytes, *, context: str) -> bytes:
    """Encrypts with the current key. `context` says where the secret lives ("webhook_secret:whe_…"): decryption needs
    the same one, so a ciphertext that was copied to another row is useless there."""
    key_name, key = settings.encryption_keys.current
    name = key_name.encode()
    header = bytes((FORMAT, len(name))) + name
    nonce = secrets.token_bytes(NONCE_BYTES)
    return header + nonce + _cipher(key).encrypt(nonce, plaintext, header + context.encode())


def decrypt(ciphertext: bytes, *, context: str) -> bytes:
    """The plaintext that `encrypt` was given with the same context. Raises CannotDecrypt."""
    key_name, header, rest = _parse(ciphertext)
    key = settings.encryption_keys.keys.get(key_name)
    if key is None:
        raise CannotDecrypt(f"The key {key_name!r} that encrypted this is not in QUITTANCE_ENCRYPTION_KEYS.")
    try:
        return _cipher(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], header + context.encode())
    except InvalidTag:
        raise CannotDecrypt("The ciphertext was altered, or it belongs to something else.") from None


def seal(plaintext: bytes, *, context: str) -> str:
    """The same as a text for links, which nobody can read or make but us."""
    return base64.urlsafe_b64encode(encrypt(plaintext, context=context)).decode().rstrip("=")


def unseal(sealed: str, *, context: str) -> bytes | None:
    """What `seal` was given with the same context; None where it is nothing of ours."""
    try:
        return decrypt(base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)), context=context)
    except (ValueError, CannotDecrypt):
        return None


def token(prefix: str = "", bytes_count: int = 32) -> str:
    """A fresh URL-safe random token behind `prefix`; 32 random bytes make 43 characters."""
    return prefix + secrets.token_urlsafe(bytes_count)


def digest(token: str) -> bytes:
    """The 32 bytes under which a token is stored and found. A fast hash is enough because `token` cannot be guessed;
    a password that a person chose needs argon2 instead."""
    return hashlib.sha256(token.encode()).digest()


def derive(purpose: str, message: bytes, *, key_name: str | None = None) -> tuple[str, bytes]:
    """A 32-byte code for `message` that only we can compute, and the name of the key that made it.

    Store the name: with it the same code comes back after keys have rotated. None takes the current key.
    Different purposes give unrelated codes. Raises UnknownKey.
    """
    if key_name is None:
        key_name = settings.encryption_keys.current[0]
    key = settings.encryption_keys.keys.get(key_name)
    if key is None:
        raise UnknownKey(f"There is no key {key_name!r} in QUITTANCE_ENCRYPTION_KEYS.")
    return key_name, hmac.digest(_subkey(key, f"derive {purpose}"), message, "sha256")


def derive_by_each(purpose: str, message: bytes) -> list[bytes]:
    """The codes for `message` that our keys make, the current one's first: to look for what any of them has made."""
    return [derive(purpose, message, key_name=name)[1] for name in settings.encryption_keys.keys]


def _parse(ciphertext: bytes) -> tuple[str, bytes, bytes]:
    """Splits into the key's name, the header that the tag also covers, and nonce with output. Raises CannotDecrypt."""
    name_end = 2 + ciphertext[1] if len(ciphertext) > 1 else 2
    if len(ciphertext) < name_end + NONCE_BYTES + TAG_BYTES or ciphertext[0] != FORMAT:
        raise CannotDecrypt("This is not a ciphertext that this version of Quittance can read.")
    return ciphertext[2:name_end].decode(errors="replace"), ciphertext[:name_end], ciphertext[name_end:]


# Expanding a key costs as much as encrypting a short secret; a process uses a handful of keys and purposes.
@lru_cache(maxsize=64)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(_subkey(key, "encrypt"))


@lru_cache(maxsize=64)
def _subkey(key: bytes, use: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"quittance {use}".encode()).derive(key)
