"""Tells the page of a pay link, while it is open, when it would show something else: by server-sent events, and to who
cannot have them by a short text that is asked for every few seconds.

Each stream begins with what the page would show now, and says it again when that changes; so nothing is missed between
the page and its stream, or between two streams, and `Last-Event-ID` is not needed.
"""

import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import ExitStack, contextmanager

from litestar import get
from litestar.enums import MediaType
from litestar.params import FromPath

from api.pages.paying import OPTIONS
from api.streams import EventStream
from api.watches import Listener, Watch
from config import settings
from models import secrets
from models.collection import link_states
from models.errors import TooManyRequests

# What a browser waits before it connects again.
RETRY_MILLISECONDS = 2000
# Of each process. Pages that are told no more look by themselves.
STREAMS_PER_LINK_MAX = 10
# In place of a state, where the link leads to no invoice any more.
GONE = "gone"


class _Watcher(Listener):
    """An open page; `state` is None until it is known for the first time."""

    def __init__(self, digest: bytes) -> None:
        super().__init__()
        self.digest = digest
        self.state: str | None = None


class PayWatch(Watch[_Watcher]):
    """All pages of pay links that are open, for which one statement asks together."""

    look_seconds = 1.0

    def __init__(self) -> None:
        super().__init__()
        self._links: Counter[bytes] = Counter()

    @contextmanager
    def watching(self, digest: bytes) -> Iterator[_Watcher]:
        """A watcher for the length of the block. Raises TooManyRequests where the link or the process has too many."""
        if self._links[digest] >= STREAMS_PER_LINK_MAX:
            raise TooManyRequests(
                f"{STREAMS_PER_LINK_MAX} streams of this link are open: close one, or ask for its /state now and then.",
                retry_after_seconds=60,
            )
        self.check_room()
        watcher = _Watcher(digest)
        self._links[digest] += 1
        with self._present(watcher):
            try:
                yield watcher
            finally:
                self._links -= Counter([digest])

    async def look(self) -> None:
        # Who does not know its first state yet reads it after this statement has begun, so that one is newer.
        watchers = [watcher for watcher in self._listeners if watcher.state is not None]
        if not watchers:
            return
        states = await link_states.of({watcher.digest for watcher in watchers})
        for watcher in watchers:
            if (state := states.get(watcher.digest, GONE)) != watcher.state:
                watcher.state = state
                watcher.wake()


watch = PayWatch()


@get("/pay/{token:str}/state", opt=OPTIONS, include_in_schema=False, media_type=MediaType.TEXT)
async def state(token: FromPath[str]) -> str:
    """Another text as soon as the page would show something else."""
    return await link_states.now(token)


@get("/pay/{token:str}/events", opt=OPTIONS, include_in_schema=False)
async def events(token: FromPath[str]) -> EventStream:
    """The same text at once, and again with each change. Ends after some minutes: browsers come back by themselves."""
    with ExitStack() as places:
        watcher = places.enter_context(watch.watching(secrets.digest(token)))
        watcher.state = await link_states.now(token)
        return EventStream(_frames(watcher), places.pop_all())


async def _frames(watcher: _Watcher) -> AsyncGenerator[bytes, None]:
    """The bytes of a stream; the last of a link that is gone says so."""
    ends_at = time.monotonic() + settings.stream_seconds
    told = None
    yield f"retry: {RETRY_MILLISECONDS}\n".encode()
    while time.monotonic() < ends_at and not watch.is_ending:
        watcher.listen()
        if watcher.state != told:
            told = watcher.state
            yield f"data: {told}\n\n".encode()
        if told == GONE:
            return
        if not await watcher.wait(min(ends_at - time.monotonic(), watch.ping_seconds)):
            yield b": ping\n\n"
