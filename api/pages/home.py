"""The first page of who is logged in: who bills them, and the receivers that they work for."""

from litestar import get
from litestar.response import Template

from api.answers import CallerRequest
from api.middleware.auth import BY_COOKIE
from api.pages import personal
from models.parties import roles


@get(personal.HOME, opt={"permission": "account.read", **BY_COOKIE}, include_in_schema=False)
async def home(request: CallerRequest) -> Template:
    """Where one gets from here."""
    return await personal.page(
        request,
        "home.html",
        receivers=await roles.receivers_of(request.user),
        payers=await roles.payers_of(request.user),
    )
