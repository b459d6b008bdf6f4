"""Comparing gateways' books with ours."""

from litestar import Controller, Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody

from api.answers import After, CallerRequest, Id, Limit, cursor, one, page, reference, version_wanted
from models import clock, ids, lists
from models.online import inbox
from models.reconciliation import discrepancies, runs
from models.shapes import gateways as gateway_shapes
from models.shapes import reconciliation as shapes
from models.shapes.common import List
from models.shapes.gateways import Callback, CallbackStatusOpen
from models.shapes.reconciliation import Discrepancy, ResolutionInput, Run, RunInput
from models.tables.reconciliation import DiscrepancyKind, DiscrepancyStatus


class Runs(Controller):
    """Comparisons of a gateway's payments, refunds and reversals with ours."""

    path = "/v1/reconciliation/runs"
    tags = ["Books"]

    @post(
        "",
        operation_id="requestReconciliation",
        summary="Ask for a comparison",
        opt={"permission": "reconciliation.write"},
        responses={200: ResponseSpec(Run, generate_examples=False, description="The comparison that is under way")},
    )
    async def create(self, request: CallerRequest, data: JSONBody[RunInput]) -> Response[Run]:
        """Queues a comparison; by default of the last 24 hours. An account is compared once at a time: while a
        comparison of it waits or runs, that one is the answer, with 200 and its own window, and nothing is queued."""
        row, is_new = await runs.request(request.user, data)
        shape = shapes.run(row)
        return one(shape, row, location=f"/v1/reconciliation/runs/{shape.id}" if is_new else None)

    @get("", operation_id="listReconciliations", summary="List comparisons", opt={"permission": "reconciliation.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        gateway_account_id: FromQuery[Id] = None,
    ) -> List[Run]:
        """Comparisons, newest first."""
        filters = lists.Filters(
            equal={
                "receiver_id": reference("receiver", receiver_id),
                "gateway_account_id": reference("gateway_account", gateway_account_id),
            }
        )
        found = await runs.list_page(
            request.user, filters=filters, limit=limit, after=cursor("reconciliation_run", after)
        )
        return page(found, shapes.run, "reconciliation_run")

    @get(
        "/{run_id:str}",
        operation_id="getReconciliation",
        summary="Read a comparison",
        opt={"permission": "reconciliation.read"},
    )
    async def read(self, request: CallerRequest, run_id: FromPath[str]) -> Response[Run]:
        """One comparison."""
        row = await runs.get(request.user, ids.decode("reconciliation_run", run_id))
        return one(shapes.run(row), row)


class Inbox(Controller):
    """What gateways have sent and is not applied."""

    path = "/v1/reconciliation/callbacks"
    tags = ["Books"]

    @get(
        "",
        operation_id="listCallbacks",
        summary="List callbacks that are not applied",
        opt={"permission": "reconciliation.read"},
    )
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        gateway_account_id: FromQuery[Id] = None,
        status: FromQuery[CallbackStatusOpen | None] = None,
    ) -> List[Callback]:
        """What could not be read, or fits nothing we know, and what has just come; newest first."""
        found = await inbox.list_page(
            request.user,
            equal={
                "receiver_id": reference("receiver", receiver_id),
                "gateway_account_id": reference("gateway_account", gateway_account_id),
            },
            status=status,
            limit=limit,
            after=cursor("callback", after),
        )
        return page(found, gateway_shapes.callback, "callback")

    @get(
        "/{callback_id:str}",
        operation_id="getCallback",
        summary="Read a callback",
        opt={"permission": "reconciliation.read"},
    )
    async def read(self, request: CallerRequest, callback_id: FromPath[str]) -> Response[Callback]:
        """What became of one message, or of one event."""
        row = await inbox.get(request.user, ids.decode("callback", callback_id))
        return one(gateway_shapes.callback(row), row)

    @post(
        "/{callback_id:str}/retry",
        operation_id="retryCallback",
        summary="Try again",
        status_code=202,
        opt={"permission": "reconciliation.write"},
    )
    async def retry(self, request: CallerRequest, callback_id: FromPath[str]) -> Response[Callback]:
        """Has a callback read or applied once more, such as after an upgrade. Nothing is ever applied twice."""
        row = await inbox.retry(request.user, ids.decode("callback", callback_id))
        return one(gateway_shapes.callback(row), row, status_code=202)


class Discrepancies(Controller):
    """Differences between a gateway's books and ours."""

    path = "/v1/reconciliation/discrepancies"
    tags = ["Books"]

    @get("", operation_id="listDiscrepancies", summary="List discrepancies", opt={"permission": "reconciliation.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        gateway_account_id: FromQuery[Id] = None,
        status: FromQuery[DiscrepancyStatus | None] = None,
        kind: FromQuery[DiscrepancyKind | None] = None,
    ) -> List[Discrepancy]:
        """Discrepancies, newest first."""
        filters = lists.Filters(
            equal={
                "receiver_id": reference("receiver", receiver_id),
                "gateway_account_id": reference("gateway_account", gateway_account_id),
                "status": status,
                "kind": kind,
            }
        )
        found = await discrepancies.list_page(
            request.user, filters=filters, limit=limit, after=cursor("discrepancy", after)
        )
        now = clock.now()
        return page(found, lambda row: shapes.discrepancy(row, now=now), "discrepancy")

    @get(
        "/{discrepancy_id:str}",
        operation_id="getDiscrepancy",
        summary="Read a discrepancy",
        opt={"permission": "reconciliation.read"},
    )
    async def read(self, request: CallerRequest, discrepancy_id: FromPath[str]) -> Response[Discrepancy]:
        """One discrepancy."""
        row = await discrepancies.get(request.user, ids.decode("discrepancy", discrepancy_id))
        return one(shapes.discrepancy(row, now=clock.now()), row)

    @post(
        "/{discrepancy_id:str}/resolve",
        operation_id="resolveDiscrepancy",
        summary="Resolve",
        status_code=200,
        opt={"permission": "reconciliation.write"},
    )
    async def resolve(
        self, request: CallerRequest, discrepancy_id: FromPath[str], data: JSONBody[ResolutionInput]
    ) -> Response[Discrepancy]:
        """Closes a discrepancy and keeps how it was resolved."""
        row = await discrepancies.resolve(
            request.user, ids.decode("discrepancy", discrepancy_id), data.resolution, version=version_wanted(request)
        )
        return one(shapes.discrepancy(row, now=clock.now()), row)
