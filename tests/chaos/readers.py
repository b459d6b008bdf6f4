"""The readers of the feed, as clients without an endpoint: one follows its cursor for the whole run, one the stream."""

import asyncio

import aiohttp
import msgspec

from tests.chaos import world

# False passes over a release that has no feed yet.
FEED_IS_MANDATORY = True
PATH = "/v1/events"
PAGE = 100
PAUSE_SECONDS = 0.3
# The stream says something at least every 15 s.
SILENCE_SECONDS_MAX = 20
FAILURES = (aiohttp.ClientError, TimeoutError, OSError, AssertionError)


class Page(msgspec.Struct):
    """A page of the feed, with the events as the bytes that came."""

    data: list[msgspec.Raw]
    has_more: bool
    next_cursor: str | None


class Head(msgspec.Struct):
    """What must be known of an event to go on after it."""

    id: str


class Readers:
    """`pulled` and `streamed` are the events' bytes in the order in which they came; None where there is no feed."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http
        self.pulled: list[bytes] | None = None
        self.streamed: list[bytes] | None = None
        # What ended a reader before its time: an answer that no retry can change.
        self.refusals: list[str] = []

    async def exist(self) -> bool:
        """Asks once, before the storm."""
        async with self._http.get(PATH, params={"limit": 1}) as answer:
            if answer.status == 200:
                self.pulled, self.streamed = [], []
            else:
                assert answer.status in (404, 405), f"{PATH} → {answer.status} {await answer.text()}"
        return self.pulled is not None

    def have_read(self, events: int) -> bool:
        """Whether both have come so far; true where there is no feed."""
        return all(items is None or len(items) >= events for items in (self.pulled, self.streamed))

    async def pull(self) -> None:
        """Follows the cursor until it is cancelled; an outage only makes it ask again."""
        assert self.pulled is not None
        cursor: str | None = None
        timeout = aiohttp.ClientTimeout(total=10)
        while True:
            parameters = {"limit": str(PAGE)} | ({"after": cursor} if cursor else {})
            page = None
            try:
                async with self._http.get(PATH, params=parameters, timeout=timeout) as answer:
                    if answer.status == 200:
                        page = msgspec.json.decode(await answer.read(), type=Page)
                    elif await self._is_refused(answer):
                        return
            except FAILURES:
                pass
            if page is not None:
                self.pulled += [bytes(item) for item in page.data]
                cursor = page.next_cursor or cursor
            if page is None or not page.has_more:
                await asyncio.sleep(PAUSE_SECONDS)

    async def stream(self) -> None:
        """Listens until it is cancelled, and after each end connects again with the last id that it has."""
        assert self.pulled is not None
        assert self.streamed is not None
        # A stream without an id begins with what happens from now on, so the first event comes from the other reader.
        while not self.pulled:
            await asyncio.sleep(PAUSE_SECONDS)
        self.streamed.append(self.pulled[0])
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=SILENCE_SECONDS_MAX)
        while True:
            last = msgspec.json.decode(self.streamed[-1], type=Head).id
            try:
                headers = {"Last-Event-ID": last}
                async with self._http.get(f"{PATH}/stream", headers=headers, timeout=timeout) as answer:
                    if answer.status == 200:
                        await self._take(answer.content)
                    elif await self._is_refused(answer):
                        return
            except FAILURES:
                pass
            await asyncio.sleep(PAUSE_SECONDS)

    async def _is_refused(self, answer: aiohttp.ClientResponse) -> bool:
        """Notes an answer that will not change. Of the others, a token that has ended is renewed here."""
        if answer.status == 401:
            await world.log_in(self._http)
        if answer.status >= 500 or answer.status in (401, 429):
            return False
        self.refusals.append(f"{answer.url} → {answer.status} {await answer.text()}")
        return True

    async def _take(self, lines: aiohttp.StreamReader) -> None:
        """Takes whole events; one that breaks off before its empty line has not come."""
        assert self.streamed is not None
        data: bytes | None = None
        async for line in lines:
            if line.startswith(b"data: "):
                data = line.removeprefix(b"data: ").rstrip(b"\n")
            elif line == b"\n" and data is not None:
                self.streamed.append(data)
                data = None
