"""What stands at `/`: what this is, and where its documentation, state and source are."""

from litestar import get
from litestar.response import Template

from api.answers import AnyRequest
from api.pages import rendering
from config import settings


@get("/", opt=rendering.LINKED, include_in_schema=False)
async def front(request: AnyRequest) -> Template:
    """For who types our address into a browser. Whether there is a link to the source is for the settings to say: who
    runs the server may have changed it."""
    return rendering.page("front.html", rendering.language_of(request), source_url=settings.source_url)
