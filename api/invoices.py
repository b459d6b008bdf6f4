"""Invoices."""

from functools import partial
from typing import Annotated

from litestar import Controller, Response, delete, get, patch, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api import exports
from api.answers import (
    After,
    AmountFrom,
    AmountTo,
    Answer,
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
    version_wanted,
    zoned,
)
from api.middleware.auth import READS_FIRST
from api.streams import LongAnswer
from models import ids, lists
from models.billing import bulk, copies, drafts, explanations, invoices, issuing, search
from models.billing import exports as tables
from models.collection import write_offs
from models.shapes import billing as shapes
from models.shapes import corrections
from models.shapes.billing import Bulk, BulkInput, Invoice, InvoiceInput, InvoicePatch, InvoicePreview
from models.shapes.common import List
from models.shapes.corrections import GiveUpInput, WriteOff, WriteOffInput
from models.shapes.explanations import Explanation
from models.tables.billing import InvoiceKind, InvoiceStatus, Settlement

Search = Annotated[
    str | None,
    QueryParameter(
        min_length=2,
        max_length=100,
        description="Only invoices whose number, reference, memo or payer's printed name holds this text, in any case: "
        "three letters or digits in a row at least, or two where they are no Latin ones. Blanks around it do not "
        "count, nor those in a payment reference.",
    ),
]


