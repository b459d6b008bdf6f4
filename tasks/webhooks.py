"""Keeps the promise that every event reaches its subscribers. Nudged after commits; beat asks again every tick."""

from config import settings
from models.outgoing.client import Client
from models.webhooks import sending
from tasks.app import LONG, app, is_stopping, run, term

_clients: list[Client] = []


@app.task(name="tasks.webhooks.deliver_due", **LONG)
def deliver_due() -> None:
    """Sends the webhooks that are due."""
    run(_deliver_due())


async def _deliver_due() -> None:
    await sending.deliver_due(await _client(), budget_seconds=term(), is_stopping=is_stopping)


async def _client() -> Client:
    """This process's client, opened by its first use in the process's one loop, so that connections are reused."""
    if not _clients:
        client = Client(allow_loopback=settings.webhooks_to_loopback, limit=sending.SLOTS, limit_per_host=sending.SLOTS)
        _clients.append(await client.__aenter__())
    return _clients[0]
