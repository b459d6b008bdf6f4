"""Files in requests and answers: read from a form, and given back to be saved, never shown."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import ExitStack
from urllib.parse import quote

from api import forms
from api.answers import CallerRequest
from api.forms import Sent
from api.streams import LongAnswer
from models.billing import files
from models.billing.files import File

# What a route with a file takes: the file, and the form around it.
REQUEST_BYTES_MAX = files.BYTES_MAX + forms.FORM_BYTES_MAX
# Whatever is in a file, nothing of it runs: it is saved, and not shown.
HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'"}


async def sent(request: CallerRequest) -> File:
    """The file of a request's form. Raises UnsupportedMediaType, Malformed, Invalid, FileRefused."""
    found = await sent_as_it_is(request)
    # Hashing and reading 10 MB takes a while, in which others have their turn.
    return await asyncio.to_thread(files.inspect, found.name, found.content)


async def sent_as_it_is(request: CallerRequest) -> Sent:
    """The same, whatever it is. Raises UnsupportedMediaType, Malformed, Invalid."""
    return forms.only_file(request.headers.get("content-type", ""), await request.body())


class FileAnswer(LongAnswer):
    """A file's bytes, part by part, to be saved under its name."""

    def __init__(
        self,
        parts: AsyncGenerator[bytes, None],
        *,
        name: str,
        size: int,
        media_type: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        size_told = {"Content-Length": str(size)}
        super().__init__(
            parts, ExitStack(), media_type=media_type, headers=HEADERS | saved_as(name) | size_told | (headers or {})
        )


def saved_as(name: str) -> dict[str, str]:
    """The header that has a file saved under its name (RFC 6266)."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"}
