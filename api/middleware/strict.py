"""Strict reading: JSON bodies are decoded without coercion from the raw bytes, and unknown parameters are refused.

Litestar itself converts leniently ("5" and 5.0 pass for an integer), takes any content type, and answers 500 to invalid
UTF-8 and to deep nesting; so bodies are checked here first, against the same type that the handler declares.
"""

import re
from itertools import accumulate
from typing import Any

import msgspec
from litestar import Request
from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from models.errors import Invalid, Malformed, UnsupportedMediaType

_PLACE = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
# A string, closed or not: it matches from every quote on and gives nothing back, so no byte is looked at twice.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKETS = b"[{]}"
_STEPS = bytes.maketrans(_BRACKETS, b"\x01\x01\xff\xff")
_NO_BRACKETS = bytes(set(range(256)) - set(_BRACKETS))
# A body may nest no deeper than any of our types; far below what would exhaust the stack.
DEPTH_MAX = 32


class StrictReading(ASGIMiddleware):
    """Raises UnsupportedMediaType, Malformed or Invalid before a handler sees the request."""

    scopes = (ScopeType.HTTP,)

    def __init__(self) -> None:
        self._decoders: dict[HTTPRouteHandler, msgspec.json.Decoder[Any] | None] = {}
        self._parameters: dict[HTTPRouteHandler, frozenset[str]] = {}

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        handler = scope["route_handler"]
        if isinstance(handler, HTTPRouteHandler) and not handler.opt.get("raw"):
            request: Request[Any, Any, Any] = Request(scope, receive, send)
            self._check_parameters(handler, request)
            decoder = self._decoder(handler)
            if decoder is not None and not (self._may_be_missing(handler) and not await request.body()):
                await _check_body(request, decoder)
        await next_app(scope, receive, send)

    def _check_parameters(self, handler: HTTPRouteHandler, request: Request[Any, Any, Any]) -> None:
        known = self._parameters.get(handler)
        if known is None:
            known = self._parameters[handler] = frozenset(handler.parsed_fn_signature.parameters)
        for name, value in request.query_params.multi_items():
            if name not in known:
                raise Invalid(f"There is no parameter {name[:40]!r} here.")
            if "\0" in value:
                raise Invalid(f"The parameter {name} holds a character that no text has: U+0000.")

    def _decoder(self, handler: HTTPRouteHandler) -> msgspec.json.Decoder[Any] | None:
        if handler not in self._decoders:
            field = handler.parsed_fn_signature.parameters.get("data")
            self._decoders[handler] = None if field is None else msgspec.json.Decoder(field.annotation)
        return self._decoders[handler]

    def _may_be_missing(self, handler: HTTPRouteHandler) -> bool:
        return handler.parsed_fn_signature.parameters["data"].default is None


async def _check_body(request: Request[Any, Any, Any], decoder: msgspec.json.Decoder[Any]) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise UnsupportedMediaType("Send JSON: `Content-Type: application/json`.")
    body = await request.body()
    try:
        decoder.decode(body)
    except msgspec.ValidationError as error:
        # What a type takes nests no deeper than the type, so only what is refused is asked how deep it goes.
        if _depth(body) > DEPTH_MAX:
            raise Malformed(f"The JSON nests deeper than {DEPTH_MAX} levels.") from error
        # An error in an object's key names the object: "… - at `key` in `$.metadata`".
        message, _, place = str(error).replace(" - at `key` in `$", " in a key - at `$").partition(" - at `$")
        raise Invalid(f"{message}.", pointer=_pointer(place.rstrip("`"))) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("The body is not valid JSON in UTF-8.") from error


def _pointer(place: str) -> str:
    """msgspec's path (`.lines[0].quantity`) as a JSON pointer (`/lines/0/quantity`)."""
    return "".join(f"/{name or index}" for name, index in _PLACE.findall(place))


def _depth(body: bytes) -> int:
    """How deep a JSON text nests, as far as that matters: 0 where it has too few brackets to nest too deep.

    Linear in the bytes, whatever they are: strings go in one pass, all but brackets in another, and what is left is
    summed up step by step.
    """
    if body.count(b"[") + body.count(b"{") <= DEPTH_MAX:
        return 0
    steps = _STRING.sub(b"", body).translate(_STEPS, _NO_BRACKETS)
    return max(accumulate(memoryview(steps).cast("b")), default=0)
