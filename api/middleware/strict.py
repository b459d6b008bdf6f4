"""Strict reading: JSON bodies are decoded without coercion from the raw bytes, and unknown parameters are refused.

Litestar itself converts leniently ("5" and 5.0 pass for an integer), takes any content type, and answers 500 to invalid
UTF-8 and to deep nesting; so bodies are decoded here, as the type that the handler declares, and Litestar is given
what came of it.
"""

import asyncio
import datetime
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, NamedTuple, get_args

import msgspec
from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from api import headers
from api.answers import AnyRequest
from api.middleware.layers import Layer
from models.errors import NAME_CHARACTERS_MAX, Invalid, Malformed, UnsupportedMediaType
from models.shapes import forms
from models.shapes.common import Input

# A string, closed or not: it matches from every quote on and gives nothing back, so no byte is looked at twice.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKETS = b"[{]}"
_STEPS = bytes.maketrans(_BRACKETS, b"\x01\x01\xff\xff")
_NO_BRACKETS = bytes(set(range(256)) - set(_BRACKETS))
# The same, and the colon behind it where it is the name of a field.
_NAME_OR_STRING = re.compile(rb'"((?:[^"\\]++|\\.)*+)"?+[ \t\r\n]*+(:?)', re.DOTALL)
# Beyond this a body takes so long to read, up to 30 ms, that twenty of them at once would hold up all others.
LARGE_BYTES = 64 * 1024
PAUSE_SECONDS = 0.01
# A body may nest no deeper than any of our types; far below what would exhaust the stack.
DEPTH_MAX = 32
# Any: what a handler declares, here and below.
_Decoder = msgspec.json.Decoder[Any]


class _Form(NamedTuple):
    """How a parameter is written, beyond what Litestar asks for: to it 1e2 is an integer, and 0.5 an instant."""

    pattern: re.Pattern[str]
    words: str


_FORMS = {
    bool: _Form(re.compile("true|false", re.IGNORECASE), "true or false"),
    int: _Form(re.compile("-?(?:0|[1-9][0-9]{0,30})"), "a whole number, in digits alone"),
    datetime.datetime: _Form(
        re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].{1,40}"),
        "an instant with its time zone, such as 2026-11-22T12:00:00Z",
    ),
}


def _form(annotation: object) -> _Form | None:
    """The form of a type, or of one that may also be null."""
    return next((_FORMS[found] for found in get_args(annotation) or (annotation,) if found in _FORMS), None)


class _Repeated(Exception):
    """An object has a field twice."""


class _Fields(list[tuple[str, object]]):
    """The fields of an object as they were sent."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise _Repeated
    return fields


# Behind the strict decoder, which keeps the last of two fields with one name and cannot say so. Numbers stay texts.
_fields_once = json.JSONDecoder(object_pairs_hook=_once, parse_int=str, parse_float=str, strict=False)


class _Nothing(Input):
    """The body of a request that takes none; clients send `{}` or null with every POST."""


# Passes over all values, and makes nothing of them.
_anything = msgspec.json.Decoder(msgspec.Raw)
_nothing = msgspec.json.Decoder(_Nothing | None)


class StrictReading(Layer):
    """Raises UnsupportedMediaType, Malformed or Invalid before a handler sees the request."""

    def __init__(self) -> None:
        self._decoders: dict[HTTPRouteHandler, _Decoder | None] = {}
        self._parameters: dict[HTTPRouteHandler, dict[str, _Form | None]] = {}
        self._turn = asyncio.Lock()

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        handler = scope["route_handler"]
        assert isinstance(handler, HTTPRouteHandler), "there is HTTP here, and nothing else"
        if handler.opt.get("raw"):
            _check_encoding(scope)
        else:
            if scope["query_string"]:
                self._check_parameters(handler, Request(scope))
            decoder = self._decoder(handler)
            if decoder is not None:
                await self._decode_body(handler, Request(scope, receive, send), decoder)
            elif "GET" not in handler.http_methods and _has_body(scope):
                _check_nothing(await Request(scope, receive, send).body())
        await next_app(scope, receive, send)

    def _check_parameters(self, handler: HTTPRouteHandler, request: AnyRequest) -> None:
        known = self._parameters.get(handler)
        if known is None:
            fields = handler.parsed_fn_signature.parameters
            # What else a handler takes is no parameter of its query. What is a word of Python's has an underscore
            # there: `from_` is `from`.
            others = {"request", "data", *request.path_params}
            known = self._parameters[handler] = {
                name.removesuffix("_"): _form(field.annotation) for name, field in fields.items() if name not in others
            }
        seen = set()
        for name, value in request.query_params.multi_items():
            if name not in known:
                raise Invalid(forms.unknown("parameter", name, known), parameter=name[:NAME_CHARACTERS_MAX])
            if name in seen:
                raise Invalid(
                    f"The parameter {name} is there twice: send it once, so that it is clear what you mean.",
                    parameter=name,
                )
            seen.add(name)
            if "\0" in value:
                raise Invalid(f"The parameter {name} holds a character that no text has: U+0000.", parameter=name)
            form = known[name]
            if form is not None and not form.pattern.fullmatch(value):
                raise Invalid(f"The parameter {name} is {form.words}.", parameter=name)

    async def _decode_body(self, handler: HTTPRouteHandler, request: AnyRequest, decoder: _Decoder) -> None:
        if self._may_be_missing(handler) and not await request.body():
            return
        media_type = (headers.first(request.scope, b"content-type") or "").partition(";")[0].strip().lower()
        if not media_type and not await request.body():
            raise Malformed("The body is missing: send a JSON object with `Content-Type: application/json`.")
        if media_type != "application/json":
            raise UnsupportedMediaType("Send JSON: `Content-Type: application/json`.")
        _check_encoding(request.scope)
        body = await request.body()
        if len(body) <= LARGE_BYTES:
            decoded = _read(body, decoder)
        else:
            async with self._turn:
                # Whoever else has something to do does it between two of these, from its first step to its last.
                await asyncio.sleep(PAUSE_SECONDS)
                decoded = _read(body, decoder)
        # What Litestar would make of the body; it takes it as the handler's argument as it is.
        ScopeState.from_scope(request.scope).json = decoded

    def _decoder(self, handler: HTTPRouteHandler) -> _Decoder | None:
        if handler not in self._decoders:
            field = handler.parsed_fn_signature.parameters.get("data")
            self._decoders[handler] = None if field is None else msgspec.json.Decoder(field.annotation)
        return self._decoders[handler]

    def _may_be_missing(self, handler: HTTPRouteHandler) -> bool:
        return handler.parsed_fn_signature.parameters["data"].default is None


def _has_body(scope: Scope) -> bool:
    """Whether a body comes, as far as the head says (RFC 9112, 6.3), so that nothing is waited for where none does."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value.strip() != b"0")
        for name, value in scope["headers"]
    )


