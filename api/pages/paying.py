"""The page behind a pay link: who asks whom for what, what stands of it, and how it is paid, in the payer's language.

It prints what the document prints, and below that what stands now. Programs get the same as from `/v1/pay/{token}`.
"""

import datetime
import uuid
from typing import NamedTuple

import structlog
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api import pdf
from api.answers import AnyRequest, CallerRequest
from api.middleware import waiting
from api.middleware.accepting import wants_a_page
from api.middleware.auth import PAY_LINK
from api.pages import colours, logos, rendering, report_forms
from api.pages.errors import FOR_PAYERS, VARY
from api.pages.report_forms import Typed
from models import ids
from models.billing import collections
from models.collection import dates, failure_mails, link_reports, pay_links, payments
from models.collection.link_reports import Reported
from models.collection.pay_links import LinkedReceipt, LinkedRow
from models.documents import codes, contents
from models.errors import Refused
from models.gateways import registry
from models.languages.words import Language
from models.mail import messages
from models.pay_codes.codes import PayCode
from models.shapes import billing, pay_codes
from models.shapes.billing import Invoice
from models.shapes.collection import Payment, is_begun_by_a_link
from models.shapes.pay_links import PayableInvoice, payable_invoice
from models.shapes.payment_methods import PlannedCollection

logger = structlog.get_logger(__name__)

# How long who has pressed waits for the gateway's page; then our page says that the payment is on its way.
GATEWAY_SECONDS_MAX = 10
# Mails and messengers add parameters of their own to a link, and a form of ours has no fields.
OPTIONS = PAY_LINK | FOR_PAYERS | {"raw": True}


@get("/pay/{token:str}", opt=OPTIONS, include_in_schema=False)
async def show(request: CallerRequest, token: FromPath[str]) -> Template | Response[PayableInvoice]:
    """The invoice that the link is for."""
    if not wants_a_page(request.scope):
        return Response(payable_invoice(await pay_links.find(token)), headers={"Vary": VARY})
    return await shown(request, token, await pay_links.find_for_page(token))


async def shown(
    request: AnyRequest, token: str, row: LinkedRow, *, typed: Typed | None = None, status: int = 200
) -> Template:
    """The page; with what was typed into its form, where that was refused."""
    language = language_of(request, row)
    invoice = billing.invoice(row)
    found = context(token, invoice, await _standing(row, invoice), language, typed=typed)
    answer = rendering.page("pay.html", language, status=status, **found)
    answer.set_header("Vary", VARY)
    return answer


class Standing(NamedTuple):
    """What the page shows besides what the invoice says itself. `colour` and `logo` are those of the receiver's row."""

    payment: Payment | None
    reports: list[Reported]
    receipts: list[LinkedReceipt]
    awaits_a_receipt: bool
    is_payable_online: bool
    planned: PlannedCollection | None
    today: datetime.date
    state: str
    colour: str | None
    logo: str | None


def context(
    token: str, invoice: Invoice, standing: Standing, language: Language, *, typed: Typed | None = None
) -> dict[str, object]:
    """All that the page's template names. Nothing is read here: what this and the template take is measured."""
    payment, is_open = standing.payment, invoice.status == "open"
    return {
        "token": token,
        "style": colours.address(standing.colour) if standing.colour else None,
        "logo": logos.shown(standing.logo),
        "invoice": invoice,
        "printed": contents.summary(invoice, language),
        "codes": _codes(invoice, language) if is_open else [],
        "payment": payment,
        "unfinished": payment if payment is not None and _is_unfinished(payment) else None,
        "why_failed": None if payment is None else failure_mails.why(payment.failure_code, language),
        "reports": standing.reports,
        "receipts": [(ids.encode("payment", one["payment_id"]), one["number"]) for one in standing.receipts],
        "state": standing.state,
        "is_watched": invoice.in_flight or standing.awaits_a_receipt or (is_open and invoice.amount_due > 0),
        "is_payable": _is_payable(invoice),
        "is_payable_online": standing.is_payable_online,
        "planned": standing.planned and messages.to_be_collected(standing.planned, invoice.currency, language),
        "today": standing.today.isoformat(),
        "typed": typed
        or report_forms.fresh(invoice.currency, language, payable=invoice.amount_payable, today=standing.today),
        "is_typed": typed is not None,
    }


def _codes(invoice: Invoice, language: Language) -> list[tuple[PayCode, str]]:
    """The invoice's pay codes, each with what it is called."""
    return [(code, codes.name(code.kind, language)) for code in pay_codes.of_invoice(invoice)]


def _is_unfinished(payment: Payment) -> bool:
    """Whether whoever has the link has begun it, and has something to do on the gateway's page."""
    return payment.status == "requires_action" and is_begun_by_a_link(payment)


