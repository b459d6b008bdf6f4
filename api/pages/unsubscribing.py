"""Where the link in a mail's header leads: to end mails of its kind, and to take that back.

Mail programs post to it by themselves, without its page (RFC 8058), so its token stands in the path.
"""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.answers import AnyRequest
from api.middleware.auth import PAY_LINK
from api.pages import rendering
from models.languages import words
from models.languages.words import Language
from models.mail import letters, unsubscriptions
from models.mail.unsubscriptions import Offer
from models.tables.mail import MailTopic

# Whoever has the link is a caller of their own; mail programs post a form of theirs.
OPTIONS: dict[str, object] = PAY_LINK | {"raw": True}


@get(unsubscriptions.PATH + "/{token:str}", opt=OPTIONS, include_in_schema=False)
async def unsubscribe(request: AnyRequest, token: FromPath[str]) -> Template:
    """Asks whether mails of this kind are to end. Raises ActionTokenRefused."""
    return _of_mails(request, token, await unsubscriptions.read(token), state="asked")


@post(unsubscriptions.PATH + "/{token:str}", opt=OPTIONS, include_in_schema=False, status_code=200)
async def unsubscribed(request: AnyRequest, token: FromPath[str]) -> Template:
    """Ends them: by the page's button, or by a mail program (RFC 8058). Raises ActionTokenRefused."""
    await unsubscriptions.end(token)
    return _of_mails(request, token, await unsubscriptions.read(token), state="ended")


@get(unsubscriptions.PATH + "/{token:str}/back", opt=OPTIONS, include_in_schema=False)
async def back(token: FromPath[str]) -> Redirect:
    """For who loads again the address that the button posts to."""
    return Redirect(f"{unsubscriptions.PATH}/{token}", status_code=303)


@post(unsubscriptions.PATH + "/{token:str}/back", opt=OPTIONS, include_in_schema=False, status_code=200)
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
