"""The simulator's own HTTP interface, as a gateway that is strict with its callers."""

import asyncio
import sqlite3

import aiohttp
import pytest

from models.gateways.simulator.behaviours import BEHAVIOURS
from tests.models.gateways.merchants import Merchant, open_merchant
from tests.models.gateways.processes import SimulatorProcess

PAYMENT = {"amount": 1999, "currency": "EUR", "token": "tok_success", "reference": "att_1"}


async def test_an_account_with_the_same_keys_is_the_same_account(simulator: SimulatorProcess) -> None:
    keys = {"account": "acct_twice", "api_key": "sk_sim_twice_twice", "webhook_secret": "whsec_" + "A" * 32}
    merchant = await open_merchant(simulator.url, **keys)
    assert merchant.credentials == keys
    assert await merchant.request("POST", "/v1/accounts", keys) == (200, keys)
    status, answer = await merchant.request("POST", "/v1/accounts", keys | {"api_key": "sk_sim_other_other"})
    assert (status, answer["error"]["code"]) == (409, "account_exists")
    status, answer = await merchant.request("POST", "/v1/accounts", keys | {"account": "acct_other"})
    assert (status, answer["error"]["code"]) == (409, "api_key_taken")


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer sk_sim_unknown", "Basic {key}", "{key}"])
@pytest.mark.parametrize("path", ["/v1/payments", "/v1/refunds?reference=x", "/v1/journal", "/v1/disputes/x"])
async def test_an_unknown_key_is_refused_everywhere(merchant: Merchant, authorization: str, path: str) -> None:
    shown = authorization.format(key=merchant.credentials["api_key"])
    status, answer = await merchant.request("GET", path, authorization=shown)
    assert (status, answer["error"]["code"]) == (401, "unauthorized")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"amount": "1999"}, 422),
        ({"amount": 19.99}, 422),
        ({"amount": True}, 422),
        ({"amount": 0}, 422),
        ({"amount": -1}, 422),
        ({"amount": 2**53}, 422),
        ({"currency": "eur"}, 422),
        ({"currency": "EUR\n"}, 422),
        ({"currency": "XXX"}, 422),
        ({"token": "tok_unknown"}, 422),
        ({"reference": "two words"}, 422),
        ({"description": "x" * 501}, 422),
        ({"description": "a\u0000b"}, 422),
        ({"return_url": "javascript:alert(1)"}, 422),
        ({"return_url": "http://127.0.0.1/\r\nset-cookie: a=b"}, 422),
        ({"callback_url": "file:///etc/passwd"}, 422),
        ({"surprise": 1}, 422),
        ({"description": "x" * 100_000}, 413),
    ],
)
async def test_a_body_is_taken_strictly(merchant: Merchant, change: dict[str, object], status: int) -> None:
    answered, answer = await merchant.request("POST", "/v1/payments", PAYMENT | change, idempotency_key="key")
    assert answered == status
    assert answer["error"].keys() == {"code", "message"}
    assert await merchant.journal("att_1") == []


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 50_000, "application/json", 422),
        (b"[]", "application/json", 422),
        (b"{}", "text/plain", 415),
    ],
)
async def test_what_is_no_object_of_json_is_refused(
    merchant: Merchant, content: bytes, content_type: str, status: int
) -> None:
    headers = {"authorization": f"Bearer {merchant.credentials['api_key']}", "idempotency-key": "key"}
    headers["content-type"] = content_type
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{merchant.url}/v1/payments", data=content, headers=headers) as response,
    ):
        assert response.status == status
        assert (await response.json())["error"]["message"]


async def test_a_key_is_required_and_belongs_to_one_body(merchant: Merchant) -> None:
    status, answer = await merchant.request("POST", "/v1/payments", PAYMENT)
    assert (status, answer["error"]["code"]) == (422, "invalid_idempotency_key")
    assert (await merchant.request("POST", "/v1/payments", PAYMENT, idempotency_key="key"))[0] == 201
    assert (await merchant.request("POST", "/v1/payments", PAYMENT, idempotency_key="key"))[0] == 200
    status, answer = await merchant.request("POST", "/v1/payments", PAYMENT | {"amount": 2}, idempotency_key="key")
    assert (status, answer["error"]["code"]) == (422, "idempotency_key_reused")
    assert await merchant.journal("att_1") == [("capture", 1999)]


