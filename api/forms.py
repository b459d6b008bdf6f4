"""Forms with a file (multipart/form-data, RFC 7578): one part, called `file`, cut out of a body that is held whole.

Litestar's own reading of forms writes files of more than a megabyte to a folder, of which a container has none.
"""

import re
from typing import NamedTuple

from models.errors import Invalid, Malformed, UnsupportedMediaType

# RFC 2046, 5.1.1: of these characters, and up to 70 of them.
_BOUNDARY = re.compile(
    r"(?:^|;)\s*(?i:boundary)=(?:\"([0-9A-Za-z'()+_,./:=? -]{1,70})\"|([0-9A-Za-z'()+_,./:=?-]{1,70}))"
)
_NAME = re.compile(r';\s*name="([^"]*)"', re.IGNORECASE)
_FILE_NAME = re.compile(r';\s*filename="([^"]*)"', re.IGNORECASE)
HEAD_BYTES_MAX = 4096
# Around the file itself.
FORM_BYTES_MAX = 2 * HEAD_BYTES_MAX


class Sent(NamedTuple):
    """A file as it was sent. What it is said to be is of no interest."""

    name: str
    content: bytes


def only_file(content_type: str, body: bytes) -> Sent:
    """The file of a form that has nothing else. Raises UnsupportedMediaType, Malformed, Invalid."""
    kind, _, parameters = content_type.partition(";")
    if kind.strip().lower() != "multipart/form-data":
        raise UnsupportedMediaType("Send a form with the file: `Content-Type: multipart/form-data`.")
    found = _BOUNDARY.search(parameters)
    if found is None:
        raise Malformed("The form's Content-Type has no boundary.")
    delimiter = b"--" + (found[1] or found[2]).encode()
    if not body.startswith(delimiter + b"\r\n"):
        raise Malformed("The form does not begin with its boundary.")
    begin = len(delimiter) + 2
    end_of_head = body.find(b"\r\n\r\n", begin, begin + HEAD_BYTES_MAX)
    end = body.find(b"\r\n" + delimiter, max(end_of_head + 2, 0))
    if end_of_head < 0 or end < 0:
        raise Malformed("The form's part has no end, or too long a head.")
    name = _disposition(body[begin:end_of_head])
    if body[end + len(delimiter) + 2 : end + len(delimiter) + 4] != b"--":
        raise Invalid("The form has more than one part: send one, called file.")
    return Sent(name, body[end_of_head + 4 : end])


def _disposition(head: bytes) -> str:
    """The file's name, from the head of its part."""
    try:
        lines = head.decode().split("\r\n")
    except UnicodeDecodeError as error:
        raise Malformed("The head of the form's part is not UTF-8.") from error
    disposition = next((line for line in lines if line.lower().startswith("content-disposition:")), "")
    name, file_name = _NAME.search(disposition), _FILE_NAME.search(disposition)
    if name is None or name[1] != "file" or file_name is None:
        raise Invalid('The form has no file: send one part, `name="file"`, with a `filename`.')
    return file_name[1]
