"""How fast an endpoint gets its deliveries: its pace, how many are on their way at once, and nobody else held up."""

import asyncio
import contextvars
import datetime
import time
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence

import pytest

from models import clock, database, nudge
from models.shapes.webhooks import WebhookEndpointPatch
from models.webhooks import claims as delivery_claims
from models.webhooks import endpoints, sending
from tests.factories import Receiver
from tests.models.webhooks.subscribers import announce, deliver, subscribe
from tests.receivers import Behaviour, Zoo, answer, open_zoo

PACE = 5
# A bucket lets one more through than the pace where a second begins with a full one.
AT_THE_BOUNDARY = 1


class Visits:
    """When requests came in, and how many of them were there at once, by path."""

    def __init__(self, seconds: float = 0) -> None:
        self.began: dict[str, list[float]] = defaultdict(list)
        self.busy = self.peak = 0
        self._seconds = seconds

    def at(self, path: str) -> Behaviour:
        async def behave(zoo: Zoo, writer: asyncio.StreamWriter) -> bool:
            self.began[path].append(time.monotonic())
            self.busy += 1
            self.peak = max(self.peak, self.busy)
            await asyncio.sleep(self._seconds)
            self.busy -= 1
            return await answer(204)(zoo, writer)

        return behave


@pytest.fixture
async def visits() -> Visits:
    return Visits()


@pytest.fixture
async def zoo(visits: Visits) -> AsyncIterator[Zoo]:
    async with open_zoo(behaviours={path: visits.at(path) for path in ("/paced", "/free")}) as zoo:
        yield zoo


async def paced(receiver: Receiver, zoo: Zoo, pace: int = PACE) -> uuid.UUID:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/paced"), ["invoice.paid"])
    await endpoints.update(receiver.caller, endpoint_id, WebhookEndpointPatch(max_per_second=pace))
    return endpoint_id


def most_within(instants: Sequence[float], seconds: float = 1) -> int:
    """The most of these instants that lie in any window of that length."""
    return max(sum(begin <= instant < begin + seconds for instant in instants) for begin in instants)


@pytest.mark.measured
@pytest.mark.parametrize("deliverers", [1, 2])
async def test_no_second_sees_more_than_the_pace_and_all_arrive_at_about_it(
    receiver: Receiver, zoo: Zoo, visits: Visits, deliverers: int
) -> None:
    await paced(receiver, zoo)
    await announce(receiver, count=30)
    assert sum(await asyncio.gather(*[deliver(budget_seconds=20) for _ in range(deliverers)])) == 30
    began = visits.began["/paced"]
    assert len({request.headers["webhook-id"] for request in zoo.received}) == len(began) == 30
    rate = (len(began) - 1) / (began[-1] - began[0])
    print(f"\n{deliverers} deliverers: at most {most_within(began)} in a second, {rate:.2f} per second on average")
    assert most_within(began) <= PACE + AT_THE_BOUNDARY
    assert 0.8 * PACE <= rate <= 1.2 * PACE


