"""PostgreSQL is told to look at tables that have grown quickly, and finds rows by their ids before it has."""

import pytest

from models import database
from models.billing import invoices
from models.upkeep import statistics
from tests.books import open_book
from tests.round_trips import RoundTrips

FILL = "INSERT INTO outgrown SELECT number, repeat('x', 1000) FROM generate_series(1, {}) AS number"
PLANNED_FOR = "SELECT reltuples::int FROM pg_class WHERE relname = 'outgrown'"


async def test_a_table_is_looked_at_once_it_has_rows_and_again_when_it_is_four_times_as_large() -> None:
    async with database.transaction() as trying:
        await database.execute("CREATE TABLE outgrown (id integer, text text)")
        assert "outgrown" not in await statistics.renew()
        await database.execute(FILL.format(100))
        assert "outgrown" in await statistics.renew()
        assert await database.fetch_value(int, PLANNED_FOR) == 100
        await database.execute(FILL.format(200))
        assert "outgrown" not in await statistics.renew()
        await database.execute(FILL.format(200))
        assert "outgrown" in await statistics.renew()
        assert await database.fetch_value(int, PLANNED_FOR) == 500
        assert "outgrown" not in await statistics.renew()
        await trying.rollback()


async def test_a_table_that_takes_too_long_holds_up_no_other_one() -> None:
    slow = "CREATE FUNCTION slow(integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN {} RETURN $1; END $$"
    await database.execute("CREATE TABLE outgrown (id integer)")
    await database.execute("CREATE TABLE outgrown_too (id integer)")
    try:
        await database.execute(slow.format(""))
        # Of its values statistics are gathered, too.
        await database.execute("CREATE INDEX ON outgrown (slow(id))")
        for table in ("outgrown", "outgrown_too"):
            await database.execute(f"INSERT INTO {table} SELECT generate_series(1, 10)")
        raising = "RAISE EXCEPTION USING errcode = 'query_canceled';"
        await database.execute(slow.format(raising).replace("CREATE", "CREATE OR REPLACE"))
        assert {"outgrown", "outgrown_too"} <= set(await statistics.renew())
        known = "SELECT reltuples::int AS rows FROM pg_class WHERE relname = ANY($1) ORDER BY relname"
        rows = await database.fetch(known, ["outgrown", "outgrown_too"])
        assert [row["rows"] for row in rows] == [-1, 10]
    finally:
        await database.execute("DROP TABLE outgrown, outgrown_too")
        await database.execute("DROP FUNCTION slow")


async def test_what_another_role_owns_is_left_to_postgresql() -> None:
    async with database.transaction() as trying:
        await database.execute("CREATE TABLE outgrown (id integer, text text)")
        await database.execute(FILL.format(1000))
        await database.execute("CREATE ROLE quittance_test_other")
        due = await database.fetch(statistics._OUTGROWN, statistics.TIMES_AS_LARGE, statistics.BYTES_MAX)
        assert "outgrown" in {row["name"] for row in due}
        await database.execute("SET LOCAL ROLE quittance_test_other")
        assert await statistics.renew() == []
        await trying.rollback()


async def test_a_row_is_found_by_its_id_in_a_table_that_postgresql_knows_nothing_of(round_trips: RoundTrips) -> None:
    if (await database.fetch_value(int, "SELECT current_setting('server_version_num')::int") or 0) < 180_000:
        pytest.skip("older ones cannot be made to forget what they know")
    book = await open_book()
    invoice = await book.invoice()
    [statement] = await round_trips.of(lambda: invoices.get(book.owner, invoice["id"]))
    async with database.transaction() as trying:
        await database.execute("SELECT pg_clear_relation_stats('public', 'invoices')")
        for column in ("id", "receiver_id"):
            await database.execute("SELECT pg_clear_attribute_stats('public', 'invoices', $1, false)", column)
        plan = await database.fetch(f"EXPLAIN {statement}", invoice["id"], book.receiver.id)
        await trying.rollback()
    # By an index of its receiver it might be one of which the id is no part.
    [condition] = [row[0].strip() for row in plan if "Index Cond" in row[0]]
    assert condition == f"Index Cond: (id = '{invoice['id']}'::uuid)"
