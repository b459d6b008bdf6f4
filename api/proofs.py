"""Proofs of payments that payers report."""

from litestar import Controller, Response, get, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from api import files
from api.answers import Answer, CallerRequest, version_wanted
from api.files import FileAnswer
from models import ids
from models.collection import proofs
from models.shapes import proofs as shapes
from models.shapes.proofs import Proof


class Proofs(Controller):
    """The files by which payers show that they have paid."""

    path = "/v1/payments/{payment_id:str}/proof"
    tags = ["Payments"]

    @put(
        "",
        operation_id="putProof",
        summary="Give a proof of a reported payment",
        opt={"permission": "payments.pay", "raw": True, "takes_a_file": True},
        request_max_body_size=files.REQUEST_BYTES_MAX,
        responses={
            200: ResponseSpec(Proof, generate_examples=False, description="The proof, in place of the one before"),
            201: ResponseSpec(Proof, generate_examples=False, description="The proof"),
        },
    )
    async def put(self, request: CallerRequest, payment_id: FromPath[str]) -> Response[Proof]:
        """Shows that a payment was made: a form (`multipart/form-data`) with one part called `file`, of up to 10 MB.
        PDF, PNG and JPEG are taken, by their bytes. It may be replaced until the receiver has confirmed or rejected.
        """
        file = await files.sent(request)
        row, is_new = await proofs.put(
            request.user, ids.decode("payment", payment_id), file, version=version_wanted(request)
        )
        shape = shapes.proof(row)
        headers = {"Location": f"/v1/payments/{shape.payment_id}/proof"} if is_new else {}
        return Answer(shape, status_code=201 if is_new else 200, headers=headers)

    @get(
        "",
        operation_id="readProof",
        summary="Read a proof",
        opt={"permission": "proofs.read"},
        responses={
            200: ResponseSpec(
                str, generate_examples=False, description="The file", media_type="application/octet-stream"
            )
        },
    )
    async def read(self, request: CallerRequest, payment_id: FromPath[str]) -> FileAnswer:
        """The bytes of a proof, for the receiver's people, to be saved under its name: never shown in a page. The
        `ETag` is their SHA-256."""
        row = await proofs.get(request.user, ids.decode("payment", payment_id))
        return FileAnswer(
            proofs.content(row),
            name=row.name,
            size=row.size,
            media_type=row.media_type,
            headers={"ETag": f'"{row.digest.hex()}"'},
        )
