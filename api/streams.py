"""Answers that come piece by piece, and server-sent events."""

from collections.abc import AsyncGenerator
from contextlib import ExitStack
from typing import Any

from litestar.response import Stream
from litestar.types import Receive, Scope, Send


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


class EventStream(LongAnswer):
    """Server-sent events."""

    def __init__(self, frames: AsyncGenerator[bytes, None], places: ExitStack) -> None:
        super().__init__(frames, places, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
