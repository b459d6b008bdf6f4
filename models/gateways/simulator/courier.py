"""The gateway's background work: runs the steps that are due and sends callbacks until they are taken.

All of it is rows, so a restart resumes it. A kill between a callback's arrival and the note of it sends it again.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

import aiohttp

from models.gateways.simulator import callbacks, disputes, payments, refunds, steps
from models.gateways.simulator.behaviours import Action
from models.gateways.simulator.callbacks import Delivery
from models.gateways.simulator.errors import TurnedDown
from models.gateways.simulator.store import Store
from models.outgoing import signing

log = logging.getLogger(__name__)

CALLBACK_TIMEOUT_SECONDS = 10
CALLBACKS_IN_FLIGHT_MAX = 50
# Only for what no `wake` and no due time announces, such as a clock that was set.
LOOK_AGAIN_SECONDS = 1.0

ACTIONS: dict[Action, Callable[[Store, str], object]] = {
    "succeed": payments.succeed,
    "return": payments.take_back,
    "expire": payments.expire,
    "open_dispute": disputes.open_dispute,
    "win_dispute": lambda store, payment_id: disputes.close(store, payment_id, "won"),
    "lose_dispute": lambda store, payment_id: disputes.close(store, payment_id, "lost"),
    "succeed_refund": refunds.succeed,
}


class Courier:
    """One per process; `run` goes on until it is cancelled."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._woken = asyncio.Event()
        self._in_flight: dict[int, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Something may have become due."""
        self._woken.set()

    async def run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=CALLBACK_TIMEOUT_SECONDS)
        connector = aiohttp.TCPConnector(limit=CALLBACKS_IN_FLIGHT_MAX)
        async with aiohttp.ClientSession(timeout=timeout, connector=connector, trust_env=False) as session:
            try:
                while True:
                    self._woken.clear()
                    self._run_due_steps()
                    self._send_due_callbacks(session)
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._woken.wait(), self._seconds_until_due())
            finally:
                for task in self._in_flight.values():
                    task.cancel()
                await asyncio.gather(*self._in_flight.values(), return_exceptions=True)

    def _run_due_steps(self) -> None:
        step: steps.DueStep | None
        while True:
            with self._store.transaction():
                step = steps.take_due(self._store, now=time.time())
                if step is None:
                    return
                # What somebody has done meanwhile can leave a step with nothing to do.
                with contextlib.suppress(TurnedDown):
                    ACTIONS[step.action](self._store, step.subject)

    def _send_due_callbacks(self, session: aiohttp.ClientSession) -> None:
        # Rows in flight are still pending and due, so as many more are asked for.
        limit = CALLBACKS_IN_FLIGHT_MAX + len(self._in_flight)
        for delivery in callbacks.due(self._store, now=time.time(), limit=limit):
            if len(self._in_flight) == CALLBACKS_IN_FLIGHT_MAX:
                return
            if delivery.number not in self._in_flight:
                self._in_flight[delivery.number] = asyncio.create_task(self._deliver(session, delivery))

    async def _deliver(self, session: aiohttp.ClientSession, delivery: Delivery) -> None:
        try:
            delivered = await _post(session, delivery)
            callbacks.note_outcome(self._store, delivery, delivered=delivered)
        finally:
            del self._in_flight[delivery.number]
            self.wake()

    def _seconds_until_due(self) -> float:
        """What is due already is in flight or waits for something in flight, whose end wakes us."""
        now = time.time()
        due_at = self._store.value(
            "SELECT MIN(due_at) FROM (SELECT MIN(due_at) AS due_at FROM steps UNION ALL"
            " SELECT MIN(due_at) FROM deliveries WHERE status = 'pending' AND due_at > :now)",
            now=now,
        )
        return LOOK_AGAIN_SECONDS if due_at is None else min(max(due_at - now, 0.001), LOOK_AGAIN_SECONDS)


async def _post(session: aiohttp.ClientSession, delivery: Delivery) -> bool:
    """One attempt, signed with the time of the attempt; whether the answer was a 2xx."""
    headers = signing.headers(
        message_id=delivery.message_id,
        timestamp=int(time.time()),
        body=delivery.body,
        secrets=[delivery.webhook_secret],
    )
    headers["content-type"] = "application/json"
    try:
        async with session.post(delivery.url, data=delivery.body, headers=headers, allow_redirects=False) as response:
            return 200 <= response.status < 300
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        # ValueError: aiohttp's word for a URL that it cannot make sense of.
        log.info("Callback %s did not reach its receiver: %s", delivery.message_id, type(error).__name__)
        return False
