"""Lists as tables: CSV of all that one may see, of one instant, in little memory, however slowly somebody takes it."""

import asyncio
import csv
import io
import socket
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
from litestar.exceptions import LitestarException

from api import exports
from models import access, database, engine, ids, lists
from models.billing import exports as tables
from tests.api.people import Person, Shop
from tests.api.processes import WebProcess

PATIENCE_SECONDS = 60.0


async def ask(person: Person, query: str = "", accept: str = "text/csv") -> httpx.Response:
    return await person.get(f"/v1/invoices{query}", accept=accept)


async def table(person: Person, query: str = "") -> list[dict[str, str]]:
    answer = await ask(person, query)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline=""), strict=True))


async def test_a_table_has_what_the_objects_have(shop: Shop) -> None:
    line = {"description": "Work", "unit_price": "10.05", "taxes": [{"name": "VAT", "percent": "19"}]}
    draft = await shop.draft(currency="JPY", lines=[{"description": "Work", "unit_price": "7"}])
    withheld = [{"name": "Income tax", "percent": "15"}]
    issued = await shop.issue(lines=[line], withholdings=withheld, memo='Two "lines",\r\nas said')
    await shop.owner.post("/v1/payments", {"invoice_id": issued["id"], "method": "cash", "amount": 5})
    answer = await ask(shop.owner)
    assert answer.headers["content-type"] == "text/csv; header=present; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="invoices.csv"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    head, *_ = answer.text.split("\r\n")
    assert head == ",".join(tables.COLUMNS)
    assert answer.text.endswith("Z,invoice\r\n")
    first, second = await table(shop.owner)
    issued = await shop.owner.read(f"/v1/invoices/{issued['id']}")
    assert (first["id"], second["id"]) == (issued["id"], draft["id"])
    for name in ("number", "status", "settlement", "issued_on", "due_on", "reference", "currency", "memo"):
        assert first[name] == issued[name], name
    for name in ("created_at", "updated_at", "receiver_id", "payer_id"):
        assert (first[name], second[name]) == (issued[name], draft[name]), name
    for name in tables.AMOUNTS:
        assert first[name] == f"{issued[name] // 100}.{issued[name] % 100:02}", name
    assert (first["total"], first["amount_withheld"], first["amount_paid"]) == ("11.96", "1.51", "0.05")
    assert (first["amount_due"], first["amount_payable"], second["amount_withheld"]) == ("10.40", "10.40", "0")
    assert (first["payer_name"], second["payer_name"]) == ("Grace", "Grace")
    assert (second["total"], second["number"], second["memo"], second["overdue"]) == ("7", "", "", "false")


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
async def test_no_cell_is_a_formula(shop: Shop, begins: str) -> None:
    text = f'{begins}HYPERLINK("https://example.com","here")'
    await shop.draft(memo=text)
    await database.execute("UPDATE payers SET name = $2 WHERE id = $1", ids.decode("payer", shop.payer["id"]), text)
    [row] = await table(shop.owner)
    assert (row["memo"], row["payer_name"]) == (f"'{text}", f"'{text}")
    await shop.draft(memo=f"1 {text}")
    assert (await table(shop.owner))[0]["memo"] == f"1 {text}"


async def test_filters_are_those_of_the_list_and_pages_are_refused(shop: Shop) -> None:
    drafts = [await shop.draft(memo=f"Orangery {number}") for number in range(3)]
    issued = await shop.issue()
    assert [row["id"] for row in await table(shop.owner, "?status=open")] == [issued["id"]]
    found = await table(shop.owner, f"?q=orangery&receiver_id={shop.id}&total_to=10000")
    assert [row["id"] for row in found] == [draft["id"] for draft in reversed(drafts)]
    for query in ("?limit=5", f"?after={issued['id']}"):
        answer = await ask(shop.owner, query)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_everybody_gets_only_what_they_see(shop: Shop, stranger: Person) -> None:
    await shop.draft()
    issued = await shop.issue()
    assert [row["id"] for row in await table(await shop.payer_login())] == [issued["id"]]
    assert await table(stranger) == []
    assert len(await table(await shop.member("viewer"))) == 2


@pytest.mark.parametrize(
    ("accept", "is_table"),
    [
        ("text/csv", True),
        ("text/csv, application/json;q=0.5", True),
        ("application/json, text/csv;q=0.9", False),
        ("*/*", False),
        ("text/html, */*", False),
        ("application/json", False),
    ],
)
async def test_who_does_not_ask_for_a_table_gets_a_page(shop: Shop, accept: str, is_table: bool) -> None:
    answer = await ask(shop.owner, accept=accept)
    assert answer.headers["content-type"].startswith("text/csv" if is_table else "application/json")


async def fill(shop: Shop, count: int) -> None:
    """So many drafts, by one statement; 20,000 are more than what sockets hold."""
    row = await database.fetch_row("SELECT id FROM invoices WHERE receiver_id = $1", ids.decode("receiver", shop.id))
    assert row is not None
    await database.execute(
        "INSERT INTO invoices (id, receiver_id, payer_id, status, currency, subtotal, discount_total, tax_total, "
        "total, taxes, amount_paid, amount_reserved, amount_credited, amount_written_off, amount_overpaid, memo) "
        "SELECT new_id(), receiver_id, payer_id, 'draft', currency, subtotal, discount_total, tax_total, total, "
        "taxes, 0, 0, 0, 0, 0, repeat('x', 1500) FROM invoices, generate_series(1, $2::int) WHERE id = $1",
        row["id"],
        count,
    )


