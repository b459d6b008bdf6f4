"""Documents in answers: asked of the workers, waited for a while, and given to be saved."""

import uuid
from functools import partial

from litestar import Response
from litestar.openapi.datastructures import ResponseSpec

from api import files
from api.answers import AnyRequest
from api.middleware import accepting, waiting
from api.middleware.accepting import PDF
from models.documents import storage
from models.errors import DocumentLate
from models.money import numbering
from models.tables.documents import DocumentKind, IssuedKind

# A worker takes a fraction of a second for one. Who prefers another time says so: `Prefer: wait=30`.
WAIT_SECONDS = 8
AS_PDF = ResponseSpec(str, generate_examples=False, description="The document", media_type=PDF)


def is_wanted(request: AnyRequest) -> bool:
    """Whether the client would rather have a document than JSON."""
    return accepting.wanted(request.scope) == PDF


async def kept(request: AnyRequest, kind: IssuedKind, subject_id: uuid.UUID, *, name: str) -> Response[bytes]:
    """The document of something that was issued: the same bytes whenever it is asked for. Raises DocumentLate,
    DocumentFailed."""
    found = await storage.find(kind, subject_id)
    if found is None:
        await storage.ask(kind, subject_id)
        return await awaited(request, kind, subject_id, name=name)
    return _answer(found, name)


async def awaited(request: AnyRequest, kind: DocumentKind, subject_id: uuid.UUID, *, name: str) -> Response[bytes]:
    """A document that was asked for. Raises DocumentLate, DocumentFailed."""
    preferred = waiting.preferred_seconds(request.scope)
    seconds = WAIT_SECONDS if preferred is None else preferred
    found = await waiting.until_found(request.scope, partial(storage.find, kind, subject_id), seconds=seconds)
    if found is None:
        raise DocumentLate(retry_after_seconds=storage.RETRY_AFTER_SECONDS)
    return _answer(found, name)


def _answer(file: storage.File, name: str) -> Response[bytes]:
    saved_as = files.saved_as(f"{numbering.file_name(name)}.pdf")
    # By its bytes and not by its object's version, which payments change.
    headers = {"ETag": f'"{file.digest}"', **saved_as, **files.HEADERS}
    return Response(file.content, media_type=PDF, headers=headers)
