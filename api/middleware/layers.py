"""The layers that a request passes on its way to a handler, put together once for each route.

Most layers have nothing to do for most routes: an answer is never waited for where nothing is undecided, and no key is
looked for where nothing is posted. So a route has those layers around it that concern it, and no others; a request does
not ask each of them anew.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any, TypeAlias

from litestar.handlers import HTTPRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

# What an application sends, held and not sent yet. Any: Litestar's types leave open which message each is.
Messages: TypeAlias = list[Any]


class Layer(ASGIMiddleware):
    """One of them. Its `handle` is what it does for a request; it may answer or refuse, or call `next_app`."""

    def concerns(self, handler: HTTPRouteHandler) -> bool:
        """Whether it has anything to do for the requests of a route."""
        return True


class Layers:
    """All of them, as one middleware of Litestar's. The first is the outermost."""

    def __init__(self, layers: Iterable[Layer]) -> None:
        self.layers = list(layers)

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Litestar calls this for each method of each route, with what answers its requests."""
        built: dict[HTTPRouteHandler, ASGIApp] = {}

        async def pass_through(scope: Scope, receive: Receive, send: Send) -> None:
            handler = scope["route_handler"]
            assert isinstance(handler, HTTPRouteHandler), "there is HTTP here, and nothing else"
            outermost = built.get(handler)
            if outermost is None:
                outermost = built[handler] = self._around(app, handler)
            await outermost(scope, receive, send)

        return pass_through

    def _around(self, app: ASGIApp, handler: HTTPRouteHandler) -> ASGIApp:
        for layer in reversed(self.layers):
            if layer.concerns(handler):
                app = partial(layer.handle, next_app=app)
        return app
