"""Which headers of a request mean something to an operation, for the OpenAPI document: Litestar knows of none of them,
since layers and not handlers read them."""

from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import Example, Parameter, Schema
from litestar.openapi.spec.enums import OpenAPIType

from api.answers import version_wanted
from api.middleware.accepting import ALSO_AS, PDF
from api.middleware.auth import REASON_LENGTH_MAX, has_caller
from api.middleware.idempotency import KEY_LENGTH_MAX
from api.middleware.waiting import WAIT_SECONDS_MAX


def parameters(handler: HTTPRouteHandler) -> list[Parameter]:
    """The headers that a client can send to an operation, besides those of HTTP that are the same everywhere."""
    is_closed, changes = "public" not in handler.opt, "GET" not in handler.http_methods
    found = []
    if has_caller(handler) and "POST" in handler.http_methods:
        found.append(
            _header(
                "Idempotency-Key",
                "A text that you choose, the same whenever this request is repeated: it has its effect once.",
                example="5f0c2f0e-4a7b-4c0b-9d57-4f3f0a4f2a11",
                length_max=KEY_LENGTH_MAX,
            )
        )
    # What a handler calls stands in its code, and cannot be forgotten there.
    if version_wanted.__name__ in handler.fn.__code__.co_names:
        found.append(
            _header(
                "If-Match",
                "The `ETag` of what was read: 412 where the object has changed since, and nothing is changed.",
                example='"3"',
            )
        )
    if "outcome" in handler.opt or _gives_a_document(handler):
        found.append(
            _header(
                "Prefer",
                f"`wait=10` lets the answer wait for the outcome, for so many seconds, {WAIT_SECONDS_MAX} at most.",
                example="wait=10",
            )
        )
    if is_closed and changes:
        found.append(
            _header(
                "Quittance-Reason",
                "Why an admin changes what is others'. They must say it, and nobody else needs to.",
                example="ticket 4711",
                length_max=REASON_LENGTH_MAX,
            )
        )
    return found


def _gives_a_document(handler: HTTPRouteHandler) -> bool:
    """Whether a worker makes the answer, or one of its forms, once it is asked for."""
    answer = (handler.responses or {}).get(200)
    return PDF in ALSO_AS.get(str(handler.operation_id), ()) or (answer is not None and answer.media_type == PDF)


def _header(name: str, description: str, *, example: str, length_max: int | None = None) -> Parameter:
    return Parameter(
        name=name,
        param_in="header",
        required=False,
        schema=Schema(type=OpenAPIType.STRING, max_length=length_max),
        description=description,
        examples={"usual": Example(value=example)},
    )