@pytest.mark.parametrize("pace", [1, 2, 3, 7, 50, 1000])
@pytest.mark.parametrize("looks_per_second", [9, 10, 20])
async def test_the_bucket_exceeds_the_pace_by_one_at_most_and_stays_near_it(
    receiver: Receiver, zoo: Zoo, pace: int, looks_per_second: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint_id = await paced(receiver, zoo, pace)
    await endpoints.update(receiver.caller, endpoint_id, WebhookEndpointPatch(max_in_flight=100))
    await announce(receiver, count=min(4 * pace, 900))
    begin, claimed, seconds = clock.now(), [], 3
    for step in range(seconds * looks_per_second):
        now = begin + datetime.timedelta(seconds=step / looks_per_second)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        taken = await delivery_claims.claim(limit=200)
        claimed += [step / looks_per_second] * len(taken)
        # They are done at once, so that only the pace keeps any back.
        await database.execute(
            "UPDATE webhook_deliveries SET status = 'delivered', lease_token = NULL WHERE id = ANY ($1)",
            [claim.delivery_id for claim in taken],
        )
    assert most_within(claimed) <= pace + AT_THE_BOUNDARY
    if pace < 100:
        # Beyond that max_in_flight has its say too.
        assert len(claimed) >= 0.8 * pace * seconds


@pytest.mark.measured
async def test_an_endpoint_without_a_pace_is_not_held_up_by_one_that_has_one(
    receiver: Receiver, zoo: Zoo, visits: Visits
) -> None:
    await paced(receiver, zoo, pace=1)
    await subscribe(receiver, zoo.url("/free"), ["invoice.voided"])
    await announce(receiver, "invoice.paid", count=50)
    began, run = time.monotonic(), asyncio.create_task(deliver(budget_seconds=2))
    for _ in range(5):
        await announce(receiver, "invoice.voided", count=10)
        await asyncio.sleep(0.1)
    while len(visits.began["/free"]) < 50:
        await asyncio.sleep(0.01)
    assert time.monotonic() - began < 1.5
    assert await run == 50 + len(visits.began["/paced"])
    assert 1 <= len(visits.began["/paced"]) <= 4


async def test_whoever_holds_an_endpoint_with_a_pace_holds_up_nobody_else(
    receiver: Receiver, zoo: Zoo, visits: Visits
) -> None:
    endpoint_id = await paced(receiver, zoo)
    await subscribe(receiver, zoo.url("/free"), ["invoice.voided"])
    await announce(receiver, "invoice.paid")
    await announce(receiver, "invoice.voided")
    async with database.transaction():
        # A long replay, for instance.
        await database.execute("SELECT FROM webhook_endpoints WHERE id = $1 FOR NO KEY UPDATE", endpoint_id)
        rival = asyncio.get_running_loop().create_task(deliver(budget_seconds=0.5), context=contextvars.Context())
        assert await asyncio.wait_for(rival, timeout=20) == 1
    assert (len(visits.began["/free"]), len(visits.began["/paced"])) == (1, 0)
    assert await deliver(budget_seconds=1) == 1


@pytest.mark.measured
async def test_a_run_ends_with_its_time_when_only_paced_work_is_left_and_does_not_spin(
    receiver: Receiver, zoo: Zoo, visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    await paced(receiver, zoo, pace=1)
    await announce(receiver, count=20)
    nudged: list[str] = []
    monkeypatch.setattr(nudge, "now", nudged.append)
    claims = 0
    claim = delivery_claims.claim

    async def counted(*, limit: int) -> list[delivery_claims.Claim]:
        nonlocal claims
        claims += 1
        return await claim(limit=limit)

    monkeypatch.setattr(delivery_claims, "claim", counted)
    began = time.monotonic()
    assert await deliver(budget_seconds=1.5) == len(visits.began["/paced"])
    took = time.monotonic() - began
    print(f"\n{claims / took:.1f} claims per second while only paced work is left")
    assert 1.4 < took < 2.5
    assert 1 <= len(visits.began["/paced"]) <= 3
    assert claims / took < 2 / sending.LOOK_SECONDS
    assert nudged == ["webhooks"], "the next run goes on where this one left off"


async def test_a_run_ends_at_once_when_nothing_paced_is_left(receiver: Receiver, zoo: Zoo, visits: Visits) -> None:
    await paced(receiver, zoo, pace=1)
    await announce(receiver)
    began = time.monotonic()
    assert await deliver(budget_seconds=60) == 1
    assert time.monotonic() - began < 30


@pytest.mark.measured
async def test_a_change_of_the_pace_takes_effect_on_what_waits(receiver: Receiver, zoo: Zoo, visits: Visits) -> None:
    endpoint_id = await paced(receiver, zoo, pace=1)
    await announce(receiver, count=30)
    await deliver(budget_seconds=0.3)
    assert len(visits.began["/paced"]) == 1
    await endpoints.update(receiver.caller, endpoint_id, WebhookEndpointPatch(max_per_second=100))
    # What the former pace had used up lasts a second at most.
    await deliver(budget_seconds=1.6)
    assert len(visits.began["/paced"]) > 20
    await announce(receiver, count=30)
    await endpoints.update(receiver.caller, endpoint_id, WebhookEndpointPatch(max_per_second=None))
    began = time.monotonic()
    while await deliver():
        pass
    assert time.monotonic() - began < 1
    assert len(visits.began["/paced"]) == 60


@pytest.mark.parametrize("limit", [1, 3])
async def test_no_more_are_on_their_way_at_once_than_the_endpoint_wants(receiver: Receiver, limit: int) -> None:
    visits = Visits(seconds=0.01)
    async with open_zoo(behaviours={"/slow": visits.at("/slow")}) as zoo:
        endpoint_id, _ = await subscribe(receiver, zoo.url("/slow"))
        await endpoints.update(receiver.caller, endpoint_id, WebhookEndpointPatch(max_in_flight=limit))
        await announce(receiver, count=20)
        while sum(await asyncio.gather(deliver(), deliver())):
            pass
    assert visits.peak == limit
    assert len(visits.began["/slow"]) == 20
