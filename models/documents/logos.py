"""Receivers' logos: what is made of a picture that they send, which their pay pages and documents show.

A receiver has one at most. Pages show it from when it is sent until it is deleted; a document has the one that there
was when it was made.
"""

import asyncio
import hashlib
import uuid
from concurrent.futures import ThreadPoolExecutor

import structlog

from models import access, database, events, rows, versions
from models.access import Caller
from models.documents import pictures
from models.documents.pictures import Picture
from models.errors import NotFound
from models.shapes import parties as shapes
from models.shapes.common import from_json
from models.shapes.logos import Measures
from models.tables.logos import BYTES_MAX, Logo
from models.tables.parties import Receiver
from models.versions import Wanted

logger = structlog.get_logger(__name__)

# In pixels: what is sharp on telephones, and 60 mm wide on paper.
WIDTH_MAX, HEIGHT_MAX = 640, 192

# One at a time in each process: each takes up to half a second and 100 MB.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")


async def put(
    caller: Caller, receiver_id: uuid.UUID | None, content: bytes, *, version: Wanted = None
) -> tuple[Receiver, bool]:
    """Makes a receiver's logo of a picture, in place of the one before; returns the receiver, and whether it is the
    first. The same picture again changes nothing. Raises NotFound, Forbidden, PreconditionFailed, FileRefused."""
    # Whoever may not do it is not worth the drawing.
    versions.check(await access.find(caller, Receiver, receiver_id, "receivers.update"), version)
    picture = await asyncio.get_running_loop().run_in_executor(_thread, _made, content)
    digest = hashlib.sha256(picture.content).digest()
    async with database.transaction():
        before = await access.find(caller, Receiver, receiver_id, "receivers.update", lock=True)
        versions.check(before, version)
        row = await _of(before.id)
        if row is not None and row.digest == digest:
            return before, False
        if row is None:
            await rows.insert(Logo(receiver_id=before.id, digest=digest, content=picture.content))
        else:
            await rows.update(row, {Logo.digest: digest, Logo.content: picture.content})
        measures = Measures(sha256=digest.hex(), width=picture.width, height=picture.height, size=len(picture.content))
        return await _changed(before, measures), row is None


async def get(caller: Caller, receiver_id: uuid.UUID | None) -> Logo:
    """A receiver's logo. Raises NotFound."""
    receiver = await access.find(caller, Receiver, receiver_id, "receivers.read")
    return await _one(receiver.id)


async def delete(caller: Caller, receiver_id: uuid.UUID | None, *, version: Wanted = None) -> None:
    """Takes a receiver's logo away, with its bytes; documents that were made keep it. Raises NotFound, Forbidden,
    PreconditionFailed."""
    async with database.transaction():
        before = await access.find(caller, Receiver, receiver_id, "receivers.update", lock=True)
        versions.check(before, version)
        await rows.delete(await _one(before.id))
        await _changed(before, None)


async def shown(sha256: str) -> bytes:
    """The logo with that hash, for anybody. Raises NotFound once no receiver has it any more."""
    found = await Logo.objects().where(Logo.digest == bytes.fromhex(sha256)).first()
    if found is None:
        raise NotFound("There is no such file.")
    return found.content


async def to_print(stored: str | None) -> Picture | None:
    """The logo that a receiver's row tells of, for a document. None where there is none, or where it was deleted since
    the row was read, which the log says: no document waits for a logo."""
    if stored is None:
        return None
    measures = from_json(stored, Measures)
    try:
        return Picture(await shown(measures.sha256), measures.width, measures.height)
    except NotFound:
        logger.warning("document.logo_has_gone", sha256=measures.sha256)
        return None


def _made(content: bytes) -> Picture:
    return pictures.scaled(content, width_max=WIDTH_MAX, height_max=HEIGHT_MAX, bytes_max=BYTES_MAX)


async def _changed(before: Receiver, measures: Measures | None) -> Receiver:
    receiver = await rows.update(before, {Receiver.logo: measures})
    announcement = events.announcement("receiver.updated", shapes.receiver(receiver), before=shapes.receiver(before))
    await events.record(receiver.id, announcement)
    return receiver


async def _of(receiver_id: uuid.UUID) -> Logo | None:
    return await Logo.objects().where(Logo.receiver_id == receiver_id).first()


async def _one(receiver_id: uuid.UUID) -> Logo:
    found = await _of(receiver_id)
    if found is None:
        raise NotFound("The receiver has no logo.")
    return found
