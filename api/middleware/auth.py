"""Who is calling, and whether the route is for them: asked of every request before anything is read.

A route says which permission it needs (`opt={"permission": "invoices.read"}`, see models/resources.py) or that it is
open (`opt=PUBLIC`). One that says neither stops the application from starting.
"""

from typing import Any

import msgspec
from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from api import cookies, headers
from api.middleware.layers import Layer
from models import access, logs, secrets
from models.access import Caller
from models.errors import Invalid, Refused, Unauthenticated
from models.identity import api_keys, remembered, sessions

PUBLIC: dict[str, object] = {"public": True}
# A route that begins by reading a row by models/access.py, or a page by models/lists.py, and changes nothing before: it
# proves by that who calls. So does one whose write is refused without that proof (models/proving.py).
READS_FIRST: dict[str, object] = {"reads_first": True}
# In a request's state, once nobody knows whether it was done: see api/errors.py.
OUTCOME_UNKNOWN = "is_outcome_unknown"
# A public route whose path holds a secret: whoever knows it is a caller of their own, also for Idempotency-Keys.
PAY_LINK: dict[str, object] = {**PUBLIC, "secret_in_path": "token"}
# A page for who is logged in by a cookie, and no route of the API; whatever else it is asked with does not count.
BY_COOKIE: dict[str, object] = {"by_cookie": True, "raw": True}
# Why an admin acts for others; it goes into the audit log, which those others can read.
REASON_HEADER = b"quittance-reason"
REASON_LENGTH_MAX = 500


def has_caller(handler: HTTPRouteHandler) -> bool:
    """Whether whoever asks is somebody, by a token, an API key, a cookie or the secret in the path."""
    return "secret_in_path" in handler.opt or not handler.opt.get("public")


class Authentication(Layer):
    """Puts the Caller into `scope["user"]`. Raises Unauthenticated without a valid bearer token, Forbidden, Invalid."""

    def concerns(self, handler: HTTPRouteHandler) -> bool:
        # Litestar answers OPTIONS by itself, with nothing but the methods.
        return has_caller(handler) and "OPTIONS" not in handler.http_methods

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        options = scope["route_handler"].opt
        if "secret_in_path" in options:
            secret = str(scope["path_params"][options["secret_in_path"]])
            scope["user"] = Caller(key=f"pay_link:{secrets.digest(secret).hex()[:32]}")
        else:
            known = _remembered(scope) if options.get("reads_first") else None
            if known is not None and await _served(known, scope, receive, send, next_app):
                return
            _enter(await _identify(scope), scope)
        await next_app(scope, receive, send)


def _enter(caller: Caller, scope: Scope) -> None:
    """Raises Forbidden."""
    logs.bind(caller=caller.key)
    access.enter(caller, scope["route_handler"].opt["permission"])
    scope["user"] = caller


async def _served(known: Caller, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> bool:
    """Answers a request of a caller who is remembered. Where nothing has proven who they are by the time of the answer,
    they are asked for; if they are not what they were any more, nothing is sent, and False is returned. An answer
    which says that nobody knows whether it was done is sent in any case: it tells nothing else, and the request must
    not be done again.

    Raises Unauthenticated, and what the layers further in raise.
    """
    is_another = False

    async def send_if_proven(message: Message) -> None:
        nonlocal is_another
        if message["type"] == "http.response.start":
            is_unknown = scope["state"].get(OUTCOME_UNKNOWN, False)
            is_another = not is_unknown and not await is_still(known, scope)
        if not is_another:
            await send(message)

    try:
        _enter(known, scope)
        await next_app(scope, receive, send_if_proven)
    except (Refused, HTTPException):
        is_another = not await is_still(known, scope)
        if not is_another:
            raise
    if is_another:
        assert known.proof is not None, "who is asked for was not remembered"
        remembered.forget(known.proof)
        # What was not sent is no answer.
        ScopeState.from_scope(scope).response_started = False
        scope["user"] = None
    return not is_another


async def is_still(caller: Caller, scope: Scope) -> bool:
    """Whether a caller is what is remembered of them: as a statement has found, else as they are found now."""
    if caller.proof is None or caller.proof.is_given:
        return True
    try:
        caller.proof.is_given = await _identify(scope) == msgspec.structs.replace(caller, proof=None)
    except Refused:
        return False
    return caller.proof.is_given


def check_routes(app: Litestar) -> None:
    """Raises ValueError for a route that declares neither that it is open nor a permission of the table."""
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else []:
            if not _is_declared(handler):
                raise ValueError(
                    f"{'|'.join(sorted(handler.http_methods))} {route.path} declares no permission of "
                    'models/resources.py: add opt={"permission": "…"} to its handler, or opt=PUBLIC.'
                )


def _is_declared(handler: HTTPRouteHandler) -> bool:
    # Litestar answers OPTIONS by itself, with nothing but the methods.
    return (
        bool(handler.opt.get("public"))
        or handler.opt.get("permission") in access.PERMISSIONS
        or handler.http_methods == {"OPTIONS"}
    )


async def identify(connection: ASGIConnection[Any, Any, Any, Any]) -> Caller:  # Any: Litestar's parameters
    """Who calls, by the bearer token or, at a page, by the cookie. Raises Unauthenticated, Invalid."""
    return await _identify(connection.scope)


async def _identify(scope: Scope) -> Caller:
    if "by_cookie" in scope["route_handler"].opt:
        cookie = cookies.read(scope)
        if cookie is None:
            raise Unauthenticated("Log in to see this page.")
        return await sessions.visitor(cookie)
    token = _token(scope)
    is_key = token.startswith(api_keys.PREFIX)
    return _with_reason(await (api_keys.caller(token) if is_key else sessions.caller(token)), scope)


def _remembered(scope: Scope) -> Caller | None:
    """Who calls, as far as this process remembers; None when it does not. Raises Unauthenticated."""
    token = _token(scope)
    is_key = token.startswith(api_keys.PREFIX)
    caller = api_keys.remembered_caller(token) if is_key else sessions.remembered_caller(token)
    try:
        return None if caller is None else _with_reason(caller, scope)
    except Invalid:
        # Who calls is asked for first.
        return None


def _token(scope: Scope) -> str:
    token = headers.bearer(scope)
    if token is None:
        raise Unauthenticated("Send an access token or an API key: `Authorization: Bearer …`.")
    return token


def _with_reason(caller: Caller, scope: Scope) -> Caller:
    """Raises Invalid."""
    reason = (headers.first(scope, REASON_HEADER) or "").strip()
    if len(reason) > REASON_LENGTH_MAX or not reason.isprintable():
        raise Invalid(f"The header Quittance-Reason has at most {REASON_LENGTH_MAX} printable characters.")
    return msgspec.structs.replace(caller, reason=reason) if reason else caller
