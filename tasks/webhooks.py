"""Keeps the promise that every event reaches its subscribers. Nudged after commits; beat asks again every tick."""

import random

from config import settings
from models.outgoing.client import Client
from models.webhooks import sending
from tasks.app import app, is_stopping, run

# A run that ends waits for its slowest request, up to 20 s, and claims nothing meanwhile. So it goes on as long as
# anything is on its way; and each ends at another time, so that hardly ever two processes wait at once.
TERM_SECONDS_MIN = 480.0
TERM_SECONDS_MAX = 720.0

_clients: list[Client] = []


# Acknowledged at once: it may outlast the time after which the broker would give the message to another worker.
@app.task(  # type: ignore[untyped-decorator]  # Celery has no types
    name="tasks.webhooks.deliver_due",
    acks_late=False,
    soft_time_limit=TERM_SECONDS_MAX + 60,
    time_limit=TERM_SECONDS_MAX + 90,
)
def deliver_due() -> None:
    """Sends the webhooks that are due."""
    run(_deliver_due())


async def _deliver_due() -> None:
    term = random.uniform(TERM_SECONDS_MIN, TERM_SECONDS_MAX)  # noqa: S311 - spread, not a secret
    await sending.deliver_due(await _client(), budget_seconds=term, is_stopping=is_stopping)


async def _client() -> Client:
    """This process's client, opened by its first use in the process's one loop, so that connections are reused."""
    if not _clients:
        client = Client(allow_loopback=settings.webhooks_to_loopback, limit=sending.SLOTS, limit_per_host=sending.SLOTS)
        _clients.append(await client.__aenter__())
    return _clients[0]
