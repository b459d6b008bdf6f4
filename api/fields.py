"""The fields of forms that pages send (application/x-www-form-urlencoded), read strictly: each once, as texts."""

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec

from api.answers import AnyRequest
from models.errors import Invalid, Malformed, UnsupportedMediaType
from models.shapes import forms

T = TypeVar("T")
MEDIA_TYPE = "application/x-www-form-urlencoded"
FIELDS_MAX = 30
# Of a whole form: its longest field is a note of 2,000 characters, each of which may take twelve bytes.
BYTES_MAX = 64 * 1024


async def sent(request: AnyRequest) -> Mapping[str, str]:
    """What stands in the form, without spaces around it, by the names of its fields. Read once for a request, however
    many layers ask for it.

    Raises UnsupportedMediaType, Malformed, Invalid.
    """
    state = request.scope["state"]
    if "form" not in state:
        state["form"] = await _read(request)
    found: Mapping[str, str] = state["form"]
    return found


async def _read(request: AnyRequest) -> Mapping[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != MEDIA_TYPE:
        raise UnsupportedMediaType(f"Send a form: `Content-Type: {MEDIA_TYPE}`.")
    try:
        text = (await request.body()).decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX, errors="strict")
    except ValueError as error:
        raise Malformed(f"The form is not written as forms are, or has more than {FIELDS_MAX} fields.") from error
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise forms.repeated(name)
        found[name] = value if name == "password" else value.strip()
    return found


def as_shape(found: Mapping[str, object], shape: type[T]) -> T:
    """The fields as the API takes them in JSON, by the same rules. Raises Invalid, which says where."""
    try:
        return msgspec.convert(found, shape)
    except msgspec.ValidationError as error:
        sentence, place = forms.refusal(str(error), shape)
        raise Invalid(sentence, pointer=place) from error
