"""One of everything that the API knows, and a good request for every operation that needs one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from api.app import app
from models import database, ids
from tests.api import people
from tests.api.people import Shop

METHODS = ("get", "post", "patch", "put", "delete")


@dataclass(frozen=True)
class Operation:
    """One operation of the OpenAPI document."""

    id: str
    method: str
    path: str
    document: dict[str, Any]

    @property
    def is_open(self) -> bool:
        """True when the document says that no token is needed."""
        return self.document.get("security") == [{}]


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    schema: dict[str, Any] = app.app.openapi_schema.to_schema()
    return schema


def operations() -> Iterator[Operation]:
    """Every operation in the document."""
    for path, item in document()["paths"].items():
        for method in METHODS:
            if method in item:
                yield Operation(item[method]["operationId"], method.upper(), path, item[method])


# The fields of bodies that say nothing about whose object it is. An operation that is not named here takes none.
BODIES: dict[str, dict[str, Any]] = {
    "updateReceiver": {"name": "A new name"},
    "updatePayer": {"name": "A new name"},
    "updateInvoice": {"memo": "A new memo"},
    "updateWebhookEndpoint": {"description": "A new description"},
    "rejectPayment": {"reason": "It never came."},
    "bouncePayment": {"reason": "No funds."},
    "resolveDiscrepancy": {"resolution": "Booked by hand."},
}


@dataclass
class World:
    """A shop with one of everything; `objects` has the id of each by the path of its list, and the pay link's token."""

    shop: Shop
    objects: dict[str, str]
    draft_id: str

    def fill(self, path: str, *, identifier: str | None = None) -> str:
        """A path of the document with our ids in it, or with that one."""
        return re.sub(r"\{[^}]*\}", lambda _: identifier or self.objects[path.partition("/{")[0]], path, count=1)


async def open_world(http: httpx.AsyncClient) -> World:
    """A new shop, where everything has happened once."""
    shop = await people.open_shop(http)
    owner = shop.owner
    invoice = await shop.issue(10_000)
    payment = await owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=4_000)
    refund = await owner.make("/v1/refunds", payment_id=payment["id"], amount=1_000)
    account = await shop.pretend_gateway()
    endpoint = await owner.make("/v1/webhook-endpoints", receiver_id=shop.id, url="https://example.com/hooks")
    delivery = (await owner.post(f"/v1/webhook-endpoints/{endpoint['id']}/ping")).json()
    run = await owner.make("/v1/reconciliation/runs", gateway_account_id=account["id"])
    return World(
        shop,
        {
            "/v1/receivers": shop.id,
            "/v1/payers": shop.payer["id"],
            "/v1/invoices": invoice["id"],
            "/v1/payments": payment["id"],
            "/v1/refunds": refund["id"],
            "/v1/gateway-accounts": account["id"],
            "/v1/webhook-endpoints": endpoint["id"],
            "/v1/webhook-deliveries": delivery["id"],
            "/v1/reconciliation/runs": run["id"],
            "/v1/reconciliation/discrepancies": await add_discrepancy(run),
            "/v1/ledger/accounts": (await owner.list_ids("/v1/ledger/accounts"))[0],
            "/v1/ledger/transactions": (await owner.list_ids("/v1/ledger/transactions"))[0],
            "/v1/pay": pay_token(invoice),
        },
        (await shop.draft())["id"],
    )


def pay_token(invoice: dict[str, Any]) -> str:
    """The token of an issued invoice's pay link."""
    return str(invoice["pay_url"]).rpartition("/")[2]


async def add_discrepancy(run: dict[str, Any]) -> str:
    """A payment that only the gateway knows, as a run would have found it; its id."""
    identifier = ids.new()
    await database.execute(
        "INSERT INTO discrepancies (id, receiver_id, gateway_account_id, run_id, kind, gateway_payment_id, currency, "
        "amount_there) VALUES ($1, $2, $3, $4, 'missing_here', $5, 'EUR', 500)",
        identifier,
        ids.decode("receiver", run["receiver_id"]),
        ids.decode("gateway_account", run["gateway_account_id"]),
        ids.decode("reconciliation_run", run["id"]),
        f"there_{identifier.hex}",
    )
    return ids.encode("discrepancy", identifier)
