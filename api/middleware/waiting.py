"""`Prefer: wait=N` (RFC 7240): holds an answer back until a worker has brought the outcome, or N seconds are over.

A handler whose answer is not final yet says how to read it again: `opt={"outcome": Outcome(...)}`. The middleware
stands outside the idempotency keys, so it waits after the commit, and a replayed answer is brought up to date too. The
outcome is read as whoever asks, who sees no more of it than they may. Where many wait already the answer goes out at
once, as RFC 7240 allows.
"""

import asyncio
import re
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import msgspec
import structlog
from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api import headers
from api.answers import CallerRequest
from api.middleware import admission
from api.middleware.auth import is_still
from api.middleware.layers import Layer, Messages
from models import database, ids
from models.access import Caller
from models.errors import Refused

logger = structlog.get_logger(__name__)

T = TypeVar("T")
WAIT_SECONDS_MAX = 30
POLL_SECONDS = 0.05
# Of each process. The more wait, the more rarely each looks: 400 looks a second are all that they cost together.
WAITING_MAX = 400
POLLS_PER_SECOND_MAX = 400
_waiting = 0
KEEPS_THE_ANSWER: tuple[type[Exception], ...] = (Refused, *database.UNAVAILABLE)
_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?(\d{1,9})\"?", re.IGNORECASE)


class Outcome(msgspec.Struct, frozen=True):
    """How to read an object again whose answer was not final.

    `kind` is the kind of its id, `undecided` the values of its `field` that are worth waiting over, `status` reads the
    present one cheaply, and `read` makes the whole shape with its version, as the caller of the request; it raises
    Refused.
    """

    kind: str
    undecided: frozenset[str]
    status: Callable[[uuid.UUID], Awaitable[str | None]]
    read: Callable[[CallerRequest, uuid.UUID], Awaitable[tuple[object, int]]]
    field: str = "status"


class WaitForOutcome(Layer):
    """Waits for the outcome where the client prefers to, and the handler knows one."""

    def concerns(self, handler: HTTPRouteHandler) -> bool:
        return isinstance(handler.opt.get("outcome"), Outcome)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        outcome: Outcome = scope["route_handler"].opt["outcome"]
        seconds = preferred_seconds(scope)
        if not seconds:
            await next_app(scope, receive, send)
            return
        messages: Messages = []

        async def hold(message: Message) -> None:
            messages.append(message)

        await next_app(scope, receive, hold)
        if messages[0]["status"] in (200, 201) and _waiting < WAITING_MAX and await _may_wait(scope):
            try:
                with _place_of_a_waiter(scope):
                    await _bring_up_to_date(Request(scope), messages, outcome, seconds)
            except KEEPS_THE_ANSWER as error:
                # The effect is committed, so the answer to it stands; only the outcome is not told.
                logger.warning("outcome.unavailable", error=repr(error))
        for message in messages:
            await send(message)


async def _may_wait(scope: Scope) -> bool:
    """Whether the caller, who may only be remembered so far, is who they were: nobody else is waited for."""
    caller = scope.get("user")
    return not isinstance(caller, Caller) or await is_still(caller, scope)


async def _bring_up_to_date(request: CallerRequest, messages: Messages, outcome: Outcome, seconds: int) -> None:
    body = msgspec.json.decode(b"".join(message.get("body", b"") for message in messages[1:]))
    # Several objects at once have no outcome that is waited for.
    identifier = ids.decode(outcome.kind, body.get("id", ""))
    if identifier is None or body[outcome.field] not in outcome.undecided:
        return
    deadline = asyncio.get_running_loop().time() + seconds
    # Each turn is one short statement, with no connection held while we sleep.
    while (status := await outcome.status(identifier)) in outcome.undecided and await _may_look_again(deadline):
        pass
    if status == body[outcome.field]:
        return
    shape, version = await outcome.read(request, identifier)
    content = msgspec.json.encode(shape)
    changed = {b"content-length": str(len(content)).encode(), b"etag": f'"{version}"'.encode()}
    headers = [(name, value) for name, value in messages[0]["headers"] if name.lower() not in changed]
    headers += [*changed.items(), (b"preference-applied", f"wait={seconds}".encode())]
    messages[:] = [
        {**messages[0], "headers": headers},
        {"type": "http.response.body", "body": content, "more_body": False},
    ]


async def until_found(scope: Scope, look: Callable[[], Awaitable[T | None]], *, seconds: int) -> T | None:
    """What `look` finds, which is asked again and again; None once the time is over, and at once where many wait.

    The request's place is given up meanwhile, and no connection is held.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    found = await look()
    if found is not None or _waiting >= WAITING_MAX:
        return found
    with _place_of_a_waiter(scope):
        while found is None and await _may_look_again(deadline):
            found = await look()
    return found


@contextmanager
def _place_of_a_waiter(scope: Scope) -> Iterator[None]:
    """Counts who waits, and gives up the request's place at its gate for it."""
    global _waiting
    admission.leave(scope)
    _waiting += 1
    try:
        yield
    finally:
        _waiting -= 1


async def _may_look_again(deadline: float) -> bool:
    """Waits for one's turn to look again; False once the time is over."""
    if asyncio.get_running_loop().time() >= deadline:
        return False
    await asyncio.sleep(max(POLL_SECONDS, _waiting / POLLS_PER_SECOND_MAX))
    return True


def preferred_seconds(scope: Scope) -> int | None:
    """How long a client prefers to wait; None where it does not say."""
    found = _WAIT.search(headers.all_of(scope, b"prefer"))
    return min(int(found.group(1)), WAIT_SECONDS_MAX) if found else None
