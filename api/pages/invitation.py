"""Where the link of an invitation leads: to log in, or make an account, and accept it.

The token stands behind the `#`, which reaches no server and no log; the access token stays in the page's memory.
"""

from litestar import get
from litestar.response import Template

from api.answers import AnyRequest
from api.pages import rendering
from models.mail import letters


@get(letters.INVITATION_PATH, opt=rendering.LINKED, include_in_schema=False)
async def invitation(request: AnyRequest) -> Template:
    """Asks who accepts. To look at it, as mail scanners do, accepts nothing."""
    return rendering.page("invitation.html", rendering.language_of(request))
