"""Pages for who is logged in by a cookie: each says who that is, and has what its forms need.

What they show and do is the API's: the same operations, the same lists, the same rules.
"""

import re

from litestar.response import Redirect, Template

from api import cookies
from api.answers import AnyRequest, CallerRequest
from api.middleware import own_forms
from api.pages import rendering
from models.access import Caller
from models.errors import Unauthenticated
from models.identity import sessions, users

HOME = "/account"
LOGIN = "/account/login"
LOGOUT = "/account/logout"
# Where a login may lead back to: our own pages for people, named by what can mean nothing else to any browser.
_OURS = re.compile(r"/account(?:/[A-Za-z0-9_/-]{0,200})?(?:\?[A-Za-z0-9_=&-]{0,200})?")


async def page(request: CallerRequest, template: str, *, status: int = 200, **context: object) -> Template:
    """A page for the caller. Beside `context` it has `user`, `form_token` for its forms, and in `done` what was done
    before it, where a form has led here."""
    cookie = _cookie(request)
    return rendering.page(
        template,
        rendering.language_of(request),
        status=status,
        user=await users.get(request.user.user_id),
        done=cookies.read_told(cookie, request.query_params.get("done")),
        form_token={"name": own_forms.FIELD, "value": cookies.form_token(cookie)},
        **context,
    )


async def visitor(request: AnyRequest) -> Caller | None:
    """Who is logged in, on a page that is for others too; None for nobody."""
    cookie = cookies.read(request.scope)
    try:
        return None if cookie is None else await sessions.visitor(cookie)
    except Unauthenticated:
        return None


def led_back(address: str | None) -> str:
    """Where to go after a login: where one wanted to go, if that is a page of ours, else to the first page. To log out
    is no page: who wanted that, and was out already, begins anew."""
    is_page = address is not None and _OURS.fullmatch(address) and not address.startswith(LOGOUT)
    return address if address is not None and is_page else HOME


def to_login(request: AnyRequest) -> Redirect:
    """Leads who is not logged in (any more) to where they can, and from there back to here."""
    query = request.scope["query_string"].decode("latin-1")
    wanted = led_back(request.scope["path"] + (f"?{query}" if query else ""))
    return Redirect(LOGIN, query_params={"next": wanted}, status_code=303)


def there(address: str) -> Redirect:
    """Leads on after a form, so that loading again sends nothing again."""
    return Redirect(address, status_code=303)


def told(request: CallerRequest, what: str) -> str:
    """What a page is led to with, in `done` of its address, to tell what was done."""
    return cookies.told(_cookie(request), what)


def _cookie(request: CallerRequest) -> str:
    cookie = cookies.read(request.scope)
    assert cookie is not None, "who calls a page is known by it"
    return cookie
