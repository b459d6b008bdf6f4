"""Gateway accounts, and what gateways tell us."""

import uuid

from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from api.answers import After, AnyRequest, CallerRequest, Id, Limit, cursor, one, page, reference, version_wanted
from api.middleware.auth import PUBLIC
from api.middleware.waiting import Outcome
from models import ids, lists
from models.online import callbacks, credentials, gateway_accounts
from models.shapes import gateways as shapes
from models.shapes.common import List
from models.shapes.gateways import GatewayAccount, GatewayAccountInput, GatewayAccountPatch


async def _read(request: CallerRequest, identifier: uuid.UUID) -> tuple[GatewayAccount, int]:
    row = await gateway_accounts.get(request.user, identifier)
    return shapes.gateway_account(row), row.version


CREDENTIALS_OUTCOME = Outcome(
    kind="gateway_account",
    field="credentials_status",
    undecided=frozenset({"checking"}),
    status=credentials.status_now,
    read=_read,
)


class GatewayAccounts(Controller):
    """Receivers' accounts with payment gateways."""

    path = "/v1/gateway-accounts"
    tags = ["Payments"]

    @post(
        "",
        operation_id="createGatewayAccount",
        summary="Connect a gateway",
        opt={"permission": "gateway_accounts.write", "outcome": CREDENTIALS_OUTCOME},
    )
    async def create(self, request: CallerRequest, data: JSONBody[GatewayAccountInput]) -> Response[GatewayAccount]:
        """Connects a receiver to a gateway. The credentials are encrypted and never shown again; `credentials_status`
        says whether the gateway takes them. `Prefer: wait=10` waits for its word."""
        row = await gateway_accounts.create(request.user, data)
        return one(shape := shapes.gateway_account(row), row, location=f"/v1/gateway-accounts/{shape.id}")

    @get(
        "",
        operation_id="listGatewayAccounts",
        summary="List gateway accounts",
        opt={"permission": "gateway_accounts.read"},
    )
    async def list_(
        self, request: CallerRequest, limit: Limit = 20, after: After = None, receiver_id: FromQuery[Id] = None
    ) -> List[GatewayAccount]:
        """Gateway accounts, newest first."""
        filters = lists.Filters(equal={"receiver_id": reference("receiver", receiver_id)})
        found = await gateway_accounts.list_page(
            request.user, filters=filters, limit=limit, after=cursor("gateway_account", after)
        )
        return page(found, shapes.gateway_account, "gateway_account")

    @get(
        "/{account_id:str}",
        operation_id="getGatewayAccount",
        summary="Read a gateway account",
        opt={"permission": "gateway_accounts.read"},
    )
    async def read(self, request: CallerRequest, account_id: FromPath[str]) -> Response[GatewayAccount]:
        """One gateway account."""
        row = await gateway_accounts.get(request.user, ids.decode("gateway_account", account_id))
        return one(shapes.gateway_account(row), row)

    @patch(
        "/{account_id:str}",
        operation_id="updateGatewayAccount",
        summary="Change a gateway account",
        opt={"permission": "gateway_accounts.write", "outcome": CREDENTIALS_OUTCOME},
    )
    async def update(
        self, request: CallerRequest, account_id: FromPath[str], data: JSONBody[GatewayAccountPatch]
    ) -> Response[GatewayAccount]:
        """Changes the fields that are sent, of `credentials` too: a new API key needs no webhook secret beside it.

        New credentials are put to use once the gateway takes them, and what failed for want of them goes on; until
        then those in use stay so. `credentials_status` says which it is; `Prefer: wait=10` waits for the gateway's
        word. They must be of the same merchant account."""
        row = await gateway_accounts.update(
            request.user, ids.decode("gateway_account", account_id), data, version=version_wanted(request)
        )
        return one(shapes.gateway_account(row), row)

    @delete(
        "/{account_id:str}",
        operation_id="archiveGatewayAccount",
        summary="Archive a gateway account",
        opt={"permission": "gateway_accounts.write"},
    )
    async def archive(self, request: CallerRequest, account_id: FromPath[str]) -> None:
        """Takes an account out of use for new payments. What was begun through it goes on: callbacks, questions about
        open payments, refunds and comparisons."""
        await gateway_accounts.archive(
            request.user, ids.decode("gateway_account", account_id), version=version_wanted(request)
        )


class Callbacks(Controller):
    """Where gateways report. Not for clients."""

    path = "/v1/callbacks"
    tags = ["Callbacks"]
    # The body is verified as the bytes that it is, and means nothing before.
    opt = {**PUBLIC, "raw": True}
    security = [{}]

    @post("/{account_id:str}", operation_id="receiveCallback", summary="Report to us", status_code=200)
    async def receive(self, request: AnyRequest, account_id: FromPath[str]) -> dict[str, bool]:
        """Stores what a gateway reports, once; the signature is the gateway's. The answer tells nothing."""
        # Not `request.headers`, which decodes and copies them twice. ASGI servers send names in lower case.
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.scope["headers"]}
        await callbacks.receive(ids.decode("gateway_account", account_id), body=await request.body(), headers=headers)
        return {"received": True}
