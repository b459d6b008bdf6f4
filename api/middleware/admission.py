"""How much this process works on at once: what comes beyond that waits a moment for a place, or is refused at once.

A process that takes in more than it can do answers nobody in time, and works for clients who have gone. So each kind of
request has a gate: some are worked on, some wait, and the rest gets 503 with Retry-After before anything was asked of
PostgreSQL. Reads have fewer places together than the pool has connections (`config.PLACES`): however slow reports are,
there is a connection for who moves money.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from functools import cache

import structlog
from litestar.types import ASGIApp, HTTPScope, Message, Receive, ReceiveMessage, Scope, Send
from prometheus_client import Counter, Gauge

from api import problems
from api.middleware.accepting import wants_a_page
from api.middleware.layers import Layer
from config import RequestKind, settings
from models.errors import Overloaded
from models.places import Places

logger = structlog.get_logger("api.admission")

REFUSED = Counter("http_requests_refused_total", "Requests refused because too many were on hand.", ["kind"])
IN_WORK = Gauge("http_requests_in_work", "Requests that have a place.", ["kind"], multiprocess_mode="livesum")
WAITING = Gauge("http_requests_waiting", "Requests that wait for a place.", ["kind"], multiprocess_mode="livesum")

# What asks the database for people or programs. The rest is cheap, or asked by machines that watch us, which must be
# answered when it matters.
GATED = ("/v1/", "/pay/", "/account", "/receipts/", "/assets/logos/")
# Streams have bounds of their own, and hold nothing while they wait.
EXEMPT = frozenset({"/v1/events/stream", "/pay/{token}/events"})
# Passwords are checked one at a time: a flood of them waits here, and not at the gate of payments.
LOGINS = (
    "/v1/auth/register",
    "/v1/auth/login",
    "/v1/auth/password/",
    "/account/register",
    "/account/login",
    "/account/forgot-password",
)
SUMS = ("/v1/ledger/", "/v1/integrity", "/v1/reports/")
# Pages of one object that list what it has.
LISTS = ("/account/receivers/",)
# What takes a process long: a long queue for it would not be worked off while somebody waits.
SLOW = frozenset({"bulks", "logins", "reports"})
# Who has waited for so long without a place having become free is told that something is stuck.
WAIT_SECONDS_MAX = 1.0
# Each takes up to a second, so whoever sends several of them waits for their own.
BULK_WAIT_SECONDS_MAX = 15.0
# Who has not sent all of a body by then gives up the place until the rest is there.
BODY_SECONDS = 0.05
RETRY_AFTER_SECONDS = 1
# A burst waits for its turn. Where more comes for long than can be done, a long queue would only make everybody wait.
# So if more requests were refused within the last second than seven eighths of the queue can hold, only an eighth of it
# is used. Otherwise all of it is, and those who were refused get in when they come again.
OVERRUN_SECONDS = 1.0
PART_WHEN_OVERRUN = 8
# One line for all that were refused since the one before.
TELL_SECONDS = 1.0


class Gate:
    """Lets so many in at once, and so many wait for that, the first one first.

    While many are refused, only an eighth as many wait.
    """

    def __init__(self, kind: str, *, places: int, waiting_max: int) -> None:
        self.kind = kind
        self.in_work = 0
        self.waiting = 0
        self._untold, self._tell_at = 0, 0.0
        self._waiting_max = waiting_max
        self._waiting_max_when_overrun = min(waiting_max, max(1, waiting_max // PART_WHEN_OVERRUN))
        # When the last ones were refused: as many as the rest of the queue holds, and one more.
        self._refused_at: deque[float] = deque(maxlen=1 + waiting_max - self._waiting_max_when_overrun)
        self._places_max = places
        self._places = Places(places)
        self._refused = REFUSED.labels(kind)
        self._in_work = IN_WORK.labels(kind)
        self._waiting = WAITING.labels(kind)

    @property
    def is_full(self) -> bool:
        """Whether who comes now is refused at once."""
        # Every request asks this of all gates, and nearly always the first comparison decides. Who has been given a
        # place but has not run yet still counts as waiting, though they take up no room in the queue.
        beyond = self.in_work + self.waiting - self._places_max
        return beyond >= 0 and self._places.are_taken and beyond >= self._waiting_max_now()

    async def enter(self) -> None:
        """Takes a place. Raises Overloaded: at once where too many wait already, else when none became free in time."""
        if self._places.are_taken:
            await self._wait()
        else:
            await self._places.take(seconds_max=0)
        self.in_work += 1
        self._in_work.inc()

    def leave(self) -> None:
        """Gives a place back, to whom has waited for the longest."""
        self.in_work -= 1
        self._in_work.dec()
        self._places.give_back()

    def refuse(self) -> Overloaded:
        """Counts one who comes too late, who is to be told this."""
        self._refused_at.append(time.monotonic())
        return self._overloaded()

    def _waiting_max_now(self) -> int:
        is_overrun = (
            len(self._refused_at) == self._refused_at.maxlen
            and time.monotonic() < self._refused_at[0] + OVERRUN_SECONDS
        )
        return self._waiting_max_when_overrun if is_overrun else self._waiting_max

    async def _wait(self) -> None:
        if self.is_full:
            raise self.refuse()
        self.waiting += 1
        self._waiting.inc()
        try:
            await self._places.take(seconds_max=BULK_WAIT_SECONDS_MAX if self.kind == "bulks" else WAIT_SECONDS_MAX)
        except TimeoutError:
            raise self._overloaded() from None
        finally:
            self.waiting -= 1
            self._waiting.dec()

    def _overloaded(self) -> Overloaded:
        self._refused.inc()
        self._tell()
        return Overloaded(
            "There is more to do right now than can be done soon. Nothing was changed: send the same request again in "
            f"{RETRY_AFTER_SECONDS} s.",
            retry_after_seconds=RETRY_AFTER_SECONDS,
        )

    def _tell(self) -> None:
        """Says so in the log, once in a while."""
        self._untold += 1
        now = time.monotonic()
        if now >= self._tell_at:
            logger.warning("requests.refused", kind=self.kind, count=self._untold, in_work=self.in_work)
            self._untold, self._tell_at = 0, now + TELL_SECONDS


class Place:
    """A request's place at a gate, given back once, and taken again where there is more to do."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._is_held = False

    async def take(self) -> None:
        """Raises Overloaded."""
        if not self._is_held:
            await self._gate.enter()
            self._is_held = True

    def leave(self) -> None:
        if self._is_held:
            self._is_held = False
            self._gate.leave()


