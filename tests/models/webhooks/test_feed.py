"""The feed of events: complete, in one order for everybody, whoever commits late, and whatever has been dropped."""

import asyncio
import contextvars
import datetime
import itertools
import random
import uuid
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

import pytest

from models import access, database, errors, events, ids
from models.access import Caller
from models.upkeep import partitions
from models.webhooks import feed
from tests import factories
from tests.factories import Receiver
from tests.models.webhooks.subscribers import Thing, announce

T = TypeVar("T")
# Longer ago than anything is kept. Each test takes months of its own, since what is dropped stays dropped.
LONG_AGO = datetime.datetime(2001, 1, 15, tzinfo=datetime.UTC)
_months = itertools.count()


@pytest.fixture(autouse=True)
async def _whatever_other_tests_have_left(pool: None) -> None:
    await feed.number()
    await database.execute("UPDATE feed SET kept_from = NULL")


@pytest.fixture
async def receiver(pool: None) -> Receiver:
    return await factories.receiver()


def rival(coroutine: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Runs beside the transaction that is open here, not in it."""
    return asyncio.get_running_loop().create_task(coroutine, context=contextvars.Context())


async def read_page(
    seen: feed.View | Receiver, after: uuid.UUID | None = None, *, limit: int = 100, numbers: bool = True
) -> feed.Page:
    """A page, as the API reads it."""
    view = await feed.view(seen.caller, receiver_id=seen.id) if isinstance(seen, Receiver) else seen
    if numbers:
        await feed.number()
    position = 0 if after is None else await feed.place(view, after)
    return await feed.read(view, after=position, cursor=after, limit=limit)


async def read_all(
    seen: feed.View | Receiver, after: uuid.UUID | None = None, *, limit: int = 100
) -> list[tuple[uuid.UUID, bytes]]:
    """Everything behind a cursor, page by page."""
    found: list[tuple[uuid.UUID, bytes]] = []
    while True:
        page = await read_page(seen, after, limit=limit)
        found += page.found
        after = page.cursor
        if not page.has_more:
            return found


async def stored(receiver: Receiver) -> list[Any]:
    return await database.fetch("SELECT * FROM events WHERE receiver_id = $1 ORDER BY position", receiver.id)


def id_at(instant: datetime.datetime) -> uuid.UUID:
    """An id as it was made then."""
    rest = ids.new().int & ((1 << 80) - 1)
    return uuid.UUID(int=int(instant.timestamp() * 1000) << 80 | rest)


async def insert(
    receiver: Receiver, identifier: uuid.UUID, *, object_id: uuid.UUID | None = None, sequence: int = 1
) -> uuid.UUID:
    """An event with an id of the test's own choice."""
    await database.execute(
        "INSERT INTO events (id, receiver_id, type, object_kind, object_id, sequence, body, created_at) "
        "VALUES ($1, $2, 'invoice.paid', 'invoice', $3, $4, '{}', $5)",
        identifier,
        receiver.id,
        object_id or ids.new(),
        sequence,
        datetime.datetime.fromtimestamp((identifier.int >> 80) / 1000, datetime.UTC),
    )
    return identifier


async def test_who_commits_late_stands_late_and_is_not_skipped(receiver: Receiver) -> None:
    async def write_and_read() -> feed.Page:
        await announce(receiver, "invoice.created")
        return await read_page(receiver)

    async with database.transaction():
        await announce(receiver, "invoice.voided")
        page = await rival(write_and_read())
        (seen,) = page.found
        assert b'"invoice.created"' in seen[1]
    later = await read_page(receiver, page.cursor)
    (late,) = later.found
    assert b'"invoice.voided"' in late[1]
    assert late[0] < seen[0], "its id was made earlier"
    assert later.position == page.position + 1
    assert not (await read_page(receiver, later.cursor)).found


async def test_an_event_without_a_place_is_not_shown_even_to_who_reads_without_numbering(receiver: Receiver) -> None:
    await announce(receiver)
    assert not (await read_page(receiver, numbers=False)).found
    assert len((await read_page(receiver)).found) == 1


async def test_numberers_in_plenty_give_every_place_once_and_none_in_between(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "BATCH", 7)
    begin = await feed.head()
    committed: list[tuple[int, set[uuid.UUID]]] = []

    async def write() -> None:
        for _ in range(5):
            await announce(receiver, count=5)

    async def number() -> int:
        count = 0
        for wait in (True, False, True):
            rows = await database.fetch("SELECT id FROM events WHERE receiver_id = $1", receiver.id)
            visible = {row["id"] for row in rows}
            count += await feed.number(wait=wait)
            if wait:
                committed.append((await feed.head(), visible))
        return count

    counts = await asyncio.gather(*[write() for _ in range(12)], *[number() for _ in range(20)])
    total = sum(count for count in counts if count) + await feed.number()
    found = await stored(receiver)
    assert len(found) == total == 300
    assert [row["position"] for row in found] == list(range(begin + 1, begin + 301))
    assert await feed.head() == begin + 300
    places = {row["id"]: row["position"] for row in found}
    for head, visible in committed:
        # What was committed when a numberer began stands before whatever came after it had ended.
        assert all(places[event_id] <= head for event_id in visible)


async def test_all_readers_see_every_committed_event_once_in_one_order_while_writers_write_and_roll_back(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "BATCH", 10)
    chance = random.Random(4711)
    objects = [ids.new() for _ in range(12)]
    committed: set[uuid.UUID] = set()
    over = asyncio.Event()

    async def is_complete() -> bool:
        # While another reader numbers, a page ends before what gets its place only then: that is not yet the end.
        return over.is_set() and not await database.fetch_value(
            bool, "SELECT EXISTS (SELECT FROM events WHERE receiver_id = $1 AND position IS NULL)", receiver.id
        )

    async def write() -> None:
        for _ in range(20):
            chosen = chance.sample(objects, chance.randint(1, 3))
            async with database.transaction() as transaction:
                await events.record(
                    receiver.id,
                    *[
                        events.Announcement(
                            type="invoice.updated", object_kind="invoice", object_id=object_id, data=Thing(name="Größe")
                        )
                        for object_id in chosen
                    ],
                )
                rows = await database.fetch(
                    "SELECT id FROM events WHERE object_id = ANY ($1) AND xmin::text = pg_current_xact_id()::text",
                    chosen,
                )
                await asyncio.sleep(chance.uniform(0, 0.02))
                if chance.random() < 0.3:
                    await transaction.rollback()
                    continue
            committed.update(row["id"] for row in rows)

    async def follow() -> list[tuple[uuid.UUID, bytes]]:
        found: list[tuple[uuid.UUID, bytes]] = []
        after: uuid.UUID | None = None
        while True:
            was_complete = await is_complete()
            page = await read_page(receiver, after, limit=chance.randint(1, 9))
            found += page.found
            if was_complete and not page.has_more and page.cursor == after:
                return found
            after = page.cursor
            await asyncio.sleep(chance.uniform(0, 0.01))

    readers = [asyncio.create_task(follow()) for _ in range(3)]
    await asyncio.gather(*[write() for _ in range(8)])
    over.set()
    one, *others = await asyncio.wait_for(asyncio.gather(*readers), timeout=300)
    assert all(other == one for other in others)
    assert len(one) == len(committed) > 100
    assert {event_id for event_id, _ in one} == committed
    rows = await stored(receiver)
    assert one == [(row["id"], row["body"]) for row in rows]
    sequences = defaultdict(list)
    for row in rows:
        sequences[row["object_id"]].append(row["sequence"])
    assert all(found == list(range(1, len(found) + 1)) for found in sequences.values())


@pytest.mark.parametrize("batch", [1, 2, 1000])
async def test_the_events_of_an_object_stand_in_the_order_of_their_sequence_whatever_clock_made_their_ids(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(feed, "BATCH", batch)
    object_id = ids.new()
    first, second, third = ids.new(), ids.new(), ids.new()
    other = await insert(receiver, ids.new())
    await insert(receiver, third, object_id=object_id, sequence=1)
    await insert(receiver, first, object_id=object_id, sequence=2)
    await insert(receiver, second, object_id=object_id, sequence=3)
    found = [event_id for event_id, _ in await read_all(receiver)]
    assert [event_id for event_id in found if event_id != other] == [third, first, second]
    assert sorted(found) == sorted([first, second, third, other])


async def test_a_rolled_back_numbering_leaves_no_hole(receiver: Receiver) -> None:
    await announce(receiver, count=3)
    begin = await feed.head()
    async with database.transaction() as transaction:
        assert await feed.number() == 3
        await transaction.rollback()
    assert await feed.head() == begin
    assert len(await read_all(receiver)) == 3
    assert [row["position"] for row in await stored(receiver)] == [begin + 1, begin + 2, begin + 3]


async def test_who_does_not_want_to_wait_does_not_while_somebody_else_numbers(receiver: Receiver) -> None:
    await announce(receiver, count=2)
    async with database.transaction():
        assert await feed.number() == 2
        assert await asyncio.wait_for(rival(feed.number()), timeout=20) == 0
        waiting = rival(feed.number(wait=True))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        page = await rival(read_page(receiver))
        assert not page.found
    assert await waiting == 0
    assert len((await read_page(receiver, numbers=False)).found) == 2


async def test_who_reads_while_somebody_else_numbers_sees_less_for_now_and_the_rest_behind_it(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "BATCH", 2)
    await announce(receiver, count=2)
    await feed.number()
    await announce(receiver, count=5)
    async with database.transaction():
        assert await feed.number() == 5
        page = await rival(read_page(receiver))
        assert (len(page.found), page.has_more) == (2, False)
        assert await rival(read_page(receiver, page.cursor)) == feed.Page(
            found=[], has_more=False, cursor=page.cursor, position=page.position
        )
    rest = await read_all(receiver, page.cursor)
    assert len(rest) == 5
    assert [*page.found, *rest] == [(row["id"], row["body"]) for row in await stored(receiver)]


async def test_a_place_is_given_once_and_events_do_not_change(receiver: Receiver) -> None:
    await announce(receiver)
    await feed.number()
    (row,) = await stored(receiver)
    for change in ("position = position + 1", "body = '{}'", "position = NULL"):
        with pytest.raises(Exception, match="append-only"):
            await database.execute(f"UPDATE events SET {change} WHERE id = $1", row["id"])


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ([], ["invoice.paid", "payment.failed", "ping", "invoice.voided"]),
        (["invoice.*"], ["invoice.paid", "invoice.voided"]),
        (["invoice.voided", "ping"], ["ping", "invoice.voided"]),
        (["payment.*", "payment.failed", "payer.*"], ["payment.failed"]),
        (["refund.*"], []),
    ],
)
async def test_a_filter_shows_these_types_and_the_cursor_passes_the_others(
    receiver: Receiver, patterns: Sequence[str], expected: Sequence[str]
) -> None:
    for type_ in ("invoice.paid", "payment.failed", "ping", "invoice.voided"):
        await announce(receiver, type_)
    view = await feed.view(receiver.caller, patterns=patterns)
    page = await read_page(view)
    types = {row["id"]: row["type"] for row in await stored(receiver)}
    assert [types[event_id] for event_id, _ in page.found] == list(expected)
    assert (page.cursor, page.has_more) == (list(types)[-1], False)