@pytest.mark.parametrize("things", ["payments", "refunds", "disputes"])
@pytest.mark.parametrize(
    "query",
    [
        "created_from=2026-01-01T00:00:00",
        "changed_to=2026-01-01T00:00:00",
        "created_from=soon",
        "created_from=2026-01-01T00:00:00Z&changed_to=2026-02-01T00:00:00Z",
        "after=x",
        "after=e30=",
        "limit=0",
        "limit=101",
    ],
)
async def test_a_query_is_checked(merchant: Merchant, things: str, query: str) -> None:
    status, answer = await merchant.request("GET", f"/v1/{things}?{query}")
    assert status in (400, 422)
    assert answer["error"]["message"]


@pytest.mark.parametrize("path", ["/v1/payments/x", "/v1/refunds/x", "/v1/disputes/x", "/nowhere"])
async def test_what_does_not_exist_is_404(merchant: Merchant, path: str) -> None:
    status, answer = await merchant.request("GET", path)
    assert status == 404
    assert answer["error"]["message"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("payments/PAYMENT/return", {"amount": 2000}, 409),
        ("payments/PAYMENT/return", {"amount": 0}, 422),
        ("payments/PAYMENT/refund", {"amount": 2000}, 422),
        ("payments/PAYMENT/dispute", {"amount": 2000}, 409),
        ("payments/PAYMENT/dispute/close", {"outcome": "won"}, 404),
        ("payments/PAYMENT/dispute/close", {"outcome": "flipped"}, 422),
        ("payments/nobodys/return", {}, 404),
        ("refunds/nobodys/return", {}, 404),
    ],
)
async def test_what_the_world_outside_cannot_do_is_refused(
    merchant: Merchant, path: str, body: object, status: int
) -> None:
    _, payment = await merchant.request("POST", "/v1/payments", PAYMENT, idempotency_key="key")
    path = path.replace("PAYMENT", payment["id"])
    assert (await merchant.request("POST", f"/v1/test-helpers/{path}", body))[0] == status
    assert await merchant.journal("att_1") == [("capture", 1999)]


async def test_the_world_outside_is_played_for_ones_own_payments_only(
    simulator: SimulatorProcess, merchant: Merchant
) -> None:
    _, payment = await merchant.request("POST", "/v1/payments", PAYMENT, idempotency_key="key")
    stranger = await open_merchant(simulator.url)
    for happening in ("return", "refund", "dispute"):
        status, _ = await stranger.request("POST", f"/v1/test-helpers/payments/{payment['id']}/{happening}", {})
        assert status == 404
    assert await merchant.journal("att_1") == [("capture", 1999)]


async def test_a_step_that_has_nothing_left_to_do_does_not_stop_the_gateway(
    merchant: Merchant,
) -> None:
    disputed = PAYMENT | {"token": "tok_disputed_lost"}
    _, payment = await merchant.request("POST", "/v1/payments", disputed, idempotency_key="key")
    await merchant.happens(f"payments/{payment['id']}/return")
    # Its own dispute is due in a twentieth of a second, and finds no money.
    again = PAYMENT | {"token": "tok_debit", "reference": "att_2"}
    await merchant.request("POST", "/v1/payments", again, idempotency_key="later")
    async with asyncio.timeout(20):
        while await merchant.journal("att_2") != [("capture", 1999)]:
            await asyncio.sleep(0.02)
    assert await merchant.journal("att_1") == [("capture", 1999), ("return", 1999)]


async def test_the_pages_need_no_script_and_escape_what_they_show(merchant: Merchant) -> None:
    hostile = PAYMENT | {"token": "tok_requires_action", "description": "<script>alert(1)</script>"}
    _, payment = await merchant.request("POST", "/v1/payments", hostile, idempotency_key="key")
    async with aiohttp.ClientSession() as session:
        for url in (f"{merchant.url}/", payment["redirect_url"]):
            async with session.get(url) as response:
                page = await response.text()
                assert response.status == 200
                assert "<script" not in page
                assert "default-src 'none'" in response.headers["content-security-policy"]
        assert "Approve" in page
        assert "19.99 EUR" in page
        assert "&lt;script&gt;" in page
        async with session.get(f"{merchant.url}/") as response:
            overview = await response.text()
        assert [token for token in BEHAVIOURS if token not in overview] == []
        async with session.get(f"{merchant.url}/health") as response:
            assert await response.json() == {"status": "ok"}


async def test_the_journal_cannot_be_rewritten(simulator: SimulatorProcess, merchant: Merchant) -> None:
    await merchant.request("POST", "/v1/payments", PAYMENT, idempotency_key="key")
    books = sqlite3.connect(simulator.folder / "simulator.sqlite3")
    try:
        for statement in ("UPDATE journal SET amount = 1", "DELETE FROM journal"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                books.execute(statement)
    finally:
        books.close()
    assert await merchant.journal("att_1") == [("capture", 1999)]
