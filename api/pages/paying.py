"""The page behind a pay link: who asks whom for what, what stands of it, and how it is paid, in the payer's language.

It prints what the document prints, and below that what stands now. Programs get the same as from `/v1/pay/{token}`.
"""

import hashlib
import uuid

import msgspec
import structlog
from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.answers import AnyRequest, CallerRequest
from api.middleware import waiting
from api.middleware.accepting import wants_a_page
from api.middleware.auth import PAY_LINK
from api.pages import rendering
from api.pages.errors import VARY
from models import ids
from models.collection import pay_links, payments
from models.collection.pay_links import LinkedRow
from models.documents import contents
from models.errors import Refused
from models.gateways import registry
from models.languages.words import Language
from models.shapes import billing, pay_codes
from models.shapes.billing import Invoice
from models.shapes.collection import Payment
from models.shapes.pay_links import PayableInvoice, payable_invoice

logger = structlog.get_logger(__name__)

# How long who has pressed waits for the gateway's page; then our page says that the payment is on its way.
GATEWAY_SECONDS_MAX = 10
# Mails and messengers add parameters of their own to a link, and a form of ours has no fields.
OPTIONS = PAY_LINK | {"raw": True}


@get("/pay/{token:str}", opt=OPTIONS, include_in_schema=False)
async def show(request: CallerRequest, token: FromPath[str]) -> Template | Response[PayableInvoice]:
    """The invoice that the link is for."""
    if not wants_a_page(request.scope):
        return Response(payable_invoice(await pay_links.find(token)), headers={"Vary": VARY})
    row = await pay_links.find_for_page(token)
    language = _language(request, row)
    invoice = billing.invoice(row)
    is_payable = invoice.status == "open" and invoice.amount_payable > 0
    newest = await pay_links.newest_payment(row)
    payment = pay_links.shape(newest) if newest else None
    answer = rendering.page(
        "pay.html",
        language,
        token=token,
        invoice=invoice,
        printed=contents.summary(invoice, language),
        codes=pay_codes.of_invoice(invoice) if invoice.status == "open" else [],
        payment=payment,
        state=_state(invoice, payment),
        is_payable=is_payable,
        is_payable_online=is_payable and await registry.hosted_account(row["receiver_id"]) is not None,
    )
    answer.set_header("Vary", VARY)
    return answer


@get("/pay/{token:str}/state", opt=OPTIONS, include_in_schema=False, media_type=MediaType.TEXT)
async def state(token: FromPath[str]) -> str:
    """Another text as soon as the page would show something else: for the page, which looks every few seconds."""
    row = await pay_links.find(token)
    newest = await pay_links.newest_payment(row)
    return _state(billing.invoice(row), pay_links.shape(newest) if newest else None)


def _state(invoice: Invoice, payment: Payment | None) -> str:
    shown = (
        *(invoice.status, invoice.settlement, invoice.in_flight),
        *(invoice.amount_paid, invoice.amount_reserved, invoice.amount_payable),
        payment and (payment.id, payment.status, payment.next_action),
    )
    return hashlib.sha256(msgspec.json.encode(shown)).hexdigest()


@get("/pay/{token:str}/payments", opt=OPTIONS, include_in_schema=False)
async def back(token: FromPath[str]) -> Redirect:
    """For who loads again, or writes down, the address that the button posts to."""
    return _to_invoice(token)


@post("/pay/{token:str}/payments", opt=OPTIONS, include_in_schema=False, status_code=200)
async def pay(request: CallerRequest, token: FromPath[str]) -> Template | Redirect:
    """Begins an online payment, and leads on to the gateway's page once it is known. Browsers hold redirects of forms
    to the page's `form-action`, so a page leads there, by itself or by its link."""
    try:
        begun = await pay_links.pay_on_page(token)
    except Refused:
        # Pressed twice, paid or declared void meanwhile, or no gateway takes it any more: the page says which.
        return _to_invoice(token)
    try:
        return await _leaving(request, token, begun["id"])
    except Exception:
        # It is begun, so an error would be told of what has worked; the page says that it is on its way.
        logger.warning("payment.not_shown", exc_info=True)
        return _to_invoice(token)


async def _leaving(request: AnyRequest, token: str, payment_id: uuid.UUID) -> Template | Redirect:
    """Leads on to the gateway's page once it is known; back to the invoice where it is not known in time."""

    async def asked() -> str | None:
        return None if (status := await payments.status_now(payment_id)) == "created" else status

    await waiting.until_found(request.scope, asked, seconds=GATEWAY_SECONDS_MAX)
    payment = pay_links.shape(await pay_links.payment(token, ids.encode("payment", payment_id)))
    if payment.next_action is None:
        return _to_invoice(token)
    language = _language(request, await pay_links.find_for_page(token))
    return rendering.page("leaving.html", language, token=token, url=payment.next_action.url)


def _to_invoice(token: str) -> Redirect:
    return Redirect(f"/pay/{token}", status_code=303)


def _language(request: AnyRequest, row: LinkedRow) -> Language:
    return rendering.language_of(request, row["payer_language"], otherwise=row["receiver_language"])
