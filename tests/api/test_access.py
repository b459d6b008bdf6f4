"""Who sees and may do what, over every operation of the OpenAPI document, so that a new one cannot be forgotten."""

import re
from typing import Any

import httpx
import pytest

from api.app import create_app
from models import database, ids
from tests.api import people, worlds
from tests.api.people import Person, Shop
from tests.api.worlds import BODIES, Operation, World

OPERATIONS = list(worlds.operations())
WITH_ID = [operation for operation in OPERATIONS if "{" in operation.path and not operation.is_open]
CLOSED = [operation for operation in OPERATIONS if not operation.is_open]
# Open on purpose: how one gets in, who holds a secret, and machines that watch.
OPEN = {
    "register",
    "login",
    "getPayableInvoice",
    "payByLink",
    "getPaymentByLink",
    "receiveCallback",
    "getLiveness",
    "getReadiness",
    "getMetrics",
}
BY_ID = pytest.mark.parametrize("operation", WITH_ID, ids=lambda operation: operation.id)


@pytest.fixture(scope="module")
async def world(http: httpx.AsyncClient) -> World:
    return await worlds.open_world(http)


@pytest.fixture(scope="module")
async def outsider(http: httpx.AsyncClient) -> Person:
    """Somebody with one of everything of their own."""
    return (await worlds.open_world(http)).shop.owner


@pytest.fixture(scope="module")
async def viewer(world: World) -> Person:
    return await world.shop.member("viewer")


@pytest.fixture(scope="module")
async def payer(world: World) -> Person:
    return await world.shop.payer_login()


async def call(person: Person, operation: Operation, path: str) -> httpx.Response:
    return await person.send(
        operation.method, path, json=BODIES.get(operation.id), headers={"x-request-id": "the-same"}
    )


def nobodys(identifier: str) -> str:
    """An id of the same kind that was never given out."""
    return ids.encode(next(kind for kind, prefix in ids.PREFIXES.items() if identifier.startswith(prefix)), ids.new())


def test_only_what_is_named_here_is_open() -> None:
    assert {operation.id for operation in OPERATIONS if operation.is_open} == OPEN
    assert len(WITH_ID) > 25


