"""Forms with a file (multipart/form-data, RFC 7578), cut out of a body that is held whole.

Litestar's own reading of forms writes files of more than a megabyte to a folder, of which a container has none.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from models.errors import Invalid, Malformed, UnsupportedMediaType
from models.shapes import forms

# RFC 2046, 5.1.1: of these characters, and up to 70 of them.
_BOUNDARY = re.compile(
    r"(?:^|;)\s*(?i:boundary)=(?:\"([0-9A-Za-z'()+_,./:=? -]{1,70})\"|([0-9A-Za-z'()+_,./:=?-]{1,70}))"
)
_NAME = re.compile(r';\s*name="([^"]*)"', re.IGNORECASE)
_FILE_NAME = re.compile(r';\s*filename="([^"]*)"', re.IGNORECASE)
HEAD_BYTES_MAX = 4096
# Around the file itself.
FORM_BYTES_MAX = 2 * HEAD_BYTES_MAX
# Of a form of one of our pages.
FIELDS_MAX = 20
FIELD_BYTES_MAX = 2_000


class Sent(NamedTuple):
    """A file as it was sent. What it is said to be is of no interest."""

    name: str
    content: bytes


class Form(NamedTuple):
    """What a browser sends of a page's form: the fields as they were typed, and the file, if one was chosen."""

    fields: Mapping[str, str]
    file: Sent | None


class _Part(NamedTuple):
    """A part of a form; `file_name` is None of a field."""

    name: str | None
    file_name: str | None
    content: bytes


def only_file(content_type: str, body: bytes) -> Sent:
    """The file of a form that has nothing else. Raises UnsupportedMediaType, Malformed, Invalid."""
    parts = _parts(content_type, body)
    part = next(parts)
    if part.name != "file" or part.file_name is None:
        raise Invalid('The form has no file: send one part, `name="file"`, with a `filename`.')
    if next(parts, None) is not None:
        raise Invalid("The form has more than one part: send one, called file.")
    return Sent(part.file_name, part.content)


def typed(content_type: str, body: bytes, *, file: str) -> Form:
    """A page's form, whose file is the field of that name. What is too long is cut off: its rule says so. Raises
    UnsupportedMediaType, Malformed, and Invalid where a field comes twice."""
    fields: dict[str, str] = {}
    seen: set[str] = set()
    sent = None
    for number, part in enumerate(_parts(content_type, body)):
        if number >= FIELDS_MAX:
            raise Malformed(f"The form has more than {FIELDS_MAX} parts.")
        if part.name is None:
            raise Malformed("A part of the form has no name.")
        if part.name in seen:
            raise forms.repeated(part.name)
        seen.add(part.name)
        if part.file_name is None:
            fields[part.name] = part.content[:FIELD_BYTES_MAX].decode("utf-8", "replace")
        elif part.name == file and (part.file_name or part.content):
            # Browsers send a file without a name and bytes where none was chosen.
            sent = Sent(part.file_name, part.content)
    return Form(fields, sent)


def _parts(content_type: str, body: bytes) -> Iterator[_Part]:
    """The parts of a form, at least one. Raises UnsupportedMediaType, Malformed."""
    kind, _, parameters = content_type.partition(";")
    if kind.strip().lower() != "multipart/form-data":
        raise UnsupportedMediaType("Send a form with the file: `Content-Type: multipart/form-data`.")
    found = _BOUNDARY.search(parameters)
    if found is None:
        raise Malformed("The form's Content-Type has no boundary.")
    delimiter = b"--" + (found[1] or found[2]).encode()
    if not body.startswith(delimiter + b"\r\n"):
        raise Malformed("The form does not begin with its boundary.")
    end = -2
    while True:
        begin = end + 2 + len(delimiter) + 2
        end_of_head = body.find(b"\r\n\r\n", begin, begin + HEAD_BYTES_MAX)
        end = body.find(b"\r\n" + delimiter, max(end_of_head + 2, 0))
        if end_of_head < 0 or end < 0:
            raise Malformed("The form's part has no end, or too long a head.")
        name, file_name = _disposition(body[begin:end_of_head])
        yield _Part(name, file_name, body[end_of_head + 4 : end])
        if body.startswith(b"--", end + 2 + len(delimiter)):
            return


def _disposition(head: bytes) -> tuple[str | None, str | None]:
    """The name of a part, and that of its file, from its head."""
    try:
        lines = head.decode().split("\r\n")
    except UnicodeDecodeError as error:
        raise Malformed("The head of the form's part is not UTF-8.") from error
    disposition = next((line for line in lines if line.lower().startswith("content-disposition:")), "")
    name, file_name = _NAME.search(disposition), _FILE_NAME.search(disposition)
    return name and name[1], file_name and file_name[1]
