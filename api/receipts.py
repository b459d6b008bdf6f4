"""Receipts, and the check of one by whoever holds it."""

from typing import Annotated

from litestar import Controller, Response, get
from litestar.params import FromPath, FromQuery
from msgspec import Meta

from api import pdf
from api.answers import (
    After,
    AnyRequest,
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
    zoned,
)
from api.middleware.auth import PUBLIC
from models import ids, lists
from models.collection import receipts
from models.shapes import receipts as shapes
from models.shapes.common import List
from models.shapes.receipts import Receipt, ReceiptRow, Verification

Hash = Annotated[
    str, Meta(pattern=r"^[0-9A-Fa-f]{64}$(?!\n)", description="The receipt's `hash`: 64 hexadecimal digits.")
]
NumberOrId = Annotated[str, Meta(max_length=64, description="The receipt's number, or its id.")]


class Receipts(Controller):
    """What both sides have in hand about money that has arrived, or has gone back."""

    path = "/v1/receipts"
    tags = ["Payments"]

    @get("", operation_id="listReceipts", summary="List receipts", opt={"permission": "receipts.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        payer_id: FromQuery[Id] = None,
        payment_id: FromQuery[Id] = None,
        refund_id: FromQuery[Id] = None,
        number: FromQuery[str | None] = None,
        currency: FromQuery[CurrencyFilter] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[Receipt]:
        """Receipts, newest first. One is issued within seconds after the money has arrived or gone back."""
        filters = lists.Filters(
            equal={
                "receiver_id": reference("receiver", receiver_id),
                "payer_id": reference("payer", payer_id),
                "payment_id": reference("payment", payment_id),
                "refund_id": reference("refund", refund_id),
                "number": number,
                "currency": currency,
            },
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
        )
        found = await receipts.list_page(request.user, filters=filters, limit=limit, after=cursor("receipt", after))
        return page(found, shapes.receipt, "receipt")

    @get("/{receipt_id:str}", operation_id="getReceipt", summary="Read a receipt", opt={"permission": "receipts.read"})
    async def read(self, request: CallerRequest, receipt_id: FromPath[str]) -> Response[Receipt]:
        """One receipt."""
        row = await receipts.get(request.user, ids.decode("receipt", receipt_id))
        return one(shapes.receipt(row), row)


class ReceiptVerification(Controller):
    """Receipts without a login."""

    path = "/v1/receipts/{number_or_id:str}/verify"
    tags = ["Payments"]
    opt = PUBLIC
    security = [{}]

    @get("", operation_id="verifyReceipt", summary="Verify a receipt")
    async def verify(
        self,
        number_or_id: FromPath[NumberOrId],
        hash: FromQuery[Hash],
    ) -> Verification:
        """Whether a receipt is genuine and still valid in full: one with that number or id and that hash, of whose
        money nothing was taken back. It needs no login, and says nothing else about the receipt.
        """
        return await receipts.verify(number_or_id, hash)


class ReceiptsOf(Controller):
    """The receipts of payments and refunds, issued at once where the job that issues them has not come that far."""

    path = "/v1"
    tags = ["Payments"]
    opt = {"permission": "receipts.read"}

    @get("/payments/{payment_id:str}/receipt", operation_id="getPaymentReceipt", summary="Read a payment's receipt")
    async def of_payment(
        self, request: CallerRequest, payment_id: FromPath[str]
    ) -> Response[Receipt] | Response[bytes]:
        """The receipt of a payment that has arrived, the same for both sides. With `Accept: application/pdf` it is a
        document, as it was issued: the same bytes whenever it is asked for."""
        return await answer(request, await receipts.of_payment(request.user, ids.decode("payment", payment_id)))

    @get("/refunds/{refund_id:str}/receipt", operation_id="getRefundReceipt", summary="Read a refund's receipt")
    async def of_refund(self, request: CallerRequest, refund_id: FromPath[str]) -> Response[Receipt] | Response[bytes]:
        """The receipt of a refund that has gone, the same for both sides; with `Accept: application/pdf` a document."""
        return await answer(request, await receipts.of_refund(request.user, ids.decode("refund", refund_id)))


async def answer(request: AnyRequest, row: ReceiptRow) -> Response[Receipt] | Response[bytes]:
    """A receipt in the form that the client wants. Raises DocumentLate, DocumentFailed."""
    if pdf.is_wanted(request):
        return await pdf.kept(request, "receipt", row["id"], name=row["number"])
    return one(shapes.receipt(row), row)
