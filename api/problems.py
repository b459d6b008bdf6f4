"""Problem documents (RFC 9457): the form in which every error is told.

What answers below the handlers, before there is a request of Litestar's, has its documents from here as well.
"""

import msgspec

from config import settings

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "The request cannot be read",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "The state forbids it",
    408: "The request took too long",
    410: "Not kept any more",
    412: "The object has changed",
    413: "The request is too large",
    415: "The media type is not supported",
    422: "The request is not valid",
    429: "Too many requests",
    431: "The head of the request is too large",
    500: "Our mistake",
    503: "Temporarily unavailable",
}
_encode = msgspec.json.Encoder().encode


class FieldError(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What is wrong with one value: `pointer` is a JSON pointer into the body (RFC 6901), `parameter` the name of one
    in the query."""

    pointer: str | None = None
    parameter: str | None = None
    detail: str


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An error: `code` is stable and meant for programs, `detail` is a sentence for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[FieldError] = []


def problem(status: int, *, code: str, detail: str, request_id: str, found: list[FieldError] | None = None) -> Problem:
    """The document that an error is answered by; `code` has a paragraph in docs/errors.md."""
    return Problem(
        type=f"{settings.public_url}/docs/errors#{code}",
        title=TITLES.get(status, "The request was refused"),
        status=status,
        detail=detail,
        code=code,
        request_id=request_id,
        errors=found or [],
    )


def encoded(status: int, *, code: str, detail: str, request_id: str) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """The same as an answer's headers and body, for who answers without Litestar."""
    body = _encode(problem(status, code=code, detail=detail, request_id=request_id))
    return [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", b"%d" % len(body))], body
