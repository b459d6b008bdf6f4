"""The scenarios of tests/bench/retention.py, which starts this with a server to use and says what is measured."""

import asyncio
import contextlib
import datetime
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import asyncpg

from config import settings
from models import clock, database, logs, postgres
from models.outgoing.client import Answer
from models.upkeep import partitions
from models.webhooks import claims, feed, outcomes
from models.webhooks.claims import Claim
from models.webhooks.outcomes import Outcome
from tests import factories
from tests.bench.servers import load
from tests.factories import Receiver
from tests.models.webhooks import subscribers
from tests.models.webhooks.subscribers import announce

TABLES = ("events", "webhook_deliveries_over", "webhook_attempts")
# A year of events and what is made ahead; deliveries and attempts for three months, with what is made ahead.
MONTHS = {"events": 15, "webhook_deliveries_over": 6, "webhook_attempts": 6}
ROWS_OLD = 200_000
ROWS_PER_MONTH = 3_000
BODY_BYTES = 320
ROUNDS = 60
# The first rounds fill caches, and let PostgreSQL settle on its plans.
WARM_UP = 10
BATCH = 20
PAGE = 100
RECEIVERS = 50

_SEED = """
WITH made AS (
    SELECT i, instant, receiver.id AS receiver_id, receiver.endpoint_id,
        (lpad(to_hex((extract(epoch FROM instant) * 1000)::bigint), 12, '0') || '7'
        || substr(md5(i::text), 1, 3) || '8' || substr(md5(i::text), 4, 15))::uuid AS id
    FROM generate_series(0, $3::int - 1) AS i
    CROSS JOIN LATERAL (SELECT $1::timestamptz + ($2::timestamptz - $1) * i / $3 AS instant) AS moment
    JOIN (SELECT receiver_id AS id, id AS endpoint_id, row_number() OVER (ORDER BY id) - 1 AS number
        FROM webhook_endpoints) AS receiver ON receiver.number = i % $4::int
), event AS (
    INSERT INTO events (id, receiver_id, type, object_kind, object_id, sequence, body, position, created_at)
    SELECT id, receiver_id, 'invoice.paid', 'invoice', id, 1, convert_to(repeat(md5(i::text), $5::int / 32), 'UTF8'),
        $6::int + i + 1, instant FROM made
), delivery AS (
    INSERT INTO webhook_deliveries (id, receiver_id, event_id, event_type, endpoint_id, status, attempts, tries,
        next_attempt_at, delivered_at, response_status, created_at, updated_at)
    SELECT id, receiver_id, id, 'invoice.paid', endpoint_id, 'delivered', 1, 1, instant, instant, 204, instant, instant
    FROM made WHERE $7::boolean
)
INSERT INTO webhook_attempts (id, delivery_id, number, started_at, duration_ms, response_status, created_at)
SELECT id, id, 1, instant, 12, 204, instant FROM made WHERE $7::boolean
"""


class Layout:
    """A database, and the receiver that everything is measured with."""

    def __init__(self, name: str, connections: asyncpg.Pool) -> None:
        self.name = name
        self.connections = connections
        self.receiver: Receiver
        self.claims: list[Claim] = []

    @contextlib.contextmanager
    def used(self) -> Iterator[None]:
        """The operations use this database meanwhile."""
        before, database.DB.pool = database.DB.pool, self.connections
        try:
            yield
        finally:
            database.DB.pool = before


class Path(NamedTuple):
    """An operation; what stands in its statement, and in no other that it sends before."""

    name: str
    call: Callable[[Layout], Awaitable[None]]
    marker: str


class Held(Exception):
    """A statement and its parameters, instead of its being run."""


class Planned(NamedTuple):
    """How a statement was planned and run."""

    planning_ms: float
    execution_ms: float
    tables: int
    text: str


async def main(*, with_plans: bool) -> int:
    logs.configure()
    began = time.monotonic()
    print(f"{load()}; figures differ by some percent from run to run, more where others work too", flush=True)
    months, one = await _open("months"), await _open("one")
    today = clock.now().date()
    first = _back(today.replace(day=1), MONTHS["events"] - 1 - partitions.MONTHS_AHEAD)
    await _lay_out(months, one, today)
    # The oldest month has a partition for everything: it is the one that goes.
    old = _back(first, 1)
    with months.used():
        for table in TABLES:
            await database.fetch_value(object, "SELECT make_partition($1::text::regclass, $2)", table, old)
    for layout in (months, one):
        with layout.used():
            for _ in range(RECEIVERS):
                receiver = await factories.receiver()
                await subscribers.subscribe(receiver, "http://127.0.0.1:9/hook")
            layout.receiver = receiver
            await database.execute("UPDATE webhook_endpoints SET max_in_flight = 100")
    await asyncio.gather(*(_seed(layout.connections, old, first, today) for layout in (months, one)))
    print(f"seeded after {time.monotonic() - began:.0f} s\n", flush=True)

    await _hot_paths(months, one, with_plans=with_plans)
    await _drop_or_delete(months, one, old)
    print(f"\n{time.monotonic() - began:.0f} s; {load()}")
    await months.connections.close()
    await one.connections.close()
    return 0


