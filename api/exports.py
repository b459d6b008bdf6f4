"""Lists as files: who wants one instead of a page, and how many are written at once."""

from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import ExitStack, contextmanager

import structlog

from api.answers import CallerRequest
from api.middleware import accepting
from api.middleware.accepting import CSV
from api.streams import LongAnswer
from models import database, lists
from models.errors import Invalid, TooManyRequests

logger = structlog.get_logger(__name__)

EXPORTS_PER_CALLER_MAX = 1
RETRY_AFTER_SECONDS = 10
_running: Counter[str] = Counter()


def wants_csv(request: CallerRequest) -> bool:
    """Whether the client would rather have a table than JSON."""
    return accepting.wanted(request.scope) == CSV


def as_csv(request: CallerRequest, lines: AsyncGenerator[bytes, None], *, name: str) -> LongAnswer:
    """All lines, as they are read. Raises Invalid for a page of them, TooManyRequests."""
    check_is_whole(request, "table")
    with ExitStack() as places:
        places.enter_context(_place(request.user.key))
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        media_type = f"{CSV}; header=present"
        return LongAnswer(_told(lines), places.pop_all(), media_type=media_type, headers=headers)


def check_is_whole(request: CallerRequest, form: str) -> None:
    """Raises Invalid for a page of what is given as a whole."""
    if paged := {"limit", "after"} & set(request.query_params.keys()):
        raise Invalid(f"A {form} has all that the filters leave: send it without {min(paged)}, which is for pages.")


async def _told(lines: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """The same. What goes wrong ends the connection before its last chunk, which tells clients that more was there."""
    try:
        async for line in lines:
            yield line
    except database.UNAVAILABLE as error:
        logger.warning("export.cut_off", error=repr(error))
        raise
    finally:
        await lines.aclose()


@contextmanager
def _place(caller: str) -> Iterator[None]:
    if _running[caller] >= EXPORTS_PER_CALLER_MAX or _running.total() >= lists.EXPORTS_MAX:
        raise TooManyRequests(
            "A table of yours is being written already: ask again when it has ended."
            if _running[caller]
            else "This server writes as many tables as it can: ask again soon.",
            retry_after_seconds=RETRY_AFTER_SECONDS,
        )
    _running[caller] += 1
    try:
        yield
    finally:
        _running.subtract([caller])
        if not _running[caller]:
            del _running[caller]
