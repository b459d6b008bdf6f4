"""What form of an answer a client takes (RFC 9110, 12.5.1): who asks for a table that there is not gets no JSON."""

from litestar.datastructures.headers import Accept
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api import headers
from api.middleware.layers import Layer
from models.errors import NotAcceptable

CSV = "text/csv"
# What is also written as a table, by the ids of the operations: see api/exports.py.
ALSO_AS_CSV = frozenset({"listInvoices", "reportAgeing", "reportStatement", "reportSummary"})
# As nearly all clients say it, browsers and curl among them.
_TAKEN_ALWAYS = ("*/*", MediaType.JSON.value)


class Accepting(Layer):
    """Raises NotAcceptable where nothing that the client takes is there. Only what reads is asked: a change is made
    whatever its answer looks like. Files have types of their own."""

    def concerns(self, handler: HTTPRouteHandler) -> bool:
        answer = (handler.responses or {}).get(200)
        is_json = answer is None or answer.media_type == MediaType.JSON
        return is_json and "GET" in handler.http_methods and bool(handler.opt.get("permission"))

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        handler = scope["route_handler"]
        assert isinstance(handler, HTTPRouteHandler), "there is HTTP here, and nothing else"
        is_also_csv = handler.operation_id in ALSO_AS_CSV
        wanted = headers.all_of(scope, b"accept").strip()
        taken = headers.taken(wanted)
        if wanted and not any(one in taken for one in _TAKEN_ALWAYS):
            there = [MediaType.JSON.value, *([CSV] if is_also_csv else ())]
            if not taken or Accept(taken).best_match(there) is None:
                raise NotAcceptable(
                    f"There is no {wanted[:40]} here: ask for {' or '.join(there)}, or leave the header Accept out."
                )
        await next_app(scope, receive, _varying(send) if is_also_csv else send)


def _varying(send: Send) -> Send:
    """For who keeps answers: what is a table to one client is JSON to another."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"vary", b"Accept")]
        await send(message)

    return told
