"""The OpenAPI document and the page that shows it, from files of our own: nothing is loaded from elsewhere."""

from pathlib import Path
from typing import Any

import swagger_ui_bundle
from litestar import Litestar, Request, Response, Router, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, SwaggerRenderPlugin
from litestar.openapi.spec import (
    Components,
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    Reference,
    Schema,
    SecurityScheme,
)
from litestar.static_files import create_static_files_router
from msgspec import Struct

from api.auth import PUBLIC
from api.errors import MEDIA_TYPE, TITLES, Problem
from models.errors import NotFound

ASSETS = "/docs/assets"
FOLDER = next((Path(swagger_ui_bundle.__file__).parent / "vendor").glob("swagger-ui-*"))
FILES = frozenset(path.name for path in FOLDER.iterdir())
ERRORS = (Path(__file__).parent.parent / "docs" / "errors.md").read_text()
# Operations that need no token in the header, and still refuse whom they do not know.
ASK_WHO_IS_THERE = {"login", "refresh", "logout"}
# The page's own script stands in the page; everything else comes from our address.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"
)
DESCRIPTION = """\
Collects invoices: drafts them, issues them under numbers without gaps, takes payments online and offline, refunds them,
keeps double-entry books, and announces every change by signed webhooks.

Amounts are integers of minor units (1999 EUR is 19.99 euro). Send `Idempotency-Key` with every POST that you may have
to repeat. Errors are problem documents (RFC 9457) with a stable `code`.
"""


def _only_the_document(request: Request[Any, Any, Any]) -> None:
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
    use_handler_docstrings=True,
)
_page = SwaggerRenderPlugin(
    path="/",
    js_url=f"{ASSETS}/swagger-ui-bundle.js",
    css_url=f"{ASSETS}/swagger-ui.css",
    standalone_preset_js_url=f"{ASSETS}/swagger-ui-standalone-preset.js",
    favicon='<link rel="icon" href="data:,">',
)


def _only_our_files(request: Request[Any, Any, Any]) -> None:
    # Litestar answers 500 to names that the file system does not take.
    if request.path_params["file_path"].lstrip("/") not in FILES:
        raise NotFound("There is no such file.")


assets = create_static_files_router(
    path=ASSETS, directories=[FOLDER], include_in_schema=False, opt=PUBLIC, before_request=_only_our_files
)


@get("/docs", include_in_schema=False, opt=PUBLIC)
async def page(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The OpenAPI document, to be browsed."""
    content = _page.render(request, request.app.openapi_schema.to_schema())
    headers = {"Content-Security-Policy": PAGE_POLICY}
    return Response(content, media_type="text/html", headers=headers)


@get("/docs/errors", include_in_schema=False, opt=PUBLIC)
async def error_page() -> Response[str]:
    """What each code means, and what to do; the `type` of every problem document points here."""
    return Response(ERRORS, media_type="text/plain; charset=utf-8")


def complete(app: Litestar) -> None:
    """Says in the document what Litestar leaves out: every operation's errors, and that unknown fields are refused."""
    document = app.openapi_schema
    assert document.components is not None
    assert document.paths is not None
    for struct in _structs(Struct):
        schema = document.components.schemas.get(struct.__name__)
        if schema is not None and struct.__struct_config__.forbid_unknown_fields:
            schema.additional_properties = False
    document.components.schemas.setdefault("Problem", _problem_schema())
    for item in document.paths.values():
        for method in ("get", "post", "patch", "delete"):
            operation: Operation | None = getattr(item, method)
            if operation is not None:
                operation.responses = {**_problems(method, operation), **(operation.responses or {})}
                # Litestar documents its own form of a bad request, which nobody gets from us.
                operation.responses["400"] = _problem_response(400)


def _structs(base: type[Struct]) -> list[type[Struct]]:
    return [found for child in base.__subclasses__() for found in (child, *_structs(child))]


def _problems(method: str, operation: Operation) -> dict[str, OpenAPIResponse | Reference]:
    statuses = {400, 422, 429, 503}
    if operation.security != [{}]:
        statuses |= {401, 403, 404}
    if operation.operation_id in ASK_WHO_IS_THERE:
        statuses |= {401}
    if operation.parameters:
        statuses |= {404}
    if method != "get":
        statuses |= {409, 412, 413, 415}
    return {str(status): _problem_response(status) for status in sorted(statuses)}


def _problem_response(status: int) -> OpenAPIResponse:
    return OpenAPIResponse(
        description=TITLES[status],
        content={MEDIA_TYPE: OpenAPIMediaType(schema=Reference(ref="#/components/schemas/Problem"))},
    )


def _problem_schema() -> Schema:
    text, number = Schema(type="string"), Schema(type="integer")  # type: ignore[arg-type]  # the enum's values
    errors = Schema(
        type="array",  # type: ignore[arg-type]  # as above
        items=Schema(type="object", properties={"pointer": text, "detail": text}),  # type: ignore[arg-type]  # as above
    )
    return Schema(
        type="object",  # type: ignore[arg-type]  # as above
        description=Problem.__doc__,
        required=["type", "title", "status", "detail", "code", "request_id"],
        properties={
            "type": text,
            "title": text,
            "status": number,
            "detail": text,
            "code": text,
            "request_id": text,
            "errors": errors,
        },
    )