def _is_payable(invoice: Invoice) -> bool:
    return invoice.status == "open" and invoice.amount_payable > 0


async def _standing(row: LinkedRow, invoice: Invoice) -> Standing:
    newest = await pay_links.newest_payment(row)
    reports = await link_reports.waiting(row["id"])
    receipts, awaits_a_receipt = await pay_links.receipts(row["id"])
    return Standing(
        payment=pay_links.shape(newest) if newest else None,
        reports=reports,
        receipts=receipts,
        awaits_a_receipt=awaits_a_receipt,
        is_payable_online=_is_payable(invoice) and await registry.hosted_account(row["receiver_id"]) is not None,
        planned=await collections.planned(row) if _is_payable(invoice) else None,
        today=await dates.today_of(row),
        # Read in the first statement: what changes while the rest is read is told of later, and not missed.
        state=row["state"],
        colour=row["colour"],
        logo=row["logo"],
    )


@get("/pay/{token:str}/receipts/{payment_id:str}", opt=OPTIONS, include_in_schema=False)
async def receipt(request: CallerRequest, token: FromPath[str], payment_id: FromPath[str]) -> Response[bytes]:
    """The receipt of a payment of the invoice, as PDF."""
    found = await pay_links.receipt(token, payment_id)
    return await pdf.kept(request, "receipt", found["id"], name=found["number"])


@get("/pay/{token:str}/payments", opt=OPTIONS, include_in_schema=False)
async def back(token: FromPath[str]) -> Redirect:
    """For who loads again, or writes down, the address that the button posts to."""
    return to_invoice(token)


@post("/pay/{token:str}/payments", opt=OPTIONS, include_in_schema=False, status_code=200)
async def pay(request: CallerRequest, token: FromPath[str]) -> Template | Redirect:
    """Begins an online payment, and leads on to the gateway's page once it is known. Browsers hold redirects of forms
    to the page's `form-action`, so a page leads there, by itself or by its link."""
    try:
        begun = await pay_links.pay_on_page(token)
    except Refused:
        # Pressed twice, paid or declared void meanwhile, or no gateway takes it any more: the page says which.
        return to_invoice(token)
    try:
        return await _leaving(request, token, begun["id"])
    except Exception:
        # It is begun, so an error would be told of what has worked; the page says that it is on its way.
        logger.warning("payment.not_shown", exc_info=True)
        return to_invoice(token)


async def _leaving(request: AnyRequest, token: str, payment_id: uuid.UUID) -> Template | Redirect:
    """Leads on to the gateway's page once it is known; back to the invoice where it is not known in time."""

    async def asked() -> str | None:
        return None if (status := await payments.status_now(payment_id)) == "created" else status

    await waiting.until_found(request.scope, asked, seconds=GATEWAY_SECONDS_MAX)
    payment = pay_links.shape(await pay_links.payment(token, ids.encode("payment", payment_id)))
    if payment.next_action is None:
        return to_invoice(token)
    language = language_of(request, await pay_links.find_for_page(token))
    return rendering.page("leaving.html", language, token=token, url=payment.next_action.url)


@get("/pay/{token:str}/payments/{payment_id:str}/cancel", opt=OPTIONS, include_in_schema=False)
async def back_from_canceling(token: FromPath[str], payment_id: FromPath[str]) -> Redirect:
    """For who loads again, or writes down, the address that the button posts to."""
    return to_invoice(token)


@post("/pay/{token:str}/payments/{payment_id:str}/cancel", opt=OPTIONS, include_in_schema=False, status_code=200)
async def cancel(request: CallerRequest, token: FromPath[str], payment_id: FromPath[str]) -> Redirect:
    """Ends a payment that was begun by the link and not finished, so that it can be paid another way. Waits a while for
    what the gateway says; the page says how far it has come."""
    try:
        canceled = await pay_links.cancel(token, payment_id)
    except Refused:
        # Finished, canceled or failed meanwhile: the page says which.
        return to_invoice(token)

    async def ended() -> bool | None:
        return None if await payments.cancellation_now(canceled["id"]) == "requested" else True

    try:
        await waiting.until_found(request.scope, ended, seconds=GATEWAY_SECONDS_MAX)
    except Exception:
        # The wish is written down, so an error would be told of what has worked.
        logger.warning("cancellation.not_shown", exc_info=True)
    return to_invoice(token)


def to_invoice(token: str, *, at: str = "") -> Redirect:
    """Leads back to the page, which says what stands now."""
    return Redirect(f"/pay/{token}{at}", status_code=303)


def language_of(request: AnyRequest, row: LinkedRow) -> Language:
    """The payer's language, else the browser's, else the receiver's."""
    return rendering.language_of(request, row["payer_language"], otherwise=row["receiver_language"])
