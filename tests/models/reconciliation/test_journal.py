"""What the gateway moved and we never heard of is in our books within one comparison, whatever movement it is."""

import asyncio
import contextlib
import datetime
import random
import uuid

import aiohttp
import pytest

from models import clock, database, ids
from models.gateways.base import Fact, GatewayError
from models.gateways.simulator.behaviours import BEHAVIOURS
from models.online import facts, gateway_accounts
from tests import clearing
from tests.models.reconciliation.shops import Shop

# Of two the outcome is a challenge, which is decided on below, and one takes half an hour.
TOKENS = sorted(BEHAVIOURS.keys() - {"tok_requires_action", "tok_cancel_lost", "tok_cancel_refused"})


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
    async with asyncio.timeout(30):
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


@pytest.mark.parametrize("token", ["tok_wrong_amount", "tok_wrong_currency", "tok_wrong_account"])
async def test_what_goes_back_of_money_under_review_may_come_back_again(shop: Shop, token: str) -> None:
    fact = await shop.charge(await shop.payment(), token)
    refund = await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/refund", amount=400)
    await shop.run()
    assert await unbooked(shop) == []
    await shop.merchant.happens(f"refunds/{refund['id']}/return")
    await shop.run()
    assert await unbooked(shop) == []


async def test_a_return_is_heard_of_after_a_younger_chargeback(shop: Shop) -> None:
    _, fact = await shop.pay()
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/return", amount=200)
    await shop.merchant.happens(f"payments/{fact.gateway_payment_id}/dispute", amount=300)
    # The return's callback is late.
    *_, dispute = await said_now(shop)
    assert await facts.apply(dispute, gateway_account_id=shop.account["id"])
    await shop.run()
    assert await unbooked(shop) == []


CHARGED = ("tok_success", "tok_wrong_amount", "tok_wrong_account")
HOUR = datetime.timedelta(hours=1)


class Outside:
    """Does to payments, at random, what no request of ours brings about."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self._shop, self._random = shop, random.Random(seed)
        self._refunds: list[str] = []

    async def act(self, payment_id: str) -> None:
        act = self._random.choice(["return", "refund", "dispute", "close", "refund_return"])
        path, body = f"payments/{payment_id}/{act}", {"amount": self._random.choice([100, 250, 400])}
        if act == "close":
            path, body = f"payments/{payment_id}/dispute/close", {"outcome": self._random.choice(["won", "lost"])}
        elif act == "refund_return":
            if not self._refunds:
                return
            path = f"refunds/{self._random.choice(self._refunds)}/return"
        status, answer = await self._shop.merchant.request("POST", f"/v1/test-helpers/{path}", body)
        assert status in (201, 404, 409, 422), answer
        if status == 201 and act == "refund":
            self._refunds.append(answer["id"])


async def said_now(shop: Shop) -> list[Fact]:
    """All that the gateway says at this moment, as its callbacks would carry it."""
    gateway, window = shop.merchant.gateway, {"since": clock.now() - HOUR, "until": clock.now() + HOUR}
    return [
        *[fact async for fact in gateway.list_payments(**window)],
        *[fact async for fact in gateway.list_refunds(**window)],
        *[fact async for fact in gateway.list_reversals(**window)],
    ]


@pytest.mark.parametrize("seed", range(16))
async def test_whatever_happens_outside_one_comparison_makes_the_books_equal_the_journal(shop: Shop, seed: int) -> None:
    """Some callbacks come, late, twice and in any order; the others never do."""
    chance, outside = random.Random(seed), Outside(shop, seed)
    payment_ids = []
    for _ in range(4):
        charged = await shop.charge(await shop.payment(), chance.choice(CHARGED))
        payment_ids.append(charged.gateway_payment_id)
    on_their_way: list[Fact] = []
    for _ in range(40):
        await outside.act(chance.choice(payment_ids))
        if chance.random() < 0.4:
            on_their_way += await said_now(shop)
        while on_their_way and chance.random() < 0.6:
            await facts.apply(chance.choice(on_their_way), gateway_account_id=shop.account["id"])
    if seed % 2:
        await gateway_accounts.archive(shop.book.owner, shop.account["id"], version=None)
    await shop.run()
    assert await unbooked(shop) == []
