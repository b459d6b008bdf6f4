"""Receivers' logos."""

from litestar import Controller, Response, delete, get, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from api import files
from api.answers import CallerRequest, one, version_wanted
from models import ids
from models.documents import logos
from models.shapes import logos as shapes
from models.shapes.logos import Logo


class Logos(Controller):
    """The pictures by which receivers are known on their pay pages and documents."""

    path = "/v1/receivers/{receiver_id:str}/logo"
    tags = ["Parties"]

    @put(
        "",
        operation_id="putLogo",
        summary="Give a receiver a logo",
        opt={"permission": "receivers.update", "raw": True, "takes_a_file": True},
        request_max_body_size=files.REQUEST_BYTES_MAX,
        responses={
            200: ResponseSpec(Logo, generate_examples=False, description="The logo, in place of the one before"),
            201: ResponseSpec(Logo, generate_examples=False, description="The logo"),
        },
    )
    async def put(self, request: CallerRequest, receiver_id: FromPath[str]) -> Response[Logo]:
        """Gives a receiver a logo: a form (`multipart/form-data`) with one part called `file`, a PNG or a JPEG of up to
        2 MB. A PNG of up to 640 by 192 pixels is made of it, without whatever else the file holds. The same picture
        again changes nothing. `If-Match` and `ETag` are about the receiver."""
        file = await files.sent_as_it_is(request)
        row, is_new = await logos.put(
            request.user, ids.decode("receiver", receiver_id), file.content, version=version_wanted(request)
        )
        shape = shapes.logo(row.logo)
        assert shape is not None, "it has one now"
        location = f"/v1/receivers/{ids.encode('receiver', row.id)}/logo" if is_new else None
        return one(shape, row, location=location)

    @get(
        "",
        operation_id="readLogo",
        summary="Read a logo",
        opt={"permission": "receivers.read"},
        responses={200: ResponseSpec(str, generate_examples=False, description="The picture", media_type="image/png")},
    )
    async def read(self, request: CallerRequest, receiver_id: FromPath[str]) -> Response[bytes]:
        """The PNG that is shown, to be saved. Its `ETag` is its SHA-256. Who shows it in a page takes its `url`."""
        row = await logos.get(request.user, ids.decode("receiver", receiver_id))
        headers = {"ETag": f'"{row.digest.hex()}"', **files.saved_as("logo.png"), **files.HEADERS}
        return Response(row.content, media_type="image/png", headers=headers)

    @delete("", operation_id="deleteLogo", summary="Take a logo away", opt={"permission": "receivers.update"})
    async def delete(self, request: CallerRequest, receiver_id: FromPath[str]) -> None:
        """Takes a receiver's logo away, and its bytes with it. Documents that were made keep it."""
        await logos.delete(request.user, ids.decode("receiver", receiver_id), version=version_wanted(request))
