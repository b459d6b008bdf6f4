"""Many invoices in one request: all of them or none, under numbers without gaps."""

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from config import settings
from models import database, ids
from models.money.amounts import AMOUNT_MAX
from tests import factories
from tests.api.people import Person, Shop
from tests.api.processes import WebProcess
from tests.books import assert_books_balance
from tests.round_trips import RoundTrips

PATIENCE_SECONDS = 60.0


def many(shop: Shop, count: int, **fields: Any) -> list[dict[str, Any]]:
    """Drafts that differ."""
    return [shop.draft_fields(1_000 + index, memo=f"Number {index}", **fields) for index in range(count)]


async def send(person: Person, invoices: Any, **fields: Any) -> httpx.Response:
    return await person.post("/v1/invoices/bulk", {"invoices": invoices} | fields)


async def events_of(invoice: dict[str, Any]) -> list[str]:
    rows = await database.fetch(
        "SELECT type FROM events WHERE object_id = $1 ORDER BY sequence", ids.decode("invoice", invoice["id"])
    )
    return [row["type"] for row in rows]


async def invoices_of(shop: Shop) -> int:
    count = await database.fetch_value(
        int, "SELECT count(*) FROM invoices WHERE receiver_id = $1", ids.decode("receiver", shop.id)
    )
    return count or 0


def numbers(first: int, last: int) -> list[str]:
    return [f"{sequence:05d}" for sequence in range(first, last + 1)]


def sequences(invoices: list[dict[str, Any]]) -> list[str]:
    return [invoice["number"].rpartition("-")[2] for invoice in invoices]


@pytest.mark.parametrize("finalize", [False, True])
async def test_all_are_made_in_their_order_and_are_what_is_read_next(shop: Shop, finalize: bool) -> None:
    line = {"description": "Work", "unit_price": "12.340", "quantity": "007.50"}
    lines = [line | {"taxes": [{"name": "VAT", "percent": "19"}]}, line | {"discount": {"percent": "10"}}]
    given = [
        *many(shop, 60),
        shop.draft_fields(lines=lines, discount={"amount": 7}, metadata={"k": 'a "b" \\'}, currency="CHF"),
        shop.draft_fields(lines=lines, prices_include_tax=True, due_on="2040-02-29", currency="JPY"),
        shop.draft_fields(lines=[{"description": "Nothing", "unit_price": "0"}]),
    ]
    answer = await send(shop.owner, given, finalize=finalize)
    assert answer.status_code == 201, answer.text
    made = answer.json()["data"]
    assert [invoice["memo"] for invoice in made[:60]] == [invoice["memo"] for invoice in given[:60]]
    for invoice in made[58:]:
        assert await shop.owner.read(f"/v1/invoices/{invoice['id']}") == invoice
        types = ["invoice.created", "invoice.finalized"][: 2 if finalize else 1]
        if finalize and invoice["total"] == 0:
            types.append("invoice.paid")
        assert await events_of(invoice) == types
    assert {invoice["status"] for invoice in made} == {"open" if finalize else "draft"}
    if finalize:
        assert sequences(made) == numbers(1, 63)
        assert len({invoice["reference"] for invoice in made}) == 63
        # They are issued like any others: a payment finds them.
        paid = await shop.owner.post("/v1/payments", {"invoice_id": made[0]["id"], "method": "cash"})
        assert paid.status_code == 201, paid.text
    await assert_books_balance()


async def test_every_subscriber_hears_of_each(shop: Shop) -> None:
    endpoint = await shop.owner.make(
        "/v1/webhook-endpoints", receiver_id=shop.id, url="https://example.com/hooks", event_types=["invoice.finalized"]
    )
    await send(shop.owner, many(shop, 55), finalize=True)
    count = await database.fetch_value(
        int,
        "SELECT count(*) FROM webhook_deliveries WHERE endpoint_id = $1",
        ids.decode("webhook_endpoint", endpoint["id"]),
    )
    assert count == 55


