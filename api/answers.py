"""How handlers answer and read what stands in headers: ETag, Location, If-Match, and pages of lists.

Answers in JSON, which nearly all are, are made by `Answer`: Litestar's own response composes its headers and looks for
an encoder for each one, which costs as much as encoding a small object.
"""

import datetime
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar, cast

import msgspec
from litestar import Litestar, Request, Response
from litestar.enums import MediaType
from litestar.params import QueryParameter
from litestar.response.base import ASGIResponse
from litestar.serialization import default_serializer
from litestar.types import HTTPResponseBodyEvent, HTTPResponseStartEvent, Receive, Scope, Send
from litestar.utils.helpers import get_enum_string_value
from piccolo.table import Table

from api import headers
from models import ids, lists
from models.access import Caller
from models.errors import Invalid
from models.money.amounts import AMOUNT_MAX
from models.shapes import emails
from models.shapes.common import CURRENCY, List
from models.versions import Wanted

T = TypeVar("T")
R = TypeVar("R")
# Any: what Litestar keeps of a request besides, and we do not read.
AnyRequest = Request[Any, Any, Any]
CallerRequest = Request[Caller, Any, Any]  # Any: the same

Limit = Annotated[int, QueryParameter(ge=1, le=lists.LIMIT_MAX, description="How many objects a page has at most.")]
After = Annotated[
    str | None, QueryParameter(max_length=100, description="The `next_cursor` of the page before, for the next one.")
]
From = Annotated[
    datetime.datetime | None, QueryParameter(description="Only what was created at or after this instant.")
]
To = Annotated[datetime.datetime | None, QueryParameter(description="Only what was created before this instant.")]
Id = Annotated[str | None, QueryParameter(description="Only what belongs to the object with this id.")]
CurrencyFilter = Annotated[
    str | None, QueryParameter(pattern=CURRENCY, description="Only what is in this currency of ISO 4217.")
]
AmountFrom = Annotated[
    int | None, QueryParameter(ge=0, le=AMOUNT_MAX, description="Only what comes to at least so many minor units.")
]
AmountTo = Annotated[
    int | None, QueryParameter(ge=0, le=AMOUNT_MAX, description="Only what comes to at most so many minor units.")
]

_encode = msgspec.json.Encoder(enc_hook=default_serializer).encode

# Compared as texts are, so a weak tag (`W/"1"`) is none, nor is `"01"`.
_VERSION = re.compile(r'"(0|[1-9][0-9]{0,8})"')


class _Made(ASGIResponse):
    """An answer that is nothing but its bytes."""

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self._start: HTTPResponseStartEvent = {"type": "http.response.start", "status": status, "headers": headers}
        self._rest: HTTPResponseBodyEvent = {"type": "http.response.body", "body": body, "more_body": False}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send(self._start)
        await send(self._rest)


class Answer(Response[T]):
    """An object as JSON, with a few headers; what is more than that is left to Litestar."""

    def to_asgi_response(
        self,
        app: Litestar | None,
        request: AnyRequest,
        *,
        media_type: str | None = None,
        status_code: int | None = None,
        **more: Any,  # Any: Litestar's parameters
    ) -> ASGIResponse:
        kind = get_enum_string_value(self.media_type or media_type or MediaType.JSON)
        status = self.status_code or status_code or 200
        # Our shapes are msgspec's, and need no encoders for types of other libraries. Litestar brings those of each
        # library that happens to be installed.
        more_wanted = [value for name, value in more.items() if name != "type_encoders"]
        is_plain = not (self.cookies or self.background or any(more_wanted))
        if not is_plain or not kind.endswith("json") or status == 204 or isinstance(self.content, str | bytes):
            return super().to_asgi_response(app, request, media_type=media_type, status_code=status_code, **more)
        body = _encode(self.content)
        headers = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]
        headers += [(b"content-type", kind.encode()), (b"content-length", b"%d" % len(body))]
        return _Made(status, headers, body)


def one(
    shape: T, row: Table | Mapping[str, object], *, location: str | None = None, status_code: int = 200
) -> Response[T]:
    """A single object with its ETag; with a location it has just been created."""
    version = getattr(row, "version", None) if isinstance(row, Table) else row.get("version")
    headers = {} if version is None else {"ETag": f'"{version}"'}
    if location is not None:
        headers["Location"] = location
        status_code = 201
    return Answer(shape, status_code=status_code, headers=headers)


def version_wanted(request: AnyRequest) -> Wanted:
    """The versions of which If-Match insists on one (RFC 9110, 13.1.1); None when the header is missing or `*`.

    What is no version of ours matches nothing, and leaves the others of the list as they are.
    """
    header = headers.all_of(request.scope, b"if-match").strip()
    if header in ("", "*"):
        return None
    found = (_VERSION.fullmatch(tag.strip()) for tag in header.split(","))
    return frozenset(int(tag[1]) for tag in found if tag is not None)


def cursor(kind: str, after: str | None) -> uuid.UUID | None:
    """The id that a page begins after. Raises Invalid for what is no cursor of ours."""
    if after is None:
        return None
    identifier = ids.decode(kind, after)
    if identifier is None:
        raise Invalid(
            "The parameter after is not a cursor of this list: use its next_cursor as it is.", parameter="after"
        )
    return identifier


def reference(kind: str, text: str | None, *, parameter: str | None = None) -> uuid.UUID | None:
    """The id in a filter, whose `parameter` is called after the kind unless it says otherwise. Raises Invalid for what
    is no id of that kind; None when there is no filter."""
    if text is None:
        return None
    identifier = ids.decode(kind, text)
    if identifier is None:
        raise Invalid(
            f"{text[:40]!r} is not the id of any {kind.replace('_', ' ')}.", parameter=parameter or f"{kind}_id"
        )
    return identifier


def between(name: str, low: int | None, high: int | None) -> list[tuple[str, object]]:
    """The conditions of `name_from` and `name_to`, for a filter by the column of that name. Raises Invalid where no
    amount is both."""
    if low is not None and high is not None and low > high:
        raise Invalid(
            f"The parameter {name}_from is {low}, and {name}_to is less: {high}. Both are in minor units. Send the "
            f"lower one as {name}_from.",
            parameter=f"{name}_from",
        )
    return [(f"{name} >= {{}}", low), (f"{name} <= {{}}", high)]


def address(text: str | None) -> str | None:
    """The e-mail address in a filter, in the form in which they are compared; None when there is no filter."""
    return None if text is None else emails.normal_if_it_can_be(text)


def page(found: lists.Page[R], shape: Callable[[R], T], kind: str) -> List[T]:
    """A page of rows as clients see it."""
    last = cast("Mapping[str, uuid.UUID]", found.rows[-1])["id"] if found.has_more else None
    return List(
        data=[shape(row) for row in found.rows],
        has_more=found.has_more,
        next_cursor=None if last is None else ids.encode(kind, last),
    )


def zoned(instant: datetime.datetime | None, name: str) -> datetime.datetime | None:
    """A filter's instant in UTC. Raises Invalid for one without a time zone, which could mean any of them."""
    if instant is None:
        return None
    if instant.tzinfo is None:
        raise Invalid(f"The parameter {name} needs a time zone: 2026-11-22T12:00:00Z.", parameter=name)
    try:
        return instant.astimezone(datetime.UTC)
    except OverflowError as error:
        raise Invalid(f"The parameter {name} is beyond the years that there are in UTC.", parameter=name) from error
