"""One header of a request, without a table of all of them: who asks for two need not decode twenty."""

from litestar.types import Scope


def first(scope: Scope, name: bytes) -> str | None:
    """The value of the first header with that name, which is in lower case; None when there is none."""
    for found, value in scope["headers"]:
        if found == name:
            return value.decode("latin-1")
    return None


def all_of(scope: Scope, name: bytes) -> str:
    """The values of all headers with that name, joined as one list (RFC 9110, 5.3); empty when there is none."""
    return ",".join([value.decode("latin-1") for found, value in scope["headers"] if found == name])
