"""Register, log in, and one's own account."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import JSONBody

from api.answers import CallerRequest, one
from api.auth import PUBLIC
from config import settings
from models import tokens, users
from models.shapes import parties as shapes
from models.shapes.parties import Login, Registration, Session, User


class Sessions(Controller):
    """How one gets an access token."""

    path = "/v1/auth"
    tags = ["Access"]
    opt = PUBLIC
    security = [{}]

    @post("/register", operation_id="register", summary="Make an account")
    async def register(self, data: JSONBody[Registration]) -> Response[Session]:
        """Makes a user and logs them in."""
        return one(_session(row := await users.register(data)), row, location="/v1/me")

    @post("/login", operation_id="login", summary="Log in", status_code=200)
    async def login(self, data: JSONBody[Login]) -> Response[Session]:
        """Answers an access token for e-mail address and password."""
        row = await users.authenticate(data)
        return Response(_session(row), status_code=200)


class Me(Controller):
    """The caller's own account."""

    path = "/v1/me"
    tags = ["Access"]

    @get("", operation_id="getMe", summary="Read one's own account")
    async def read(self, request: CallerRequest) -> Response[User]:
        """The user whose token this is."""
        row = await users.get(request.user.user_id)
        return one(shapes.user(row), row)


def _session(row: Any) -> Session:
    user = shapes.user(row)
    return Session(
        user=user,
        access_token=tokens.issue(row["id"]),
        refresh_token=None,
        expires_in=settings.access_token_seconds,
    )
