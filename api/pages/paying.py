"""The page behind a pay link: who asks whom for what, what stands of it, and how it is paid, in the payer's language.

It prints what the document prints, and below that what stands now. Programs get the same as from `/v1/pay/{token}`.
"""

from collections.abc import Callable
from typing import Any

from litestar import Response, get
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Template

from api import errors
from api.answers import AnyRequest, CallerRequest
from api.middleware.accepting import best_of
from api.middleware.auth import PAY_LINK
from api.pages import rendering
from api.problems import Problem
from models.collection import pay_links
from models.documents import contents
from models.shapes import billing, pay_codes
from models.shapes.pay_links import PayableInvoice, payable_invoice

VARY = "Accept, Accept-Language"


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


@get(
    "/pay/{token:str}",
    # Mails and messengers add parameters of their own to a link.
    opt=PAY_LINK | {"raw": True},
    exception_handlers={kind: _told(tell) for kind, tell in errors.HANDLERS.items()},
    include_in_schema=False,
)
async def show(request: CallerRequest, token: FromPath[str]) -> Template | Response[PayableInvoice]:
    """The invoice that the link is for."""
    row = await pay_links.find(token)
    if not _wants_a_page(request):
        return Response(payable_invoice(row), headers={"Vary": VARY})
    language = rendering.language_of(request, row["payer_language"], otherwise=row["receiver_language"])
    invoice = billing.invoice(row)
    answer = rendering.page(
        "pay.html",
        language,
        token=token,
        invoice=invoice,
        printed=contents.of_invoice(invoice, language),
        codes=pay_codes.of_invoice(invoice) if invoice.status == "open" else [],
    )
    answer.set_header("Vary", VARY)
    return answer
