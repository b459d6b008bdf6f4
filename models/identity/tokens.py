"""Access tokens: short-lived JWTs, by RFC 8725 and RFC 9068: one algorithm, named keys, every claim required.

A token comes with every request and never changes, so what it holds is remembered under its digest until it expires: to
verify it anew would cost as much as reading an object. Whether its session goes on is not in the token, and asked each
time (`sessions.caller`).
"""

import time
import uuid

import jwt
import msgspec

from config import Settings, settings
from models import clock, ids, secrets
from models.errors import Unauthenticated
from models.recent import Recent

ALGORITHM = "HS256"
TYPE = "at+jwt"
AUDIENCE = "quittance"
LEEWAY_SECONDS = 10
# A token that claims to live longer than any of ours was not made by us as we are now.
LIFETIME_SECONDS_MAX = 900
# As many as have called lately; each takes about 700 bytes.
REMEMBERED_MAX = 10_000
_NOT_VALID = "The access token is invalid or has expired: refresh it, or log in again."
_jwt = jwt.PyJWT(options={"enforce_minimum_key_length": True})


class _Signed(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a token. PyJWT takes a text for an instant, too."""

    sub: str
    sid: str
    iat: int
    exp: int


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a token was issued to, and the login that it belongs to."""

    user_id: uuid.UUID
    session_id: uuid.UUID


class _Verified(msgspec.Struct, frozen=True):
    """A token that was verified with these settings, and until when it is good by the clock of this machine."""

    claims: Claims
    good_until: float
    settings: Settings


# By the tokens' digests.
_verified: Recent[bytes, _Verified] = Recent(REMEMBERED_MAX)


def issue(user_id: uuid.UUID, *, session_id: uuid.UUID) -> str:
    """An access token for a user's session, good for `settings.access_token_seconds`."""
    now = int(clock.now().timestamp())
    key_name, key = settings.token_keys.current
    claims = {
        "iss": settings.public_url,
        "aud": AUDIENCE,
        "sub": ids.encode("user", user_id),
        "sid": ids.encode("session", session_id),
        "iat": now,
        "exp": now + settings.access_token_seconds,
        "jti": str(uuid.uuid4()),
    }
    return _jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": key_name, "typ": TYPE})


def verify(token: str) -> Claims:
    """Whom a token was issued to. Raises Unauthenticated, which does not say what is wrong with it.

    Every key of QUITTANCE_TOKEN_KEYS verifies, so keys rotate with an overlap: a new one in front, the old one behind
    it for as long as its tokens live.
    """
    digest = secrets.digest(token)
    found = _verified.find(digest)
    if found is None or found.settings is not settings or found.good_until <= time.time():
        claims, good_until = _read(token)
        found = _Verified(claims, good_until, settings)
        _verified.keep(digest, found)
    return found.claims


def _read(token: str) -> tuple[Claims, float]:
    """What a token holds, and until when it is good. Raises Unauthenticated."""
    try:
        header = jwt.get_unverified_header(token)
        key = settings.token_keys.keys.get(header.get("kid", ""))
        # PyJWT checks neither the type nor how long a token claims to live.
        if key is None or header.get("typ") != TYPE:
            raise jwt.InvalidTokenError
        content = _jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=settings.public_url,
            leeway=LEEWAY_SECONDS,
            options={"require": ["iss", "aud", "sub", "sid", "exp", "iat", "jti"]},
        )
        claims = msgspec.convert(content, _Signed)
        if claims.exp - claims.iat > LIFETIME_SECONDS_MAX:
            raise jwt.InvalidTokenError
    except (jwt.PyJWTError, msgspec.ValidationError) as error:
        raise Unauthenticated(_NOT_VALID) from error
    user_id, session_id = ids.decode("user", claims.sub), ids.decode("session", claims.sid)
    if user_id is None or session_id is None:
        raise Unauthenticated(_NOT_VALID)
    return Claims(user_id=user_id, session_id=session_id), float(claims.exp + LEEWAY_SECONDS)
