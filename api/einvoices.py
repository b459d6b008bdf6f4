"""E-invoices of invoices and credit notes."""

from typing import Annotated

from litestar import Controller, Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter

from api.answers import CallerRequest
from models import ids
from models.einvoices import documents
from models.einvoices.documents import File, Syntax

XmlSyntax = Annotated[Syntax, QueryParameter(description="UBL 2.1, or CII (UN/CEFACT Cross Industry Invoice).")]
MEDIA_TYPE = "application/xml"
AS_XML = ResponseSpec(str, generate_examples=False, description="The e-invoice", media_type=MEDIA_TYPE)


class EInvoices(Controller):
    """Issued documents as EN 16931 has them."""

    path = "/v1"
    tags = ["Invoices"]

    @get(
        "/invoices/{invoice_id:str}/xml",
        operation_id="readEInvoice",
        summary="Read an invoice as e-invoice",
        opt={"permission": "invoices.read"},
        responses={200: AS_XML},
    )
    async def of_invoice(
        self, request: CallerRequest, invoice_id: FromPath[str], format: FromQuery[XmlSyntax] = "ubl"
    ) -> Response[bytes]:
        """An issued invoice in the terms of EN 16931, as it was issued: the same bytes whenever it is asked for.
        Refused for a draft, and with all that is missing or cannot be said where it does not comply."""
        return _answer(await documents.of_invoice(request.user, ids.decode("invoice", invoice_id), format))

    @get(
        "/credit-notes/{credit_note_id:str}/xml",
        operation_id="readECreditNote",
        summary="Read a credit note as e-invoice",
        opt={"permission": "credit_notes.read"},
        responses={200: AS_XML},
    )
    async def of_credit_note(
        self, request: CallerRequest, credit_note_id: FromPath[str], format: FromQuery[XmlSyntax] = "ubl"
    ) -> Response[bytes]:
        """A credit note in the terms of EN 16931, with the invoice that it is about."""
        return _answer(await documents.of_credit_note(request.user, ids.decode("credit_note", credit_note_id), format))


def _answer(file: File) -> Response[bytes]:
    # By its bytes and not by its object's version, which payments change.
    headers = {"ETag": f'"{file.digest}"', "Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, media_type=MEDIA_TYPE, headers=headers)
