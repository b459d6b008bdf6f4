"""Files that are sent to us: how many a process holds at once, each of them whole."""

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from api.middleware.layers import Layer
from models.errors import Overloaded

# Each takes some three times its size, of up to 10 MB.
UPLOADS_MAX = 4
RETRY_AFTER_SECONDS = 5


class Places:
    """Counts the files that are held: so many at once, and so many of one key, which says whose they are."""

    def __init__(self, places_max: int, *, of_one_max: int | None = None) -> None:
        self.places_max = places_max
        self.of_one_max = places_max if of_one_max is None else of_one_max
        self.held: Counter[Hashable] = Counter()

    @contextmanager
    def taken(self, key: Hashable) -> Iterator[None]:
        """Holds a place, which is asked for before anything is read of the file. Raises Overloaded."""
        if self.held.total() >= self.places_max or self.held[key] >= self.of_one_max:
            raise Overloaded(
                "This server takes as many files as it can. Nothing was changed: send the same request again in "
                f"{RETRY_AFTER_SECONDS} s.",
                retry_after_seconds=RETRY_AFTER_SECONDS,
            )
        self.held[key] += 1
        try:
            yield
        finally:
            self.held[key] -= 1
            if not self.held[key]:
                del self.held[key]


class Uploads(Layer):
    """Lets a few in at once, however slowly they come, before anything is read of them. Raises Overloaded.

    A route that takes a file says so: `opt={"takes_a_file": True}`.
    """

    def __init__(self) -> None:
        self.places = Places(UPLOADS_MAX)

    def concerns(self, handler: HTTPRouteHandler) -> bool:
        return bool(handler.opt.get("takes_a_file"))

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        with self.places.taken("anybody"):
            await next_app(scope, receive, send)
