"""Gateway accounts through HTTP: what clients learn of credentials, without waiting and with."""

import pytest

from tests.api import people
from tests.api.people import Shop
from tests.models.gateways.merchants import Merchant, open_merchant
from tests.models.gateways.processes import SimulatorProcess

WAIT = {"prefer": "wait=10"}


@pytest.fixture
async def merchant(simulator: SimulatorProcess) -> Merchant:
    return await open_merchant(simulator.url)


async def connect(shop: Shop, merchant: Merchant, **headers: str) -> dict[str, object]:
    body = {"receiver_id": shop.id, "gateway": "simulator", "credentials": merchant.credentials}
    answer = await shop.owner.post("/v1/gateway-accounts", body, **headers)
    assert answer.status_code == 201, answer.text
    account: dict[str, object] = answer.json()
    return account


async def test_a_new_account_waits_for_the_gateways_word_where_the_client_prefers_it(
    shop: Shop, merchant: Merchant
) -> None:
    assert (await connect(shop, merchant))["credentials_status"] == "checking"
    async with people.working():
        account = await connect(shop, merchant, **WAIT)
    assert (account["credentials_status"], account["credentials_message"]) == ("accepted", None)


async def test_a_changed_key_waits_for_the_gateways_word_and_is_never_shown(shop: Shop, merchant: Merchant) -> None:
    account = await connect(shop, merchant)
    path = f"/v1/gateway-accounts/{account['id']}"
    sent = {"credentials": {"api_key": "sk_sim_nobody_has_this_key"}}
    at_once = await shop.owner.patch(path, sent)
    assert (at_once.status_code, at_once.json()["credentials_status"]) == (200, "checking")
    async with people.working():
        answer = await shop.owner.patch(path, sent | {"metadata": {"rotated": "yes"}}, **WAIT)
    assert answer.status_code == 200
    assert answer.headers["preference-applied"] == "wait=10"
    changed = answer.json()
    assert (changed["credentials_status"], changed["metadata"]) == ("refused", {"rotated": "yes"})
    assert changed["credentials_message"] == "The gateway answered 401: The API key is missing or unknown."
    read = await shop.owner.get(path)
    assert (read.json(), read.headers["etag"]) == (changed, answer.headers["etag"])
    assert "sk_sim" not in read.text


async def test_another_merchant_account_is_another_gateway_account(shop: Shop, merchant: Merchant) -> None:
    account = await connect(shop, merchant)
    sent = {"credentials": {"account": "acct_another"}}
    refused = await shop.owner.patch(f"/v1/gateway-accounts/{account['id']}", sent)
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["pointer"] == "/credentials"
    assert "connect another merchant account as a gateway account of its own" in error["detail"]
