"""Webhook endpoints and deliveries as clients meet them: bodies, refusals with their places, filters, and versions."""

import datetime
from typing import Any

import httpx
import pytest

from models import clock, database, ids
from models.outgoing.client import Answer
from models.webhooks import health
from tests.api.people import Person, Shop
from tests.models.leaks import tables_with

PATH = "/v1/webhook-endpoints"
URL = "https://example.com/hooks"
CANARY = "canary-of-a-header-0b77"
LONG_AGO = "2026-01-01T00:00:00Z"
FAR_AHEAD = "2100-01-01T00:00:00Z"
ENDPOINT_FIELDS = {
    *("id", "object", "receiver_id", "url", "description", "event_types", "payload", "signature", "public_key"),
    *("header_names", "max_in_flight", "max_per_second", "status", "disabled_reason", "paused_until", "failing_since"),
    *("metadata", "created_at", "updated_at"),
}


async def subscribe(shop: Shop, **fields: Any) -> dict[str, Any]:
    return await shop.owner.make(PATH, **{"receiver_id": shop.id, "url": URL} | fields)


async def happen(shop: Shop, count: int = 1) -> None:
    for _ in range(count):
        await shop.owner.make("/v1/payers", receiver_id=shop.id, name="Grace", email="grace@example.com")


async def end_as(endpoint: dict[str, Any], status: str) -> None:
    await database.execute(
        "UPDATE webhook_deliveries SET status = $2, attempts = 10, tries = 10 WHERE endpoint_id = $1",
        ids.decode("webhook_endpoint", endpoint["id"]),
        status,
    )


def refused(answer: httpx.Response, status: int = 422) -> tuple[str, list[str]]:
    """The code of a refusal, and the places that it names."""
    assert answer.status_code == status, answer.text
    problem = answer.json()
    return problem["code"], [error["pointer"] for error in problem.get("errors", []) if "pointer" in error]