def _check_nothing(body: bytes) -> None:
    """Raises Invalid for a body with something in it, where a request takes none: whoever sends a field means that it
    does something."""
    try:
        if body.strip():
            _nothing.decode(body)
    except msgspec.ValidationError as error:
        sentence, place = forms.refusal(str(error), _nothing.type)
        more = f" {sentence}" if place else ""
        raise Invalid(f"This request takes no body: send it without one.{more}", pointer=place or None) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid("This request takes no body: send it without one.") from error


def _read(body: bytes, decoder: _Decoder) -> Any:  # Any: as it says
    """What a body holds. Raises Malformed or Invalid for what is no JSON of that type."""
    try:
        decoded = decoder.decode(body)
    except msgspec.ValidationError as error:
        # What a type takes nests no deeper than the type, so only what is refused is asked how deep it goes.
        if _depth(body) > DEPTH_MAX:
            raise Malformed(f"The JSON nests deeper than {DEPTH_MAX} levels.") from error
        # The rest of it was not read any more.
        _check_well_formed(body)
        sentence, place = forms.refusal(str(error), decoder.type, body=body)
        raise Invalid(sentence, pointer=place) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("The body is not valid JSON in UTF-8.") from error
    if _may_repeat_a_name(body):
        _refuse_repeated(body)
    return decoded


def _check_well_formed(body: bytes) -> None:
    """Raises Malformed for what is no JSON, whatever its fields are."""
    try:
        body.decode()
        _anything.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("The body is not valid JSON in UTF-8.") from error


def _may_repeat_a_name(body: bytes) -> bool:
    """False where no two fields have the same name, whatever objects they are in: so hardly any body is read twice."""
    names = [name for name, colon in _NAME_OR_STRING.findall(body) if colon]
    # An escape can spell a name in many ways.
    return len(set(names)) < len(names) or any(b"\\" in name for name in names)


def _refuse_repeated(body: bytes) -> None:
    """Raises Invalid where an object has a field twice."""
    try:
        _fields_once.decode(body.decode())
    except _Repeated as error:
        name, within = next(_repeated(json.loads(body, object_pairs_hook=_Fields)))
        raise forms.repeated(name, within) from error


def _check_encoding(scope: Scope) -> None:
    """Raises UnsupportedMediaType for a body that is said to be packed, whatever it holds."""
    encoding = headers.all_of(scope, b"content-encoding").strip().lower()
    if encoding not in ("", "identity"):
        raise UnsupportedMediaType(
            f"The body is sent with `Content-Encoding: {encoding[:40]}`: send it as it is, without that header."
        )


def _repeated(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """The names of fields that an object has twice, with pointers to the object."""
    if isinstance(value, _Fields):
        names = Counter(name for name, _ in value)
        yield from ((name, place) for name, count in names.items() if count > 1)
    parts = value if isinstance(value, _Fields) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from _repeated(part, place + forms.pointer([str(name)]))


def _depth(body: bytes) -> int:
    """How deep a JSON text nests, as far as that matters: 0 where it has too few brackets to nest too deep.

    Linear in the bytes, whatever they are: strings go in one pass, all but brackets in another, and what is left is
    summed up step by step.
    """
    if body.count(b"[") + body.count(b"{") <= DEPTH_MAX:
        return 0
    steps = _STRING.sub(b"", body).translate(_STEPS, _NO_BRACKETS)
    deepest = 0
    for depth in accumulate(memoryview(steps).cast("b")):
        if depth > deepest:
            deepest = depth
            if depth > DEPTH_MAX:
                break
    return deepest