@BY_ID
async def test_a_stranger_gets_404_byte_for_byte_like_an_id_that_never_was(
    world: World, outsider: Person, operation: Operation
) -> None:
    path = world.fill(operation.path)
    identifier = world.objects[operation.path.partition("/{")[0]]
    answer = await call(outsider, operation, path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    never = await call(outsider, operation, world.fill(operation.path, identifier=nobodys(identifier)))
    assert (never.status_code, never.content) == (404, answer.content)
    malformed = await call(outsider, operation, world.fill(operation.path, identifier="x"))
    assert (malformed.status_code, malformed.content) == (404, answer.content)


@pytest.mark.parametrize("operation", CLOSED, ids=lambda operation: operation.id)
async def test_nobody_gets_in_without_a_token(http: httpx.AsyncClient, world: World, operation: Operation) -> None:
    path = world.fill(operation.path) if "{" in operation.path else operation.path
    answer = await call(Person(http), operation, path)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    answer = await http.request(operation.method, path, content=b"{", headers={"authorization": "Bearer x"})
    assert answer.status_code == 401


async def test_a_route_is_closed_unless_it_says_otherwise() -> None:
    public = {
        route.path
        for route in create_app().routes
        for handler in getattr(route, "route_handlers", [])
        if handler.opt.get("public") and "OPTIONS" not in handler.http_methods
    }
    documented = {re.sub(r":\w+", "", path) for path in public}
    assert documented - {operation.path for operation in OPERATIONS if operation.is_open} == {
        "/docs",
        "/docs/errors",
        "/docs/assets/{file_path}",
        "/schema",
        "/schema/openapi.json",
        "/schema/{path}",
    }


@BY_ID
async def test_a_viewer_reads_everything_and_writes_nothing(world: World, viewer: Person, operation: Operation) -> None:
    answer = await call(viewer, operation, world.fill(operation.path))
    if operation.method == "GET":
        assert answer.status_code == 200, answer.text
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def _creations(world: World) -> dict[str, dict[str, Any]]:
    shop = world.shop
    return {
        "/v1/payers": {"receiver_id": shop.id, "name": "Grace"},
        "/v1/invoices": shop.draft_fields(),
        "/v1/invoices/preview": shop.draft_fields(),
        "/v1/payments": {"invoice_id": world.objects["/v1/invoices"], "method": "cash", "amount": 1},
        "/v1/refunds": {"payment_id": world.objects["/v1/payments"], "amount": 1},
        "/v1/gateway-accounts": {
            "receiver_id": shop.id,
            "gateway": "simulator",
            "credentials": {
                "account": "acct_mine",
                "api_key": people.API_KEY,
                "webhook_secret": "whsec_" + "A" * 32,
            },
        },
        "/v1/webhook-endpoints": {"receiver_id": shop.id, "url": "https://example.com/hooks"},
        "/v1/reconciliation/runs": {"gateway_account_id": world.objects["/v1/gateway-accounts"]},
    }


async def test_a_viewer_makes_nothing_and_for_a_stranger_there_is_nothing_to_make_it_for(
    world: World, viewer: Person, outsider: Person
) -> None:
    for path, body in _creations(world).items():
        refused = await viewer.post(path, body)
        assert (path, refused.status_code) == (path, 403), refused.text
        unknown = await outsider.post(path, body)
        assert (path, unknown.status_code) == (path, 404), unknown.text
        # The body is good: the owner may.
        assert (await world.shop.owner.post(path, body)).status_code in (200, 201), path


async def test_lists_show_only_what_is_ones_own(world: World, outsider: Person) -> None:
    lists = [operation for operation in CLOSED if "after" in _parameters(operation)]
    assert len(lists) > 10
    for operation in lists:
        path = world.fill(operation.path) if "{" in operation.path else operation.path
        ours = set(await world.shop.owner.list_ids(path + "?limit=100"))
        assert ours, path
        if "{" not in operation.path:
            theirs = set(await outsider.list_ids(path + "?limit=100"))
            assert theirs, path
            assert not ours & theirs, path


async def test_somebody_elses_id_in_a_filter_finds_nothing(world: World, outsider: Person) -> None:
    for path in ("/v1/payers", "/v1/invoices", "/v1/payments", "/v1/refunds", "/v1/webhook-endpoints"):
        assert await outsider.list_ids(f"{path}?receiver_id={world.shop.id}") == []
        assert await world.shop.owner.list_ids(f"{path}?receiver_id={world.shop.id}")


async def test_a_payer_sees_what_was_issued_to_them_and_no_draft(world: World, payer: Person) -> None:
    shop, invoice_id = world.shop, world.objects["/v1/invoices"]
    other = await shop.owner.make("/v1/payers", receiver_id=shop.id, name="Another payer")
    others_invoice = await shop.issue(payer_id=other["id"])
    assert (await payer.read(f"/v1/invoices/{invoice_id}"))["id"] == invoice_id
    seen = await payer.list_ids("/v1/invoices?limit=100")
    assert invoice_id in seen
    assert world.draft_id not in seen
    assert others_invoice["id"] not in seen
    assert await payer.list_ids("/v1/invoices?status=draft") == []
    for hidden in (world.draft_id, others_invoice["id"]):
        assert (await payer.get(f"/v1/invoices/{hidden}")).status_code == 404
    assert await payer.list_ids("/v1/payers") == [shop.payer["id"]]
    assert await payer.list_ids("/v1/receivers") == []


@BY_ID
async def test_a_payer_reads_their_papers_and_changes_none(world: World, payer: Person, operation: Operation) -> None:
    answer = await call(payer, operation, world.fill(operation.path))
    collection = operation.path.partition("/{")[0]
    if collection not in ("/v1/payers", "/v1/invoices", "/v1/payments", "/v1/refunds"):
        assert answer.status_code == 404, answer.text
    elif operation.method == "GET":
        assert answer.status_code == 200, answer.text
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_a_payer_reports_a_payment_and_only_the_receiver_confirms_it(shop: Shop) -> None:
    payer, invoice = await shop.payer_login(), await shop.issue(10_000)
    reported = await payer.make(
        "/v1/payments", invoice_id=invoice["id"], method="bank_transfer", amount=10_000, reference="TRF 1"
    )
    assert reported["status"] == "reported"
    for action, body in (("confirm", None), ("reject", {"reason": "Never."}), ("clear", None)):
        answer = await payer.post(f"/v1/payments/{reported['id']}/{action}", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (await payer.read(f"/v1/invoices/{invoice['id']}"))["settlement"] == "unpaid"
    confirmed = await shop.owner.post(f"/v1/payments/{reported['id']}/confirm")
    assert (confirmed.status_code, confirmed.json()["status"]) == (200, "succeeded")
    assert (await payer.read(f"/v1/invoices/{invoice['id']}"))["settlement"] == "paid"


async def test_a_payer_there_is_nobody_here(shop: Shop, http: httpx.AsyncClient) -> None:
    """One user is receiver on one invoice and payer on another: each role counts where it belongs."""
    both = await people.open_shop(http)
    await database.execute(
        "UPDATE payers SET user_id = $2 WHERE id = $1", ids.decode("payer", shop.payer["id"]), both.owner.id
    )
    owed, owned = await shop.issue(), await both.issue()
    assert set(await both.owner.list_ids("/v1/invoices")) == {owed["id"], owned["id"]}
    assert (await both.owner.post(f"/v1/invoices/{owed['id']}/void")).status_code == 403
    recorded = await both.owner.make("/v1/payments", invoice_id=owned["id"], method="cash")
    reported = await both.owner.make("/v1/payments", invoice_id=owed["id"], method="cash")
    assert (recorded["status"], reported["status"]) == ("succeeded", "reported")
    assert (await both.owner.post(f"/v1/invoices/{owed['id']}/finalize")).status_code == 403
    assert (await shop.owner.get(f"/v1/invoices/{owned['id']}")).status_code == 404


async def test_a_manager_runs_the_business_but_does_not_give_it_away(shop: Shop) -> None:
    manager = await shop.member("manager")
    managed = Shop(manager, shop.receiver, shop.payer)
    invoice = await managed.issue()
    assert (await manager.make("/v1/payments", invoice_id=invoice["id"], method="cash"))["status"] == "succeeded"
    assert (await manager.patch(f"/v1/receivers/{shop.id}", {"name": "Managed"})).status_code == 200
    assert (await manager.delete(f"/v1/receivers/{shop.id}")).status_code == 403
    assert (await manager.post("/v1/gateway-accounts", _gateway(shop))).status_code == 403


async def test_a_member_who_is_removed_is_a_stranger_at_once(shop: Shop) -> None:
    manager = await shop.member("manager")
    assert (await manager.get(f"/v1/receivers/{shop.id}")).status_code == 200
    await database.execute("DELETE FROM receiver_members WHERE user_id = $1", manager.id)
    assert (await manager.get(f"/v1/receivers/{shop.id}")).status_code == 404


async def test_an_admin_sees_everything(world: World, http: httpx.AsyncClient) -> None:
    admin = await people.register(http)
    assert (await admin.get("/v1/integrity")).status_code == 403
    await database.execute("UPDATE users SET role = 'admin' WHERE id = $1", admin.id)
    assert (await admin.get("/v1/integrity")).status_code == 200
    for operation in WITH_ID:
        if operation.method == "GET":
            assert (await admin.get(world.fill(operation.path))).status_code == 200, operation.path


def _gateway(shop: Shop) -> dict[str, Any]:
    credentials = {"account": "acct_x", "api_key": people.API_KEY, "webhook_secret": "whsec_" + "A" * 32}
    return {"receiver_id": shop.id, "gateway": "simulator", "credentials": credentials}


def _parameters(operation: Operation) -> set[str]:
    return {parameter["name"] for parameter in operation.document.get("parameters", [])}
