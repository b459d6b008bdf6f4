"""Months are made ahead and dropped whole, nothing is lost on the way, and nobody waits long: each test has a database
of its own, since what is dropped stays dropped.
"""

import asyncio
import contextlib
import contextvars
import datetime
import os
import subprocess
import sys
import time
import types
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import msgspec
import pytest
import structlog

import config
from models import clock, database, engine, errors, ids
from models.outgoing.client import Answer
from models.proof import integrity
from models.upkeep import partitions
from models.webhooks import claims as delivery_claims
from models.webhooks import feed
from models.webhooks.outcomes import Outcome
from models.webhooks.outcomes import record as record_outcomes
from tests import factories
from tests.books import open_book
from tests.factories import Receiver
from tests.models.webhooks import subscribers
from tests.models.webhooks.subscribers import announce

T = TypeVar("T")
DAY = datetime.timedelta(days=1)
MILLISECOND = datetime.timedelta(milliseconds=1)
TABLES = ("callback_messages", "gateway_answers", "webhook_attempts", "webhook_deliveries_over", "events")
WEBHOOKS = TABLES[2:]
# Months that no other statement here makes.
MARCH = datetime.datetime(2031, 3, 1, tzinfo=datetime.UTC)
APRIL = datetime.datetime(2031, 4, 1, tzinfo=datetime.UTC)
MAY = datetime.datetime(2031, 5, 1, tzinfo=datetime.UTC)
# Of these, nothing may go missing that is not old.
KEPT = (
    "callback_messages",
    "gateway_answers",
    "events",
    "webhook_deliveries",
    "webhook_attempts",
    "webhook_endpoints",
    "audit_log",
    "receivers",
    "users",
)
LATER = datetime.timedelta(days=400)


class Own:
    """The database of a test, which the operations use meanwhile."""

    def __init__(self, url: str) -> None:
        self.url = url


@pytest.fixture
async def own(request: pytest.FixtureRequest, pool: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Own]:
    name = f"partitions_{os.getpid()}_{abs(hash(request.node.name))}"
    server_url = os.environ["QUITTANCE_TESTS_SERVER"]
    server = await asyncpg.connect(server_url.replace("{database}", "postgres"))
    try:
        for _ in range(100):
            # Another test may look at the template's schema this moment.
            with contextlib.suppress(asyncpg.ObjectInUseError):
                await server.execute(f'CREATE DATABASE "{name}" TEMPLATE quittance_template STRATEGY file_copy')
                break
            await asyncio.sleep(0.1)
        url = server_url.replace("{database}", name)
        async with asyncpg.create_pool(url, min_size=1, max_size=12, server_settings=engine.SESSION) as connections:
            monkeypatch.setattr(database.DB, "pool", connections)
            yield Own(url)
            monkeypatch.undo()
        await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await server.close()


@pytest.fixture
async def receiver(own: Own) -> Receiver:
    return await factories.receiver()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], None]:
    """Sets how many days events and deliveries are kept."""

    def change(events_days: int, deliveries_days: int) -> None:
        changed = msgspec.structs.replace(
            config.settings, events_kept_days=events_days, deliveries_kept_days=deliveries_days
        )
        monkeypatch.setattr(partitions, "settings", changed)

    return change


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime.timedelta], AbstractContextManager[None]]:
    """Some time later, for the clock and for new ids."""

    @contextlib.contextmanager
    def moved(by: datetime.timedelta) -> Iterator[None]:
        nanoseconds = int(by.total_seconds()) * 10**9
        with monkeypatch.context() as patched, clock.moved_to(clock.now() + by):
            patched.setattr(ids, "time", types.SimpleNamespace(time_ns=lambda: time.time_ns() + nanoseconds))
            patched.setattr(ids, "_last_nanoseconds", 0)
            yield

    return moved


def id_at(instant: datetime.datetime, *, last: bool = False) -> uuid.UUID:
    """An id of that millisecond: the first one that a UUIDv7 can have, or the last."""
    milliseconds = round(instant.timestamp() * 1000)
    bits = (0xFFF << 64) | ((1 << 62) - 1) if last else 0
    return uuid.UUID(int=(milliseconds << 80) | (0x7 << 76) | (0b10 << 62) | bits)


def fresh_id_at(instant: datetime.datetime) -> uuid.UUID:
    return uuid.UUID(int=id_at(instant).int | (ids.new().int & ((1 << 62) - 1)))


