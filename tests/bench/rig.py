"""What stands on the bench: the receiver, the senders on both sides, and an account of every message."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Sequence
from typing import NamedTuple

import psutil

from models.webhooks import sending
from tests.bench import sink, subscriptions
from tests.bench.senders import Load, Sender, deliver, send
from tests.bench.servers import cpu_seconds
from tests.bench.sink import Sink
from tests.bench.subscriptions import Subscription

PROCESSES_MAX = 2
# The default of an endpoint.
IN_FLIGHT_PER_ENDPOINT = 10
# How long a lost delivery is waited for.
PATIENCE_SECONDS = 40.0
LOOK_SECONDS = 0.1


class Run(NamedTuple):
    """What one run came to; processor time is in milliseconds per message, busyness in shares of one processor."""

    per_second: float
    sender_ms: float
    postgres_ms: float
    sink_busy: float


class Rig:
    """Everything that runs, and what has gone wrong so far."""

    def __init__(self, postgres: psutil.Process) -> None:
        self.postgres = postgres
        self.sink: Sink = sink.start()
        self.deliverers = [Sender(deliver) for _ in range(PROCESSES_MAX)]
        self.clients = [Sender(send) for _ in range(PROCESSES_MAX)]
        for sender in (*self.deliverers, *self.clients):
            sender.wait(20)
        self._body = b""
        self.delivered = 0
        self.lost = 0
        # Sent, perhaps, and not called delivered by our own books.
        self.unrecorded = 0
        self.doubled = 0

    def stop(self) -> None:
        """Ends all that was started."""
        for process in (*(sender.process for sender in (*self.deliverers, *self.clients)), self.sink.process):
            process.terminate()

    async def deliver(self, subscribed: Sequence[Subscription], *, processes: int, each: int) -> Run:
        """A backlog of `each` per endpoint, from the signal to the last answer; processor time until all is written."""
        owners = await subscriptions.seed(subscribed, per_subscription=each)
        senders = self.deliverers[:processes]

        async def recorded() -> None:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while (missing := await subscriptions.undelivered(subscribed)) and time.monotonic() < deadline:
                await asyncio.sleep(LOOK_SECONDS)
            self.unrecorded += missing
            for sender in senders:
                sender.control.send("end")

        run = await self._measure(senders, subscribed, each, recorded())
        await self.settle(owners)
        self._body = await subscriptions.body_of(next(iter(owners)))
        return run

    async def send(self, subscribed: Sequence[Subscription], *, processes: int, each: int) -> Run:
        """The same by the bare client: each process has its share of the endpoints, and as many requests on their way
        as a deliverer has. The client's own limit would not see to that: an open connection is not waited for."""
        assert self._body, "bodies are those of deliveries before"
        senders = self.clients[:processes]
        for place, sender in enumerate(senders):
            urls = [subscription.url for subscription in subscribed[place::processes]]
            at_once = min(IN_FLIGHT_PER_ENDPOINT, sending.SLOTS // len(urls))
            sender.control.send(Load(urls, each, at_once, self._body))
        for sender in senders:
            await asyncio.to_thread(sender.wait, PATIENCE_SECONDS)
        return await self._measure(senders, subscribed, each, None)

    async def _measure(
        self,
        senders: Sequence[Sender],
        subscribed: Sequence[Subscription],
        each: int,
        recorded: Awaitable[None] | None,
    ) -> Run:
        count = each * len(subscribed)
        self.sink.forget()
        busy = [sender.process for sender in senders]
        before = [sum(map(cpu_seconds, busy)), cpu_seconds(self.postgres), cpu_seconds(self.sink.process)]
        began = time.monotonic()
        for sender in senders:
            sender.control.send("begin")
        await self.arrived(count)
        seconds = self.sink.count().last_at - began + subscribed[0].delay_seconds
        if recorded is not None:
            await recorded
        for sender in senders:
            await asyncio.to_thread(sender.wait, PATIENCE_SECONDS)
        after = [sum(map(cpu_seconds, busy)), cpu_seconds(self.postgres), cpu_seconds(self.sink.process)]
        spent = [late - early for early, late in zip(before, after, strict=True)]
        return Run(count / seconds, spent[0] / count * 1000, spent[1] / count * 1000, spent[2] / seconds)

    def memory(self) -> list[float]:
        """Of each deliverer, in megabytes."""
        return [sender.megabytes for sender in self.deliverers]

    async def arrived(self, count: int) -> None:
        """Waits for so many different messages, and not for ever."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (await asyncio.to_thread(self.sink.count)).unique < count and time.monotonic() < deadline:
            await asyncio.sleep(LOOK_SECONDS)

    async def settle(self, owners: dict[uuid.UUID, Subscription]) -> dict[uuid.UUID, float]:
        """Counts what was lost or doubled; returns when each event has arrived."""
        arrived = await subscriptions.receipts_by_object(self.sink.receipts(), owners)
        self.delivered += len(arrived)
        self.lost += len(owners) - len(arrived)
        self.doubled += self.sink.count().again
        return arrived
