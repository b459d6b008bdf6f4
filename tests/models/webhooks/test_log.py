"""Sending again: a range of time or one delivery, each event once, whatever the deliverers do meanwhile."""

import asyncio
import contextvars
import datetime
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from models import clock, database, errors, ids
from models.outgoing.client import Answer
from models.proof import invariants
from models.shapes.webhooks import FATES, Fate, Replayed, WebhookEndpointPatch
from models.upkeep import partitions
from models.webhooks import claims as delivery_claims
from models.webhooks import endpoints, log, outcomes
from tests import factories
from tests.factories import Receiver
from tests.models.webhooks import subscribers
from tests.models.webhooks.subscribers import announce, deliver, make_due, subscribe
from tests.receivers import Zoo

URL = "https://hooks.example.com/in"
SECOND, HOUR, DAY = (datetime.timedelta(**{unit: 1}) for unit in ("seconds", "hours", "days"))
NOON = datetime.datetime(2026, 3, 9, 12, tzinfo=datetime.UTC)
ALL = FATES


async def happen(receiver: Receiver, *instants: datetime.datetime, type_: str = "invoice.paid") -> list[uuid.UUID]:
    """Events of the past, which nobody got."""
    return [
        row["id"]
        for row in await database.fetch(
            """
            INSERT INTO events (id, receiver_id, type, object_kind, object_id, sequence, body)
            SELECT (left(uuid_floor(instant)::text, 14) || substr(new_id()::text, 15))::uuid, $1, $2, 'invoice',
                new_id(), 1, convert_to('{"id":"' || place || '","data":{"id":"inv"},"previous":{}}', 'UTF8')
            FROM unnest($3::timestamptz[]) WITH ORDINALITY AS given (instant, place) ORDER BY place RETURNING id
            """,
            receiver.id,
            type_,
            list(instants),
        )
    ]


async def replay(
    receiver: Receiver,
    endpoint_id: uuid.UUID,
    *,
    since: datetime.datetime | None = None,
    until: datetime.datetime | None = None,
    types: Sequence[str] = (),
    fates: Sequence[Fate] = log.UNDELIVERED,
    dry_run: bool = False,
) -> Replayed:
    return await log.replay(
        receiver.caller,
        endpoint_id,
        starts_at=since or clock.now() - HOUR,
        ends_at=until or clock.now() + HOUR,
        types=types,
        fates=fates,
        dry_run=dry_run,
    )


async def queued(receiver: Receiver, endpoint_id: uuid.UUID, **wish: Any) -> dict[Fate, int]:
    """What a replay queues, which is what a dry run had said."""
    before = await subscribers.rows(endpoint_id)
    foretold = await replay(receiver, endpoint_id, dry_run=True, **wish)
    assert await subscribers.rows(endpoint_id) == before
    found = await replay(receiver, endpoint_id, **wish)
    assert (foretold.counts, foretold.dry_run, found.dry_run) == (found.counts, True, False)
    waiting = {row["event_id"] for row in await subscribers.rows(endpoint_id) if row["status"] == "pending"}
    had_waited = {row["event_id"] for row in before if row["status"] == "pending"}
    assert len(waiting - had_waited) == sum(found.counts.values())
    return {fate: count for fate, count in found.counts.items() if count}


async def events_of(endpoint_id: uuid.UUID, status: str = "pending") -> list[uuid.UUID]:
    """The events of an endpoint's deliveries with that status, in the order in which they are sent."""
    rows = [row for row in await subscribers.rows(endpoint_id) if row["status"] == status]
    return [row["event_id"] for row in sorted(rows, key=lambda row: (row["next_attempt_at"], row["id"]))]


async def end_as(endpoint_id: uuid.UUID, status: str, *event_ids: uuid.UUID) -> None:
    """Deliveries are over, those of some events or all of them."""
    await database.execute(
        "UPDATE webhook_deliveries SET status = $2::text, attempts = 10, tries = 10, lease_token = NULL, "
        "delivered_at = CASE WHEN $2::text = 'delivered' THEN now() END "
        "WHERE endpoint_id = $1 AND ($3::uuid[] = '{}' OR event_id = ANY ($3))",
        endpoint_id,
        status,
        list(event_ids),
    )


async def one_delivery_each(endpoint_id: uuid.UUID) -> None:
    counts = Counter(row["event_id"] for row in await subscribers.rows(endpoint_id))
    assert set(counts.values()) <= {1}
    found = {check.name: check for check in invariants.INVARIANTS}["events_are_delivered_once_per_endpoint"]
    assert not await database.fetch(found.query)