@pytest.mark.parametrize("pattern", ["*", "ping.*", "invoice.pa*", "invoice.payed", "Invoice.*", ""])
async def test_a_type_that_there_is_not_is_refused(receiver: Receiver, pattern: str) -> None:
    with pytest.raises(errors.Invalid, match="is not an event type"):
        await feed.view(receiver.caller, patterns=["invoice.*", pattern])


async def test_a_page_may_be_empty_and_yet_not_the_last(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "LOOKED_AT_PER_PLACE", 3)
    await announce(receiver, "invoice.paid", count=14)
    await announce(receiver, "ping")
    view = await feed.view(receiver.caller, patterns=["ping"])
    pages = [await read_page(view, limit=2)]
    while pages[-1].has_more:
        pages.append(await read_page(view, pages[-1].cursor, limit=2))
    assert [len(page.found) for page in pages] == [0, 0, 1]
    assert [page.cursor for page in pages] == [(await stored(receiver))[place]["id"] for place in (5, 11, 14)]


async def test_a_full_page_knows_whether_more_follows(receiver: Receiver) -> None:
    await announce(receiver, count=4)
    whole = await read_page(receiver, limit=4)
    assert (len(whole.found), whole.has_more) == (4, False)
    part = await read_page(receiver, limit=3)
    assert (len(part.found), part.has_more) == (3, True)
    rest = await read_page(receiver, part.cursor, limit=3)
    assert ([*part.found, *rest.found], rest.has_more) == (whole.found, False)
    after = await read_page(receiver, rest.cursor)
    assert after == feed.Page(found=[], has_more=False, cursor=rest.cursor, position=rest.position)


