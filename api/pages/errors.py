"""Errors as people read them: a page in their language, where a browser asked for one; problem documents otherwise."""

from collections.abc import Callable
from typing import Any

from litestar import Response

from api import errors
from api.answers import AnyRequest
from api.middleware.accepting import wants_a_page
from api.pages import personal, rendering
from api.problems import Problem
from models.errors import Unauthenticated

VARY = "Accept, Accept-Language"
# What begins with it is behind a pay link.
PAY = "/pay/"


def _told(tell: Callable[[AnyRequest, Any], Response[Problem]]) -> Callable[..., Response[Any]]:  # Any: its own kind
    """What answers an error, to people as a page."""

    def told(request: AnyRequest, error: Exception) -> Response[Any]:  # Any: a page has no content of its own
        answer: Response[Any] = tell(request, error)  # Any: the same
        if request.scope["path"].startswith("/v1/"):
            return answer
        if isinstance(error, Unauthenticated) and wants_a_page(request.scope):
            return personal.to_login(request)
        if wants_a_page(request.scope):
            answer = _page(request, answer.status_code or 500, answer.headers)
        answer.set_header("Vary", VARY)
        return answer

    return told


def _page(request: AnyRequest, status: int, headers: dict[str, str]) -> Response[Any]:  # Any: as above
    path = request.scope["path"]
    page = rendering.page(
        "error.html",
        rendering.language_of(request),
        status=status,
        status_code=status,
        is_pay_link=path.startswith(PAY),
        # A payment may have been begun, so who pressed is not told to press again.
        invoice_url=path.removesuffix("/payments") if path.startswith(PAY) and request.method == "POST" else None,
    )
    page.headers |= headers
    return page


HANDLERS = {kind: _told(tell) for kind, tell in errors.HANDLERS.items()}