class Invoices(Controller):
    """Requests for payment, from draft to settled."""

    path = "/v1/invoices"
    tags = ["Invoices"]

    @post(
        "",
        operation_id="createInvoice",
        summary="Draft an invoice",
        opt={"permission": "invoices.write", "optimistic": True, **READS_FIRST},
    )
    async def create(self, request: CallerRequest, data: JSONBody[InvoiceInput]) -> Response[Invoice]:
        """Makes a draft and computes it. It has no number, and asks for nothing, until it is finalized."""
        row = await drafts.create(request.user, data)
        return one(shape := shapes.invoice_to_send(row, request.user), row, location=f"/v1/invoices/{shape.id}")

    @post(
        "/bulk",
        operation_id="createInvoices",
        summary="Draft or issue many invoices",
        opt={"permission": "invoices.write"},
    )
    async def create_all(self, request: CallerRequest, data: JSONBody[BulkInput]) -> Response[Bulk]:
        """Makes up to 500 drafts of one receiver and, with `finalize`, issues them: all, or none. `errors` of a 422 say
        by index what is wrong with which."""
        made = await bulk.create(request.user, data)
        answer = Bulk(data=[shapes.invoice_to_send(row, request.user) for row in made])
        # What is made is a part of that list; each invoice has an id of its own.
        return Answer(answer, status_code=201, headers={"Location": "/v1/invoices"})

    @post(
        "/preview",
        operation_id="previewInvoice",
        summary="Compute an invoice",
        status_code=200,
        opt={"permission": "invoices.write"},
    )
    async def preview(self, request: CallerRequest, data: JSONBody[InvoiceInput]) -> InvoicePreview:
        """What a draft would come to. Nothing is stored."""
        of_new, totals = await drafts.preview(request.user, data)
        return shapes.preview(of_new.currency, of_new.rounding, totals)

    @get(
        "",
        operation_id="listInvoices",
        summary="List invoices",
        opt={"permission": "invoices.read", **READS_FIRST},
        responses={200: ResponseSpec(List[Invoice], generate_examples=False, description="A page of them")},
    )
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        payer_id: FromQuery[Id] = None,
        schedule_id: FromQuery[Id] = None,
        kind: FromQuery[InvoiceKind | None] = None,
        status: FromQuery[InvoiceStatus | None] = None,
        settlement: FromQuery[Settlement | None] = None,
        overdue: FromQuery[bool | None] = None,
        currency: FromQuery[CurrencyFilter] = None,
        number: FromQuery[str | None] = None,
        total_from: FromQuery[AmountFrom] = None,
        total_to: FromQuery[AmountTo] = None,
        q: FromQuery[Search] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[Invoice] | LongAnswer:
        """Invoices, newest first. A payer sees those that have been issued to them. With `Accept: text/csv` all of them
        are written as a table, with amounts in major units, and without `limit` and `after`."""
        filters = lists.Filters(
            equal={
                "receiver_id": reference("receiver", receiver_id),
                "payer_id": reference("payer", payer_id),
                "schedule_id": reference("schedule", schedule_id),
                "status": status,
                "currency": currency,
                "number": number,
            },
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
            # PostgreSQL fills in the second and the third, so they are no columns that Piccolo knows.
            conditions=[
                ("(fee_payment_id IS NOT NULL) = {}", None if kind is None else kind == "debit_note"),
                ("settlement = {}", settlement),
                ("overdue = {}", overdue),
                *between("total", total_from, total_to),
            ],
        )
        if exports.wants_csv(request):
            lines = tables.write(request.user, filters=search.holding(filters, q))
            return exports.as_csv(request, lines, name="invoices")
        found = await invoices.list_page(
            request.user, filters=filters, limit=limit, after=cursor("invoice", after), q=q
        )
        return page(found, partial(shapes.invoice_to_send, reader=request.user), "invoice")

    @get(
        "/{invoice_id:str}",
        operation_id="getInvoice",
        summary="Read an invoice",
        opt={"permission": "invoices.read", **READS_FIRST},
    )
    async def read(self, request: CallerRequest, invoice_id: FromPath[str]) -> Response[Invoice]:
        """One invoice with its lines."""
        row = await invoices.get(request.user, ids.decode("invoice", invoice_id))
        return one(shapes.invoice_to_send(row, request.user), row)

    @get(
        "/{invoice_id:str}/explain",
        operation_id="explainInvoice",
        summary="Explain an invoice",
        opt={"permission": "invoices.read", **READS_FIRST},
    )
    async def explain(self, request: CallerRequest, invoice_id: FromPath[str]) -> Explanation:
        """The facts behind its amounts in their order, each with what was owed then, who did it and why; payments on
        their way; and each rounding of its total. Payers see no more of the receiver than that it was the receiver."""
        return await explanations.explain(request.user, ids.decode("invoice", invoice_id))

    @patch(
        "/{invoice_id:str}", operation_id="updateInvoice", summary="Edit a draft", opt={"permission": "invoices.write"}
    )
    async def update(
        self, request: CallerRequest, invoice_id: FromPath[str], data: JSONBody[InvoicePatch]
    ) -> Response[Invoice]:
        """Changes the fields that are sent and computes the draft again. `lines` replaces all lines."""
        row = await drafts.update(
            request.user, ids.decode("invoice", invoice_id), data, version=version_wanted(request)
        )
        return one(shapes.invoice_to_send(row, request.user), row)

    @delete(
        "/{invoice_id:str}",
        operation_id="deleteInvoice",
        summary="Delete a draft",
        opt={"permission": "invoices.write"},
    )
    async def delete(self, request: CallerRequest, invoice_id: FromPath[str]) -> None:
        """Deletes a draft. An issued invoice stays: void it instead."""
        await drafts.delete(request.user, ids.decode("invoice", invoice_id), version=version_wanted(request))

    @post(
        "/{invoice_id:str}/finalize",
        operation_id="finalizeInvoice",
        summary="Issue a draft",
        status_code=200,
        opt={"permission": "invoices.write", "optimistic": True, **READS_FIRST},
    )
    async def finalize(self, request: CallerRequest, invoice_id: FromPath[str]) -> Response[Invoice]:
        """Gives the draft its number and freezes it. From now on it can be paid."""
        row = await issuing.finalize(request.user, ids.decode("invoice", invoice_id), version=version_wanted(request))
        return one(shapes.invoice_to_send(row, request.user), row)

    @post(
        "/{invoice_id:str}/void",
        operation_id="voidInvoice",
        summary="Void an invoice",
        status_code=200,
        opt={"permission": "invoices.write"},
    )
    async def void(self, request: CallerRequest, invoice_id: FromPath[str]) -> Response[Invoice]:
        """Declares an issued invoice void; it keeps its number. Refused while money is applied or on its way."""
        row = await issuing.void(request.user, ids.decode("invoice", invoice_id), version=version_wanted(request))
        return one(shapes.invoice_to_send(row, request.user), row)

    @post(
        "/{invoice_id:str}/duplicate",
        operation_id="duplicateInvoice",
        summary="Draft the same again",
        opt={"permission": "invoices.write"},
    )
    async def duplicate(self, request: CallerRequest, invoice_id: FromPath[str]) -> Response[Invoice]:
        """Makes a draft with the contents of an invoice, whatever its status. Its due date is a new one."""
        row = await copies.duplicate(request.user, ids.decode("invoice", invoice_id), version=version_wanted(request))
        return one(shape := shapes.invoice_to_send(row, request.user), row, location=f"/v1/invoices/{shape.id}")

    @post(
        "/{invoice_id:str}/replace",
        operation_id="replaceInvoice",
        summary="Void, and draft anew",
        opt={"permission": "invoices.write"},
    )
    async def replace(self, request: CallerRequest, invoice_id: FromPath[str]) -> Response[Invoice]:
        """Voids an open invoice and makes a draft in its place, in one: for what was wrong on it, such as an address.
        Each names the other (`replaces`, `replaced_by`). Refused like voiding.
        """
        row = await copies.replace(request.user, ids.decode("invoice", invoice_id), version=version_wanted(request))
        return one(shape := shapes.invoice_to_send(row, request.user), row, location=f"/v1/invoices/{shape.id}")

    @post(
        "/{invoice_id:str}/mark_uncollectible",
        operation_id="markInvoiceUncollectible",
        summary="Give an invoice up",
        status_code=200,
        opt={"permission": "write_offs.write"},
    )
    async def mark_uncollectible(
        self, request: CallerRequest, invoice_id: FromPath[str], data: JSONBody[GiveUpInput]
    ) -> Response[Invoice]:
        """Writes all that remains off as bad debt. Whoever pays after all reopens the invoice, and so does undoing the
        write-off. Refused while money is on its way.
        """
        row = await write_offs.mark_uncollectible(
            request.user, ids.decode("invoice", invoice_id), reason=data.reason, version=version_wanted(request)
        )
        return one(shapes.invoice_to_send(row, request.user), row)

    @post(
        "/{invoice_id:str}/write_offs",
        operation_id="writeOffInvoice",
        summary="Write off a part",
        opt={"permission": "write_offs.write"},
    )
    async def write_off(
        self, request: CallerRequest, invoice_id: FromPath[str], data: JSONBody[WriteOffInput]
    ) -> Response[WriteOff]:
        """Asks for an amount no more: a fee that a bank kept, a rounding, a discount that the payer has taken. This can
        be undone.
        """
        row = await write_offs.create(
            request.user, ids.decode("invoice", invoice_id), data, version=version_wanted(request)
        )
        return one(shape := corrections.write_off(row), row, location=f"/v1/write-offs/{shape.id}")
