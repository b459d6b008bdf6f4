"""Clients of server-sent events, and a server in the tests' own process, where they can look."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import httpx
import uvicorn
from litestar.types import ASGIApp

from launch.machine import free_port

PATIENCE_SECONDS = 30.0


class Stream:
    """A client of the stream, which reads whatever comes until it is left."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.rest = b""
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._reading = asyncio.create_task(self._read())

    async def next(self, seconds: float = PATIENCE_SECONDS) -> bytes | None:
        """The next frame without the empty line at its end; None at the end of the stream."""
        async with asyncio.timeout(seconds):
            return await self._frames.get()

    async def next_event(self) -> bytes | None:
        """The next frame that is an event; None at the end of the stream."""
        while (found := await self.next()) is not None:
            if b"data: " in found:
                return found
        return None

    async def end(self) -> None:
        """Returns once the server ends the stream."""
        while await self.next() is not None:
            pass

    async def leave(self) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        await self.response.aclose()

    async def _read(self) -> None:
        with suppress(httpx.TransportError):
            async for chunk in self.response.aiter_raw():
                *frames, self.rest = (self.rest + chunk).split(b"\n\n")
                for frame in frames:
                    self._frames.put_nowait(frame)
        self._frames.put_nowait(None)


async def until(condition: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Waits for it, and not for ever."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """The address of the application behind uvicorn, as long as the block lasts."""
    port = free_port()
    config = uvicorn.Config(
        app, port=port, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    await until(lambda: server.started)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving
