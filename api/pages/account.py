"""Where links from our mails land: small pages that send the token behind the `#` to the API.

A fragment reaches no server and no log. To look at a link, as mail scanners do, does not use it up: only the button
does. It stays in the address, so that the page can be loaded again.

The link that ends mails is another kind: mail programs post to it by themselves, without the page and its fragment.
"""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.answers import AnyRequest
from api.middleware.auth import PAY_LINK
from api.pages import rendering
from models.languages import words
from models.languages.words import Language
from models.mail import letters, notices, unsubscriptions
from models.mail.unsubscriptions import Offer
from models.tables.mail import MailTopic

# Whoever has the link is a caller of their own; mail programs post a form of theirs.
UNSUBSCRIBE: dict[str, object] = PAY_LINK | {"raw": True}


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


@get(unsubscriptions.PATH + "/{token:str}", opt=UNSUBSCRIBE, include_in_schema=False)
async def unsubscribe(request: AnyRequest, token: FromPath[str]) -> Template:
    """Asks whether mails of this kind are to end. Raises ActionTokenRefused."""
    return _of_mails(request, token, await unsubscriptions.read(token), state="asked")


@post(unsubscriptions.PATH + "/{token:str}", opt=UNSUBSCRIBE, include_in_schema=False, status_code=200)
async def unsubscribed(request: AnyRequest, token: FromPath[str]) -> Template:
    """Ends them: by the page's button, or by a mail program (RFC 8058). Raises ActionTokenRefused."""
    await unsubscriptions.end(token)
    return _of_mails(request, token, await unsubscriptions.read(token), state="ended")


@get(unsubscriptions.PATH + "/{token:str}/back", opt=UNSUBSCRIBE, include_in_schema=False)
async def back(token: FromPath[str]) -> Redirect:
    """For who loads again the address that the button posts to."""
    return Redirect(f"{unsubscriptions.PATH}/{token}", status_code=303)


@post(unsubscriptions.PATH + "/{token:str}/back", opt=UNSUBSCRIBE, include_in_schema=False, status_code=200)
async def resubscribed(request: AnyRequest, token: FromPath[str]) -> Template:
    """Takes that back. Raises ActionTokenRefused."""
    await unsubscriptions.resume(token)
    return _of_mails(request, token, await unsubscriptions.read(token), state="resumed")


def _of_mails(request: AnyRequest, token: str, offer: Offer, *, state: str) -> Template:
    language = rendering.language_of(request, otherwise=offer.receiver.language)
    return rendering.page(
        "unsubscribe.html",
        language,
        name=letters.named(offer.receiver.name),
        topic=_told(offer.topic, language),
        path=f"{unsubscriptions.PATH}/{token}",
        state=state,
    )


def _told(topic: MailTopic, language: Language) -> str:
    _ = words.translations(language).gettext
    told: dict[MailTopic, str] = {
        "reminders": _("reminders of invoices that are due"),
        "reminder_notices": _("what payers will be reminded of tomorrow"),
        "reports": _("reported payments that wait for an answer"),
        "disputes": _("payments that are disputed"),
        "schedules": _("recurring invoices that could not be made"),
        "webhook_endpoints": _("webhook endpoints that fail"),
    }
    return told[topic]
