"""The OpenAPI document: what Litestar makes of the handlers, completed by what it leaves out."""

import inspect
import re
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from litestar import Litestar, Router
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    OpenAPI,
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    Parameter,
    PathItem,
    Reference,
    RequestBody,
    Schema,
    SecurityScheme,
    Tag,
)
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import KwargDefinition
from litestar.routes import HTTPRoute
from msgspec import Struct

from api.answers import AnyRequest
from api.middleware.accepting import ALSO_AS
from api.middleware.auth import PUBLIC
from api.pages import sent_headers
from api.problems import MEDIA_TYPE, TITLES, Problem
from models import events
from models.errors import NotFound
from models.shapes.common import JsonObject, List
from models.webhooks import catalogue

TEXT, NUMBER = Schema(type=OpenAPIType.STRING), Schema(type=OpenAPIType.INTEGER)
# Operations that need no token in the header, and still refuse whom they do not know.
ASK_WHO_IS_THERE = {"login", "refresh", "logout"}
# The body of who takes a file: see api/forms.py.
A_FILE = Schema(
    type=OpenAPIType.OBJECT,
    properties={"file": Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)},
    required=["file"],
    additional_properties=False,
)
# What every webhook carries in its headers, by the specification of Standard Webhooks.
SIGNED_HEADERS: list[Parameter | Reference] = [
    Parameter(
        name="webhook-id",
        param_in="header",
        required=True,
        schema=TEXT,
        description="The event's id; the same on every try.",
        example="evt_01m82k3840fgbb2w47db4r4d7d",
    ),
    Parameter(
        name="webhook-timestamp",
        param_in="header",
        required=True,
        schema=NUMBER,
        description="When this try was made, in Unix seconds.",
        example=1795426512,
    ),
    Parameter(
        name="webhook-signature",
        param_in="header",
        required=True,
        schema=TEXT,
        description="`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, or `v1a,` and that of an ed25519 "
        "signature, as the endpoint asks for; several, separated by spaces, while secrets overlap.",
        example="v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ),
]
WEBHOOK_ANSWERS = {
    "2XX": "The message is safe with you.",
    "410": "Gone: the endpoint is disabled.",
    "default": "Anything else, a redirect too, is a failure: the message comes again, for three days.",
}
# What an answer is called that has no description of its own.
ANSWERS = {
    200: "The answer.",
    201: "Created.",
    202: "Accepted: it is done later.",
    204: "Done. There is no body.",
}
_SCHEMAS = "#/components/schemas/"
_LIST = re.compile(r"List_(?:[a-z_]+\.)+([A-Z][A-Za-z]+)_")
# In the order in which somebody who begins needs them, and the page shows them.
TAGS = {
    "Invoices": "Drafts, issuing, corrections by credit and debit notes, documents.",
    "Payments": "Payments online and by hand, refunds, disputes, receipts, saved payment methods.",
    "Pay links": "What a payer does who has the link of an invoice, without a login.",
    "Reminders": "When payers are reminded, and of what.",
    "Schedules": "Invoices that recur.",
    "Parties": "Receivers, their members and payers, invitations.",
    "Access": "Registering, logging in, API keys, users.",
    "Webhooks": "Endpoints to which every change is announced, and what was delivered.",
    "Events": "What has happened, to be read or streamed.",
    "Books": "The ledger, reports, reconciliation.",
    "Callbacks": "For payment gateways.",
    "Admin": "For who runs the server.",
    "Operations": "Whether the server is well.",
}
# Fields of an object that no event ever has a former value of.
WITHOUT_FORMER_VALUE = {"id", "object", "updated_at"}
DESCRIPTION = """\
Collects invoices: drafts them, issues them under numbers without gaps, takes payments online and offline, refunds them,
keeps double-entry books, and announces every change by signed webhooks.

Bodies are JSON in UTF-8, not compressed; unknown fields, and fields that are there twice, are refused, and so is a body
where none is taken. Amounts are integers of minor units (1999 EUR is 19.99 euro). Send `Idempotency-Key` with every
POST that you may have to repeat. Errors are problem documents (RFC 9457) with a stable `code`. Every GET is answered to
HEAD too, without the body. A single object has an `ETag`: send it as `If-Match` with a change, and nobody is
overwritten unseen.
"""


def _only_the_document(request: AnyRequest) -> None:
    # Litestar answers other paths with a page of its own instead of a problem document.
    if request.path_params:
        raise NotFound("There is nothing here but openapi.json.")


CONFIG = OpenAPIConfig(
    title="Quittance",
    version="1",
    description=DESCRIPTION,
    openapi_router=Router(
        path="/schema", route_handlers=[], include_in_schema=False, opt=PUBLIC, before_request=_only_the_document
    ),
    render_plugins=[JsonRenderPlugin(path="/openapi.json")],
    components=Components(
        security_schemes={"bearer": SecurityScheme(type="http", scheme="bearer", bearer_format="JWT")},
    ),
    security=[{"bearer": []}],
    tags=[Tag(name=name, description=description) for name, description in TAGS.items()],
    use_handler_docstrings=True,
)


def complete(app: Litestar) -> None:
    """Says in the document what Litestar leaves out.

    What each shape is; every operation's errors and headers; which numbers begin at zero; that unknown fields are
    refused; that answers hold every field; the webhooks.
    """
    document = app.openapi_schema
    assert document.components is not None
    assert document.paths is not None
    _name_lists(document)
    for struct in _structs(Struct):
        schema = document.components.schemas.get(struct.__name__)
        # Other structs have the same names, such as those that amounts are computed with, and never the same fields.
        if schema is None or set(schema.properties or ()) != set(struct.__struct_encode_fields__):
            continue
        _add_minima(schema, struct)
        if struct.__doc__:
            schema.description = inspect.cleandoc(struct.__doc__)
        if struct.__struct_config__.forbid_unknown_fields:
            schema.additional_properties = False
        elif not struct.__struct_config__.omit_defaults:
            # Also those with a default, such as `object`.
            schema.required = sorted(schema.properties or ())
    document.components.schemas.setdefault("Problem", _problem_schema())
    handlers = {
        handler.operation_id: handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.operation_id is not None
    }
    for item in document.paths.values():
        for method, operation in _operations(item).items():
            operation.responses = {**_problems(method, operation), **(operation.responses or {})}
            _say_what_is_answered(operation)
            handler = handlers[str(operation.operation_id)]
            _complete_parameters(operation, handler)
            if handler.opt.get("takes_a_file"):
                operation.request_body = RequestBody(
                    required=True, content={"multipart/form-data": OpenAPIMediaType(schema=A_FILE)}
                )
            for form in ALSO_AS.get(str(operation.operation_id), ()):
                answer = operation.responses["200"]
                assert isinstance(answer, OpenAPIResponse)
                answer.content = {**(answer.content or {}), form: OpenAPIMediaType(schema=TEXT)}
            # Litestar documents its own form of a bad request, which nobody gets from us.
            operation.responses["400"] = _problem_response(400)
    for name in sorted({type(event.data).__name__ for event in catalogue.EXAMPLES.values()}):
        document.components.schemas[f"Former{name}"] = _former(document.components.schemas[name])
    document.webhooks = {type_: PathItem(post=_webhook(event)) for type_, event in catalogue.EXAMPLES.items()}


def _name_lists(document: OpenAPI) -> None:
    """Calls pages of a list what they hold, `InvoiceList`: Litestar's name has the module of the shape, which clients
    do not know."""
    assert document.components is not None
    names: dict[str, str] = {}
    for name, schema in list(document.components.schemas.items()):
        if found := _LIST.fullmatch(name):
            names[f"{_SCHEMAS}{name}"] = f"{_SCHEMAS}{found[1]}List"
            document.components.schemas[f"{found[1]}List"] = document.components.schemas.pop(name)
            schema.description = inspect.cleandoc(List.__doc__ or "")
            schema.required = sorted(schema.properties or ())
    operations = [operation for item in (document.paths or {}).values() for operation in _operations(item).values()]
    answers = [answer for operation in operations for answer in (operation.responses or {}).values()]
    bodies = [media for answer in answers if isinstance(answer, OpenAPIResponse) for media in _bodies(answer)]
    places = [body.schema for body in bodies]
    places += [kind for body in bodies if isinstance(body.schema, Schema) for kind in body.schema.one_of or ()]
    for schema in document.components.schemas.values():
        places.extend((schema.properties or {}).values())
    for place in places:
        if isinstance(place, Reference):
            place.ref = names.get(place.ref, place.ref)


def _bodies(answer: OpenAPIResponse) -> list[OpenAPIMediaType]:
    return list((answer.content or {}).values())


def _operations(item: PathItem) -> dict[str, Operation]:
    """The operations of a path, by their methods."""
    found = {method: getattr(item, method) for method in ("get", "post", "patch", "put", "delete")}
    return {method: operation for method, operation in found.items() if operation is not None}


def _say_what_is_answered(operation: Operation) -> None:
    """Puts plain words where Litestar has those of HTTP, since the handler has none of its own."""
    for status, answer in (operation.responses or {}).items():
        if isinstance(answer, OpenAPIResponse) and answer.description == HTTPStatus(int(status)).description:
            answer.description = ANSWERS.get(int(status), answer.description)


def _add_minima(schema: Schema, struct: type[Struct]) -> None:
    """Says which numbers begin at zero: Litestar leaves that out where a field may also be null or missing, since it
    takes a bound of zero for none."""
    shape = msgspec.inspect.type_info(struct)
    assert isinstance(shape, msgspec.inspect.StructType)
    for field in shape.fields:
        property_ = (schema.properties or {})[field.encode_name]
        if isinstance(property_, Schema) and property_.minimum is None and _begins_at_zero(field.type):
            property_.minimum = 0


def _begins_at_zero(type_: msgspec.inspect.Type) -> bool:
    if isinstance(type_, msgspec.inspect.UnionType):
        return any(_begins_at_zero(one) for one in type_.types)
    if isinstance(type_, msgspec.inspect.Metadata):
        return _begins_at_zero(type_.type)
    return isinstance(type_, msgspec.inspect.IntType) and type_.ge == 0


def _complete_parameters(operation: Operation, handler: HTTPRouteHandler) -> None:
    """Says which parameters of the query begin at zero, and which headers are read."""
    fields = handler.parsed_fn_signature.parameters
    given = _given(operation)
    for parameter in given:
        field = fields.get(parameter.name) or fields.get(f"{parameter.name}_")
        if field is not None and isinstance(field.kwarg_definition, KwargDefinition) and field.kwarg_definition.ge == 0:
            assert isinstance(parameter.schema, Schema)
            parameter.schema.minimum = 0
    operation.parameters = [*given, *sent_headers.parameters(handler)] or None


def _given(operation: Operation) -> list[Parameter]:
    """The parameters that Litestar knows: those of the path and the query."""
    return [
        parameter
        for parameter in operation.parameters or ()
        if isinstance(parameter, Parameter) and parameter.param_in != "header"
    ]


def _structs(base: type[Struct]) -> list[type[Struct]]:
    return [found for child in base.__subclasses__() for found in (child, *_structs(child))]


def _problems(method: str, operation: Operation) -> dict[str, OpenAPIResponse | Reference]:
    statuses = {400, 422, 429, 503}
    if operation.security != [{}]:
        statuses |= {401, 403, 404}
    if operation.operation_id in ASK_WHO_IS_THERE:
        statuses |= {401}
    if _given(operation):
        statuses |= {404}
    if method == "get" and operation.security != [{}]:
        statuses |= {406}
    if method != "get":
        statuses |= {409, 412, 413, 415}
    return {str(status): _problem_response(status) for status in sorted(statuses)}


def _problem_response(status: int) -> OpenAPIResponse:
    return OpenAPIResponse(
        description=TITLES[status],
        content={MEDIA_TYPE: OpenAPIMediaType(schema=Reference(ref="#/components/schemas/Problem"))},
    )


def _problem_schema() -> Schema:
    error = Schema(type=OpenAPIType.OBJECT, properties={"pointer": TEXT, "parameter": TEXT, "detail": TEXT})
    return Schema(
        type=OpenAPIType.OBJECT,
        description=Problem.__doc__,
        required=["type", "title", "status", "detail", "code", "request_id"],
        properties={
            "type": TEXT,
            "title": TEXT,
            "status": NUMBER,
            "detail": TEXT,
            "code": TEXT,
            "request_id": TEXT,
            "errors": Schema(type=OpenAPIType.ARRAY, items=error),
        },
    )


@dataclass
class _WithExample(OpenAPIMediaType):
    """A body whose example keeps its nulls, which Litestar would leave out."""

    def to_schema(self) -> JsonObject:
        return super().to_schema() | {"example": self.example}


def _webhook(event: catalogue.Example) -> Operation:
    words = event.type.replace(".", "_").split("_")
    body = _WithExample(schema=_event_schema(event), example=catalogue.example(event.type))
    return Operation(
        operation_id="on" + "".join(word.capitalize() for word in words),
        summary=" ".join(words).capitalize(),
        description=events.TYPES[event.type],
        tags=["Events"],
        # We show ourselves by the signature, not by a token.
        security=[{}],
        parameters=SIGNED_HEADERS,
        request_body=RequestBody(required=True, content={"application/json": body}),
        responses={status: OpenAPIResponse(description=meaning) for status, meaning in WEBHOOK_ANSWERS.items()},
    )


def _event_schema(event: catalogue.Example) -> Schema:
    """The schema of events of that type, `full` and `thin`: an envelope around the shape that they carry, or its id."""
    name = type(event.data).__name__
    envelope: dict[str, Schema | Reference] = {
        "id": Schema(type=OpenAPIType.STRING, description="The same in `webhook-id`."),
        "type": Schema(type=OpenAPIType.STRING, const=event.type),
        "timestamp": Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.DATE_TIME),
        "sequence": Schema(
            type=OpenAPIType.INTEGER, minimum=1, description="Counts the events of this object: 1, 2, 3 …"
        ),
    }
    full: dict[str, Schema | Reference] = {
        "data": Reference(ref=f"#/components/schemas/{name}"),
        "previous": Reference(ref=f"#/components/schemas/Former{name}"),
    }
    only_id = _exactly({"id": TEXT, "object": Schema(type=OpenAPIType.STRING, const=event.data.object)})
    return Schema(
        one_of=[_exactly(envelope | full, title="full"), _exactly(envelope | {"data": only_id}, title="thin")]
    )


def _exactly(properties: dict[str, Schema | Reference], *, title: str | None = None) -> Schema:
    """The schema of an object with all of these fields and no others."""
    return Schema(
        type=OpenAPIType.OBJECT,
        title=title,
        properties=properties,
        required=sorted(properties),
        additional_properties=False,
    )


def _former(shape: Schema) -> Schema:
    """The schema of former values of that shape: those fields that have changed, where the event knows them."""
    known = {name: value for name, value in (shape.properties or {}).items() if name not in WITHOUT_FORMER_VALUE}
    return Schema(
        type=OpenAPIType.OBJECT,
        description="The former values of the fields that have changed, where the event knows them.",
        properties=known,
        additional_properties=False,
    )