async def write(table: str, receiver: Receiver, identifier: uuid.UUID, **values: Any) -> uuid.UUID:
    """A row of a partitioned table, written when its id says unless `created_at` is given."""
    then = datetime.datetime.fromtimestamp((identifier.int >> 80) / 1000, datetime.UTC)
    columns: dict[str, Any]
    if table == "events":
        columns = {"receiver_id": receiver.id, "type": "invoice.paid", "object_kind": "invoice"}
        columns |= {"object_id": ids.new(), "sequence": 1, "body": b'{"data":{}}'}
    elif table == "callback_messages":
        columns = {"gateway_account_id": ids.new(), "headers": b"", "body": b""}
    elif table == "gateway_answers":
        columns = {"attempt_id": ids.new(), "call": "charge", "status": 200, "content": b"", "is_whole": True}
        columns |= {"received_at": then}
    elif table == "webhook_attempts":
        columns = {"delivery_id": ids.new(), "number": 1, "started_at": then, "duration_ms": 1}
    else:
        columns = {"receiver_id": receiver.id, "event_id": ids.new(), "endpoint_id": ids.new()}
        columns |= {"event_type": "invoice.paid", "status": "delivered", "next_attempt_at": then, "updated_at": then}
        table = "webhook_deliveries"
    columns = {"id": identifier, "created_at": then} | columns | values
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    await database.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", *columns.values())
    return identifier


async def make(table: str, month: datetime.datetime) -> bool:
    return bool(
        await database.fetch_value(object, "SELECT make_partition($1::text::regclass, $2)", table, month.date())
    )


async def place_of(table: str, identifier: uuid.UUID) -> str | None:
    found: str | None = await database.fetch_value(
        object, f"SELECT tableoid::regclass::text FROM {table} WHERE id = $1", identifier
    )
    return found


async def months_of(table: str) -> list[str]:
    rows = await database.fetch(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::text::regclass", table
    )
    return sorted(row["name"] for row in rows if not row["name"].endswith("_otherwise"))


async def all_months() -> list[str]:
    return sorted([name for table in TABLES for name in await months_of(table)])


async def drop_all_months() -> None:
    for name in await all_months():
        await database.execute(f"DROP TABLE {name}")


