"""Who listens to this process by a stream, and the one task of each kind that wakes them: it looks once for all."""

import asyncio
import signal
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Generic, TypeVar

import structlog

from models import database
from models.errors import TooManyRequests

logger = structlog.get_logger(__name__)

# After the database did not answer.
PAUSE_SECONDS = 1.0


class Listener:
    """Somebody who sleeps until there may be something new for them."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

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


L = TypeVar("L", bound=Listener)


class Watch(ABC, Generic[L]):
    """All listeners of a kind in this process, and the task that looks for news for them while there are any."""

    look_seconds: float
    # Proxies end connections on which nothing is said for some minutes, most of them after one.
    ping_seconds = 15.0
    # Of each kind, in each process.
    streams_max = 500

    def __init__(self) -> None:
        self._listeners: set[L] = set()
        self._looking: asyncio.Task[None] | None = None
        self._hears_of_the_end = False
        self.is_ending = False

    def count(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def check_room(self) -> None:
        """Raises TooManyRequests where as many listen as a process has places for."""
        if self.count() >= self.streams_max:
            raise TooManyRequests("This server has no place for another stream now.", retry_after_seconds=5)

    def end(self) -> None:
        """Lets all streams end now: their clients come back to whoever follows."""
        self.is_ending = True
        for listener in self._listeners:
            listener.wake()

    async def close(self) -> None:
        """Ends the looking."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    @abstractmethod
    async def look(self) -> None:
        """Looks for news once, and wakes those for whom there is some. Raises UNAVAILABLE."""

    @contextmanager
    def _present(self, listener: L) -> Iterator[None]:
        """Counts a listener among those for whom is looked."""
        self._listeners.add(listener)
        self._hear_of_the_end()
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_again_and_again())
        try:
            yield
        finally:
            self._listeners.discard(listener)

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

    async def _look_again_and_again(self) -> None:
        while self._listeners:
            pause = PAUSE_SECONDS
            try:
                await self.look()
                pause = self.look_seconds
            except database.UNAVAILABLE as error:
                logger.warning("news.unavailable", watch=type(self).__name__, error=repr(error))
            except Exception:
                # Streams stay open, and nobody would look for them any more.
                logger.exception("news.failed", watch=type(self).__name__)
            await asyncio.sleep(pause)
