"""A caller who is only remembered is proven by what reads for them: whatever was taken from them is gone at once."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import msgspec
import pytest

from api.middleware import limits as middleware
from api.middleware import waiting
from models import database, ids
from models.identity import remembered
from models.recent import Recent
from models.requests import limits
from tests.api import worlds
from tests.api.people import Person, Shop
from tests.round_trips import RoundTrips


async def end_session(person: Person) -> int:
    await database.execute(
        "UPDATE sessions SET ended_at = now(), ended_because = 'logout' WHERE user_id = $1", person.id
    )
    return 401


async def let_session_expire(person: Person) -> int:
    await database.execute("UPDATE sessions SET expires_at = now() WHERE user_id = $1", person.id)
    return 401


async def deactivate(person: Person) -> int:
    await database.execute("UPDATE users SET status = 'deactivated' WHERE id = $1", person.id)
    return 401


async def take_membership(person: Person) -> int:
    await database.execute("DELETE FROM receiver_members WHERE user_id = $1", person.id)
    return 404


async def take_right_to_write(person: Person) -> int:
    await database.execute("UPDATE receiver_members SET role = 'viewer' WHERE user_id = $1", person.id)
    return 403


Request = Callable[[], Awaitable[Any]]


async def writes_of(shop: Shop, person: Person, key: str | None = None) -> list[Request]:
    headers = {} if key is None else {"idempotency_key": key}
    draft, invoice = await shop.draft(), await shop.issue()
    return [
        lambda: person.post("/v1/invoices", shop.draft_fields(), **headers),
        lambda: person.post(f"/v1/invoices/{draft['id']}/finalize", None, **headers),
        lambda: person.post("/v1/payments", {"invoice_id": invoice["id"], "method": "cash"}, **headers),
    ]


async def count() -> list[int | None]:
    tables = ("invoices", "payments", "events", "audit_log", "idempotency_keys", "ledger_entries")
    return [await database.fetch_value(int, f"SELECT count(*) FROM {table}") for table in tables]


def is_remembered(person: Person) -> bool:
    return any(known.caller.user_id == person.id for known in remembered._known.values())


@pytest.mark.parametrize("take", [end_session, let_session_expire, deactivate, take_membership])
async def test_who_lost_a_right_reads_nothing_more(shop: Shop, take: Callable[[Person], Awaitable[int]]) -> None:
    manager, invoice = await shop.member("manager"), await shop.issue()
    payment = await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash")
    for path in (f"/v1/invoices/{invoice['id']}", f"/v1/payments/{payment['id']}"):
        assert (await manager.get(path)).status_code == 200
    assert is_remembered(manager)
    status = await take(manager)
    for path in (f"/v1/invoices/{invoice['id']}", f"/v1/payments/{payment['id']}"):
        assert (await manager.get(path)).status_code == status


@pytest.mark.parametrize("take", [end_session, let_session_expire, deactivate, take_membership])
async def test_who_lost_a_right_lists_nothing_more(shop: Shop, take: Callable[[Person], Awaitable[int]]) -> None:
    manager, invoice = await shop.member("manager"), await shop.issue()
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash")
    for path in ("/v1/invoices", "/v1/payments"):
        assert len((await manager.get(path)).json()["data"]) == 1
    assert is_remembered(manager)
    # To whom nothing belongs any more a list is empty.
    status = 200 if await take(manager) == 404 else 401
    for path in ("/v1/invoices", "/v1/payments"):
        answer = await manager.get(path)
        assert answer.status_code == status, answer.text
        assert answer.json().get("data", []) == []


async def test_who_was_given_a_right_has_it_in_lists_at_once(
    shop: Shop, register: Callable[..., Awaitable[Person]]
) -> None:
    person, invoice = await register(), await shop.issue()
    assert (await person.get("/v1/invoices")).json()["data"] == []
    assert is_remembered(person)
    await database.execute(
        "INSERT INTO receiver_members (id, receiver_id, user_id, role) VALUES ($1, $2, $3, 'manager')",
        ids.new(),
        ids.decode("receiver", shop.id),
        person.id,
    )
    assert [one["id"] for one in (await person.get("/v1/invoices")).json()["data"]] == [invoice["id"]]


@pytest.mark.parametrize("key", [None, "a key"], ids=["without a key", "with a key"])
@pytest.mark.parametrize("take", [end_session, let_session_expire, deactivate, take_membership, take_right_to_write])
async def test_who_lost_a_right_changes_nothing_more(
    shop: Shop, take: Callable[[Person], Awaitable[int]], key: str | None
) -> None:
    manager = await shop.member("manager")
    requests = await writes_of(shop, manager, key)
    assert (await manager.get(f"/v1/receivers/{shop.id}")).status_code == 200
    assert is_remembered(manager)
    status = await take(manager)
    before = await count()
    for request in requests:
        assert (await request()).status_code == status
    assert await count() == before


async def test_who_was_given_a_right_has_it_at_once(shop: Shop, register: Callable[..., Awaitable[Person]]) -> None:
    person, invoice = await register(), await shop.issue()
    path = f"/v1/invoices/{invoice['id']}"
    assert (await person.get("/v1/me")).status_code == 200
    assert is_remembered(person)
    assert (await person.get(path)).status_code == 404
    await database.execute(
        "INSERT INTO receiver_members (id, receiver_id, user_id, role) VALUES ($1, $2, $3, 'manager')",
        ids.new(),
        ids.decode("receiver", shop.id),
        person.id,
    )
    assert (await person.get(path)).status_code == 200
    draft = await shop.draft()
    answer = await person.post(f"/v1/invoices/{draft['id']}/finalize")
    assert answer.status_code == 200, answer.text


async def test_whose_role_grows_may_do_more_at_once(shop: Shop) -> None:
    viewer, draft = await shop.member("viewer"), await shop.draft()
    path = f"/v1/invoices/{draft['id']}/finalize"
    assert (await viewer.post(path)).status_code == 403
    await database.execute("UPDATE receiver_members SET role = 'manager' WHERE user_id = $1", viewer.id)
    assert (await viewer.post(path)).status_code == 200


async def test_who_was_never_found_is_still_asked_for(shop: Shop) -> None:
    """An ended session hears so, and not what is wrong with its request."""
    unknown = ids.encode("invoice", uuid.uuid4())
    assert (await shop.owner.get(f"/v1/invoices/{unknown}")).status_code == 404
    assert is_remembered(shop.owner)
    await end_session(shop.owner)
    for answer in (
        await shop.owner.get(f"/v1/invoices/{unknown}"),
        await shop.owner.get("/v1/invoices/no-id"),
        await shop.owner.post("/v1/invoices", {"lines": "none"}),
        await shop.owner.post("/v1/payments", {"invoice_id": unknown, "method": "cash"}),
        await shop.owner.post(f"/v1/invoices/{unknown}/finalize"),
    ):
        assert answer.status_code == 401, answer.text
        assert answer.json()["code"] == "unauthenticated"


async def test_an_ended_session_hears_of_nothing_else(shop: Shop) -> None:
    assert is_remembered(shop.owner)
    await end_session(shop.owner)
    for headers in ({}, {"idempotency_key": "a key"}, {"quittance_reason": "x" * 501}):
        answer = await shop.owner.post("/v1/payments", {"note": "[" * 3_000_000}, **headers)
        assert answer.status_code == 401, answer.text


async def test_an_ended_session_is_not_waited_for(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.pretend_gateway()
    body = {"invoice_id": (await shop.issue())["id"], "method": "card", "payment_token": "tok_success"}
    first = await shop.owner.post("/v1/payments", body, idempotency_key="a key")
    assert first.status_code == 201, first.text
    waited = []

    async def wait(*given: Any) -> None:
        waited.append(given)

    monkeypatch.setattr(waiting, "_bring_up_to_date", wait)
    again = await shop.owner.post("/v1/payments", body, idempotency_key="a key", prefer="wait=1")
    assert again.status_code == 201
    assert len(waited) == 1
    await end_session(shop.owner)
    again = await shop.owner.post("/v1/payments", body, idempotency_key="a key", prefer="wait=1")
    assert again.status_code == 401
    assert len(waited) == 1


@pytest.fixture
async def few_requests(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    on = msgspec.structs.replace(
        middleware.settings, rate_limits=True, caller_requests_per_minute=2, address_requests_per_minute=1000
    )
    monkeypatch.setattr(middleware, "settings", on)
    # Twelve at once.
    monkeypatch.setattr(middleware, "BURST_SECONDS", 360)
    monkeypatch.setattr(limits._Outage, "until", 0.0)
    monkeypatch.setattr(limits, "REDIS_SECONDS_MAX", 10.0)
    yield
    await limits.close()


@pytest.mark.usefixtures("few_requests")
async def test_an_ended_session_takes_nothing_of_what_its_user_may_send(shop: Shop) -> None:
    path = f"/v1/invoices/{(await shop.issue())['id']}"
    await shop.owner.get("/v1/me")
    await end_session(shop.owner)
    assert {(await shop.owner.get(path)).status_code for _ in range(20)} == {401}
    again = Person(shop.owner.http, {"access_token": await worlds.log_in(shop.owner.id)})
    assert (await again.get(path)).status_code == 200


@pytest.mark.usefixtures("few_requests")
async def test_a_request_that_is_served_anew_is_counted_once(shop: Shop) -> None:
    viewer, path = await shop.member("viewer"), f"/v1/invoices/{(await shop.issue())['id']}"

    async def left() -> int:
        answer = await viewer.get(path)
        assert answer.status_code == 200
        return int(answer.headers["ratelimit"].partition("r=")[2].partition(";")[0])

    before = await left()
    await database.execute("UPDATE receiver_members SET role = 'manager' WHERE user_id = $1", viewer.id)
    assert await left() == before - 1


async def test_an_admin_who_is_one_no_more_sees_nothing_of_others(
    shop: Shop, register: Callable[..., Awaitable[Person]]
) -> None:
    person, invoice = await register(), await shop.issue()
    path = f"/v1/invoices/{invoice['id']}"
    await database.execute("UPDATE users SET role = 'admin' WHERE id = $1", person.id)
    assert (await person.get(path)).status_code == 200
    assert (await person.get(path)).status_code == 200
    await database.execute("UPDATE users SET role = 'member' WHERE id = $1", person.id)
    assert (await person.get(path)).status_code == 404


async def test_a_payer_who_was_unlinked_sees_and_pays_nothing(shop: Shop) -> None:
    payer, invoice = await shop.payer_login(), await shop.issue()
    path = f"/v1/invoices/{invoice['id']}"
    assert (await payer.get(path)).status_code == 200
    assert (await payer.get(path)).status_code == 200
    await database.execute("UPDATE payers SET user_id = NULL WHERE user_id = $1", payer.id)
    assert (await payer.get(path)).status_code == 404
    answer = await payer.post("/v1/payments", {"invoice_id": invoice["id"], "method": "bank_transfer"})
    assert answer.status_code == 404


async def test_who_has_many_receivers_is_asked_for_each_time(
    shop: Shop, round_trips: RoundTrips, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "PARTIES_MAX", 0)
    invoice = await shop.issue()
    await shop.owner.get("/v1/me")
    sent = await round_trips.of(lambda: shop.owner.get(f"/v1/invoices/{invoice['id']}"))
    assert len(sent) == 2


async def test_no_more_callers_are_remembered_than_there_is_room_for(
    shop: Shop, register: Callable[..., Awaitable[Person]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "_known", Recent(2))
    people = [await register() for _ in range(3)]
    for person in (people[0], people[1], people[0], people[2]):
        assert (await person.get("/v1/me")).status_code == 200
    # The one who has called least recently was forgotten.
    assert [known.caller.user_id for known in remembered._known.values()] == [people[0].id, people[2].id]


async def revoke(person: Person, key_id: uuid.UUID | None) -> int:
    await database.execute("UPDATE api_keys SET revoked_at = now() WHERE id = $1", key_id)
    return 401


async def let_expire(person: Person, key_id: uuid.UUID | None) -> int:
    await database.execute("UPDATE api_keys SET expires_at = now() WHERE id = $1", key_id)
    return 401


async def deactivate_holder(person: Person, key_id: uuid.UUID | None) -> int:
    return await deactivate(person)


async def take_membership_of_holder(person: Person, key_id: uuid.UUID | None) -> int:
    return await take_membership(person)


async def narrow(person: Person, key_id: uuid.UUID | None) -> int:
    await database.execute("UPDATE api_keys SET scopes = '{payers:read}' WHERE id = $1", key_id)
    return 403


async def bind_elsewhere(person: Person, key_id: uuid.UUID | None) -> int:
    other = await person.make("/v1/receivers", name="Other", currency="EUR")
    receiver_id = ids.decode("receiver", other["id"])
    await database.execute("UPDATE api_keys SET receiver_id = $2 WHERE id = $1", key_id, receiver_id)
    return 404


@pytest.mark.parametrize(
    "take", [revoke, let_expire, deactivate_holder, take_membership_of_holder, narrow, bind_elsewhere]
)
async def test_a_key_that_lost_a_right_reads_and_changes_nothing_more(
    shop: Shop, round_trips: RoundTrips, take: Callable[[Person, uuid.UUID | None], Awaitable[int]]
) -> None:
    manager, invoice = await shop.member("manager"), await shop.issue()
    scopes = ["invoices:read", "invoices:write", "payments:write"]
    made = await manager.make("/v1/api-keys", name="program", scopes=scopes)
    program = Person(shop.owner.http, {"access_token": made["secret"], "user": manager.session["user"]})
    path = f"/v1/invoices/{invoice['id']}"
    assert (await program.get(path)).status_code == 200
    # The first use was noted; until it is noted again a request is one statement.
    assert len(await round_trips.of(lambda: program.get(path))) == 1
    requests = await writes_of(shop, program)
    status = await take(manager, ids.decode("api_key", made["id"]))
    before = await count()
    assert (await program.get(path)).status_code == status
    for request in requests:
        assert (await request()).status_code == status
    assert await count() == before
