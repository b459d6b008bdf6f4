"""Mails about an invoice."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody

from api.answers import CallerRequest, one, version_wanted
from models import ids
from models.billing import sending
from models.shapes import invoice_mails as shapes
from models.shapes.common import List
from models.shapes.invoice_mails import InvoiceMail, SendInput


class InvoiceMails(Controller):
    """What was mailed of an invoice, and what became of it."""

    path = "/v1/invoices/{invoice_id:str}"
    tags = ["Invoices"]

    @post("/send", operation_id="sendInvoice", summary="Mail an invoice", opt={"permission": "invoice_mails.write"})
    async def send(
        self, request: CallerRequest, invoice_id: FromPath[str], data: JSONBody[SendInput | None] = None
    ) -> Response[InvoiceMail]:
        """Mails an issued invoice with its pay link, in the receiver's name. Each `reason` sends one mail: the same
        again answers 200 with the first, and sends none. Drafts and void invoices are not mailed. Without a body it
        goes to the payer.
        """
        row, is_new = await sending.send(
            request.user, ids.decode("invoice", invoice_id), data or SendInput(), version=version_wanted(request)
        )
        shape = shapes.invoice_mail(row)
        return one(shape, row, location=f"/v1/invoices/{shape.invoice_id}/mails/{shape.id}" if is_new else None)

    @get("/mails", operation_id="listInvoiceMails", summary="List mails", opt={"permission": "invoice_mails.read"})
    async def list_(self, request: CallerRequest, invoice_id: FromPath[str]) -> List[InvoiceMail]:
        """All mails of an invoice, the last one first. At most 20 of them were asked for."""
        found = await sending.list_all(request.user, ids.decode("invoice", invoice_id))
        return List(data=[shapes.invoice_mail(row) for row in found], has_more=False, next_cursor=None)

    @get(
        "/mails/{mail_id:str}",
        operation_id="getInvoiceMail",
        summary="Read a mail",
        opt={"permission": "invoice_mails.read"},
    )
    async def read(
        self, request: CallerRequest, invoice_id: FromPath[str], mail_id: FromPath[str]
    ) -> Response[InvoiceMail]:
        """One mail of an invoice."""
        row = await sending.get(request.user, ids.decode("invoice", invoice_id), ids.decode("invoice_mail", mail_id))
        return one(shapes.invoice_mail(row), row)
