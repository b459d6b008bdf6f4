"""The page behind a pay link: who asks whom for what, what stands of it, and how it is paid, in the payer's language.

It prints what the document prints, and below that what stands now. Programs get the same as from `/v1/pay/{token}`.
"""

from collections.abc import Callable
from typing import Any

from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api import errors
from api.answers import AnyRequest, CallerRequest
from api.middleware import waiting
from api.middleware.accepting import best_of
from api.middleware.auth import PAY_LINK
from api.pages import rendering
from api.problems import Problem
from models import ids
from models.collection import pay_links, payments
from models.collection.pay_links import LinkedRow
from models.documents import contents
from models.errors import NothingToPay
from models.gateways import registry
from models.languages.words import Language
from models.shapes import billing, pay_codes
from models.shapes.pay_links import PayableInvoice, payable_invoice

VARY = "Accept, Accept-Language"
# How long who has pressed waits for the gateway's page; then our page says that the payment is on its way.
GATEWAY_SECONDS_MAX = 10
# Mails and messengers add parameters of their own to a link, and a form of ours has no fields.
OPTIONS = PAY_LINK | {"raw": True}


def _wants_a_page(request: AnyRequest) -> bool:
    return best_of(request.scope, MediaType.HTML.value) == MediaType.HTML


def _told(tell: Callable[[AnyRequest, Any], Response[Problem]]) -> Callable[..., Response[Any]]:  # Any: its own kind
    """What answers an error, to people as a page."""

    def told(request: AnyRequest, error: Exception) -> Response[Any]:  # Any: a page has no content of its own
        answer: Response[Any] = tell(request, error)  # Any: the same
        if _wants_a_page(request):
            status, given = answer.status_code or 500, answer.headers
            answer = rendering.page("error.html", rendering.language_of(request), status=status, status_code=status)
            answer.headers |= given
        answer.set_header("Vary", VARY)
        return answer

    return told


_HANDLERS = {kind: _told(tell) for kind, tell in errors.HANDLERS.items()}


@get("/pay/{token:str}", opt=OPTIONS, exception_handlers=_HANDLERS, include_in_schema=False)
async def show(request: CallerRequest, token: FromPath[str]) -> Template | Response[PayableInvoice]:
    """The invoice that the link is for."""
    row = await pay_links.find(token)
    if not _wants_a_page(request):
        return Response(payable_invoice(row), headers={"Vary": VARY})
    language = _language(request, row)
    invoice = billing.invoice(row)
    is_payable = invoice.status == "open" and invoice.amount_payable > 0
    newest = await pay_links.newest_payment(row)
    answer = rendering.page(
        "pay.html",
        language,
        token=token,
        invoice=invoice,
        printed=contents.of_invoice(invoice, language),
        codes=pay_codes.of_invoice(invoice) if invoice.status == "open" else [],
        payment=pay_links.shape(newest) if newest else None,
        is_payable=is_payable,
        is_payable_online=is_payable and await registry.hosted_account(row["receiver_id"]) is not None,
    )
    answer.set_header("Vary", VARY)
    return answer


@post("/pay/{token:str}/payments", opt=OPTIONS, exception_handlers=_HANDLERS, include_in_schema=False, status_code=200)
async def pay(request: CallerRequest, token: FromPath[str]) -> Template | Redirect:
    """Begins an online payment, and leads on to the gateway's page once it is known. Browsers hold redirects of forms
    to the page's `form-action`, so a page leads there, by itself or by its link."""
    try:
        begun = await pay_links.pay_on_page(token)
    except NothingToPay:
        # Pressed twice, or paid meanwhile: the page says which.
        return Redirect(f"/pay/{token}", status_code=303)

    async def asked() -> str | None:
        return None if (status := await payments.status_now(begun["id"])) == "created" else status

    await waiting.until_found(request.scope, asked, seconds=GATEWAY_SECONDS_MAX)
    payment = pay_links.shape(await pay_links.payment(token, ids.encode("payment", begun["id"])))
    if payment.next_action is None:
        return Redirect(f"/pay/{token}", status_code=303)
    language = _language(request, await pay_links.find(token))
    return rendering.page("leaving.html", language, token=token, url=payment.next_action.url)


def _language(request: AnyRequest, row: LinkedRow) -> Language:
    return rendering.language_of(request, row["payer_language"], otherwise=row["receiver_language"])
