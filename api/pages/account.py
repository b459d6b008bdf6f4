"""Where links from our mails land: small pages that send the token behind the `#` to the API.

A fragment reaches no server and no log. To look at a link, as mail scanners do, does not use it up: only the button
does. It stays in the address, so that the page can be loaded again.
"""

from litestar import get
from litestar.response import Template

from api.answers import AnyRequest
from api.pages import rendering
from models.mail import letters, notices


@get(letters.VERIFY_PATH, opt=rendering.LINKED, include_in_schema=False)
async def verify_email(request: AnyRequest) -> Template:
    """Asks to confirm the address that the link was mailed to."""
    return rendering.page("verify-email.html", rendering.language_of(request), endpoint="/v1/auth/email/verify")


@get(letters.RESET_PATH, opt=rendering.LINKED, include_in_schema=False)
async def reset_password(request: AnyRequest) -> Template:
    """Asks for the new password."""
    return rendering.page("reset-password.html", rendering.language_of(request), endpoint="/v1/auth/password/reset")


@get(notices.PAUSE_PATH, opt=rendering.LINKED, include_in_schema=False)
async def pause_reminders(request: AnyRequest) -> Template:
    """Asks whether the reminders of an invoice are to be paused."""
    return rendering.page("pause-reminders.html", rendering.language_of(request), endpoint="/v1/reminders/pause")