async def until_somebody_waits() -> None:
    """Returns once somebody waits for a lock of the open transaction."""
    while not await database.fetch_value(
        object,
        "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))",
    ):
        await asyncio.sleep(0.01)


# Which events.


async def test_a_range_begins_with_its_first_instant_and_ends_before_its_last(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    _, first, second, _ = await happen(
        receiver, NOON - datetime.timedelta(milliseconds=1), NOON, NOON + HOUR - SECOND, NOON + HOUR
    )
    assert await queued(receiver, endpoint_id, since=NOON, until=NOON + HOUR) == {"missing": 2}
    assert await events_of(endpoint_id) == [first, second]


@pytest.mark.parametrize("seconds", [0, -1])
async def test_a_range_that_ends_before_it_begins_is_refused(receiver: Receiver, seconds: int) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    for dry_run in (False, True):
        with pytest.raises(errors.Invalid) as refusal:
            await replay(receiver, endpoint_id, since=NOON, until=NOON + seconds * SECOND, dry_run=dry_run)
        assert refusal.value.pointer == "/to"


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        ("1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", 1),
        ("1970-01-01T00:30:00Z", "2100-01-01T00:00:00Z", 1),
        ("0001-01-01T00:00:00Z", "2100-01-01T00:00:00Z", 1),
        ("1900-01-01T00:00:00Z", "1969-12-31T23:59:59Z", 0),
        ("1900-01-01T00:00:00Z", "1980-01-01T00:00:00Z", 0),
        ("9000-01-01T00:00:00Z", "9999-01-01T00:00:00Z", 0),
    ],
)
async def test_a_range_may_reach_from_before_there_were_events_to_the_end_of_time(
    receiver: Receiver, since: str, until: str, count: int
) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await announce(receiver, count=3)
    delivered, exhausted, _ = [row["event_id"] for row in await subscribers.rows(endpoint_id)]
    await end_as(endpoint_id, "delivered", delivered)
    await end_as(endpoint_id, "exhausted", exhausted)
    bounds = [datetime.datetime.fromisoformat(instant) for instant in (since, until)]
    found = await queued(receiver, endpoint_id, since=bounds[0], until=bounds[1])
    assert found == ({"exhausted": 1} if count else {})
    await one_delivery_each(endpoint_id)


@pytest.mark.parametrize(
    ("subscribed", "asked", "expected"),
    [
        ([], [], ["invoice.paid", "invoice.voided", "payment.failed", "payer.created"]),
        ([], ["invoice.*"], ["invoice.paid", "invoice.voided"]),
        ([], ["invoice.paid", "payment.*"], ["invoice.paid", "payment.failed"]),
        (["invoice.*"], [], ["invoice.paid", "invoice.voided"]),
        (["invoice.*"], ["invoice.voided"], ["invoice.voided"]),
        (["invoice.paid"], ["invoice.*"], ["invoice.paid"]),
        (["invoice.*"], ["payment.*"], []),
        (["ping"], [], []),
        ([], ["ping"], []),
    ],
)
async def test_only_types_come_that_the_endpoint_subscribes_to_and_that_are_asked_for(
    receiver: Receiver, subscribed: list[str], asked: list[str], expected: list[str]
) -> None:
    endpoint_id, _ = await subscribe(receiver, URL, subscribed)
    types = ["invoice.paid", "invoice.voided", "payment.failed", "payer.created", "ping"]
    for place, type_ in enumerate(types):
        await happen(receiver, NOON + place * SECOND, type_=type_)
    counts = await queued(receiver, endpoint_id, since=NOON, until=NOON + HOUR, types=asked)
    assert counts == ({"missing": len(expected)} if expected else {})
    assert sorted(row["event_type"] for row in await subscribers.rows(endpoint_id)) == sorted(expected)


@pytest.mark.parametrize("types", [["invoice.payed"], ["*"], ["invoice.*", "invoice.p*"]])
async def test_a_replay_of_types_that_do_not_exist_is_refused(receiver: Receiver, types: list[str]) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    with pytest.raises(errors.Invalid) as refusal:
        await replay(receiver, endpoint_id, types=types)
    assert refusal.value.pointer == f"/types/{len(types) - 1}"