async def _open(name: str) -> Layout:
    server = await asyncpg.connect(_url("template1"))
    await server.execute(f"CREATE DATABASE {name} TEMPLATE postgres")
    await server.close()
    return Layout(name, await asyncpg.create_pool(_url(name), min_size=1, max_size=4))


def _url(name: str) -> str:
    return urlsplit(settings.database_url)._replace(path=f"/{name}").geturl()


async def _lay_out(months: Layout, one: Layout, today: datetime.date) -> None:
    ahead = partitions.MONTHS_AHEAD
    with months.used():
        for table, count in MONTHS.items():
            for back in range(count - ahead):
                await database.fetch_value(
                    object,
                    "SELECT make_partition($1::text::regclass, $2)",
                    table,
                    _back(today.replace(day=1), back),
                )
    with one.used():
        for table in TABLES:
            for row in await database.fetch(
                "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::text::regclass "
                "AND inhrelid::regclass::text !~ 'otherwise'",
                table,
            ):
                await database.execute(f"DROP TABLE {row['name']}")
            await database.execute(
                f"CREATE TABLE {table}_all PARTITION OF {table} FOR VALUES FROM (MINVALUE) TO (MAXVALUE)"
            )


async def _seed(connections: asyncpg.Pool, old: datetime.date, first: datetime.date, today: datetime.date) -> None:
    position = 0
    month = old
    with_deliveries_since = _back(today.replace(day=1), MONTHS["webhook_attempts"] - 1 - partitions.MONTHS_AHEAD)
    while month <= today:
        following = partitions.following(month)
        rows = ROWS_OLD if month == old else ROWS_PER_MONTH
        end = min(_begin(following), clock.now())
        await connections.execute(
            _SEED,
            _begin(month),
            end,
            rows,
            RECEIVERS,
            BODY_BYTES,
            position,
            month == old or month >= with_deliveries_since,
            timeout=60,
        )
        position += rows
        month = following
    await connections.execute("UPDATE feed SET position = $1", position)
    await connections.execute("VACUUM (ANALYZE) events, webhook_deliveries, webhook_attempts")


# The hot paths.


async def _hot_paths(months: Layout, one: Layout, *, with_plans: bool) -> None:
    counts = " + ".join(str(count) for count in MONTHS.values())
    print(f"Median of {ROUNDS} calls, ms; {counts} partitions against 1 + 1 + 1 (and default ones)")
    print(f"{'':<22}{'many':>8}{'one':>8}{'ratio':>7}   planned afresh: planning ms, execution ms, tables (many; one)")
    taken: dict[tuple[str, str], list[float]] = {}
    for number in range(ROUNDS + WARM_UP):
        for layout in (months, one) if number % 2 else (one, months):
            with layout.used():
                await announce(layout.receiver, count=BATCH - 1)
                for path in PATHS:
                    began = time.perf_counter()
                    await path.call(layout)
                    if number >= WARM_UP:
                        taken.setdefault((path.name, layout.name), []).append(time.perf_counter() - began)
    texts: list[str] = []
    for path in PATHS:
        planned = []
        for layout in (months, one):
            with layout.used():
                planned.append(await _explain(layout, path))
            texts.append(f"\n{path.name}, {layout.name}\n{planned[-1].text}\n")
        many, single = (statistics.median(taken[path.name, layout.name]) * 1000 for layout in (months, one))
        shown = "; ".join(f"{plan.planning_ms:.2f}, {plan.execution_ms:.2f}, {plan.tables}" for plan in planned)
        print(f"{path.name:<22}{many:>8.2f}{single:>8.2f}{many / single:>7.2f}   {shown}", flush=True)
    if with_plans:
        print("".join(texts))


async def _record(layout: Layout) -> None:
    await announce(layout.receiver, count=1)


async def _number(_: Layout) -> None:
    assert await feed.number() >= BATCH


async def _page(layout: Layout) -> None:
    page = await feed.read(feed.View(receiver_ids=[layout.receiver.id]), after=ROWS_OLD, cursor=None, limit=PAGE)
    assert len(page.found) == PAGE


async def _by_id(layout: Layout) -> None:
    await database.fetch_row("SELECT * FROM events WHERE id = $1", layout.receiver.id)


async def _claim(layout: Layout) -> None:
    layout.claims = await claims.claim(limit=BATCH)
    assert len(layout.claims) == BATCH


