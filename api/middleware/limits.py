"""Rate limits: by caller, by address, and tighter where something is to be guessed, sent or flooded.

Each request is counted once: before authentication when it comes without credentials, after it when it has proved who
it is. Most are counted by this process, which has a slice of the budget. Credentials that prove nothing are counted
where they fail, so guessing them ends too.
"""

import math
import time
from functools import lru_cache

from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from api import cookies
from api.middleware.layers import Layer
from config import settings
from models.access import Caller
from models.errors import Refused, TooManyRequests
from models.recent import Recent
from models.requests import limits, slices
from models.requests.addresses import household
from models.requests.limits import Limit, Standing

# Whoever watches us must not be sent away when it matters.
EXEMPT = ("/health/", "/metrics")
# How many seconds' worth of requests may come at once.
BURST_SECONDS = 10
# Routes with a budget of their own per address, by the beginning of their path template. Logging in has a slow-down of
# its own, by account too.
TIGHTER = {
    "/v1/auth/register": ("account", settings.account_requests_per_minute),
    "/account/forgot-password": ("account", settings.account_requests_per_minute),
    "/account/invitation": ("account", settings.account_requests_per_minute),
    "/account/mailed-to": ("account", settings.account_requests_per_minute),
    "/account/register": ("account", settings.account_requests_per_minute),
    "/v1/auth/password/": ("account", settings.account_requests_per_minute),
    "/v1/auth/email/": ("account", settings.account_requests_per_minute),
    "/v1/invitations/": ("account", settings.account_requests_per_minute),
    "/v1/reminders/": ("account", settings.account_requests_per_minute),
    "/v1/pay/": ("pay_link", settings.pay_link_requests_per_minute),
    # A guess is a guess, whichever of the two is asked.
    "/pay/": ("pay_link", settings.pay_link_requests_per_minute),
    "/v1/callbacks/": ("callback", settings.callback_requests_per_minute),
}
FAILURES_PER_MINUTE = 60
REMEMBERED_MAX = 10_000
# Addresses whose credentials failed too often, and until when they are sent away without being looked at.
_sent_away: Recent[str, float] = Recent(REMEMBERED_MAX)


class AnonymousLimits(Layer):
    """Stands before authentication. Counts requests without credentials, and those whose credentials fail."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        route = str(scope.get("path_template", ""))
        if not settings.rate_limits or route.startswith(EXEMPT):
            await next_app(scope, receive, send)
            return
        address = household(scope["state"].get("address"))
        wait = (_sent_away.find(address) or 0.0) - time.monotonic()
        if wait > 0:
            raise _too_many("failures", wait)
        if _is_public(scope) or not _has_credentials(scope):
            await _count(scope, _by_address(address, route), is_known=False)
            await next_app(scope, receive, send)
            return
        try:
            await next_app(scope, receive, send)
        except Refused:
            if not isinstance(scope.get("user"), Caller):
                await _count_failure(address)
            raise


class CallerLimits(Layer):
    """Stands behind authentication. Counts the requests of callers who are known, together with their address."""

    def concerns(self, handler: HTTPRouteHandler) -> bool:
        return not handler.opt.get("public")

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        caller, state = scope.get("user"), scope["state"]
        # A request that is served anew, since its caller was not what was remembered of them, is still one.
        if settings.rate_limits and isinstance(caller, Caller) and not state.get("is_counted"):
            state["is_counted"] = True
            asked = [
                _limit("caller", caller.key, settings.caller_requests_per_minute),
                *_by_address(household(scope["state"].get("address")), str(scope.get("path_template", ""))),
            ]
            await _count(scope, asked, is_known=True)
        await next_app(scope, receive, send)


async def _count(scope: Scope, asked: list[Limit], *, is_known: bool) -> None:
    """Takes the request out of its buckets, and leaves for telemetry what the answer shall say. Raises TooManyRequests.

    While Redis is away, known callers are let through: limits protect the service, and must not be what ends it.
    """
    standing = await slices.take(asked)
    if standing is None:
        if is_known:
            return
        standing = limits.ask_locally(asked)
    scope["state"]["rate_limit_headers"] = _headers(asked, standing)
    if standing.wait_seconds > 0:
        tightest = min(zip(asked, standing.remaining, strict=True), key=lambda pair: pair[1])[0]
        raise _too_many(tightest.name, standing.wait_seconds)


async def _count_failure(address: str) -> None:
    wait = await limits.take(f"failures:{address}", per_minute=FAILURES_PER_MINUTE, burst=FAILURES_PER_MINUTE)
    if wait is not None:
        _sent_away.keep(address, time.monotonic() + wait)


def _by_address(address: str, route: str) -> list[Limit]:
    asked = [_limit("address", address, settings.address_requests_per_minute)]
    for beginning, (name, per_minute) in TIGHTER.items():
        if route.startswith(beginning):
            asked.append(_limit(name, address, per_minute))
    return asked


# Of the same few callers and addresses, again and again.
@lru_cache(maxsize=4096)
def _limit(name: str, key: str, per_minute: int) -> Limit:
    return Limit(name, f"{name}:{key}", per_minute, max(10, per_minute * BURST_SECONDS // 60))


# There are as many as there are settings.
@lru_cache(maxsize=100)
def _policy(name: str, per_minute: int, burst: int) -> str:
    return f'"{name}";q={burst};w={Limit(name, "", per_minute, burst).window_seconds}'


def _has_credentials(scope: Scope) -> bool:
    if "by_cookie" in scope["route_handler"].opt:
        return cookies.read(scope) is not None
    return any(name == b"authorization" for name, _ in scope["headers"])


def _is_public(scope: Scope) -> bool:
    return bool(scope["route_handler"].opt.get("public"))


def _headers(asked: list[Limit], standing: Standing) -> list[tuple[bytes, bytes]]:
    """The structured fields of draft-ietf-httpapi-ratelimit-headers-10, one item per bucket."""
    policies = [_policy(limit.name, limit.per_minute, limit.burst) for limit in asked]
    states = [
        f'"{limit.name}";r={remaining};t={math.ceil(seconds)}'
        for limit, remaining, seconds in zip(asked, standing.remaining, standing.full_in_seconds, strict=True)
    ]
    return [(b"ratelimit-policy", ", ".join(policies).encode()), (b"ratelimit", ", ".join(states).encode())]


def _too_many(name: str, wait_seconds: float) -> TooManyRequests:
    seconds = max(1, math.ceil(wait_seconds))
    return TooManyRequests(
        f"Too many requests (limit {name!r}): send this one again in {seconds} s.", retry_after_seconds=seconds
    )