def etag(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return answer.headers["etag"]


# Endpoints.


async def test_an_answer_has_every_field_and_only_the_first_one_has_the_secret(shop: Shop) -> None:
    plain = await subscribe(shop)
    assert set(plain) == ENDPOINT_FIELDS | {"secret"}
    assert plain["secret"].startswith("whsec_")
    assert {name: plain[name] for name in ("payload", "signature", "public_key", "header_names")} == {
        "payload": "full",
        "signature": "v1",
        "public_key": None,
        "header_names": [],
    }
    assert (plain["max_in_flight"], plain["max_per_second"], plain["event_types"]) == (10, None, [])
    wishes = {
        "payload": "thin",
        "signature": "v1a",
        "max_in_flight": 1,
        "max_per_second": 1000,
        "event_types": ["invoice.*"],
        "metadata": {"team": "books"},
        "description": "For the books",
    }
    chosen = await subscribe(shop, headers={"X-Token": CANARY}, **wishes)
    assert {name: chosen[name] for name in wishes} == wishes
    assert (chosen["secret"], chosen["header_names"]) == (None, ["X-Token"])
    assert chosen["public_key"].startswith("whpk_")
    for made in (plain, chosen):
        read = await shop.owner.read(f"{PATH}/{made['id']}")
        assert read == {name: value for name, value in made.items() if name != "secret"}
        listed = (await shop.owner.read(f"{PATH}?receiver_id={shop.id}"))["data"]
        assert read in listed


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"payload": "tiny"}, "/payload"),
        ({"payload": None}, "/payload"),
        ({"max_in_flight": 0}, "/max_in_flight"),
        ({"max_in_flight": 101}, "/max_in_flight"),
        ({"max_in_flight": None}, "/max_in_flight"),
        ({"max_in_flight": 1.5}, "/max_in_flight"),
        ({"max_per_second": 0}, "/max_per_second"),
        ({"max_per_second": 1001}, "/max_per_second"),
        ({"max_per_second": "5"}, "/max_per_second"),
        ({"event_types": ["invoice.paid", "invoice.payed"]}, "/event_types/1"),
        ({"event_types": ["*"]}, "/event_types/0"),
        ({"event_types": [""]}, "/event_types/0"),
        ({"event_types": None}, "/event_types"),
        ({"headers": None}, "/headers"),
        ({"headers": ["X-Token"]}, "/headers"),
        ({"headers": {"webhook-id": "evt_1"}}, "/headers/webhook-id"),
        ({"headers": {"Host": "evil.example.com"}}, "/headers/Host"),
        ({"headers": {"Proxy-Authorization": "Basic x"}}, "/headers/Proxy-Authorization"),
        ({"headers": {"X-One": "1", "Cookie": "a=b"}}, "/headers/Cookie"),
        ({"headers": {"X-One": "1", "x-one": "2"}}, "/headers/x-one"),
        ({"headers": {"X-One": "1\r\nX-Two: 2"}}, "/headers/X-One"),
        ({"headers": {"X-One": "1\u0000"}}, "/headers/X-One"),
        ({"headers": {"X-One": "ü"}}, "/headers/X-One"),
        ({"headers": {"X-One": " 1"}}, "/headers/X-One"),
        ({"headers": {"X-One": "1 "}}, "/headers/X-One"),
        ({"headers": {"X-One": ""}}, "/headers/X-One"),
        ({"headers": {"X-One": "x" * 1001}}, "/headers/X-One"),
        ({"headers": {"X-One": 1}}, "/headers/X-One"),
        ({"headers": {"X One": "1"}}, "/headers/X One"),
        ({"headers": {"a/b~c": "1"}}, "/headers/a~1b~0c"),
        ({"headers": {"": "1"}}, "/headers"),
        ({"headers": {"x" * 101: "1"}}, "/headers"),
        ({"headers": {f"X-{number}": "1" for number in range(11)}}, "/headers"),
        ({"secret": "whsec_mine"}, ""),
        ({"status": "enabled"}, ""),
        ({"public_key": "whpk_mine"}, ""),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_what_an_endpoint_cannot_be_is_refused_at_its_place_when_made_and_when_changed(
    shop: Shop, fields: dict[str, Any], pointer: str
) -> None:
    endpoint = await subscribe(shop)
    before = await shop.owner.get(f"{PATH}/{endpoint['id']}")
    made = await shop.owner.post(PATH, {"receiver_id": shop.id, "url": URL} | fields)
    changed = await shop.owner.patch(f"{PATH}/{endpoint['id']}", fields)
    for answer in (made, changed):
        code, pointers = refused(answer)
        assert code == "invalid"
        assert pointers == ([pointer] if pointer else pointers)
    after = await shop.owner.get(f"{PATH}/{endpoint['id']}")
    assert (after.text, etag(after)) == (before.text, etag(before))


@pytest.mark.parametrize("fields", [{"signature": "v1a"}, {"receiver_id": "rcv_1"}, {"object": "webhook_endpoint"}])
async def test_a_patch_changes_only_what_may_change(shop: Shop, fields: dict[str, Any]) -> None:
    endpoint = await subscribe(shop)
    refused(await shop.owner.patch(f"{PATH}/{endpoint['id']}", fields))
    assert (await shop.owner.read(f"{PATH}/{endpoint['id']}"))["signature"] == "v1"


