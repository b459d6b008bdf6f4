"""For machines that watch us: liveness, readiness, metrics."""

import asyncio
from collections.abc import Awaitable

import structlog
from litestar import Response, get
from prometheus_client import CONTENT_TYPE_LATEST
from redis.asyncio import Redis
from redis.exceptions import RedisError

from api.metrics import exposition
from api.middleware.auth import PUBLIC
from config import settings
from models import database, postgres
from models.tables.billing import Invoice
from models.upkeep import backlog
from models.webhooks import metrics as webhook_metrics

logger = structlog.get_logger(__name__)

CHECK_SECONDS = 2.0
# After PostgreSQL said that its disk is full, nothing is sent here for so long; then its disk is tried each time.
DISK_SECONDS = 5.0
UNAVAILABLE: tuple[type[Exception], ...] = (OSError, RedisError, *database.UNAVAILABLE)


@get("/health/live", opt=PUBLIC, security=[{}], tags=["Operations"], operation_id="getLiveness", summary="Is it alive?")
async def live() -> dict[str, str]:
    """200 as long as the process answers; restart it when it does not."""
    return {"status": "ok"}


@get(
    "/health/ready", opt=PUBLIC, security=[{}], tags=["Operations"], operation_id="getReadiness", summary="Is it ready?"
)
async def ready() -> Response[dict[str, str]]:
    """200 when requests can be served, 503 when not.

    Without Redis requests are served as ever, and work waits for the next tick, so that is only said. PostgreSQL whose
    disk is full or failing is `full`: what is written would be refused.
    """
    database_word, redis_word = await asyncio.gather(_database_word(), _redis_word())
    is_ready = database_word == "ok"
    status = "unavailable" if not is_ready else "ok" if redis_word == "ok" else "degraded"
    content = {"status": status, "database": database_word, "redis": redis_word}
    return Response(content, status_code=200 if is_ready else 503)


@get(
    "/metrics",
    opt=PUBLIC,
    security=[{}],
    tags=["Operations"],
    operation_id="getMetrics",
    summary="Metrics",
    media_type="text/plain",
)
async def metrics() -> Response[str]:
    """Prometheus metrics of this machine's web processes, and of the work lists and webhooks that all share."""
    await backlog.measure()
    await webhook_metrics.measure()
    return Response(exposition(), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _database_word() -> str:
    # Also down while the schema is not there yet.
    if not await _succeeds(Invoice.exists().run()):
        return "down"
    ago = postgres.disk_error_ago()
    if ago is None:
        return "ok"
    return "ok" if ago > DISK_SECONDS and await _succeeds(database.try_disk()) else "full"


async def _redis_word() -> str:
    return "ok" if await _redis_answers() else "down"


async def _redis_answers() -> bool:
    async def ask() -> None:
        async with Redis.from_url(settings.redis_url, socket_timeout=1, socket_connect_timeout=1) as redis:
            await redis.ping()

    return await _succeeds(ask())


async def _succeeds(question: Awaitable[object]) -> bool:
    try:
        await asyncio.wait_for(question, CHECK_SECONDS)
    except UNAVAILABLE as error:
        logger.warning("dependency.unavailable", error=repr(error))
        return False
    return True
