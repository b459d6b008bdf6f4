"""Deliveries: at least once, the same bytes each time, by schedule, and nobody delayed by somebody else's endpoint."""

import asyncio
import contextvars
import datetime
import time
import uuid
from collections import Counter
from typing import Any

import pytest
from structlog.testing import capture_logs

from models import access as rights
from models import clock, database, errors, ids, nudge
from models.outgoing.client import Answer, Client
from models.shapes import webhooks as shapes
from models.tables.webhooks import WebhookEndpoint
from models.webhooks import claims as delivery_claims
from models.webhooks import endpoints, health, log, sending
from models.webhooks import outcomes as delivery_outcomes
from models.webhooks.health import FAILURES_TOLERATED, Health, Report
from tests import factories
from tests.factories import Receiver
from tests.models.webhooks import subscribers
from tests.models.webhooks.subscribers import announce, deliver, make_due, subscribe
from tests.receivers import Behaviour, Zoo, answer, open_zoo

NOW = datetime.datetime(2026, 3, 9, 12, tzinfo=datetime.UTC)
SECOND, MINUTE, HOUR = (datetime.timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours"))
TAKEN = Answer(duration_ms=1, status=200)
REFUSED = Answer(duration_ms=1, status=500)


async def claim(endpoint_id: uuid.UUID) -> list[delivery_claims.Claim]:
    claims = await delivery_claims.claim(limit=200)
    assert {claimed.endpoint.id for claimed in claims} <= {endpoint_id}
    return claims


async def finish(claims: list[delivery_claims.Claim], given: Answer) -> None:
    await delivery_outcomes.record(
        [delivery_outcomes.Outcome(claim=claimed, started_at=clock.now(), answer=given) for claimed in claims]
    )


async def test_nudges_in_plenty_deliver_once(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/204"))
    await announce(receiver, count=3)
    assert sum(await asyncio.gather(*[deliver() for _ in range(6)])) == 3
    assert await deliver() == 0
    assert len(zoo.received) == 3
    for row in await subscribers.rows(endpoint_id):
        assert (row["status"], row["attempts"], row["lease_token"]) == ("delivered", 1, None)
        assert row["delivered_at"] is not None
        (attempt,) = await subscribers.attempts(row["id"])
        assert (attempt["response_status"], attempt["error"], attempt["counted"]) == (204, None, True)
        assert attempt["started_at"] >= row["created_at"]


async def test_two_workers_never_send_the_same_claim_and_respect_each_endpoints_limit(receiver: Receiver) -> None:
    busy: Counter[int] = Counter()
    peaks: Counter[int] = Counter()

    def slow(place: int) -> Behaviour:
        async def behave(zoo: Zoo, writer: asyncio.StreamWriter) -> bool:
            busy[place] += 1
            peaks[place] = max(peaks[place], busy[place])
            await asyncio.sleep(0.02)
            busy[place] -= 1
            return await answer(200)(zoo, writer)

        return behave

    async with open_zoo(behaviours={f"/slow/{place}": slow(place) for place in range(12)}) as zoo:
        for place in range(12):
            await subscribe(receiver, zoo.url(f"/slow/{place}"))
        await database.execute("UPDATE webhook_endpoints SET max_in_flight = 3 WHERE receiver_id = $1", receiver.id)
        await announce(receiver, count=20)
        assert sum(await asyncio.gather(deliver(), deliver(), deliver())) == 240
        while await deliver():
            pass
        sent = Counter((request.target, request.headers["webhook-id"]) for request in zoo.received)
    assert len(sent) == 240
    assert set(sent.values()) == {1}
    assert set(peaks.values()) == {3}


async def test_what_ends_while_a_claim_is_made_gives_its_place_to_the_next_in_the_same_run(
    receiver: Receiver, zoo: Zoo, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/204"))
    await database.execute("UPDATE webhook_endpoints SET max_in_flight = 1 WHERE id = $1", endpoint_id)
    await announce(receiver, count=4)
    claim, claimed, nobody = delivery_claims.claim, 0, "SELECT count(*) FROM webhook_deliveries_open WHERE status = $1"

    async def claim_slowly(*, limit: int) -> list[delivery_claims.Claim]:
        nonlocal claimed
        found = await claim(limit=limit)
        claimed += len(found)
        # What was on its way when we looked is recorded before we say that we found nothing.
        while not found and claimed < 4 and await database.fetch_value(int, nobody, "leased"):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.01)
        return found

    monkeypatch.setattr(delivery_claims, "claim", claim_slowly)
    assert await deliver() == 4


async def test_a_claim_that_is_not_committed_yet_is_passed_over_without_waiting(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, "https://hooks.example.com/")
    await announce(receiver, count=12)
    async with database.transaction():
        assert len(await claim(endpoint_id)) == 10
        # A context of its own keeps the rival out of this transaction.
        rival = asyncio.get_running_loop().create_task(claim(endpoint_id), context=contextvars.Context())
        assert await asyncio.wait_for(rival, timeout=20) == []
    assert await claim(endpoint_id) == []


async def test_a_claim_without_an_outcome_is_sent_again_with_the_same_id_and_bytes(
    receiver: Receiver, zoo: Zoo
) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/200"))
    await announce(receiver)
    (lost,) = await claim(endpoint_id)
    assert await deliver() == 0
    await make_due(endpoint_id)
    assert await deliver() == 1
    (request,) = zoo.received
    assert (request.body, request.headers["webhook-id"]) == (lost.body, ids.encode("event", lost.event_id))
    (row,) = await subscribers.rows(endpoint_id)
    assert (row["status"], row["attempts"]) == ("delivered", 2)


async def test_a_lease_outlives_the_longest_request(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, "https://hooks.example.com/")
    await announce(receiver)
    await claim(endpoint_id)
    with clock.moved_to(clock.now() + 25 * SECOND):
        assert await claim(endpoint_id) == []
    with clock.moved_to(clock.now() + 31 * SECOND):
        assert len(await claim(endpoint_id)) == 1


@pytest.mark.parametrize("late", [TAKEN, REFUSED])
async def test_a_worker_that_wakes_too_late_is_recorded_and_changes_nothing(receiver: Receiver, late: Answer) -> None:
    endpoint_id, _ = await subscribe(receiver, "https://hooks.example.com/")
    await announce(receiver)
    sleeper = await claim(endpoint_id)
    await make_due(endpoint_id)
    successor = await claim(endpoint_id)
    (leased,) = await subscribers.rows(endpoint_id)
    await finish(sleeper, late)
    (row,) = await subscribers.rows(endpoint_id)
    assert row == leased
    assert (await subscribers.endpoint(endpoint_id))["failures_in_a_row"] == 0
    await finish(successor, TAKEN)
    await finish(sleeper, late)
    (row,) = await subscribers.rows(endpoint_id)
    assert (row["status"], row["attempts"]) == ("delivered", 2)
    recorded = await subscribers.attempts(row["id"])
    assert [(attempt["number"], attempt["counted"]) for attempt in recorded] == [(1, False), (2, True), (1, False)]


async def test_an_outcome_of_a_deleted_endpoint_spoils_no_other(receiver: Receiver) -> None:
    doomed, _ = await subscribe(receiver, "https://hooks.example.com/doomed")
    kept, _ = await subscribe(receiver, "https://hooks.example.com/kept")
    await announce(receiver)
    claims = await delivery_claims.claim(limit=10)
    await endpoints.delete(receiver.caller, doomed)
    await finish(claims, REFUSED)
    (row,) = await subscribers.rows(kept)
    assert (row["status"], row["attempts"]) == ("pending", 1)


async def test_a_row_that_kills_its_worker_every_time_is_given_up(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/200"))
    await announce(receiver)
    for _ in delivery_outcomes.SCHEDULE:
        assert len(await claim(endpoint_id)) == 1
        await make_due(endpoint_id)
    await deliver()
    (row,) = await subscribers.rows(endpoint_id)
    (attempt,) = await subscribers.attempts(row["id"])
    assert (row["status"], attempt["error"], zoo.received) == ("exhausted", "sender_failed", [])
    assert (await subscribers.endpoint(endpoint_id))["failing_since"] is None


async def test_an_unreadable_secret_stops_its_endpoint_only(receiver: Receiver, zoo: Zoo) -> None:
    broken, _ = await subscribe(receiver, zoo.url("/200?broken"))
    await subscribe(receiver, zoo.url("/200?sound"))
    await database.execute(
        "UPDATE webhook_secrets SET secret = set_byte(secret, length(secret) - 1, "
        "255 - get_byte(secret, length(secret) - 1)) WHERE endpoint_id = $1",
        broken,
    )
    await announce(receiver)
    await deliver()
    assert [request.target for request in zoo.received] == ["/200?sound"]
    (row,) = await subscribers.rows(broken)
    (attempt,) = await subscribers.attempts(row["id"])
    assert (row["status"], attempt["error"]) == ("pending", "sender_failed")
    assert attempt["detail"] == "The endpoint's secret cannot be read."
    assert (await subscribers.endpoint(broken))["failures_in_a_row"] == 0


@pytest.mark.parametrize("sick_one", ["a thin body", "a recording", "any recording"])
async def test_an_error_that_nobody_expected_ends_one_deliverys_try_only(
    receiver: Receiver, zoo: Zoo, monkeypatch: pytest.MonkeyPatch, sick_one: str
) -> None:
    sick, _ = await subscribe(receiver, zoo.url("/200?sick"))
    well, _ = await subscribe(receiver, zoo.url("/200?well"))
    record = delivery_outcomes.record

    async def stumble(outcomes: Any) -> None:
        for outcome in outcomes:
            is_ours = outcome.answer.error == "sender_failed"
            if outcome.claim.endpoint.id == sick and (sick_one == "any recording" or not is_ours):
                raise ValueError("indigestible")
        await record(outcomes)

    def indigestible(*_: object, **__: object) -> bytes:
        raise ValueError("indigestible")

    if sick_one == "a thin body":
        await WebhookEndpoint.update({WebhookEndpoint.payload: "thin"}).where(WebhookEndpoint.id == sick)
        monkeypatch.setattr(delivery_claims.events, "thin", indigestible)
    else:
        monkeypatch.setattr(delivery_outcomes, "record", stumble)
    await announce(receiver, count=3)
    with capture_logs() as logged:
        await deliver(budget_seconds=3)
    rows = await subscribers.rows(sick)
    assert {row["status"] for row in await subscribers.rows(well)} == {"delivered"}
    named = {entry["delivery_id"] for entry in logged if entry["log_level"] == "error"}
    assert named == {str(row["id"]) for row in rows}
    if sick_one == "any recording":
        # The lease brings them back, and the claims are counted.
        assert {(row["status"], row["attempts"]) for row in rows} == {("leased", 1)}
        return
    for row in rows:
        (attempt,) = await subscribers.attempts(row["id"])
        assert (row["status"], attempt["error"]) == ("pending", "sender_failed")
    await make_due(sick)
    await deliver(budget_seconds=3)
    assert {row["attempts"] for row in await subscribers.rows(sick)} == {2}


@pytest.mark.measured
async def test_a_dead_endpoint_with_a_long_backlog_delays_nobody(receiver: Receiver, zoo: Zoo) -> None:
    dead, _ = await subscribe(receiver, zoo.url("/silent"))
    await announce(receiver, count=1000)
    others = [await factories.receiver() for _ in range(20)]
    for other in others:
        await subscribe(other, zoo.url("/200"))
    began, run = time.monotonic(), asyncio.create_task(deliver(total_seconds=4, budget_seconds=2))
    for other in others:
        await announce(other, count=5)
    while sum(request.target == "/200" for request in zoo.received) < 100:
        await asyncio.sleep(0.01)
    assert time.monotonic() - began < 2
    assert not run.done()
    await run
    outcomes = Counter(row["status"] for row in await subscribers.rows(dead))
    tried = sum(request.target == "/silent" for request in zoo.received)
    assert tried == 10
    assert outcomes == {"pending": 1000}


async def test_scarce_slots_go_to_receivers_in_turn(receiver: Receiver) -> None:
    for place in range(10):
        await subscribe(receiver, f"https://hooks.example.com/{place}")
    await announce(receiver, count=5)
    modest = await factories.receiver()
    endpoint_id, _ = await subscribe(modest, "https://hooks.example.com/")
    await announce(modest)
    first = await delivery_claims.claim(limit=2)
    assert endpoint_id in {claimed.endpoint.id for claimed in first}
    second = await delivery_claims.claim(limit=200)
    assert len(first) + len(second) == 51
    await announce(receiver)
    await announce(modest)
    assert endpoint_id in {claimed.endpoint.id for claimed in await delivery_claims.claim(limit=1)}


@pytest.mark.measured
async def test_work_that_comes_while_others_are_slow_is_picked_up(receiver: Receiver, zoo: Zoo) -> None:
    await subscribe(receiver, zoo.url("/silent"), ["invoice.voided"])
    await subscribe(receiver, zoo.url("/200"), ["invoice.paid"])
    await announce(receiver, "invoice.voided")
    run = asyncio.create_task(deliver(total_seconds=1.5))
    while not zoo.received:
        await asyncio.sleep(0.01)
    await announce(receiver, "invoice.paid")
    began = time.monotonic()
    while len(zoo.received) < 2:
        await asyncio.sleep(0.01)
    assert time.monotonic() - began < 1
    assert await run == 2


@pytest.mark.measured
async def test_endpoints_that_fall_silent_one_after_another_hold_up_nobody(receiver: Receiver, zoo: Zoo) -> None:
    for place in range(3):
        await subscribe(receiver, zoo.url(f"/silent?{place}"), ["invoice.voided"])
    await subscribe(receiver, zoo.url("/200"), ["invoice.paid"])
    await announce(receiver, "invoice.voided")
    run = asyncio.create_task(deliver(total_seconds=4))
    lags = []
    for _ in range(3):
        await asyncio.sleep(0.5)
        began, before = time.monotonic(), len(zoo.received)
        await announce(receiver, "invoice.paid")
        async with asyncio.timeout(20):
            while not any(request.target == "/200" for request in zoo.received[before:]):
                await asyncio.sleep(0.01)
        lags.append(time.monotonic() - began)
        await announce(receiver, "invoice.voided")
    assert max(lags) < 1
    await run


async def test_a_worker_that_is_told_to_stop_claims_nothing_more_and_waits_for_what_it_sent(
    receiver: Receiver, zoo: Zoo, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/silent"))
    await announce(receiver, count=30)
    nudged: list[str] = []
    monkeypatch.setattr(nudge, "now", nudged.append)
    is_stopping = False
    async with Client(allow_loopback=True, total_seconds=1) as client:
        run = asyncio.create_task(
            sending.deliver_due(client, budget_seconds=60, slots=5, is_stopping=lambda: is_stopping)
        )
        async with asyncio.timeout(20):
            while len(zoo.received) < 5:
                await asyncio.sleep(0.01)
        is_stopping = True
        # One more was claimed ahead.
        assert await run == 6
    assert len(zoo.received) == 6
    assert nudged == ["webhooks"]
    assert {row["status"] for row in await subscribers.rows(endpoint_id)} == {"pending"}


async def test_while_postgresql_is_away_what_was_sent_keeps_its_outcome(
    receiver: Receiver, zoo: Zoo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PAUSE_SECONDS", 0.05)
    record, claim_ = delivery_outcomes.record, delivery_claims.claim
    failures = iter([ConnectionError(), TimeoutError(), ConnectionError()])

    async def sometimes(given: Any) -> None:
        if error := next(failures, None):
            raise error
        await record(given)

    async def away_while_sending(*, limit: int) -> list[delivery_claims.Claim]:
        if zoo.received and not await database.fetch_value(object, "SELECT count(*) FROM webhook_attempts"):
            raise ConnectionError
        return await claim_(limit=limit)

    monkeypatch.setattr(delivery_outcomes, "record", sometimes)
    monkeypatch.setattr(delivery_claims, "claim", away_while_sending)
    await database.execute("DELETE FROM webhook_attempts")
    endpoint_id, _ = await subscribe(receiver, zoo.url("/204"))
    await announce(receiver, count=5)
    assert await deliver() == 5
    assert len(zoo.received) == 5
    assert {row["status"] for row in await subscribers.rows(endpoint_id)} == {"delivered"}


async def test_when_the_time_is_over_the_rest_is_left_to_the_next_run(
    receiver: Receiver, zoo: Zoo, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/200"))
    await announce(receiver, count=30)
    nudged: list[str] = []
    monkeypatch.setattr(nudge, "now", nudged.append)
    assert await deliver(budget_seconds=0) == 0
    assert nudged == ["webhooks"]
    assert await deliver(slots=4) == 30
    assert nudged == ["webhooks"]
    assert zoo.connections <= 4
    assert {row["status"] for row in await subscribers.rows(endpoint_id)} == {"delivered"}


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/301", 301, None),
        ("/307", 307, None),
        ("/404", 404, None),
        ("/500", 500, None),
        ("/close", None, "connection_lost"),
        ("/reset", None, "connection_lost"),
        ("/silent", None, "response_too_slow"),
        ("/drip", 200, "response_too_slow"),
        ("/cut", 200, "connection_lost"),
        ("/garbage", None, "response_malformed"),
        ("/header", None, "response_malformed"),
    ],
)
async def test_only_a_complete_2xx_is_a_success(
    receiver: Receiver, zoo: Zoo, path: str, status: int | None, error: str | None
) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url(path))
    await announce(receiver)
    assert await deliver(total_seconds=0.3) == 1
    (row,) = await subscribers.rows(endpoint_id)
    (attempt,) = await subscribers.attempts(row["id"])
    assert (row["status"], row["delivered_at"]) == ("pending", None)
    assert (attempt["response_status"], attempt["error"]) == (status, error)
    assert len(zoo.received) == 1


async def test_a_long_answer_is_kept_in_part(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/large"))
    await announce(receiver)
    await deliver()
    (row,) = await subscribers.rows(endpoint_id)
    (attempt,) = await subscribers.attempts(row["id"])
    assert row["status"] == "delivered"
    assert attempt["response_excerpt"] == b"x" * delivery_outcomes.EXCERPT_STORED_BYTES_MAX


@pytest.mark.parametrize(
    ("attempts", "given", "status", "delay"),
    [
        (1, TAKEN, "delivered", None),
        (10, TAKEN, "delivered", None),
        (1, REFUSED, "pending", 5 * SECOND),
        (2, REFUSED, "pending", 5 * MINUTE),
        (3, REFUSED, "pending", 30 * MINUTE),
        (4, REFUSED, "pending", 2 * HOUR),
        (5, REFUSED, "pending", 5 * HOUR),
        (6, REFUSED, "pending", 10 * HOUR),
        (7, REFUSED, "pending", 14 * HOUR),
        (8, REFUSED, "pending", 20 * HOUR),
        (9, REFUSED, "pending", 24 * HOUR),
        (10, REFUSED, "exhausted", None),
        (11, REFUSED, "exhausted", None),
        (1, Answer(duration_ms=1, error="connection_timeout"), "pending", 5 * SECOND),
        (1, Answer(duration_ms=1, status=200, error="connection_lost"), "pending", 5 * SECOND),
    ],
)
def test_tries_follow_the_schedule(attempts: int, given: Answer, status: str, delay: datetime.timedelta | None) -> None:
    verdicts = [delivery_outcomes.verdict(attempts, given, NOW) for _ in range(50)]
    assert {verdict for verdict, _ in verdicts} == {status}
    if delay is None:
        assert {next_attempt_at for _, next_attempt_at in verdicts} == {NOW}
    else:
        delays = {(next_attempt_at - NOW) / delay for _, next_attempt_at in verdicts}
        assert 0.8 <= min(delays) < 0.99
        assert 1.01 < max(delays) <= 1.2


@pytest.mark.parametrize(
    ("status", "retry_after", "attempts", "seconds_min", "seconds_max"),
    [
        (429, 120, 1, 120, 120),
        (503, 3600, 1, 3600, 3600),
        (429, 120, 5, 4 * 3600, 6 * 3600),
        (429, None, 1, 4, 6),
        (500, 120, 1, 4, 6),
    ],
)
def test_a_later_retry_after_is_honoured_on_429_and_503(
    status: int, retry_after: int | None, attempts: int, seconds_min: int, seconds_max: int
) -> None:
    given = Answer(duration_ms=1, status=status, retry_after_seconds=retry_after)
    _, next_attempt_at = delivery_outcomes.verdict(attempts, given, NOW)
    assert seconds_min <= (next_attempt_at - NOW).total_seconds() <= seconds_max


async def test_an_exhausted_delivery_is_left_alone(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/500"))
    await announce(receiver)
    for _ in delivery_outcomes.SCHEDULE:
        await make_due(endpoint_id)
        assert await deliver() == 1
    await make_due(endpoint_id)
    assert await deliver() == 0
    (row,) = await subscribers.rows(endpoint_id)
    assert (row["status"], row["attempts"], len(zoo.received)) == ("exhausted", 10, 10)
    assert len({(request.body, request.headers["webhook-id"]) for request in zoo.received}) == 1


async def test_retry_after_makes_the_whole_endpoint_wait(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/429"))
    await announce(receiver)
    began = clock.now()
    await deliver()
    (row,) = await subscribers.rows(endpoint_id)
    assert 119 < subscribers.seconds_until(row["next_attempt_at"], began) < 125
    endpoint = await subscribers.endpoint(endpoint_id)
    assert 119 < subscribers.seconds_until(endpoint["paused_until"], began) < 125
    assert shapes.webhook_endpoint(endpoint).status == "paused"
    await announce(receiver)
    assert await deliver() == 0
    with clock.moved_to(clock.now() + 121 * SECOND):
        await announce(receiver)
        assert await deliver() > 0


async def test_410_disables_the_endpoint_tells_the_others_and_keeps_the_backlog(receiver: Receiver, zoo: Zoo) -> None:
    gone, _ = await subscribe(receiver, zoo.url("/410"))
    witness, _ = await subscribe(receiver, zoo.url("/200"), ["webhook_endpoint.disabled"])
    await announce(receiver, count=3)
    await deliver()
    endpoint = shapes.webhook_endpoint(await subscribers.endpoint(gone))
    assert (endpoint.status, endpoint.disabled_reason) == ("disabled", "gone")
    assert [row["status"] for row in await subscribers.rows(gone)] == ["pending"] * 3
    while await deliver():
        pass
    (told,) = await subscribers.rows(witness)
    assert told["status"] == "delivered"
    event = await database.fetch_row("SELECT * FROM events WHERE id = $1", told["event_id"])
    assert (event["type"], event["object_id"], event["sequence"]) == ("webhook_endpoint.disabled", gone, 1)
    assert b'"disabled_reason":"gone"' in event["body"]


async def test_failures_in_a_row_pause_the_endpoint_and_the_first_success_ends_it(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/500"))
    await announce(receiver, count=30)
    assert await deliver() == 10
    endpoint = await subscribers.endpoint(endpoint_id)
    assert endpoint["failures_in_a_row"] == FAILURES_TOLERATED
    assert 8 < subscribers.seconds_until(endpoint["paused_until"], clock.now()) <= 10
    assert await deliver() == 0
    for pause_seconds in (20, 40, 80):
        await make_due(endpoint_id)
        assert await deliver() == 1, "a paused endpoint is probed with one delivery at a time"
        endpoint = await subscribers.endpoint(endpoint_id)
        assert pause_seconds - 2 < subscribers.seconds_until(endpoint["paused_until"], clock.now()) <= pause_seconds
    assert endpoint["failing_since"] < clock.now()
    await database.execute("UPDATE webhook_endpoints SET url = $2 WHERE id = $1", endpoint_id, zoo.url("/200"))
    await make_due(endpoint_id)
    assert await deliver() == 30
    assert {row["status"] for row in await subscribers.rows(endpoint_id)} == {"delivered"}
    endpoint = await subscribers.endpoint(endpoint_id)
    assert {name: endpoint[name] for name in endpoints.HEALTHY} == endpoints.HEALTHY


async def test_enabling_ends_the_pause(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/500"))
    await announce(receiver, count=6)
    await deliver()
    assert shapes.webhook_endpoint(await subscribers.endpoint(endpoint_id)).status == "paused"
    enabled = await endpoints.enable(receiver.caller, endpoint_id)
    assert shapes.webhook_endpoint(enabled).status == "enabled"


async def test_five_days_of_nothing_but_failures_disable_the_endpoint_with_an_event(
    receiver: Receiver, zoo: Zoo
) -> None:
    failing, _ = await subscribe(receiver, zoo.url("/500"), ["invoice.paid"])
    witness, _ = await subscribe(receiver, zoo.url("/200"), ["webhook_endpoint.*"])
    began = clock.now()
    for days in (0, 2, 4.99):
        with clock.moved_to(began + datetime.timedelta(days=days)):
            await announce(receiver)
            await deliver()
        assert (await subscribers.endpoint(failing))["status"] == "enabled"
    with clock.moved_to(began + datetime.timedelta(days=5, minutes=1)):
        await announce(receiver)
        await deliver()
        await deliver()
    endpoint = shapes.webhook_endpoint(await subscribers.endpoint(failing))
    assert (endpoint.status, endpoint.disabled_reason) == ("disabled", "failing")
    (told,) = await subscribers.rows(witness)
    assert told["status"] == "delivered"
    backlog = await subscribers.rows(failing)
    assert {row["status"] for row in backlog} == {"pending"}
    await database.execute("UPDATE webhook_endpoints SET url = $2 WHERE id = $1", failing, zoo.url("/200"))
    with pytest.raises(errors.WebhookEndpointDisabled, match="failing"):
        await log.redeliver(rights.SYSTEM, backlog[0]["id"])
    await endpoints.enable(receiver.caller, failing)
    await make_due(failing)
    assert await deliver() == len(backlog) == 4


async def test_one_success_begins_the_five_days_anew(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/500"))
    began = clock.now()
    for days, path in ((0, "/500"), (4, "/200"), (6, "/500")):
        await database.execute("UPDATE webhook_endpoints SET url = $2 WHERE id = $1", endpoint_id, zoo.url(path))
        with clock.moved_to(began + datetime.timedelta(days=days)):
            await make_due(endpoint_id)
            await announce(receiver)
            await deliver()
    endpoint = await subscribers.endpoint(endpoint_id)
    assert endpoint["status"] == "enabled"
    assert endpoint["failing_since"] > began + datetime.timedelta(days=5)


WELL = Health()
PAUSED = Health(failures_in_a_row=5, failing_since=NOW - MINUTE, paused_until=NOW + MINUTE)
PROBED = Health(failures_in_a_row=6, failing_since=NOW - MINUTE, paused_until=NOW - SECOND)
OLD = Health(failures_in_a_row=90, failing_since=NOW - 120 * HOUR, paused_until=NOW - SECOND)


@pytest.mark.parametrize(
    ("before", "report", "after"),
    [
        (WELL, Report(failures=1), Health(failures_in_a_row=1, failing_since=NOW)),
        (
            WELL,
            Report(failures=10),
            Health(failures_in_a_row=5, failing_since=NOW, paused_until=NOW + 10 * SECOND),
        ),
        (WELL, Report(failures=4, has_success=True), WELL),
        (WELL, Report(failures=1, is_gone=True, has_success=True), Health(disabled_reason="gone")),
        (
            WELL,
            Report(failures=1, wait_seconds=90),
            Health(failures_in_a_row=1, failing_since=NOW, paused_until=NOW + 90 * SECOND),
        ),
        (WELL, Report(failures=1, has_success=True, wait_seconds=90), Health(paused_until=NOW + 90 * SECOND)),
        (PAUSED, Report(failures=3), PAUSED),
        (PAUSED, Report(has_success=True), WELL),
        (
            PROBED,
            Report(failures=1),
            Health(failures_in_a_row=7, failing_since=NOW - MINUTE, paused_until=NOW + 40 * SECOND),
        ),
        (
            PROBED,
            Report(failures=1, wait_seconds=3600),
            Health(failures_in_a_row=7, failing_since=NOW - MINUTE, paused_until=NOW + HOUR),
        ),
        (PROBED, Report(has_success=True), WELL),
        (
            OLD,
            Report(failures=1),
            Health(
                failures_in_a_row=90,
                failing_since=NOW - 120 * HOUR,
                paused_until=NOW - SECOND,
                disabled_reason="failing",
            ),
        ),
        (OLD, Report(has_success=True), WELL),
    ],
)
def test_health_follows_the_answers(before: Health, report: Report, after: Health) -> None:
    assert health.after(before, report, NOW) == after


@pytest.mark.parametrize(("failures", "seconds"), [(5, 10), (6, 20), (7, 40), (9, 160), (10, 300), (10_000, 300)])
def test_pauses_double_up_to_five_minutes(failures: int, seconds: int) -> None:
    assert health.pause(failures) == seconds * SECOND


async def test_a_claimer_whose_now_is_older_still_counts_what_others_have_leased(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, "https://hooks.example.com/")
    await announce(receiver, count=25)
    with clock.moved_to(clock.now() + datetime.timedelta(seconds=20)):
        assert len(await claim(endpoint_id)) == 10
    # It asked the clock first, and then waited for a connection while the other one claimed.
    assert await claim(endpoint_id) == []


async def _plan(statement: str, *given: Any) -> str:
    """How PostgreSQL runs a statement, which has no effect then."""
    async with database.transaction() as transaction:
        lines = await database.fetch(f"EXPLAIN (ANALYZE, TIMING OFF) {statement}", *given)
        await transaction.rollback()
    return "\n".join(line[0] for line in lines)


async def test_outcomes_are_recorded_and_deliveries_claimed_without_reading_a_row_in_vain(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint_id, _ = await subscribe(receiver, "https://hooks.example.com/")
    await database.execute("UPDATE webhook_endpoints SET max_in_flight = 40 WHERE id = $1", endpoint_id)
    # All due at the same instant, and nothing leased as far as the planner knows.
    await announce(receiver, count=2_000)
    await database.execute("ANALYZE webhook_deliveries_open")
    sent: list[tuple[Any, ...]] = []
    fetch_as = database.fetch_as

    async def noted(row: Any, statement: str, *given: Any) -> Any:
        sent.append((statement, *given))
        return await fetch_as(row, statement, *given)

    monkeypatch.setattr(database, "fetch_as", noted)
    claimed = await claim(endpoint_id)
    assert len(claimed) == 40
    statement, _, *given = sent[0]
    assert "Incremental Sort" not in await _plan(statement, clock.now(), *given), "more are read than it takes"
    sent.clear()
    async with database.transaction() as transaction:
        await finish(claimed, TAKEN)
        await transaction.rollback()
    plan = await _plan(*sent[0])
    assert "Removed by Join Filter" not in plan, plan
    await finish(claimed, TAKEN)
    fates = Counter(row["status"] for row in await subscribers.rows(endpoint_id))
    assert fates == {"pending": 1_960, "delivered": 40}