async def test_neither_headers_nor_secrets_are_in_any_answer_or_in_the_database(shop: Shop) -> None:
    fields = {"receiver_id": shop.id, "url": URL, "headers": {"Authorization": f"Bearer {CANARY}"}}
    answers = [await shop.owner.post(PATH, fields, idempotency_key="the-canary")]
    endpoint = answers[0].json()
    path = f"{PATH}/{endpoint['id']}"
    again = await shop.owner.post(PATH, fields, idempotency_key="the-canary")
    assert again.text == answers[0].text
    answers += [
        await shop.owner.post(PATH, fields | {"headers": {"Authorization": f"{CANARY}\n"}}),
        await shop.owner.post(PATH, fields | {"headers": {"Authorization": CANARY * 100}}),
        await shop.owner.patch(path, {"headers": {"X-Token": CANARY}}),
        await shop.owner.post(f"{path}/ping"),
        await shop.owner.get(path),
        await shop.owner.get(f"{path}/deliveries"),
        await shop.owner.get("/v1/events"),
        await shop.owner.get("/v1/audit-log"),
        await shop.owner.post(f"{path}/disable"),
        await shop.owner.post(f"{path}/rotate_secret"),
    ]
    assert [answer.status_code for answer in answers] == [201, 422, 422, 200, 202, 200, 200, 200, 200, 200, 200]
    for answer in answers:
        assert CANARY not in answer.text
    for answer in answers[1:]:
        assert endpoint["secret"] not in answer.text
    for canary in (CANARY, endpoint["secret"], answers[-1].json()["secret"]):
        assert await tables_with(canary) == []


async def test_endpoints_are_listed_by_what_they_are_now(shop: Shop) -> None:
    well, failing, off = [await subscribe(shop) for _ in range(3)]
    await _pause(failing, minutes=5)
    await shop.owner.post(f"{PATH}/{off['id']}/disable")
    for status, expected in (("enabled", well), ("paused", failing), ("disabled", off)):
        assert await shop.owner.list_ids(f"{PATH}?status={status}") == [expected["id"]]
        assert (await shop.owner.read(f"{PATH}/{expected['id']}"))["status"] == status
    # A pause ends by itself.
    await _pause(failing, minutes=-1)
    assert await shop.owner.list_ids(f"{PATH}?status=enabled") == [failing["id"], well["id"]]
    assert await shop.owner.list_ids(f"{PATH}?status=paused") == []
    # A disabled endpoint is not paused as well.
    await _pause(off, minutes=5)
    assert await shop.owner.list_ids(f"{PATH}?status=paused") == []
    refused(await shop.owner.get(f"{PATH}?status=failing"), 422)


async def test_a_new_version_is_made_by_changes_and_not_by_the_breaker(shop: Shop) -> None:
    endpoint = await subscribe(shop)
    path, identifier = f"{PATH}/{endpoint['id']}", ids.decode("webhook_endpoint", endpoint["id"])
    assert identifier is not None
    seen = [etag(await shop.owner.get(path))]
    for fields in (
        {"payload": "thin"},
        {"headers": {"X-Token": "1"}},
        {"headers": {"X-Token": "2"}},
        {"headers": {}},
        {"max_per_second": 7},
        {"max_per_second": None},
        {"max_in_flight": 3},
        {"event_types": ["invoice.*"]},
        {"metadata": {"team": "books"}},
    ):
        changed = await shop.owner.patch(path, fields, if_match=seen[-1])
        assert etag(changed) not in seen, fields
        assert etag(await shop.owner.get(path)) == etag(changed)
        seen.append(etag(changed))
    for fields in ({}, {"payload": "thin"}, {"headers": {}}, {"max_in_flight": 3}):
        assert etag(await shop.owner.patch(path, fields)) == seen[-1]
    failed = Answer(duration_ms=1, status=500)
    await health.note([(identifier, failed)] * 5)
    await database.execute("UPDATE webhook_endpoints SET paced_until = now() WHERE id = $1", identifier)
    paused = await shop.owner.get(path)
    assert (paused.json()["status"], etag(paused)) == ("paused", seen[-1])
    assert paused.json()["updated_at"] == changed.json()["updated_at"]
    await health.note([(identifier, Answer(duration_ms=1, status=200))])
    assert etag(await shop.owner.get(path)) == seen[-1]
    stale = await shop.owner.patch(path, {"payload": "full"}, if_match=seen[0])
    assert stale.status_code == 412
    await health.note([(identifier, Answer(duration_ms=1, status=410))])
    assert etag(await shop.owner.get(path)) not in seen


