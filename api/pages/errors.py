"""Errors as people read them: a page in their language, where a browser asked for one; problem documents otherwise."""

from collections.abc import Callable
from typing import Any

from litestar import Response
from litestar.handlers import HTTPRouteHandler

from api import errors
from api.answers import AnyRequest
from api.files import REQUEST_BYTES_MAX
from api.middleware.accepting import wants_a_page
from api.pages import personal, refusals, rendering
from api.problems import Problem
from models.errors import Invalid, Refused, Unauthenticated
from models.languages.words import Language

VARY = "Accept, Accept-Language"
# Of routes behind a pay link: its errors are told to who wants to pay.
FOR_PAYERS: dict[str, object] = {"for_payers": True}


def _told(tell: Callable[[AnyRequest, Any], Response[Problem]]) -> Callable[..., Response[Any]]:  # Any: its own kind
    """What answers an error, to people as a page."""

    def told(request: AnyRequest, error: Exception) -> Response[Any]:  # Any: a page has no content of its own
        answer: Response[Any] = tell(request, error)  # Any: the same
        if request.scope["path"].startswith("/v1/"):
            return answer
        if isinstance(error, Unauthenticated) and wants_a_page(request.scope):
            return personal.to_login(request)
        if wants_a_page(request.scope):
            answer = _page(request, error, answer.status_code or 500, answer.headers)
        answer.set_header("Vary", VARY)
        return answer

    return told


def _page(
    request: AnyRequest, error: Exception, status: int, headers: dict[str, str]
) -> Response[Any]:  # Any: as above
    # Not there where no route was found.
    handler = request.scope.get("route_handler")
    is_pay_link = handler is not None and "for_payers" in handler.opt
    language = rendering.language_of(request)
    page = rendering.page(
        "error.html",
        language,
        status=status,
        status_code=status,
        why=_why(request, error, language),
        code=error.code if isinstance(error, Refused) else None,
        is_pay_link=is_pay_link,
        takes_a_file=isinstance(handler, HTTPRouteHandler) and handler.request_max_body_size == REQUEST_BYTES_MAX,
        # A payment may have been begun, so who pressed is not told to press again.
        invoice_url=f"/pay/{request.path_params['token']}" if is_pay_link and request.method == "POST" else None,
    )
    page.headers |= headers
    return page


def _why(request: AnyRequest, error: Exception, language: Language) -> str | None:
    """Why a rule said no, where there is a sentence for that. Of what is invalid it speaks of a form."""
    if not isinstance(error, Refused) or (isinstance(error, Invalid) and request.method != "POST"):
        return None
    return refusals.sentences(language).get(type(error))


HANDLERS = {kind: _told(tell) for kind, tell in errors.HANDLERS.items()}
