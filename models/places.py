"""Places for so many at once: who comes beyond waits for a turn, the first one first, and not for ever.

`asyncio.Semaphore` within `asyncio.timeout` does the same, and costs a request more than twice as much: the semaphore
looks through all that wait, and the timeout ends what is late by cancelling its task.
"""

import asyncio
from collections import deque


class Places:
    """So many may be taken at once. A place that is given back goes straight to who has waited for the longest."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def are_taken(self) -> bool:
        """Whether who comes now has to wait."""
        return not self._free

    async def take(self, *, seconds_max: float) -> None:
        """Takes a place. Raises TimeoutError where none became free in time."""
        if self._free:
            self._free -= 1
            return
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._waiting.append(turn)
        timer = loop.call_later(seconds_max, _end, turn)
        try:
            await turn
        except BaseException:
            if turn in self._waiting:
                self._waiting.remove(turn)
            elif not turn.cancelled() and turn.exception() is None:
                # It was given one just before.
                self.give_back()
            raise
        finally:
            timer.cancel()

    def give_back(self) -> None:
        """Gives a place to who comes next."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


def _end(turn: "asyncio.Future[None]") -> None:
    if not turn.done():
        turn.set_exception(TimeoutError())
