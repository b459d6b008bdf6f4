"""One header of a request, without a table of all of them: who asks for two need not decode twenty."""

import re

from litestar.types import Scope

# How one form says that it is not taken (RFC 9110, 12.4.2).
_REFUSED = re.compile(r";\s*q=0(?:\.0{0,3})?\s*$")

_WEIGHT = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")
LISTED_MAX = 10


def first(scope: Scope, name: bytes) -> str | None:
    """The value of the first header with that name, which is in lower case; None when there is none."""
    for found, value in scope["headers"]:
        if found == name:
            return value.decode("latin-1")
    return None


def all_of(scope: Scope, name: bytes) -> str:
    """The values of all headers with that name, joined as one list (RFC 9110, 5.3); empty when there is none."""
    return ",".join([value.decode("latin-1") for found, value in scope["headers"] if found == name])


def bearer(scope: Scope) -> str | None:
    """The token of `Authorization: Bearer …`; None where there is none."""
    scheme, _, token = (first(scope, b"authorization") or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def user_agent(scope: Scope) -> str | None:
    """What the client says it is."""
    return first(scope, b"user-agent")


def address(scope: Scope) -> str | None:
    """Whence the request came: the outermost layer has found it out, from the headers of proxies that are trusted."""
    found = scope["state"].get("address")
    return None if found is None else str(found)


def none_match(scope: Scope) -> frozenset[str]:
    """The tags that If-None-Match lists, compared weakly (RFC 9110, 13.1.2): without the mark of weak ones."""
    return frozenset(tag.strip().removeprefix("W/") for tag in all_of(scope, b"if-none-match").split(",")) - {""}


def taken(accept: str) -> str:
    """What a header Accept takes, in lower case and without what it refuses by `q=0`."""
    return ",".join(form for form in accept.lower().split(",") if not _REFUSED.search(form)).strip()


def by_preference(scope: Scope, name: bytes) -> list[str]:
    """What a header such as Accept-Language lists, the most wanted first and without what it refuses; at most ten."""
    listed = all_of(scope, name).split(",")[:LISTED_MAX]
    weighed = [(_weight(rest), word.strip()) for word, _, rest in (one.partition(";") for one in listed)]
    # Sorting keeps the order of what is wanted alike.
    return [word for weight, word in sorted(weighed, key=lambda one: -one[0]) if word and weight > 0]


def _weight(parameters: str) -> float:
    """RFC 9110, 12.4.2; what says something else is taken as if it said nothing."""
    found = _WEIGHT.fullmatch(parameters.strip())
    return float(found[1]) if found else 1.0
