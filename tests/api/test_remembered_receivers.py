"""A draft is made by what is remembered of its receiver, and issued likewise, but never by what is not so any more."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
import pytest

from models import database, ids, postgres
from models.billing import remembered
from models.recent import Recent
from models.tables.parties import Receiver
from tests.api.people import Shop
from tests.books import assert_books_balance
from tests.round_trips import RoundTrips


async def elsewhere(statement: str, identifier: str) -> None:
    """What another process does meanwhile: nothing of it is known here."""
    await database.execute(statement, ids.decode({"rcv": "receiver", "pyr": "payer"}[identifier[:3]], identifier))


def is_remembered(shop: Shop) -> bool:
    return remembered.find(ids.decode("receiver", shop.id)) is not None


async def of_another_receiver(shop: Shop) -> dict[str, Any]:
    other = await shop.owner.make("/v1/receivers", name="Other", currency="EUR")
    payer = await shop.owner.make("/v1/payers", receiver_id=other["id"], name="Theirs")
    return shop.draft_fields(payer_id=payer["id"])


async def of_nobody(shop: Shop) -> dict[str, Any]:
    return shop.draft_fields(payer_id=ids.encode("payer", ids.make()))


async def of_an_archived_payer(shop: Shop) -> dict[str, Any]:
    await elsewhere("UPDATE payers SET status = 'archived' WHERE id = $1", shop.payer["id"])
    return shop.draft_fields()


async def of_an_archived_receiver(shop: Shop) -> dict[str, Any]:
    await elsewhere("UPDATE receivers SET status = 'archived' WHERE id = $1", shop.id)
    return shop.draft_fields()


async def with_a_line_that_is_none(shop: Shop) -> dict[str, Any]:
    return shop.draft_fields(lines=[{"description": "Half a cent", "unit_price": "1.00", "discount": {}}])


@pytest.mark.parametrize("key", [None, "a key"], ids=["without a key", "with a key"])
async def test_whoever_issues_for_a_receiver_again_waits_for_one_statement(
    shop: Shop, round_trips: RoundTrips, key: str | None
) -> None:
    await shop.draft()
    headers = {} if key is None else {"idempotency_key": key}

    async def draft() -> None:
        answer = await shop.owner.post("/v1/invoices", shop.draft_fields(), **headers)
        assert answer.status_code == 201, answer.text

    sent = await round_trips.of(draft)
    assert [statement.split()[0] for statement in sent] == ["WITH"]
    await assert_books_balance()


@pytest.mark.parametrize("key", [None, "a key"], ids=["without a key", "with a key"])
@pytest.mark.parametrize(
    "make",
    [of_another_receiver, of_nobody, of_an_archived_payer, of_an_archived_receiver, with_a_line_that_is_none],
)
async def test_what_is_refused_is_refused_as_if_nothing_were_remembered(
    shop: Shop, make: Callable[[Shop], Awaitable[dict[str, Any]]], key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.draft()
    body = await make(shop)
    headers = {} if key is None else {"idempotency_key": key}
    before = await database.fetch_value(int, "SELECT count(*)::int FROM invoices")
    assert is_remembered(shop)
    refused = await shop.owner.post("/v1/invoices", body, **headers)
    assert 400 <= refused.status_code < 500
    monkeypatch.setattr(remembered, "_known", Recent[Any, Receiver](10))
    by_reading = await shop.owner.post("/v1/invoices", body)
    told = [
        {name: value for name, value in one.json().items() if name != "request_id"} for one in (refused, by_reading)
    ]
    assert told[0] == told[1]
    assert await database.fetch_value(int, "SELECT count(*)::int FROM invoices") == before


@pytest.mark.parametrize("count", [1, 9])
async def test_a_receiver_that_was_changed_elsewhere_is_read_anew(shop: Shop, count: int) -> None:
    await shop.draft()
    await elsewhere("UPDATE receivers SET currency = 'CHF', rounding = 'line' WHERE id = $1", shop.id)
    answers = await asyncio.gather(*(shop.owner.post("/v1/invoices", shop.draft_fields()) for _ in range(count)))
    assert {answer.status_code for answer in answers} == {201}
    made = [answer.json() for answer in answers]
    assert {(one["currency"], one["rounding"]) for one in made} == {("CHF", "line")}
    assert len({one["id"] for one in made}) == count
    await assert_books_balance()


async def test_what_a_receiver_was_refuses_nothing(shop: Shop) -> None:
    await elsewhere("UPDATE receivers SET currency = 'JPY' WHERE id = $1", shop.id)
    lines = [{"description": "A yen", "unit_price": "1"}]
    await shop.owner.make("/v1/invoices", **shop.draft_fields(lines=lines))
    assert is_remembered(shop)
    await elsewhere("UPDATE receivers SET currency = 'EUR' WHERE id = $1", shop.id)
    body = shop.draft_fields(lines=[{"description": "A cent", "unit_price": "0.01", "discount": {"amount": 1}}])
    answer = await shop.owner.post("/v1/invoices", body)
    assert (answer.status_code, answer.json()["currency"]) == (201, "EUR"), answer.text


async def test_an_invoice_is_issued_by_what_its_receiver_is_now(shop: Shop) -> None:
    draft = await shop.draft()
    await elsewhere("UPDATE receivers SET name = 'Renamed' WHERE id = $1", shop.id)
    issued = await shop.owner.post(f"/v1/invoices/{draft['id']}/finalize")
    assert issued.json()["receiver"]["name"] == "Renamed"
    another = await shop.draft()
    await elsewhere("UPDATE receivers SET status = 'archived' WHERE id = $1", shop.id)
    refused = await shop.owner.post(f"/v1/invoices/{another['id']}/finalize")
    assert refused.json()["code"] == "receiver_archived"


async def test_who_is_only_remembered_is_proven_by_what_is_written(shop: Shop) -> None:
    """Also where somebody else's draft is sent with it."""
    manager, other = await shop.member("manager"), await shop.member("manager")
    for person in (manager, other):
        assert (await person.post("/v1/invoices", shop.draft_fields())).status_code == 201
    await database.execute("DELETE FROM receiver_members WHERE user_id = $1", manager.id)
    before = await database.fetch_value(int, "SELECT count(*)::int FROM invoices")
    answers = await asyncio.gather(
        *(person.post("/v1/invoices", shop.draft_fields()) for person in (other, manager) * 6)
    )
    assert [answer.status_code for answer in answers] == [201, 404] * 6
    assert await database.fetch_value(int, "SELECT count(*)::int FROM invoices") == before + 6
    await assert_books_balance()


async def test_what_may_have_been_written_is_not_done_again_for_who_the_caller_is_by_now(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = await shop.member("manager")
    assert (await manager.post("/v1/invoices", shop.draft_fields())).status_code == 201
    other = ids.decode("receiver", (await shop.owner.make("/v1/receivers", name="Other", currency="EUR"))["id"])
    fetch, was_lost = postgres.fetch, False

    async def lose(connection: Any, seconds: float, statement: str, given: Sequence[object]) -> Any:
        nonlocal was_lost
        if was_lost or "as_remembered" not in statement:
            return await fetch(connection, seconds, statement, given)
        was_lost = True
        await fetch(connection, seconds, statement, given)
        await database.execute(
            "INSERT INTO receiver_members (id, receiver_id, user_id, role) VALUES ($1, $2, $3, 'viewer')",
            ids.new(),
            other,
            manager.id,
        )
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    before = await database.fetch_value(int, "SELECT count(*)::int FROM invoices")
    monkeypatch.setattr(postgres, "fetch", lose)
    answer = await manager.post("/v1/invoices", shop.draft_fields())
    assert (answer.status_code, answer.json()["code"]) == (503, "outcome_unknown")
    assert await database.fetch_value(int, "SELECT count(*)::int FROM invoices") == before + 1
