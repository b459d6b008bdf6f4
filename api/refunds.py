"""Refunds."""

import uuid

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from api.answers import (
    After,
    Answer,
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
from api.middleware.waiting import Outcome
from models import ids, lists
from models.collection import payer_credit, refund_outcomes, refunds, reviews
from models.errors import Invalid
from models.shapes import refunds as shapes
from models.shapes.collection import ReasonInput
from models.shapes.common import List
from models.shapes.refunds import Refund, RefundInput
from models.tables.collection import RefundStatus


async def _read_refund(request: CallerRequest, refund_id: uuid.UUID) -> tuple[Refund, int]:
    row = await refunds.get(request.user, refund_id, permission="refunds.write")
    return shapes.refund(row), row.version


# As of a payment: the first report of the worker ends the waiting.
REFUND_OUTCOME = Outcome(kind="refund", undecided=refund_outcomes.AWAITED, status=refunds.status_now, read=_read_refund)


class Refunds(Controller):
    """Money on its way back."""

    path = "/v1/refunds"
    tags = ["Payments"]

    @post(
        "",
        operation_id="createRefund",
        summary="Refund a payment, or pay credit out",
        opt={"permission": "refunds.write", "outcome": REFUND_OUTCOME},
    )
    async def create(self, request: CallerRequest, data: JSONBody[RefundInput]) -> Response[Refund | List[Refund]]:
        """Sends money of a payment back, all that can be or a part. What it had paid is owed again.

        With a `payer_id` it records that the payer's credit was paid out by hand: a refund of each payment that held
        some, the oldest first, and the answer lists them.
        """
        if (data.payment_id is None) == (data.payer_id is None):
            raise Invalid("Say either which payment_id is refunded, or whose credit (payer_id) is paid out.")
        if data.payer_id is not None:
            found = await payer_credit.pay_out(request.user, data)
            made = List(data=[shapes.refund(row) for row in found], has_more=False, next_cursor=None)
            return Answer(made, status_code=201, headers={"Location": f"/v1/refunds?payer_id={data.payer_id}"})
        row = await refunds.create(request.user, data)
        return one(shape := shapes.refund(row), row, location=f"/v1/refunds/{shape.id}")

    @get("", operation_id="listRefunds", summary="List refunds", opt={"permission": "refunds.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        payer_id: FromQuery[Id] = None,
        payment_id: FromQuery[Id] = None,
        status: FromQuery[RefundStatus | None] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[Refund]:
        """Refunds, newest first."""
        equal = {
            "receiver_id": reference("receiver", receiver_id),
            "payer_id": reference("payer", payer_id),
            "payment_id": reference("payment", payment_id),
            "status": status,
        }
        filters = lists.Filters(
            equal=equal,
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
        )
        found = await refunds.list_page(request.user, filters=filters, limit=limit, after=cursor("refund", after))
        return page(found, shapes.refund, "refund")

    @get("/{refund_id:str}", operation_id="getRefund", summary="Read a refund", opt={"permission": "refunds.read"})
    async def read(self, request: CallerRequest, refund_id: FromPath[str]) -> Response[Refund]:
        """One refund."""
        row = await refunds.get(request.user, ids.decode("refund", refund_id))
        return one(shapes.refund(row), row)

    @post(
        "/{refund_id:str}/accept",
        operation_id="acceptRefund",
        summary="Accept what went",
        status_code=200,
        opt={"permission": "refunds.write"},
    )
    async def accept(self, request: CallerRequest, refund_id: FromPath[str]) -> Response[Refund]:
        """The receiver takes a refund that needs a review as it went: it comes off its payment."""
        row = await reviews.accept_refund(
            request.user, ids.decode("refund", refund_id), version=version_wanted(request)
        )
        return one(shapes.refund(row), row)

    @post(
        "/{refund_id:str}/reject",
        operation_id="rejectRefund",
        summary="Reject what went",
        status_code=200,
        opt={"permission": "refunds.write"},
    )
    async def reject(
        self, request: CallerRequest, refund_id: FromPath[str], data: JSONBody[ReasonInput]
    ) -> Response[Refund]:
        """The receiver does not take a refund that needs a review for one of the payment: it stays in suspense, to be
        explained.
        """
        row = await reviews.reject_refund(
            request.user, ids.decode("refund", refund_id), reason=data.reason, version=version_wanted(request)
        )
        return one(shapes.refund(row), row)
