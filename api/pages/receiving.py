"""What a receiver's people look after: invoices that are open, overdue or paid, and what payers say they have paid."""

from collections.abc import Mapping
from functools import partial

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from api.answers import CallerRequest, cursor, page
from api.middleware.auth import BY_COOKIE
from api.pages import personal
from models import ids, lists
from models.billing import invoices
from models.collection import payments
from models.parties import receivers
from models.shapes import billing, collection
from models.shapes.billing import Invoice
from models.shapes.collection import Payment
from models.shapes.common import List

# What is shown of invoices, by the word in the address: those of a status, and under what conditions.
VIEWS: Mapping[str, tuple[str | None, list[tuple[str, object]]]] = {
    "open": ("open", [("settlement = ANY({}::text[])", ["unpaid", "partially_paid"])]),
    "overdue": ("open", [("overdue = {}", True)]),
    "paid": (None, [("settlement = ANY({}::text[])", ["paid", "overpaid"]), ("status <> {}", "draft")]),
}
REPORTED = "reported"


@get("/account/receivers/{receiver_id:str}", opt={"permission": "receivers.read", **BY_COOKIE}, include_in_schema=False)
async def receiving(request: CallerRequest, receiver_id: FromPath[str]) -> Template:
    """A receiver's invoices, or the payments that wait for its word, newest first."""
    caller, asked = request.user, request.query_params
    receiver = await receivers.get(caller, ids.decode("receiver", receiver_id))
    view = asked.get("show", "open")
    found: List[Invoice] | List[Payment]
    if view == REPORTED:
        filters = lists.Filters(equal={"receiver_id": receiver.id, "status": "reported"})
        after = cursor("payment", asked.get("after"))
        reported = await payments.list_page(caller, filters=filters, limit=lists.LIMIT_USUAL, after=after)
        found = page(reported, partial(collection.payment, reader=caller), "payment")
    else:
        view = view if view in VIEWS else "open"
        status, conditions = VIEWS[view]
        filters = lists.Filters(equal={"receiver_id": receiver.id, "status": status}, conditions=conditions)
        after = cursor("invoice", asked.get("after"))
        those = await invoices.list_page(caller, filters=filters, limit=lists.LIMIT_USUAL, after=after)
        found = page(those, partial(billing.invoice, reader=caller), "invoice")
    return await personal.page(
        request,
        "receiving.html",
        receiver=receiver,
        receiver_id=receiver_id,
        view=view,
        found=found,
        may_record=caller.may("payments.record", receiver_id=receiver.id),
    )
