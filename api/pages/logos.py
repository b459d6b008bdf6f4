"""Receivers' logos on pages: each has an address of its own, and is shown smaller where there is little room."""

import re
from typing import NamedTuple

from litestar import Response, get
from litestar.params import FromPath

from api import files
from api.middleware.auth import PUBLIC
from api.pages import rendering
from models.documents import logos
from models.errors import NotFound
from models.shapes.common import from_json
from models.shapes.logos import Measures, address

_NAME = re.compile(r"([0-9a-f]{64})\.png")
# In CSS pixels, each of which is two or three of a telephone's.
WIDTH_MAX, HEIGHT_MAX = 240, 72


class ShownLogo(NamedTuple):
    """Where a page finds a logo, and how large it is there, in CSS pixels."""

    url: str
    width: int
    height: int


def shown(stored: str | None) -> ShownLogo | None:
    """The logo that a receiver's row tells of, as a page has it."""
    if stored is None:
        return None
    measures = from_json(stored, Measures)
    scale = min(1.0, WIDTH_MAX / measures.width, HEIGHT_MAX / measures.height)
    return ShownLogo(
        address(measures.sha256), max(1, round(measures.width * scale)), max(1, round(measures.height * scale))
    )


@get("/assets/logos/{name:str}", opt=PUBLIC, include_in_schema=False)
async def picture(name: FromPath[str]) -> Response[bytes]:
    """The picture of a logo that some receiver has now."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise NotFound("There is no such file.")
    # Also for pages of others: the receiver's shop, and mails that are read in a browser.
    headers = {**rendering.FOR_EVER, **files.HEADERS, "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(await logos.shown(found[1]), media_type="image/png", headers=headers)
