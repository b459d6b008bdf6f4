"""Files of invoices."""

from litestar import Controller, Response, delete, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from api import files
from api.answers import Answer, CallerRequest, version_wanted
from api.files import FileAnswer
from models import ids
from models.billing import attachments
from models.shapes import attachments as shapes
from models.shapes.attachments import Attachment
from models.shapes.common import List


class Attachments(Controller):
    """Files that belong to an invoice."""

    path = "/v1/invoices/{invoice_id:str}/attachments"
    tags = ["Invoices"]

    @post(
        "",
        operation_id="addAttachment",
        summary="Add a file to a draft",
        opt={"permission": "invoices.write", "raw": True, "takes_a_file": True},
        request_max_body_size=files.REQUEST_BYTES_MAX,
        responses={201: ResponseSpec(Attachment, generate_examples=False, description="The file")},
    )
    async def add(self, request: CallerRequest, invoice_id: FromPath[str]) -> Response[Attachment]:
        """Adds a file: a form (`multipart/form-data`) with one part called `file`, of up to 10 MB. PDF, PNG, JPEG and
        CSV in UTF-8 are taken, by their bytes. A draft has up to 20 files. The same bytes again are the same file: 200.
        """
        file = await files.sent(request)
        row, is_new = await attachments.add(
            request.user, ids.decode("invoice", invoice_id), file, version=version_wanted(request)
        )
        shape = shapes.attachment(row)
        headers = {"Location": f"/v1/invoices/{shape.invoice_id}/attachments/{shape.id}"} if is_new else {}
        return Answer(shape, status_code=201 if is_new else 200, headers=headers)

    @get("", operation_id="listAttachments", summary="List files", opt={"permission": "invoices.read"})
    async def list_(self, request: CallerRequest, invoice_id: FromPath[str]) -> List[Attachment]:
        """The files of an invoice, the first one first. A payer sees those of what was issued to them."""
        found = await attachments.list_all(request.user, ids.decode("invoice", invoice_id))
        return List(data=[shapes.attachment(row) for row in found], has_more=False, next_cursor=None)

    @get(
        "/{attachment_id:str}",
        operation_id="readAttachment",
        summary="Read a file",
        opt={"permission": "invoices.read"},
        responses={
            200: ResponseSpec(
                str, generate_examples=False, description="The file", media_type="application/octet-stream"
            )
        },
    )
    async def read(self, request: CallerRequest, invoice_id: FromPath[str], attachment_id: FromPath[str]) -> FileAnswer:
        """The file's bytes, to be saved under its name: never shown in a page."""
        row = await attachments.get(
            request.user, ids.decode("invoice", invoice_id), ids.decode("attachment", attachment_id)
        )
        return FileAnswer(attachments.content(row), name=row.name, size=row.size, media_type=row.media_type)

    @delete(
        "/{attachment_id:str}",
        operation_id="deleteAttachment",
        summary="Take a file off a draft",
        opt={"permission": "invoices.write"},
    )
    async def delete(self, request: CallerRequest, invoice_id: FromPath[str], attachment_id: FromPath[str]) -> None:
        """Deletes a file of a draft. What was issued keeps its files."""
        await attachments.delete(
            request.user, ids.decode("invoice", invoice_id), ids.decode("attachment", attachment_id)
        )
