"""A caller who is only remembered is proven by what reads for them: whatever was taken from them is gone at once."""

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from models import database, ids
from models.identity import remembered
from tests.api.people import Person, Shop
from tests.round_trips import RoundTrips


async def end_session(shop: Shop, person: Person) -> int:
    await database.execute(
        "UPDATE sessions SET ended_at = now(), ended_because = 'logout' WHERE user_id = $1", person.id
    )
    return 401


async def let_session_expire(shop: Shop, person: Person) -> int:
    await database.execute("UPDATE sessions SET expires_at = now() WHERE user_id = $1", person.id)
    return 401


async def deactivate(shop: Shop, person: Person) -> int:
    await database.execute("UPDATE users SET status = 'deactivated' WHERE id = $1", person.id)
    return 401


async def take_membership(shop: Shop, person: Person) -> int:
    await database.execute("DELETE FROM receiver_members WHERE user_id = $1", person.id)
    return 404


async def take_right_to_write(shop: Shop, person: Person) -> int:
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


async def is_remembered(person: Person) -> bool:
    return any(user_id == person.id for user_id, _ in remembered._known)


@pytest.mark.parametrize("take", [end_session, let_session_expire, deactivate, take_membership])
async def test_who_lost_a_right_reads_nothing_more(shop: Shop, take: Callable[[Shop, Person], Awaitable[int]]) -> None:
    manager, invoice = await shop.member("manager"), await shop.issue()
    payment = await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash")
    for path in (f"/v1/invoices/{invoice['id']}", f"/v1/payments/{payment['id']}"):
        assert (await manager.get(path)).status_code == 200
    assert await is_remembered(manager)
    status = await take(shop, manager)
    for path in (f"/v1/invoices/{invoice['id']}", f"/v1/payments/{payment['id']}"):
        assert (await manager.get(path)).status_code == status


@pytest.mark.parametrize("key", [None, "a key"], ids=["without a key", "with a key"])
@pytest.mark.parametrize("take", [end_session, let_session_expire, deactivate, take_membership, take_right_to_write])
async def test_who_lost_a_right_changes_nothing_more(
    shop: Shop, take: Callable[[Shop, Person], Awaitable[int]], key: str | None
) -> None:
    manager = await shop.member("manager")
    requests = await writes_of(shop, manager, key)
    assert (await manager.get(f"/v1/receivers/{shop.id}")).status_code == 200
    assert await is_remembered(manager)
    status = await take(shop, manager)
    before = await count()
    for request in requests:
        assert (await request()).status_code == status
    assert await count() == before


async def test_who_was_given_a_right_has_it_at_once(shop: Shop, register: Callable[..., Awaitable[Person]]) -> None:
    person, invoice = await register(), await shop.issue()
    path = f"/v1/invoices/{invoice['id']}"
    assert (await person.get("/v1/me")).status_code == 200
    assert await is_remembered(person)
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
    assert await is_remembered(shop.owner)
    await end_session(shop, shop.owner)
    for answer in (
        await shop.owner.get(f"/v1/invoices/{unknown}"),
        await shop.owner.get("/v1/invoices/no-id"),
        await shop.owner.post("/v1/invoices", {"lines": "none"}),
        await shop.owner.post("/v1/payments", {"invoice_id": unknown, "method": "cash"}),
        await shop.owner.post(f"/v1/invoices/{unknown}/finalize"),
    ):
        assert answer.status_code == 401, answer.text
        assert answer.json()["code"] == "unauthenticated"


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
    monkeypatch.setattr(remembered, "_known", type(remembered._known)())
    monkeypatch.setattr(remembered, "REMEMBERED_MAX", 2)
    people = [await register() for _ in range(3)]
    for person in (people[0], people[1], people[0], people[2]):
        assert (await person.get("/v1/me")).status_code == 200
    # The one who has called least recently was forgotten.
    assert [user_id for user_id, _ in remembered._known] == [people[0].id, people[2].id]
