"""Keeps the promise that every event reaches its subscribers. Nudged after commits; beat asks again every tick."""

from config import settings
from models import deliveries
from models.outgoing import Client
from tasks.app import app, run

# Short enough for a worker to stop within its grace: a request that was begun last takes 20 s more at most.
BUDGET_SECONDS = 5.0

_clients: list[Client] = []


@app.task(name="tasks.webhooks.deliver_due")  # type: ignore[untyped-decorator]  # Celery has no types
def deliver_due() -> None:
    """Sends the webhooks that are due."""
    run(_deliver_due())


async def _deliver_due() -> None:
    await deliveries.deliver_due(await _client(), budget_seconds=BUDGET_SECONDS)


async def _client() -> Client:
    """This process's client, opened by its first use in the process's one loop, so that connections are reused."""
    if not _clients:
        client = Client(
            allow_loopback=settings.webhooks_to_loopback, limit=deliveries.SLOTS, limit_per_host=deliveries.SLOTS
        )
        _clients.append(await client.__aenter__())
    return _clients[0]