async def test_twenty_thousand_rows_take_as_little_memory_as_two_thousand(shop: Shop) -> None:
    await shop.draft()
    await fill(shop, 19_999)
    filters = lists.Filters(equal={"receiver_id": ids.decode("receiver", shop.id)})
    lines = most = 0
    tracemalloc.start()
    try:
        async for part in tables.write(access.SYSTEM, filters=filters):
            lines += part.count(b"\r\n")
            if lines == 2_001:
                tracemalloc.reset_peak()
                most = tracemalloc.get_traced_memory()[0]
        beyond = tracemalloc.get_traced_memory()[1] - most
    finally:
        tracemalloc.stop()
    assert lines == 20_001
    # A chunk as rows and as text; all of them are some 35 MB.
    assert beyond < 2_000_000


async def test_a_table_is_of_one_instant(shop: Shop) -> None:
    await shop.draft()
    await fill(shop, 999)
    filters = lists.Filters(equal={"receiver_id": ids.decode("receiver", shop.id)})
    parts = tables.write(access.SYSTEM, filters=filters)
    text = [await anext(parts), await anext(parts)]
    await database.execute("UPDATE invoices SET memo = 'new' WHERE receiver_id = $1", ids.decode("receiver", shop.id))
    await shop.draft()
    text += [part async for part in parts]
    rows = list(csv.DictReader(io.StringIO(b"".join(text).decode(), newline="")))
    assert len(rows) == 1_000
    assert "new" not in {row["memo"] for row in rows}


async def test_who_takes_too_long_is_cut_off(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.draft()
    monkeypatch.setattr(lists, "EXPORT_SECONDS_MAX", 0.0)
    # Its head has gone out already, so all that can be done is to end the connection.
    with pytest.raises(LitestarException, match="after response started"):
        await ask(shop.owner)
    assert not exports._running
    monkeypatch.undo()
    # So is who keeps a transaction waiting: PostgreSQL ends it.
    monkeypatch.setitem(engine.SESSION, "idle_in_transaction_session_timeout", "250ms")
    parts = tables.write(access.SYSTEM, filters=lists.Filters())
    await anext(parts)
    await anext(parts)
    await until_idle_ones_have_ended()
    with pytest.raises(database.UNAVAILABLE):
        async for _ in parts:
            pass


async def cursors() -> int:
    """How many connections have a transaction open, but for our own."""
    count = await database.fetch_value(
        int,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'",
    )
    return count or 0


async def until_idle_ones_have_ended() -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await cursors():
            await asyncio.sleep(0.01)


@pytest.fixture
async def client(shop: Shop, web: WebProcess) -> AsyncIterator[httpx.AsyncClient]:
    """The owner, over a network, with 20,000 invoices to ask for."""
    await shop.draft()
    await fill(shop, 20_000)
    headers = {"authorization": f"Bearer {shop.owner.token}", "accept": "text/csv"}
    # With room for a small part of the table, so that the rest waits at the server.
    buffer = (socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    transport = httpx.AsyncHTTPTransport(socket_options=[buffer])
    async with httpx.AsyncClient(
        base_url=web.url, headers=headers, timeout=PATIENCE_SECONDS, transport=transport
    ) as client:
        yield client


async def test_a_client_who_goes_away_ends_it_and_one_who_is_slow_holds_no_pooled_connection(
    client: httpx.AsyncClient,
) -> None:
    async with client.stream("GET", "/v1/invoices") as answer:
        taken = answer.aiter_bytes()
        await anext(taken)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await cursors() != 1:
                await asyncio.sleep(0.01)
        second = await client.get("/v1/invoices")
        assert (second.status_code, second.json()["code"]) == (429, "too_many_requests")
        assert int(second.headers["retry-after"]) > 0
        # Whoever wants a page has the whole pool.
        pages = [client.get("/v1/invoices", headers={"accept": "application/json"}) for _ in range(10)]
        assert {page.status_code for page in await asyncio.gather(*pages)} == {200}
        assert await cursors() == 1
    # The server hears a little later that nobody reads.
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (whole := await client.get("/v1/invoices")).status_code == 429:
            await asyncio.sleep(0.01)
    await until_idle_ones_have_ended()
    assert (whole.status_code, whole.text.count("\r\n")) == (200, 20_002)


async def test_a_table_that_is_cut_off_is_not_taken_for_whole(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/v1/invoices") as answer:
        taken: Any = answer.aiter_bytes()
        await anext(taken)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await cursors() != 1:
                await asyncio.sleep(0.01)
        await database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND query LIKE 'SELECT id, number, status%' AND state <> 'idle' AND pid <> pg_backend_pid()"
        )
        with pytest.raises(httpx.RemoteProtocolError):
            async for _ in taken:
                pass
    assert asyncpg.AdminShutdownError in database.UNAVAILABLE
