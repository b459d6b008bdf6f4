"""Forms of our pages: taken from these pages only, and in the session in which they were shown.

A browser sends its cookie along with whatever another site makes it send. So a route that takes a form says
`opt={"form": True}`, and asks for two things: that the browser says that one of our own pages sends it, and, where
somebody is logged in, for a token that only such a page knows.
"""

import hmac
from urllib.parse import urlsplit

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from api import cookies, fields, headers
from api.answers import AnyRequest
from api.middleware.layers import Layer
from models.access import Caller
from models.errors import Forbidden

FIELD = "form_token"


class OwnForms(Layer):
    """Raises Forbidden, before anything is done; UnsupportedMediaType, Malformed, Invalid."""

    def concerns(self, handler: HTTPRouteHandler) -> bool:
        return bool(handler.opt.get("form"))

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope.get("method") == "POST":
            if not _is_of_our_page(scope):
                raise Forbidden("This form was not sent by a page of this server.")
            if isinstance(scope.get("user"), Caller):
                request: AnyRequest = Request(scope, receive, send)
                token = (await fields.sent(request)).get(FIELD, "")
                if not hmac.compare_digest(token.encode(), cookies.form_token(cookies.read(scope) or "").encode()):
                    raise Forbidden("This form belongs to another session: load its page again.")
        await next_app(scope, receive, send)


def _is_of_our_page(scope: Scope) -> bool:
    """What the browser says of where a request comes from. All of today's say it themselves, to https and loopback;
    older ones, and programs, name the origin."""
    site = headers.first(scope, b"sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.first(scope, b"origin")
    try:
        named = urlsplit(origin or "")
    except ValueError:
        return False
    host = (headers.first(scope, b"host") or "").lower()
    return named.scheme == ("https" if cookies.IS_SECURE else "http") and named.netloc.lower() == host