async def test_a_cursor_may_be_quicker_than_its_place(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "BATCH", 2)
    await announce(receiver, count=5)
    by_webhook = await database.fetch("SELECT id FROM events WHERE receiver_id = $1 ORDER BY id", receiver.id)
    page = await read_page(receiver, by_webhook[3]["id"], numbers=False)
    assert [event_id for event_id, _ in page.found] == [by_webhook[4]["id"]]


async def test_latest_begins_with_what_happens_from_now_on(receiver: Receiver) -> None:
    view = await feed.view(receiver.caller)
    assert await feed.latest(view) == (None, 0)
    await announce(receiver, count=2)
    await feed.number()
    await announce(await factories.receiver())
    await feed.number()
    last, position = await feed.latest(view)
    rows = await stored(receiver)
    assert (last, position) == (rows[-1]["id"], rows[-1]["position"])
    everything = await feed.view(access.SYSTEM)
    assert (await feed.latest(everything))[1] == await feed.head() == position + 1
    await announce(receiver)
    assert last is not None
    assert len(await read_all(view, last)) == 1


async def test_the_cursor_of_another_receiver_is_refused_like_one_that_never_was(receiver: Receiver) -> None:
    neighbour = await factories.receiver()
    await announce(neighbour)
    await announce(receiver)
    await feed.number()
    (foreign,), (mine,) = await stored(neighbour), await stored(receiver)
    both = feed.View(receiver_ids=[receiver.id, neighbour.id])
    assert await feed.place(both, foreign["id"]) == foreign["position"]
    seen = await feed.view(receiver.caller)
    assert await feed.place(seen, mine["id"]) == mine["position"]
    sentences = []
    for cursor in (foreign["id"], ids.new()):
        with pytest.raises(errors.Invalid) as refusal:
            await feed.place(seen, cursor)
        sentences.append(str(refusal.value))
    assert sentences[0] == sentences[1]
    # Also before it has a place.
    await announce(neighbour)
    hasty = await database.fetch_value(object, "SELECT id FROM events WHERE position IS NULL")
    with pytest.raises(errors.Invalid):
        await feed.place(seen, hasty)


