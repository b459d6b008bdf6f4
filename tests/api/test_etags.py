"""ETag and If-Match: nobody overwrites what they have not seen."""

from collections.abc import Iterator

import httpx
import pytest

from tests.api import worlds
from tests.api.people import Shop
from tests.api.worlds import BODIES, Operation, World

# Actions that change nothing but what is sent, or are harmless twice, take no If-Match.
WITHOUT_IF_MATCH = {"pingWebhookEndpoint", "redeliver"}
CHANGES = [
    operation
    for operation in worlds.operations()
    if "{" in operation.path and operation.method != "GET" and not operation.is_open
    if operation.id not in WITHOUT_IF_MATCH
]


@pytest.fixture(scope="module")
async def world(http: httpx.AsyncClient) -> World:
    return await worlds.open_world(http)


async def test_a_single_object_carries_its_version(shop: Shop) -> None:
    created = await shop.owner.post("/v1/invoices", shop.draft_fields())
    path = created.headers["location"]
    read = await shop.owner.get(path)
    assert read.headers["etag"] == created.headers["etag"]
    assert read.headers["etag"].startswith('"')
    assert (await shop.owner.get(path)).headers["etag"] == read.headers["etag"]
    changed = await shop.owner.patch(path, {"memo": "Thank you."}, if_match=read.headers["etag"])
    assert changed.status_code == 200
    assert _number(changed) > _number(read)
    assert (await shop.owner.get(path)).headers["etag"] == changed.headers["etag"]


async def test_a_stale_version_is_refused_and_nothing_is_changed(shop: Shop) -> None:
    path = f"/v1/payers/{shop.payer['id']}"
    stale = (await shop.owner.get(path)).headers["etag"]
    assert (await shop.owner.patch(path, {"name": "First"}, if_match=stale)).status_code == 200
    refused = await shop.owner.patch(path, {"name": "Second"}, if_match=stale)
    assert (refused.status_code, refused.json()["code"]) == (412, "precondition_failed")
    now = await shop.owner.get(path)
    assert now.json()["name"] == "First"
    assert (await shop.owner.delete(path, if_match=stale)).status_code == 412
    assert (await shop.owner.patch(path, {"name": "Second"}, if_match=now.headers["etag"])).status_code == 200


@pytest.mark.parametrize("if_match", [{}, {"if_match": "*"}, {"if_match": ""}])
async def test_whoever_insists_on_no_version_may_change_any(shop: Shop, if_match: dict[str, str]) -> None:
    path = f"/v1/payers/{shop.payer['id']}"
    for name in ("First", "Second"):
        answer = await shop.owner.patch(path, {"name": name}, **if_match)
        assert (answer.status_code, answer.json()["name"]) == (200, name)


@pytest.mark.parametrize("if_match", ['"0"', '"999"', "1", 'W/"1"', '"x"', "nonsense", '"99999999999999999999"'])
async def test_what_names_no_version_of_ours_matches_none(shop: Shop, if_match: str) -> None:
    answer = await shop.owner.patch(f"/v1/payers/{shop.payer['id']}", {"name": "Eve"}, if_match=if_match)
    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    assert (await shop.owner.read(f"/v1/payers/{shop.payer['id']}"))["name"] == "Grace"


@pytest.mark.parametrize("operation", CHANGES, ids=lambda operation: operation.id)
async def test_every_change_and_action_honours_if_match(world: World, operation: Operation) -> None:
    path = world.fill(operation.path)
    single = "/".join(path.split("/")[: operation.path.split("/").index(next(_places(operation))) + 1])
    before = await world.shop.owner.get(single)
    answer = await world.shop.owner.send(
        operation.method, path, json=BODIES.get(operation.id), headers={"if-match": '"999999"'}
    )
    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    after = await world.shop.owner.get(single)
    assert (after.headers["etag"], after.json()["updated_at"]) == (before.headers["etag"], before.json()["updated_at"])


async def test_an_action_makes_a_new_version(shop: Shop) -> None:
    draft = await shop.owner.post("/v1/invoices", shop.draft_fields())
    path = draft.headers["location"]
    issued = await shop.owner.post(f"{path}/finalize", if_match=draft.headers["etag"])
    assert (issued.status_code, issued.json()["status"]) == (200, "open")
    assert _number(issued) > _number(draft)
    payment = {"invoice_id": issued.json()["id"], "method": "cash", "amount": 1}
    assert (await shop.owner.post("/v1/payments", payment)).status_code == 201
    assert _number(await shop.owner.get(path)) > _number(issued)


def _number(answer: httpx.Response) -> int:
    return int(answer.headers["etag"].strip('"'))


def _places(operation: Operation) -> Iterator[str]:
    return (part for part in operation.path.split("/") if part.startswith("{"))
