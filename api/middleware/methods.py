"""HEAD and OPTIONS (RFC 9110, 9.3.2 and 9.3.7): HEAD is answered as GET, without the body, wherever there is a GET."""

from collections.abc import Iterable
from functools import cache
from typing import cast

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import (
    ASGIApp,
    HTTPScope,
    LifeSpanReceive,
    LifeSpanScope,
    LifeSpanSend,
    Message,
    Receive,
    Scope,
    Send,
)

from api.middleware.layers import Layer


class HeadAsGet(Litestar):
    """The application, to which a HEAD is a GET whose body stays here."""

    async def __call__(
        self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend
    ) -> None:
        if scope["type"] == "lifespan" or scope["type"] != ScopeType.HTTP:
            await super().__call__(scope, receive, send)
        elif scope["method"] == "HEAD":
            await self._answer_head(scope, cast("Receive", receive), cast("Send", send))
        else:
            await self.answer(scope, cast("Receive", receive), cast("Send", send))

    async def answer(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Answers a request, which is no HEAD any more."""
        await super().__call__(scope, receive, send)

    async def _answer_head(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        # The server looks at its own scope to know that no body will come, so that one stays a HEAD.
        as_get: HTTPScope = {**scope, "method": "GET"}
        has_ended = False

        async def send_head(message: Message) -> None:
            nonlocal has_ended
            if message["type"] == "http.response.start":
                await send(message)
            elif not has_ended:
                # At once, also where a body would go on for minutes.
                has_ended = True
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        try:
            await self.answer(as_get, receive, send_head)
        finally:
            # What the routing has found out is for those around us, too.
            if "path_template" in as_get:
                scope["path_template"] = as_get["path_template"]


class Options(Layer):
    """Answers OPTIONS with every method of the path; Litestar itself names one of them only."""

    def concerns(self, handler: HTTPRouteHandler) -> bool:
        return "OPTIONS" in handler.http_methods

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        methods = _by_path(scope["litestar_app"])[str(scope["path_template"])]
        headers = [(b"allow", allow(methods).encode())]
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def allow(methods: Iterable[str]) -> str:
    """The value of `Allow` for a path with these methods."""
    found = {*methods, "OPTIONS"}
    return ", ".join(sorted(found | {"HEAD"} if "GET" in found else found))


@cache
def _by_path(app: Litestar) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            found.setdefault(route.path_format, set()).update(route.methods)
    return found
