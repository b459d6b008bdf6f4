"""The page of the guides and of the OpenAPI document, from files of our own: nothing is loaded from elsewhere."""

from pathlib import Path

import swagger_ui_bundle
from litestar import get
from litestar.response import Template
from litestar.static_files import create_static_files_router

from api.answers import AnyRequest
from api.middleware.auth import PUBLIC
from api.pages import guides, rendering
from models.errors import NotFound

ASSETS = "/docs/assets"
FOLDER = next((Path(swagger_ui_bundle.__file__).parent / "vendor").glob("swagger-ui-*"))
FILES = frozenset(path.name for path in FOLDER.iterdir())


def _only_our_files(request: AnyRequest) -> None:
    # Litestar answers 500 to names that the file system does not take.
    if request.path_params["file_path"].lstrip("/") not in FILES:
        raise NotFound("There is no such file.")


assets = create_static_files_router(
    path=ASSETS, directories=[FOLDER], include_in_schema=False, opt=PUBLIC, before_request=_only_our_files
)


@get("/docs", include_in_schema=False, opt=PUBLIC)
async def page() -> Template:
    """The guides, and the OpenAPI document to be browsed."""
    return rendering.page(
        "docs.html",
        "en",
        assets=ASSETS,
        for_users=guides.listed(guides.FOR_USERS),
        for_operators=guides.listed(guides.FOR_OPERATORS),
    )
