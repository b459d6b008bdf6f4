"""How PostgreSQL finds what the requests for a grown receiver ask: `python -m tests.plans INVOICES`.

Fills the database of DATABASE_URL (see tests/grown.py), asks for every documented filter, list and report, and explains
each statement that this sends, and how the job that marks invoices overdue finds them. Prints as JSON, by the request,
what would take longer with every invoice more: a scan of a whole table, or rows that are read and thrown away.
"""

import asyncio
import datetime
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import asyncpg
import httpx

from api.app import app
from api.pages import documentation
from config import settings
from models import clock, database, ids, postgres
from models.billing import overdue, reminder_runs, sending
from tests import grown
from tests.api.clients import bearer
from tests.grown import Grown

# A page and what is looked at beside it; far from what a receiver has.
ROWS_IN_VAIN_MAX = 2_000
# PostgreSQL reads a small table whole, whatever its indexes.
ROWS_OF_SMALL_TABLE = 1_000
# Later than the last due day of all that is open.
DAYS_UNTIL_ALL_IS_DUE = 4000
_OF_OTHERS = """
INSERT INTO invoices (id, receiver_id, payer_id, status, currency, subtotal, discount_total, tax_total, total, taxes,
    created_at, updated_at)
SELECT gen_random_uuid(), others.id, payer_id, 'draft', currency, 0, 0, 0, 0, '[]', created_at, updated_at
FROM invoices, (SELECT gen_random_uuid() AS id FROM generate_series(1, 3)) AS others
"""
Statement = tuple[str, Sequence[object]]


async def main(invoices: int) -> None:
    connection = await asyncpg.connect(settings.database_url)
    filled = await grown.fill(connection, invoices=invoices)
    await database.open_pool(size_min=1, size_max=2)
    documentation.complete(app.app)
    found: dict[str, list[str]] = {}
    headers = await bearer(filled.owner_id)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://quittance.test", headers=headers) as client:
        for name, path in grown.requests(filled):
            sent = await _sent(client, path)
            wrong = [fault for statement in sent for fault in _faults(await _plan(connection, statement))]
            if wrong:
                # Statistics are a sample, and what is close may fall either way: it is wrong if it is by another, too.
                await connection.execute("ANALYZE", timeout=600)
                wrong = [fault for statement in sent for fault in _faults(await _plan(connection, statement))]
            if wrong:
                found[name] = wrong
    for name, statement in _looks(filled):
        plan = await _plan(connection, statement)
        if wrong := [*_faults(plan), *(f"sorts {node['Plan Rows']:,} rows" for node in _nodes(plan) if _is_sort(node))]:
            found[name] = wrong
    # What one of many receivers is found by is another index than where there is but one.
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica; SET LOCAL statement_timeout = 0")
        await connection.execute(_OF_OTHERS)
    await connection.execute("ANALYZE invoices", timeout=600)
    for name, statement in _looks_for_reminders(filled):
        plan = await _plan(connection, statement)
        if wrong := list(_reads_others(plan)):
            found[name] = wrong
    await database.close_pool()
    await connection.close()
    print(json.dumps(found))


def _looks(filled: Grown) -> Iterator[tuple[str, Statement]]:
    """What no request reads: a job's looks, where nothing is to be done and where much is, and what a change counts."""
    yield "zones of what may become overdue", (overdue._ZONES, ())
    for name, days in (("nothing newly overdue", 0), ("much newly overdue", DAYS_UNTIL_ALL_IS_DUE)):
        day = clock.now().date() + datetime.timedelta(days=days)
        yield name, (overdue._FIND, (["UTC"], [day], overdue.BATCH))
    since = ids.floor(filled.middle - datetime.timedelta(days=grown.DAYS))
    yield "invoices that people mailed", (sending.LAST_BUT, (filled.receiver_id, since, sending.PER_DAY_MAX - 1))


def _looks_for_reminders(filled: Grown) -> Iterator[tuple[str, Statement]]:
    """A look at a day goes through all that its receiver has open, a batch at a time; through nothing of others."""
    for name, days in (("no stage of a reminder", 0), ("stages of many reminders", DAYS_UNTIL_ALL_IS_DUE)):
        day = clock.now().date() + datetime.timedelta(days=days)
        stages = [-3, 7, 30]
        looked_through = day - datetime.timedelta(days=1)
        wanted = (filled.receiver_id, reminder_runs.NONE, looked_through, max(stages), stages, day, reminder_runs.BATCH)
        yield name, (reminder_runs._FIND, wanted)


async def _sent(client: httpx.AsyncClient, path: str) -> list[Statement]:
    """The statements of one request that read."""
    sent: list[Statement] = []
    fetch = postgres.fetch

    async def noted(
        connection: postgres.Connection, seconds: float, statement: str, parameters: Sequence[object]
    ) -> list[asyncpg.Record]:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            sent.append((statement, parameters))
        return await fetch(connection, seconds, statement, parameters)

    postgres.fetch = noted
    try:
        answer = await client.get(path)
    finally:
        postgres.fetch = fetch
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
    return sent


async def _plan(connection: asyncpg.Connection, statement: Statement) -> dict[str, Any]:
    text, parameters = statement
    plan: dict[str, Any] = json.loads(
        await connection.fetchval(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {text}", *parameters)
    )[0]["Plan"]
    return plan


def _faults(plan: dict[str, Any]) -> Iterator[str]:
    """What a plan does that grows with the receiver."""
    for node in _nodes(plan):
        in_vain = node.get("Rows Removed by Filter", 0) * node["Actual Loops"]
        read = node["Actual Rows"] * node["Actual Loops"] + in_vain
        where = node.get("Index Name") or node.get("Relation Name")
        if node["Node Type"] == "Seq Scan":
            if read > max(ROWS_IN_VAIN_MAX, ROWS_OF_SMALL_TABLE * node["Actual Loops"]):
                yield f"reads all of {where}: {read:,.0f} rows"
        elif in_vain > ROWS_IN_VAIN_MAX:
            yield f"{node['Node Type']} over {where} throws {in_vain:,.0f} rows away"


def _reads_others(plan: dict[str, Any]) -> Iterator[str]:
    """How invoices of other receivers are read too."""
    for node in _nodes(plan):
        where = node.get("Index Name") or node["Node Type"]
        if node.get("Relation Name") == "invoices" and where in ("invoices_pkey", "Seq Scan"):
            yield f"finds invoices by {where}"


def _is_sort(node: dict[str, Any]) -> bool:
    return "Sort" in node["Node Type"]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
