"""The rows of the statements about webhooks are what their types say."""

import uuid

from models import clock, database
from models.outgoing.client import Answer
from models.webhooks import claims, feed, outcomes
from models.webhooks.outcomes import Outcome
from tests.factories import Receiver
from tests.models.webhooks.subscribers import announce, subscribe
from tests.rows import assert_holds


async def test_a_claim_and_its_outcome(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, "https://hooks.example.com/rows")
    await announce(receiver)
    now, lease_token = clock.now(), uuid.uuid4()
    (claimed,) = await database.fetch_as(claims.Claimed, claims._CLAIM, now, claims.LEASE, 1, lease_token)
    assert_holds(claims.Claimed, claimed)
    (told,) = await database.fetch_as(claims.Told, claims._EVENTS, [claimed["event_id"]])
    assert_holds(claims.Told, told)
    (place,) = await database.fetch_as(claims.Place, claims._ENDPOINTS, [endpoint_id], now)
    assert_holds(claims.Place, place)
    claim = claims._claim(claimed, told, claims._endpoint(place), lease_token)
    ended = Outcome(claim=claim, started_at=now, answer=Answer(duration_ms=1, status=204))
    assert await outcomes._write([ended]) == []
    (passed_on,) = await outcomes._write([ended])
    assert_holds(outcomes.PassedOn, passed_on)


async def test_a_place_in_the_feed(receiver: Receiver) -> None:
    await announce(receiver)
    await feed.number(wait=True)
    last, _ = await feed.latest(feed.View(receiver_ids=[receiver.id]))
    for cursor in (last, feed.BEGINNING):
        (place,) = await database.fetch_as(feed.Place, feed._PLACE, cursor, [receiver.id])
        assert_holds(feed.Place, place)