async def test_who_has_several_receivers_sees_all_of_them_in_one_order(receiver: Receiver) -> None:
    second, foreign = await factories.receiver(), await factories.receiver()
    caller = await factories.member(second.id, role="viewer", user_id=receiver.user_id)
    caller = Caller(key=caller.key, user_id=caller.user_id, roles={**receiver.caller.roles, **caller.roles})
    for owner in (receiver, second, foreign, second, receiver, foreign, second):
        await announce(owner)
        await feed.number()
    rows = sorted([*await stored(receiver), *await stored(second)], key=lambda row: row["position"])
    view = await feed.view(caller)
    for limit in (1, 2, 100):
        assert await read_all(view, limit=limit) == [(row["id"], row["body"]) for row in rows]
    one = await feed.view(caller, receiver_id=second.id)
    assert [event_id for event_id, _ in await read_all(one)] == [row["id"] for row in await stored(second)]


async def test_members_see_their_receivers_admins_all_and_payers_and_strangers_nothing(receiver: Receiver) -> None:
    await announce(receiver)
    await feed.number()
    ((event_id, body),) = await read_all(receiver)
    admin = Caller(key="admin", user_id=await factories.user(role="admin"), is_admin=True)
    payer = factories.payer_caller(await factories.payer(receiver.id))
    stranger = (await factories.receiver()).caller
    for role in ("manager", "viewer"):
        member = await factories.member(receiver.id, role=role)
        assert await read_all(await feed.view(member)) == [(event_id, body)]
        assert await feed.get(member, event_id) == body
    assert (event_id, body) in await read_all(await feed.view(admin))
    assert await read_all(await feed.view(admin, receiver_id=receiver.id)) == [(event_id, body)]
    assert await feed.get(admin, event_id) == body
    for caller in (payer, stranger):
        view = await feed.view(caller)
        assert not await read_all(view)
        assert await feed.latest(view) == (None, 0)
        assert await feed.place(view, feed.BEGINNING) == 0
        with pytest.raises(errors.NotFound):
            await feed.view(caller, receiver_id=receiver.id)
        with pytest.raises(errors.NotFound):
            await feed.get(caller, event_id)
    with pytest.raises(errors.NotFound):
        await feed.get(admin, None)


