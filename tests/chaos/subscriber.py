"""The subscriber: a process of its own that writes down every request, then answers, not always well.

`python -m tests.chaos.subscriber FOLDER SEED` prints its port.
"""

import asyncio
import hashlib
import os
import sys
from pathlib import Path

import msgspec
from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

from tests.chaos import world
from tests.chaos.evidence import SUBSCRIBER
from tests.chaos.journal import ACCEPTED, Received

# How a moody endpoint treats messages that it sees for the first time; the second time it is always well, since the
# retry after the next would come five minutes later.
REFUSED, DROPPED, SLOW = 0.02, 0.02, 0.03
SLOW_SECONDS = 0.5


class Subscriber:
    """Receives for all endpoints."""

    def __init__(self, folder: Path, seed: str) -> None:
        self._folder, self._seed = folder, seed
        self._journal = os.open(folder / SUBSCRIBER, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._endpoints: dict[str, world.Endpoint] = {}
        self._seen: set[tuple[str, str]] = set()

    async def receive(self, request: web.BaseRequest) -> web.Response:
        """Notes what came before it answers; a crash of the sender after that is one that we know of."""
        body = await request.read()
        if not self._endpoints:
            # The first request can only come after the endpoints have been made.
            self._endpoints = {endpoint.path: endpoint for endpoint in world.read(self._folder).endpoints}
        endpoint = self._endpoints[request.path]
        message_id = request.headers.get("webhook-id", "")
        try:
            Webhook(endpoint.secret).verify(body, dict(request.headers), json_parse=False)
            is_genuine = True
        except (WebhookVerificationError, ValueError):
            is_genuine = False
        answer = self._mood(endpoint, message_id) if is_genuine else "400"
        received = Received(
            endpoint_id=endpoint.id,
            message_id=message_id,
            timestamp=request.headers.get("webhook-timestamp", ""),
            signature=request.headers.get("webhook-signature", ""),
            sha256=hashlib.sha256(body).hexdigest(),
            body=body,
            is_genuine=is_genuine,
            answer="204" if answer == "slow" else answer,
        )
        os.write(self._journal, msgspec.json.encode(received) + b"\n")
        if answer == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        if answer == "dropped" and request.transport is not None:
            request.transport.abort()
        return web.Response(status=int(answer) if answer.isdigit() else 204)

    def _mood(self, endpoint: world.Endpoint, message_id: str) -> str:
        is_first = (endpoint.id, message_id) not in self._seen
        self._seen.add((endpoint.id, message_id))
        if not endpoint.is_moody or not is_first:
            return ACCEPTED
        drawn = world.chance(self._seed, endpoint.path, message_id)
        for mood, share in (("500", REFUSED), ("dropped", DROPPED), ("slow", SLOW)):
            if drawn < share:
                return mood
            drawn -= share
        return ACCEPTED


async def main(folder: Path, seed: str) -> None:
    """Serves until it is ended."""
    runner = web.ServerRunner(web.Server(Subscriber(folder, seed).receive))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
