"""Files that people send: what each is follows from its bytes, whatever it is called and said to be.

The content is a row of a table of its own, written and read by nobody who does not ask for it.

Raw SQL: the content is read in parts, and sizes are summed.
"""

import codecs
import hashlib
import re
import unicodedata
import uuid
from collections.abc import AsyncGenerator
from typing import Literal, NamedTuple

from models import database
from models.errors import FileRefused, NotFound, TooManyFiles
from models.tables.attachments import AttachmentType

BYTES_MAX = 10_000_000
# Of all attachments of a receiver's invoices, and of all proofs of its payments.
BYTES_PER_RECEIVER_MAX = 10_000_000_000
NAME_CHARACTERS_MAX = 100
# As much as is read of the database and held at a time.
PART_BYTES = 256 * 1024

_BEGINNINGS: dict[bytes, AttachmentType] = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
# By which a file of that type may be called; the first one, where it is called otherwise.
ENDINGS: dict[AttachmentType, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "text/csv": (".csv",),
}
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SEPARATOR = re.compile(r"[,;\t]")
_DECODED_AT_ONCE = 64 * 1024


class File(NamedTuple):
    """A file as it came, with what its bytes say that it is."""

    name: str
    media_type: AttachmentType
    content: bytes
    digest: bytes


def inspect(name: str, content: bytes) -> File:
    """What a file is, under a name that is safe to save it by. Takes some 30 ms for 10 MB. Raises FileRefused."""
    if len(content) > BYTES_MAX:
        raise FileRefused(f"The file has {len(content):,} bytes, and {BYTES_MAX:,} are possible.")
    media_type = _media_type(content)
    return File(_safe(name, media_type), media_type, content, hashlib.sha256(content).digest())


async def check_sum(
    table: Literal["attachments", "proofs"], receiver_id: uuid.UUID, size: int, *, whose: str, advice: str
) -> None:
    """Raises TooManyFiles where `size` bytes more are too many for the receiver. `whose` files they are, as the subject
    of a sentence, and `advice` for whoever sends this one.

    Two requests at once can pass the bound by what they bring.
    """
    sum_ = await database.fetch_value(
        int, f"SELECT coalesce(sum(size), 0)::bigint FROM {table} WHERE receiver_id = $1", receiver_id
    )
    there = sum_ or 0
    if there + size > BYTES_PER_RECEIVER_MAX:
        raise TooManyFiles(f"{whose} have {there:,} bytes, and {BYTES_PER_RECEIVER_MAX:,} are possible: {advice}.")


async def parts(table: str, key: str, identifier: uuid.UUID, *, size: int) -> AsyncGenerator[bytes, None]:
    """The content of a row of such a table, part by part: no more of it is held than one of them."""
    for begin in range(0, size, PART_BYTES):
        part = await database.fetch_value(
            bytes,
            f"SELECT substring(content FROM $2 FOR $3) FROM {table} WHERE {key} = $1",
            identifier,
            begin + 1,
            PART_BYTES,
        )
        if part is None:
            raise NotFound("The file was deleted while it was read.")
        yield part


def _media_type(content: bytes) -> AttachmentType:
    found = next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), None)
    if found is None and _is_csv(content):
        found = "text/csv"
    if found is None:
        raise FileRefused("The file's bytes are neither those of a PDF, a PNG or a JPEG, nor of a CSV in UTF-8.")
    return found


def _is_csv(content: bytes) -> bool:
    """Text in UTF-8 without control characters, whose first line has a separator; never what a browser could run."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    first = ""
    try:
        for begin in range(0, len(content), _DECODED_AT_ONCE):
            end = begin + _DECODED_AT_ONCE
            text = decoder.decode(content[begin:end], final=end >= len(content))
            if _NO_TEXT.search(text):
                return False
            first = first or text
    except UnicodeDecodeError:
        return False
    line = first.lstrip()
    return not line.startswith("<") and bool(_SEPARATOR.search(line.partition("\n")[0]))


def _safe(name: str, media_type: AttachmentType) -> str:
    """The last part of a path, of letters, digits and a few signs, with an ending that says what it is."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    kept = "".join(sign if sign.isalnum() or sign in " ._-()" else "_" for sign in last)
    stem = re.sub(r"\.{2,}", ".", kept).strip(" .")
    endings = ENDINGS[media_type]
    ending = next((known for known in endings if stem.lower().endswith(known)), None)
    if ending is not None:
        stem = stem[: -len(ending)]
    room = NAME_CHARACTERS_MAX - len(endings[-1])
    return (stem[:room].rstrip(" .") or "attachment") + (ending or endings[0])
