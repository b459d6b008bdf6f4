"""What was taken back of payments."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from api.answers import After, CallerRequest, From, Id, Limit, To, cursor, one, page, reference, version_wanted, zoned
from models import ids, lists
from models.collection import mistakes, reversals
from models.shapes import refunds as shapes
from models.shapes.common import List
from models.shapes.refunds import Reversal
from models.tables.collection import ReversalKind, ReversalStatus


class Reversals(Controller):
    """Returned debits, chargebacks, bounced cheques, corrections, and refunds that came back."""

    path = "/v1/reversals"
    tags = ["Payments"]

    @get("", operation_id="listReversals", summary="List reversals", opt={"permission": "reversals.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        payer_id: FromQuery[Id] = None,
        payment_id: FromQuery[Id] = None,
        refund_id: FromQuery[Id] = None,
        kind: FromQuery[ReversalKind | None] = None,
        status: FromQuery[ReversalStatus | None] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[Reversal]:
        """Reversals, newest first."""
        filters = lists.Filters(
            equal={
                "receiver_id": reference("receiver", receiver_id),
                "payer_id": reference("payer", payer_id),
                "payment_id": reference("payment", payment_id),
                "refund_id": reference("refund", refund_id),
                "kind": kind,
                "status": status,
            },
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
        )
        found = await reversals.list_page(request.user, filters=filters, limit=limit, after=cursor("reversal", after))
        return page(found, shapes.reversal, "reversal")

    @post(
        "/{reversal_id:str}/undo",
        operation_id="undoReversal",
        summary="Undo a correction",
        status_code=200,
        opt={"permission": "payments.record"},
    )
    async def undo(self, request: CallerRequest, reversal_id: FromPath[str]) -> Response[Reversal]:
        """Undoes a correction that was itself a mistake. The money goes back to the invoices that it came off, as far
        as they can take it. The rest is the payer's credit."""
        row = await mistakes.undo(request.user, ids.decode("reversal", reversal_id), version=version_wanted(request))
        return one(shapes.reversal(row), row)

    @get(
        "/{reversal_id:str}",
        operation_id="getReversal",
        summary="Read a reversal",
        opt={"permission": "reversals.read"},
    )
    async def read(self, request: CallerRequest, reversal_id: FromPath[str]) -> Response[Reversal]:
        """One reversal."""
        row = await reversals.get(request.user, ids.decode("reversal", reversal_id))
        return one(shapes.reversal(row), row)
