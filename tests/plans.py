"""How PostgreSQL finds what the requests for a grown receiver ask: `python -m tests.plans INVOICES`.

Fills the database of DATABASE_URL (see tests/grown.py), asks for every documented filter, list and report, and explains
each statement that this sends, and how jobs find what is newly overdue and what credit may pay. Prints as JSON, by the
request, what would take longer with every invoice more: a scan of a whole table, or rows that are read and thrown away.
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
from api.pages import openapi
from config import settings
from models import clock, database, ids, postgres
from models.billing import credit_runs, overdue, reminder_runs, sending
from models.collection import credit_policy
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
# In the order in which they are due, the first one that can take something is found at once.
INVOICES_LOOKED_AT_MAX = 10
# Many payers have credit and owe something; of some payments people have taken off what there is. One payer owes a lot.
# And of as many receivers as there are payments only one has a policy.
_CREDIT = """
UPDATE invoices SET amount_paid = 0, amount_overpaid = 0
WHERE payer_id = '{payer_id}' AND status = 'open' AND hashtext(id::text) % 5 = 0;
UPDATE payments SET amount = amount + 500, amount_unapplied = amount_unapplied + 500
WHERE status = 'succeeded' AND id IN (
    SELECT DISTINCT ON (payer_id) id FROM payments WHERE status = 'succeeded' ORDER BY payer_id, id);
WITH moved AS (
    INSERT INTO allocations (id, receiver_id, payment_id, invoice_id, cause, currency, amount, status)
    SELECT gen_random_uuid(), receiver_id, id, invoice_id, 'move', currency, -500, 'settled'
    FROM payments WHERE amount_unapplied > 0 AND payer_id <> '{payer_id}' AND amount % 3 = 0
    RETURNING id, receiver_id
)
INSERT INTO ledger_transactions (id, receiver_id, kind, source_id, effective_on)
SELECT gen_random_uuid(), receiver_id, 'credit.unapplied', id, '2020-01-01' FROM moved;
INSERT INTO receivers (id, name, currency)
SELECT gen_random_uuid(), 'Another ' || i, 'EUR' FROM generate_series(1, (SELECT count(*) FROM payments)) AS i;
UPDATE receivers SET credit_policy = 'oldest_due_first' WHERE name = 'Grown';
"""
Statement = tuple[str, Sequence[object]]


async def main(invoices: int) -> None:
    connection = await asyncpg.connect(settings.database_url)
    filled = await grown.fill(connection, invoices=invoices)
    await database.open_pool(size_min=1, size_max=2)
    openapi.complete(app.app)
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
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica; SET LOCAL statement_timeout = 0")
        await connection.execute(_CREDIT.format(payer_id=filled.payer_id))
    await connection.execute("VACUUM (ANALYZE)", timeout=600)
    for name, statement in _looks_for_credit(filled):
        plan = await _plan(connection, statement)
        if wrong := [*_faults(plan), *_looked_at_in_vain(plan, statement)]:
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


def _looks_for_credit(filled: Grown) -> Iterator[tuple[str, Statement]]:
    """What the policy that applies credit looks for, and what its sweep does."""
    yield "receivers with credit to be applied", (credit_runs._WITH_CREDIT, ())
    batch = (filled.receiver_id, credit_policy._FIRST_ID, credit_policy.BATCH)
    yield "payers with credit to be applied", (credit_policy._TO_BE_WOKEN, batch)
    yield "what a payer's credit pays next", (credit_policy._NEXT, (filled.payer_id,))


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


def _looked_at_in_vain(plan: dict[str, Any], statement: Statement) -> Iterator[str]:
    """How more invoices are read than the one that is next, or nothing is found, which says nothing of the plan."""
    if not plan["Actual Rows"]:
        yield "finds nothing"
    if statement[0] == credit_policy._NEXT:
        of_invoices = [node for node in _nodes(plan) if node.get("Relation Name") == "invoices"]
        read = sum((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) for node in of_invoices)
        if read > INVOICES_LOOKED_AT_MAX:
            yield f"looks at {read:,.0f} invoices"


def _is_sort(node: dict[str, Any]) -> bool:
    return "Sort" in node["Node Type"]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
