"""The processes that are compared: deliverers, which do what the Celery task does, and the bare HTTP client.

Both live through the whole benchmark, begin like a process of the Celery worker, wait for a signal on a pipe, and cost
nothing meanwhile.
"""

import asyncio
import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import NamedTuple

import psutil
from celery.signals import worker_process_init

from models import ids, logs
from models.outgoing import signing
from models.outgoing.client import Client
from models.webhooks import sending
from tasks import webhooks

# What a worker pauses between two nudges.
PAUSE_SECONDS = 0.05


class Message(NamedTuple):
    """A request, ready to be sent."""

    url: str
    headers: dict[str, str]
    body: bytes


class Load(NamedTuple):
    """What a bare client is to send: to each URL so many messages with this body, so many at once."""

    urls: Sequence[str]
    messages_per_url: int
    concurrency_per_url: int
    body: bytes


class Sender:
    """A process that waits on the other end of a pipe, and ends with ours."""

    def __init__(self, work: Callable[[Connection], None]) -> None:
        context = multiprocessing.get_context("spawn")
        self.control, its = context.Pipe()
        started = context.Process(target=work, args=(its,), daemon=True, name=work.__name__)
        started.start()
        assert started.pid is not None
        self.process = psutil.Process(started.pid)

    def wait(self, timeout_seconds: float) -> None:
        """Until it says that it has done what it was told."""
        assert self.control.poll(timeout_seconds), "a sender does not answer"
        self.control.recv()

    @property
    def megabytes(self) -> float:
        """Resident memory."""
        return float(self.process.memory_info().rss) / 1e6


def _begin() -> None:
    logs.configure()
    worker_process_init.send(sender=None)


def deliver(control: Connection) -> None:
    """From each message on the pipe to the next, runs the task of the deliverers: as one of its Celery children would,
    with the same loop, pool and client."""
    _begin()
    control.send("started")
    while True:
        control.recv()
        webhooks.deliver_due()
        while not control.poll(PAUSE_SECONDS):
            webhooks.deliver_due()
        control.recv()
        control.send("ended")


def send(control: Connection) -> None:
    """Prepares each Load that comes from the pipe, says so, waits for the signal, and sends it."""
    _begin()
    asyncio.run(_send(control))


async def _send(control: Connection) -> None:
    async with Client(allow_loopback=True, limit=sending.SLOTS, limit_per_host=sending.SLOTS) as client:
        control.send("started")
        while True:
            load: Load = await asyncio.to_thread(control.recv)
            queues = [_messages(load, url) for url in load.urls]
            control.send("ready")
            control.recv()
            await asyncio.gather(
                *(_send_all(client, queue) for queue in queues for _ in range(load.concurrency_per_url))
            )
            control.send("ended")


def _messages(load: Load, url: str) -> deque[Message]:
    secret, timestamp = signing.new_secret(), int(time.time())
    return deque(
        Message(
            url,
            {
                "content-type": "application/json",
                **signing.headers(
                    message_id=ids.encode("event", ids.new()), timestamp=timestamp, body=load.body, secrets=[secret]
                ),
            },
            load.body,
        )
        for _ in range(load.messages_per_url)
    )


async def _send_all(client: Client, queue: deque[Message]) -> None:
    while queue:
        message = queue.popleft()
        answer = await client.post(message.url, body=message.body, headers=message.headers)
        assert answer.is_success, answer
