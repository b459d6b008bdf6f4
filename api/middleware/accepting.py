"""What form of an answer a client takes (RFC 9110, 12.5.1): who asks for a table that there is not gets no JSON."""

from collections.abc import Mapping

from litestar.datastructures.headers import Accept
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api import headers
from api.middleware.layers import Layer
from models.errors import NotAcceptable

CSV = "text/csv"
PDF = "application/pdf"
# What is there in other forms besides, by the ids of the operations: see api/exports.py and api/pdf.py.
ALSO_AS: Mapping[str, tuple[str, ...]] = {
    "listInvoices": (CSV,),
    "reportAgeing": (CSV,),
    "reportStatement": (CSV, PDF),
    "reportSummary": (CSV,),
    "getPaymentReceipt": (PDF,),
    "getRefundReceipt": (PDF,),
    "getReceiptByLink": (PDF,),
}
# As nearly all clients say it, browsers and curl among them.
_TAKEN_ALWAYS = ("*/*", MediaType.JSON.value)


class Accepting(Layer):
    """Raises NotAcceptable where nothing that the client takes is there. Only what reads is asked: a change is made
    whatever its answer looks like. Files have types of their own."""

    def concerns(self, handler: HTTPRouteHandler) -> bool:
        answer = (handler.responses or {}).get(200)
        is_json = answer is None or answer.media_type == MediaType.JSON
        is_of_api = bool(handler.opt.get("permission")) and "by_cookie" not in handler.opt
        is_known = is_of_api or handler.operation_id in ALSO_AS
        return is_json and "GET" in handler.http_methods and is_known

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        handler = scope["route_handler"]
        assert isinstance(handler, HTTPRouteHandler), "there is HTTP here, and nothing else"
        also_as = _also_as(handler)
        wanted = headers.all_of(scope, b"accept").strip()
        taken = headers.taken(wanted)
        if wanted and not any(one in taken for one in _TAKEN_ALWAYS):
            there = [MediaType.JSON.value, *also_as]
            if not taken or Accept(taken).best_match(there) is None:
                raise NotAcceptable(
                    f"This is not available as {wanted[:40]}: ask for {' or '.join(there)}, or leave the header Accept "
                    "out."
                )
        await next_app(scope, receive, _varying(send) if also_as else send)


def wanted(scope: Scope) -> str:
    """The form of an answer that a client would rather have, of those that there are; JSON where it does not say."""
    handler = scope["route_handler"]
    assert isinstance(handler, HTTPRouteHandler), "there is HTTP here, and nothing else"
    return best_of(scope, MediaType.JSON.value, *_also_as(handler))


def best_of(scope: Scope, first: str, *others: str) -> str:
    """Which of these forms a client would rather have; the first where it does not say, or takes none of them."""
    taken = headers.taken(headers.all_of(scope, b"accept"))
    return (taken and Accept(taken).best_match([first, *others])) or first


def wants_a_page(scope: Scope) -> bool:
    """Whether a browser asks, outside of /v1/, where only programs do: who says nothing, or takes anything, is one."""
    is_api = scope["path"].startswith("/v1/")
    return not is_api and best_of(scope, MediaType.JSON.value, MediaType.HTML.value) == MediaType.HTML


def _also_as(handler: HTTPRouteHandler) -> tuple[str, ...]:
    return ALSO_AS.get(str(handler.operation_id), ())


def _varying(send: Send) -> Send:
    """For who keeps answers: what is a table to one client is JSON to another."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"vary", b"Accept")]
        await send(message)

    return told
