"""The cookie by which a browser is logged in to our pages. It opens nothing below `/v1`, whoever sends it there.

Over https its name begins with `__Host-`, so browsers take it from this host only, for all of its paths, and send it by
https only. Without https, as in development, it has neither.
"""

import base64
import hashlib

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
    digest = hashlib.sha256(b"form\0" + value.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _cookie(value: str, max_age: int) -> Cookie:
    return Cookie(key=NAME, value=value, path="/", max_age=max_age, secure=IS_SECURE, httponly=True, samesite="lax")
