"""ETag and If-Match: nobody overwrites what they have not seen."""

import httpx
import pytest

from tests.api import worlds
from tests.api.operations import CLOSED, Operation
from tests.api.people import Shop
from tests.api.worlds import World

# Objects without a version, so that neither their ETag nor If-Match has a meaning, and why.
NO_VERSION = {
    "member": "it has nothing but its role: whoever gives it another one needs not have seen the last one",
    "invitation": "it never changes, but for being accepted or taken back, once",
    "session": "it never changes, it ends",
    "webhook_delivery": "its attempts are added by the worker, and nobody changes it",
    "event": "it never changes",
    "attachment": "it never changes: it is added to a draft or taken off",
    "callback": "its tries are the worker's, and asking for one more does no harm twice",
    "ledger_account": "its balance is a sum",
    "ledger_transaction": "it never changes",
    "invitation_token": "it works once",
}
# Actions on objects with a version that do not change them, and why they need none.
NO_CHANGE = {
    "pingWebhookEndpoint": "it only sends",
    "replayWebhooks": "it only sends",
    "inviteMember": "it makes an invitation, and leaves the receiver as it is",
    "invitePayer": "it makes an invitation, and leaves the payer as it is",
}
NAMES_NO_VERSION = pytest.mark.parametrize(
    "if_match",
    [
        '"0"',
        '"01"',
        '"999"',
        "1",
        'W/"1"',
        '"x"',
        "nonsense",
        '"99999999999999999999"',
        '"98", "99"',
        'W/"1", "99"',
        '"99", *',
        ",",
    ],
)
CHANGES = [
    operation
    for operation in CLOSED
    if operation.method in ("PATCH", "DELETE") or (operation.method == "POST" and operation.parameters)
    if operation.id not in NO_CHANGE
    if not operation.parameters or operation.kind_of(operation.parameters[-1]) not in NO_VERSION
]
READS = [operation for operation in CLOSED if operation.method == "GET" and operation.path.endswith("}")]


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


@pytest.mark.parametrize("if_match", ['"99", "1"', '"1","99"', 'W/"99" , "x-y", "1"', '"2",,"1",'])
async def test_a_list_matches_when_one_of_it_does(shop: Shop, if_match: str) -> None:
    answer = await shop.owner.patch(f"/v1/payers/{shop.payer['id']}", {"name": "Ada"}, if_match=if_match)
    assert (answer.status_code, answer.json()["name"]) == (200, "Ada")


async def test_several_headers_are_one_list(shop: Shop) -> None:
    path, caller = f"/v1/payers/{shop.payer['id']}", shop.owner
    for tags, status in ((["99", "1"], 200), (["98", "99"], 412)):
        headers = [("authorization", f"Bearer {caller.token}"), *(("if-match", f'"{tag}"') for tag in tags)]
        assert (await caller.http.patch(path, json={"name": "Ada"}, headers=headers)).status_code == status


@NAMES_NO_VERSION
async def test_what_names_no_version_of_ours_matches_none(shop: Shop, if_match: str) -> None:
    answer = await shop.owner.patch(f"/v1/payers/{shop.payer['id']}", {"name": "Eve"}, if_match=if_match)
    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    assert (await shop.owner.read(f"/v1/payers/{shop.payer['id']}"))["name"] == "Grace"


@pytest.mark.parametrize("if_match", ["1", 'W/"1"', "abc", '"x"', '"01"'])
async def test_what_is_no_version_is_told_how_one_is_written(shop: Shop, if_match: str) -> None:
    path = f"/v1/payers/{shop.payer['id']}"
    answer = await shop.owner.patch(path, {"name": "Eve"}, if_match=if_match)
    said = answer.json()["detail"]
    assert said.startswith(
        "If-Match has no version as ETag gives it: read the object, and send its ETag as it is, with "
    )
    assert said.endswith('If-Match: "1".')
    seen = (await shop.owner.get(path)).headers["etag"]
    assert (await shop.owner.patch(path, {"name": "Eve"}, if_match=seen)).is_success
    for stale in ('"99"', 'W/"2", "99"'):
        answer = await shop.owner.patch(path, {"name": "Eve"}, if_match=stale)
        assert answer.json()["detail"] == (
            "The object is at version 2, and If-Match does not name that one. Read it again first."
        )


@pytest.mark.parametrize("operation", CHANGES, ids=lambda operation: operation.id)
async def test_every_change_and_action_honours_if_match(world: World, operation: Operation) -> None:
    caller, path = world.caller_of(operation), operation.url(world.ids)
    single = _object(operation, world)
    before = await caller.get(single)
    answer = await caller.send(operation.method, path, json=operation.body(world.ids), headers={"if-match": '"999999"'})
    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    after = await caller.get(single)
    assert (after.headers["etag"], after.json()["updated_at"]) == (before.headers["etag"], before.json()["updated_at"])


@pytest.mark.parametrize("operation", READS, ids=lambda operation: operation.id)
async def test_whatever_is_read_carries_its_version_if_it_has_one(world: World, operation: Operation) -> None:
    answer = await world.caller_of(operation).get(operation.url(world.ids))
    assert answer.status_code == 200
    assert ("etag" in answer.headers) == (operation.kind_of(operation.parameters[-1]) not in NO_VERSION)


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


def _object(operation: Operation, world: World) -> str:
    """The path where that is read which the operation changes: up to its last id. Admins are read as users."""
    path = operation.url(world.ids)
    if operation.parameters:
        identifier = world.ids[operation.kind_of(operation.parameters[-1])]
        path = path.partition(identifier)[0] + identifier
    return path.replace("/v1/admins/", "/v1/users/")
