"""What the handlers of the gateway's HTTP interface share: reading a request, and answering it."""

import logging
from typing import Any, Literal, TypeVar, get_args, get_origin

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from models.gateways.simulator import accounts
from models.gateways.simulator.courier import Courier
from models.gateways.simulator.errors import TurnedDown
from models.gateways.simulator.shapes import ErrorAnswer, ErrorDetail, Payment, Reference
from models.gateways.simulator.store import Store

log = logging.getLogger(__name__)

BODY_BYTES_MAX = 64 * 1024

T = TypeVar("T")
Asked = Request[Any, Any, State]  # Any: what Litestar keeps of a user, and there is none


def store_of(request: Asked) -> Store:
    """The service's memory."""
    store = request.app.state["store"]
    assert isinstance(store, Store)
    return store


def courier_of(request: Asked) -> Courier:
    """The service's background work, to be woken when something has become due."""
    courier = request.app.state["courier"]
    assert isinstance(courier, Courier)
    return courier


def merchant_of(request: Asked) -> str:
    """The account whose API key the request shows. Raises TurnedDown `unauthorized`."""
    return accounts.authenticate(store_of(request), request.headers.get("authorization"))


def idempotency_key_of(request: Asked) -> str:
    """The key that the request must have. Raises TurnedDown `invalid_idempotency_key`."""
    try:
        return msgspec.convert(request.headers.get("idempotency-key"), Reference)
    except msgspec.ValidationError:
        raise TurnedDown(
            422, "invalid_idempotency_key", "Idempotency-Key must hold 1 to 255 printable ASCII characters."
        ) from None


async def body_of(request: Asked, body_type: type[T]) -> T:
    """The body, decoded strictly: the framework itself would take "5" for 5.

    Raises TurnedDown `unsupported_media_type`, `malformed_json`, `invalid_request`.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise TurnedDown(415, "unsupported_media_type", "The body must be application/json.")
    body = await request.body()
    try:
        return msgspec.json.decode(body, type=body_type)
    except msgspec.ValidationError as error:
        raise TurnedDown(422, "invalid_request", _in_words(str(error), body_type)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise TurnedDown(400, "malformed_json", "The body is not JSON.") from None


def _in_words(said: str, body_type: type) -> str:
    """What msgspec says of a body; of a value that is none of a few, which those are."""
    for field in msgspec.structs.fields(body_type):
        is_it = said.startswith("Invalid enum value ") and said.endswith(f" - at `$.{field.encode_name}`")
        if is_it and get_origin(field.type) is Literal:
            return f"Expected one of {', '.join(get_args(field.type))} - at `$.{field.encode_name}`"
    return said


def created(thing: T, *, repeated: bool) -> Response[T]:
    """201 for what is new, 200 and a header for what the same idempotency key had made before."""
    if repeated:
        return Response(thing, status_code=200, headers={"idempotent-replayed": "true"})
    return Response(thing, status_code=201)


class LostAnswer(Response[Payment | None]):
    """Begins an answer and breaks the connection off, so that the caller cannot know what has happened."""

    # Any: what Litestar passes differs between its releases, and nothing of it is needed here.
    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIResponse:  # Any: see above
        return _BrokenOff()


class _BrokenOff(ASGIResponse):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # uvicorn closes the connection of an answer that ends before its announced length.
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", str(BODY_BYTES_MAX).encode())],
            }
        )


def answer_turned_down(_: Asked, error: TurnedDown) -> Response[ErrorAnswer]:
    return _error(error.status, error.code, error.message)


def answer_http_exception(_: Asked, error: HTTPException) -> Response[ErrorAnswer]:
    return _error(error.status_code, "http_error", error.detail)


def answer_failure(_: Asked, error: Exception) -> Response[ErrorAnswer]:
    log.error("A request has failed.", exc_info=error)
    return _error(500, "internal_error", "Something went wrong.")


def _error(status: int, code: str, message: str) -> Response[ErrorAnswer]:
    answer = ErrorAnswer(error=ErrorDetail(code=code, message=message))
    return Response(answer, status_code=status, media_type="application/json")