# Rotation.


async def test_a_rotation_needs_no_body_and_may_have_one(shop: Shop) -> None:
    endpoint = await subscribe(shop)
    path = f"{PATH}/{endpoint['id']}/rotate_secret"
    secrets = {endpoint["secret"]}
    bodies: list[Any] = [None, {}, {"at_once": False}, {"at_once": True}, {"signature": None}, {"signature": "v1"}]
    for body in bodies:
        answer = await shop.owner.post(path, body)
        assert answer.status_code == 200, answer.text
        assert set(answer.json()) == ENDPOINT_FIELDS | {"secret"}
        secrets.add(answer.json()["secret"])
    assert len(secrets) == len(bodies) + 1
    answer = await shop.owner.post(path, {"signature": "v1a", "at_once": True})
    assert (answer.json()["secret"], answer.json()["signature"]) == (None, "v1a")
    assert answer.json()["public_key"] == (await shop.owner.read(f"{PATH}/{endpoint['id']}"))["public_key"]
    answer = await shop.owner.post(path)
    assert (answer.json()["secret"], answer.json()["signature"]) == (None, "v1a")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"at_once": "yes"}, "/at_once"),
        ({"at_once": None}, "/at_once"),
        ({"signature": "v2"}, "/signature"),
        ({"secret": "whsec_mine"}, ""),
        ([], ""),
    ],
)
async def test_a_rotation_that_makes_no_sense_rotates_nothing(shop: Shop, body: Any, pointer: str) -> None:
    endpoint = await subscribe(shop)
    identifier = ids.decode("webhook_endpoint", endpoint["id"])
    _, pointers = refused(await shop.owner.post(f"{PATH}/{endpoint['id']}/rotate_secret", body))
    assert pointers == ([pointer] if pointer else pointers)
    keys = "SELECT count(*) FROM webhook_secrets WHERE endpoint_id = $1"
    assert await database.fetch_value(object, keys, identifier) == 1


# Replay.


async def test_a_replay_counts_and_queues_by_what_had_become_of_deliveries(shop: Shop) -> None:
    endpoint = await subscribe(shop)
    await happen(shop, 2)
    await end_as(endpoint, "delivered")
    path = f"{PATH}/{endpoint['id']}/replay"
    wish = {"from": LONG_AGO, "to": FAR_AHEAD, "types": ["payer.*"]}
    answer = await shop.owner.post(path, wish | {"dry_run": True})
    assert answer.status_code == 202
    # The shop's first payer was there before the endpoint.
    assert answer.json() == {
        "object": "webhook_replay",
        "endpoint_id": endpoint["id"],
        "from": LONG_AGO,
        "to": FAR_AHEAD,
        "dry_run": True,
        "count": 1,
        "exhausted": 0,
        "missing": 1,
        "delivered": 0,
    }
    assert (await shop.owner.post(path, wish)).json() == answer.json() | {"dry_run": False}
    assert (await shop.owner.post(path, wish)).json() == answer.json() | {"dry_run": False, "count": 0, "missing": 0}
    again = (await shop.owner.post(path, wish | {"status": "delivered"})).json()
    assert (again["count"], again["delivered"]) == (2, 2)
    waiting = await shop.owner.read(f"{PATH}/{endpoint['id']}/deliveries?status=pending")
    assert len(waiting["data"]) == 3


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"to": LONG_AGO}, "/to"),
        ({"to": "2025-12-31T00:00:00Z"}, "/to"),
        ({"from": "2026-01-01T00:00:00"}, "/from"),
        ({"to": "2026-01-02T00:00:00"}, "/to"),
        ({"from": "yesterday"}, "/from"),
        ({"from": 1767225600}, "/from"),
        ({"from": None}, "/from"),
        ({"from_": LONG_AGO}, ""),
        ({"types": ["invoice.*", "invoice.payed"]}, "/types/1"),
        ({"types": "invoice.*"}, "/types"),
        ({"types": ["*"]}, "/types/0"),
        ({"status": "pending"}, "/status"),
        ({"dry_run": "true"}, "/dry_run"),
        ({"limit": 5}, ""),
    ],
)
async def test_a_replay_that_makes_no_sense_is_refused_at_its_place(
    shop: Shop, fields: dict[str, Any], pointer: str
) -> None:
    endpoint = await subscribe(shop)
    answer = await shop.owner.post(f"{PATH}/{endpoint['id']}/replay", {"from": LONG_AGO, "to": FAR_AHEAD} | fields)
    code, pointers = refused(answer)
    assert code == "invalid"
    assert pointers == ([pointer] if pointer else pointers)