async def test_what_is_wrong_is_told_by_index_and_nothing_is_made(shop: Shop, stranger: Person) -> None:
    foreign = (await stranger.read("/v1/payers"))["data"][0]["id"]
    archived = await shop.owner.make("/v1/payers", receiver_id=shop.id, name="Gone")
    await database.execute("UPDATE payers SET status = 'archived' WHERE id = $1", ids.decode("payer", archived["id"]))
    given = many(shop, 20)
    given[3]["payer_id"] = ids.encode("payer", ids.new())
    given[4]["payer_id"] = foreign
    given[5]["payer_id"] = archived["id"]
    given[7]["currency"] = "XXY"
    given[11]["lines"] = [given[11]["lines"][0], {"description": "Off", "unit_price": "1", "discount": {"amount": 900}}]
    answer = await send(shop.owner, given, finalize=True)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "bulk_refused"), answer.text
    assert problem["detail"].startswith("5 of 20 invoices cannot be made, so none was")
    assert [error["pointer"] for error in problem["errors"]] == [
        "/invoices/3/payer_id",
        "/invoices/4/payer_id",
        "/invoices/5/payer_id",
        "/invoices/7/currency",
        "/invoices/11/lines/1/discount",
    ]
    # Another receiver's payer is like one that never was.
    assert problem["errors"][0]["detail"] == problem["errors"][1]["detail"]
    assert await invoices_of(shop) == 0
    # What is wrong by its form alone is found before, and by index too.
    given = many(shop, 18)
    given[17]["lines"][0]["quantity"] = "much"
    answer = await send(shop.owner, given)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/invoices/17/lines/0/quantity"
    assert (await shop.issue())["number"].endswith("-00001")


async def test_a_list_that_is_there_twice_is_refused_whatever_is_wrong_in_it(shop: Shop) -> None:
    wrong = json.dumps({"receiver_id": shop.id, "payer_id": shop.payer["id"], "metadata": {"a": 1}})
    for second in ("[]", "{}", "null", "7"):
        body = f'{{"invoices": [{wrong}], "invoices": {second}}}'.encode()
        answer = await shop.owner.send("POST", "/v1/invoices/bulk", content=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), answer.text


async def test_what_cannot_be_issued_is_told_by_index_and_nothing_is_drafted(shop: Shop) -> None:
    given = many(shop, 4)
    given[1]["lines"] = []
    given[2]["due_on"] = "2020-01-01"
    answer = await send(shop.owner, given, finalize=True)
    assert (answer.status_code, answer.json()["code"]) == (422, "bulk_refused")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/invoices/1", "/invoices/2/due_on"]
    assert await invoices_of(shop) == 0
    assert (await send(shop.owner, given)).status_code == 201


async def test_of_many_that_are_wrong_the_first_hundred_are_told(shop: Shop) -> None:
    given = many(shop, 120, currency="XXY")
    problem = (await send(shop.owner, given)).json()
    assert problem["detail"].startswith("120 of 120")
    assert [error["pointer"] for error in problem["errors"]] == [f"/invoices/{n}/currency" for n in range(100)]


async def test_all_are_of_one_receiver_and_of_a_bounded_number(shop: Shop) -> None:
    foreign = (await factories.receiver()).text_id
    answer = await send(shop.owner, [*many(shop, 1), {**many(shop, 1)[0], "receiver_id": foreign}])
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/invoices/1/receiver_id")
    for count in (0, 501):
        answer = await send(shop.owner, many(shop, 1) * count)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/invoices")
    line = {"description": "W", "unit_price": "1"}
    answer = await send(shop.owner, many(shop, 26, lines=[line] * 200))
    assert answer.status_code == 422
    assert "5,200 lines" in answer.json()["detail"]
    assert await invoices_of(shop) == 0


