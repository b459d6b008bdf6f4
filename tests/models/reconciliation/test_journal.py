"""What the gateway moved and we never heard of is in our books within one comparison, whatever movement it is."""

import asyncio
import contextlib
import uuid

import aiohttp
import pytest

from models import database, ids
from models.gateways.base import GatewayError
from models.gateways.simulator.behaviours import BEHAVIOURS
from tests import clearing
from tests.models.reconciliation.shops import Shop

# Its outcome is a challenge, which is decided on below.
TOKENS = sorted(BEHAVIOURS.keys() - {"tok_requires_action"})


async def unbooked(shop: Shop) -> list[str]:
    """How the gateway's journal differs from our books."""
    async with aiohttp.ClientSession() as http:
        there = await clearing.journal(http, shop.merchant.url, shop.merchant.credentials["api_key"])
    rows = await database.fetch(clearing.BOOKED, [ids.decode("receiver", shop.book.receiver_id)])
    return clearing.differences(there, clearing.booked(rows))


@pytest.mark.parametrize("token", TOKENS)
async def test_what_each_token_moves_is_booked(shop: Shop, token: str) -> None:
    payment = await shop.payment()
    with contextlib.suppress(GatewayError):
        await shop.charge(payment, token)
    await ended(shop, token)
    await shop.run()
    assert await unbooked(shop) == []


async def ended(shop: Shop, token: str) -> None:
    """Returns once nothing more will happen to the only payment by itself."""
    kinds = {
        "tok_debit": ["capture"],
        "tok_out_of_order": ["capture"],
        "tok_debit_returns": ["capture", "return"],
        "tok_disputed_won": ["capture", "dispute_withdrawal", "dispute_reinstatement"],
        "tok_disputed_lost": ["capture", "dispute_withdrawal"],
    }
    async with asyncio.timeout(10):
        while True:
            _, page = await shop.merchant.request("GET", "/v1/journal")
            if token not in kinds or [row["kind"] for row in page["data"]] == kinds[token]:
                return
            await asyncio.sleep(0.02)


async def test_money_that_moves_for_nothing_of_ours_is_a_discrepancy_within_one_comparison(shop: Shop) -> None:
    body = {"amount": 1000, "currency": "EUR", "token": "tok_success", "reference": str(uuid.uuid4())}
    _, payment = await shop.merchant.request("POST", "/v1/payments", body, idempotency_key="a_strangers")
    await shop.merchant.happens(f"payments/{payment['id']}/refund", amount=100)
    await shop.merchant.happens(f"payments/{payment['id']}/dispute", amount=300)
    await shop.merchant.happens(f"payments/{payment['id']}/return", amount=200)
    await shop.run()
    found = await shop.discrepancies()
    assert sorted((row["subject"], row["kind"], row["gateway_payment_id"]) for row in found) == [
        ("payment", "missing_here", payment["id"]),
        ("refund", "missing_here", payment["id"]),
        ("reversal", "missing_here", payment["id"]),
    ]
    assert len(await unbooked(shop)) == 1
