"""Webhook endpoints, their deliveries, and sending again."""

from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from api.answers import After, CallerRequest, From, Id, Limit, To, cursor, one, page, reference, version_wanted, zoned
from models import events, ids, lists
from models.shapes import webhooks as shapes
from models.shapes.common import List
from models.shapes.webhooks import (
    ReplayInput,
    SecretRotation,
    WebhookDelivery,
    WebhookDeliveryWithAttempts,
    WebhookEndpoint,
    WebhookEndpointInput,
    WebhookEndpointPatch,
    WebhookEndpointWithSecret,
    WebhookReplay,
)
from models.tables.webhooks import DeliveryStatus, EndpointStatus
from models.webhooks import endpoints, log


class Endpoints(Controller):
    """Where subscribers hear of events."""

    path = "/v1/webhook-endpoints"
    tags = ["Webhooks"]

    @post(
        "",
        operation_id="createWebhookEndpoint",
        summary="Subscribe",
        opt={"permission": "webhook_endpoints.write", "shown_once": True},
    )
    async def create(
        self, request: CallerRequest, data: JSONBody[WebhookEndpointInput]
    ) -> Response[WebhookEndpointWithSecret]:
        """Subscribes a URL to events of a receiver. The signing secret is shown in this answer only."""
        row, made = await endpoints.create(request.user, data)
        shape = shapes.webhook_endpoint_with_secret(row, made.secret)
        return one(shape, row, location=f"/v1/webhook-endpoints/{shape.id}")

    @get(
        "", operation_id="listWebhookEndpoints", summary="List endpoints", opt={"permission": "webhook_endpoints.read"}
    )
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        status: FromQuery[EndpointStatus | None] = None,
    ) -> List[WebhookEndpoint]:
        """Endpoints, newest first."""
        found = await endpoints.list_page(
            request.user,
            filters=lists.Filters(equal={"receiver_id": reference("receiver", receiver_id)}),
            status=status,
            limit=limit,
            after=cursor("webhook_endpoint", after),
        )
        return page(found, shapes.webhook_endpoint, "webhook_endpoint")

    @get(
        "/{endpoint_id:str}",
        operation_id="getWebhookEndpoint",
        summary="Read an endpoint",
        opt={"permission": "webhook_endpoints.read"},
    )
    async def read(self, request: CallerRequest, endpoint_id: FromPath[str]) -> Response[WebhookEndpoint]:
        """One endpoint, without its secret."""
        row = await endpoints.get(request.user, ids.decode("webhook_endpoint", endpoint_id))
        return one(shapes.webhook_endpoint(row), row)

    @patch(
        "/{endpoint_id:str}",
        operation_id="updateWebhookEndpoint",
        summary="Change an endpoint",
        opt={"permission": "webhook_endpoints.write"},
    )
    async def update(
        self, request: CallerRequest, endpoint_id: FromPath[str], data: JSONBody[WebhookEndpointPatch]
    ) -> Response[WebhookEndpoint]:
        """Changes the fields that are sent."""
        row = await endpoints.update(
            request.user, ids.decode("webhook_endpoint", endpoint_id), data, version=version_wanted(request)
        )
        return one(shapes.webhook_endpoint(row), row)

    @delete(
        "/{endpoint_id:str}",
        operation_id="deleteWebhookEndpoint",
        summary="Unsubscribe",
        opt={"permission": "webhook_endpoints.write"},
    )
    async def delete(self, request: CallerRequest, endpoint_id: FromPath[str]) -> None:
        """Deletes an endpoint with what waits for it. Its events stay, and the log of what is over for as long as it is
        kept."""
        await endpoints.delete(
            request.user, ids.decode("webhook_endpoint", endpoint_id), version=version_wanted(request)
        )

    @post(
        "/{endpoint_id:str}/enable",
        operation_id="enableWebhookEndpoint",
        summary="Enable",
        status_code=200,
        opt={"permission": "webhook_endpoints.write"},
    )
    async def enable(self, request: CallerRequest, endpoint_id: FromPath[str]) -> Response[WebhookEndpoint]:
        """Sends again, beginning with what has waited."""
        row = await endpoints.enable(
            request.user, ids.decode("webhook_endpoint", endpoint_id), version=version_wanted(request)
        )
        return one(shapes.webhook_endpoint(row), row)

    @post(
        "/{endpoint_id:str}/disable",
        operation_id="disableWebhookEndpoint",
        summary="Disable",
        status_code=200,
        opt={"permission": "webhook_endpoints.write"},
    )
    async def disable(self, request: CallerRequest, endpoint_id: FromPath[str]) -> Response[WebhookEndpoint]:
        """Stops sending; what waits is kept."""
        row = await endpoints.disable(
            request.user, ids.decode("webhook_endpoint", endpoint_id), version=version_wanted(request)
        )
        return one(shapes.webhook_endpoint(row), row)

    @post(
        "/{endpoint_id:str}/rotate_secret",
        operation_id="rotateWebhookSecret",
        summary="Rotate",
        status_code=200,
        opt={"permission": "webhook_endpoints.write", "shown_once": True},
    )
    async def rotate_secret(
        self, request: CallerRequest, endpoint_id: FromPath[str], data: JSONBody[SecretRotation | None] = None
    ) -> Response[WebhookEndpointWithSecret]:
        """Makes a new secret, shown in this answer only; the old one signs along for 24 hours, or ends at once."""
        wish = data or SecretRotation()
        row, made = await endpoints.rotate_secret(
            request.user,
            ids.decode("webhook_endpoint", endpoint_id),
            at_once=wish.at_once,
            signature=wish.signature,
            version=version_wanted(request),
        )
        return one(shapes.webhook_endpoint_with_secret(row, made.secret), row)

    @post(
        "/{endpoint_id:str}/ping",
        operation_id="pingWebhookEndpoint",
        summary="Ping",
        status_code=202,
        opt={"permission": "webhook_endpoints.write"},
    )
    async def ping(self, request: CallerRequest, endpoint_id: FromPath[str]) -> Response[WebhookDelivery]:
        """Sends a `ping` event to this endpoint alone."""
        row = await endpoints.ping(request.user, ids.decode("webhook_endpoint", endpoint_id))
        return one(shapes.webhook_delivery(row), row, status_code=202)

    @post(
        "/{endpoint_id:str}/replay",
        operation_id="replayWebhooks",
        summary="Replay",
        status_code=202,
        opt={"permission": "webhook_endpoints.write"},
    )
    async def replay(
        self, request: CallerRequest, endpoint_id: FromPath[str], data: JSONBody[ReplayInput]
    ) -> Response[WebhookReplay]:
        """Queues again what happened in a range of time, or only counts it: by default what was given up, and what was
        never queued, or so long ago that its delivery is not kept. The same ids and bytes, the oldest first, at most
        50,000 at once."""
        replayed = await log.replay(
            request.user,
            ids.decode("webhook_endpoint", endpoint_id),
            starts_at=data.from_,
            ends_at=data.to,
            types=data.types,
            fates=log.UNDELIVERED if data.status is None else (data.status,),
            dry_run=data.dry_run,
        )
        return Response(shapes.webhook_replay(replayed), status_code=202)

    @get(
        "/{endpoint_id:str}/deliveries",
        operation_id="listWebhookDeliveries",
        summary="List deliveries",
        opt={"permission": "webhook_endpoints.read"},
    )
    async def deliveries(
        self,
        request: CallerRequest,
        endpoint_id: FromPath[str],
        limit: Limit = 20,
        after: After = None,
        status: FromQuery[DeliveryStatus | None] = None,
        event_type: FromQuery[str | None] = None,
        event_id: FromQuery[Id] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[WebhookDelivery]:
        """The endpoint's deliveries, newest first."""
        found = await log.list_page(
            request.user,
            ids.decode("webhook_endpoint", endpoint_id),
            filters=lists.Filters(
                equal={
                    "status": status,
                    "event_type": events.check_type(event_type),
                    "event_id": reference("event", event_id),
                },
                created_from=zoned(created_from, "created_from"),
                created_to=zoned(created_to, "created_to"),
            ),
            limit=limit,
            after=cursor("webhook_delivery", after),
        )
        return page(found, shapes.webhook_delivery, "webhook_delivery")


class Deliveries(Controller):
    """Single deliveries."""

    path = "/v1/webhook-deliveries"
    tags = ["Webhooks"]

    @get(
        "/{delivery_id:str}",
        operation_id="getWebhookDelivery",
        summary="Read a delivery",
        opt={"permission": "webhook_endpoints.read"},
    )
    async def read(self, request: CallerRequest, delivery_id: FromPath[str]) -> WebhookDeliveryWithAttempts:
        """One delivery with every attempt."""
        row, attempts = await log.get(request.user, ids.decode("webhook_delivery", delivery_id))
        return shapes.webhook_delivery_with_attempts(row, attempts)

    @post(
        "/{delivery_id:str}/redeliver",
        operation_id="redeliver",
        summary="Deliver again",
        status_code=202,
        opt={"permission": "webhook_endpoints.write"},
    )
    async def redeliver(self, request: CallerRequest, delivery_id: FromPath[str]) -> Response[WebhookDelivery]:
        """Queues the delivery again, with the same id and the same bytes."""
        row = await log.redeliver(request.user, ids.decode("webhook_delivery", delivery_id))
        return one(shapes.webhook_delivery(row), row, status_code=202)