async def test_an_archived_receiver_makes_none(shop: Shop) -> None:
    await database.execute("UPDATE receivers SET status = 'archived' WHERE id = $1", ids.decode("receiver", shop.id))
    answer = await send(shop.owner, many(shop, 2))
    assert (answer.status_code, answer.json()["code"]) == (409, "receiver_archived")


async def test_who_may_not_write_makes_none(shop: Shop, stranger: Person) -> None:
    payer = await shop.payer_login()
    for person, status in ((stranger, 404), (payer, 404), (await shop.member("viewer"), 403)):
        assert (await send(person, many(shop, 2), finalize=True)).status_code == status
    assert (await send(await shop.member("manager"), many(shop, 2))).status_code == 201


async def test_sums_beyond_what_json_holds_are_refused(shop: Shop) -> None:
    # So many times a million, in cents, is a little less than half of it.
    half = str(AMOUNT_MAX // 2 // 100_000_000)
    lines = [{"description": "Much", "unit_price": "1000000", "quantity": half}]
    assert (await send(shop.owner, many(shop, 1, lines=lines), finalize=True)).status_code == 201
    answer = await send(shop.owner, many(shop, 2, lines=lines), finalize=True)
    assert (answer.status_code, answer.json()["code"]) == (422, "sum_too_large"), answer.text
    assert await invoices_of(shop) == 1
    await assert_books_balance()


async def test_the_same_key_makes_them_once(shop: Shop) -> None:
    body = {"invoices": many(shop, 3), "finalize": True}
    first, again = [await shop.owner.post("/v1/invoices/bulk", body, idempotency_key="b") for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()
    other = await shop.owner.post("/v1/invoices/bulk", {**body, "finalize": False}, idempotency_key="b")
    assert other.json()["code"] == "idempotency_key_reused"
    assert await invoices_of(shop) == 3


async def test_parallel_requests_of_one_receiver_leave_no_gap(shop: Shop) -> None:
    bulks = [send(shop.owner, many(shop, 40), finalize=True) for _ in range(4)]
    answers, issued = await asyncio.gather(asyncio.gather(*bulks), asyncio.gather(*(shop.issue() for _ in range(6))))
    assert [answer.status_code for answer in answers] == [201] * 4
    together = [answer.json()["data"] for answer in answers]
    found = [sequence for made in [*together, issued] for sequence in sequences(made)]
    assert sorted(found) == numbers(1, 166)
    # Those of one request follow each other.
    for made in together:
        first = int(sequences(made)[0])
        assert sequences(made) == numbers(first, first + 39)
    await assert_books_balance()


async def test_the_statements_are_the_same_for_sixty_and_for_five_hundred(shop: Shop, round_trips: RoundTrips) -> None:
    sent = []
    for count in (60, 500):
        sent.append(await round_trips.of(lambda count=count: send(shop.owner, many(shop, count), finalize=True)))
    assert sent[0] == sent[1]
    assert len(sent[0]) <= 11, "\n".join(sent[0])


async def test_a_process_that_is_killed_in_the_middle_leaves_nothing(shop: Shop, tmp_path: Path) -> None:
    web = WebProcess(tmp_path / "log.txt")
    web.start()
    await shop.issue()
    receiver_id = ids.decode("receiver", shop.id)
    connection = await asyncpg.connect(settings.database_url)
    try:
        async with httpx.AsyncClient(base_url=web.url) as client, connection.transaction():
            # Drafts have been written when it asks for the numbers.
            await connection.execute("SELECT FROM number_series WHERE receiver_id = $1 FOR UPDATE", receiver_id)
            person = Person(client, {"access_token": shop.owner.token})
            asked = asyncio.create_task(send(person, many(shop, 100), finalize=True))
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                    await asyncio.sleep(0.01)
            os.kill(web.pid, signal.SIGKILL)
            with pytest.raises(httpx.TransportError):
                await asked
    finally:
        await connection.close()
        web.stop()
    assert (await shop.issue())["number"].endswith("-00002")
    assert await invoices_of(shop) == 2
    await assert_books_balance()
