"""Register, log in, stay logged in, and one's own account."""

from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody

from api import headers
from api.answers import AnyRequest, CallerRequest, one, version_wanted
from api.middleware.auth import PUBLIC
from config import settings
from models import ids
from models.errors import Unauthenticated
from models.identity import account, logins, people, recovery, sessions, users, verification
from models.languages import words
from models.shapes import identity as shapes
from models.shapes.common import List
from models.shapes.identity import (
    AccountPatch,
    ForgottenPassword,
    LiveSession,
    Login,
    Logout,
    MailedToken,
    PasswordReset,
    Refresh,
    Registration,
    Session,
    User,
)


class Sessions(Controller):
    """How one gets an access token, and keeps or loses it. Nothing here needs one, but for logging out."""

    path = "/v1/auth"
    tags = ["Access"]
    opt = PUBLIC
    security = [{}]

    @post("/register", operation_id="register", summary="Make an account")
    async def register(self, request: AnyRequest, data: JSONBody[Registration]) -> Response[Session]:
        """Makes a user, logs them in, and mails the link that proves their address. Mails about the account are in the
        first language of `Accept-Language` that we have, until the user says another one."""
        spoken = words.first_known(headers.by_preference(request.scope, b"accept-language"))
        grant = await logins.register(
            data, address=headers.address(request.scope), user_agent=headers.user_agent(request.scope), language=spoken
        )
        return one(_session(grant), grant.user, location="/v1/me")

    @post("/login", operation_id="login", summary="Log in", status_code=200)
    async def login(self, request: AnyRequest, data: JSONBody[Login]) -> Response[Session]:
        """Begins a session for e-mail address and password."""
        grant = await logins.log_in(
            data, address=headers.address(request.scope), user_agent=headers.user_agent(request.scope)
        )
        return Response(_session(grant), status_code=200)

    @post("/refresh", operation_id="refresh", summary="Stay logged in", status_code=200)
    async def refresh(self, request: AnyRequest, data: JSONBody[Refresh]) -> Response[Session]:
        """Answers new tokens for a refresh token, which works once. One that comes a second time ends the session, but
        for ten seconds from the same client, which has sent twice.
        """
        grant = await sessions.refresh(
            data.refresh_token, address=headers.address(request.scope), user_agent=headers.user_agent(request.scope)
        )
        return Response(_session(grant), status_code=200)

    @post("/password/forgot", operation_id="forgotPassword", summary="Ask for a new password", status_code=202)
    async def forgot(self, data: JSONBody[ForgottenPassword]) -> None:
        """Mails a link that sets a new password, if there is an account. The answer does not tell."""
        await recovery.forgot(data)

    @post("/password/reset", operation_id="resetPassword", summary="Set a new password", status_code=204)
    async def reset(self, data: JSONBody[PasswordReset]) -> None:
        """Sets a new password by the token of a mailed link, and ends all sessions."""
        await recovery.reset(data)

    @post("/email/verify", operation_id="verifyEmail", summary="Prove an e-mail address", status_code=200)
    async def verify(self, data: JSONBody[MailedToken]) -> Response[User]:
        """Marks the address as proven to which the link was mailed, and answers the user."""
        row = await verification.verify(data.token)
        return one(shapes.user(row), row)

    @post("/logout", operation_id="logout", summary="Log out", status_code=204)
    async def logout(self, request: AnyRequest, data: JSONBody[Logout | None] = None) -> None:
        """Ends the session of the access token in `Authorization`, or of a refresh token in the body, which works when
        the access token has expired. With `everywhere`, ends all of that user's. Their tokens are refused at once.
        """
        given = data or Logout()
        if given.refresh_token is not None:
            await logins.log_out_by_token(given.refresh_token, everywhere=given.everywhere)
        else:
            await logins.log_out(await sessions.caller(_bearer(request)), everywhere=given.everywhere)


class Account(Controller):
    """What a login may ask for about itself."""

    path = "/v1/auth"
    tags = ["Access"]
    opt = {"permission": "account.write"}

    @post("/logout-everywhere", operation_id="logoutEverywhere", summary="Log out everywhere", status_code=204)
    async def logout_everywhere(self, request: CallerRequest) -> None:
        """Ends all sessions of the caller, this one too."""
        await logins.log_out(request.user, everywhere=True)

    @post("/email/resend", operation_id="resendVerification", summary="Mail the link again", status_code=202)
    async def resend(self, request: CallerRequest) -> None:
        """Mails a fresh link to the caller's address, unless that is proven already. Earlier links end."""
        await verification.send_again(request.user.user_id)


class Me(Controller):
    """The caller's own account."""

    path = "/v1/me"
    tags = ["Access"]

    @get("", operation_id="getMe", summary="Read one's own account", opt={"permission": "account.read"})
    async def read(self, request: CallerRequest) -> Response[User]:
        """The user whose token this is."""
        row = await users.get(request.user.user_id)
        return one(shapes.user(row), row)

    @patch("", operation_id="updateMe", summary="Change one's own account", opt={"permission": "account.write"})
    async def update(self, request: CallerRequest, data: JSONBody[AccountPatch]) -> Response[User]:
        """Changes name, password or e-mail address. A new password ends all other sessions; a new address is mailed a
        link, and replaces the old one when that is opened."""
        row = await account.update(
            request.user, data, version=version_wanted(request), address=headers.address(request.scope)
        )
        return one(shapes.user(row), row)

    @delete("", operation_id="deleteMe", summary="Close one's own account", opt={"permission": "account.write"})
    async def close(self, request: CallerRequest) -> None:
        """Closes the account for good and erases what tells who the caller is; documents stay as law requires."""
        await people.close(request.user, version=version_wanted(request))

    @get("/sessions", operation_id="listMySessions", summary="List one's sessions", opt={"permission": "account.read"})
    async def list_sessions(self, request: CallerRequest) -> List[LiveSession]:
        """Where the caller is logged in, newest first."""
        found = [
            shapes.live_session(row, is_current=row["id"] == request.user.session_id)
            for row in await sessions.list_live(request.user.user_id)
        ]
        return List(data=found, has_more=False, next_cursor=None)

    @delete(
        "/sessions/{session_id:str}",
        operation_id="endMySession",
        summary="End a session",
        opt={"permission": "account.write"},
    )
    async def end_session(self, request: CallerRequest, session_id: FromPath[str]) -> None:
        """Logs the caller out there."""
        await logins.end_session(request.user, ids.decode("session", session_id))


def _session(grant: sessions.Grant) -> Session:
    return Session(
        user=shapes.user(grant.user),
        access_token=grant.access_token,
        refresh_token=grant.refresh_token,
        expires_in=settings.access_token_seconds,
    )


def _bearer(request: AnyRequest) -> str:
    token = headers.bearer(request.scope)
    if token is None:
        raise Unauthenticated("Send an access token (`Authorization: Bearer …`) or a refresh_token.")
    return token