async def _outcome(layout: Layout) -> None:
    answer = Answer(duration_ms=12, status=204)
    await outcomes.record([Outcome(claim=claim, started_at=clock.now(), answer=answer) for claim in layout.claims])


PATHS = (
    Path("record 1 event", _record, "INSERT INTO events"),
    Path(f"number {BATCH} events", _number, "UPDATE feed"),
    Path(f"feed page of {PAGE}", _page, "FROM events"),
    Path("event by id", _by_id, "FROM events"),
    Path(f"claim {BATCH}", _claim, "webhook_deliveries_open"),
    Path(f"record {BATCH} outcomes", _outcome, "INSERT INTO webhook_attempts"),
)


async def _explain(layout: Layout, path: Path) -> Planned:
    """How the path's statement is planned, with the parameters of one more call, which does not come about."""
    await announce(layout.receiver, count=BATCH)
    if path.call is _outcome:
        await _claim(layout)
    fetch = postgres.fetch

    async def held(
        connection: postgres.Connection, seconds: float, statement: str, parameters: Sequence[object]
    ) -> list[asyncpg.Record]:
        if path.marker in statement:
            raise Held(statement, parameters)
        return await fetch(connection, seconds, statement, parameters)

    postgres.fetch = held
    try:
        await path.call(layout)
        raise AssertionError(f"{path.name} sends no statement that holds {path.marker!r}")
    except Held as found:
        statement, parameters = found.args
    finally:
        postgres.fetch = fetch
    async with layout.connections.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        lines = await connection.fetch(f"EXPLAIN (COSTS OFF) {statement}", *parameters)
        (row,) = await connection.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", *parameters)
        await transaction.rollback()
    explained = json.loads(row[0])[0]
    found_tables: set[str] = set()
    _tables(explained["Plan"], found_tables)
    return Planned(
        explained["Planning Time"],
        explained["Execution Time"],
        len(found_tables),
        "\n".join(line[0] for line in lines),
    )


def _tables(node: dict[str, Any], found: set[str]) -> None:
    """The tables that were looked into, and not only planned for."""
    if "Relation Name" in node and node["Actual Loops"]:
        found.add(node["Relation Name"])
    for child in node.get("Plans", []):
        _tables(child, found)


# A month goes.


async def _drop_or_delete(months: Layout, one: Layout, old: datetime.date) -> None:
    print(f"\nA month of {ROWS_OLD} events, deliveries and attempts goes")
    before = {layout.name: await _megabytes(layout) for layout in (months, one)}
    with months.used():
        began = time.perf_counter()
        upkeep = await partitions.maintain()
        drop_seconds = time.perf_counter() - began
        assert {f"{table}_{old:%Y_%m}" for table in TABLES} <= set(upkeep.dropped), upkeep
    _, high = _begin(old), _begin(partitions.following(old))
    began = time.perf_counter()
    async with one.connections.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        for table in TABLES:
            await connection.execute(f"DELETE FROM {table} WHERE id < uuid_floor($1)", high, timeout=60)
    delete_seconds = time.perf_counter() - began
    deleted = await _megabytes(one)
    began = time.perf_counter()
    await one.connections.execute("VACUUM events, webhook_deliveries_over, webhook_attempts", timeout=60)
    vacuum_seconds = time.perf_counter() - began
    print(f"{'':<28}{'seconds':>9}{'MB before':>11}{'MB after':>10}")
    print(
        f"{'dropped':<28}{drop_seconds:>9.3f}{before[months.name]:>11.0f}{await _megabytes(months):>10.0f}"
        f"   of {len(upkeep.dropped)} partitions, all upkeep included"
    )
    print(f"{'deleted':<28}{delete_seconds:>9.3f}{before[one.name]:>11.0f}{deleted:>10.0f}")
    print(
        f"{'deleted, then vacuumed':<28}{delete_seconds + vacuum_seconds:>9.3f}{'':>11}{await _megabytes(one):>10.0f}"
    )
    print(
        f"dropping takes 1/{delete_seconds / drop_seconds:.0f} of deleting, "
        f"1/{(delete_seconds + vacuum_seconds) / drop_seconds:.0f} of deleting and vacuuming"
    )


async def _megabytes(layout: Layout) -> float:
    size: int = await layout.connections.fetchval(
        "SELECT sum(pg_total_relation_size(relid))::bigint "
        "FROM unnest($1::text[]) AS root, pg_partition_tree(root::regclass)",
        list(TABLES),
    )
    return size / 1e6


def _back(month: datetime.date, count: int) -> datetime.date:
    for _ in range(count):
        month = (month - datetime.timedelta(days=1)).replace(day=1)
    return month


def _begin(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(with_plans="--plans" in sys.argv[1:])))