class Admission(Layer):
    """Lets requests in by their kind. A place is held from here to the first byte of the answer, and not while we wait
    for the client."""

    def __init__(self) -> None:
        self.gates = {
            kind: Gate(kind, places=places, waiting_max=_waiting_max(kind))
            for kind, places in settings.requests_at_once.items()
        }

    async def refuses(self, scope: HTTPScope, send: Send, route: Callable[[], str]) -> bool:
        """Refuses a request, before anything else is done for it, whose gate is full; True when it did.

        `route` finds the template of its path, empty if there is none, and is asked only while some gate is full.
        """
        if not any(gate.is_full for gate in self.gates.values()):
            return False
        template = route()
        kind = kind_of(scope["method"], template) if template else None
        if kind is None or not self.gates[kind].is_full or wants_a_page(scope):
            return False
        # For the metrics and the log, as the routing would have left it.
        scope["path_template"] = template
        await _refuse(scope, send, self.gates[kind].refuse())
        return True

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        kind = kind_of(str(scope.get("method")), str(scope.get("path_template", "")))
        if kind is None:
            await next_app(scope, receive, send)
            return
        place = Place(self.gates[kind])
        try:
            await place.take()
        except Overloaded as refused:
            if wants_a_page(scope):
                # People are told in words, and are few beside programs.
                scope["state"]["is_refused"] = True
                raise
            await _refuse(scope, send, refused)
            return
        scope["state"]["place"] = place
        loop, is_whole = asyncio.get_running_loop(), False

        async def receive_without_place() -> ReceiveMessage:
            nonlocal is_whole
            if is_whole:
                return await receive()
            timer = loop.call_later(BODY_SECONDS, place.leave)
            try:
                message = await receive()
            finally:
                timer.cancel()
            is_whole = message["type"] != "http.request" or not message["more_body"]
            if message["type"] == "http.request":
                await place.take()
            return message

        async def send_without_place(message: Message) -> None:
            nonlocal is_whole
            is_whole = True
            place.leave()
            await send(message)

        try:
            await next_app(scope, receive_without_place, send_without_place)
        finally:
            place.leave()


async def _refuse(scope: Scope, send: Send, refused: Overloaded) -> None:
    """Answers here: an exception would pass all that is around us, and cost as much again as the whole refusal."""
    scope["state"]["is_refused"] = True
    headers, body = problems.encoded(
        503, code=refused.code, detail=refused.message, request_id=scope["state"].get("request_id", "")
    )
    headers.append((b"retry-after", b"%d" % RETRY_AFTER_SECONDS))
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


@cache
def kind_of(method: str, template: str) -> RequestKind | None:
    """At which gate the requests of a route stand; None at none. Remembered, since routes are few."""
    if not template.startswith(GATED) or template in EXEMPT or method == "OPTIONS":
        return None
    if template.startswith(LOGINS):
        return "logins"
    if method not in ("GET", "HEAD"):
        return "bulks" if template.endswith("/bulk") else "writes"
    if template.startswith(SUMS) or template.endswith(("/balance", "/number_gaps")):
        return "reports"
    if template.startswith(LISTS):
        return "lists"
    return "reads" if template.endswith(("}", "/state")) or template == "/v1/me" else "lists"


def leave(scope: Scope) -> None:
    """Gives up the request's place early: from here on it only waits."""
    place = scope["state"].get("place")
    if isinstance(place, Place):
        place.leave()


def _waiting_max(kind: RequestKind) -> int:
    """How many requests of a kind may wait: of what takes long three eighths of the others."""
    return settings.requests_waiting * 3 // 8 if kind in SLOW else settings.requests_waiting
