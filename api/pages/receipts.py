"""Where the address on a receipt leads: whether it is genuine and still stands. Programs get the same as from
`/v1/receipts/{number_or_id}/verify`.

It says nothing else about the receipt, to whoever asks, as there.
"""

import re

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Template

from api.answers import AnyRequest
from api.middleware.accepting import wants_a_page
from api.pages import rendering
from api.pages.errors import VARY
from models.collection import receipts
from models.shapes.receipts import CHECK_PATH, Verification

_HASH = re.compile(r"[0-9A-Fa-f]{64}")


@get(CHECK_PATH + "/{number_or_id:str}", opt=rendering.LINKED, include_in_schema=False)
async def check(request: AnyRequest, number_or_id: FromPath[str]) -> Template | Response[Verification]:
    """The answer in words. An address that was not typed in full is one of no receipt."""
    digest = request.query_params.get("hash", "")
    known = _HASH.fullmatch(digest) is not None
    found = await receipts.verify(number_or_id, digest) if known else Verification(valid=False, status=None)
    if not wants_a_page(request.scope):
        return Response(found, headers={"Vary": VARY})
    answer = rendering.page("receipt.html", rendering.language_of(request), status_of_receipt=found.status)
    answer.set_header("Vary", VARY)
    return answer
