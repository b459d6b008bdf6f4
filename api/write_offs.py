"""What was written off."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from api.answers import (
    After,
    CallerRequest,
    CurrencyFilter,
    From,
    Id,
    Limit,
    To,
    cursor,
    one,
    page,
    reference,
    version_wanted,
    zoned,
)
from models import ids, lists
from models.collection import write_offs
from models.shapes import corrections as shapes
from models.shapes.common import List
from models.shapes.corrections import WriteOff
from models.tables.billing import WriteOffReason, WriteOffStatus


class WriteOffs(Controller):
    """Parts of invoices that are not asked for any more, each with its reason."""

    path = "/v1/write-offs"
    tags = ["Invoices"]

    @get("", operation_id="listWriteOffs", summary="List write-offs", opt={"permission": "write_offs.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        payer_id: FromQuery[Id] = None,
        invoice_id: FromQuery[Id] = None,
        reason: FromQuery[WriteOffReason | None] = None,
        status: FromQuery[WriteOffStatus | None] = None,
        currency: FromQuery[CurrencyFilter] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[WriteOff]:
        """Write-offs, newest first."""
        filters = lists.Filters(
            equal={
                "receiver_id": reference("receiver", receiver_id),
                "payer_id": reference("payer", payer_id),
                "invoice_id": reference("invoice", invoice_id),
                "reason": reason,
                "status": status,
                "currency": currency,
            },
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
        )
        found = await write_offs.list_page(request.user, filters=filters, limit=limit, after=cursor("write_off", after))
        return page(found, shapes.write_off, "write_off")

    @get(
        "/{write_off_id:str}",
        operation_id="getWriteOff",
        summary="Read a write-off",
        opt={"permission": "write_offs.read"},
    )
    async def read(self, request: CallerRequest, write_off_id: FromPath[str]) -> Response[WriteOff]:
        """One write-off."""
        row = await write_offs.get(request.user, ids.decode("write_off", write_off_id))
        return one(shapes.write_off(row), row)

    @post(
        "/{write_off_id:str}/undo",
        operation_id="undoWriteOff",
        summary="Ask for it again",
        status_code=200,
        opt={"permission": "write_offs.write"},
    )
    async def undo(self, request: CallerRequest, write_off_id: FromPath[str]) -> Response[WriteOff]:
        """What was written off is owed again; an invoice that had been given up is open again."""
        row = await write_offs.undo(
            request.user, ids.decode("write_off", write_off_id), version=version_wanted(request)
        )
        return one(shapes.write_off(row), row)
