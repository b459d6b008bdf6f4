"""Credit notes."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from api.answers import (
    After,
    AmountFrom,
    AmountTo,
    CallerRequest,
    CurrencyFilter,
    From,
    Id,
    Limit,
    To,
    between,
    cursor,
    one,
    page,
    reference,
    zoned,
)
from models import ids, lists
from models.collection import credit_notes
from models.shapes import corrections as shapes
from models.shapes.common import List
from models.shapes.corrections import CreditNote, CreditNoteInput, CreditNotePreview


class CreditNotes(Controller):
    """Documents that take something off issued invoices."""

    path = "/v1/credit-notes"
    tags = ["Invoices"]

    @post("", operation_id="createCreditNote", summary="Issue a credit note", opt={"permission": "credit_notes.write"})
    async def create(self, request: CallerRequest, data: JSONBody[CreditNoteInput]) -> Response[CreditNote]:
        """Takes something off an open invoice: first what is due, then what has been paid, for which `excess` must say
        what becomes of that money. It is issued at once, under a number of a series of its own, and never changes.
        """
        row = await credit_notes.create(request.user, data)
        return one(shape := shapes.credit_note(row), row, location=f"/v1/credit-notes/{shape.id}")

    @post(
        "/preview",
        operation_id="previewCreditNote",
        summary="Compute a credit note",
        status_code=200,
        opt={"permission": "credit_notes.write"},
    )
    async def preview(self, request: CallerRequest, data: JSONBody[CreditNoteInput]) -> CreditNotePreview:
        """What a credit note would come to, and how much of it has been paid already. Nothing is stored."""
        return await credit_notes.preview(request.user, data)

    @get("", operation_id="listCreditNotes", summary="List credit notes", opt={"permission": "credit_notes.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        payer_id: FromQuery[Id] = None,
        invoice_id: FromQuery[Id] = None,
        number: FromQuery[str | None] = None,
        currency: FromQuery[CurrencyFilter] = None,
        total_from: FromQuery[AmountFrom] = None,
        total_to: FromQuery[AmountTo] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[CreditNote]:
        """Credit notes, newest first."""
        filters = lists.Filters(
            equal={
                "receiver_id": reference("receiver", receiver_id),
                "payer_id": reference("payer", payer_id),
                "invoice_id": reference("invoice", invoice_id),
                "number": number,
                "currency": currency,
            },
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
            conditions=between("total", total_from, total_to),
        )
        found = await credit_notes.list_page(
            request.user, filters=filters, limit=limit, after=cursor("credit_note", after)
        )
        return page(found, shapes.credit_note, "credit_note")

    @get(
        "/{credit_note_id:str}",
        operation_id="getCreditNote",
        summary="Read a credit note",
        opt={"permission": "credit_notes.read"},
    )
    async def read(self, request: CallerRequest, credit_note_id: FromPath[str]) -> Response[CreditNote]:
        """One credit note with its lines."""
        row = await credit_notes.get(request.user, ids.decode("credit_note", credit_note_id))
        return one(shapes.credit_note(row), row)
