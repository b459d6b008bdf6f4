"""The metrics of webhooks: what waits, what was tried, and that whatever waits on purpose sounds no alarm."""

import datetime
import re
import uuid

import pytest
from prometheus_client import generate_latest

from models import clock, database
from models.outgoing.client import Answer
from models.tables.webhooks import WebhookEndpoint
from models.upkeep import backlog
from models.webhooks import endpoints as webhooks
from models.webhooks import feed, metrics
from models.webhooks.health import FAILURES_TOLERATED
from tests import factories
from tests.factories import Receiver
from tests.models.webhooks import subscribers
from tests.models.webhooks.subscribers import announce, deliver, subscribe
from tests.receivers import Zoo

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
async def receiver(pool: None) -> Receiver:
    await database.execute("DELETE FROM webhook_endpoints")
    await database.execute("DELETE FROM webhook_tallies")
    return await factories.receiver()


async def scrape() -> dict[str, float]:
    """What Prometheus would read, by name and labels."""
    await backlog.measure()
    await metrics.measure()
    found = re.findall(r"^(quittance_\w+(?:\{[^}]*\})?) (\S+)$", generate_latest().decode(), re.M)
    return {name: float(value) for name, value in found}


async def let_wait(endpoint_id: uuid.UUID, minutes: int) -> None:
    """Makes what is queued for an endpoint due so long ago."""
    await database.execute(
        "UPDATE webhook_deliveries SET next_attempt_at = $2 WHERE endpoint_id = $1",
        endpoint_id,
        clock.now() - minutes * MINUTE,
    )


async def test_tries_are_counted_by_the_endpoints_class_and_what_came_of_them(receiver: Receiver, zoo: Zoo) -> None:
    await subscribe(receiver, zoo.url("/204"))
    ailing, _ = await subscribe(receiver, zoo.url("/500"))
    await announce(receiver, count=2)
    await deliver()
    await subscribers.make_due(ailing)
    await deliver()
    found = await scrape()
    assert found['quittance_webhook_attempts_total{class="well",result="delivered"}'] == 2
    assert found['quittance_webhook_attempts_total{class="well",result="status_5xx"}'] == 2
    assert found['quittance_webhook_attempts_total{class="failing",result="status_5xx"}'] == 2
    assert found['quittance_webhook_attempt_seconds_total{class="well",result="delivered"}'] >= 0
    # A second try says nothing about how quick we are.
    assert found['quittance_webhook_lag_seconds_count{class="well"}'] == 4
    assert found['quittance_webhook_lag_seconds_bucket{class="well",le="+Inf"}'] == 4
    assert found['quittance_webhook_lag_seconds_bucket{class="well",le="60"}'] == 4
    assert 'quittance_webhook_lag_seconds_count{class="failing"}' not in found


async def test_totals_of_several_deliverers_add_up(receiver: Receiver, zoo: Zoo) -> None:
    await subscribe(receiver, zoo.url("/204"))
    for _ in range(3):
        await announce(receiver)
        await deliver()
    assert (await scrape())['quittance_webhook_attempts_total{class="well",result="delivered"}'] == 3


async def test_the_backlog_is_told_apart_by_how_the_endpoint_fares(receiver: Receiver) -> None:
    states = {
        "well": {},
        "failing": {"failing_since": clock.now(), "failures_in_a_row": 1},
        "paused": {"paused_until": clock.now() + MINUTE},
        "probed": {"failures_in_a_row": FAILURES_TOLERATED, "failing_since": clock.now()},
        "disabled": {"status": "disabled"},
    }
    endpoints = {}
    for place, state in enumerate(states):
        endpoints[state], _ = await subscribe(receiver, f"https://hooks.example.com/{place}")
    await announce(receiver, count=2)
    for place, (state, values) in enumerate(states.items(), start=1):
        await WebhookEndpoint.update({"max_in_flight": 10, **values}).where(WebhookEndpoint.id == endpoints[state])
        await let_wait(endpoints[state], minutes=place)
    found = await scrape()
    assert {class_: found[f'quittance_webhook_backlog{{class="{class_}"}}'] for class_ in metrics.CLASSES} == {
        "well": 2,
        "failing": 2,
        "paused": 4,
        "disabled": 2,
    }
    assert {class_: found[f'quittance_webhook_endpoints{{class="{class_}"}}'] for class_ in metrics.CLASSES} == {
        "well": 1,
        "failing": 1,
        "paused": 2,
        "disabled": 1,
    }
    waited = {
        class_: round(found[f'quittance_webhook_oldest_due_seconds{{class="{class_}"}}'] / 60)
        for class_ in metrics.CLASSES
    }
    assert waited == {"well": 1, "failing": 2, "paused": 4, "disabled": 5}
    # Only what nothing holds up but us may sound the alarm.
    assert round(found['quittance_work_oldest_due_seconds{list="webhook_deliveries"}'] / 60) == 2
    assert found['quittance_work_waiting{list="webhook_deliveries"}'] == 4


async def test_what_the_feed_has_not_placed_yet_is_counted(receiver: Receiver) -> None:
    while await feed.number() == feed.BATCH:
        pass
    await announce(receiver, count=3)
    found = await scrape()
    assert found["quittance_feed_unplaced_events"] == 3
    assert 0 <= found["quittance_feed_unplaced_seconds"] < 60
    await feed.number()
    assert (await scrape())["quittance_feed_unplaced_events"] == 0


async def test_a_deleted_endpoints_deliveries_are_in_no_number(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, "https://hooks.example.com/")
    await announce(receiver)
    await webhooks.delete(receiver.caller, endpoint_id)
    found = await scrape()
    assert found['quittance_webhook_backlog{class="well"}'] == 0
    assert found['quittance_work_waiting{list="webhook_deliveries"}'] == 0


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (Answer(duration_ms=1, status=204), "delivered"),
        (Answer(duration_ms=1, status=301), "status_3xx"),
        (Answer(duration_ms=1, status=410), "status_4xx"),
        (Answer(duration_ms=1, status=503), "status_5xx"),
        (Answer(duration_ms=1, error="tls_failed"), "tls_failed"),
        (Answer(duration_ms=1, status=200, error="response_too_slow"), "response_too_slow"),
    ],
)
def test_results_are_few_words(answer: Answer, result: str) -> None:
    assert metrics.result(answer) == result
