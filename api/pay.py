"""Pay links: whoever holds an invoice's token can see and pay that invoice, and nothing else."""

import asyncio
import hashlib
import uuid
from typing import Annotated

import msgspec
from litestar import Controller, Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody, PathParameter

from api import headers, payments, pdf, receipts
from api.answers import CallerRequest, one, version_wanted
from api.middleware.auth import PAY_LINK
from models import ids
from models.collection import pay_links
from models.collection import receipts as issued
from models.shapes.collection import OnlinePaymentInput, Payment
from models.shapes.pay_links import PayableInvoice, payable_invoice
from models.shapes.receipts import Receipt


async def _read_payment(request: CallerRequest, payment_id: uuid.UUID) -> tuple[Payment, int]:
    row = await pay_links.payment(request.path_params["token"], ids.encode("payment", payment_id))
    return pay_links.shape(row), row["version"]


PAYMENT_OUTCOME = msgspec.structs.replace(payments.PAYMENT_OUTCOME, read=_read_payment)
CANCEL_OUTCOME = msgspec.structs.replace(payments.CANCEL_OUTCOME, read=_read_payment)
Picture = Annotated[str, PathParameter(description="A kind of code as a file: epc.svg, swiss_qr_bill.svg or upi.svg.")]
SVG = "image/svg+xml"
AS_SVG = ResponseSpec(str, generate_examples=False, description="The picture", media_type=SVG)
AS_IT_WAS = ResponseSpec(None, generate_examples=False, description="The picture is as it was")
# A payment changes what can be paid, and by that the picture: it is kept, and asked for again each time.
ASKED_AGAIN = "private, no-cache"


class PayLinks(Controller):
    """Paying without a login."""

    path = "/v1/pay/{token:str}"
    tags = ["Pay links"]
    opt = PAY_LINK
    security = [{}]

    @get("", operation_id="getPayableInvoice", summary="Read an invoice by its pay link")
    async def read(self, token: FromPath[str]) -> PayableInvoice:
        """The invoice that the link is for, as its payer may see it."""
        return payable_invoice(await pay_links.find(token))

    @get(
        "/codes/{picture:str}",
        operation_id="drawPayCode",
        summary="Draw a pay code",
        responses={200: AS_SVG, 304: AS_IT_WAS},
    )
    async def draw(self, request: CallerRequest, token: FromPath[str], picture: FromPath[Picture]) -> Response[str]:
        """One of the invoice's `pay_codes` as SVG, black on white, for an image in a page or a document. It changes
        with what can be paid; whoever has it (`If-None-Match`) gets 304 as long as it has not changed.
        """
        code = await pay_links.code(token, picture)
        tag = f'"{hashlib.sha256(code.payload.encode()).hexdigest()[:32]}"'
        kept = {"ETag": tag, "Cache-Control": ASKED_AGAIN}
        if {tag, "*"} & headers.none_match(request.scope):
            return Response("", status_code=304, headers=kept)
        return Response(await asyncio.to_thread(code.svg), media_type=SVG, headers=kept)

    @get(
        "/pdf",
        operation_id="readPdfByLink",
        summary="Read an invoice as PDF by its pay link",
        responses={200: pdf.AS_PDF},
    )
    async def read_pdf(self, request: CallerRequest, token: FromPath[str]) -> Response[bytes]:
        """The invoice that the link is for as a document, as it was issued: see `GET /v1/invoices/{id}/pdf`."""
        row = await pay_links.find(token)
        return await pdf.kept(request, "invoice", row["id"], name=str(row["number"]))

    @post("/payments", operation_id="payByLink", summary="Pay by link", opt={"outcome": PAYMENT_OUTCOME})
    async def pay(self, token: FromPath[str], data: JSONBody[OnlinePaymentInput]) -> Response[Payment]:
        """Begins an online payment of the invoice; with `Prefer: wait=10` the answer waits for the gateway's report."""
        row = await pay_links.pay(token, data)
        shape = pay_links.shape(row)
        return one(shape, row, location=f"/v1/pay/{token}/payments/{shape.id}")

    @get("/payments/{payment_id:str}", operation_id="getPaymentByLink", summary="Read a payment by its pay link")
    async def read_payment(self, token: FromPath[str], payment_id: FromPath[str]) -> Response[Payment]:
        """A payment that was begun by this link."""
        row = await pay_links.payment(token, payment_id)
        return one(pay_links.shape(row), row)

    @get(
        "/payments/{payment_id:str}/receipt",
        operation_id="getReceiptByLink",
        summary="Read a payment's receipt by its pay link",
    )
    async def receipt(
        self, request: CallerRequest, token: FromPath[str], payment_id: FromPath[str]
    ) -> Response[Receipt] | Response[bytes]:
        """The receipt of a payment that was begun by this link and has arrived; with `Accept: application/pdf` a
        document."""
        row = await pay_links.payment(token, payment_id)
        holder = pay_links.holder(row["invoice_id"], payer_id=row["payer_id"])
        return await receipts.answer(request, await issued.of_payment(holder, row["id"]))

    @post(
        "/payments/{payment_id:str}/cancel",
        operation_id="cancelPaymentByLink",
        summary="Cancel a payment by its pay link",
        status_code=200,
        opt={"outcome": CANCEL_OUTCOME},
    )
    async def cancel(
        self, request: CallerRequest, token: FromPath[str], payment_id: FromPath[str]
    ) -> Response[Payment]:
        """Ends a payment that was begun by this link and has not moved. A gateway that knows of it is asked first; with
        `Prefer: wait=10` the answer waits for what it says.
        """
        row = await pay_links.cancel(token, payment_id, version=version_wanted(request))
        return one(pay_links.shape(row), row)
