"""What payers report on the page of a pay link: that they have paid, by transfer, in cash or by cheque."""

import asyncio
from contextlib import AbstractContextManager, nullcontext

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api import errors, files, forms
from api.answers import AnyRequest, CallerRequest
from api.middleware.uploads import Places
from api.pages import paying, refusals, report_forms
from api.pages.paying import OPTIONS
from api.pages.report_forms import Typed, again
from models import secrets
from models.collection import dates, link_reports, pay_links, settlement
from models.collection.pay_links import LinkedRow
from models.errors import AmountTooHigh, Refused, TooManyFiles
from models.identity import throttle
from models.identity.throttle import Throttle
from models.languages import formats, words
from models.languages.words import Language

# Of a link, whoever has it.
REPORTS = Throttle(name="report_by_link", burst=10, per_minute=2)
# Forms with a file of more than that take a place, of which a link has two: whoever presses twice has one left.
SMALL_BYTES = 64 * 1024
LARGE_MAX, LARGE_OF_A_LINK_MAX = 4, 2
LARGE = Places(LARGE_MAX, of_one_max=LARGE_OF_A_LINK_MAX)


@get("/pay/{token:str}/reports", opt=OPTIONS, include_in_schema=False)
async def back(token: FromPath[str]) -> Redirect:
    """For who loads again, or writes down, the address that the form posts to."""
    return paying.to_invoice(token)


@post(
    "/pay/{token:str}/reports",
    opt=OPTIONS,
    include_in_schema=False,
    status_code=200,
    request_max_body_size=files.REQUEST_BYTES_MAX,
)
async def report(request: CallerRequest, token: FromPath[str]) -> Template | Redirect:
    """Takes the form. What is wrong in it is told beside its fields, which stay as they were typed."""
    row = await pay_links.find_for_page(token)
    with _place(request, token):
        return await _taken(request, token, row)


async def _taken(request: CallerRequest, token: str, row: LinkedRow) -> Template | Redirect:
    """What comes of the form of the link's invoice."""
    language, today = paying.language_of(request, row), await dates.today_of(row)
    form = forms.typed(request.headers.get("content-type", ""), await request.body(), file="proof")
    # Hashing and reading 10 MB takes a while, in which others have their turn.
    typed, given = await asyncio.to_thread(report_forms.read, form, row, language, today=today)
    try:
        # The limit is checked after the form is read, since who is refused gets it back as typed. How many forms are
        # read at once is limited by `Places`.
        await throttle.check(REPORTS.on(token))
        if given is None:
            return await paying.shown(request, token, row, typed=typed, status=422)
        await link_reports.report(token, given)
    except Refused as refused:
        # Read again: what is refused is so since the invoice has changed.
        row = await pay_links.find_for_page(token)
        typed = _explained(refused, typed, row, language)
        return await paying.shown(request, token, row, typed=typed, status=errors.status_of(refused))
    return paying.to_invoice(token, at="#state")


def _place(request: AnyRequest, token: str) -> AbstractContextManager[None]:
    """Bounds how many large forms are held at once, from before they come until they are answered. Raises
    Overloaded."""
    size = request.headers.get("content-length", "")
    if size.isdecimal() and len(size) < 10 and int(size) <= SMALL_BYTES:
        return nullcontext()
    return LARGE.taken(secrets.digest(token))


def _explained(refused: Refused, typed: Typed, row: LinkedRow, language: Language) -> Typed:
    """The form as it is shown once it was refused, with the reason."""
    _ = words.translations(language).gettext
    match refused:
        case AmountTooHigh():
            most = formats.money(settlement.payable(row), row["currency"], language)
            told = _("No more than {amount} is left to be paid.").format(amount=most)
            return again(typed, errors={"amount": told})
        case TooManyFiles():
            return again(typed, errors={"proof": refusals.told(refused, language)})
    return again(typed, problem=refusals.told(refused, language))
