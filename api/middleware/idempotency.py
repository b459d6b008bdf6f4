"""Idempotency-Key on every POST: the effect and its answer are committed together, before the answer is sent.

The middleware begins the transaction that the operation joins, holds the answer back until COMMIT, and keeps it. What
is refused is rolled back and not kept, so the same key may try again once the reason is gone. A handler whose answer
holds a secret that is shown once says so: `opt={"shown_once": True}`. One whose operation is `database.optimistic`, and
writes all at its end, says `opt={"optimistic": True}`: then a new key costs no round trip. A page's form has its key in
a hidden field: see api/pages/.
"""

import asyncio
import hashlib
import time
from collections.abc import Sequence

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from api import fields, headers
from api.answers import AnyRequest
from api.middleware.auth import identify
from api.middleware.layers import Layer, Messages
from models import access, database
from models.access import Caller, Right
from models.errors import Forbidden, IdempotencyInProgress, Invalid, NotFound
from models.requests import idempotency
from models.requests.idempotency import Answer

KEY_LENGTH_MAX = 255
# Where the key of a page's form stands.
FIELD = "idempotency_key"
PATIENCE_SECONDS = 5.0
PAUSE_SECONDS = 0.1
# In a request's state, by api/errors.py: PostgreSQL has asked to do it again.
OVERTAKEN = "is_overtaken"
# Headers of an answer that are a part of it, unlike those that belong to one exchange.
KEPT_HEADERS = ("content-type", "location", "etag")


class Idempotency(Layer):
    """Runs a POST that carries a key at most once for each caller; twins get the first answer again."""

    def concerns(self, handler: HTTPRouteHandler) -> bool:
        return "POST" in handler.http_methods

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        caller = scope.get("user")
        key = await _key(scope, receive, send)
        # Without a caller there is nobody to keep an answer for; those routes hand out tokens, which are never kept.
        if key is None or scope.get("method") != "POST" or not isinstance(caller, Caller):
            await next_app(scope, receive, send)
            return
        request: AnyRequest = Request(scope, receive, send)
        if not 0 < len(key) <= KEY_LENGTH_MAX or not key.isprintable():
            raise Invalid(f"An Idempotency-Key has 1 to {KEY_LENGTH_MAX} printable characters.")
        what = b"\0".join([request.method.encode(), scope["path"].encode(), await request.body()])
        request_hash = hashlib.sha256(what).digest()
        options = scope["route_handler"].opt
        asked = _Asked(request, scope, receive, next_app, caller, key, request_hash)
        answered = await asked.without_lock() if options.get("optimistic") else None
        if answered is None and options.get("form"):
            answered = await _patiently(asked)
        elif answered is None:
            answered = await database.retried(asked.under_lock)
        for message in answered:
            await send(message)


async def _key(scope: Scope, receive: Receive, send: Send) -> str | None:
    """The key of a request, in its header or in the form of a page for who is logged in; None where it has none."""
    options = scope["route_handler"].opt
    if options.get("form") and scope.get("method") == "POST" and isinstance(scope.get("user"), Caller):
        request: AnyRequest = Request(scope, receive, send)
        return (await fields.sent(request)).get(FIELD)
    return headers.first(scope, b"idempotency-key")


async def _patiently(asked: "_Asked") -> Messages:
    """The answer to a form: who has pressed twice waits for the answer to the first, and sees that."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return await database.retried(asked.under_lock)
        except IdempotencyInProgress:
            if time.monotonic() >= give_up_at:
                raise
        await asyncio.sleep(PAUSE_SECONDS)


class _Asked:
    """A request with a key."""

    def __init__(
        self,
        request: AnyRequest,
        scope: Scope,
        receive: Receive,
        next_app: ASGIApp,
        caller: Caller,
        key: str,
        request_hash: bytes,
    ) -> None:
        self._request = request
        self._scope = scope
        self._receive = receive
        self._next_app = next_app
        self._caller = caller
        self._key = key
        self._request_hash = request_hash
        self._options = scope["route_handler"].opt

    async def without_lock(self) -> Messages | None:
        """The answer of an operation that reads without locks, where nobody else changed what it read, and nobody had
        used the key: nearly always. None where that is not so; nothing has been changed then.

        Whether the key is new is not asked before: it is written with everything else, or nothing is. What is refused
        is not told either, since it may be so because the first request with this key has been done.
        """
        try:
            with database.without_locks():
                return await database.unless_preceded(self._without_lock)
        except database.OVERTAKEN:
            return None

    async def _without_lock(self) -> Messages | None:
        async with database.transaction() as transaction:
            held = await self._answer()
            if held.status_code >= 400:
                await transaction.rollback()
                return None
        return held.messages

    async def under_lock(self) -> Messages:
        """The first answer to the key, where there was one; else that of the operation, under the key's lock."""
        async with database.transaction() as transaction:
            first = await self._first_answer()
            if first is not None:
                return _messages(first)
            held = await self._answer()
            if held.status_code >= 400:
                if self._scope["state"].pop(OVERTAKEN, False):
                    # The error itself has become an answer on its way to us.
                    raise database.do_again("the operation was overtaken under the key's lock")
                await transaction.rollback()
        return held.messages

    async def _answer(self) -> "_HeldAnswer":
        """Runs the operation, and keeps its answer unless it is an error."""
        held = _HeldAnswer()
        with access.noting(self._caller) as rights:
            await self._next_app(self._scope, self._receive, held)
        # Nothing has been sent yet, so an error in what follows can still be answered.
        ScopeState.from_scope(self._scope).response_started = False
        if held.status_code < 400:
            await idempotency.keep(
                caller=self._caller,
                key=self._key,
                request_hash=self._request_hash,
                answer=held.answer(rights),
                holds_a_secret=bool(self._options.get("shown_once")),
            )
        return held

    async def _first_answer(self) -> Answer | None:
        permission = self._options.get("permission")
        try:
            return await self._find(permission)
        except (Forbidden, NotFound):
            if permission is None:
                raise
            # The first request may have committed since we asked who is calling: what it made is theirs only now.
            self._caller = await identify(self._request)
            return await self._find(permission)

    async def _find(self, permission: str | None) -> Answer | None:
        return await idempotency.find(
            caller=self._caller, key=self._key, request_hash=self._request_hash, permission=permission
        )


class _HeldAnswer:
    """Collects an answer instead of sending it."""

    def __init__(self) -> None:
        self.messages: Messages = []

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


def _messages(answer: Answer) -> Messages:
    headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
    headers += [(b"idempotent-replayed", b"true"), (b"content-length", str(len(answer.body)).encode())]
    return [
        {"type": "http.response.start", "status": answer.status_code, "headers": headers},
        {"type": "http.response.body", "body": answer.body, "more_body": False},
    ]
