"""The first page of who is logged in: what one owes, and the receivers that one works for."""

from litestar import get
from litestar.response import Template

from api.answers import CallerRequest
from api.middleware.auth import BY_COOKIE
from api.pages import personal


@get(personal.HOME, opt={"permission": "account.read", **BY_COOKIE}, include_in_schema=False)
async def home(request: CallerRequest) -> Template:
    """Where one gets from here."""
    return await personal.page(request, "home.html")