@pytest.mark.parametrize("missing", ["from", "to"])
async def test_a_replay_needs_both_ends(shop: Shop, missing: str) -> None:
    endpoint = await subscribe(shop)
    body = {"from": LONG_AGO, "to": FAR_AHEAD}
    del body[missing]
    assert missing in (await shop.owner.post(f"{PATH}/{endpoint['id']}/replay", body)).text
    refused(await shop.owner.post(f"{PATH}/{endpoint['id']}/replay", None), 400)


async def test_a_replay_from_the_beginning_of_time_to_its_end_queues_nothing_twice(shop: Shop) -> None:
    endpoint = await subscribe(shop, event_types=["payer.updated"])
    await shop.owner.patch(f"/v1/payers/{shop.payer['id']}", {"name": "Grace Hopper"})
    for since in ("0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1970-01-01T01:00:00Z", "0001-01-01T00:00:00+14:00"):
        for status in (None, "delivered", "exhausted"):
            body = {"from": since, "to": "9999-12-31T23:59:59Z"} | ({"status": status} if status else {})
            answer = await shop.owner.post(f"{PATH}/{endpoint['id']}/replay", body)
            assert (answer.status_code, answer.json().get("count")) in ((202, 0), (422, None)), answer.text
    assert len(await shop.owner.list_ids(f"{PATH}/{endpoint['id']}/deliveries")) == 1


async def test_only_who_may_write_may_replay_and_nobody_else_finds_the_endpoint(shop: Shop, stranger: Person) -> None:
    endpoint = await subscribe(shop)
    path, body = f"{PATH}/{endpoint['id']}/replay", {"from": LONG_AGO, "to": FAR_AHEAD, "dry_run": True}
    viewer, manager = await shop.member("viewer"), await shop.member("manager")
    assert [(await who.post(path, body)).status_code for who in (stranger, viewer, manager)] == [404, 403, 202]


async def test_a_disabled_endpoint_is_only_counted_for(shop: Shop) -> None:
    endpoint = await subscribe(shop)
    await shop.owner.post(f"{PATH}/{endpoint['id']}/disable")
    await happen(shop)
    path, body = f"{PATH}/{endpoint['id']}/replay", {"from": LONG_AGO, "to": FAR_AHEAD, "types": ["payer.created"]}
    code, _ = refused(await shop.owner.post(path, body), 409)
    assert code == "webhook_endpoint_disabled"
    assert (await shop.owner.post(path, body | {"dry_run": True})).json()["missing"] == 2
    await shop.owner.post(f"{PATH}/{endpoint['id']}/enable")
    assert (await shop.owner.post(path, body)).json()["missing"] == 2


# Deliveries.


