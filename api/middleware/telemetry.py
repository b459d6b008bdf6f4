"""What every request gets, whatever becomes of it: an id, a log line, metrics, and the security headers.

It stands around the whole application, since Litestar's own instruments miss what is refused before a handler.
"""

import re
import time
from collections.abc import Callable
from functools import lru_cache

import structlog
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import Message, Receive, ReceiveMessage, Scope, Send
from prometheus_client import Counter, Histogram

from api.middleware.origin import client_address
from config import settings
from models import ids, logs

logger = structlog.get_logger("api.request")

REQUESTS = Counter("http_requests_total", "HTTP requests by route and status.", ["method", "route", "status"])
DURATION = Histogram(
    "http_request_duration_seconds",
    "Time from the request's head to the end of the answer.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
# In place of a status, where the client went before its request was whole.
CUT_OFF = "cut_off"
METHODS = frozenset({"GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"})
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")
# Polled by machines every few seconds: counted, but not logged.
QUIET = frozenset({"/health/live", "/health/ready", "/metrics"})
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    *(
        [(b"strict-transport-security", b"max-age=31536000; includeSubDomains")]
        if settings.public_url.startswith("https:")
        else []
    ),
]
DEFAULTS = {
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cross-origin-resource-policy": b"same-origin",
}
# What an answer has that does not come from a route.
SECURITY_HEADERS = [*DEFAULTS.items(), *HEADERS]


class Telemetry:
    """The ASGI application around Litestar."""

    def __init__(self, app: Litestar) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        request_id = given.decode() if _REQUEST_ID.fullmatch(given) else str(ids.make())
        address = client_address(scope)
        scope.setdefault("state", {}).update(request_id=request_id, address=address)
        logs.begin(request_id=request_id, address=address)
        status = 500
        is_whole = has_begun = False

        async def receive_to_the_end() -> ReceiveMessage:
            nonlocal is_whole
            message = await receive()
            if message["type"] == "http.request":
                is_whole = not message["more_body"]
            elif not is_whole and not has_begun:
                # The client has gone in the middle of its body: nobody hears what we make of that.
                scope["state"]["is_cut_off"] = True
            return message

        async def send_with_headers(message: Message) -> None:
            nonlocal status, has_begun
            if message["type"] == "http.response.start":
                status, has_begun = message["status"], True
                headers: list[tuple[bytes, bytes]] = list(message.get("headers", []))
                present = {name.lower() for name, _ in headers}
                headers += [(name, value) for name, value in DEFAULTS.items() if name not in present]
                headers += scope["state"].get("rate_limit_headers", [])
                message["headers"] = [*headers, *HEADERS, (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive_to_the_end, send_with_headers)
        finally:
            seconds = time.perf_counter() - started
            # The template, not the path: a bounded number of labels, and no token in a log.
            route = str(scope.get("path_template") or "unmatched")
            method = scope["method"] if scope["method"] in METHODS else "OTHER"
            is_cut_off = scope["state"].get("is_cut_off", False)
            outcome = CUT_OFF if is_cut_off else status
            count, observe = _metrics(method, route, outcome)
            count()
            observe(seconds)
            if route not in QUIET:
                # Refusals come by the thousand, and are counted where they are made.
                is_refused = scope["state"].get("is_refused", False)
                log = logger.debug if is_cut_off or is_refused else logger.info
                log("request", method=method, route=route, status=outcome, ms=round(seconds * 1000, 1))


# As many as there are routes, methods and statuses.
@lru_cache(maxsize=4096)
def _metrics(method: str, route: str, outcome: int | str) -> tuple[Callable[[], None], Callable[[float], None]]:
    """What counts a request, and what takes its time: to find them costs more than to use them."""
    return REQUESTS.labels(method, route, outcome).inc, DURATION.labels(method, route).observe
