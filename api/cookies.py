"""The cookie by which a browser is logged in to our pages. It opens nothing below `/v1`, whoever sends it there.

Over https its name begins with `__Host-`, so browsers take it from this host only, for all of its paths, and send it by
https only. Without https, as in development, it has neither.
"""

import base64
import hashlib
import hmac

from litestar.datastructures import Cookie
from litestar.types import Scope

from api import headers
from config import settings
from models.identity.sessions import COOKIE_LIVES

IS_SECURE = settings.public_url.startswith("https:")
NAME = "__Host-session" if IS_SECURE else "session"
# Ours have 43 characters.
VALUE_LENGTH_MAX = 100


def read(scope: Scope) -> str | None:
    """The value of the cookie that a browser has sent; None where it has sent none."""
    # Others' cookies stand beside it, of any form, such as JSON, at which readers of whole headers stop.
    # Spaces are those of ASCII: a name that only looks like ours after others are gone is not bound to this host.
    value = ""
    for part in (headers.first(scope, b"cookie") or "").split(";"):
        name, _, sent = part.partition("=")
        if name.strip(" \t") == NAME:
            value = sent.strip(" \t")
    return value if 0 < len(value) <= VALUE_LENGTH_MAX and value.isascii() else None


def given(value: str) -> Cookie:
    """The cookie of a login, for as long as its session can go on."""
    return _cookie(value, int(COOKIE_LIVES.total_seconds()))


def taken_back() -> Cookie:
    """What has a browser forget it."""
    return _cookie("", 0)


def form_token(value: str) -> str:
    """What a form of a page that this cookie opens has to bring along. Other sites cannot read it; it does not tell the
    cookie, and ends with it."""
    return _derived("form", value)


def told(value: str, what: str) -> str:
    """A word for the address of a page that this cookie opens, by which it tells what was done. Only we can write it,
    so a link from elsewhere tells nothing."""
    return f"{what}-{_derived(f'told {what}', value)}"


def read_told(value: str, word: str | None) -> str | None:
    """What that word tells; None for one that is not ours, or of another session."""
    what = (word or "").partition("-")[0]
    return what if hmac.compare_digest((word or "").encode(), told(value, what).encode()) else None


def _derived(purpose: str, value: str) -> str:
    digest = hashlib.sha256(f"{purpose}\0{value}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _cookie(value: str, max_age: int) -> Cookie:
    return Cookie(key=NAME, value=value, path="/", max_age=max_age, secure=IS_SECURE, httponly=True, samesite="lax")