@pytest.mark.parametrize(
    ("fates", "expected"),
    [
        (log.UNDELIVERED, {"exhausted": 2, "missing": 4}),
        (["exhausted"], {"exhausted": 2}),
        (["missing"], {"missing": 4}),
        (["delivered"], {"delivered": 1}),
        (ALL, {"exhausted": 2, "missing": 4, "delivered": 1}),
    ],
)
async def test_what_is_replayed_depends_on_what_had_become_of_it(
    receiver: Receiver, fates: Sequence[Fate], expected: dict[str, int]
) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await announce(receiver, count=5)
    one, two, three, leased, _ = [row["event_id"] for row in await subscribers.rows(endpoint_id)]
    await end_as(endpoint_id, "exhausted", one, two)
    await end_as(endpoint_id, "delivered", three)
    await database.execute(
        "UPDATE webhook_deliveries SET status = 'leased', lease_token = $2 WHERE event_id = $1", leased, ids.new()
    )
    await endpoints.disable(receiver.caller, endpoint_id)
    # The announcement that it is disabled is missing too.
    await announce(receiver, count=3)
    await endpoints.enable(receiver.caller, endpoint_id)
    assert await queued(receiver, endpoint_id, fates=fates) == expected
    again = await replay(receiver, endpoint_id, fates=fates)
    assert sum(again.counts.values()) == 0, "the second time there is nothing left to do"
    await one_delivery_each(endpoint_id)


async def test_what_happened_before_the_endpoint_was_there_comes_the_oldest_first(receiver: Receiver, zoo: Zoo) -> None:
    early = await happen(receiver, *(NOON + place * SECOND for place in range(25)))
    endpoint_id, _ = await subscribe(receiver, zoo.url("/200"))
    await endpoints.update(receiver.caller, endpoint_id, WebhookEndpointPatch(max_in_flight=1))
    assert await queued(receiver, endpoint_id, since=NOON, until=clock.now()) == {"missing": 25}
    while await deliver():
        pass
    assert [request.headers["webhook-id"] for request in zoo.received] == [ids.encode("event", each) for each in early]


async def test_what_was_given_up_and_what_was_missed_come_in_the_order_in_which_they_happened(
    receiver: Receiver,
) -> None:
    happened = await happen(receiver, *(NOON + place * SECOND for place in range(20)))
    endpoint_id, _ = await subscribe(receiver, URL)
    await replay(receiver, endpoint_id, since=NOON, until=NOON + HOUR)
    await end_as(endpoint_id, "exhausted")
    await database.execute(
        "DELETE FROM webhook_deliveries WHERE endpoint_id = $1 AND event_id = ANY ($2)", endpoint_id, happened[::3]
    )
    began = clock.now()
    await replay(receiver, endpoint_id, since=NOON, until=NOON + HOUR)
    assert await events_of(endpoint_id) == happened
    assert all(row["next_attempt_at"] <= clock.now() for row in await subscribers.rows(endpoint_id))
    assert all(row["next_attempt_at"] > began - SECOND for row in await subscribers.rows(endpoint_id))


