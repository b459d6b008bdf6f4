"""Invoices and credit notes as documents in PDF."""

from litestar import Controller, Response, get
from litestar.params import FromPath

from api import pdf
from api.answers import CallerRequest
from models import ids
from models.collection import credit_notes
from models.documents import storage


class Documents(Controller):
    """What was issued, as it is printed."""

    path = "/v1"
    tags = ["Invoices"]

    @get(
        "/invoices/{invoice_id:str}/pdf",
        operation_id="readInvoicePdf",
        summary="Read an invoice as PDF",
        opt={"permission": "invoices.read"},
        responses={200: pdf.AS_PDF},
    )
    async def of_invoice(self, request: CallerRequest, invoice_id: FromPath[str]) -> Response[bytes]:
        """An issued invoice as it was issued, whatever became of it: the same bytes whenever it is asked for. The first
        time a worker makes it, for which the answer waits up to 8 s, or as long as `Prefer: wait=30` says; 503 with
        `Retry-After` says that it is still being made. Where EN 16931 can say the invoice, it is attached (Factur-X).
        """
        invoice = await storage.issued_invoice(request.user, ids.decode("invoice", invoice_id))
        return await pdf.kept(request, "invoice", invoice.id, name=invoice.number)

    @get(
        "/credit-notes/{credit_note_id:str}/pdf",
        operation_id="readCreditNotePdf",
        summary="Read a credit note as PDF",
        opt={"permission": "credit_notes.read"},
        responses={200: pdf.AS_PDF},
    )
    async def of_credit_note(self, request: CallerRequest, credit_note_id: FromPath[str]) -> Response[bytes]:
        """A credit note as it was issued, in the same way."""
        note = await credit_notes.get(request.user, ids.decode("credit_note", credit_note_id))
        return await pdf.kept(request, "credit_note", note.id, name=note.number)
