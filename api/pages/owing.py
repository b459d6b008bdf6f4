"""What a payer owes and has paid, of all who bill them or of one, by the list that the API has."""

from functools import partial

from litestar import get
from litestar.response import Template

from api.answers import CallerRequest, cursor, page, reference
from api.middleware.auth import BY_COOKIE
from api.pages import personal
from models import lists
from models.billing import invoices
from models.parties import roles
from models.shapes import billing

# What is shown, by the word in the address: the invoices' status, and how far they are covered.
VIEWS: dict[str, tuple[str | None, list[str]]] = {
    "due": ("open", ["unpaid", "partially_paid"]),
    "paid": (None, ["paid", "overpaid"]),
}


@get("/account/owing", opt={"permission": "invoices.read", **BY_COOKIE}, include_in_schema=False)
async def owing(request: CallerRequest) -> Template:
    """The invoices that the caller has to pay, or has paid, newest first."""
    caller, asked = request.user, request.query_params
    view = asked.get("show", "due")
    status, settlements = VIEWS.get(view, VIEWS["due"])
    payer_id = asked.get("payer")
    filters = lists.Filters(
        equal={"status": status, "payer_id": reference("payer", payer_id)},
        # As a member of a receiver, or as an admin, one sees more than one owes.
        conditions=[
            ("payer_id = ANY({}::uuid[])", list(caller.payer_ids)),
            ("settlement = ANY({}::text[])", settlements),
            ("status <> {}", "draft"),
        ],
    )
    found = await invoices.list_page(
        caller, filters=filters, limit=lists.LIMIT_USUAL, after=cursor("invoice", asked.get("after"))
    )
    return await personal.page(
        request,
        "owing.html",
        view=view if view in VIEWS else "due",
        payer_id=payer_id,
        payers=await roles.payers_of(caller),
        found=page(found, partial(billing.invoice, reader=caller), "invoice"),
    )
