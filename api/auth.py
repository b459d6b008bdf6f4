"""Who is calling: turns the Authorization header into a Caller, before anything else looks at the request.

A route is open only when it says so (`opt={"public": True}`), so a forgotten declaration closes it.
"""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from models import secrets, tokens, users
from models.access import Caller
from models.errors import Unauthenticated

PUBLIC: dict[str, Any] = {"public": True}
# A public route whose path holds a secret: whoever knows it is a caller of their own, also for Idempotency-Keys.
PAY_LINK: dict[str, Any] = {**PUBLIC, "secret_in_path": "token"}


class Authentication(ASGIMiddleware):
    """Puts the Caller into `scope["user"]`; raises Unauthenticated without a valid bearer token."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        options = scope["route_handler"].opt
        if "secret_in_path" in options:
            secret = str(scope["path_params"][options["secret_in_path"]])
            scope["user"] = Caller(key=f"pay_link:{secrets.digest(secret).hex()[:32]}")
        elif not options.get("public") and scope.get("method") != "OPTIONS":
            connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
            scheme, _, token = connection.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not token:
                raise Unauthenticated("Send an access token: `Authorization: Bearer …`.")
            caller = await users.caller(tokens.verify(token.strip()))
            scope["user"] = caller
            bind_contextvars(caller=caller.key)
        await next_app(scope, receive, send)
