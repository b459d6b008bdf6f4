"""Logging in, registering and logging out by pages, for people: by the operations of the API, with a cookie."""

from collections.abc import Mapping

from litestar import get, post
from litestar.response import Redirect, Template

from api import cookies, fields, headers
from api.answers import AnyRequest, CallerRequest
from api.middleware.auth import BY_COOKIE
from api.pages import personal, rendering
from models.errors import BadCredentials, EmailTaken, Invalid, PasswordTooCommon, Refused, TooManyRequests
from models.identity import logins
from models.identity.sessions import Visit
from models.shapes.identity import Login, Registration

REGISTER = "/account/register"
# Nobody is logged in yet, so the form has no token; that it comes from our own page is asked for all the same.
FORM: dict[str, object] = {**rendering.LINKED, "form": True}
# What is said beside the form, which keeps what was typed.
_TOLD = (BadCredentials, EmailTaken, Invalid, PasswordTooCommon, TooManyRequests)


@get(personal.LOGIN, opt=rendering.LINKED, include_in_schema=False)
async def login_page(request: AnyRequest) -> Template | Redirect:
    """Asks for e-mail address and password."""
    return await _asked(request, "login.html")


@post(personal.LOGIN, opt=FORM, include_in_schema=False, status_code=200, request_max_body_size=fields.BYTES_MAX)
async def log_in(request: AnyRequest) -> Template | Redirect:
    """Begins a session of a browser, and leads back to where one wanted to go."""
    sent = await fields.sent(request)
    try:
        given = fields.as_shape({"email": sent.get("email", ""), "password": sent.get("password", "")}, Login)
        visit = await logins.log_in_by_page(
            given, address=headers.address(request.scope), user_agent=headers.user_agent(request.scope)
        )
    except _TOLD as refused:
        return _again(request, "login.html", sent, refused)
    return await _begun(request, visit, sent)


@get(REGISTER, opt=rendering.LINKED, include_in_schema=False)
async def register_page(request: AnyRequest) -> Template | Redirect:
    """Asks for what an account needs."""
    return await _asked(request, "register.html")


@post(REGISTER, opt=FORM, include_in_schema=False, status_code=200, request_max_body_size=fields.BYTES_MAX)
async def register(request: AnyRequest) -> Template | Redirect:
    """Makes an account, mails the link that proves its address, and logs in."""
    sent = await fields.sent(request)
    try:
        found = {name: sent.get(name, "") for name in ("email", "name", "password")}
        given = fields.as_shape(found, Registration)
        visit = await logins.register_by_page(
            given,
            language=rendering.language_of(request),
            address=headers.address(request.scope),
            user_agent=headers.user_agent(request.scope),
        )
    except _TOLD as refused:
        return _again(request, "register.html", sent, refused)
    return await _begun(request, visit, sent)


@post(
    personal.LOGOUT,
    opt={"permission": "account.write", "form": True, **BY_COOKIE},
    include_in_schema=False,
    status_code=200,
    request_max_body_size=fields.BYTES_MAX,
)
async def log_out(request: CallerRequest) -> Redirect:
    """Ends the session here or, if the form says so, all sessions of the user."""
    await logins.log_out(request.user, everywhere="everywhere" in await fields.sent(request))
    leaving = personal.there(personal.LOGIN)
    leaving.cookies.append(cookies.taken_back())
    return leaving


async def _asked(request: AnyRequest, template: str) -> Template | Redirect:
    """A form, unless one is logged in already."""
    wanted = personal.led_back(request.query_params.get("next"))
    if await personal.visitor(request) is not None:
        return personal.there(wanted)
    return rendering.page(template, rendering.language_of(request), next=wanted, sent={}, refused=None)


def _again(request: AnyRequest, template: str, sent: Mapping[str, str], refused: Refused) -> Template:
    """The form as it was typed, but for the password, with what was wrong."""
    too_often = refused.retry_after_seconds is not None
    page = rendering.page(
        template,
        rendering.language_of(request),
        status=429 if too_often else 422,
        next=personal.led_back(sent.get("next")),
        sent={name: value for name, value in sent.items() if name != "password"},
        refused=refused,
    )
    if too_often:
        page.set_header("Retry-After", str(refused.retry_after_seconds))
    return page


async def _begun(request: AnyRequest, visit: Visit, sent: Mapping[str, str]) -> Redirect:
    """Leads on with the new session. The one that this browser had, by a form in another tab, could be ended by nobody
    once its cookie is gone."""
    replaced = cookies.read(request.scope)
    if replaced is not None:
        await logins.log_out_by_cookie(replaced)
    entering = personal.there(personal.led_back(sent.get("next")))
    entering.cookies.append(cookies.given(visit.cookie))
    return entering