async def test_a_ping_is_never_replayed(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    another, _ = await subscribe(receiver, URL)
    await endpoints.ping(receiver.caller, endpoint_id)
    await end_as(endpoint_id, "exhausted")
    for each in (endpoint_id, another):
        assert await queued(receiver, each, fates=ALL) == {}


async def test_nobody_elses_events_are_replayed(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    another, _ = await subscribe(receiver, URL)
    await announce(receiver)
    await end_as(another, "exhausted")
    await end_as(endpoint_id, "delivered")
    await announce(await factories.receiver(), count=2)
    assert await queued(receiver, endpoint_id) == {}
    assert await queued(receiver, another) == {"exhausted": 1}


# Who may, and how much.


async def test_a_stranger_finds_nothing_to_replay_and_a_viewer_may_not(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await announce(receiver)
    (delivery,) = await subscribers.rows(endpoint_id)
    stranger = (await factories.receiver()).caller
    viewer = await factories.member(receiver.id, role="viewer")
    for caller, refusal in ((stranger, errors.NotFound), (viewer, errors.Forbidden)):
        for dry_run in (False, True):
            with pytest.raises(refusal):
                await log.replay(caller, endpoint_id, starts_at=NOON, ends_at=clock.now(), dry_run=dry_run, fates=ALL)
        with pytest.raises(refusal):
            await log.redeliver(caller, delivery["id"])
    with pytest.raises(errors.NotFound):
        await replay(receiver, None)
    manager = await factories.member(receiver.id, role="manager")
    await log.replay(manager, endpoint_id, starts_at=NOON, ends_at=clock.now())


async def test_a_disabled_endpoint_gets_no_replay_but_may_be_counted_for(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await announce(receiver)
    await end_as(endpoint_id, "exhausted")
    await endpoints.disable(receiver.caller, endpoint_id)
    with pytest.raises(errors.WebhookEndpointDisabled):
        await replay(receiver, endpoint_id)
    assert (await replay(receiver, endpoint_id, dry_run=True)).counts["exhausted"] == 1


async def test_more_than_a_replay_may_queue_is_refused_with_the_number(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await happen(receiver, *(NOON + place * SECOND for place in range(7)))
    monkeypatch.setattr(log, "REPLAY_MAX", 6)
    with pytest.raises(errors.ReplayTooLarge, match=r"\b7\b.*\b6\b"):
        await replay(receiver, endpoint_id, since=NOON, until=NOON + HOUR)
    assert not await subscribers.rows(endpoint_id)
    assert (await replay(receiver, endpoint_id, since=NOON, until=NOON + HOUR, dry_run=True)).counts["missing"] == 7
    assert await queued(receiver, endpoint_id, since=NOON, until=NOON + 6 * SECOND) == {"missing": 6}


# The same message.


async def test_a_replay_sends_the_same_ids_and_bytes_and_begins_the_schedule_anew(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/500"))
    await announce(receiver)
    for _ in outcomes.SCHEDULE:
        await make_due(endpoint_id)
        assert await deliver() == 1
    (given_up,) = await subscribers.rows(endpoint_id)
    assert (given_up["status"], given_up["attempts"], given_up["tries"]) == ("exhausted", 10, 10)
    assert await queued(receiver, endpoint_id) == {"exhausted": 1}
    (waiting,) = await subscribers.rows(endpoint_id)
    assert (waiting["id"], waiting["attempts"], waiting["tries"]) == (given_up["id"], 0, 10)
    await make_due(endpoint_id)
    assert await deliver() == 1
    (failed,) = await subscribers.rows(endpoint_id)
    assert (failed["status"], failed["attempts"], failed["tries"]) == ("pending", 1, 11)
    assert 3 < subscribers.seconds_until(failed["next_attempt_at"], clock.now()) < 6
    assert [row["number"] for row in await subscribers.attempts(failed["id"])] == list(range(1, 12))
    assert len({(request.headers["webhook-id"], request.body) for request in zoo.received}) == 1
    await endpoints.update(receiver.caller, endpoint_id, WebhookEndpointPatch(url=zoo.url("/200")))
    await make_due(endpoint_id)
    await deliver()
    assert await queued(receiver, endpoint_id, fates=["delivered"]) == {"delivered": 1}
    (once_more,) = await subscribers.rows(endpoint_id)
    assert (once_more["delivered_at"], once_more["attempts"], once_more["tries"]) == (None, 0, 12)
    assert await deliver() == 1
    assert len({(request.headers["webhook-id"], request.body) for request in zoo.received}) == 1
    assert len(zoo.received) == 13


# At once.


async def test_two_replays_at_once_queue_each_delivery_once(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    for round_ in range(10):
        begin = NOON + round_ * HOUR
        happened = await happen(receiver, *(begin + place * SECOND for place in range(20)))
        await replay(receiver, endpoint_id, since=begin, until=begin + 10 * SECOND)
        await end_as(endpoint_id, "exhausted", *happened)
        found = await asyncio.gather(
            *[replay(receiver, endpoint_id, since=begin, until=begin + HOUR, fates=ALL) for _ in range(4)]
        )
        assert sorted(sum(each.counts.values()) for each in found) == [0, 0, 0, 20]
        await database.execute(
            "UPDATE webhook_deliveries SET status = 'delivered' WHERE endpoint_id = $1 AND status = 'pending'",
            endpoint_id,
        )
    await one_delivery_each(endpoint_id)


async def test_a_replay_while_the_same_rows_are_sent_loses_nothing_and_doubles_no_row(
    receiver: Receiver, zoo: Zoo
) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/200"))
    rounds, counted, each = 25, 0, 4
    for round_ in range(rounds):
        # Some are missing, as if the endpoint had been disabled meanwhile.
        await happen(receiver, *(NOON + round_ * HOUR + place * SECOND for place in range(each)))
        await announce(receiver, count=each)
        found = await asyncio.gather(
            deliver(),
            *[replay(receiver, endpoint_id, since=NOON, until=clock.now() + HOUR, fates=ALL) for _ in range(2)],
            deliver(),
            replay(receiver, endpoint_id, since=NOON, until=clock.now() + HOUR),
        )
        counted += sum(sum(replayed.counts.values()) for replayed in found if isinstance(replayed, Replayed))
    while await deliver():
        pass
    deliveries = await subscribers.rows(endpoint_id)
    assert {row["status"] for row in deliveries} == {"delivered"}
    assert len(deliveries) == 2 * each * rounds
    await one_delivery_each(endpoint_id)
    # Each was sent once for having happened and once for each time that a replay says to have queued it.
    assert len(zoo.received) == counted + each * rounds
    assert len({request.headers["webhook-id"] for request in zoo.received}) == len(deliveries)
    assert {row["tries"] for row in deliveries} <= set(range(1, 3 * rounds + 2))


async def test_events_that_come_during_a_replay_into_the_future_are_queued_once(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    for _ in range(20):
        await asyncio.gather(announce(receiver), replay(receiver, endpoint_id, fates=ALL), announce(receiver))
    assert len(await subscribers.rows(endpoint_id)) == 40
    await one_delivery_each(endpoint_id)


async def test_a_replay_says_what_it_has_queued_even_if_more_happened_than_it_had_counted(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint_id, _ = await subscribe(receiver, URL, ["invoice.paid"])
    await announce(receiver, count=2)
    await end_as(endpoint_id, "exhausted")
    fetch = database.fetch

    async def fetch_while_more_happens(statement: str, *parameters: Any) -> list[Any]:
        if "UPDATE webhook_deliveries" in statement:
            await happen(receiver, clock.now())
        return await fetch(statement, *parameters)

    monkeypatch.setattr(database, "fetch", fetch_while_more_happens)
    assert (await replay(receiver, endpoint_id)).counts == {"exhausted": 2, "missing": 1, "delivered": 0}


# Many.


async def test_twenty_thousand_are_queued_by_one_statement_that_reads_no_other_events(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    # A neighbour so much busier in the same hours that an index pays in each partition that they lie in, whatever
    # other tests have left there. On the first of a month some lie in the one for what no month was made for.
    another = await factories.receiver()
    begin = clock.now() - 12 * HOUR
    many = (
        "INSERT INTO events (id, receiver_id, type, object_kind, object_id, sequence, body) "
        "SELECT (left(uuid_floor($2::timestamptz + place * interval '6 hours' / $3)::text, 14) "
        "|| substr(new_id()::text, 15))::uuid, $1, 'invoice.paid', 'invoice', new_id(), 1, '{}' "
        "FROM generate_series(1, $3::int) AS place"
    )
    async with database.transaction():
        # On a busy machine, longer than any request of ours may ask for.
        await database.allow(120)
        await database.execute(many, receiver.id, begin, 20_000)
        await database.execute(many, another.id, begin, 160_000)
    await database.execute("ANALYZE events")
    await database.execute("ANALYZE webhook_deliveries")
    bounds = {"since": begin, "until": begin + DAY}
    began = time.monotonic()
    assert (await replay(receiver, endpoint_id, dry_run=True, **bounds)).counts["missing"] == 20_000
    counted = time.monotonic()
    assert (await replay(receiver, endpoint_id, **bounds)).counts["missing"] == 20_000
    missing = time.monotonic()
    await end_as(endpoint_id, "exhausted")
    await database.execute("ANALYZE webhook_deliveries")
    ended = time.monotonic()
    assert (await replay(receiver, endpoint_id, **bounds)).counts["exhausted"] == 20_000
    print(
        f"\n20,000 rows: counted in {counted - began:.2f} s, inserted in {missing - counted:.2f} s, "
        f"moved back in {time.monotonic() - ended:.2f} s"
    )
    await end_as(endpoint_id, "exhausted")
    later = partitions.following(partitions.following(clock.now().date()))
    parameters = (receiver.id, endpoint_id, begin, begin + DAY, [], [], list(ALL), clock.now())
    for statement, given in (
        (log._REPLAY, parameters),
        (f"SELECT fate, count(*) FROM ({log._WANTED}) AS wanted GROUP BY fate", parameters[:-1]),
    ):
        async with database.transaction() as transaction:
            lines = [row[0] for row in await database.fetch(f"EXPLAIN {statement}", *given)]
            await transaction.rollback()
        plan = "\n".join(lines)
        read = [line for line in lines if "Seq Scan on events" in line]
        assert all("cost=0.00..0.00" in line for line in read), f"only what is empty is read as a whole:\n{plan}"
        assert f"events_{later:%Y_%m}" not in plan, "months outside of the range are not looked at"
    began = time.monotonic()
    await endpoints.delete(receiver.caller, endpoint_id)
    print(f"an endpoint with a log of 20,000 deliveries deleted in {time.monotonic() - began:.3f} s")
    assert len(await subscribers.rows(endpoint_id)) == 20_000
    await database.execute("DELETE FROM webhook_deliveries_over WHERE endpoint_id = $1", endpoint_id)


async def test_deliveries_are_not_looked_through_for_each_event_whatever_postgresql_expects(
    receiver: Receiver,
) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    parameters = (receiver.id, endpoint_id, clock.now() - HOUR, clock.now(), [], [], list(ALL))
    async with database.transaction() as transaction:
        # As if it expected one row of each.
        await database.execute("SET LOCAL enable_hashjoin = off")
        await database.execute("SET LOCAL enable_mergejoin = off")
        plan = [row[0] for row in await database.fetch(f"EXPLAIN {log._WANTED}", *parameters)]
        await transaction.rollback()
    assert not [line for line in plan if "Nested Loop" in line], "\n".join(plan)


# One of them.


@pytest.mark.parametrize("status", ["delivered", "exhausted", "pending"])
async def test_redelivering_twice_at_once_sends_once(receiver: Receiver, zoo: Zoo, status: str) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/200"))
    await announce(receiver)
    (delivery,) = await subscribers.rows(endpoint_id)
    if status != "pending":
        await end_as(endpoint_id, status)
    else:
        await database.execute(
            "UPDATE webhook_deliveries SET attempts = 7, tries = 7, next_attempt_at = now() + interval '1 day' "
            "WHERE id = $1",
            delivery["id"],
        )
    answers = await asyncio.gather(*[log.redeliver(receiver.caller, delivery["id"]) for _ in range(5)])
    assert {(row["status"], row["attempts"], row["delivered_at"]) for row in answers} == {("pending", 0, None)}
    assert {row["tries"] for row in answers} == {7 if status == "pending" else 10}
    assert await deliver() == 1
    assert len(zoo.received) == 1
    await one_delivery_each(endpoint_id)


async def test_redelivering_while_it_is_sent_loses_nothing_and_refuses_nobody(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/200"))
    await announce(receiver, count=6)
    deliveries = [row["id"] for row in await subscribers.rows(endpoint_id)]
    for _ in range(25):
        await asyncio.gather(
            deliver(),
            *[log.redeliver(receiver.caller, delivery_id) for delivery_id in deliveries],
            deliver(),
            *[log.redeliver(receiver.caller, delivery_id) for delivery_id in deliveries],
        )
    while await deliver():
        pass
    assert {(row["id"], row["status"]) for row in await subscribers.rows(endpoint_id)} == {
        (delivery_id, "delivered") for delivery_id in deliveries
    }
    for row in await subscribers.rows(endpoint_id):
        tried = await subscribers.attempts(row["id"])
        assert [attempt["number"] for attempt in tried] == list(range(1, row["tries"] + 1))
        assert all(attempt["counted"] for attempt in tried)
    await one_delivery_each(endpoint_id)


@pytest.mark.parametrize("operation", ["redeliver", "delete"])
async def test_whoever_meets_a_delivery_that_moves_away_begins_again(receiver: Receiver, operation: str) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await announce(receiver)
    (delivery,) = await subscribers.rows(endpoint_id)
    async with database.transaction():
        claims = await delivery_claims.claim(limit=1)
        # A context of its own keeps the rival out of this transaction.
        rival = asyncio.get_running_loop().create_task(
            log.redeliver(receiver.caller, delivery["id"])
            if operation == "redeliver"
            else endpoints.delete(receiver.caller, endpoint_id),
            context=contextvars.Context(),
        )
        await until_somebody_waits()
        await finish(claims)
        assert not rival.done()
    await rival
    left = [row["status"] for row in await subscribers.rows(endpoint_id)]
    assert left == (["pending"] if operation == "redeliver" else ["delivered"])


async def test_what_a_rival_claims_in_the_very_moment_is_left_to_it(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    # Often enough for PostgreSQL to keep a plan of the statement.
    for _ in range(15):
        await announce(receiver)
        delivery_id = (await subscribers.rows(endpoint_id))[-1]["id"]
        async with database.transaction():
            (claimed,) = await delivery_claims.claim(limit=1)
            rival = asyncio.get_running_loop().create_task(
                log.redeliver(receiver.caller, delivery_id), context=contextvars.Context()
            )
            await until_somebody_waits()
        row = await rival
        assert (row["status"], row["lease_token"], row["attempts"]) == ("leased", claimed.lease_token, 1)
        await finish([claimed])


async def test_a_delivery_of_a_deleted_endpoint_is_still_read_but_not_sent(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/200"))
    await announce(receiver)
    await deliver()
    await announce(receiver)
    over, waiting = await subscribers.rows(endpoint_id)
    await endpoints.delete(receiver.caller, endpoint_id)
    row, attempts = await log.get(receiver.caller, over["id"])
    assert (row["status"], row["endpoint_id"], len(attempts)) == ("delivered", endpoint_id, 1)
    for refused in (
        log.get(receiver.caller, waiting["id"]),
        log.redeliver(receiver.caller, waiting["id"]),
        log.redeliver(receiver.caller, over["id"]),
        replay(receiver, endpoint_id, fates=ALL),
        replay(receiver, endpoint_id, fates=ALL, dry_run=True),
    ):
        with pytest.raises(errors.NotFound):
            await refused
    assert await deliver() == 0


async def test_an_endpoint_that_is_deleted_during_a_replay_leaves_nothing_to_send(receiver: Receiver) -> None:
    for _ in range(10):
        endpoint_id, _ = await subscribe(receiver, URL)
        await announce(receiver, count=4)
        await end_as(endpoint_id, "exhausted")
        await happen(receiver, clock.now())
        await asyncio.gather(
            replay(receiver, endpoint_id, fates=ALL),
            endpoints.delete(receiver.caller, endpoint_id),
            return_exceptions=True,
        )
        assert not await database.fetch("SELECT FROM webhook_deliveries_open WHERE endpoint_id = $1", endpoint_id)


# Where rows lie.


async def over(endpoint_id: uuid.UUID) -> list[str]:
    """The tables in which an endpoint's deliveries lie."""
    rows = await database.fetch(
        "SELECT tableoid::regclass::text AS name FROM webhook_deliveries WHERE endpoint_id = $1 ORDER BY id",
        endpoint_id,
    )
    return [row["name"] for row in rows]


async def finish(claims: Sequence[delivery_claims.Claim], status: int = 200) -> None:
    await outcomes.record(
        [
            outcomes.Outcome(claim=each, started_at=clock.now(), answer=Answer(duration_ms=1, status=status))
            for each in claims
        ]
    )


async def test_a_finished_delivery_lies_in_its_month_and_comes_back_to_be_sent_again(
    receiver: Receiver, zoo: Zoo
) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/200"))
    await announce(receiver)
    assert await over(endpoint_id) == ["webhook_deliveries_open"]
    await deliver()
    month = f"webhook_deliveries_over_{datetime.datetime.now(datetime.UTC):%Y_%m}"
    assert await over(endpoint_id) == [month]
    (row,) = await subscribers.rows(endpoint_id)
    await log.redeliver(receiver.caller, row["id"])
    assert await over(endpoint_id) == ["webhook_deliveries_open"]
    await deliver()
    assert await over(endpoint_id) == [month]
    assert (await subscribers.rows(endpoint_id))[0]["id"] == row["id"]


async def test_claiming_reads_nothing_of_what_is_over(receiver: Receiver) -> None:
    lease_token, now = ids.new(), clock.now()
    async with database.transaction() as transaction:
        claiming = await database.fetch(
            f"EXPLAIN {delivery_claims._CLAIM}", now, delivery_claims.LEASE, 200, lease_token
        )
        waiting = await database.fetch(f"EXPLAIN {delivery_claims._HELD_BACK}", now)
        await transaction.rollback()
    for lines in (claiming, waiting):
        plan = "\n".join(row[0] for row in lines)
        assert "webhook_deliveries_open" in plan
        assert "webhook_deliveries_over" not in plan, plan


@pytest.mark.parametrize("status", [200, 500])
async def test_a_worker_that_wakes_when_the_row_has_moved_changes_nothing(receiver: Receiver, status: int) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await announce(receiver)
    sleeper = await delivery_claims.claim(limit=10)
    await make_due(endpoint_id)
    await finish(await delivery_claims.claim(limit=10))
    (before,) = await subscribers.rows(endpoint_id)
    await finish(sleeper, status)
    assert await subscribers.rows(endpoint_id) == [before]
    assert [(row["number"], row["counted"]) for row in await subscribers.attempts(before["id"])] == [
        (2, True),
        (1, False),
    ]
    # It has come back meanwhile, to be sent again.
    again = await log.redeliver(receiver.caller, before["id"])
    await finish(sleeper, status)
    assert [dict(row) for row in await subscribers.rows(endpoint_id)] == [again.to_dict()]
    assert (await subscribers.endpoint(endpoint_id))["failures_in_a_row"] == 0


async def test_rivals_that_record_the_same_rows_all_come_through_and_one_counts(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    rounds, each = 30, 5
    for _ in range(rounds):
        await announce(receiver, count=each)
        sleeper = await delivery_claims.claim(limit=10)
        await make_due(endpoint_id)
        holder = await delivery_claims.claim(limit=10)
        assert len(sleeper) == len(holder) == each
        # Both write to the same rows, which the holder moves away under the sleeper's hands.
        await asyncio.gather(finish(sleeper), finish(holder), finish(sleeper, 500), finish(list(reversed(sleeper))))
    deliveries = await subscribers.rows(endpoint_id)
    assert [row["status"] for row in deliveries] == ["delivered"] * rounds * each
    tries = await database.fetch(
        "SELECT delivery_id, number, counted FROM webhook_attempts WHERE delivery_id = ANY ($1)",
        [row["id"] for row in deliveries],
    )
    assert Counter((row["number"], row["counted"]) for row in tries) == {
        (1, False): 3 * rounds * each,
        (2, True): rounds * each,
    }


async def test_claimers_and_recorders_that_meet_at_moving_rows_lose_nothing(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribe(receiver, URL)
    await endpoints.update(receiver.caller, endpoint_id, WebhookEndpointPatch(max_in_flight=100))
    total = 300
    await announce(receiver, count=total)

    async def work() -> int:
        done = 0
        while claims := await delivery_claims.claim(limit=7):
            await finish(claims)
            done += len(claims)
        return done

    done = 0
    while done < total:
        # A claimer that found everything locked leaves; somebody else has those rows.
        found = await asyncio.gather(*[work() for _ in range(8)])
        done += sum(found)
        if not sum(found):
            break
    assert done == total
    assert {(row["status"], row["tries"]) for row in await subscribers.rows(endpoint_id)} == {("delivered", 1)}


async def test_an_endpoint_that_is_deleted_in_flight_is_forgotten_without_a_trace_of_an_error(
    receiver: Receiver, zoo: Zoo
) -> None:
    for round_ in range(5):
        doomed, _ = await subscribe(receiver, zoo.url("/200?doomed"))
        kept, _ = await subscribe(receiver, zoo.url("/200?kept"))
        await announce(receiver, count=20)
        run = asyncio.create_task(deliver())
        while not zoo.received:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.004 * round_)
        await endpoints.delete(receiver.caller, doomed)
        await run
        while await deliver():
            pass
        assert not await database.fetch("SELECT FROM webhook_deliveries_open WHERE endpoint_id = $1", doomed)
        assert {row["status"] for row in await subscribers.rows(kept)} == {"delivered"}
        await endpoints.delete(receiver.caller, kept)
        zoo.received.clear()


async def test_a_delivery_whose_event_is_gone_holds_up_no_other(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/200"))
    await announce(receiver, count=3)
    _, orphan, _ = await subscribers.rows(endpoint_id)
    await database.execute("UPDATE webhook_deliveries SET event_id = new_id() WHERE id = $1", orphan["id"])
    assert await deliver() == 2
    assert len(zoo.received) == 2
    await database.execute("DELETE FROM webhook_deliveries WHERE id = $1", orphan["id"])


async def test_the_log_of_attempts_is_the_same_for_what_is_open_and_over(receiver: Receiver, zoo: Zoo) -> None:
    endpoint_id, _ = await subscribe(receiver, zoo.url("/500"))
    await announce(receiver)
    await deliver()
    (row,) = await subscribers.rows(endpoint_id)
    _, while_open = await log.get(receiver.caller, row["id"])
    await end_as(endpoint_id, "exhausted")
    found, when_over = await log.get(receiver.caller, row["id"])
    assert (found["status"], when_over) == ("exhausted", while_open)
    assert msgspec.to_builtins(found["id"]) == msgspec.to_builtins(row["id"])