class Month:
    """A month long ago with a partition of its own, and what happened then. Each test has another one."""

    def __init__(self, begin: datetime.datetime) -> None:
        self.begin = begin
        self._instants = itertools.count()

    @classmethod
    async def open(cls) -> "Month":
        number = next(_months)
        month = cls(LONG_AGO.replace(year=LONG_AGO.year + number // 12, month=number % 12 + 1))
        assert await database.fetch_value(object, "SELECT make_partition('events', $1)", month.begin.date())
        return month

    async def write(self, receiver: Receiver) -> uuid.UUID:
        return await insert(receiver, id_at(self.begin + datetime.timedelta(seconds=next(self._instants))))

    async def is_kept(self) -> bool:
        return bool(
            await database.fetch_value(object, "SELECT to_regclass($1) IS NOT NULL", f"events_{self.begin:%Y_%m}")
        )

    async def drop(self) -> None:
        await partitions.maintain()
        assert not await self.is_kept()


async def test_who_has_read_what_was_dropped_goes_on_and_who_has_not_is_told(receiver: Receiver) -> None:
    month = await Month.open()
    older, last_gone = await month.write(receiver), await month.write(receiver)
    await announce(receiver, count=2)
    expected = (await read_all(receiver))[2:]
    await month.drop()
    assert await read_all(receiver, last_gone) == expected
    assert await read_all(receiver) == expected, "without a cursor it begins with the oldest that is kept"
    view = await feed.view(receiver.caller)
    for cursor in (older, feed.BEGINNING):
        with pytest.raises(errors.EventsGone, match="Events are kept since "):
            await feed.place(view, cursor)
    with pytest.raises(errors.Invalid):
        await feed.place(view, ids.new())
    neighbour = await feed.view((await factories.receiver()).caller)
    assert await feed.place(neighbour, feed.BEGINNING) == 0, "nothing of theirs is gone"
    with pytest.raises(errors.EventsGone):
        await feed.place(neighbour, last_gone)


async def test_places_never_begin_anew_and_a_reader_of_nothing_but_gone_events_misses_none(receiver: Receiver) -> None:
    month = await Month.open()
    older, last_gone = await month.write(receiver), await month.write(receiver)
    await feed.number()
    place = await feed.head()
    await month.drop()
    view = await feed.view(receiver.caller)
    assert not await read_all(view)
    assert await feed.head() == place
    # A stream that begins now must be able to go on from here once it is cut.
    assert await feed.latest(view) == (last_gone, place)
    assert await feed.place(view, last_gone) == place
    with pytest.raises(errors.EventsGone):
        await feed.place(view, older)
    await announce(receiver)
    assert len(await read_all(view, last_gone)) == 1
    assert (await stored(receiver))[0]["position"] == place + 1


async def test_of_several_receivers_only_who_has_read_the_last_that_is_gone_of_any_goes_on(receiver: Receiver) -> None:
    second = await factories.receiver()
    month = await Month.open()
    one = await month.write(receiver)
    await feed.number()
    other = await month.write(second)
    await announce(receiver)
    await feed.number()
    await month.drop()
    union = feed.View(receiver_ids=[receiver.id, second.id])
    assert len(await read_all(union, other)) == 1
    with pytest.raises(errors.EventsGone):
        await feed.place(union, one)
    assert len(await read_all(receiver, one)) == 1


async def test_a_kept_event_that_stands_before_a_gone_one_is_no_cursor_any_more(receiver: Receiver) -> None:
    # Its transaction began in the next month, but committed before one that had begun in the month that is gone.
    month = await Month.open()
    await announce(receiver)
    await feed.number()
    gone = await month.write(receiver)
    await feed.number()
    await month.drop()
    view = await feed.view(receiver.caller)
    (kept,) = await stored(receiver)
    with pytest.raises(errors.EventsGone):
        await feed.place(view, kept["id"])
    assert not await read_all(view, gone)


async def test_a_month_with_an_event_that_has_no_place_is_not_dropped(receiver: Receiver) -> None:
    month = await Month.open()
    waiting = await month.write(receiver)
    await partitions.maintain()
    assert await month.is_kept()
    assert [event_id for event_id, _ in await read_all(receiver)] == [waiting]
    await month.drop()


async def test_a_page_without_news_takes_three_statements_and_a_look_for_news_two(
    receiver: Receiver, count: Any
) -> None:
    # Whether something waits for its place, where the cursor stands, what stands behind it.
    await announce(receiver)
    view = await feed.view(receiver.caller)
    cursor = (await read_page(view)).cursor
    assert await count(lambda: read_page(view, cursor)) == 3
    assert await count(lambda: feed.view(receiver.caller)) == 0
    head = await feed.head()
    assert await count(lambda: feed.news(head)) == 1


async def explained(statement: str, *parameters: Any) -> str:
    """How PostgreSQL would run a statement: with these parameters, and when it has planned for any."""
    plans = []
    for mode in ("force_custom_plan", "force_generic_plan"):
        await database.execute(f"SET LOCAL plan_cache_mode = {mode}")
        await database.execute(f"PREPARE explained AS {statement}")
        values = ", ".join(_literal(parameter) for parameter in parameters)
        plans += await database.fetch("EXPLAIN EXECUTE explained" + (f" ({values})" if parameters else ""))
        await database.execute("DEALLOCATE explained")
    return "\n".join(row[0] for row in plans)


def _literal(value: Any) -> str:
    return f"'{{{','.join(str(item) for item in value)}}}'" if isinstance(value, list) else f"'{value}'"


async def test_with_many_events_every_statement_of_a_reader_goes_by_an_index(pool: None) -> None:
    receivers = [(await factories.receiver()).id for _ in range(50)]
    async with database.transaction() as transaction:
        await database.execute(
            """
            INSERT INTO events (id, receiver_id, type, object_kind, object_id, sequence, body, position)
            SELECT (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint - 20000 + number), 12, '0') || '7'
                    || substr(md5(number::text), 1, 19))::uuid,
                ($1::uuid[])[number % 50 + 1], 'invoice.paid', 'invoice', gen_random_uuid(), 1,
                convert_to(repeat('x', 400), 'UTF8'), CASE WHEN number <= 19900 THEN $2 + number END
            FROM generate_series(1, 20000) AS number
            """,
            receivers,
            await feed.head(),
        )
        await database.execute("ANALYZE events")
        after = await feed.head() + 15_000
        plans = {
            "one receiver": await explained(feed._OF_RECEIVERS, after, ["invoice.*"], 21, receivers[:1]),
            "all of theirs": await explained(feed._OF_RECEIVERS, after, [], 21, receivers),
            "from the beginning": await explained(feed._OF_RECEIVERS, 0, [], 101, receivers),
            "an admin": await explained(feed._OF_ALL, after, [], 21),
            "latest": await explained(feed._LATEST_OF_RECEIVERS, receivers),
            "latest of all": await explained(feed._LATEST_OF_ALL),
            "a cursor": await explained(feed._PLACE, ids.new(), receivers),
            "numbering": await explained(feed._NUMBER, 1000),
        }
        full = await database.fetch_value(
            object, "SELECT tableoid::regclass::text FROM events WHERE receiver_id = $1 LIMIT 1", receivers[0]
        )
        await transaction.rollback()
    for name, plan in plans.items():
        # Months in which nothing has happened yet are read as they are, which costs nothing.
        assert f" on {full} " in plan, f"{name}:\n{plan}"
        assert f"Seq Scan on {full} " not in plan, f"{name}:\n{plan}"
