"""Disputes."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from api.answers import (
    After,
    CallerRequest,
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
from models.online import disputes
from models.shapes import disputes as shapes
from models.shapes.common import List
from models.shapes.disputes import Dispute, EvidenceInput
from models.tables.disputes import DisputeFunds, DisputeStatus


class Disputes(Controller):
    """Payers who tell their bank that a payment was not right."""

    path = "/v1/disputes"
    tags = ["Payments"]

    @get("", operation_id="listDisputes", summary="List disputes", opt={"permission": "disputes.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        payer_id: FromQuery[Id] = None,
        payment_id: FromQuery[Id] = None,
        status: FromQuery[DisputeStatus | None] = None,
        funds: FromQuery[DisputeFunds | None] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[Dispute]:
        """Disputes, newest first."""
        filters = lists.Filters(
            equal={
                "receiver_id": reference("receiver", receiver_id),
                "payer_id": reference("payer", payer_id),
                "payment_id": reference("payment", payment_id),
                "status": status,
                "funds": funds,
            },
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
        )
        found = await disputes.list_page(request.user, filters=filters, limit=limit, after=cursor("dispute", after))
        return page(found, shapes.dispute, "dispute")

    @get("/{dispute_id:str}", operation_id="getDispute", summary="Read a dispute", opt={"permission": "disputes.read"})
    async def read(self, request: CallerRequest, dispute_id: FromPath[str]) -> Response[Dispute]:
        """One dispute."""
        row = await disputes.get(request.user, ids.decode("dispute", dispute_id))
        return one(shapes.dispute(row), row)

    @post(
        "/{dispute_id:str}/evidence",
        operation_id="submitEvidence",
        summary="Answer a dispute",
        status_code=200,
        opt={"permission": "disputes.write"},
    )
    async def evidence(
        self, request: CallerRequest, dispute_id: FromPath[str], data: JSONBody[EvidenceInput]
    ) -> Response[Dispute]:
        """Sends a text to the payer's bank that speaks against the dispute. `response_status` says when the gateway has
        it; more can be sent after that, while the dispute is open."""
        row = await disputes.submit(
            request.user, ids.decode("dispute", dispute_id), evidence=data.text, version=version_wanted(request)
        )
        return one(shapes.dispute(row), row)

    @post(
        "/{dispute_id:str}/accept",
        operation_id="acceptDispute",
        summary="Accept a dispute",
        status_code=200,
        opt={"permission": "disputes.write"},
    )
    async def accept(self, request: CallerRequest, dispute_id: FromPath[str]) -> Response[Dispute]:
        """Tells the gateway that the payer is right: the money stays with them."""
        row = await disputes.accept(request.user, ids.decode("dispute", dispute_id), version=version_wanted(request))
        return one(shapes.dispute(row), row)