def beside(coroutine: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Runs beside the transaction that is open here, not in it."""
    return asyncio.get_running_loop().create_task(coroutine, context=contextvars.Context())


# Making.


async def test_months_ahead_are_made_and_made_once(own: Own) -> None:
    with clock.moved_to(APRIL + 14 * DAY):
        first = await partitions.maintain()
        assert sorted(name for name in first.made) == sorted(
            f"{table}_2031_{month}" for table in TABLES for month in ("04", "05", "06")
        )
        assert not first.postponed
        assert not first.failed
        assert not (await partitions.maintain()).made
    with clock.moved_to(datetime.datetime(2031, 11, 30, 23, 59, 59, tzinfo=datetime.UTC)):
        await partitions.maintain()
    assert (await months_of("events"))[-3:] == ["events_2031_11", "events_2031_12", "events_2032_01"]


async def test_five_at_once_make_each_month_once(own: Own) -> None:
    with clock.moved_to(APRIL), structlog.testing.capture_logs() as logs:
        done = await asyncio.gather(*(beside(partitions.maintain()) for _ in range(5)))
    made = sorted(name for upkeep in done for name in upkeep.made)
    assert made == sorted(f"{table}_2031_{month}" for table in TABLES for month in ("04", "05", "06"))
    assert not [log for log in logs if log["log_level"] == "error"]
    assert set(made) <= set(await all_months())


@pytest.mark.parametrize("table", TABLES)
async def test_the_first_and_the_last_millisecond_of_a_month_are_that_month(receiver: Receiver, table: str) -> None:
    for month in (MARCH, APRIL):
        assert await make(table, month)
    cases = [
        (id_at(MARCH - MILLISECOND, last=True), f"{table}_otherwise"),
        (id_at(MARCH), f"{table}_2031_03"),
        (id_at(APRIL - MILLISECOND, last=True), f"{table}_2031_03"),
        (id_at(APRIL), f"{table}_2031_04"),
        (id_at(MAY - MILLISECOND, last=True), f"{table}_2031_04"),
        (id_at(MAY), f"{table}_otherwise"),
    ]
    for identifier, expected in cases:
        await write(table, receiver, identifier)
        assert await place_of(table, identifier) == expected


async def test_months_are_those_of_utc_wherever_the_session_is(receiver: Receiver) -> None:
    async with database.transaction():
        await database.execute("SET LOCAL TimeZone = 'Pacific/Auckland'")
        assert await make("events", MARCH)
    for instant in (MARCH, APRIL - MILLISECOND):
        assert await place_of("events", await write("events", receiver, id_at(instant))) == "events_2031_03"


@pytest.mark.parametrize("table", TABLES)
async def test_what_came_before_its_month_is_moved_once_that_is_made(receiver: Receiver, table: str) -> None:
    before, first, last, after = [
        await write(table, receiver, identifier)
        for identifier in (
            id_at(MARCH - MILLISECOND, last=True),
            id_at(MARCH),
            id_at(APRIL - MILLISECOND, last=True),
            id_at(APRIL),
        )
    ]
    rows = await database.fetch(f"SELECT * FROM {table} ORDER BY id")
    assert await make(table, MARCH)
    assert await database.fetch(f"SELECT * FROM {table} ORDER BY id") == rows
    assert [await place_of(table, identifier) for identifier in (before, first, last, after)] == [
        f"{table}_otherwise",
        f"{table}_2031_03",
        f"{table}_2031_03",
        f"{table}_otherwise",
    ]
    assert await integrity_of("history_is_guarded") == 0


async def integrity_of(name: str) -> int:
    (found,) = [check.violations for check in (await integrity.check()).checks if check.name == name]
    return found


@pytest.mark.parametrize("place", ["events", "events_2031_03", "events_otherwise"])
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {place}",
        "DELETE FROM {place} WHERE false",
        "TRUNCATE {place}",
        "UPDATE {place} SET body = '{{}}'",
        "UPDATE {place} SET id = new_id()",
        "UPDATE {place} SET created_at = now()",
    ],
)
async def test_events_are_append_only_wherever_they_lie_after_a_month_was_made(
    guarded: Receiver, place: str, statement: str
) -> None:
    count = await database.fetch_value(object, "SELECT count(*) FROM events")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute(statement.format(place=place))
    assert await database.fetch_value(object, "SELECT count(*) FROM events") == count


@pytest.fixture(scope="module")
async def guarded_database() -> AsyncIterator[str]:
    """One for all of the cases above, none of which changes anything."""
    name = f"partitions_{os.getpid()}_guarded"
    server_url = os.environ["QUITTANCE_TESTS_SERVER"]
    server = await asyncpg.connect(server_url.replace("{database}", "postgres"))
    await server.execute(f'CREATE DATABASE "{name}" TEMPLATE quittance_template STRATEGY file_copy')
    yield server_url.replace("{database}", name)
    await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await server.close()


@pytest.fixture
async def guarded(pool: None, guarded_database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Receiver]:
    async with asyncpg.create_pool(guarded_database, min_size=1, max_size=4) as connections:
        monkeypatch.setattr(database.DB, "pool", connections)
        receiver = await factories.receiver()
        await write("events", receiver, fresh_id_at(APRIL))
        await write("events", receiver, fresh_id_at(MARCH))
        await make("events", MARCH)
        yield receiver
        monkeypatch.undo()


@pytest.mark.parametrize("place", ["events_2031_03", "events_otherwise"])
async def test_a_place_in_the_feed_is_given_once_wherever_the_event_lies(receiver: Receiver, place: str) -> None:
    await write("events", receiver, id_at(APRIL))
    await write("events", receiver, id_at(MARCH))
    await make("events", MARCH)
    await database.execute(f"UPDATE {place} SET position = 7")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute(f"UPDATE {place} SET position = 8")


async def test_a_moved_event_still_belongs_to_a_receiver(receiver: Receiver) -> None:
    await write("events", receiver, id_at(MARCH))
    await make("events", MARCH)
    await database.execute("DELETE FROM receiver_members WHERE receiver_id = $1", receiver.id)
    with pytest.raises(asyncpg.RestrictViolationError, match="events"):
        await database.execute("DELETE FROM receivers WHERE id = $1", receiver.id)
    stranger = Receiver(ids.new(), receiver.user_id, receiver.caller)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await write("events", stranger, fresh_id_at(MARCH))


@pytest.mark.parametrize(
    "identifier",
    [
        id_at(datetime.datetime(2400, 1, 1, tzinfo=datetime.UTC)),
        id_at(datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)),
        uuid.UUID("e5a6c3d2-ffff-4fff-bfff-ffffffffffff"),
    ],
)
async def test_no_write_fails_for_want_of_a_month(receiver: Receiver, identifier: uuid.UUID) -> None:
    await drop_all_months()
    for table in TABLES:
        await write(table, receiver, identifier, created_at=clock.now())
        assert await place_of(table, identifier) == f"{table}_otherwise"
    upkeep = await partitions.maintain()
    assert not upkeep.failed
    assert await place_of("events", identifier) == "events_otherwise"


async def test_webhooks_go_their_whole_way_without_any_month_and_are_moved_afterwards(receiver: Receiver) -> None:
    await drop_all_months()
    endpoint_id, _ = await subscribers.subscribe(receiver, "http://127.0.0.1:9/hook")
    await announce(receiver, count=3)
    await _deliver_all()
    assert await feed.number() == 3
    rows = await subscribers.rows(endpoint_id)
    assert [row["status"] for row in rows] == ["delivered"] * 3
    upkeep = await partitions.maintain()
    assert len(upkeep.made) == 3 * len(TABLES)
    assert await subscribers.rows(endpoint_id) == rows
    for table in WEBHOOKS:
        assert await database.fetch_value(object, f"SELECT count(*) FROM {table}_otherwise") == 0
        assert await database.fetch_value(object, f"SELECT count(*) FROM {table}") == 3
    assert (await integrity.check()).ok


async def test_a_month_that_was_missed_is_made_when_it_is_over_if_something_lies_in_it(receiver: Receiver) -> None:
    identifiers = [await write(table, receiver, id_at(MARCH + 9 * DAY)) for table in TABLES]
    with clock.moved_to(MAY + DAY):
        upkeep = await partitions.maintain()
    assert {f"{table}_2031_03" for table in TABLES} <= set(upkeep.made)
    assert not {f"{table}_2031_04" for table in TABLES} & set(upkeep.made)
    for table, identifier in zip(TABLES, identifiers, strict=True):
        assert await place_of(table, identifier) == f"{table}_2031_03"


async def test_that_this_month_is_still_missing_is_an_error(own: Own) -> None:
    await database.execute("ALTER FUNCTION make_partition RENAME TO make_no_partition")
    with clock.moved_to(APRIL), structlog.testing.capture_logs() as logs:
        upkeep = await partitions.maintain()
    assert len(upkeep.failed) == 3 * len(TABLES)
    missing = [log["partition"] for log in logs if log["event"] == "partitions.month_missing"]
    assert missing == [f"{table}_2031_04" for table in TABLES]


# Dropping.


@pytest.mark.parametrize(("table", "days"), [(table, 365 if table == "events" else 90) for table in TABLES])
async def test_a_month_goes_on_the_day_on_which_all_of_it_is_old_enough(
    receiver: Receiver, table: str, days: int
) -> None:
    for month in (MARCH, APRIL):
        assert await make(table, month)
    gone = [await write(table, receiver, id_at(instant)) for instant in (MARCH, APRIL - MILLISECOND)]
    stays = await write(table, receiver, id_at(APRIL))
    await feed.number()
    with clock.moved_to(APRIL + days * DAY - datetime.timedelta(seconds=1)):
        upkeep = await partitions.maintain()
        assert f"{table}_2031_03" not in upkeep.dropped
        assert await place_of(table, gone[0])
    with clock.moved_to(APRIL + days * DAY):
        upkeep = await partitions.maintain()
        assert f"{table}_2031_03" in upkeep.dropped
        assert f"{table}_2031_03" not in (await partitions.maintain()).dropped
    assert [await place_of(table, identifier) for identifier in (*gone, stays)] == [None, None, f"{table}_2031_04"]


async def test_five_at_once_drop_each_month_once(receiver: Receiver) -> None:
    for month in (MARCH, APRIL):
        for table in TABLES:
            await make(table, month)
            await write(table, receiver, id_at(month))
    await feed.number()
    with clock.moved_to(MAY + LATER), structlog.testing.capture_logs() as logs:
        done = await asyncio.gather(*(beside(partitions.maintain()) for _ in range(5)))
        # Whoever met another at it has left it for the next time.
        done.append(await partitions.maintain())
    dropped = [name for upkeep in done for name in upkeep.dropped]
    assert len(dropped) == len(set(dropped))
    assert {f"{table}_2031_0{number}" for table in TABLES for number in (3, 4)} <= set(dropped)
    assert not [log for log in logs if log["log_level"] == "error"]


async def test_floors_are_the_last_gone_event_of_each_receiver_over_several_months(receiver: Receiver) -> None:
    second, third, fourth = [await factories.receiver() for _ in range(3)]
    plan = [(receiver, MARCH), (second, MARCH), (receiver, MARCH), (third, APRIL), (receiver, APRIL), (fourth, MAY)]
    for month in (MARCH, APRIL, MAY):
        await make("events", month)
    written = []
    for writer, month in plan:
        written.append(await write("events", writer, fresh_id_at(month + len(written) * MILLISECOND)))
        # The places in another order than the ids would say.
        if len(written) in (2, 3, 5):
            await feed.number()
    await feed.number()
    places = {row["id"]: row["position"] for row in await database.fetch("SELECT id, position FROM events")}

    async def floors() -> dict[uuid.UUID, tuple[uuid.UUID, int]]:
        rows = await database.fetch("SELECT * FROM feed_floors")
        return {row["receiver_id"]: (row["event_id"], row["position"]) for row in rows}

    with clock.moved_to(APRIL + 365 * DAY):
        assert [name for name in (await partitions.maintain()).dropped if "events_2031" in name] == ["events_2031_03"]
    first, other, again, of_third, last, kept_event = written
    assert await floors() == {receiver.id: (again, places[again]), second.id: (other, places[other])}
    with clock.moved_to(MAY + 365 * DAY):
        assert [name for name in (await partitions.maintain()).dropped if "events_2031" in name] == ["events_2031_04"]
        expected = {
            receiver.id: (last, places[last]),
            second.id: (other, places[other]),
            third.id: (of_third, places[of_third]),
        }
        assert await floors() == expected
        assert not (await partitions.maintain()).dropped
        assert await floors() == expected
    assert await database.fetch_value(object, "SELECT kept_from FROM feed") == MAY
    for reader, cursor in ((receiver, last), (second, other), (third, of_third), (fourth, feed.BEGINNING)):
        position = await feed.place(feed.View(receiver_ids=[reader.id]), cursor)
        page = await feed.read(feed.View(receiver_ids=[reader.id]), after=position, cursor=cursor, limit=9)
        assert [event_id for event_id, _ in page.found] == ([kept_event] if reader is fourth else [])
    for reader, cursor in ((receiver, first), (receiver, again), (receiver, feed.BEGINNING)):
        with pytest.raises(errors.EventsGone):
            await feed.place(feed.View(receiver_ids=[reader.id]), cursor)


async def test_a_month_of_events_waits_for_the_one_before_it(receiver: Receiver) -> None:
    for month in (MARCH, APRIL):
        await make("events", month)
    await write("events", receiver, id_at(APRIL))
    await feed.number()
    await write("events", receiver, id_at(MARCH))
    with clock.moved_to(MAY + LATER):
        assert "events_2031_03" in (await partitions.maintain()).failed
        assert {"events_2031_03", "events_2031_04"} <= set(await months_of("events"))
        await feed.number()
        dropped = (await partitions.maintain()).dropped
    assert [name for name in dropped if "events_2031" in name] == ["events_2031_03", "events_2031_04"]


async def test_events_without_a_place_stay_and_do_not_keep_the_other_tables_from_their_upkeep(
    receiver: Receiver,
) -> None:
    for table in TABLES:
        await make(table, MARCH)
        await write(table, receiver, id_at(MARCH))
    with clock.moved_to(MAY + LATER), structlog.testing.capture_logs() as logs:
        upkeep = await partitions.maintain()
    assert upkeep.failed == ["events_2031_03"]
    assert {"webhook_attempts_2031_03", "webhook_deliveries_over_2031_03"} <= set(upkeep.dropped)
    assert [log["partition"] for log in logs if log["log_level"] == "error"] == ["events_2031_03"]
    assert await place_of("events", id_at(MARCH)) == "events_2031_03"
    assert await database.fetch_value(object, "SELECT count(*) FROM feed_floors") == 0
    assert await database.fetch_value(object, "SELECT kept_from FROM feed") < MARCH


async def test_a_table_whose_month_cannot_go_does_not_keep_the_others_from_their_turn(receiver: Receiver) -> None:
    for table in TABLES:
        await make(table, MARCH)
    await database.execute("CREATE VIEW somebodys AS SELECT * FROM webhook_attempts_2031_03")
    with clock.moved_to(MAY + LATER), structlog.testing.capture_logs() as logs:
        upkeep = await partitions.maintain()
    assert upkeep.failed == ["webhook_attempts_2031_03"]
    assert {"webhook_deliveries_over_2031_03", "events_2031_03"} <= set(upkeep.dropped)
    assert [log["partition"] for log in logs if log["log_level"] == "error"] == ["webhook_attempts_2031_03"]


async def test_nothing_but_what_is_old_goes(receiver: Receiver) -> None:
    await subscribers.subscribe(receiver, "http://127.0.0.1:9/hook")
    await announce(receiver, count=4)
    await _deliver_all()
    await announce(receiver, count=2)
    await feed.number()
    kept_rows = {table: await database.fetch(f"SELECT * FROM {table} ORDER BY id") for table in KEPT}
    await make("events", MARCH)
    with clock.moved_to(clock.now() - LATER - 100 * DAY):
        month = clock.now().replace(day=1)
    for table in TABLES:
        await make(table, month)
        await write(table, receiver, fresh_id_at(month + 9 * DAY))
    await feed.number()
    upkeep = await partitions.maintain()
    assert sorted(upkeep.dropped) == sorted(f"{table}_{month:%Y_%m}" for table in TABLES)
    after = {table: await database.fetch(f"SELECT * FROM {table} ORDER BY id") for table in KEPT}
    assert after == kept_rows


# Deliveries.


@pytest.mark.parametrize(
    ("age", "touched", "status", "lease_ends", "is_kept"),
    [
        (91 * DAY, 91 * DAY, "pending", None, False),
        (89 * DAY, 89 * DAY, "pending", None, True),
        # Queued again the day before yesterday.
        (110 * DAY, 2 * DAY, "pending", None, True),
        # A worker has it.
        (91 * DAY, 91 * DAY, "leased", datetime.timedelta(seconds=30), True),
        (91 * DAY, 91 * DAY, "leased", -datetime.timedelta(seconds=30), True),
        # A worker died with it, and its endpoint has been disabled since.
        (91 * DAY, 91 * DAY, "leased", -90 * DAY, False),
        (89 * DAY, 89 * DAY, "leased", -88 * DAY, True),
    ],
)
async def test_what_has_waited_longer_than_deliveries_are_kept_is_forgotten(
    receiver: Receiver,
    age: datetime.timedelta,
    touched: datetime.timedelta,
    status: str,
    lease_ends: datetime.timedelta | None,
    is_kept: bool,
) -> None:
    delivery_id = await _open_delivery(receiver, age=age, touched=touched, status=status, lease_ends=lease_ends)
    upkeep = await partitions.maintain()
    assert not upkeep.failed
    row = await database.fetch_row("SELECT * FROM webhook_deliveries WHERE id = $1", delivery_id)
    assert (row is not None) is is_kept


async def test_a_delivery_that_is_being_claimed_is_left_and_not_waited_for(receiver: Receiver) -> None:
    delivery_id = await _open_delivery(receiver, age=91 * DAY, touched=91 * DAY)
    other = await _open_delivery(receiver, age=91 * DAY, touched=91 * DAY)
    async with database.transaction():
        await database.execute("SELECT FROM webhook_deliveries_open WHERE id = $1 FOR NO KEY UPDATE", delivery_id)
        # Waiting for it, this would never end.
        async with asyncio.timeout(60):
            await beside(partitions.maintain())
    left = await database.fetch("SELECT id FROM webhook_deliveries")
    assert [row["id"] for row in left] == [delivery_id]
    assert other


async def test_many_that_waited_too_long_are_forgotten_batch_by_batch(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "FORGET_BATCH", 3)
    for _ in range(7):
        await _open_delivery(receiver, age=91 * DAY, touched=91 * DAY)
    with structlog.testing.capture_logs() as logs:
        await partitions.maintain()
    assert await database.fetch_value(object, "SELECT count(*) FROM webhook_deliveries") == 0
    assert [log["deliveries"] for log in logs if log["event"] == "webhooks.waited_too_long"] == [7]


async def test_an_open_delivery_goes_with_its_event_even_while_it_is_sent(
    receiver: Receiver, kept: Callable[[int, int], None]
) -> None:
    kept(365, 365)
    endpoint_id, _ = await subscribers.subscribe(receiver, "http://127.0.0.1:9/hook")
    await make("events", MARCH)
    event_id = await write("events", receiver, fresh_id_at(MARCH))
    await feed.number()
    delivery_id = fresh_id_at(APRIL)
    then = {"created_at": APRIL, "updated_at": APRIL + 360 * DAY, "next_attempt_at": clock.now()}
    given = {"event_id": event_id, "endpoint_id": endpoint_id, "status": "pending"}
    await write("webhook_deliveries", receiver, delivery_id, **given, **then)
    (claim,) = await delivery_claims.claim(limit=5)
    with clock.moved_to(APRIL + 365 * DAY):
        upkeep = await partitions.maintain()
    assert "events_2031_03" in upkeep.dropped
    assert await database.fetch_value(object, "SELECT count(*) FROM webhook_deliveries") == 0
    # The worker comes back with what it got.
    await _answer([claim])
    (attempt,) = await subscribers.attempts(delivery_id)
    assert not attempt["counted"]
    assert (await integrity.check()).ok


async def test_what_was_queued_again_without_its_event_is_forgotten(receiver: Receiver) -> None:
    await make("events", MARCH)
    event_id = await write("events", receiver, fresh_id_at(MARCH))
    await feed.number()
    kept_event = await write("events", receiver, fresh_id_at(APRIL))
    with clock.moved_to(APRIL + 365 * DAY):
        await partitions.maintain()
        endpoint_id, _ = await subscribers.subscribe(receiver, "http://127.0.0.1:9/hook")
        for event in (event_id, kept_event):
            await _open_delivery(receiver, age=DAY, touched=DAY, event_id=event, endpoint_id=endpoint_id)
        await partitions.maintain()
    (left,) = await database.fetch("SELECT event_id FROM webhook_deliveries")
    assert left["event_id"] == kept_event


async def test_old_strays_are_deleted_but_for_events_and_young_ones_get_their_month(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "FORGET_BATCH", 2)
    now = MAY + 9 * DAY
    for table in TABLES[:-1]:
        for number in range(5):
            await write(table, receiver, fresh_id_at(now - (200 + number) * DAY))
        await write(table, receiver, id_at(APRIL))
    with clock.moved_to(now):
        upkeep = await partitions.maintain()
    for table in TABLES[:-1]:
        assert await place_of(table, id_at(APRIL)) == f"{table}_2031_04"
        assert await database.fetch_value(object, f"SELECT count(*) FROM {table}") == 1
    assert not upkeep.failed
    assert not [name for name in upkeep.dropped if "2030" in name]


async def test_a_stray_event_goes_with_a_month_of_its_own_once_it_was_written_long_ago(receiver: Receiver) -> None:
    await drop_all_months()
    old = await write("events", receiver, fresh_id_at(MARCH - 1000 * DAY))
    lately = await write("events", receiver, fresh_id_at(MARCH - 2000 * DAY), created_at=MARCH)
    await feed.number()
    place = await database.fetch_value(object, "SELECT position FROM events WHERE id = $1", old)
    with clock.moved_to(MAY):
        upkeep = await partitions.maintain()
        month = partitions.month_of(next(name for name in upkeep.made if name.startswith("events_20")))
        assert month == (MARCH - 1000 * DAY).date().replace(day=1)
        assert await place_of("events", old) is None
        assert await place_of("events", lately) == "events_otherwise"
        assert await database.fetch_value(object, "SELECT position FROM feed_floors") == place
    with clock.moved_to(APRIL + 365 * DAY):
        await partitions.maintain()
    assert await place_of("events", lately) is None
    assert await integrity_of("history_is_guarded") == 0


# What goes on afterwards.


async def test_the_numbers_of_an_object_go_on_after_its_events_were_dropped(
    receiver: Receiver, later: Callable[[datetime.timedelta], AbstractContextManager[None]]
) -> None:
    object_id = ids.new()
    await announce(receiver, count=2, object_id=object_id)
    await feed.number()
    head = await feed.head()
    with later(LATER):
        await partitions.maintain()
        assert await database.fetch_value(object, "SELECT count(*) FROM events") == 0
        await announce(receiver, object_id=object_id)
        await feed.number()
    (row,) = await database.fetch("SELECT * FROM events")
    assert (row["sequence"], row["position"]) == (3, head + 1)
    assert msgspec.json.decode(row["body"])["sequence"] == 3


async def test_the_books_hold_after_months_were_dropped_and_business_went_on(
    own: Own, later: Callable[[datetime.timedelta], AbstractContextManager[None]]
) -> None:
    book = await open_book()
    await subscribers.subscribe(Receiver(book.receiver["id"], book.owner.user_id, book.owner), "http://127.0.0.1:9/h")
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice, amount=4_000)
    await book.refund(payment, amount=500)
    await book.pay(await book.invoice(700), amount=900)
    await _deliver_all()
    await book.invoice(300)
    await feed.number()
    assert (await integrity.check()).ok
    with later(LATER):
        upkeep = await partitions.maintain()
        assert len(upkeep.dropped) >= 3
        assert await database.fetch_value(object, "SELECT count(*) FROM events") == 0
        assert await database.fetch_value(object, "SELECT count(*) FROM webhook_deliveries") == 0
        report = await integrity.check()
        assert report.ok, [check for check in report.checks if check.violations]
        # Old objects and new ones.
        await book.pay(invoice, amount=1_000)
        await book.refund(payment, amount=200)
        await book.pay(await book.invoice(2_000), amount=2_000)
        await feed.number()
        assert not (await partitions.maintain()).failed
        report = await integrity.check()
        assert report.ok, [check for check in report.checks if check.violations]
        assert await database.fetch_value(object, "SELECT count(*) FROM events") > 5


# A busy table.


@pytest.mark.measured
async def test_a_busy_table_is_left_in_peace_after_a_second_and_its_month_goes_later(receiver: Receiver) -> None:
    await drop_all_months()
    for table in TABLES:
        await make(table, MARCH)
    waits: list[float] = []
    stop = asyncio.Event()

    async def keep_writing() -> None:
        while not stop.is_set():
            began = time.monotonic()
            await announce(receiver)
            await feed.latest(feed.View(receiver_ids=None))
            waits.append(time.monotonic() - began)
            await asyncio.sleep(0.01)

    now = MAY + LATER
    # What is written and read beside it does not wait for a moved clock.
    writers = [beside(keep_writing()) for _ in range(3)]
    try:
        async with database.transaction():
            await announce(receiver)
            # Writes what waits for the end.
            await database.execute("SELECT 1")
            with clock.moved_to(now):
                upkeep = await beside(partitions.maintain())
        assert "events_2031_03" in upkeep.postponed
        assert "events_2031_03" in await months_of("events")
        assert not upkeep.failed
        assert {"webhook_attempts_2031_03", "webhook_deliveries_over_2031_03"} <= set(upkeep.dropped)
        stop.set()
        await asyncio.gather(*writers)
        assert max(waits) < 3, "one lock timeout of a second, and some time for a busy machine"
        await feed.number()
        with clock.moved_to(now):
            assert "events_2031_03" in (await partitions.maintain()).dropped
    finally:
        stop.set()
        await asyncio.gather(*writers, return_exceptions=True)


async def test_a_month_is_made_beside_an_open_write_and_waits_for_who_reads_everything(receiver: Receiver) -> None:
    async with database.transaction():
        await announce(receiver)
        with clock.moved_to(APRIL):
            assert "events_2031_04" in (await beside(partitions.maintain())).made
    await database.execute("DROP TABLE events_2031_04")
    async with database.transaction():
        await database.fetch("SELECT count(*) FROM events")
        with clock.moved_to(APRIL):
            assert "events_2031_04" in (await beside(partitions.maintain())).postponed
    with clock.moved_to(APRIL):
        assert "events_2031_04" in (await partitions.maintain()).made


async def test_traffic_meets_no_error_while_months_are_made_and_dropped(receiver: Receiver) -> None:
    endpoint_id, _ = await subscribers.subscribe(receiver, "http://127.0.0.1:9/hook")
    written = 0
    stop = asyncio.Event()

    async def keep_writing() -> None:
        nonlocal written
        while not stop.is_set():
            await announce(receiver, count=2)
            written += 2

    async def keep_delivering() -> None:
        while not stop.is_set():
            await _answer(await delivery_claims.claim(limit=20))

    async def keep_reading() -> None:
        view, seen = feed.View(receiver_ids=[receiver.id]), feed.BEGINNING
        while not stop.is_set():
            await feed.number(wait=True)
            page = await feed.read(view, after=await feed.place(view, seen), cursor=seen, limit=50)
            seen = page.cursor or seen

    tasks = [beside(work()) for work in (keep_writing, keep_writing, keep_delivering, keep_reading)]
    try:
        month = MARCH
        for _ in range(6):
            # The clock is right meanwhile: nobody's work grows old.
            for partitioned in partitions.tables():
                assert await partitions._make(partitioned, month.date())
                await database.fetch_value(object, f"SELECT count(*) FROM {partitioned.table}")
                dropped = await partitions._drop(partitioned, partitioned.name_of(month.date()))
                assert dropped
            month = (month + 32 * DAY).replace(day=1)
    finally:
        stop.set()
        done = await asyncio.gather(*tasks, return_exceptions=True)
    assert done == [None] * 4
    await feed.number()
    await _deliver_all()
    assert await database.fetch_value(object, "SELECT count(*) FROM events") == written
    assert len(await subscribers.rows(endpoint_id)) == written
    assert not [row for row in await subscribers.rows(endpoint_id) if row["status"] != "delivered"]


async def test_dropping_a_month_keeps_no_other_table_to_itself(receiver: Receiver) -> None:
    await make("events", MARCH)
    async with database.transaction():
        (partitioned,) = [each for each in partitions.tables() if each.table == "events"]
        assert await partitions._drop(partitioned, "events_2031_03")
        rows = await database.fetch(
            "SELECT DISTINCT relation::regclass::text AS name FROM pg_locks JOIN pg_class ON pg_class.oid = relation "
            "WHERE pid = pg_backend_pid() AND mode IN ('AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock')"
            " AND relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
    assert {row["name"] for row in rows} <= {"events", "events_otherwise", "events_2031_03"}


# The task.


async def test_the_task_of_beat_makes_the_months(own: Own) -> None:
    await drop_all_months()
    code = (
        "from tasks.app import app; app.loader.import_default_modules(); "
        "name = app.conf.beat_schedule['keep partitions']['task']; app.tasks[name].apply(throw=True)"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        cwd=Path(__file__).parents[3],
        env=os.environ | {"DATABASE_URL": own.url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0, output.decode()
    assert len(await all_months()) == 3 * len(TABLES)


async def _deliver_all() -> None:
    while claims := await delivery_claims.claim(limit=100):
        await _answer(claims)


async def _answer(claims: list[delivery_claims.Claim]) -> None:
    outcomes = [
        Outcome(claim=claim, started_at=clock.now(), answer=Answer(duration_ms=1, status=204)) for claim in claims
    ]
    await record_outcomes(outcomes)


async def _open_delivery(
    receiver: Receiver,
    *,
    age: datetime.timedelta,
    touched: datetime.timedelta,
    status: str = "pending",
    lease_ends: datetime.timedelta | None = None,
    event_id: uuid.UUID | None = None,
    endpoint_id: uuid.UUID | None = None,
) -> uuid.UUID:
    now = clock.now()
    if endpoint_id is None:
        endpoint_id, _ = await subscribers.subscribe(receiver, "http://127.0.0.1:9/hook")
    return await write(
        "webhook_deliveries",
        receiver,
        fresh_id_at(now - age),
        event_id=event_id or ids.new(),
        endpoint_id=endpoint_id,
        status=status,
        lease_token=None if lease_ends is None else uuid.uuid4(),
        next_attempt_at=now - touched if lease_ends is None else now + lease_ends,
        updated_at=now - touched,
    )