async def test_deliveries_are_filtered_by_status_type_event_and_time(shop: Shop) -> None:
    endpoint = await subscribe(shop)
    await happen(shop, 2)
    await end_as(endpoint, "delivered")
    await shop.owner.patch(f"/v1/payers/{shop.payer['id']}", {"name": "Grace Hopper"})
    path = f"{PATH}/{endpoint['id']}/deliveries"
    newest, second, first = (await shop.owner.read(path))["data"]
    assert [each["event_type"] for each in (first, second, newest)] == ["payer.created"] * 2 + ["payer.updated"]
    newest_at = newest["created_at"]
    for query, expected in (
        ("status=delivered", [second, first]),
        ("status=pending", [newest]),
        ("status=exhausted", []),
        ("event_type=payer.created", [second, first]),
        ("event_type=payer.deleted", []),
        (f"event_id={first['event_id']}", [first]),
        (f"event_id={first['event_id']}&status=pending", []),
        (f"created_from={newest_at}", [newest]),
        (f"created_to={newest_at}", [second, first]),
        (f"created_from={first['created_at']}&created_to={newest_at}&event_type=payer.created", [second, first]),
        ("created_from=2100-01-01T00:00:00Z", []),
    ):
        assert (await shop.owner.read(f"{path}?{query}"))["data"] == expected, query
    page = await shop.owner.read(f"{path}?limit=2&created_to={FAR_AHEAD}")
    assert (page["data"], page["has_more"]) == ([newest, second], True)
    assert await shop.owner.list_ids(f"{path}?limit=2&after={page['next_cursor']}") == [first["id"]]
    for query in (
        "status=missing",
        "event_id=evt_1",
        f"event_id={first['id']}",
        "event_type=payer.*",
        "created_from=2026-01-01T00:00:00",
        "x=1",
    ):
        refused(await shop.owner.get(f"{path}?{query}"))


async def test_a_delivery_has_every_field_and_its_attempts(shop: Shop) -> None:
    endpoint = await subscribe(shop)
    pinged = await shop.owner.post(f"{PATH}/{endpoint['id']}/ping")
    assert pinged.status_code == 202
    delivery = pinged.json()
    assert set(delivery) == {
        *("id", "object", "receiver_id", "endpoint_id", "event_id", "event_type", "status", "attempts"),
        *("next_attempt_at", "delivered_at", "last_response_status", "last_error", "created_at", "updated_at"),
    }
    path = f"/v1/webhook-deliveries/{delivery['id']}"
    assert await shop.owner.read(path) == delivery | {"attempt_log": []}
    event = await shop.owner.read(f"/v1/events/{delivery['event_id']}")
    assert event["type"] == delivery["event_type"] == "ping"


async def test_the_log_of_a_deleted_endpoint_is_read_by_the_ids_of_its_deliveries(shop: Shop, stranger: Person) -> None:
    endpoint = await subscribe(shop)
    await happen(shop)
    await end_as(endpoint, "exhausted")
    await happen(shop)
    waiting, over = (await shop.owner.read(f"{PATH}/{endpoint['id']}/deliveries"))["data"]
    assert (await shop.owner.delete(f"{PATH}/{endpoint['id']}")).status_code == 204
    assert await shop.owner.read(f"/v1/webhook-deliveries/{over['id']}") == over | {"attempt_log": []}
    assert over["endpoint_id"] == endpoint["id"]
    for person, path in (
        (shop.owner, f"/v1/webhook-deliveries/{waiting['id']}"),
        (shop.owner, f"{PATH}/{endpoint['id']}/deliveries"),
        (stranger, f"/v1/webhook-deliveries/{over['id']}"),
    ):
        assert (await person.get(path)).status_code == 404
    again = await shop.owner.post(f"/v1/webhook-deliveries/{over['id']}/redeliver")
    assert (again.status_code, again.json()["detail"]) == (404, "There is no such webhook endpoint.")


async def _pause(endpoint: dict[str, Any], *, minutes: int) -> None:
    await database.execute(
        "UPDATE webhook_endpoints SET paused_until = $2 WHERE id = $1",
        ids.decode("webhook_endpoint", endpoint["id"]),
        clock.now() + datetime.timedelta(minutes=minutes),
    )
