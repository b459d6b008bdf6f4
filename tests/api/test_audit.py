"""GET /v1/audit-log: who reads what, and that requests leave their origin in the log."""

import datetime
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from models import audit, database, ids
from tests import factories
from tests.api.clients import bearer, client
from tests.factories import Receiver

pytestmark = pytest.mark.usefixtures("pool")

CANARY = "canary-91be22"


@pytest.fixture
async def receiver(pool: None) -> Receiver:
    return await factories.receiver()


@pytest.fixture
async def owner(receiver: Receiver) -> AsyncIterator[httpx.AsyncClient]:
    async with client(address="192.0.2.10", headers=await bearer(receiver.user_id)) as found:
        yield found


@pytest.fixture
async def admin(pool: None) -> AsyncIterator[httpx.AsyncClient]:
    user_id = await factories.user(role="admin")
    async with client(address="192.0.2.20", headers=await bearer(user_id)) as found:
        yield found


async def add_payer(whose: httpx.AsyncClient, receiver: Receiver, **headers: str) -> str:
    answer = await whose.post(
        "/v1/payers",
        json={"receiver_id": receiver.text_id, "name": CANARY, "email": f"{CANARY}@example.com"},
        headers=headers,
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def read(whose: httpx.AsyncClient, **parameters: Any) -> list[dict[str, Any]]:
    answer = await whose.get("/v1/audit-log", params=parameters)
    assert answer.status_code == 200, answer.text
    entries: list[dict[str, Any]] = answer.json()["data"]
    return entries


async def test_a_request_leaves_an_entry_with_its_origin(owner: httpx.AsyncClient, receiver: Receiver) -> None:
    payer_id = await add_payer(owner, receiver, **{"X-Request-Id": "our-request-1"})
    (entry,) = await read(owner, object_id=payer_id)
    assert entry["action"] == "payer.created"
    assert (entry["actor"], entry["user_id"]) == ("user", ids.encode("user", receiver.user_id))
    assert (entry["request_id"], entry["address"]) == ("our-request-1", "192.0.2.10")
    assert (entry["object"], entry["object_kind"], entry["object_id"]) == ("audit_entry", "payer", payer_id)
    assert (entry["receiver_id"], entry["as_admin"], entry["reason"]) == (receiver.text_id, False, None)
    assert (entry["before"], entry["after"]["status"], entry["after"]["name"]) == (None, "active", audit.MASK)
    assert CANARY not in str(entry)


async def test_a_post_with_an_idempotency_key_is_audited_once(owner: httpx.AsyncClient, receiver: Receiver) -> None:
    first = await add_payer(owner, receiver, **{"Idempotency-Key": "key-1"})
    assert await add_payer(owner, receiver, **{"Idempotency-Key": "key-1"}) == first
    assert len(await read(owner, object_id=first)) == 1


async def test_what_is_refused_leaves_no_entry(owner: httpx.AsyncClient, receiver: Receiver) -> None:
    other = await factories.receiver()
    answer = await owner.post("/v1/payers", json={"receiver_id": other.text_id, "name": "x"})
    assert answer.status_code == 404
    count = await database.fetch_value(object, "SELECT count(*) FROM audit_log WHERE user_id = $1", receiver.user_id)
    assert count == 0


async def test_an_admin_who_acts_for_a_party_is_seen_by_the_party_with_the_reason_but_not_the_address(
    admin: httpx.AsyncClient, owner: httpx.AsyncClient, receiver: Receiver
) -> None:
    payer_id = await add_payer(admin, receiver, **{"Quittance-Reason": "ticket 4711"})
    (seen,) = await read(owner, object_id=payer_id)
    assert (seen["as_admin"], seen["reason"], seen["address"]) == (True, "ticket 4711", None)
    (known,) = await read(admin, object_id=payer_id)
    assert known["address"] == "192.0.2.20"


async def test_an_admin_without_a_reason_changes_nothing_of_others(
    admin: httpx.AsyncClient, receiver: Receiver
) -> None:
    answer = await admin.post("/v1/payers", json={"receiver_id": receiver.text_id, "name": "x"})
    assert (answer.status_code, answer.json()["code"]) == (422, "reason_required")
    assert await read(admin, receiver_id=receiver.text_id) == []


async def test_another_receivers_people_a_viewer_and_a_stranger_read_nothing_of_it(
    owner: httpx.AsyncClient, receiver: Receiver
) -> None:
    await add_payer(owner, receiver)
    viewer = await factories.member(receiver.id, role="viewer")
    assert viewer.user_id is not None
    for user_id in ((await factories.receiver()).user_id, await factories.user(), viewer.user_id):
        async with client(headers=await bearer(user_id)) as other:
            assert await read(other, receiver_id=receiver.text_id) == []
            assert [entry for entry in await read(other) if entry["receiver_id"] == receiver.text_id] == []


async def test_without_a_token_nothing_is_read() -> None:
    async with client() as anybody:
        assert (await anybody.get("/v1/audit-log")).status_code == 401


async def test_the_filters_narrow_the_list(owner: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    receiver = await factories.receiver()
    async with client(headers=await bearer(receiver.user_id)) as theirs:
        first, second = await add_payer(theirs, receiver), await add_payer(theirs, receiver)
        await theirs.patch(f"/v1/payers/{first}", json={"name": "Grace"})
        await add_payer(admin, receiver, **{"Quittance-Reason": "help"})
        everything = await read(theirs)
        assert [entry["action"] for entry in everything] == [
            "payer.created",
            "payer.updated",
            "payer.created",
            "payer.created",
        ]
        me = ids.encode("user", receiver.user_id)
        assert await read(theirs, receiver_id=receiver.text_id) == everything
        assert await read(theirs, user_id=me) == everything[1:]
        assert await read(theirs, as_admin="true") == everything[:1]
        assert await read(theirs, object_id=first) == [everything[1], everything[3]]
        assert await read(theirs, object_id=second) == [everything[2]]
        assert await read(theirs, action="payer.updated") == [everything[1]]
        middle = everything[1]["created_at"]
        assert await read(theirs, created_from=middle) == everything[:2]
        assert await read(theirs, created_to=middle) == everything[2:]


async def test_pages_lead_through_the_whole_log(owner: httpx.AsyncClient, receiver: Receiver) -> None:
    for _ in range(5):
        await add_payer(owner, receiver)
    whole = await read(owner)
    parts: list[dict[str, Any]] = []
    parameters: dict[str, Any] = {"limit": 2}
    while True:
        answer = (await owner.get("/v1/audit-log", params=parameters)).json()
        parts += answer["data"]
        if not answer["has_more"]:
            break
        parameters["after"] = answer["next_cursor"]
    assert parts == whole
    assert len(whole) == 5


@pytest.mark.parametrize(
    "parameters",
    [
        {"object_id": "xyz_00000000000000000000000000"},
        {"object_id": "pyr_nonsense"},
        {"user_id": "rcv_00000000000000000000000000"},
        {"receiver_id": "x"},
        {"after": "x"},
        {"limit": "101"},
        {"as_admin": "perhaps"},
        {"created_from": "2026-11-22T00:00:00"},
        {"reason": "x"},
        {"action": "a\0b"},
        {"action": "x" * 61},
    ],
)
async def test_a_filter_without_sense_is_refused(owner: httpx.AsyncClient, parameters: dict[str, str]) -> None:
    answer = await owner.get("/v1/audit-log", params=parameters)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_the_log_is_read_only(admin: httpx.AsyncClient, method: str) -> None:
    assert (await admin.request(method, "/v1/audit-log")).status_code == 405


async def test_entries_tell_the_instant_of_their_transaction(owner: httpx.AsyncClient, receiver: Receiver) -> None:
    before = datetime.datetime.now(datetime.UTC)
    payer_id = await add_payer(owner, receiver)
    (entry,) = await read(owner, object_id=payer_id)
    assert before <= datetime.datetime.fromisoformat(entry["created_at"]) <= datetime.datetime.now(datetime.UTC)
