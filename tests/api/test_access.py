"""Who sees and may do what, in the cases that test_rights.py does not make of the table for every route."""

import re
from typing import Any

import httpx
import pytest

from models import database, ids
from tests.api import people, worlds
from tests.api.operations import APP, CLOSED, OPERATIONS, Operation
from tests.api.people import Person, Shop
from tests.api.worlds import World


@pytest.fixture(scope="module")
async def world(http: httpx.AsyncClient) -> World:
    return await worlds.open_world(http)


@pytest.mark.parametrize("operation", CLOSED, ids=lambda operation: operation.id)
async def test_who_calls_is_asked_before_the_body_is_read(
    http: httpx.AsyncClient, world: World, operation: Operation
) -> None:
    headers = {"authorization": "Bearer x"}
    answer = await http.request(operation.method, operation.url(world.ids), content=b"{", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_a_route_is_closed_unless_it_says_otherwise() -> None:
    public = {
        route.path
        for route in APP.routes
        for handler in getattr(route, "route_handlers", [])
        if handler.opt.get("public") and "OPTIONS" not in handler.http_methods
    }
    documented = {re.sub(r":\w+", "", path) for path in public}
    assert documented - {operation.path for operation in OPERATIONS if operation.is_open} == {
        "/",
        "/account/forgot-password",
        "/account/invitation",
        "/account/login",
        "/account/mailed-to",
        "/account/pause-reminders",
        "/account/register",
        "/account/unsubscribe/{token}",
        "/account/unsubscribe/{token}/back",
        "/account/reset-password",
        "/account/verify-email",
        "/assets/{name}",
        "/assets/colours/{name}",
        "/assets/logos/{name}",
        "/docs",
        "/docs/errors",
        "/docs/guides/{name}",
        "/docs/assets/{file_path}",
        "/pay/{token}",
        "/pay/{token}/payments",
        "/pay/{token}/payments/{payment_id}/cancel",
        "/pay/{token}/receipts/{payment_id}",
        "/pay/{token}/reports",
        "/pay/{token}/state",
        "/pay/{token}/events",
        "/receipts/{number_or_id}",
        "/schema",
        "/schema/openapi.json",
        "/schema/{path}",
    }


async def test_somebody_elses_id_in_a_filter_finds_nothing(world: World, http: httpx.AsyncClient) -> None:
    outsider = (await worlds.open_world(http)).shop.owner
    for path in ("/v1/payers", "/v1/invoices", "/v1/payments", "/v1/refunds", "/v1/webhook-endpoints"):
        assert await outsider.list_ids(f"{path}?receiver_id={world.shop.id}") == []
        assert await world.shop.owner.list_ids(f"{path}?receiver_id={world.shop.id}")


async def test_a_payer_sees_what_was_issued_to_them_and_no_draft(world: World) -> None:
    shop, payer, invoice_id = world.shop, world.person("payer"), world.ids["invoice"]
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


async def test_an_admin_reads_everything_without_giving_a_reason(world: World) -> None:
    admin = Person(world.shop.owner.http, {"access_token": world.credentials["admin"]})
    for operation in CLOSED:
        if operation.method == "GET":
            assert (await admin.get(operation.url(world.ids))).status_code == 200, operation


def _gateway(shop: Shop) -> dict[str, Any]:
    credentials = {"account": "acct_x", "api_key": people.API_KEY, "webhook_secret": "whsec_" + "A" * 32}
    return {"receiver_id": shop.id, "gateway": "simulator", "credentials": credentials}
