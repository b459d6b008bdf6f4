"""Who listens to the feed in this process, and the one task that wakes them: it looks once for all of them."""

import asyncio
import signal
import threading
import uuid
from collections import Counter
from collections.abc import AsyncGenerator, Collection, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Any

import structlog
from litestar.response import Stream
from litestar.types import Receive, Scope, Send

from models import database
from models.webhooks import feed

logger = structlog.get_logger(__name__)

LOOK_SECONDS = 0.25
# After the database did not answer.
PAUSE_SECONDS = 1.0


class Listener:
    """A reader of the feed that sleeps until there may be something new for it."""

    def __init__(self, receiver_ids: Collection[uuid.UUID] | None) -> None:
        self.receiver_ids = receiver_ids
        self._news = asyncio.Event()

    def sees_any(self, receiver_ids: Collection[uuid.UUID]) -> bool:
        """Whether one of the receivers is this reader's."""
        return self.receiver_ids is None or any(mine in receiver_ids for mine in self.receiver_ids)

    def wake(self) -> None:
        """Says that there may be something new."""
        self._news.set()

    def listen(self) -> None:
        """From now on news count; call it before reading, so that nothing falls between reading and waiting."""
        self._news.clear()

    async def wait(self, seconds: float) -> bool:
        """True once there may be something new; False when the time is over."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return False
        return True


class Hub:
    """All listeners of this process. While there are any, it numbers what was committed and looks for news."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._users: Counter[uuid.UUID | None] = Counter()
        self._receivers: Counter[uuid.UUID] = Counter()
        self._watch: asyncio.Task[None] | None = None
        self._hears_of_the_end = False
        self.is_ending = False

    def count(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def count_of_user(self, user_id: uuid.UUID | None) -> int:
        """How many of them are a user's, by whatever login or API key."""
        return self._users[user_id]

    def count_of_receiver(self, receiver_id: uuid.UUID) -> int:
        """How many of them listen to a receiver; admins, who listen to all, count for none."""
        return self._receivers[receiver_id]

    @contextmanager
    def listening(self, user_id: uuid.UUID | None, receiver_ids: Collection[uuid.UUID] | None) -> Iterator[Listener]:
        """A listener for the length of the block."""
        listener = Listener(receiver_ids)
        self._listeners.add(listener)
        self._users[user_id] += 1
        self._receivers.update(receiver_ids or ())
        self._hear_of_the_end()
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look_for_news())
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            self._users -= Counter([user_id])
            self._receivers -= Counter(listener.receiver_ids or ())

    def turn(self, listener: Listener, receiver_ids: Collection[uuid.UUID] | None) -> None:
        """Makes a listener listen to these receivers from now on."""
        self._receivers -= Counter(listener.receiver_ids or ())
        self._receivers.update(receiver_ids or ())
        listener.receiver_ids = receiver_ids

    def end(self) -> None:
        """Lets all streams end now: their clients come back to whoever follows."""
        self.is_ending = True
        for listener in self._listeners:
            listener.wake()

    async def close(self) -> None:
        """Ends the watch."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)

    def _hear_of_the_end(self) -> None:
        """uvicorn tells the application that it ends when all answers have ended: streams would use up its grace."""
        server = signal.getsignal(signal.SIGTERM)
        if self._hears_of_the_end or not callable(server) or threading.current_thread() != threading.main_thread():
            return
        self._hears_of_the_end = True
        loop = asyncio.get_running_loop()

        def end(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self.end)
            server(number, frame)

        signal.signal(signal.SIGTERM, end)

    async def _look_for_news(self) -> None:
        seen: int | None = None
        while self._listeners:
            try:
                await feed.number()
                head, receiver_ids = (await feed.head(), None) if seen is None else await feed.news(seen)
            except database.UNAVAILABLE as error:
                logger.warning("feed.unavailable", error=repr(error))
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            if head != seen:
                for listener in self._listeners:
                    # The first look wakes all: what came while nobody looked is news to whoever has read before it.
                    if receiver_ids is None or listener.sees_any(receiver_ids):
                        listener.wake()
                seen = head
            await asyncio.sleep(LOOK_SECONDS)


hub = Hub()


class LongAnswer(Stream):
    """An answer that comes piece by piece, and gives up its place however it ends: also when the client vanishes before
    the first byte, or while one waits to be sent, where Litestar leaves the generator to the garbage collector."""

    def __init__(
        self, frames: AsyncGenerator[bytes, None], places: ExitStack, *, media_type: str, headers: dict[str, str]
    ) -> None:
        super().__init__(frames, media_type=media_type, headers={"Cache-Control": "no-store"} | headers)
        self.frames = frames
        self.places = places

    # Any: what Litestar passes differs between its releases.
    def to_asgi_response(self, *given: Any, **named: Any) -> Any:
        # A route that answers in JSON otherwise would say so of this, too.
        answer = super().to_asgi_response(*given, **named | {"media_type": self.media_type})

        async def answer_and_leave(scope: Scope, receive: Receive, send: Send) -> None:
            with self.places:
                try:
                    await answer(scope, receive, send)
                finally:
                    await self.frames.aclose()

        return answer_and_leave


class FeedStream(LongAnswer):
    """Server-sent events."""

    def __init__(self, frames: AsyncGenerator[bytes, None], places: ExitStack) -> None:
        super().__init__(frames, places, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
