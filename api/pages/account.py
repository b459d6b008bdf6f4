"""Where links from our mails land: small pages that send the token behind the `#` to the API.

A fragment reaches no server and no log. To look at a link, as mail scanners do, does not use it up: only the button
does. It stays in the address, so that the page can be loaded again.
"""

from litestar import get, post
from litestar.response import Template
from msgspec import Struct

from api import fields
from api.answers import AnyRequest
from api.pages import rendering
from models.mail import action_tokens, letters, notices


class MailedTo(Struct, frozen=True):
    """Whom a link was mailed to."""

    email: str


@get(letters.VERIFY_PATH, opt=rendering.LINKED, include_in_schema=False)
async def verify_email(request: AnyRequest) -> Template:
    """Asks to confirm the address that the link was mailed to."""
    return rendering.page("verify-email.html", rendering.language_of(request), endpoint="/v1/auth/email/verify")


@get(letters.RESET_PATH, opt=rendering.LINKED, include_in_schema=False)
async def reset_password(request: AnyRequest) -> Template:
    """Asks for the new password."""
    return rendering.page("reset-password.html", rendering.language_of(request), endpoint="/v1/auth/password/reset")


@post(
    "/account/mailed-to",
    opt={**rendering.LINKED, "form": True},
    include_in_schema=False,
    status_code=200,
    request_max_body_size=fields.BYTES_MAX,
)
async def mailed_to(request: AnyRequest) -> MailedTo:
    """For the script of a page: to whom the link was mailed, so that people see whose address or password it is about.
    Whoever has the link could change it, and learns no more. Raises ActionTokenRefused."""
    sent = await fields.sent(request)
    return MailedTo(email=await action_tokens.mailed_to(sent.get("token", "")))


@get(notices.PAUSE_PATH, opt=rendering.LINKED, include_in_schema=False)
async def pause_reminders(request: AnyRequest) -> Template:
    """Asks whether the reminders of an invoice are to be paused."""
    return rendering.page("pause-reminders.html", rendering.language_of(request), endpoint="/v1/reminders/pause")
