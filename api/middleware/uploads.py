"""Files that are sent to us: how many a process holds at once, each of them whole."""

from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from api.middleware.layers import Layer
from models.errors import Overloaded

# Each takes some three times its size, of up to 10 MB.
UPLOADS_MAX = 4
RETRY_AFTER_SECONDS = 5


class Uploads(Layer):
    """Lets a few in at once, however slowly they come, before anything is read of them. Raises Overloaded.

    A route that takes a file says so: `opt={"takes_a_file": True}`.
    """

    def __init__(self) -> None:
        self.running = 0

    def concerns(self, handler: HTTPRouteHandler) -> bool:
        return bool(handler.opt.get("takes_a_file"))

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if self.running >= UPLOADS_MAX:
            raise Overloaded(
                "This server takes as many files as it can. Nothing was changed: send the same request again in "
                f"{RETRY_AFTER_SECONDS} s.",
                retry_after_seconds=RETRY_AFTER_SECONDS,
            )
        self.running += 1
        try:
            await next_app(scope, receive, send)
        finally:
            self.running -= 1
