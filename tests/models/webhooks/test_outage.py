"""A subscriber that is down for days: what waits is kept, others are not held up, and in the end nothing is missing.

The pain: an outage at the subscriber lost events, or a failing hook blocked or killed later ones (btcpayserver#3146,
ebicsbox#138).
"""

import asyncio
import datetime

from models import clock, database, ids
from models.shapes import webhooks as shapes
from models.webhooks import endpoints, log
from tests.factories import Receiver
from tests.models.webhooks import subscribers
from tests.models.webhooks.subscribers import announce, deliver, subscribe
from tests.receivers import Behaviour, Zoo, answer, open_zoo

HOUR = datetime.timedelta(hours=1)
DAY = 24 * HOUR


class Moody:
    """A subscriber that is down until somebody mends it."""

    def __init__(self) -> None:
        self.is_up = False

    def behave(self) -> Behaviour:
        async def behave(zoo: Zoo, writer: asyncio.StreamWriter) -> bool:
            return await answer(204 if self.is_up else 503)(zoo, writer)

        return behave


async def event_ids(receiver: Receiver) -> set[str]:
    rows = await database.fetch("SELECT id FROM events WHERE receiver_id = $1 AND type <> 'ping'", receiver.id)
    return {ids.encode("event", row["id"]) for row in rows}


def taken(zoo: Zoo, path: str, since: int = 0) -> list[str]:
    return [request.headers["webhook-id"] for request in zoo.received[since:] if request.target == path]


async def test_a_subscriber_that_is_down_for_four_days_misses_nothing_in_the_end(receiver: Receiver) -> None:
    moody = Moody()
    async with open_zoo(behaviours={"/moody": moody.behave()}) as zoo:
        endpoint_id, _ = await subscribe(receiver, zoo.url("/moody"))
        await subscribe(receiver, zoo.url("/204"))
        began = clock.now()
        for hour in range(0, 96, 2):
            with clock.moved_to(began + hour * HOUR):
                await announce(receiver)
                await deliver()
        # The other one had every event at once.
        assert set(taken(zoo, "/204")) == await event_ids(receiver)
        down = len(zoo.received)
        moody.is_up = True
        with clock.moved_to(began + 4 * DAY):
            assert shapes.webhook_endpoint(await subscribers.endpoint(endpoint_id)).status in ("enabled", "paused")
            await endpoints.enable(receiver.caller, endpoint_id)
        for day in (4, 5, 6):
            with clock.moved_to(began + day * DAY):
                await deliver()
        got = taken(zoo, "/moody", since=down)
        replayed = await log.replay(receiver.caller, endpoint_id, starts_at=began - HOUR, ends_at=began + 5 * DAY)
        await deliver()
        got = taken(zoo, "/moody", since=down)
        assert set(got) == await event_ids(receiver)
        assert len(got) == len(set(got)), "an event came twice, although each answer was recorded"
        assert replayed.counts["missing"] == 0


async def test_an_endpoint_that_is_disabled_after_five_days_gets_its_backlog_and_what_it_missed(
    receiver: Receiver,
) -> None:
    moody = Moody()
    async with open_zoo(behaviours={"/moody": moody.behave()}) as zoo:
        endpoint_id, _ = await subscribe(receiver, zoo.url("/moody"))
        began = clock.now()
        for hour in range(0, 132, 6):
            with clock.moved_to(began + hour * HOUR):
                await announce(receiver)
                await deliver()
        assert (await subscribers.endpoint(endpoint_id))["disabled_reason"] == "failing"
        await announce(receiver, count=3)
        down = len(zoo.received)
        moody.is_up = True
        await endpoints.enable(receiver.caller, endpoint_id)
        await subscribers.make_due(endpoint_id)
        await deliver()
        ends_at = clock.now() + HOUR
        replayed = await log.replay(receiver.caller, endpoint_id, starts_at=began - HOUR, ends_at=ends_at)
        # What happened while it was disabled, and that it was.
        assert replayed.counts["missing"] >= 3
        await deliver()
        assert set(taken(zoo, "/moody", since=down)) == await event_ids(receiver)
