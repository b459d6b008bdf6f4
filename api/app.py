"""The API: which routes there are, and what every request passes on its way to them.

Telemetry ▸ Litestar ▸ Authentication ▸ WaitForOutcome ▸ StrictReading ▸ Idempotency ▸ a handler ▸ one operation
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.config.allowed_hosts import AllowedHostsConfig

from api import documentation, errors, health
from api.auth import Authentication
from api.books import Books, Integrity
from api.gateways import Callbacks, GatewayAccounts
from api.idempotency import Idempotency
from api.invoices import Invoices
from api.pay import PayLinks
from api.payers import Payers
from api.payments import Payments, Refunds
from api.receivers import Receivers
from api.reconciliation import Discrepancies, Runs
from api.sessions import Me, Sessions
from api.strict import StrictReading
from api.telemetry import Telemetry
from api.waiting import WaitForOutcome
from api.webhooks import Deliveries, Endpoints, EventTypes
from config import settings
from models import database, logs

ROUTES: list[Any] = [
    Sessions,
    Me,
    Receivers,
    Payers,
    Invoices,
    Payments,
    Refunds,
    PayLinks,
    GatewayAccounts,
    Callbacks,
    Endpoints,
    Deliveries,
    EventTypes,
    Books,
    Integrity,
    Runs,
    Discrepancies,
    health.live,
    health.ready,
    health.metrics,
    documentation.page,
    documentation.error_page,
    documentation.assets,
]


@asynccontextmanager
async def _lifespan(_: Litestar) -> AsyncIterator[None]:
    await database.open_pool(size_min=2, size_max=settings.database_pool_size)
    yield
    await database.close_pool()


def create_app() -> Litestar:
    """The Litestar application; its lifespan opens and closes the connection pool."""
    return Litestar(
        route_handlers=ROUTES,
        middleware=[Authentication(), WaitForOutcome(), StrictReading(), Idempotency()],
        exception_handlers=errors.HANDLERS,
        lifespan=[_lifespan],
        on_startup=[documentation.complete],
        openapi_config=documentation.CONFIG,
        request_max_body_size=settings.body_bytes_max,
        allowed_hosts=AllowedHostsConfig(allowed_hosts=list(settings.allowed_hosts)),
        logging_config=None,
    )


logs.configure()
app = Telemetry(create_app())
