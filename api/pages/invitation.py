"""Where the link of an invitation leads: to accept it, for who is logged in, and to log in first, for who is not.

The token stands behind the `#`, which reaches no server and no log; a script puts it into the form, whose body is in no
log either, and takes it along to the login and back.
"""

from litestar import get, post
from litestar.response import Redirect, Template

from api import fields
from api.answers import AnyRequest, CallerRequest
from api.middleware.auth import BY_COOKIE
from api.pages import personal, rendering
from models.errors import Refused
from models.mail import letters
from models.parties import invitations


@get(letters.INVITATION_PATH, opt=rendering.LINKED, include_in_schema=False)
async def invitation(request: AnyRequest) -> Template:
    """Asks whether to accept. To look at it, as mail scanners do, accepts nothing."""
    caller = await personal.visitor(request)
    if caller is None:
        return rendering.page("invited.html", rendering.language_of(request))
    request.scope["user"] = caller
    return await personal.page(request, "invitation.html", refused=None)


@post(
    letters.INVITATION_PATH,
    opt={"permission": "invitations.accept", "form": True, **BY_COOKIE},
    include_in_schema=False,
    status_code=200,
    request_max_body_size=fields.BYTES_MAX,
)
async def accept(request: CallerRequest) -> Template | Redirect:
    """Makes the caller a member of the receiver, or links the payer's record to them."""
    sent = await fields.sent(request)
    try:
        row = await invitations.accept(request.user, sent.get("token", ""))
    except Refused as refused:
        return await personal.page(request, "invitation.html", status=422, refused=refused)
    done = personal.told(request, "member" if row.kind == "invite_member" else "payer")
    return personal.there(f"{personal.HOME}?done={done}")
