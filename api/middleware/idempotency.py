"""Idempotency-Key on every POST: the effect and its answer are committed together, before the answer is sent.

The middleware begins the transaction that the operation joins, holds the answer back until COMMIT, and keeps it. What
is refused is rolled back and not kept, so the same key may try again once the reason is gone. A handler whose answer
holds a secret that is shown once says so: `opt={"shown_once": True}`.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from api.middleware.auth import identify
from models import access, database
from models.access import Caller, Right
from models.errors import Forbidden, Invalid, NotFound
from models.requests import idempotency
from models.requests.idempotency import Answer

KEY_LENGTH_MAX = 255
# Headers of an answer that are a part of it, unlike those that belong to one exchange.
KEPT_HEADERS = ("content-type", "location", "etag")


class Idempotency(ASGIMiddleware):
    """Runs a POST that carries a key at most once for each caller; twins get the first answer again."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        key = request.headers.get("idempotency-key")
        caller = scope.get("user")
        # Without a caller there is nobody to keep an answer for; those routes hand out tokens, which are never kept.
        if key is None or request.method != "POST" or not isinstance(caller, Caller):
            await next_app(scope, receive, send)
            return
        if not 0 < len(key) <= KEY_LENGTH_MAX or not key.isprintable():
            raise Invalid(f"An Idempotency-Key has 1 to {KEY_LENGTH_MAX} printable characters.")
        what = b"\0".join([request.method.encode(), scope["path"].encode(), await request.body()])
        request_hash = hashlib.sha256(what).digest()
        options = scope["route_handler"].opt
        held = _HeldAnswer()
        async with database.transaction() as transaction:
            permission = options.get("permission")
            try:
                first = await idempotency.find(caller=caller, key=key, request_hash=request_hash, permission=permission)
            except (Forbidden, NotFound):
                if permission is None:
                    raise
                # The first request may have committed since we asked who is calling: what it made is theirs only now.
                caller = await identify(request)
                first = await idempotency.find(caller=caller, key=key, request_hash=request_hash, permission=permission)
            if first is None:
                with access.noting(caller) as rights:
                    await next_app(scope, receive, held)
                # Nothing has been sent yet, so an error in what follows can still be answered.
                ScopeState.from_scope(scope).response_started = False
                if held.status_code < 400:
                    await idempotency.keep(
                        caller=caller,
                        key=key,
                        request_hash=request_hash,
                        answer=held.answer(rights),
                        holds_a_secret=bool(options.get("shown_once")),
                    )
                else:
                    await transaction.rollback()
        if first is None:
            for message in held.messages:
                await send(message)
        else:
            await _send(first, send)


class _HeldAnswer:
    """Collects an answer instead of sending it."""

    def __init__(self) -> None:
        self.messages: list[Any] = []

    async def __call__(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def status_code(self) -> int:
        return int(self.messages[0]["status"])

    def answer(self, rights: Sequence[Right]) -> Answer:
        headers = {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}
        return Answer(
            status_code=self.status_code,
            headers={name: value for name, value in headers.items() if name.lower() in KEPT_HEADERS},
            body=b"".join(message.get("body", b"") for message in self.messages[1:]),
            rights=rights,
        )


async def _send(answer: Answer, send: Send) -> None:
    headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
    headers += [(b"idempotent-replayed", b"true"), (b"content-length", str(len(answer.body)).encode())]
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})
