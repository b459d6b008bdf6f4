"""Asking for a new password by a page. Whether the address has an account shows nowhere in the answer."""

from litestar import get, post
from litestar.response import Template

from api import fields
from api.answers import AnyRequest
from api.pages import rendering
from models.errors import Invalid
from models.identity import recovery
from models.mail import letters
from models.shapes.identity import ForgottenPassword

TEMPLATE = "forgot-password.html"


@get(letters.FORGOTTEN_PATH, opt=rendering.LINKED, include_in_schema=False)
async def forgotten_page(request: AnyRequest) -> Template:
    """Asks for the e-mail address to which the link is to be mailed."""
    return rendering.page(TEMPLATE, rendering.language_of(request), email="", state="asked")


@post(
    letters.FORGOTTEN_PATH,
    opt={**rendering.LINKED, "form": True},
    include_in_schema=False,
    status_code=200,
    request_max_body_size=fields.BYTES_MAX,
)
async def forgotten(request: AnyRequest) -> Template:
    """Mails the link that sets a new password, if there is whom to mail it to, and says the same otherwise."""
    sent = await fields.sent(request)
    email, language = sent.get("email", ""), rendering.language_of(request)
    try:
        given = fields.as_shape({"email": email}, ForgottenPassword)
    except Invalid:
        return rendering.page(TEMPLATE, language, status=422, email=email, state="wrong")
    await recovery.forgot(given)
    return rendering.page(TEMPLATE, language, email=given.email, state="mailed")
